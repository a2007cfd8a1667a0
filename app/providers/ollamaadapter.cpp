// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/ollamaadapter.h"

#include "app/money/tokenestimate.h"
#include "app/providers/bulk.h"
#include "app/providers/json.h"
#include "app/providers/jsonframe.h"
#include "app/providers/ollamadecoder.h"
#include "app/providers/omissions.h"

#include <QJsonArray>

#include <bit>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

// --- messages
// ------------------------------------------------------------------------------------------------

/// The wire has words and Base64 pictures, nothing else.
static Result<void> checkParts(const ChatRequest &request, const Vendor &vendor)
{
    for (const ChatMessage &message : request.messages) {
        for (const ContentPart &part : message.parts) {
            if (part.kind == ContentPart::Kind::Image && part.bytes.isEmpty())
                return refuseAttachment(vendor, tr("%1 takes pictures as files only, not as web addresses."));
            if (part.kind == ContentPart::Kind::Document &&
                (part.bytes.isEmpty() || !part.mimeType.startsWith("text/")))
                return refuseAttachment(vendor, tr("%1 takes no documents but plain text files."));
        }
    }
    return {};
}

/// Text parts as they are; a text file below its name.
static QString wireText(const ChatMessage &message, Bulk &bulk)
{
    QString text;
    for (const ContentPart &part : message.parts) {
        text += bulk.text(part.text);
        if (part.kind == ContentPart::Kind::Document)
            text += u"\n\n%1\n%2\n"_s.arg(part.fileName, bulk.text(QString::fromUtf8(part.bytes)));
    }
    return text;
}

static QJsonArray wireToolCalls(const QList<ToolCall> &calls)
{
    QJsonArray array;
    for (const ToolCall &call : calls) {
        QJsonObject object{
            {"function"_L1,
             QJsonObject{{"name"_L1, call.name},
                         {"arguments"_L1, argumentsObject(call.arguments).value_or(QJsonObject())}}}};
        if (!call.id.isEmpty())
            object["id"_L1] = call.id;
        array.append(object);
    }
    return array;
}

static QJsonObject wireMessage(const ChatMessage &message, Bulk &bulk)
{
    QJsonObject object{{"content"_L1, wireText(message, bulk)}};
    QJsonArray images;
    for (const ContentPart &part : message.parts) {
        if (part.kind == ContentPart::Kind::Image)
            images.append(bulk.base64(part.bytes));
    }
    if (!images.isEmpty())
        object["images"_L1] = images;
    switch (message.role) {
    case ChatMessage::Role::User:
        object["role"_L1] = "user"_L1;
        break;
    case ChatMessage::Role::Tool:
        object["role"_L1] = "tool"_L1;
        if (!message.toolName.isEmpty())
            object["tool_name"_L1] = message.toolName;
        if (!message.toolCallId.isEmpty())
            object["tool_call_id"_L1] = message.toolCallId;
        break;
    case ChatMessage::Role::Assistant: {
        object["role"_L1] = "assistant"_L1;
        QString thoughts;
        for (const ReasoningBlock &block : message.reasoning)
            thoughts += block.text;
        if (!thoughts.isEmpty())
            object["thinking"_L1] = thoughts;
        if (!message.toolCalls.isEmpty())
            object["tool_calls"_L1] = wireToolCalls(message.toolCalls);
        break;
    }
    }
    return object;
}

static QJsonArray wireMessages(const ChatRequest &request, Bulk &bulk)
{
    QJsonArray messages;
    if (!request.system.isEmpty())
        messages.append(QJsonObject{{"role"_L1, "system"_L1}, {"content"_L1, request.system}});
    for (const ChatMessage &message : request.messages)
        messages.append(wireMessage(message, bulk));
    return messages;
}

// --- parameters
// ----------------------------------------------------------------------------------------------

/// Tokens that prompt and answer will want, generously: the estimate is off by a quarter at times.
static qint64 neededContext(const ChatRequest &request)
{
    constexpr qint64 perPicture = 1024;
    constexpr qint64 answerWithoutLimit = 2048;
    qint64 tokens = estimateTokens(request.system);
    for (const ChatMessage &message : request.messages) {
        for (const ContentPart &part : message.parts) {
            tokens += estimateTokens(part.text);
            if (part.kind == ContentPart::Kind::Image)
                tokens += perPicture;
            else if (part.kind == ContentPart::Kind::Document)
                tokens += estimateTokens(part.fileName) + estimateTokens(QString::fromUtf8(part.bytes));
        }
        for (const ToolCall &call : message.toolCalls)
            tokens += estimateTokens(call.arguments);
    }
    for (const ToolDefinition &tool : request.tools)
        tokens += estimateTokens(tool.description) + estimateTokens(compactJson(tool.parameters));
    return tokens + tokens / 4 + (request.maxTokens > 0 ? request.maxTokens : answerWithoutLimit);
}

static void addContext(QJsonObject &options, const ChatRequest &request)
{
    // Servers cut longer prompts without a word. Powers of two, since each other size loads the model anew.
    constexpr qint64 serversDefault = 4096;
    const qint64 needed = neededContext(request);
    if (needed > serversDefault && !options.contains("num_ctx"_L1))
        options["num_ctx"_L1] = qint64(std::bit_ceil(quint64(needed)));
}

static QJsonObject wireOptions(const ChatRequest &request, Omissions &omissions)
{
    QJsonObject options = request.extra["options"_L1].toObject();
    const bool sampling = request.capabilities.temperature.value_or(true);
    const auto number = [&](QLatin1StringView name, const auto &value) {
        if (omissions.sends(value.has_value(), sampling, name))
            options[name] = *value;
    };
    number("temperature"_L1, request.temperature);
    number("top_p"_L1, request.topP);
    number("top_k"_L1, request.topK);
    number("frequency_penalty"_L1, request.frequencyPenalty);
    number("presence_penalty"_L1, request.presencePenalty);
    if (request.seed)
        options["seed"_L1] = *request.seed;
    if (!request.stop.isEmpty())
        options["stop"_L1] = QJsonArray::fromStringList(request.stop);
    if (request.maxTokens > 0)
        options["num_predict"_L1] = request.maxTokens;
    addContext(options, request);
    return options;
}

static QLatin1StringView thinkLevel(ReasoningEffort effort)
{
    switch (effort) {
    case ReasoningEffort::Medium:
        return "medium"_L1;
    case ReasoningEffort::High:
    case ReasoningEffort::XHigh:
    case ReasoningEffort::Max:
        return "high"_L1;
    default:
        return "low"_L1;
    }
}

/// Only gpt-oss takes a level (and can not be turned off); to others the server answers 400 to anything but
/// true and false.
static void addThink(QJsonObject &body, const ChatRequest &request, Omissions &omissions)
{
    const ReasoningRequest &asked = request.reasoning;
    if (!omissions.sends(asked.isAsked(), request.capabilities.reasoning.value_or(true), "reasoning"_L1))
        return;
    const bool off = asked.effort ? asked.effort == ReasoningEffort::None : asked.budgetTokens == 0;
    if (request.model.contains("gpt-oss"_L1, Qt::CaseInsensitive)) {
        body["think"_L1] = off ? "low"_L1 : thinkLevel(asked.effort.value_or(ReasoningEffort::Medium));
        if (off)
            omissions.note(tr("This model always reasons; it was asked to do so as little as it can."));
    } else {
        body["think"_L1] = !off;
        omissions.sends(asked.effort && !off && asked.effort != ReasoningEffort::Medium, false,
                        "reasoning effort"_L1);
    }
    omissions.sends(asked.budgetTokens && !asked.effort && !off, false, "reasoning budget"_L1);
}

static void addFormat(QJsonObject &body, const ChatRequest &request, Omissions &omissions)
{
    const bool schema = request.format.kind == ResponseFormat::Kind::JsonSchema;
    if (!omissions.sends(request.format.kind != ResponseFormat::Kind::Text,
                         !schema || request.capabilities.structuredOutput.value_or(true),
                         "response_format"_L1))
        return;
    body["format"_L1] = schema ? QJsonValue(request.format.schema) : QJsonValue("json"_L1);
}

static void addTools(QJsonObject &body, const ChatRequest &request, Omissions &omissions)
{
    using Mode = ToolChoice::Mode;
    if (request.toolChoice.mode == Mode::None || // the wire's way to say it
        !omissions.sends(!request.tools.isEmpty(), request.capabilities.tools.value_or(true), "tools"_L1))
        return;
    QJsonArray tools;
    for (const ToolDefinition &tool : request.tools) {
        QJsonObject parameters = tool.parameters;
        if (parameters.isEmpty())
            parameters = {{"type"_L1, "object"_L1}, {"properties"_L1, QJsonObject()}};
        tools.append(QJsonObject{{"type"_L1, "function"_L1},
                                 {"function"_L1, QJsonObject{{"name"_L1, tool.name},
                                                             {"description"_L1, tool.description},
                                                             {"parameters"_L1, parameters}}}});
    }
    body["tools"_L1] = tools;
    omissions.sends(request.toolChoice.mode != Mode::Auto, false, "tool_choice"_L1);
    omissions.sends(!request.parallelToolCalls.value_or(true), false, "parallel_tool_calls"_L1);
}

Result<WireRequest> OllamaAdapter::encode(const ChatRequest &request, const Vendor &vendor) const
{
    for (const auto &fits : {checkAttachments(request, vendor), checkParts(request, vendor)}) {
        if (!fits)
            return std::unexpected(fits.error());
    }
    Omissions omissions(request, vendor);
    Bulk bulk;
    QJsonObject body = request.extra;
    body["model"_L1] = request.model;
    body["messages"_L1] = wireMessages(request, bulk);
    body["stream"_L1] = request.stream;
    const QJsonObject options = wireOptions(request, omissions);
    if (!options.isEmpty())
        body["options"_L1] = options;
    addThink(body, request, omissions);
    addFormat(body, request, omissions);
    addTools(body, request, omissions);
    WireRequest wire;
    wire.path = "/api/chat";
    wire.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    wire.headers.append(QHttpHeaders::WellKnownHeader::Accept,
                        request.stream ? "application/x-ndjson" : "application/json");
    wire.body = bulk.body(QJsonDocument(body).toJson(QJsonDocument::Compact));
    return omissions.conclude(std::move(wire));
}

std::unique_ptr<AnswerDecoder> OllamaAdapter::decoder(const Vendor &vendor, QByteArrayView contentType) const
{
    return std::make_unique<OllamaDecoder>(vendor, contentType);
}

// --- model list
// ----------------------------------------------------------------------------------------------

QByteArray OllamaAdapter::modelsPath(const Vendor &vendor) const
{
    return vendor.modelsPath.isEmpty() ? QByteArray("/api/tags") : vendor.modelsPath;
}

static ModelListing readListing(const Json &row)
{
    ModelListing model;
    model.id = row["model"].text();
    model.name = row["name"].text();
    if (model.id.isEmpty()) // before 0.1.30
        model.id = model.name;
    const Json details = row["details"];
    const auto isFamily = [&](const Json &family) {
        if (family.utf8().contains("bert")) // they embed
            model.chat = false;
        if (family.equals("clip") || family.equals("mllama"))
            model.capabilities.imageInput = true;
    };
    isFamily(details["family"]);
    details["families"].elements(isFamily);
    return model;
}

Result<ModelPage> OllamaAdapter::readModels(const Vendor &vendor, QByteArrayView body) const
{
    JsonReader reader;
    const auto root = reader.readObject(body);
    // LM Studio answers 200 with an error to paths that it does not know.
    if (!root || !(*root)["models"].isArray())
        return fail(ErrorKind::Protocol, tr("%1 sent no list of models.").arg(vendor.name));
    ModelPage page;
    (*root)["models"].elements([&](const Json &row) {
        if (ModelListing model = readListing(row); !model.id.isEmpty())
            page.models.append(std::move(model));
    });
    return page;
}

} // namespace Crossroads
