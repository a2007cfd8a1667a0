// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The serving side of the Ollama wire: requests of clients read, answers written.

#include "app/providers/jsonframe.h"
#include "app/providers/mediatext.h"
#include "app/providers/ollamaadapter.h"
#include "app/providers/wholecalls.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTimeZone>

namespace Crossroads {

using namespace Qt::StringLiterals;

// --- requests
// ------------------------------------------------------------------------------------------------

static Result<ContentPart> readPicture(const QString &text)
{
    ContentPart part;
    part.kind = ContentPart::Kind::Image;
    const QByteArray latin = text.toLatin1();
    if (const auto media = mediaFromDataUrl(latin)) {
        part.mimeType = media->mimeType;
        part.bytes = media->bytes;
        return part;
    }
    const auto decoded = QByteArray::fromBase64Encoding(latin, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty())
        return fail(ErrorKind::InvalidRequest,
                    QCoreApplication::translate("Provider", "A picture of the request is not Base64."));
    part.bytes = decoded.decoded;
    part.mimeType = pictureType(part.bytes);
    return part;
}

static QList<ToolCall> readToolCalls(const QJsonArray &array)
{
    QList<ToolCall> calls;
    for (const QJsonValue &one : array) {
        const QJsonValue arguments = one["function"_L1]["arguments"_L1];
        calls.append(
            {.index = int(calls.size()),
             .id = one["id"_L1].toString(),
             .name = one["function"_L1]["name"_L1].toString(),
             .arguments = arguments.isObject() ? compactJson(arguments.toObject()) : arguments.toString(),
             .server = false});
    }
    return calls;
}

/// Clients of old name no call ids; the rooms above tell calls and their results apart by them.
static void nameCalls(ChatRequest &request)
{
    int made = 0;
    QList<ToolCall> open;
    for (ChatMessage &message : request.messages) {
        if (message.role == ChatMessage::Role::Assistant) {
            for (ToolCall &call : message.toolCalls) {
                ++made;
                if (call.id.isEmpty())
                    call.id = u"call_%1"_s.arg(made);
            }
            open = message.toolCalls;
        } else if (message.role == ChatMessage::Role::Tool) {
            auto call = std::ranges::find_if(open, [&](const ToolCall &one) {
                return message.toolCallId.isEmpty()
                           ? message.toolName.isEmpty() || one.name == message.toolName
                           : one.id == message.toolCallId;
            });
            if (call == open.end())
                continue;
            message.toolCallId = call->id;
            message.toolName = call->name;
            open.erase(call);
        }
    }
}

static Result<void> readMessage(const QJsonObject &object, ChatRequest &request)
{
    const QString role = object["role"_L1].toString();
    const QString content = object["content"_L1].toString();
    if (role == "system"_L1) {
        request.system += request.system.isEmpty() ? content : u"\n\n"_s + content;
        return {};
    }
    ChatMessage message = ChatMessage::ofText(ChatMessage::Role::User, content);
    if (content.isEmpty())
        message.parts.clear();
    const QJsonArray images = object["images"_L1].toArray();
    for (const QJsonValue &one : images) {
        const auto part = readPicture(one.toString());
        if (!part)
            return std::unexpected(part.error());
        message.parts.append(*part);
    }
    if (role == "assistant"_L1) {
        message.role = ChatMessage::Role::Assistant;
        message.toolCalls = readToolCalls(object["tool_calls"_L1].toArray());
        if (const QString thoughts = object["thinking"_L1].toString(); !thoughts.isEmpty())
            message.reasoning.append({thoughts, {}});
    } else if (role == "tool"_L1) {
        message.role = ChatMessage::Role::Tool;
        message.toolCallId = object["tool_call_id"_L1].toString();
        message.toolName = object["tool_name"_L1].toString(object["name"_L1].toString());
    }
    request.messages.append(message);
    return {};
}

/// Options that we have names for; the others stay in \p options.
static void readOptions(QJsonObject &options, ChatRequest &request)
{
    const auto number = [&](QLatin1StringView name) {
        const QJsonValue value = options.take(name);
        return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
    };
    request.temperature = number("temperature"_L1);
    request.topP = number("top_p"_L1);
    request.frequencyPenalty = number("frequency_penalty"_L1);
    request.presencePenalty = number("presence_penalty"_L1);
    if (const QJsonValue topK = options.take("top_k"_L1); topK.isDouble())
        request.topK = topK.toInt();
    if (const QJsonValue seed = options.take("seed"_L1); seed.isDouble())
        request.seed = seed.toInteger();
    request.maxTokens = qMax(0, options.take("num_predict"_L1).toInt()); // -1: no limit
    const QJsonValue stop = options.take("stop"_L1);
    if (stop.isString())
        request.stop = {stop.toString()};
    const QJsonArray stops = stop.toArray();
    for (const QJsonValue &one : stops)
        request.stop.append(one.toString());
}

static void readTools(const QJsonArray &tools, ChatRequest &request)
{
    for (const QJsonValue &one : tools) {
        const QJsonObject function = one["function"_L1].toObject();
        if (!function.isEmpty())
            request.tools.append({.name = function["name"_L1].toString(),
                                  .description = function["description"_L1].toString(),
                                  .parameters = function["parameters"_L1].toObject()});
    }
}

static void readThink(const QJsonValue &think, ChatRequest &request)
{
    if (think.isBool())
        request.reasoning.effort = think.toBool() ? ReasoningEffort::Medium : ReasoningEffort::None;
    else
        request.reasoning.effort = effortFromName(think.toString());
}

static void readFormat(const QJsonValue &format, ChatRequest &request)
{
    if (format == "json"_L1)
        request.format.kind = ResponseFormat::Kind::JsonObject;
    else if (format.isObject())
        request.format = {.kind = ResponseFormat::Kind::JsonSchema, .name = {}, .schema = format.toObject()};
}

Result<ChatRequest> OllamaAdapter::readRequest(QByteArrayView, QByteArrayView bytes) const
{
    auto body = requestObject(bytes);
    if (!body)
        return std::unexpected(body.error());
    ChatRequest request;
    request.model = body->take("model"_L1).toString();
    request.stream = body->take("stream"_L1).toBool(true);
    const QJsonArray messages = body->take("messages"_L1).toArray();
    for (const QJsonValue &message : messages) {
        if (const auto read = readMessage(message.toObject(), request); !read)
            return std::unexpected(read.error());
    }
    nameCalls(request);
    QJsonObject options = body->take("options"_L1).toObject();
    readOptions(options, request);
    readThink(body->take("think"_L1), request);
    readFormat(body->take("format"_L1), request);
    readTools(body->take("tools"_L1).toArray(), request);
    request.extra = *body;
    if (!options.isEmpty())
        request.extra["options"_L1] = options;
    if (request.model.isEmpty() || request.messages.isEmpty())
        return fail(ErrorKind::InvalidRequest,
                    QCoreApplication::translate("Provider", "The request needs a model and messages."));
    return request;
}

// --- answers
// -------------------------------------------------------------------------------------------------

namespace {
/// When an answer's parts took place, in nanoseconds, as Ollama's clients compute speeds from them.
struct Durations
{
    qint64 toFirstToken = 0;
    qint64 total = 0;
};
} // namespace

/// Nothing where the arguments are cut: Ollama sends whole calls only.
static std::optional<QJsonObject> callObject(const ToolCall &call)
{
    const auto arguments = argumentsObject(call.arguments);
    if (call.server || !arguments)
        return std::nullopt;
    QJsonObject object{
        {"function"_L1,
         QJsonObject{{"index"_L1, call.index}, {"name"_L1, call.name}, {"arguments"_L1, *arguments}}}};
    if (!call.id.isEmpty())
        object["id"_L1] = call.id;
    return object;
}

static QString doneReason(FinishReason reason)
{
    // What the wire has no word for keeps ours: clients show it as it is.
    const bool stop = reason == FinishReason::ToolCalls || reason == FinishReason::Unknown;
    return finishReasonName(stop ? FinishReason::Stop : reason);
}

static void addEnd(QJsonObject &object, FinishReason reason, const Usage &usage, const Durations &durations)
{
    object["done"_L1] = true;
    object["done_reason"_L1] = doneReason(reason);
    object["total_duration"_L1] = durations.total;
    object["load_duration"_L1] = 0;
    object["prompt_eval_duration"_L1] = durations.toFirstToken;
    object["eval_duration"_L1] = qMax(qint64(1), durations.total - durations.toFirstToken); // a divisor
    if (usage.input)
        object["prompt_eval_count"_L1] = *usage.input;
    if (usage.output)
        object["eval_count"_L1] = *usage.output;
}

static QJsonObject answerObject(const ServedHead &head, QJsonObject message)
{
    message["role"_L1] = "assistant"_L1;
    if (!message.contains("content"_L1))
        message["content"_L1] = QString();
    return {
        {"model"_L1, head.model},
        {"created_at"_L1, QDateTime::fromSecsSinceEpoch(head.createdS, QTimeZone::UTC).toString(Qt::ISODate)},
        {"message"_L1, message},
        {"done"_L1, false}};
}

static QByteArray jsonLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

namespace {
class OllamaEncoder : public AnswerEncoder
{
public:
    explicit OllamaEncoder(const ServedHead &head) : m_head(head) {}
    QByteArray contentType() const override { return "application/x-ndjson"; }
    QByteArray begin() override
    {
        m_clock.start();
        return {};
    }
    QByteArray encode(const StreamEvent &event) override
    {
        if (const auto *tool = std::get_if<ToolCallDelta>(&event))
            return callLine(m_calls.add(*tool));
        if (const auto *usage = std::get_if<UsageReport>(&event))
            m_usage = usage->usage;
        if (const auto *failed = std::get_if<Failed>(&event))
            return jsonLine({{"error"_L1, failed->error.message}});
        const QByteArray words = wordsOf(event);
        const auto *finished = std::get_if<Finished>(&event);
        if (words.isEmpty() && !finished)
            return {};
        const QByteArray calls = callLine(m_calls.take());
        return calls + (finished ? end(finished->reason) : words);
    }

private:
    QByteArray wordsOf(const StreamEvent &event)
    {
        if (const auto *text = std::get_if<TextDelta>(&event))
            return message({{"content"_L1, text->text}});
        if (const auto *refusal = std::get_if<RefusalDelta>(&event)) // words all the same
            return message({{"content"_L1, refusal->text}});
        if (const auto *reasoning = std::get_if<ReasoningDelta>(&event);
            reasoning && !reasoning->text.isEmpty())
            return message({{"thinking"_L1, reasoning->text}});
        if (const auto *image = std::get_if<ImageDelta>(&event))
            return message({{"images"_L1, QJsonArray{QString::fromLatin1(image->bytes.toBase64())}}});
        return {};
    }
    QByteArray message(const QJsonObject &message)
    {
        if (!m_firstNs && m_clock.isValid())
            m_firstNs = m_clock.nsecsElapsed();
        return jsonLine(answerObject(m_head, message));
    }
    QByteArray callLine(const std::optional<ToolCall> &call)
    {
        const auto object = call ? callObject(*call) : std::nullopt;
        return object ? message({{"tool_calls"_L1, QJsonArray{*object}}}) : QByteArray();
    }
    QByteArray end(FinishReason reason) const
    {
        QJsonObject object = answerObject(m_head, {});
        const qint64 total = m_clock.isValid() ? m_clock.nsecsElapsed() : 0;
        addEnd(object, reason, m_usage, {m_firstNs.value_or(total), total});
        return jsonLine(object);
    }

    ServedHead m_head;
    Usage m_usage;
    WholeCalls m_calls;
    QElapsedTimer m_clock;
    std::optional<qint64> m_firstNs;
};
} // namespace

std::unique_ptr<AnswerEncoder> OllamaAdapter::encoder(const ServedHead &head) const
{
    return std::make_unique<OllamaEncoder>(head);
}

QByteArray OllamaAdapter::wholeAnswer(const Answer &answer, const ServedHead &head) const
{
    QJsonObject message{{"content"_L1, answer.text + answer.refusal}};
    if (!answer.reasoning.isEmpty())
        message["thinking"_L1] = answer.reasoning;
    QJsonArray calls;
    for (const ToolCall &call : answer.toolCalls) {
        if (const auto object = callObject(call))
            calls.append(*object);
    }
    if (!calls.isEmpty())
        message["tool_calls"_L1] = calls;
    QJsonArray images;
    for (const AnswerImage &image : answer.images)
        images.append(QString::fromLatin1(image.bytes.toBase64()));
    if (!images.isEmpty())
        message["images"_L1] = images;
    QJsonObject object = answerObject(head, message);
    constexpr qint64 nsPerMs = 1'000'000;
    addEnd(object, answer.finishReason.value_or(FinishReason::Stop), answer.usage,
           {answer.ttftMs.value_or(0) * nsPerMs, answer.totalMs * nsPerMs});
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray OllamaAdapter::errorBody(const Error &error, int) const
{
    return QJsonDocument(QJsonObject{{"error"_L1, error.message}}).toJson(QJsonDocument::Compact);
}

} // namespace Crossroads
