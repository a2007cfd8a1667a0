// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The serving side of the OpenAI wire: requests of clients read, answers written.

#include "app/providers/jsonframe.h"
#include "app/providers/mediatext.h"
#include "app/providers/openaiadapter.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

// --- requests
// ------------------------------------------------------------------------------------------------

static ContentPart readPart(const QJsonObject &object)
{
    ContentPart part;
    const QString type = object["type"_L1].toString();
    part.cacheMark = object.contains("cache_control"_L1);
    QString address;
    if (type == "image_url"_L1) {
        part.kind = ContentPart::Kind::Image;
        const QJsonValue url = object["image_url"_L1];
        address = url.isString() ? url.toString() : url["url"_L1].toString();
    } else if (type == "file"_L1) {
        part.kind = ContentPart::Kind::Document;
        part.fileName = object["file"_L1]["filename"_L1].toString();
        address = object["file"_L1]["file_data"_L1].toString();
    } else {
        part.text = object["text"_L1].toString();
        return part;
    }
    if (const auto media = mediaFromDataUrl(address.toLatin1())) {
        part.mimeType = media->mimeType;
        part.bytes = media->bytes;
    } else {
        part.url = address;
    }
    return part;
}

static QList<ContentPart> readContent(const QJsonValue &content)
{
    QList<ContentPart> parts;
    if (content.isString()) {
        ContentPart part;
        part.text = content.toString();
        parts.append(part);
    }
    const QJsonArray array = content.toArray();
    for (const QJsonValue &one : array)
        parts.append(readPart(one.toObject()));
    return parts;
}

static QList<ToolCall> readToolCalls(const QJsonArray &array)
{
    QList<ToolCall> calls;
    for (const QJsonValue &one : array)
        calls.append({.index = int(calls.size()),
                      .id = one["id"_L1].toString(),
                      .name = one["function"_L1]["name"_L1].toString(),
                      .arguments = one["function"_L1]["arguments"_L1].toString(),
                      .server = false});
    return calls;
}

static void readMessage(const QJsonObject &object, ChatRequest &request)
{
    const QString role = object["role"_L1].toString();
    ChatMessage message;
    message.parts = readContent(object["content"_L1]);
    if (role == "system"_L1 || role == "developer"_L1) {
        const QString text = message.text();
        request.system += request.system.isEmpty() ? text : u"\n\n"_s + text;
        request.systemCacheMark =
            request.systemCacheMark || std::ranges::any_of(message.parts, &ContentPart::cacheMark);
        return;
    }
    if (role == "assistant"_L1) {
        message.role = ChatMessage::Role::Assistant;
        message.toolCalls = readToolCalls(object["tool_calls"_L1].toArray());
        const QString thoughts = object["reasoning_content"_L1].toString(object["reasoning"_L1].toString());
        if (!thoughts.isEmpty())
            message.reasoning.append({thoughts, {}});
    } else if (role == "tool"_L1 || role == "function"_L1) {
        message.role = ChatMessage::Role::Tool;
        message.toolCallId = object["tool_call_id"_L1].toString();
        message.toolName = object["name"_L1].toString();
    }
    request.messages.append(message);
}

static void readTools(const QJsonObject &body, ChatRequest &request)
{
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const QJsonValue &one : tools) {
        const QJsonObject function = one["function"_L1].toObject();
        if (!function.isEmpty())
            request.tools.append({.name = function["name"_L1].toString(),
                                  .description = function["description"_L1].toString(),
                                  .parameters = function["parameters"_L1].toObject(),
                                  .strict = function["strict"_L1].toBool()});
    }
    const QJsonValue choice = body["tool_choice"_L1];
    if (choice == "none"_L1)
        request.toolChoice.mode = ToolChoice::Mode::None;
    else if (choice == "required"_L1)
        request.toolChoice.mode = ToolChoice::Mode::Required;
    else if (choice.isObject())
        request.toolChoice = {ToolChoice::Mode::Named, choice["function"_L1]["name"_L1].toString()};
    if (body["parallel_tool_calls"_L1].isBool())
        request.parallelToolCalls = body["parallel_tool_calls"_L1].toBool();
}

static void readSampling(const QJsonObject &body, ChatRequest &request)
{
    const auto number = [&](QLatin1StringView name) {
        return body[name].isDouble() ? std::optional(body[name].toDouble()) : std::nullopt;
    };
    request.temperature = number("temperature"_L1);
    request.topP = number("top_p"_L1);
    request.frequencyPenalty = number("frequency_penalty"_L1);
    request.presencePenalty = number("presence_penalty"_L1);
    if (body["top_k"_L1].isDouble())
        request.topK = body["top_k"_L1].toInt();
    if (body["seed"_L1].isDouble())
        request.seed = body["seed"_L1].toInteger();
    if (body["stop"_L1].isString())
        request.stop = {body["stop"_L1].toString()};
    const QJsonArray stops = body["stop"_L1].toArray();
    for (const QJsonValue &stop : stops)
        request.stop.append(stop.toString());
    request.maxTokens = body["max_completion_tokens"_L1].toInt(body["max_tokens"_L1].toInt());
}

static void readReasoning(const QJsonObject &body, ChatRequest &request)
{
    const QJsonObject reasoning = body["reasoning"_L1].toObject();
    const QString effort = body["reasoning_effort"_L1].toString(reasoning["effort"_L1].toString());
    request.reasoning.effort = effortFromName(effort);
    if (reasoning["max_tokens"_L1].isDouble())
        request.reasoning.budgetTokens = reasoning["max_tokens"_L1].toInt();
    if (reasoning["enabled"_L1].isBool() && !request.reasoning.isAsked())
        request.reasoning.effort =
            reasoning["enabled"_L1].toBool() ? ReasoningEffort::Medium : ReasoningEffort::None;
}

static void readFormat(const QJsonObject &body, ChatRequest &request)
{
    const QJsonObject format = body["response_format"_L1].toObject();
    const QString type = format["type"_L1].toString();
    if (type == "json_object"_L1)
        request.format.kind = ResponseFormat::Kind::JsonObject;
    if (type != "json_schema"_L1)
        return;
    const QJsonObject schema = format["json_schema"_L1].toObject();
    request.format = {.kind = ResponseFormat::Kind::JsonSchema,
                      .name = schema["name"_L1].toString(),
                      .schema = schema["schema"_L1].toObject(),
                      .strict = schema["strict"_L1].toBool(true)};
}

/// Fields that we read; the rest is the client's business with its provider.
static QJsonObject unknownFields(QJsonObject body)
{
    for (const auto name : {"model"_L1,
                            "messages"_L1,
                            "stream"_L1,
                            "stream_options"_L1,
                            "max_tokens"_L1,
                            "max_completion_tokens"_L1,
                            "temperature"_L1,
                            "top_p"_L1,
                            "top_k"_L1,
                            "frequency_penalty"_L1,
                            "presence_penalty"_L1,
                            "seed"_L1,
                            "stop"_L1,
                            "reasoning"_L1,
                            "reasoning_effort"_L1,
                            "response_format"_L1,
                            "tools"_L1,
                            "tool_choice"_L1,
                            "parallel_tool_calls"_L1,
                            "n"_L1})
        body.remove(name);
    return body;
}

Result<ChatRequest> OpenAiAdapter::readRequest(QByteArrayView, QByteArrayView bytes) const
{
    const auto read = requestObject(bytes);
    if (!read)
        return std::unexpected(read.error());
    const QJsonObject &body = *read;
    ChatRequest request;
    request.model = body["model"_L1].toString();
    request.stream = body["stream"_L1].toBool();
    request.includeUsage = body["stream_options"_L1]["include_usage"_L1].toBool();
    const QJsonArray messages = body["messages"_L1].toArray();
    for (const QJsonValue &message : messages)
        readMessage(message.toObject(), request);
    readSampling(body, request);
    readReasoning(body, request);
    readFormat(body, request);
    readTools(body, request);
    request.extra = unknownFields(body);
    if (request.model.isEmpty() || request.messages.isEmpty())
        return fail(ErrorKind::InvalidRequest,
                    QCoreApplication::translate("Provider", "The request needs a model and messages."));
    return request;
}

// --- answers
// -------------------------------------------------------------------------------------------------

static QString finishWord(FinishReason reason)
{
    switch (reason) {
    case FinishReason::Length:
        return u"length"_s;
    case FinishReason::ToolCalls:
        return u"tool_calls"_s;
    case FinishReason::ContentFilter:
        return u"content_filter"_s;
    default:
        return u"stop"_s;
    }
}

static QJsonObject usageObject(const Usage &usage)
{
    QJsonObject object{{"prompt_tokens"_L1, usage.input.value_or(0)},
                       {"completion_tokens"_L1, usage.output.value_or(0)},
                       {"total_tokens"_L1, usage.input.value_or(0) + usage.output.value_or(0)}};
    QJsonObject input;
    if (usage.cachedInput)
        input["cached_tokens"_L1] = *usage.cachedInput;
    if (usage.cacheWrite)
        input["cache_write_tokens"_L1] = *usage.cacheWrite;
    if (!input.isEmpty())
        object["prompt_tokens_details"_L1] = input;
    QJsonObject output;
    if (usage.reasoning)
        output["reasoning_tokens"_L1] = *usage.reasoning;
    if (usage.imageOutput)
        output["image_tokens"_L1] = *usage.imageOutput;
    if (!output.isEmpty())
        object["completion_tokens_details"_L1] = output;
    return object;
}

static QJsonObject errorObject(const Error &error, int status)
{
    return {{"message"_L1, error.message}, {"type"_L1, errorKindName(error.kind)}, {"code"_L1, status}};
}

namespace {
class OpenAiEncoder : public AnswerEncoder
{
public:
    explicit OpenAiEncoder(const ServedHead &head) : m_head(head) {}
    QByteArray contentType() const override { return "text/event-stream"; }
    QByteArray begin() override { return chunk({{"role"_L1, "assistant"_L1}, {"content"_L1, ""_L1}}); }
    QByteArray encode(const StreamEvent &event) override
    {
        if (const auto *text = std::get_if<TextDelta>(&event))
            return chunk({{"content"_L1, text->text}});
        if (const auto *reasoning = std::get_if<ReasoningDelta>(&event);
            reasoning && !reasoning->text.isEmpty())
            return chunk({{"reasoning_content"_L1, reasoning->text}});
        if (const auto *refusal = std::get_if<RefusalDelta>(&event))
            return chunk({{"refusal"_L1, refusal->text}});
        if (const auto *tool = std::get_if<ToolCallDelta>(&event))
            return toolChunk(*tool);
        if (const auto *image = std::get_if<ImageDelta>(&event))
            return chunk({{"images"_L1, QJsonArray{imageObject(image->mimeType, image->bytes)}}});
        if (const auto *citation = std::get_if<Citation>(&event))
            return chunk({{"annotations"_L1, QJsonArray{citationObject(*citation)}}});
        if (const auto *usage = std::get_if<UsageReport>(&event))
            m_usage = usage->usage;
        if (const auto *finished = std::get_if<Finished>(&event))
            return end(finishWord(finished->reason));
        if (const auto *failed = std::get_if<Failed>(&event))
            return sseFrame({{"error"_L1, errorObject(failed->error, statusFor(failed->error.kind))}});
        return {};
    }

    static QJsonObject imageObject(const QByteArray &mimeType, const QByteArray &bytes)
    {
        return {{"type"_L1, "image_url"_L1},
                {"image_url"_L1, QJsonObject{{"url"_L1, dataUrl(mimeType, bytes)}}}};
    }
    static QJsonObject citationObject(const Citation &citation)
    {
        return {{"type"_L1, "url_citation"_L1},
                {"url_citation"_L1, QJsonObject{{"url"_L1, citation.url}, {"title"_L1, citation.title}}}};
    }

private:
    QJsonObject head() const
    {
        return {{"id"_L1, m_head.id},
                {"object"_L1, "chat.completion.chunk"_L1},
                {"created"_L1, m_head.createdS},
                {"model"_L1, m_head.model}};
    }
    QByteArray chunk(const QJsonObject &delta, const QJsonValue &finish = QJsonValue::Null) const
    {
        QJsonObject object = head();
        object["choices"_L1] =
            QJsonArray{QJsonObject{{"index"_L1, 0}, {"delta"_L1, delta}, {"finish_reason"_L1, finish}}};
        return sseFrame(object);
    }
    QByteArray toolChunk(const ToolCallDelta &tool) const
    {
        QJsonObject function{{"arguments"_L1, tool.arguments}};
        if (!tool.name.isEmpty())
            function["name"_L1] = tool.name;
        QJsonObject call{{"index"_L1, tool.index}, {"function"_L1, function}};
        if (!tool.id.isEmpty()) {
            call["id"_L1] = tool.id;
            call["type"_L1] = "function"_L1;
        }
        return chunk({{"tool_calls"_L1, QJsonArray{call}}});
    }
    QByteArray end(const QString &finish) const
    {
        QByteArray bytes = chunk({}, finish);
        if (m_head.includeUsage && !m_usage.isEmpty()) {
            QJsonObject object = head();
            object["choices"_L1] = QJsonArray();
            object["usage"_L1] = usageObject(m_usage);
            bytes += sseFrame(object);
        }
        return bytes + "data: [DONE]\n\n";
    }

    ServedHead m_head;
    Usage m_usage;
};
} // namespace

std::unique_ptr<AnswerEncoder> OpenAiAdapter::encoder(const ServedHead &head) const
{
    return std::make_unique<OpenAiEncoder>(head);
}

QByteArray OpenAiAdapter::wholeAnswer(const Answer &answer, const ServedHead &head) const
{
    QJsonObject message{{"role"_L1, "assistant"_L1}, {"content"_L1, answer.text}};
    if (!answer.reasoning.isEmpty())
        message["reasoning_content"_L1] = answer.reasoning;
    if (!answer.refusal.isEmpty())
        message["refusal"_L1] = answer.refusal;
    QJsonArray calls;
    for (const ToolCall &call : answer.toolCalls)
        calls.append(QJsonObject{
            {"id"_L1, call.id},
            {"type"_L1, "function"_L1},
            {"function"_L1,
             QJsonObject{{"name"_L1, call.name},
                         {"arguments"_L1, call.arguments.isEmpty() ? u"{}"_s : call.arguments}}}});
    if (!calls.isEmpty())
        message["tool_calls"_L1] = calls;
    QJsonArray images;
    for (const AnswerImage &image : answer.images)
        images.append(OpenAiEncoder::imageObject(image.mimeType, image.bytes));
    if (!images.isEmpty())
        message["images"_L1] = images;
    QJsonArray notes;
    for (const Citation &citation : answer.citations)
        notes.append(OpenAiEncoder::citationObject(citation));
    if (!notes.isEmpty())
        message["annotations"_L1] = notes;
    QJsonObject object{
        {"id"_L1, head.id},
        {"object"_L1, "chat.completion"_L1},
        {"created"_L1, head.createdS},
        {"model"_L1, head.model},
        {"choices"_L1, QJsonArray{QJsonObject{{"index"_L1, 0},
                                              {"message"_L1, message},
                                              {"finish_reason"_L1, finishWord(answer.finishReason.value_or(
                                                                       FinishReason::Stop))}}}}};
    if (!answer.usage.isEmpty())
        object["usage"_L1] = usageObject(answer.usage);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray OpenAiAdapter::errorBody(const Error &error, int status) const
{
    return QJsonDocument(QJsonObject{{"error"_L1, errorObject(error, status)}})
        .toJson(QJsonDocument::Compact);
}

} // namespace Crossroads
