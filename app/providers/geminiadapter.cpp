// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/geminiadapter.h"

#include "app/providers/bulk.h"
#include "app/providers/geminidecoder.h"
#include "app/providers/geminierror.h"
#include "app/providers/geminisignature.h"
#include "app/providers/jsonframe.h"
#include "app/providers/omissions.h"

#include <QJsonArray>

#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

// --- contents
// ------------------------------------------------------------------------------------------------

static QJsonObject wirePart(const ContentPart &part, Bulk &bulk)
{
    if (part.kind == ContentPart::Kind::Text)
        return {{"text"_L1, bulk.text(part.text)}};
    if (!part.bytes.isEmpty())
        return {{"inlineData"_L1, QJsonObject{{"mimeType"_L1, QString::fromLatin1(part.mimeType)},
                                              {"data"_L1, bulk.base64(part.bytes)}}}};
    QJsonObject file{{"fileUri"_L1, part.url}};
    if (!part.mimeType.isEmpty())
        file["mimeType"_L1] = QString::fromLatin1(part.mimeType);
    return {{"fileData"_L1, file}};
}

/// Answers 400 to later turns without the signatures of their calls; thoughts themselves stay at home.
static void sign(QJsonArray &texts, QJsonArray &calls, const QList<ReasoningBlock> &reasoning)
{
    const auto put = [](QJsonArray &parts, qsizetype at, const QByteArray &value) {
        QJsonObject part = parts.at(at).toObject();
        part["thoughtSignature"_L1] = QString::fromLatin1(value);
        parts.replace(at, part);
    };
    for (const ReasoningBlock &block : reasoning) {
        const auto signature = GeminiSignature::unpacked(block.signature);
        if (!signature)
            continue;
        if (signature->call >= 0 && signature->call < calls.size()) {
            put(calls, signature->call, signature->value);
        } else if (signature->call < 0) {
            if (texts.isEmpty())
                texts.append(QJsonObject{{"text"_L1, QString()}});
            put(texts, texts.size() - 1, signature->value);
        }
    }
}

static QJsonArray modelParts(const ChatMessage &message, Bulk &bulk)
{
    QJsonArray texts;
    for (const ContentPart &part : message.parts) {
        if (part.kind != ContentPart::Kind::Text || !part.text.isEmpty())
            texts.append(wirePart(part, bulk));
    }
    QJsonArray calls;
    for (const ToolCall &call : message.toolCalls) {
        QJsonObject object{{"name"_L1, call.name},
                           {"args"_L1, argumentsObject(call.arguments).value_or(QJsonObject())}};
        if (!call.id.isEmpty())
            object["id"_L1] = call.id;
        calls.append(QJsonObject{{"functionCall"_L1, object}});
    }
    sign(texts, calls, message.reasoning);
    for (const QJsonValue &call : std::as_const(calls))
        texts.append(call);
    return texts;
}

/// The function that a result belongs to, where the message does not say.
static QString toolName(const QList<ChatMessage> &messages, const ChatMessage &result)
{
    if (!result.toolName.isEmpty())
        return result.toolName;
    for (const ChatMessage &message : messages) {
        for (const ToolCall &call : message.toolCalls) {
            if (call.id == result.toolCallId)
                return call.name;
        }
    }
    return result.toolCallId;
}

static QJsonObject resultPart(const QList<ChatMessage> &messages, const ChatMessage &message)
{
    const QString text = message.text();
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    QJsonObject response = document.object();
    if (message.toolFailed)
        response = {{"error"_L1, text}};
    else if (!document.isObject())
        response = {{"result"_L1, text}};
    QJsonObject object{{"name"_L1, toolName(messages, message)}, {"response"_L1, response}};
    if (!message.toolCallId.isEmpty())
        object["id"_L1] = message.toolCallId;
    return {{"functionResponse"_L1, object}};
}

static QJsonArray wireContents(const ChatRequest &request, Bulk &bulk)
{
    QJsonArray contents;
    const ChatMessage *before = nullptr;
    for (const ChatMessage &message : request.messages) {
        QJsonArray parts;
        if (message.role == ChatMessage::Role::Assistant) {
            parts = modelParts(message, bulk);
        } else if (message.role == ChatMessage::Role::Tool) {
            parts = {resultPart(request.messages, message)};
        } else {
            for (const ContentPart &part : message.parts)
                parts.append(wirePart(part, bulk));
        }
        // The results of parallel calls belong in one turn; alone they are refused.
        if (before && before->role == ChatMessage::Role::Tool && message.role == ChatMessage::Role::Tool) {
            QJsonObject last = contents.last().toObject();
            QJsonArray joined = last["parts"_L1].toArray();
            joined.append(parts.first());
            last["parts"_L1] = joined;
            contents.replace(contents.size() - 1, last);
        } else if (!parts.isEmpty()) { // a turn without parts is refused
            const bool model = message.role == ChatMessage::Role::Assistant;
            contents.append(QJsonObject{{"role"_L1, model ? "model"_L1 : "user"_L1}, {"parts"_L1, parts}});
        }
        before = &message;
    }
    return contents;
}

// --- parameters
// ----------------------------------------------------------------------------------------------

static QLatin1StringView thinkingLevel(ReasoningEffort effort)
{
    switch (effort) {
    case ReasoningEffort::None:
    case ReasoningEffort::Minimal:
        return "MINIMAL"_L1;
    case ReasoningEffort::Low:
        return "LOW"_L1;
    case ReasoningEffort::Medium:
        return "MEDIUM"_L1;
    default:
        return "HIGH"_L1;
    }
}

/// What Google's own OpenAI door makes of efforts, for models that know no levels.
static int thinkingBudget(ReasoningEffort effort)
{
    switch (effort) {
    case ReasoningEffort::None:
        return 0;
    case ReasoningEffort::Minimal:
    case ReasoningEffort::Low:
        return 1024;
    case ReasoningEffort::Medium:
        return 8192;
    default:
        return 24576;
    }
}

static QJsonObject wireThinking(const ChatRequest &request, Omissions &omissions)
{
    const ReasoningRequest &asked = request.reasoning;
    const bool can = request.capabilities.reasoning.value_or(true);
    if (!omissions.sends(asked.isAsked(), can, "reasoning"_L1)) {
        // Thoughts are billed whether shown or not. Other models than reasoning ones refuse the switch.
        return request.capabilities.reasoning.value_or(false) ? QJsonObject{{"includeThoughts"_L1, true}}
                                                              : QJsonObject();
    }
    const bool off = asked.effort ? asked.effort == ReasoningEffort::None : asked.budgetTokens == 0;
    QJsonObject thinking;
    if (!off)
        thinking["includeThoughts"_L1] = true;
    const bool levels = !request.model.contains("gemini-2"_L1); // 2.5 knows budgets only, 3 prefers levels
    constexpr int leastOfPro = 128;
    if (!asked.effort) {
        thinking["thinkingBudget"_L1] = *asked.budgetTokens;
    } else if (levels) {
        thinking["thinkingLevel"_L1] = thinkingLevel(*asked.effort);
        if (off)
            omissions.note(tr("This model always reasons; it was asked to do so as little as it can."));
    } else if (off && request.model.contains("-pro"_L1)) {
        thinking["thinkingBudget"_L1] = leastOfPro;
        omissions.note(tr("This model always reasons; it was asked to do so as little as it can."));
    } else {
        thinking["thinkingBudget"_L1] = thinkingBudget(*asked.effort);
    }
    return thinking;
}

static void addFormat(QJsonObject &config, const ChatRequest &request, Omissions &omissions)
{
    const bool schema = request.format.kind == ResponseFormat::Kind::JsonSchema;
    if (!omissions.sends(request.format.kind != ResponseFormat::Kind::Text,
                         !schema || request.capabilities.structuredOutput.value_or(true),
                         "response_format"_L1))
        return;
    config["responseMimeType"_L1] = "application/json"_L1;
    if (schema)
        config["responseJsonSchema"_L1] = request.format.schema;
}

static QJsonObject wireConfig(const ChatRequest &request, Omissions &omissions)
{
    QJsonObject config = request.extra["generationConfig"_L1].toObject();
    const bool sampling = request.capabilities.temperature.value_or(true);
    const auto number = [&](QLatin1StringView name, QLatin1StringView wireName, const auto &value) {
        if (omissions.sends(value.has_value(), sampling, name))
            config[wireName] = *value;
    };
    number("temperature"_L1, "temperature"_L1, request.temperature);
    number("top_p"_L1, "topP"_L1, request.topP);
    number("top_k"_L1, "topK"_L1, request.topK);
    number("frequency_penalty"_L1, "frequencyPenalty"_L1, request.frequencyPenalty);
    number("presence_penalty"_L1, "presencePenalty"_L1, request.presencePenalty);
    using Int32 = std::numeric_limits<qint32>;
    const qint64 seed = request.seed.value_or(0);
    if (omissions.sends(request.seed.has_value(), seed >= Int32::min() && seed <= Int32::max(),
                        "a seed of more than 32 bits"_L1))
        config["seed"_L1] = seed;
    constexpr qsizetype mostStops = 5;
    if (!request.stop.isEmpty())
        config["stopSequences"_L1] =
            QJsonArray::fromStringList(request.stop.first(qMin(request.stop.size(), mostStops)));
    omissions.sends(request.stop.size() > mostStops, false, "the sixth and later stop sequence"_L1);
    if (request.maxTokens > 0)
        config["maxOutputTokens"_L1] = request.maxTokens;
    const QJsonObject thinking = wireThinking(request, omissions);
    if (!thinking.isEmpty())
        config["thinkingConfig"_L1] = thinking;
    addFormat(config, request, omissions);
    return config;
}

static QJsonObject choiceObject(const ToolChoice &choice)
{
    QJsonObject config{{"mode"_L1, choice.mode == ToolChoice::Mode::None ? "NONE"_L1 : "ANY"_L1}};
    if (choice.mode == ToolChoice::Mode::Named)
        config["allowedFunctionNames"_L1] = QJsonArray{choice.name};
    return {{"functionCallingConfig"_L1, config}};
}

static void addTools(QJsonObject &body, const ChatRequest &request, Omissions &omissions)
{
    if (!omissions.sends(!request.tools.isEmpty(), request.capabilities.tools.value_or(true), "tools"_L1))
        return;
    QJsonArray functions;
    for (const ToolDefinition &tool : request.tools) {
        QJsonObject function{{"name"_L1, tool.name}};
        if (!tool.description.isEmpty())
            function["description"_L1] = tool.description;
        if (!tool.parameters.isEmpty())
            function["parametersJsonSchema"_L1] = tool.parameters;
        functions.append(function);
    }
    QJsonArray tools = request.extra["tools"_L1].toArray(); // the provider's own: search, code
    tools.append(QJsonObject{{"functionDeclarations"_L1, functions}});
    body["tools"_L1] = tools;
    if (request.toolChoice.mode != ToolChoice::Mode::Auto)
        body["toolConfig"_L1] = choiceObject(request.toolChoice);
    omissions.sends(!request.parallelToolCalls.value_or(true), false, "parallel_tool_calls"_L1);
}

/// "gemini-x", "models/gemini-x" and "tunedModels/x" name what they say.
static QByteArray modelPath(const QString &model)
{
    const QByteArray id = model.toUtf8();
    const bool whole = id.startsWith("models/") || id.startsWith("tunedModels/");
    return (whole ? "/" : "/models/") + id.toPercentEncoding("/");
}

Result<WireRequest> GeminiAdapter::encode(const ChatRequest &request, const Vendor &vendor) const
{
    if (const auto fits = checkAttachments(request, vendor); !fits)
        return std::unexpected(fits.error());
    Omissions omissions(request, vendor);
    Bulk bulk;
    QJsonObject body = request.extra;
    body["contents"_L1] = wireContents(request, bulk);
    if (!request.system.isEmpty())
        body["systemInstruction"_L1] =
            QJsonObject{{"parts"_L1, QJsonArray{QJsonObject{{"text"_L1, request.system}}}}};
    const QJsonObject config = wireConfig(request, omissions);
    if (!config.isEmpty())
        body["generationConfig"_L1] = config;
    addTools(body, request, omissions);
    WireRequest wire;
    wire.path =
        modelPath(request.model) + (request.stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    wire.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    wire.headers.append(QHttpHeaders::WellKnownHeader::Accept,
                        request.stream ? "text/event-stream" : "application/json");
    wire.body = bulk.body(QJsonDocument(body).toJson(QJsonDocument::Compact));
    return omissions.conclude(std::move(wire));
}

std::unique_ptr<AnswerDecoder> GeminiAdapter::decoder(const Vendor &vendor, QByteArrayView contentType) const
{
    return std::make_unique<GeminiDecoder>(vendor, contentType);
}

std::optional<ProviderComplaint> GeminiAdapter::complaint(const Json &object) const
{
    return geminiComplaintIn(object);
}

// --- model list
// ----------------------------------------------------------------------------------------------

QByteArray GeminiAdapter::modelsPath(const Vendor &vendor) const
{
    return vendor.modelsPath.isEmpty() ? QByteArray("/models?pageSize=1000") : vendor.modelsPath;
}

static ModelListing readListing(const Json &row)
{
    ModelListing model;
    model.id = row["name"].text();
    if (model.id.startsWith("models/"_L1))
        model.id.remove(0, qsizetype(sizeof("models/") - 1));
    model.name = row["displayName"].text();
    model.contextTokens = row["inputTokenLimit"].integer();
    model.maxOutputTokens = row["outputTokenLimit"].integer();
    model.chat = false;
    row["supportedGenerationMethods"].elements(
        [&](const Json &method) { model.chat = model.chat || method.equals("generateContent"); });
    if (row.contains("thinking"))
        model.capabilities.reasoning = row["thinking"].truth();
    return model;
}

Result<ModelPage> GeminiAdapter::readModels(const Vendor &vendor, QByteArrayView body) const
{
    JsonReader reader;
    const auto root = reader.readObject(body);
    if (!root || !(*root)["models"].isArray())
        return fail(ErrorKind::Protocol, tr("%1 sent no list of models.").arg(vendor.name));
    ModelPage page;
    (*root)["models"].elements([&](const Json &row) {
        if (ModelListing model = readListing(row); !model.id.isEmpty())
            page.models.append(std::move(model));
    });
    if (const QByteArrayView token = (*root)["nextPageToken"].utf8(); !token.isEmpty()) {
        const QByteArray first = modelsPath(vendor);
        page.nextPath = first + (first.contains('?') ? "&" : "?") +
                        "pageToken=" + token.toByteArray().toPercentEncoding();
    }
    return page;
}

} // namespace Crossroads
