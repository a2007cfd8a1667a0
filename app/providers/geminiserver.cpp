// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The serving side of the Gemini wire: requests of clients read, answers written.

#include "app/providers/geminiadapter.h"
#include "app/providers/geminierror.h"
#include "app/providers/geminisignature.h"
#include "app/providers/jsonframe.h"
#include "app/providers/wholecalls.h"

#include <QJsonArray>
#include <QUrl>
#include <QUrlQuery>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

// --- requests
// ------------------------------------------------------------------------------------------------

/// "system_instruction" becomes "systemInstruction"; what is a name of the person's own stays as it is.
static QString camelCase(const QString &name)
{
    QString camel;
    bool raise = false;
    for (const QChar c : name) {
        if (c == u'_')
            raise = !camel.isEmpty();
        else
            camel += std::exchange(raise, false) ? c.toUpper() : c;
    }
    return camel;
}

/// The API takes both spellings of its fields.
static QJsonObject camelCased(const QJsonObject &object)
{
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it)
        result.insert(camelCase(it.key()), it.value());
    return result;
}

static Result<ContentPart> readMedia(const QJsonObject &part)
{
    ContentPart content;
    const QJsonObject inlined = camelCased(part["inlineData"_L1].toObject());
    const QJsonObject file = camelCased(part["fileData"_L1].toObject());
    content.mimeType = (inlined.isEmpty() ? file : inlined)["mimeType"_L1].toString().toLatin1();
    content.kind = content.mimeType.startsWith("application/") || content.mimeType.startsWith("text/")
                       ? ContentPart::Kind::Document
                       : ContentPart::Kind::Image;
    if (inlined.isEmpty()) {
        content.url = file["fileUri"_L1].toString();
        return content;
    }
    const auto decoded = QByteArray::fromBase64Encoding(inlined["data"_L1].toString().toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty())
        return fail(ErrorKind::InvalidRequest, tr("A picture or file of the request is not Base64."));
    content.bytes = decoded.decoded;
    return content;
}

static ChatMessage readResult(const QJsonObject &object)
{
    ChatMessage message;
    message.role = ChatMessage::Role::Tool;
    message.toolCallId = object["id"_L1].toString();
    message.toolName = object["name"_L1].toString();
    const QJsonObject response = object["response"_L1].toObject();
    QString text = compactJson(response);
    for (const auto name : {"result"_L1, "output"_L1, "error"_L1}) {
        if (response.size() == 1 && response[name].isString()) {
            text = response[name].toString();
            message.toolFailed = name == "error"_L1;
        }
    }
    message.parts = ChatMessage::ofText(message.role, text).parts;
    return message;
}

namespace {
/// Reads contents into messages: parts of one turn may become several (tool results).
class ContentsReader
{
public:
    explicit ContentsReader(ChatRequest &request) : m_request(request) {}
    Result<void> read(const QJsonObject &content)
    {
        m_turn = {};
        if (content["role"_L1] == "model"_L1)
            m_turn.role = ChatMessage::Role::Assistant;
        const QJsonArray parts = content["parts"_L1].toArray();
        for (const QJsonValue &part : parts) {
            if (const auto taken = take(camelCased(part.toObject())); !taken)
                return taken;
        }
        if (!m_turn.parts.isEmpty() || !m_turn.toolCalls.isEmpty() || !m_turn.reasoning.isEmpty())
            m_request.messages.append(m_turn);
        if (!m_turn.toolCalls.isEmpty())
            m_open = m_turn.toolCalls;
        return {};
    }

private:
    Result<void> take(const QJsonObject &part)
    {
        const QByteArray signature = part["thoughtSignature"_L1].toString().toLatin1();
        if (part.contains("functionResponse"_L1)) {
            m_request.messages.append(named(readResult(part["functionResponse"_L1].toObject())));
        } else if (part.contains("functionCall"_L1)) {
            takeCall(part["functionCall"_L1].toObject(), signature);
        } else if (part.contains("inlineData"_L1) || part.contains("fileData"_L1)) {
            const auto media = readMedia(part);
            if (!media)
                return std::unexpected(media.error());
            m_turn.parts.append(*media);
        } else if (part["thought"_L1].toBool()) {
            m_turn.reasoning.append(ReasoningBlock{part["text"_L1].toString(), {}});
        } else {
            takeText(part["text"_L1].toString(), signature);
        }
        return {};
    }
    void takeText(const QString &text, const QByteArray &signature)
    {
        if (!text.isEmpty())
            m_turn.parts += ChatMessage::ofText(m_turn.role, text).parts;
        if (!signature.isEmpty())
            m_turn.reasoning.append(ReasoningBlock{{}, GeminiSignature{-1, signature}.packed()});
    }
    void takeCall(const QJsonObject &object, const QByteArray &signature)
    {
        const int index = int(m_turn.toolCalls.size());
        ++m_made;
        m_turn.toolCalls.append({.index = index,
                                 .id = object["id"_L1].toString(u"call_%1"_s.arg(m_made)),
                                 .name = object["name"_L1].toString(),
                                 .arguments = compactJson(object["args"_L1].toObject()),
                                 .server = false});
        if (!signature.isEmpty())
            m_turn.reasoning.append(ReasoningBlock{{}, GeminiSignature{index, signature}.packed()});
    }
    /// Most clients send no ids: results then belong to the calls before them by name, in turn.
    ChatMessage named(ChatMessage result)
    {
        const auto call = std::ranges::find_if(m_open, [&](const ToolCall &one) {
            return result.toolCallId.isEmpty() ? one.name == result.toolName : one.id == result.toolCallId;
        });
        if (call != m_open.end()) {
            result.toolCallId = call->id;
            m_open.erase(call);
        }
        return result;
    }

    ChatRequest &m_request;
    ChatMessage m_turn;
    QList<ToolCall> m_open;
    int m_made = 0;
};
} // namespace

static void readThinking(const QJsonObject &thinking, ChatRequest &request)
{
    request.reasoning.effort = effortFromName(thinking["thinkingLevel"_L1].toString().toLower());
    const QJsonValue budget = thinking["thinkingBudget"_L1];
    if (!budget.isDouble() || budget.toInt() < 0) // -1: as the model likes
        return;
    if (budget.toInt() == 0)
        request.reasoning.effort = ReasoningEffort::None;
    else
        request.reasoning.budgetTokens = budget.toInt();
}

/// The OpenAPI dialect of schemas writes "STRING" where JSON schema has "string".
static QJsonValue lowerTypes(const QJsonValue &schema)
{
    if (schema.isArray()) {
        QJsonArray array = schema.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            array.replace(i, lowerTypes(array.at(i)));
        return array;
    }
    if (!schema.isObject())
        return schema;
    QJsonObject object = schema.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "type"_L1 && it.value().isString())
            it.value() = it.value().toString().toLower();
        else if (it.key() != "enum"_L1)
            it.value() = lowerTypes(it.value());
    }
    return object;
}

/// The fields that we have names for; the others stay in \p config.
static void readConfig(QJsonObject &config, ChatRequest &request)
{
    const auto number = [&](QLatin1StringView name) {
        const QJsonValue value = config.take(name);
        return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
    };
    request.temperature = number("temperature"_L1);
    request.topP = number("topP"_L1);
    request.frequencyPenalty = number("frequencyPenalty"_L1);
    request.presencePenalty = number("presencePenalty"_L1);
    if (const QJsonValue topK = config.take("topK"_L1); topK.isDouble())
        request.topK = topK.toInt();
    if (const QJsonValue seed = config.take("seed"_L1); seed.isDouble())
        request.seed = seed.toInteger();
    request.maxTokens = qMax(0, config.take("maxOutputTokens"_L1).toInt());
    const QJsonArray stops = config.take("stopSequences"_L1).toArray();
    for (const QJsonValue &one : stops)
        request.stop.append(one.toString());
    readThinking(camelCased(config.take("thinkingConfig"_L1).toObject()), request);
    config.remove("candidateCount"_L1); // one answer is what we give
    if (config["responseMimeType"_L1] != "application/json"_L1)
        return;
    config.remove("responseMimeType"_L1);
    QJsonValue schema = config.take("responseJsonSchema"_L1);
    const QJsonValue subset = config.take("responseSchema"_L1);
    if (!schema.isObject())
        schema = lowerTypes(subset);
    request.format.kind =
        schema.isObject() ? ResponseFormat::Kind::JsonSchema : ResponseFormat::Kind::JsonObject;
    request.format.schema = schema.toObject();
}

static void readTools(const QJsonArray &tools, ChatRequest &request)
{
    QJsonArray others;
    for (const QJsonValue &one : tools) {
        QJsonObject tool = camelCased(one.toObject());
        const QJsonArray functions = tool.take("functionDeclarations"_L1).toArray();
        for (const QJsonValue &declaration : functions) {
            const QJsonObject function = camelCased(declaration.toObject());
            QJsonObject parameters = function["parametersJsonSchema"_L1].toObject();
            if (parameters.isEmpty())
                parameters = lowerTypes(function["parameters"_L1]).toObject();
            request.tools.append({.name = function["name"_L1].toString(),
                                  .description = function["description"_L1].toString(),
                                  .parameters = parameters});
        }
        if (!tool.isEmpty())
            others.append(tool);
    }
    if (!others.isEmpty())
        request.extra["tools"_L1] = others;
}

static void readChoice(const QJsonObject &config, ChatRequest &request)
{
    const QJsonObject calling = camelCased(config["functionCallingConfig"_L1].toObject());
    const QJsonArray allowed = calling["allowedFunctionNames"_L1].toArray();
    const QString mode = calling["mode"_L1].toString().toUpper();
    if (mode == "NONE"_L1)
        request.toolChoice.mode = ToolChoice::Mode::None;
    else if (mode == "ANY"_L1 && allowed.size() == 1)
        request.toolChoice = {ToolChoice::Mode::Named, allowed.first().toString()};
    else if (mode == "ANY"_L1)
        request.toolChoice.mode = ToolChoice::Mode::Required;
}

/// "/v1beta/models/NAME:METHOD?query" taken apart.
static void readPath(QByteArrayView path, ChatRequest &request)
{
    const qsizetype query = path.indexOf('?');
    const QByteArrayView bare = query < 0 ? path : path.first(query);
    const qsizetype colon = bare.lastIndexOf(':');
    request.stream = colon >= 0 && bare.sliced(colon + 1) == "streamGenerateContent";
    QByteArrayView name = colon < 0 ? bare : bare.first(colon);
    if (const qsizetype at = name.indexOf("/models/"); at >= 0)
        name = name.sliced(at + qsizetype(sizeof("/models/") - 1));
    else if (const qsizetype tuned = name.indexOf("/tunedModels/"); tuned >= 0)
        name = name.sliced(tuned + 1);
    else
        name = {};
    request.model = QString::fromUtf8(QByteArray::fromPercentEncoding(name.toByteArray()));
}

bool GeminiAdapter::asksForArray(QByteArrayView path)
{
    const QUrl url = QUrl::fromEncoded(path.toByteArray());
    return url.path().endsWith(":streamGenerateContent"_L1) &&
           QUrlQuery(url).queryItemValue(u"alt"_s) != "sse"_L1;
}

Result<ChatRequest> GeminiAdapter::readRequest(QByteArrayView path, QByteArrayView bytes) const
{
    const auto object = requestObject(bytes);
    if (!object)
        return std::unexpected(object.error());
    QJsonObject body = camelCased(*object);
    ChatRequest request;
    readPath(path, request);
    body.remove("model"_L1);
    ContentsReader contents(request);
    const QJsonArray turns = body.take("contents"_L1).toArray();
    for (const QJsonValue &turn : turns) {
        if (const auto read = contents.read(turn.toObject()); !read)
            return std::unexpected(read.error());
    }
    const QJsonArray system = body.take("systemInstruction"_L1).toObject()["parts"_L1].toArray();
    for (const QJsonValue &part : system)
        request.system += part["text"_L1].toString();
    QJsonObject config = camelCased(body.take("generationConfig"_L1).toObject());
    readConfig(config, request);
    const QJsonArray tools = body.take("tools"_L1).toArray();
    readChoice(camelCased(body.take("toolConfig"_L1).toObject()), request);
    request.extra = body;
    readTools(tools, request);
    if (!config.isEmpty())
        request.extra["generationConfig"_L1] = config;
    if (request.model.isEmpty() || request.messages.isEmpty())
        return fail(ErrorKind::InvalidRequest, tr("The request needs a model in its path, and contents."));
    return request;
}

// --- answers
// -------------------------------------------------------------------------------------------------

static QString finishWord(FinishReason reason)
{
    switch (reason) {
    case FinishReason::Length:
        return u"MAX_TOKENS"_s;
    case FinishReason::ContentFilter:
        return u"SAFETY"_s;
    case FinishReason::Pause:
        return u"CONTINUATION"_s;
    case FinishReason::Error:
        return u"OTHER"_s;
    case FinishReason::Unknown:
        return u"UNKNOWN"_s; // UNSPECIFIED says that there is none yet
    default:
        return u"STOP"_s;
    }
}

static QJsonObject usageObject(const Usage &usage)
{
    const qint64 input = usage.input.value_or(0);
    const qint64 output = usage.output.value_or(0);
    const qint64 thoughts = std::min(usage.reasoning.value_or(0), output);
    QJsonObject object{{"promptTokenCount"_L1, input},
                       {"candidatesTokenCount"_L1, output - thoughts},
                       {"totalTokenCount"_L1, input + output}};
    if (usage.cachedInput)
        object["cachedContentTokenCount"_L1] = *usage.cachedInput;
    if (usage.reasoning)
        object["thoughtsTokenCount"_L1] = thoughts;
    return object;
}

static QJsonObject errorObject(const Error &error, int status)
{
    QJsonObject object{
        {"code"_L1, status}, {"message"_L1, error.message}, {"status"_L1, geminiStatusWord(status)}};
    if (error.retryAfter)
        object["details"_L1] = QJsonArray{
            QJsonObject{{"@type"_L1, "type.googleapis.com/google.rpc.RetryInfo"_L1},
                        {"retryDelay"_L1, u"%1s"_s.arg(double(error.retryAfter->count()) / 1000)}}};
    return {{"error"_L1, object}};
}

static QJsonObject imagePart(const QByteArray &mimeType, const QByteArray &bytes)
{
    return {{"inlineData"_L1, QJsonObject{{"mimeType"_L1, QString::fromLatin1(mimeType)},
                                          {"data"_L1, QString::fromLatin1(bytes.toBase64())}}}};
}

static QJsonObject groundingChunk(const Citation &citation)
{
    return {{"web"_L1, QJsonObject{{"uri"_L1, citation.url}, {"title"_L1, citation.title}}}};
}

/// Nothing where the arguments are cut: a whole call could not be told from a broken one.
static std::optional<QJsonObject> callPart(const ToolCall &call, const QByteArray &signature)
{
    const auto arguments = argumentsObject(call.arguments);
    if (call.server || !arguments)
        return std::nullopt;
    QJsonObject function{{"name"_L1, call.name}, {"args"_L1, *arguments}};
    if (!call.id.isEmpty())
        function["id"_L1] = call.id;
    QJsonObject part{{"functionCall"_L1, function}};
    if (!signature.isEmpty())
        part["thoughtSignature"_L1] = QString::fromLatin1(signature);
    return part;
}

static QJsonObject signedText(const QByteArray &signature)
{
    return {{"text"_L1, QString()}, {"thoughtSignature"_L1, QString::fromLatin1(signature)}};
}

/// A response object of \p head with one candidate.
static QJsonObject responseOf(const ServedHead &head, QJsonObject candidate, const QJsonArray &parts)
{
    candidate["index"_L1] = 0;
    if (!parts.isEmpty())
        candidate["content"_L1] = QJsonObject{{"role"_L1, "model"_L1}, {"parts"_L1, parts}};
    return {{"candidates"_L1, QJsonArray{candidate}},
            {"modelVersion"_L1, head.model},
            {"responseId"_L1, head.id}};
}

/// A refused prompt has no candidate.
static QJsonObject refusalOf(const ServedHead &head, const QString &words)
{
    return {
        {"promptFeedback"_L1, QJsonObject{{"blockReason"_L1, "OTHER"_L1}, {"blockReasonMessage"_L1, words}}},
        {"modelVersion"_L1, head.model},
        {"responseId"_L1, head.id}};
}

namespace {
class GeminiEncoder : public AnswerEncoder
{
public:
    explicit GeminiEncoder(const ServedHead &head) : m_head(head) {}
    QByteArray contentType() const override
    {
        return m_head.jsonArray ? "application/json" : "text/event-stream";
    }
    QByteArray begin() override { return m_head.jsonArray ? "[" : ""; }
    QByteArray encode(const StreamEvent &event) override
    {
        if (const auto *tool = std::get_if<ToolCallDelta>(&event))
            return callPiece(m_calls.add(*tool));
        if (const auto *usage = std::get_if<UsageReport>(&event))
            m_usage = usage->usage;
        if (const auto *refusal = std::get_if<RefusalDelta>(&event))
            m_refusal += refusal->text;
        if (const auto *failed = std::get_if<Failed>(&event))
            return piece(errorObject(failed->error, statusFor(failed->error.kind))) + closing();
        if (const auto *finished = std::get_if<Finished>(&event))
            return callPiece(m_calls.take()) + end(finished->reason);
        if (const auto *reasoning = std::get_if<ReasoningDelta>(&event))
            return thought(*reasoning);
        const QByteArray bytes = wordsOf(event);
        return bytes.isEmpty() ? bytes : callPiece(m_calls.take()) + bytes;
    }

private:
    QByteArray piece(const QJsonObject &object)
    {
        if (!m_head.jsonArray)
            return sseFrame(object);
        const bool first = !std::exchange(m_begun, true);
        return (first ? "" : ",\r\n") + QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    QByteArray closing() const { return m_head.jsonArray ? "]" : ""; }
    QByteArray part(const QJsonObject &part) { return piece(responseOf(m_head, {}, {part})); }
    QByteArray wordsOf(const StreamEvent &event)
    {
        if (const auto *text = std::get_if<TextDelta>(&event))
            return part({{"text"_L1, text->text}});
        if (const auto *image = std::get_if<ImageDelta>(&event))
            return part(imagePart(image->mimeType, image->bytes));
        if (const auto *citation = std::get_if<Citation>(&event))
            return piece(
                responseOf(m_head,
                           {{"groundingMetadata"_L1,
                             QJsonObject{{"groundingChunks"_L1, QJsonArray{groundingChunk(*citation)}}}}},
                           {}));
        return {};
    }
    QByteArray thought(const ReasoningDelta &delta)
    {
        QByteArray bytes;
        if (!delta.text.isEmpty())
            bytes = callPiece(m_calls.take()) + part({{"text"_L1, delta.text}, {"thought"_L1, true}});
        if (const auto signature = GeminiSignature::unpacked(delta.signature)) {
            if (signature->call < 0)
                bytes += callPiece(m_calls.take()) + part(signedText(signature->value));
            else
                m_signatures.insert(signature->call, signature->value);
        }
        return bytes;
    }
    QByteArray callPiece(const std::optional<ToolCall> &call)
    {
        const auto object = call ? callPart(*call, m_signatures.take(m_sentCalls++)) : std::nullopt;
        return object ? part(*object) : QByteArray();
    }
    QByteArray end(FinishReason reason)
    {
        if (reason == FinishReason::Refusal || !m_refusal.isEmpty())
            return withUsage(refusalOf(m_head, m_refusal)) + closing();
        return withUsage(responseOf(m_head, {{"finishReason"_L1, finishWord(reason)}},
                                    {QJsonObject{{"text"_L1, QString()}}})) +
               closing();
    }
    QByteArray withUsage(QJsonObject object)
    {
        if (!m_usage.isEmpty())
            object["usageMetadata"_L1] = usageObject(m_usage);
        return piece(object);
    }

    ServedHead m_head;
    Usage m_usage;
    WholeCalls m_calls;
    QHash<int, QByteArray> m_signatures; ///< of calls to come
    QString m_refusal;
    int m_sentCalls = 0;
    bool m_begun = false;
};
} // namespace

std::unique_ptr<AnswerEncoder> GeminiAdapter::encoder(const ServedHead &head) const
{
    return std::make_unique<GeminiEncoder>(head);
}

static QJsonArray wholeParts(const Answer &answer)
{
    QJsonArray parts;
    QHash<int, QByteArray> signatures;
    for (const ReasoningBlock &block : answer.reasoningBlocks) {
        if (const auto signature = GeminiSignature::unpacked(block.signature))
            signatures.insert(signature->call, signature->value);
    }
    if (!answer.reasoning.isEmpty())
        parts.append(QJsonObject{{"text"_L1, answer.reasoning}, {"thought"_L1, true}});
    if (!answer.text.isEmpty())
        parts.append(QJsonObject{{"text"_L1, answer.text}});
    for (const AnswerImage &image : answer.images)
        parts.append(imagePart(image.mimeType, image.bytes));
    int index = 0;
    for (const ToolCall &call : answer.toolCalls) {
        if (const auto part = callPart(call, signatures.value(index++)))
            parts.append(*part);
    }
    if (signatures.contains(-1))
        parts.append(signedText(signatures[-1]));
    return parts;
}

QByteArray GeminiAdapter::wholeAnswer(const Answer &answer, const ServedHead &head) const
{
    QJsonObject object;
    if (!answer.refusal.isEmpty()) {
        object = refusalOf(head, answer.refusal);
    } else {
        QJsonObject candidate{
            {"finishReason"_L1, finishWord(answer.finishReason.value_or(FinishReason::Stop))}};
        QJsonArray chunks;
        for (const Citation &citation : answer.citations)
            chunks.append(groundingChunk(citation));
        if (!chunks.isEmpty())
            candidate["groundingMetadata"_L1] = QJsonObject{{"groundingChunks"_L1, chunks}};
        object = responseOf(head, candidate, wholeParts(answer));
    }
    if (!answer.usage.isEmpty())
        object["usageMetadata"_L1] = usageObject(answer.usage);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray GeminiAdapter::errorBody(const Error &error, int status) const
{
    return QJsonDocument(errorObject(error, status)).toJson(QJsonDocument::Compact);
}

} // namespace Crossroads
