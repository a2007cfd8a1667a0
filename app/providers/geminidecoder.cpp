// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/geminidecoder.h"

#include "app/providers/geminierror.h"
#include "app/providers/geminisignature.h"
#include "app/providers/jsonframe.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

FinishReason GeminiDecoder::unified(const QString &native) const
{
    static const QHash<QString, FinishReason> reasons = {
        {u"STOP"_s, FinishReason::Stop},
        {u"MAX_TOKENS"_s, FinishReason::Length},
        {u"SAFETY"_s, FinishReason::ContentFilter},
        {u"RECITATION"_s, FinishReason::ContentFilter},
        {u"LANGUAGE"_s, FinishReason::ContentFilter},
        {u"BLOCKLIST"_s, FinishReason::ContentFilter},
        {u"PROHIBITED_CONTENT"_s, FinishReason::ContentFilter},
        {u"SPII"_s, FinishReason::ContentFilter},
        {u"CONTINUATION"_s, FinishReason::Pause},
        {u"MALFORMED_FUNCTION_CALL"_s, FinishReason::Error},
        {u"UNEXPECTED_TOOL_CALL"_s, FinishReason::Error},
        {u"TOO_MANY_TOOL_CALLS"_s, FinishReason::Error},
        {u"MISSING_THOUGHT_SIGNATURE"_s, FinishReason::Error},
        {u"NO_IMAGE"_s, FinishReason::Error},
        {u"OTHER"_s, FinishReason::Error},
    };
    if (m_blocked)
        return FinishReason::Refusal;
    return reasons.value(native, native.startsWith("IMAGE_"_L1) ? FinishReason::ContentFilter
                                                                : FinishReason::Unknown);
}

void GeminiDecoder::takeObject(QByteArrayView event, const Json &object, StreamEvents &out)
{
    const bool ofAnswer = object["candidates"].size() > 0 && !object.contains("error");
    if (isError(event, object, ofAnswer ? std::nullopt : geminiComplaintIn(object))) {
        counts(object["usageMetadata"], true, out);
        return;
    }
    const Json candidates = object["candidates"];
    if (!started())
        start({object["modelVersion"].text(), object["responseId"].text(), {}}, out);
    const qint64 before = contentPieces();
    candidates.elements([&](const Json &one) {
        if (one["index"].integer() == 0) // other samples of a candidateCount that nobody asked for
            candidate(one, out);
    });
    blocked(object["promptFeedback"], out);
    // Counts run along with the answer: before its finish they lag behind what arrived.
    counts(object["usageMetadata"], sawFinishReason() && contentPieces() == before, out);
}

void GeminiDecoder::candidate(const Json &candidate, StreamEvents &out)
{
    candidate["content"]["parts"].elements([&](const Json &one) { part(one, out); });
    sources(candidate, out);
    const QString reason = candidate["finishReason"].text();
    sawFinish(reason);
    // "Finished successfully" says nothing; why a call was malformed does.
    const QString message = candidate["finishMessage"].text();
    if (!message.isEmpty() && reason != "STOP"_L1)
        out.append(Noted{tr("%1 says: %2").arg(vendor().name, message)});
}

void GeminiDecoder::part(const Json &part, StreamEvents &out)
{
    const QByteArrayView signature = part["thoughtSignature"].utf8();
    if (const Json words = part["text"]; words.isString()) {
        const bool thought = part["thought"].truth();
        if (thought)
            reasoning(words.text(), {}, out);
        else
            text(words.text(), out);
        // Thoughts do not go back, so their signature need not either.
        if (!signature.isEmpty() && !thought)
            reasoning({}, GeminiSignature{-1, signature.toByteArray()}.packed(), out);
    } else if (const Json call = part["functionCall"]; call.isObject()) {
        functionCall(call, signature.toByteArray(), out);
    } else {
        media(part, out);
        code(part, out);
    }
}

void GeminiDecoder::media(const Json &part, StreamEvents &out)
{
    if (part["thought"].truth()) // a draft of the picture that comes later
        return;
    if (const Json inlined = part["inlineData"]; inlined.isObject()) {
        const QByteArray type = inlined["mimeType"].utf8().toByteArray();
        if (type.startsWith("image/"))
            image(Media{type, QByteArray::fromBase64(inlined["data"].utf8().toByteArray())}, out);
        else
            out.append(Noted{
                tr("%1 sent a file that is not shown: %2").arg(vendor().name, QString::fromUtf8(type))});
    }
    image(part["fileData"]["fileUri"].utf8(), out);
}

/// Code that the provider ran itself: no tool of ours, but the person should know.
void GeminiDecoder::code(const Json &part, StreamEvents &out)
{
    constexpr qsizetype longest = 4000;
    if (const Json run = part["executableCode"]; run.isObject())
        out.append(Noted{
            tr("%1 ran code of its own: %2").arg(vendor().name, run["code"].text().trimmed().left(longest))});
    if (const Json result = part["codeExecutionResult"]; result.isObject()) {
        const QString output = result["output"].text().trimmed().left(longest);
        out.append(Noted{result["outcome"].equals("OUTCOME_OK") ? tr("The code printed: %1").arg(output)
                                                                : tr("The code failed: %1").arg(output)});
    }
}

// --- function calls
// ------------------------------------------------------------------------------------------

/// Whole: {name, args}. Streamed: {name, willContinue}, then {partialArgs, willContinue}, then {}.
void GeminiDecoder::functionCall(const Json &call, const QByteArray &signature, StreamEvents &out)
{
    if (!call["name"].utf8().isEmpty()) {
        endCall(out);
        beginCall(call, signature, out);
    }
    call["partialArgs"].elements([&](const Json &piece) {
        if (!m_callOpen || m_arguments.add(piece))
            return;
        inBand(Error{ErrorKind::Protocol,
                     tr("%1 sent tool arguments that can not be read.").arg(vendor().name),
                     tr("Try again, or pick another model."), piece["jsonPath"].text().left(200)});
    });
    if (!call["willContinue"].truth())
        endCall(out);
}

void GeminiDecoder::beginCall(const Json &call, const QByteArray &signature, StreamEvents &out)
{
    const int index = m_calls++;
    if (!signature.isEmpty())
        reasoning({}, GeminiSignature{index, signature}.packed(), out);
    const Json arguments = call["args"];
    const QString id = call["id"].text();
    const bool streamed = call["willContinue"].truth() || call.contains("partialArgs");
    tool({.index = index,
          .id = id.isEmpty() ? u"call_%1"_s.arg(index + 1) : id,
          .name = call["name"].text(),
          .arguments = streamed               ? QString()
                       : arguments.isObject() ? arguments.compact()
                                              : arguments.text()},
         out);
    m_callOpen = streamed;
}

void GeminiDecoder::endCall(StreamEvents &out)
{
    if (!std::exchange(m_callOpen, false))
        return;
    tool({.index = m_calls - 1, .id = {}, .name = {}, .arguments = compactJson(m_arguments.take())}, out);
}

/// A call whose end never came keeps what arrived, without the closing brace: nobody must run it.
void GeminiDecoder::beforeEnd(StreamEvents &out)
{
    if (std::exchange(m_callOpen, false))
        tool({.index = m_calls - 1,
              .id = {},
              .name = {},
              .arguments = compactJson(m_arguments.take()).chopped(1)},
             out);
    if (sawFinishReason())
        sawEndMark();
}

// --- what stands beside the text
// -----------------------------------------------------------------------------

void GeminiDecoder::sources(const Json &candidate, StreamEvents &out)
{
    const auto cite = [&](const Json &source) {
        const QString url = source["uri"].text();
        if (!url.isEmpty())
            out.append(Citation{url, source["title"].text()});
    };
    candidate["groundingMetadata"]["groundingChunks"].elements([&](const Json &chunk) {
        chunk.members([&](std::string_view, const Json &kind) { cite(kind); }); // web, retrievedContext, maps
    });
    const Json cited = candidate["citationMetadata"];
    cited["citationSources"].elements(cite);
    cited["citations"].elements(cite); // Vertex
    candidate["urlContextMetadata"]["urlMetadata"].elements([&](const Json &page) {
        if (page["urlRetrievalStatus"].equals("URL_RETRIEVAL_STATUS_SUCCESS"))
            out.append(Citation{page["retrievedUrl"].text(), {}});
    });
}

void GeminiDecoder::blocked(const Json &feedback, StreamEvents &out)
{
    QString reason = feedback["blockReason"].text();
    if (isNoReason(reason))
        reason.clear();
    const QString message = feedback["blockReasonMessage"].text();
    if (reason.isEmpty() && message.isEmpty())
        return;
    if (!std::exchange(m_blocked, true))
        refusal(message.isEmpty() ? tr("%1 refused the prompt (%2).").arg(vendor().name, reason) : message,
                out);
    sawFinish(reason.isEmpty() ? u"BLOCKED"_s : reason);
}

/// Tokens of pictures among those of the answer.
static std::optional<qint64> imageTokens(const Json &details)
{
    std::optional<qint64> sum;
    details.elements([&](const Json &one) {
        if (one["modality"].equals("IMAGE"))
            sum = sum.value_or(0) + tokenCount(one["tokenCount"]).value_or(0);
    });
    return sum;
}

void GeminiDecoder::counts(const Json &object, bool last, StreamEvents &out)
{
    if (!object.isObject())
        return;
    ToldUsage told;
    told.reasoningApart = true;
    told.input = tokenCount(object["promptTokenCount"]);
    if (const auto tools = tokenCount(object["toolUsePromptTokenCount"]))
        told.input = told.input.value_or(0) + *tools;
    told.cachedInput = tokenCount(object["cachedContentTokenCount"]);
    told.output = tokenCount(object["candidatesTokenCount"]);
    told.reasoning = tokenCount(object["thoughtsTokenCount"]);
    told.imageOutput = imageTokens(object["candidatesTokensDetails"]);
    told.total = tokenCount(object["totalTokenCount"]);
    usage(told, last, out);
}

} // namespace Crossroads
