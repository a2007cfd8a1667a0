// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaidecoder.h"

#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

static FinishReason unifiedReason(const QString &native)
{
    static const QHash<QString, FinishReason> reasons = {
        {u"stop"_s, FinishReason::Stop},
        {u"eos"_s, FinishReason::Stop},
        {u"end_turn"_s, FinishReason::Stop},
        {u"stop_sequence"_s, FinishReason::Stop},
        {u"complete"_s, FinishReason::Stop},
        {u"length"_s, FinishReason::Length},
        {u"model_length"_s, FinishReason::Length},
        {u"max_tokens"_s, FinishReason::Length},
        {u"tool_calls"_s, FinishReason::ToolCalls},
        {u"function_call"_s, FinishReason::ToolCalls},
        {u"tool_use"_s, FinishReason::ToolCalls},
        {u"content_filter"_s, FinishReason::ContentFilter},
        {u"sensitive"_s, FinishReason::ContentFilter},
        {u"error"_s, FinishReason::Error},
        {u"network_error"_s, FinishReason::Error},
    };
    return reasons.value(native.toLower(), FinishReason::Unknown);
}

OpenAiDecoder::OpenAiDecoder(const Vendor &vendor, QByteArrayView contentType) : m_vendor(vendor)
{
    if (contentType.startsWith("text/html"))
        m_form = Form::Html;
}

StreamEvents OpenAiDecoder::feed(QByteArrayView bytes)
{
    StreamEvents out;
    constexpr qsizetype headKept = 64 * 1024;
    if (m_form == Form::Undecided) {
        // Content types lie both ways, so the first byte that is not white space decides.
        m_head.append(bytes);
        const QByteArray seen = m_head.trimmed();
        if (seen.isEmpty())
            return out;
        m_form = seen.startsWith('{') || seen.startsWith('[') ? Form::Json
                 : seen.startsWith('<')                       ? Form::Html
                                                              : Form::Events;
        bytes = m_head;
    } else if (m_form != Form::Events || (m_sse.eventCount() == 0 && m_head.size() < headKept)) {
        m_head.append(bytes);
        m_tooLong = m_tooLong || m_head.size() > 64 * 1024 * 1024;
    }
    if (m_form != Form::Events)
        return out;
    m_tooLong = !m_sse.feed(bytes, [&](const SseEvent &event) { eventData(event.type, event.data, out); });
    return out;
}

void OpenAiDecoder::eventData(QByteArrayView type, QByteArrayView data, StreamEvents &out)
{
    if (data.trimmed().startsWith("[DONE]")) {
        m_doneMark = true;
        return;
    }
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(data.toByteArray(), &parse);
    if (document.isObject()) {
        chunk(document.object(), out);
        return;
    }
    const QString text = QString::fromUtf8(data.first(qMin(data.size(), qsizetype(300))));
    if (type == "error")
        m_inBand = providerError(m_vendor, 0, {text, {}, 0});
    else if (!data.trimmed().isEmpty() && !m_inBand)
        m_inBand = Error{ErrorKind::Protocol, tr("%1 sent a piece that is not JSON.").arg(m_vendor.name),
                         tr("Try again; if it stays, check the provider's address and wire format."),
                         parse.errorString()};
}

void OpenAiDecoder::chunk(const QJsonObject &object, StreamEvents &out)
{
    // An error can stand in any chunk, even one that has choices; it is looked for first.
    if (const auto complaint = complaintIn(object)) {
        if (!m_inBand)
            m_inBand = providerError(m_vendor, 0, *complaint);
        return;
    }
    start(object, out);
    const QJsonArray choices = object["choices"_L1].toArray();
    for (const QJsonValue &value : choices) {
        const QJsonObject one = value.toObject();
        if (one["index"_L1].toInt(0) == 0) // other samples of an n > 1 that nobody asked for
            choice(one, out);
    }
    // Perplexity repeats its citations in every chunk; Answer keeps each once.
    const QJsonArray citations = object["citations"_L1].toArray();
    for (const QJsonValue &citation : citations)
        out.append(Citation{citation.toString(), {}});
    usage(object["usage"_L1].toObject(), out);
    usage(object["x_groq"_L1]["usage"_L1].toObject(), out);
}

void OpenAiDecoder::start(const QJsonObject &object, StreamEvents &out)
{
    if (m_started)
        return;
    const QString id = object["id"_L1].toString();
    // Azure's first chunk has only filter results, with empty id and model: not the start yet.
    if (id.isEmpty() && object["choices"_L1].toArray().isEmpty())
        return;
    m_started = true;
    out.append(Started{object["model"_L1].toString(), id, object["provider"_L1].toString()});
}

void OpenAiDecoder::choice(const QJsonObject &choice, StreamEvents &out)
{
    // A whole body has message where a stream has delta; Perplexity's stream has both, and delta counts.
    const QJsonObject delta =
        choice.contains("delta"_L1) ? choice["delta"_L1].toObject() : choice["message"_L1].toObject();
    reasoning(delta, out);
    content(delta["content"_L1], out);
    const QString refused = delta["refusal"_L1].toString();
    if (!refused.isEmpty()) {
        m_sawRefusal = true;
        out.append(RefusalDelta{refused});
    }
    toolCalls(delta["tool_calls"_L1].toArray(), out);
    annotations(delta["annotations"_L1].toArray(), out);
    usage(choice["usage"_L1].toObject(), out); // Moonshot
    const QString finish = choice["finish_reason"_L1].toString();
    if (!finish.isEmpty())
        m_nativeFinish = finish;
}

void OpenAiDecoder::content(const QJsonValue &value, StreamEvents &out)
{
    if (value.isString() && !value.toString().isEmpty())
        out.append(TextDelta{value.toString()});
    const QJsonArray parts = value.toArray(); // Mistral's thinking models
    for (const QJsonValue &part : parts)
        contentPart(part.toObject(), out);
}

void OpenAiDecoder::contentPart(const QJsonObject &part, StreamEvents &out)
{
    const QString text = part["text"_L1].toString();
    if (!text.isEmpty())
        out.append(TextDelta{text});
    const QJsonArray thoughts = part["thinking"_L1].toArray();
    for (const QJsonValue &thought : thoughts) {
        const QString words = thought["text"_L1].toString();
        if (!words.isEmpty())
            out.append(ReasoningDelta{words, {}});
    }
}

void OpenAiDecoder::reasoning(const QJsonObject &delta, StreamEvents &out)
{
    QString details;
    QByteArray signature;
    const QJsonArray items = delta["reasoning_details"_L1].toArray();
    for (const QJsonValue &item : items) {
        details += item["text"_L1].toString() + item["summary"_L1].toString();
        signature += item["signature"_L1].toString().toUtf8() + item["data"_L1].toString().toUtf8();
    }
    // Vendors send the same words in two of these fields; the first that has any counts, never two.
    for (const QString &words : {delta["reasoning_content"_L1].toString(), details,
                                 delta["reasoning"_L1].toString(), delta["thinking"_L1].toString()}) {
        if (words.isEmpty())
            continue;
        out.append(ReasoningDelta{words, signature});
        return;
    }
    if (!signature.isEmpty())
        out.append(ReasoningDelta{{}, signature});
}

void OpenAiDecoder::toolCalls(const QJsonArray &calls, StreamEvents &out)
{
    for (qsizetype i = 0; i < calls.size(); ++i) {
        const QJsonObject call = calls[i].toObject();
        const QJsonObject function = call["function"_L1].toObject();
        m_sawToolCall = true;
        out.append(ToolCallDelta{.index = call["index"_L1].toInt(int(i)),
                                 .id = call["id"_L1].toString(),
                                 .name = function["name"_L1].toString(),
                                 .arguments = function["arguments"_L1].toString()});
    }
}

void OpenAiDecoder::annotations(const QJsonArray &notes, StreamEvents &out)
{
    for (const QJsonValue &note : notes) {
        const QJsonObject citation = note["url_citation"_L1].toObject();
        if (!citation.isEmpty())
            out.append(Citation{citation["url"_L1].toString(), citation["title"_L1].toString()});
    }
}

static std::optional<qint64> count(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

static std::optional<qint64> firstCount(std::initializer_list<QJsonValue> values)
{
    for (const QJsonValue &value : values) {
        if (value.isDouble())
            return value.toInteger();
    }
    return std::nullopt;
}

/// A reported cost, as the decimal text that the number stood for: the shortest text that reads back as the
/// same double is the source's own digits up to 15 of them, more than any bill has.
static std::optional<Money> dollars(const QJsonValue &value)
{
    if (!value.isDouble())
        return std::nullopt;
    return Money::fromDecimal(QByteArray::number(value.toDouble(), 'g', QLocale::FloatingPointShortest));
}

void OpenAiDecoder::usage(const QJsonObject &object, StreamEvents &out)
{
    if (object.isEmpty())
        return;
    const QJsonObject input = object["prompt_tokens_details"_L1].toObject();
    const QJsonObject output = object["completion_tokens_details"_L1].toObject();
    Usage usage;
    usage.input = count(object["prompt_tokens"_L1]);
    usage.output = count(object["completion_tokens"_L1]);
    usage.cachedInput = firstCount(
        {input["cached_tokens"_L1], object["prompt_cache_hit_tokens"_L1], object["cached_tokens"_L1]});
    usage.cacheWrite = count(input["cache_write_tokens"_L1]);
    usage.reasoning = count(output["reasoning_tokens"_L1]);
    // xAI leaves reasoning out of completion_tokens; its total tells.
    const auto total = count(object["total_tokens"_L1]);
    if (usage.input && usage.output && usage.reasoning && total &&
        *total == *usage.input + *usage.output + *usage.reasoning)
        usage.output = *usage.output + *usage.reasoning;
    if (m_vendor.quirks.reportsCost)
        usage.reportedCost = dollars(object["cost"_L1]);
    if (!usage.isEmpty())
        out.append(UsageReport{usage, UsageState::Reported});
}

/// A JSON object, an array of chunks, or one chunk a line (a stream whose framing somebody stripped).
void OpenAiDecoder::wholeBody(StreamEvents &out)
{
    const QJsonDocument document = QJsonDocument::fromJson(m_head);
    if (document.isObject()) {
        chunk(document.object(), out);
        return;
    }
    if (document.isArray()) {
        const QJsonArray chunks = document.array();
        for (const QJsonValue &one : chunks)
            chunk(one.toObject(), out);
        return;
    }
    const QList<QByteArray> lines = m_head.split('\n');
    for (const QByteArray &line : lines)
        eventData("message", line, out);
}

StreamEvents OpenAiDecoder::end(StreamEvent last, StreamEvents out)
{
    out.append(std::move(last));
    return out;
}

StreamEvents OpenAiDecoder::finish(const std::optional<Error> &transport)
{
    StreamEvents out;
    if (m_tooLong)
        return end(Failed{Error{ErrorKind::Protocol,
                                tr("%1 sent a piece over 16 MiB.").arg(m_vendor.name),
                                tr("Try again with a smaller answer limit."),
                                {}}},
                   out);
    if (m_form == Form::Html)
        return end(
            Failed{Error{ErrorKind::Protocol,
                         tr("%1 answered with a web page instead of a model's answer: %2")
                             .arg(m_vendor.name, htmlGist(m_head)),
                         tr("Check the provider's address; a proxy or a sign-in page may stand in between."),
                         {}}},
            out);
    if (m_form == Form::Json && !transport)
        wholeBody(out);
    if (m_form == Form::Events && !m_doneMark) {
        // Servers forget the last blank line; a whole piece that is left over counts.
        const QByteArray rest = m_sse.pendingData();
        if (rest.startsWith("[DONE]"))
            m_doneMark = true;
        else if (QJsonDocument::fromJson(rest).isObject())
            eventData("message", rest, out);
        else if (const QByteArray bare = m_head.mid(m_head.indexOf('{')).trimmed();
                 m_sse.eventCount() == 0 && QJsonDocument::fromJson(bare).isObject())
            eventData("message", bare, out);
    }
    if (m_inBand)
        return end(Failed{*m_inBand}, out);
    if (transport && !m_doneMark)
        return end(Failed{*transport, m_started}, out);
    const bool whole = m_doneMark || !m_nativeFinish.isEmpty();
    if (!whole && !m_started)
        return end(Failed{Error{ErrorKind::Protocol,
                                tr("%1 sent an empty answer.").arg(m_vendor.name),
                                tr("Try again, or pick another model."),
                                {}}},
                   out);
    if (!whole)
        return end(Failed{Error{ErrorKind::Protocol,
                                tr("The connection closed before the end."),
                                tr("%1 sent no finish mark. What arrived is kept; you can try again.")
                                    .arg(m_vendor.name),
                                {}},
                          true},
                   out);
    FinishReason reason = m_nativeFinish.isEmpty() ? FinishReason::Stop : unifiedReason(m_nativeFinish);
    if (reason == FinishReason::Stop && m_sawToolCall)
        reason = FinishReason::ToolCalls;
    if (reason == FinishReason::Stop && m_sawRefusal)
        reason = FinishReason::Refusal;
    return end(Finished{reason, m_nativeFinish}, out);
}

} // namespace Crossroads
