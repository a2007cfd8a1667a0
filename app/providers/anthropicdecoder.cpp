// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/anthropicdecoder.h"

#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

/// A sentence's worth of \p text.
static QString gist(const QString &text)
{
    constexpr qsizetype most = 300;
    const QString flat = text.left(4 * most).simplified();
    return flat.size() <= most ? flat : flat.first(most) + u'\u2026';
}

FinishReason AnthropicDecoder::unified(const QString &native) const
{
    static const QHash<QString, FinishReason> reasons = {
        {u"end_turn"_s, FinishReason::Stop},      {u"stop_sequence"_s, FinishReason::Stop},
        {u"max_tokens"_s, FinishReason::Length},  {u"model_context_window_exceeded"_s, FinishReason::Length},
        {u"tool_use"_s, FinishReason::ToolCalls}, {u"refusal"_s, FinishReason::Refusal},
        {u"pause_turn"_s, FinishReason::Pause},   {u"compaction"_s, FinishReason::Pause},
    };
    return reasons.value(native, FinishReason::Unknown);
}

// --- frames
// --------------------------------------------------------------------------------------------------

void AnthropicDecoder::takeObject(QByteArrayView event, const Json &object, StreamEvents &out)
{
    if (sawEnd())
        return;
    // Some gateways drop the event line, so the object's own type counts.
    const Json typed = object["type"];
    const QByteArrayView type = typed.isString() ? typed.utf8() : event;
    if (type == "content_block_delta")
        blockDelta(blockOf(object), object["delta"], out);
    else if (type == "content_block_start")
        blockStart(nextBlock(object), object["content_block"], out);
    else if (type == "content_block_stop")
        blockEnd(blockOf(object), out);
    else if (type == "message_start")
        messageStart(object["message"], out);
    else if (type == "message_delta")
        messageDelta(object, out);
    else if (type == "message_stop")
        messageStop(object, out);
    else if (type != "ping")
        takeOther(event, object, out);
}

/// The index of the block that begins.
qint64 AnthropicDecoder::nextBlock(const Json &object)
{
    constexpr qint64 most = 1'000'000;
    return m_lastBlock = std::clamp(object["index"].count().value_or(m_lastBlock + 1), qint64(0), most);
}

/// The block that \p object names, or the last one that began.
qint64 AnthropicDecoder::blockOf(const Json &object) const
{
    return object["index"].count().value_or(qMax(m_lastBlock, qint64(0)));
}

/// Errors, whole messages, and event types that the format may gain: those pass in silence.
void AnthropicDecoder::takeOther(QByteArrayView event, const Json &object, StreamEvents &out)
{
    const Json type = object["type"];
    const bool whole = object["content"].isArray() && (type.equals("message") || type.isNothing());
    const bool known = whole || (type.isString() && !type.equals("error") && !type.equals("message"));
    const bool mayFail = !known || !object["error"].isNothing();
    const bool failed = (mayFail || event == "error") && isError(event, object, complaintIn(object));
    if (whole && !failed)
        wholeMessage(object, out);
    else
        counts(object["usage"], true, out); // what it came to until an error
}

void AnthropicDecoder::messageStart(const Json &message, StreamEvents &out)
{
    const QString id = message["id"].text();
    if (m_sawMessage) {
        // A gateway that tries again splices a second message in; one that merely repeats the start does not.
        if (id.isEmpty() || id == m_messageId)
            return;
        restart(out);
        m_blocks.clear();
        m_lastBlock = -1;
        m_signature.clear();
        m_tools = 0;
    }
    m_messageId = id;
    m_model = message["model"].text();
    const Started head{m_model, id, {}};
    if (started())
        out.append(head);
    start(head, out);
    m_sawMessage = true;
    counts(message["usage"], false, out);
    qint64 index = 0;
    message["content"].elements([&](const Json &block) { blockStart(index++, block, out); });
}

void AnthropicDecoder::messageDelta(const Json &object, StreamEvents &out)
{
    closeAll(out);
    stopReason(object["delta"], out);
    counts(object["usage"], true, out);
}

void AnthropicDecoder::messageStop(const Json &object, StreamEvents &out)
{
    counts(object["usage"], true, out); // gateways that put it there
    sawEndMark();
}

void AnthropicDecoder::wholeMessage(const Json &message, StreamEvents &out)
{
    m_model = message["model"].text();
    start({m_model, message["id"].text(), {}}, out);
    qint64 index = 0;
    message["content"].elements([&](const Json &block) {
        blockStart(index, block, out);
        blockEnd(index++, out);
    });
    stopReason(message, out);
    counts(message["usage"], true, out);
    sawEndMark();
}

void AnthropicDecoder::stopReason(const Json &object, StreamEvents &out)
{
    sawFinish(object["stop_reason"].text());
    const Json details = object["stop_details"];
    const QString why = details["explanation"].text();
    if (!why.isEmpty())
        note(tr("%1 stopped the answer: %2").arg(vendor().name, gist(why)), out);
    const QString other = details["recommended_model"].text();
    if (!other.isEmpty())
        note(tr("%1 recommends %2 for this prompt.").arg(vendor().name, other), out);
}

void AnthropicDecoder::beforeEnd(StreamEvents &out)
{
    closeAll(out);
}

void AnthropicDecoder::note(const QString &sentence, StreamEvents &out)
{
    start({}, out);
    out.append(Noted{sentence});
}

// --- blocks
// --------------------------------------------------------------------------------------------------

void AnthropicDecoder::blockStart(qint64 index, const Json &block, StreamEvents &out)
{
    blockEnd(index, out); // in case its stop is missing
    const QByteArrayView type = block["type"].utf8();
    if (type == "text") {
        text(block["text"].text(), out);
        block["citations"].elements([&](const Json &one) { citation(one, out); });
    } else if (type == "thinking") {
        reasoning(block["thinking"].text(), {}, out);
        m_signature = block["signature"].utf8().toByteArray();
    } else if (type == "redacted_thinking") {
        start({}, out);
        sawOther();
        out.append(ReasoningDelta{{}, block["data"].utf8().toByteArray(), true});
        note(tr("%1 keeps a part of the reasoning hidden.").arg(vendor().name), out);
    } else if (type == "tool_use") {
        toolStart(index, block, false, out);
    } else if (type == "server_tool_use" || type == "mcp_tool_use") {
        toolStart(index, block, true, out);
    } else if (type.endsWith("tool_result")) {
        toolResult(type, block, out);
    } else if (type == "compaction") {
        Block summary;
        summary.isSummary = true;
        summary.summary = block["content"].text();
        m_blocks[index] = summary;
    } else if (type == "fallback") {
        fallback(block, out);
    }
}

void AnthropicDecoder::blockDelta(qint64 index, const Json &delta, StreamEvents &out)
{
    const QByteArrayView type = delta["type"].utf8();
    if (type == "text_delta") {
        text(delta["text"].text(), out);
    } else if (type == "thinking_delta") {
        reasoning(delta["thinking"].text(), {}, out);
    } else if (type == "input_json_delta") {
        toolFragment(index, delta["partial_json"], out);
    } else if (type == "signature_delta") {
        m_signature += delta["signature"].utf8();
    } else if (type == "citations_delta") {
        citation(delta["citation"], out);
    } else if (type == "compaction_delta") {
        Block &block = m_blocks[index];
        block.isSummary = true;
        block.summary += delta["content"].text();
    }
}

void AnthropicDecoder::blockEnd(qint64 index, StreamEvents &out)
{
    signOff(out);
    const auto found = m_blocks.find(index);
    if (found == m_blocks.end())
        return;
    closeBlock(found->second, out);
    m_blocks.erase(found);
}

void AnthropicDecoder::closeBlock(const Block &block, StreamEvents &out)
{
    if (block.tool >= 0 && !block.hasFragments && !block.input.isEmpty())
        tool({.index = block.tool, .id = {}, .name = {}, .arguments = block.input, .server = block.server},
             out);
    if (block.isSummary)
        note(tr("%1 summed up the conversation so far to make room: %2")
                 .arg(vendor().name, gist(block.summary)),
             out);
}

void AnthropicDecoder::closeAll(StreamEvents &out)
{
    signOff(out);
    for (const auto &[index, block] : m_blocks)
        closeBlock(block, out);
    m_blocks.clear();
}

/// A signature is handed out whole, when its block ends: half of one is of no use.
void AnthropicDecoder::signOff(StreamEvents &out)
{
    if (!m_signature.isEmpty())
        reasoning({}, std::exchange(m_signature, {}), out);
}

void AnthropicDecoder::citation(const Json &citation, StreamEvents &out)
{
    // Places in documents have a title and no address; search results name their source instead.
    const QString url = citation["url"].text();
    const QString source = url.isEmpty() ? citation["source"].text() : url;
    const QString title = citation["title"].text();
    const Citation found{source, title.isEmpty() ? citation["document_title"].text() : title};
    if (found == Citation())
        return;
    start({}, out);
    out.append(found);
}

void AnthropicDecoder::fallback(const Json &block, StreamEvents &out)
{
    const QString to = block["to"]["model"].text();
    if (to.isEmpty())
        return;
    note(tr("%1 took over from %2.").arg(to, block["from"]["model"].text()), out);
    m_model = to;
    out.append(Started{to, m_messageId, {}});
}

// --- tools
// ---------------------------------------------------------------------------------------------------

void AnthropicDecoder::toolStart(qint64 index, const Json &block, bool server, StreamEvents &out)
{
    Block opened;
    opened.tool = m_tools++;
    opened.server = server;
    const Json input = block["input"];
    if (input.isObject() && input.size() > 0)
        opened.input = input.compact();
    tool({.index = opened.tool,
          .id = block["id"].text(),
          .name = block["name"].text(),
          .arguments = {},
          .server = server},
         out);
    m_blocks[index] = opened;
}

void AnthropicDecoder::toolFragment(qint64 index, const Json &fragment, StreamEvents &out)
{
    const QString piece = fragment.isObject() ? fragment.compact() : fragment.text();
    if (piece.isEmpty())
        return; // the first one usually is
    Block &block = m_blocks[index];
    if (block.tool < 0)
        block.tool = m_tools++; // its start was lost
    block.hasFragments = true;
    tool({.index = block.tool, .id = {}, .name = {}, .arguments = piece, .server = block.server}, out);
}

/// What a tool that the provider ran has found: sources become citations, the rest a note.
void AnthropicDecoder::toolResult(QByteArrayView type, const Json &block, StreamEvents &out)
{
    const QString name = QString::fromUtf8(type.chopped(QByteArrayView("_tool_result").size()));
    const auto take = [&](const Json &result) {
        citation(result, out);
        const QString failure = result["error_code"].text();
        QString said = result["stdout"].text() + result["stderr"].text();
        if (said.isEmpty() && !result.contains("url"))
            said = result["text"].text();
        if (!failure.isEmpty())
            note(tr("%1 failed: %2").arg(name, failure), out);
        else if (!said.isEmpty())
            note(tr("%1 says: %2").arg(name, gist(said)), out);
    };
    const Json content = block["content"];
    if (content.isObject())
        take(content);
    content.elements(take);
    if (content.isString() && !content.utf8().isEmpty())
        note(tr("%1 says: %2").arg(name, gist(content.text())), out);
}

// --- usage
// ---------------------------------------------------------------------------------------------------

/// Anthropic's counts, at the start of a message and at its end. What a start tells of the output is but a
/// snapshot; an end may leave out the rest, or tell zeros.
void AnthropicDecoder::counts(const Json &object, bool last, StreamEvents &out)
{
    if (!object.isObject())
        return;
    ToldUsage told;
    told.cacheApart = true;
    told.snapshot = !last;
    told.input = tokenCount(object["input_tokens"]);
    told.cachedInput = tokenCount(object["cache_read_input_tokens"]);
    const Json written = object["cache_creation"];
    const auto minutes = tokenCount(written["ephemeral_5m_input_tokens"]);
    told.cacheWriteHour = tokenCount(written["ephemeral_1h_input_tokens"]);
    told.cacheWrite = tokenCount(object["cache_creation_input_tokens"]);
    if (minutes || told.cacheWriteHour)
        told.cacheWrite =
            std::max(told.cacheWrite.value_or(0), minutes.value_or(0) + told.cacheWriteHour.value_or(0));
    told.output = tokenCount(object["output_tokens"]);
    told.reasoning = tokenCount(object["output_tokens_details"]["thinking_tokens"]);
    if (told.input || told.output || told.cachedInput || told.cacheWrite)
        start({}, out);
    usage(told, last, out);
    iterations(object["iterations"], out);
}

/// The counts leave out what compactions, advisors and refused first models used; the bill may not.
void AnthropicDecoder::iterations(const Json &list, StreamEvents &out)
{
    list.elements([&](const Json &one) {
        const Json type = one["type"];
        const QString model = one["model"].text();
        const bool counted = type.equals("fallback_message") ||
                             (type.equals("message") && (model.isEmpty() || model == m_model));
        const auto count = [&](std::string_view name) { return tokenCount(one[name]).value_or(0); };
        const qint64 input =
            count("input_tokens") + count("cache_read_input_tokens") + count("cache_creation_input_tokens");
        const qint64 output = count("output_tokens");
        if (counted || (input == 0 && output == 0))
            return;
        const QLocale locale;
        note(tr("%1 (%2) used %3 more input and %4 more output tokens, which the counts here leave out.")
                 .arg(model.isEmpty() ? m_model : model, type.text(), locale.toString(input),
                      locale.toString(output)),
             out);
    });
}

} // namespace Crossroads
