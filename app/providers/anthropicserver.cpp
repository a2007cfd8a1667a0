// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The serving side of the Anthropic wire: requests of clients read, answers written.

#include "app/providers/anthropicadapter.h"
#include "app/providers/jsonframe.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

// --- requests
// ------------------------------------------------------------------------------------------------

static ContentPart textPart(const QString &text)
{
    ContentPart part;
    part.text = text;
    return part;
}

/// The text of a string or of an array of text blocks.
static QString textOf(const QJsonValue &content, const QString &between = {})
{
    QStringList texts;
    const QJsonArray blocks = content.toArray();
    for (const QJsonValue &block : blocks)
        texts.append(block["text"_L1].toString());
    return content.isString() ? content.toString() : texts.join(between);
}

/// An image's or a document's file; nothing where it lies at the provider under an id.
static std::optional<ContentPart> readSource(const QJsonObject &block, ContentPart::Kind kind)
{
    const QJsonObject source = block["source"_L1].toObject();
    const QString type = source["type"_L1].toString();
    ContentPart part;
    part.kind = kind;
    part.fileName = block["title"_L1].toString();
    part.mimeType = source["media_type"_L1].toString().toLatin1();
    if (type == "url"_L1)
        part.url = source["url"_L1].toString();
    else if (type == "text"_L1)
        part.bytes = source["data"_L1].toString().toUtf8();
    else if (type == "base64"_L1)
        part.bytes = QByteArray::fromBase64(source["data"_L1].toString().toLatin1());
    else if (type == "content"_L1)
        return textPart(textOf(source["content"_L1]));
    else
        return std::nullopt;
    return part;
}

namespace {
/// Reads the turns of a request. One user turn may hold results of tools beside the person's words: they
/// become messages of their own, in order.
class TurnReader
{
public:
    explicit TurnReader(ChatRequest &request) : m_request(request) {}
    Result<void> read(const QJsonObject &turn);

private:
    Result<void> block(const QJsonObject &block);
    Result<void> toolResult(const QJsonObject &block);
    static Result<std::optional<ContentPart>> part(const QJsonObject &block);
    void flush();

    ChatRequest &m_request;
    ChatMessage m_message;
    QHash<QString, QString> m_toolNames; ///< by call id
};

Result<void> TurnReader::read(const QJsonObject &turn)
{
    const QString role = turn["role"_L1].toString();
    const QJsonValue content = turn["content"_L1];
    if (role == "system"_L1) {
        const QString text = textOf(content, u"\n\n"_s);
        m_request.system += m_request.system.isEmpty() ? text : u"\n\n"_s + text;
        return {};
    }
    if (role != "user"_L1 && role != "assistant"_L1)
        return fail(ErrorKind::InvalidRequest, tr("A message has the role \"%1\", which is none.").arg(role));
    m_message = ChatMessage();
    m_message.role = role == "user"_L1 ? ChatMessage::Role::User : ChatMessage::Role::Assistant;
    if (content.isString())
        m_message.parts.append(textPart(content.toString()));
    const QJsonArray blocks = content.toArray();
    for (const QJsonValue &one : blocks) {
        if (const auto read = block(one.toObject()); !read)
            return read;
    }
    flush();
    return {};
}

void TurnReader::flush()
{
    const ChatMessage::Role role = m_message.role;
    if (!m_message.parts.isEmpty() || !m_message.toolCalls.isEmpty() || !m_message.reasoning.isEmpty())
        m_request.messages.append(std::exchange(m_message, {}));
    m_message.role = role;
}

Result<void> TurnReader::block(const QJsonObject &block)
{
    const QString type = block["type"_L1].toString();
    if (type == "thinking"_L1) {
        m_message.reasoning.append(
            {block["thinking"_L1].toString(), block["signature"_L1].toString().toLatin1()});
    } else if (type == "redacted_thinking"_L1) {
        m_message.reasoning.append({{}, block["data"_L1].toString().toLatin1(), true});
    } else if (type == "tool_use"_L1) {
        const QString id = block["id"_L1].toString();
        const QString name = block["name"_L1].toString();
        m_toolNames[id] = name;
        const QJsonObject input = block["input"_L1].toObject();
        m_message.toolCalls.append({.index = int(m_message.toolCalls.size()),
                                    .id = id,
                                    .name = name,
                                    .arguments = input.isEmpty() ? QString() : compactJson(input)});
    } else if (type == "tool_result"_L1) {
        return toolResult(block);
    } else if (const auto read = part(block); !read) {
        return std::unexpected(read.error());
    } else if (*read) {
        m_message.parts.append(**read);
    }
    return {};
}

Result<void> TurnReader::toolResult(const QJsonObject &block)
{
    flush();
    ChatMessage result;
    result.role = ChatMessage::Role::Tool;
    result.toolCallId = block["tool_use_id"_L1].toString();
    result.toolName = m_toolNames.value(result.toolCallId);
    result.toolFailed = block["is_error"_L1].toBool();
    const QJsonValue content = block["content"_L1];
    if (content.isString())
        result.parts.append(textPart(content.toString()));
    const QJsonArray blocks = content.toArray();
    for (const QJsonValue &one : blocks) {
        const auto read = part(one.toObject());
        if (!read)
            return std::unexpected(read.error());
        if (*read)
            result.parts.append(**read);
    }
    m_request.messages.append(result);
    return {};
}

/// Nothing for blocks of tools that a provider ran itself: only that provider can read them.
Result<std::optional<ContentPart>> TurnReader::part(const QJsonObject &block)
{
    const QString type = block["type"_L1].toString();
    std::optional<ContentPart> part;
    if (type == "text"_L1)
        part = textPart(block["text"_L1].toString());
    else if (type == "search_result"_L1)
        part = textPart(u"%1\n%2\n%3"_s.arg(block["title"_L1].toString(), block["source"_L1].toString(),
                                            textOf(block["content"_L1], u"\n"_s)));
    else if (type == "image"_L1 || type == "document"_L1)
        part = readSource(block, type == "image"_L1 ? ContentPart::Kind::Image : ContentPart::Kind::Document);
    else
        return std::nullopt;
    if (!part)
        return fail(ErrorKind::InvalidRequest,
                    tr("A file of the request lies at a provider, where other providers can not read it."),
                    tr("Send the file itself (base64) or its address (url)."));
    part->cacheMark = block["cache_control"_L1].isObject();
    return part;
}
} // namespace

static void readSystem(const QJsonValue &system, ChatRequest &request)
{
    request.system = textOf(system, u"\n\n"_s);
    const QJsonArray blocks = system.toArray();
    request.systemCacheMark = std::ranges::any_of(
        blocks, [](const QJsonValue &block) { return block["cache_control"_L1].isObject(); });
}

/// Tools that the provider runs (web_search_20250305, ...) have no schema: they stay as the client sent them.
static void readTools(const QJsonObject &body, ChatRequest &request)
{
    const QJsonArray tools = body["tools"_L1].toArray();
    QJsonArray others;
    for (const QJsonValue &tool : tools) {
        if (tool["input_schema"_L1].isObject())
            request.tools.append({.name = tool["name"_L1].toString(),
                                  .description = tool["description"_L1].toString(),
                                  .parameters = tool["input_schema"_L1].toObject(),
                                  .strict = tool["strict"_L1].toBool()});
        else
            others.append(tool);
    }
    if (!others.isEmpty())
        request.extra["tools"_L1] = others;
    const QJsonObject choice = body["tool_choice"_L1].toObject();
    const QString type = choice["type"_L1].toString();
    if (type == "none"_L1)
        request.toolChoice.mode = ToolChoice::Mode::None;
    else if (type == "any"_L1)
        request.toolChoice.mode = ToolChoice::Mode::Required;
    else if (type == "tool"_L1)
        request.toolChoice = {ToolChoice::Mode::Named, choice["name"_L1].toString()};
    if (choice["disable_parallel_tool_use"_L1].isBool())
        request.parallelToolCalls = !choice["disable_parallel_tool_use"_L1].toBool();
}

static void readSampling(const QJsonObject &body, ChatRequest &request)
{
    const auto number = [&](QLatin1StringView name) {
        return body[name].isDouble() ? std::optional(body[name].toDouble()) : std::nullopt;
    };
    request.temperature = number("temperature"_L1);
    request.topP = number("top_p"_L1);
    if (body["top_k"_L1].isDouble())
        request.topK = body["top_k"_L1].toInt();
    request.maxTokens = body["max_tokens"_L1].toInt();
    const QJsonArray stops = body["stop_sequences"_L1].toArray();
    for (const QJsonValue &stop : stops)
        request.stop.append(stop.toString());
}

static void readReasoning(const QJsonObject &body, ChatRequest &request)
{
    const QJsonObject output = body["output_config"_L1].toObject();
    const QJsonObject thinking = body["thinking"_L1].toObject();
    const QString type = thinking["type"_L1].toString();
    request.reasoning.effort = effortFromName(output["effort"_L1].toString());
    if (type == "disabled"_L1)
        request.reasoning.effort = ReasoningEffort::None;
    else if (type == "adaptive"_L1 && !request.reasoning.effort)
        request.reasoning.effort = ReasoningEffort::High; // what the wire means by no word
    else if (type == "enabled"_L1 && thinking["budget_tokens"_L1].isDouble())
        request.reasoning.budgetTokens = thinking["budget_tokens"_L1].toInt();
    const QJsonObject format = output["format"_L1].toObject();
    if (format["type"_L1] == "json_schema"_L1)
        request.format = {.kind = ResponseFormat::Kind::JsonSchema,
                          .name = {},
                          .schema = format["schema"_L1].toObject(),
                          .strict = true};
}

/// Fields that we read; the rest is the client's business with its provider.
static QJsonObject unknownFields(QJsonObject body)
{
    for (const auto name :
         {"model"_L1, "messages"_L1, "system"_L1, "max_tokens"_L1, "stream"_L1, "temperature"_L1, "top_p"_L1,
          "top_k"_L1, "stop_sequences"_L1, "tools"_L1, "tool_choice"_L1, "thinking"_L1, "output_config"_L1})
        body.remove(name);
    return body;
}

Result<ChatRequest> AnthropicAdapter::readRequest(QByteArrayView, QByteArrayView bytes) const
{
    const auto object = requestObject(bytes);
    if (!object)
        return std::unexpected(object.error());
    const QJsonObject &body = *object;
    ChatRequest request;
    request.model = body["model"_L1].toString();
    request.stream = body["stream"_L1].toBool();
    request.extra = unknownFields(body);
    readSystem(body["system"_L1], request);
    TurnReader turns(request);
    const QJsonArray messages = body["messages"_L1].toArray();
    for (const QJsonValue &message : messages) {
        if (const auto read = turns.read(message.toObject()); !read)
            return std::unexpected(read.error());
    }
    readSampling(body, request);
    readReasoning(body, request);
    readTools(body, request);
    if (request.model.isEmpty() || request.messages.isEmpty())
        return fail(ErrorKind::InvalidRequest, tr("The request needs a model and messages."));
    return request;
}

// --- answers
// -------------------------------------------------------------------------------------------------

static QString stopReason(FinishReason reason, const QString &native)
{
    switch (reason) {
    case FinishReason::Length:
        return u"max_tokens"_s;
    case FinishReason::ToolCalls:
        return u"tool_use"_s;
    case FinishReason::Refusal:
    case FinishReason::ContentFilter:
        return u"refusal"_s;
    case FinishReason::Pause:
        return u"pause_turn"_s;
    default:
        return native == "stop_sequence"_L1 ? native : u"end_turn"_s;
    }
}

static QJsonObject usageObject(const Usage &usage)
{
    const qint64 read = usage.cachedInput.value_or(0);
    const qint64 written = usage.cacheWrite.value_or(0);
    QJsonObject object{{"input_tokens"_L1, qMax(qint64(0), usage.input.value_or(0) - read - written)},
                       {"output_tokens"_L1, usage.output.value_or(0)}};
    if (usage.cachedInput)
        object["cache_read_input_tokens"_L1] = read;
    if (usage.cacheWrite)
        object["cache_creation_input_tokens"_L1] = written;
    if (usage.cacheWriteHour)
        object["cache_creation"_L1] =
            QJsonObject{{"ephemeral_5m_input_tokens"_L1, qMax(qint64(0), written - *usage.cacheWriteHour)},
                        {"ephemeral_1h_input_tokens"_L1, *usage.cacheWriteHour}};
    if (usage.reasoning)
        object["output_tokens_details"_L1] = QJsonObject{{"thinking_tokens"_L1, *usage.reasoning}};
    return object;
}

static QLatin1StringView errorType(int status)
{
    switch (status) {
    case 401:
        return "authentication_error"_L1;
    case 402:
        return "billing_error"_L1;
    case 403:
        return "permission_error"_L1;
    case 404:
        return "not_found_error"_L1;
    case 413:
        return "request_too_large"_L1;
    case 429:
        return "rate_limit_error"_L1;
    case 503:
    case 529:
        return "overloaded_error"_L1;
    case 504:
        return "timeout_error"_L1;
    default:
        return status >= 400 && status < 500 ? "invalid_request_error"_L1 : "api_error"_L1;
    }
}

static QJsonObject errorObject(const Error &error, int status)
{
    return {{"type"_L1, "error"_L1},
            {"error"_L1, QJsonObject{{"type"_L1, errorType(status)}, {"message"_L1, error.message}}}};
}

static QJsonObject citationObject(const Citation &citation)
{
    if (citation.url.isEmpty())
        return {{"type"_L1, "char_location"_L1},       {"cited_text"_L1, ""_L1},   {"document_index"_L1, 0},
                {"document_title"_L1, citation.title}, {"start_char_index"_L1, 0}, {"end_char_index"_L1, 0}};
    return {{"type"_L1, "web_search_result_location"_L1},
            {"cited_text"_L1, ""_L1},
            {"encrypted_index"_L1, ""_L1},
            {"title"_L1, citation.title},
            {"url"_L1, citation.url}};
}

/// Clients return results by the call's id; providers without ids get one made up.
static QString callId(const QString &id, const QString &answerId, int index)
{
    return id.isEmpty() ? u"toolu_%1_%2"_s.arg(answerId).arg(index) : id;
}

static QJsonObject callBlock(const QString &id, const QString &name, bool server, const QJsonObject &input)
{
    return {{"type"_L1, server ? "server_tool_use"_L1 : "tool_use"_L1},
            {"id"_L1, id},
            {"name"_L1, name},
            {"input"_L1, input}};
}

static QJsonObject messageObject(const ServedHead &head, const QJsonArray &content)
{
    return {{"id"_L1, head.id},
            {"type"_L1, "message"_L1},
            {"role"_L1, "assistant"_L1},
            {"model"_L1, head.model},
            {"content"_L1, content},
            {"stop_reason"_L1, QJsonValue::Null},
            {"stop_sequence"_L1, QJsonValue::Null}};
}

namespace {
/// Writes the events of one message. Text and thoughts have one open block at a time; calls stay open until
/// something else comes, since their pieces may alternate.
class AnthropicEncoder : public AnswerEncoder
{
public:
    explicit AnthropicEncoder(ServedHead head) : m_head(std::move(head)) {}
    QByteArray contentType() const override { return "text/event-stream"; }
    QByteArray begin() override
    {
        QJsonObject message = messageObject(m_head, {});
        message["usage"_L1] = usageObject({});
        return frame("message_start", {{"message"_L1, message}});
    }
    QByteArray encode(const StreamEvent &event) override;

private:
    enum class Open { None, Text, Thinking, Calls };

    static QByteArray frame(QByteArrayView type, QJsonObject object)
    {
        object["type"_L1] = QString::fromLatin1(type);
        return sseFrame(object, type);
    }
    QByteArray start(const QJsonObject &block)
    {
        m_open.append(m_next);
        return frame("content_block_start", {{"index"_L1, m_next++}, {"content_block"_L1, block}});
    }
    static QByteArray delta(int index, QLatin1StringView type, QLatin1StringView field,
                            const QJsonValue &value)
    {
        return frame("content_block_delta",
                     {{"index"_L1, index}, {"delta"_L1, QJsonObject{{"type"_L1, type}, {field, value}}}});
    }
    QByteArray close();
    QByteArray ensure(Open kind, const QJsonObject &block);
    QByteArray text(const QString &text, const QJsonObject &citation = {});
    QByteArray thought(const ReasoningDelta &delta);
    QByteArray call(const ToolCallDelta &delta);
    QByteArray again();
    QByteArray end(const Finished &finished);

    ServedHead m_head;
    Usage m_usage;
    Open m_kind = Open::None;
    QList<int> m_open;       ///< blocks without their stop
    QHash<int, int> m_calls; ///< blocks by the call's index
    int m_next = 0;
    int m_starts = 1;
};

QByteArray AnthropicEncoder::close()
{
    QByteArray bytes;
    for (const int index : std::exchange(m_open, {}))
        bytes += frame("content_block_stop", {{"index"_L1, index}});
    m_kind = Open::None;
    return bytes;
}

QByteArray AnthropicEncoder::ensure(Open kind, const QJsonObject &block)
{
    if (m_kind == kind)
        return {};
    QByteArray bytes = close() + start(block);
    m_kind = kind;
    return bytes;
}

QByteArray AnthropicEncoder::text(const QString &text, const QJsonObject &citation)
{
    const QByteArray bytes = ensure(Open::Text, {{"type"_L1, "text"_L1}, {"text"_L1, ""_L1}});
    return bytes + (citation.isEmpty() ? delta(m_next - 1, "text_delta"_L1, "text"_L1, text)
                                       : delta(m_next - 1, "citations_delta"_L1, "citation"_L1, citation));
}

QByteArray AnthropicEncoder::thought(const ReasoningDelta &thought)
{
    const QString signature = QString::fromLatin1(thought.signature);
    if (thought.redacted) {
        const QByteArray before = close();
        return before + start({{"type"_L1, "redacted_thinking"_L1}, {"data"_L1, signature}}) + close();
    }
    QByteArray bytes =
        ensure(Open::Thinking, {{"type"_L1, "thinking"_L1}, {"thinking"_L1, ""_L1}, {"signature"_L1, ""_L1}});
    if (!thought.text.isEmpty())
        bytes += delta(m_next - 1, "thinking_delta"_L1, "thinking"_L1, thought.text);
    if (!signature.isEmpty())
        bytes += delta(m_next - 1, "signature_delta"_L1, "signature"_L1, signature) + close();
    return bytes;
}

QByteArray AnthropicEncoder::call(const ToolCallDelta &call)
{
    QByteArray bytes;
    const auto known = m_calls.constFind(call.index);
    if (known == m_calls.constEnd()) {
        if (m_kind != Open::Calls)
            bytes = close();
        m_kind = Open::Calls;
        m_calls[call.index] = m_next;
        bytes += start(callBlock(callId(call.id, m_head.id, call.index), call.name, call.server, {}));
    }
    if (!call.arguments.isEmpty())
        bytes += delta(m_calls[call.index], "input_json_delta"_L1, "partial_json"_L1, call.arguments);
    return bytes;
}

/// A second start with a new id voids what was sent.
QByteArray AnthropicEncoder::again()
{
    const QByteArray before = close();
    m_calls.clear();
    m_next = 0;
    ServedHead head = m_head;
    head.id += u"_%1"_s.arg(++m_starts);
    QJsonObject message = messageObject(head, {});
    message["usage"_L1] = usageObject({});
    return before + frame("message_start", {{"message"_L1, message}});
}

QByteArray AnthropicEncoder::end(const Finished &finished)
{
    const QJsonObject delta{{"stop_reason"_L1, stopReason(finished.reason, finished.native)},
                            {"stop_sequence"_L1, QJsonValue::Null}};
    return close() + frame("message_delta", {{"delta"_L1, delta}, {"usage"_L1, usageObject(m_usage)}}) +
           frame("message_stop", {});
}

QByteArray AnthropicEncoder::encode(const StreamEvent &event)
{
    if (const auto *said = std::get_if<TextDelta>(&event))
        return text(said->text);
    if (const auto *reasoning = std::get_if<ReasoningDelta>(&event))
        return thought(*reasoning);
    if (const auto *refusal = std::get_if<RefusalDelta>(&event))
        return text(refusal->text); // a refusal has no words of its own on this wire
    if (const auto *tool = std::get_if<ToolCallDelta>(&event))
        return call(*tool);
    if (const auto *citation = std::get_if<Citation>(&event))
        return text({}, citationObject(*citation));
    if (std::holds_alternative<Restarted>(event))
        return again();
    if (const auto *usage = std::get_if<UsageReport>(&event))
        m_usage = usage->usage;
    if (const auto *finished = std::get_if<Finished>(&event))
        return end(*finished);
    if (const auto *failed = std::get_if<Failed>(&event))
        return sseFrame(errorObject(failed->error, statusFor(failed->error.kind)), "error");
    return {};
}
} // namespace

std::unique_ptr<AnswerEncoder> AnthropicAdapter::encoder(const ServedHead &head) const
{
    return std::make_unique<AnthropicEncoder>(head);
}

static QJsonArray thoughtBlocks(const Answer &answer)
{
    QList<ReasoningBlock> thoughts = answer.reasoningBlocks;
    if (thoughts.isEmpty() && !answer.reasoning.isEmpty())
        thoughts.append({answer.reasoning, {}});
    QJsonArray blocks;
    for (const ReasoningBlock &thought : std::as_const(thoughts)) {
        const QString signature = QString::fromLatin1(thought.signature);
        if (thought.redacted)
            blocks.append(QJsonObject{{"type"_L1, "redacted_thinking"_L1}, {"data"_L1, signature}});
        else
            blocks.append(QJsonObject{
                {"type"_L1, "thinking"_L1}, {"thinking"_L1, thought.text}, {"signature"_L1, signature}});
    }
    return blocks;
}

QByteArray AnthropicAdapter::wholeAnswer(const Answer &answer, const ServedHead &head) const
{
    QJsonArray content = thoughtBlocks(answer);
    QJsonArray notes;
    for (const Citation &citation : answer.citations)
        notes.append(citationObject(citation));
    const QString text = answer.text + answer.refusal;
    if (!text.isEmpty() || !notes.isEmpty()) {
        QJsonObject block{{"type"_L1, "text"_L1}, {"text"_L1, text}};
        if (!notes.isEmpty())
            block["citations"_L1] = notes;
        content.append(block);
    }
    for (const ToolCall &call : answer.toolCalls)
        content.append(callBlock(callId(call.id, head.id, call.index), call.name, call.server,
                                 argumentsObject(call.arguments).value_or(QJsonObject())));
    QJsonObject message = messageObject(head, content);
    message["stop_reason"_L1] =
        stopReason(answer.finishReason.value_or(FinishReason::Stop), answer.nativeFinishReason);
    message["usage"_L1] = usageObject(answer.usage);
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

QByteArray AnthropicAdapter::errorBody(const Error &error, int status) const
{
    return QJsonDocument(errorObject(error, status)).toJson(QJsonDocument::Compact);
}

} // namespace Crossroads
