// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaiadapter.h"

#include "app/providers/mediatext.h"
#include "app/providers/omissions.h"
#include "app/providers/openaidecoder.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

// --- messages
// ------------------------------------------------------------------------------------------------

static QJsonObject wirePart(const ContentPart &part)
{
    const QString address = part.url.isEmpty() ? dataUrl(part.mimeType, part.bytes) : part.url;
    QJsonObject object;
    switch (part.kind) {
    case ContentPart::Kind::Text:
        object = {{"type"_L1, "text"_L1}, {"text"_L1, part.text}};
        break;
    case ContentPart::Kind::Image:
        object = {{"type"_L1, "image_url"_L1}, {"image_url"_L1, QJsonObject{{"url"_L1, address}}}};
        break;
    case ContentPart::Kind::Document:
        object = {{"type"_L1, "file"_L1},
                  {"file"_L1,
                   QJsonObject{{"filename"_L1, part.fileName.isEmpty() ? u"document.pdf"_s : part.fileName},
                               {"file_data"_L1, address}}}};
        break;
    }
    if (part.cacheMark)
        object["cache_control"_L1] = QJsonObject{{"type"_L1, "ephemeral"_L1}};
    return object;
}

/// One unmarked text part is sent as a string: every server takes that.
static QJsonValue wireContent(const QList<ContentPart> &parts)
{
    const bool plain = std::ranges::all_of(parts, [](const ContentPart &part) {
        return part.kind == ContentPart::Kind::Text && !part.cacheMark;
    });
    if (plain) {
        QString text;
        for (const ContentPart &part : parts)
            text += part.text;
        return text;
    }
    QJsonArray array;
    for (const ContentPart &part : parts)
        array.append(wirePart(part));
    return array;
}

static QJsonArray wireToolCalls(const QList<ToolCall> &calls)
{
    QJsonArray array;
    for (const ToolCall &call : calls)
        array.append(QJsonObject{
            {"id"_L1, call.id},
            {"type"_L1, "function"_L1},
            {"function"_L1,
             QJsonObject{{"name"_L1, call.name},
                         {"arguments"_L1, call.arguments.isEmpty() ? u"{}"_s : call.arguments}}}});
    return array;
}

static QJsonObject wireMessage(const ChatMessage &message)
{
    if (message.role == ChatMessage::Role::Tool)
        return {
            {"role"_L1, "tool"_L1}, {"tool_call_id"_L1, message.toolCallId}, {"content"_L1, message.text()}};
    if (message.role == ChatMessage::Role::User)
        return {{"role"_L1, "user"_L1}, {"content"_L1, wireContent(message.parts)}};
    QJsonObject object{{"role"_L1, "assistant"_L1}, {"content"_L1, message.text()}};
    if (message.toolCalls.isEmpty())
        return object;
    object["tool_calls"_L1] = wireToolCalls(message.toolCalls);
    // DeepSeek answers 400 to a tool turn without the reasoning that led to it; others ignore it.
    QString thoughts;
    for (const ReasoningBlock &block : message.reasoning)
        thoughts += block.text;
    if (!thoughts.isEmpty())
        object["reasoning_content"_L1] = thoughts;
    return object;
}

static QJsonArray wireMessages(const ChatRequest &request)
{
    QJsonArray messages;
    if (!request.system.isEmpty()) {
        ContentPart part;
        part.text = request.system;
        part.cacheMark = request.systemCacheMark;
        messages.append(QJsonObject{{"role"_L1, "system"_L1}, {"content"_L1, wireContent({part})}});
    }
    for (const ChatMessage &message : request.messages)
        messages.append(wireMessage(message));
    return messages;
}

// --- parameters
// ----------------------------------------------------------------------------------------------

static QJsonObject toolObject(const ToolDefinition &tool)
{
    QJsonObject parameters = tool.parameters;
    if (parameters.isEmpty())
        parameters = {{"type"_L1, "object"_L1}, {"properties"_L1, QJsonObject()}};
    QJsonObject function{{"name"_L1, tool.name}, {"parameters"_L1, parameters}};
    if (!tool.description.isEmpty())
        function["description"_L1] = tool.description;
    if (tool.strict)
        function["strict"_L1] = true;
    return {{"type"_L1, "function"_L1}, {"function"_L1, function}};
}

static QJsonValue toolChoiceValue(const ToolChoice &choice)
{
    switch (choice.mode) {
    case ToolChoice::Mode::None:
        return u"none"_s;
    case ToolChoice::Mode::Required:
        return u"required"_s;
    case ToolChoice::Mode::Named:
        return QJsonObject{{"type"_L1, "function"_L1},
                           {"function"_L1, QJsonObject{{"name"_L1, choice.name}}}};
    case ToolChoice::Mode::Auto:
        break;
    }
    return u"auto"_s;
}

static void addTools(QJsonObject &body, const ChatRequest &request, const Vendor &vendor,
                     Omissions &omissions)
{
    if (!omissions.sends(!request.tools.isEmpty(), request.capabilities.tools.value_or(true), "tools"_L1))
        return;
    QJsonArray tools;
    for (const ToolDefinition &tool : request.tools)
        tools.append(toolObject(tool));
    body["tools"_L1] = tools;
    if (omissions.sends(request.toolChoice.mode != ToolChoice::Mode::Auto, vendor.quirks.toolChoice,
                        "tool_choice"_L1))
        body["tool_choice"_L1] = toolChoiceValue(request.toolChoice);
    if (request.parallelToolCalls)
        body["parallel_tool_calls"_L1] = *request.parallelToolCalls;
}

static void addFormat(QJsonObject &body, const ChatRequest &request, Omissions &omissions)
{
    const ResponseFormat &format = request.format;
    const bool wanted = format.kind != ResponseFormat::Kind::Text;
    const bool schema = format.kind == ResponseFormat::Kind::JsonSchema;
    if (!omissions.sends(wanted, !schema || request.capabilities.structuredOutput.value_or(true),
                         "response_format"_L1))
        return;
    body["response_format"_L1] =
        schema ? QJsonObject{{"type"_L1, "json_schema"_L1},
                             {"json_schema"_L1,
                              QJsonObject{{"name"_L1, format.name.isEmpty() ? u"answer"_s : format.name},
                                          {"schema"_L1, format.schema},
                                          {"strict"_L1, format.strict}}}}
               : QJsonObject{{"type"_L1, "json_object"_L1}};
}

/// Vendors know two to seven of the efforts; low, medium and high are common to nearly all.
static QLatin1StringView commonEffort(ReasoningEffort effort)
{
    switch (effort) {
    case ReasoningEffort::XHigh:
    case ReasoningEffort::Max:
        return "high"_L1;
    default:
        return effortName(effort);
    }
}

static void addReasoning(QJsonObject &body, const ChatRequest &request, const Vendor &vendor,
                         Omissions &omissions)
{
    const ReasoningRequest &asked = request.reasoning;
    const bool can =
        request.capabilities.reasoning.value_or(true) && vendor.quirks.reasoning != ReasoningStyle::None;
    if (!omissions.sends(asked.isAsked(), can, "reasoning"_L1))
        return;
    const bool off = asked.effort == ReasoningEffort::None;
    switch (vendor.quirks.reasoning) {
    case ReasoningStyle::Object: {
        QJsonObject reasoning;
        if (asked.effort)
            reasoning["effort"_L1] = effortName(*asked.effort);
        else
            reasoning["max_tokens"_L1] = *asked.budgetTokens;
        body["reasoning"_L1] = reasoning;
        break;
    }
    case ReasoningStyle::ThinkingType:
    case ReasoningStyle::ThinkingAndEffort:
        body["thinking"_L1] = QJsonObject{{"type"_L1, off ? "disabled"_L1 : "enabled"_L1}};
        if (asked.effort && !off && vendor.quirks.reasoning == ReasoningStyle::ThinkingAndEffort)
            body["reasoning_effort"_L1] = commonEffort(*asked.effort);
        break;
    case ReasoningStyle::ThinkingOrEffort:
        if (asked.effort && !off) {
            body["reasoning_effort"_L1] = commonEffort(*asked.effort);
        } else {
            QJsonObject thinking{{"type"_L1, off ? "disabled"_L1 : "enabled"_L1}};
            if (!off)
                thinking["budget_tokens"_L1] = qMax(1024, *asked.budgetTokens);
            body["thinking"_L1] = thinking;
        }
        break;
    case ReasoningStyle::EnableThinking:
        body["enable_thinking"_L1] = !off;
        if (asked.budgetTokens && !off)
            body["thinking_budget"_L1] = *asked.budgetTokens;
        break;
    case ReasoningStyle::Effort:
        if (asked.effort)
            body["reasoning_effort"_L1] = commonEffort(*asked.effort);
        else
            omissions.sends(true, false, "reasoning budget"_L1);
        break;
    case ReasoningStyle::None:
        break;
    }
}

static void addSampling(QJsonObject &body, const ChatRequest &request, const Vendor &vendor,
                        Omissions &omissions)
{
    const bool sampling = request.capabilities.temperature.value_or(true);
    const auto number = [&](QLatin1StringView name, const auto &value, bool taken) {
        if (omissions.sends(value.has_value(), taken, name))
            body[name] = *value;
    };
    number("temperature"_L1, request.temperature, sampling);
    number("top_p"_L1, request.topP, sampling);
    number("top_k"_L1, request.topK, sampling && vendor.quirks.takesTopK);
    number("frequency_penalty"_L1, request.frequencyPenalty, sampling);
    number("presence_penalty"_L1, request.presencePenalty, sampling);
    if (request.seed)
        body[vendor.quirks.randomSeed ? "random_seed"_L1 : "seed"_L1] = *request.seed;
    if (!request.stop.isEmpty()) {
        constexpr qsizetype mostStops = 4;
        body["stop"_L1] =
            QJsonArray::fromStringList(request.stop.first(qMin(request.stop.size(), mostStops)));
        omissions.sends(request.stop.size() > mostStops, false, "the fifth and later stop sequence"_L1);
    }
}

Result<WireRequest> OpenAiAdapter::encode(const ChatRequest &request, const Vendor &vendor) const
{
    if (const auto fits = checkAttachments(request, vendor); !fits)
        return std::unexpected(fits.error());
    Omissions omissions(request, vendor);
    QJsonObject body = request.extra;
    body["model"_L1] = request.model;
    body["messages"_L1] = wireMessages(request);
    body["stream"_L1] = request.stream;
    if (request.stream && request.includeUsage && vendor.quirks.streamUsageOption)
        body["stream_options"_L1] = QJsonObject{{"include_usage"_L1, true}};
    if (request.maxTokens > 0)
        body[vendor.quirks.maxCompletionTokens ? "max_completion_tokens"_L1 : "max_tokens"_L1] =
            request.maxTokens;
    addSampling(body, request, vendor, omissions);
    addReasoning(body, request, vendor, omissions);
    addFormat(body, request, omissions);
    addTools(body, request, vendor, omissions);
    WireRequest wire;
    wire.path = "/chat/completions";
    wire.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    wire.headers.append(QHttpHeaders::WellKnownHeader::Accept,
                        request.stream ? "text/event-stream" : "application/json");
    wire.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return omissions.conclude(std::move(wire));
}

std::unique_ptr<AnswerDecoder> OpenAiAdapter::decoder(const Vendor &vendor, QByteArrayView contentType) const
{
    return std::make_unique<OpenAiDecoder>(vendor, contentType);
}

// --- model list
// ----------------------------------------------------------------------------------------------

QByteArray OpenAiAdapter::modelsPath(const Vendor &vendor) const
{
    return vendor.modelsPath.isEmpty() ? QByteArray("/models") : vendor.modelsPath;
}

} // namespace Crossroads
