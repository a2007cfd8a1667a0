// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaidecoder.h"

#include "app/providers/mediatext.h"
#include "app/providers/providererror.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

FinishReason OpenAiDecoder::unified(const QString &native) const
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

bool OpenAiDecoder::takeWord(QByteArrayView, QByteArrayView data)
{
    if (!data.startsWith("[DONE]"))
        return false;
    sawEndMark();
    return true;
}

/// The first error of a choice: some routers put it there.
static std::optional<ProviderComplaint> complaintInChoices(const Json &choices)
{
    std::optional<ProviderComplaint> found;
    choices.elements([&](const Json &one) {
        if (!found && !one["error"].isNothing())
            found = complaintIn(one);
    });
    return found;
}

void OpenAiDecoder::takeObject(QByteArrayView event, const Json &object, StreamEvents &out)
{
    // An error can stand in any chunk, even one that has choices; it is looked for first.
    const auto complaint = complaintIn(object);
    if (isError(event, object, complaint ? complaint : complaintInChoices(object["choices"]))) {
        // OpenRouter's last chunk has the error and a choice that says "error".
        object["choices"].elements([&](const Json &one) { sawFinish(one["finish_reason"].text()); });
        return;
    }
    begin(object, out);
    object["choices"].elements([&](const Json &one) {
        if (one["index"].integer() == 0) // other samples of an n > 1 that nobody asked for
            choice(one, out);
    });
    // Perplexity repeats its citations in every chunk; Answer keeps each once.
    object["citations"].elements([&](const Json &citation) {
        if (citation.isString())
            out.append(Citation{citation.text(), {}});
    });
    usage(object["usage"], out);
    usage(object["x_groq"]["usage"], out);
}

void OpenAiDecoder::begin(const Json &object, StreamEvents &out)
{
    if (started())
        return;
    const QString id = object["id"].text();
    // Azure's first chunk has only filter results, with empty id and model: not the start yet.
    if (!id.isEmpty() || object["choices"].size() > 0)
        start({object["model"].text(), id, object["provider"].text()}, out);
}

static bool hasWords(const Json &delta)
{
    bool found = false;
    delta.members([&](std::string_view name, const Json &value) {
        const bool nothing = value.isNothing() || value.equals("") ||
                             ((value.isArray() || value.isObject()) && value.size() == 0);
        found = found || (name != "role" && !nothing);
    });
    return found;
}

/// What a choice says. A whole body has message where a stream has delta. Perplexity's stream has both, and
/// its message repeats what came: delta counts there. In a whole body with both, delta is empty.
Json OpenAiDecoder::spoken(const Json &choice) const
{
    const Json delta = choice["delta"];
    const Json message = choice["message"];
    if (!message.isObject())
        return delta;
    const bool whole = isOneBody() || !choice["finish_reason"].isNothing();
    const bool useMessage = !choice.contains("delta") || (whole && !saidAnything() && !hasWords(delta));
    return useMessage ? message : delta;
}

void OpenAiDecoder::choice(const Json &choice, StreamEvents &out)
{
    const Json delta = spoken(choice);
    thoughts(delta, out);
    content(delta["content"], out);
    refusal(delta["refusal"].text(), out);
    toolCalls(delta["tool_calls"], out);
    annotations(delta["annotations"], out);
    images(delta["images"], out);
    usage(choice["usage"], out); // Moonshot
    sawFinish(choice["finish_reason"].text());
}

void OpenAiDecoder::content(const Json &value, StreamEvents &out)
{
    text(value.text(), out);
    value.elements([&](const Json &part) { contentPart(part, out); }); // Mistral's thinking models
}

void OpenAiDecoder::contentPart(const Json &part, StreamEvents &out)
{
    text(part["text"].text(), out);
    part["thinking"].elements([&](const Json &thought) { reasoning(thought["text"].text(), {}, out); });
    image(part["image_url"]["url"].utf8(), out);
}

void OpenAiDecoder::thoughts(const Json &delta, StreamEvents &out)
{
    QString details;
    QByteArray signature;
    delta["reasoning_details"].elements([&](const Json &item) {
        details += item["text"].text() + item["summary"].text();
        signature += item["signature"].utf8();
        signature += item["data"].utf8();
    });
    // Vendors send the same words in two of these fields; the first that has any counts, never two.
    for (const Json &words : {delta["reasoning_content"], Json(), delta["reasoning"], delta["thinking"]}) {
        const QString found = words.exists() ? words.text() : details;
        if (found.isEmpty())
            continue;
        reasoning(found, signature, out);
        return;
    }
    reasoning({}, signature, out);
}

void OpenAiDecoder::toolCalls(const Json &calls, StreamEvents &out)
{
    int position = 0;
    calls.elements([&](const Json &call) { toolCall(call, position++, out); });
}

void OpenAiDecoder::toolCall(const Json &call, int position, StreamEvents &out)
{
    const Json function = call["function"];
    const Json arguments = function["arguments"];
    const auto delta = m_calls.take({.index = call["index"].count(),
                                     .position = position,
                                     .id = call["id"].text(),
                                     .name = function["name"].text(),
                                     // Local servers have sent the arguments as an object.
                                     .arguments = arguments.isObject() ? arguments.compact()
                                                                       : arguments.text()});
    if (delta)
        tool(*delta, out);
}

void OpenAiDecoder::annotations(const Json &notes, StreamEvents &out)
{
    notes.elements([&](const Json &note) {
        const Json citation = note["url_citation"];
        if (citation.isObject())
            out.append(Citation{citation["url"].text(), citation["title"].text()});
    });
}

/// OpenRouter's pictures: images: [{type: "image_url", image_url: {url: "data:image/png;base64,..."}}].
void OpenAiDecoder::images(const Json &images, StreamEvents &out)
{
    images.elements([&](const Json &one) { image(one["image_url"]["url"].utf8(), out); });
}

static std::optional<qint64> firstCount(std::initializer_list<Json> values)
{
    for (const Json &value : values) {
        if (const auto count = value.count())
            return count;
    }
    return std::nullopt;
}

/// A reported cost as its decimal text: the shortest text that reads back as the same double is the source's
/// own digits up to 15 of them, more than any bill has.
static std::optional<Money> dollars(const Json &value)
{
    return value.isNumber() ? Money::fromDecimal(value.scalar()) : std::nullopt;
}

void OpenAiDecoder::usage(const Json &object, StreamEvents &out)
{
    if (!object.isObject())
        return;
    const Json input = object["prompt_tokens_details"];
    const Json output = object["completion_tokens_details"];
    Usage usage;
    usage.input = object["prompt_tokens"].count();
    usage.output = object["completion_tokens"].count();
    usage.cachedInput =
        firstCount({input["cached_tokens"], object["prompt_cache_hit_tokens"], object["cached_tokens"]});
    usage.cacheWrite = input["cache_write_tokens"].count();
    usage.reasoning = output["reasoning_tokens"].count();
    // xAI leaves reasoning out of completion_tokens; its total tells.
    const auto total = object["total_tokens"].count();
    if (usage.input && usage.output && usage.reasoning.value_or(0) > 0 && total &&
        *total > *usage.input + *usage.output)
        usage.output = *total - *usage.input;
    // Seen at OpenRouter: 11 of 10.
    if (usage.reasoning && usage.output)
        usage.reasoning = std::min(*usage.reasoning, *usage.output);
    if (vendor().quirks.reportsCost) {
        usage.reportedCost = dollars(object["cost"]);
        if (object["is_byok"].truth()) {
            // OpenRouter's own fee alone; the upstream bills the rest to the person's own key.
            if (const auto upstream = dollars(object["cost_details"]["upstream_inference_cost"]))
                usage.reportedCost = usage.reportedCost.value_or(Money{}) + *upstream;
        }
    }
    if (const auto ticks = object["cost_in_usd_ticks"].count(); ticks && vendor().quirks.costTicks)
        usage.reportedCost = Money{*ticks * 100}; // one tick is 1e-10 USD
    if (!usage.isEmpty())
        out.append(UsageReport{usage, UsageState::Reported});
}

} // namespace Crossroads
