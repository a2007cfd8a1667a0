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
        usages(object, true, out);
        return;
    }
    begin(object, out);
    const qint64 before = contentPieces();
    object["choices"].elements([&](const Json &one) {
        if (one["index"].integer() == 0) // other samples of an n > 1 that nobody asked for
            choice(one, out);
    });
    // Perplexity repeats its citations in every chunk; Answer keeps each once.
    object["citations"].elements([&](const Json &citation) {
        if (citation.isString())
            out.append(Citation{citation.text(), {}});
    });
    // In every chunk (Perplexity, Databricks) it runs along with the answer.
    const bool last = contentPieces() == before && (sawFinishReason() || object["choices"].size() == 0);
    usages(object, last, out);
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
    const auto delta =
        m_calls.take({.index = call["index"].count(),
                      .position = position,
                      .id = call["id"].text(),
                      .name = function["name"].text(),
                      // Local servers have sent the arguments as an object.
                      .arguments = arguments.isObject() ? arguments.compact() : arguments.text()});
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

/// The vendor's own word on what the answer cost.
static std::optional<Money> costIn(const Json &object, const Quirks &quirks)
{
    if (quirks.costTicks) {
        constexpr qint64 picoPerTick = 100; // one tick is 1e-10 USD
        const auto ticks = object["cost_in_usd_ticks"].count();
        qint64 pico = 0;
        if (ticks && !__builtin_mul_overflow(*ticks, picoPerTick, &pico))
            return Money{pico};
    }
    if (!quirks.reportsCost)
        return std::nullopt;
    auto cost = dollars(object["cost"]);
    // OpenRouter's own fee alone; the upstream bills the rest to the person's own key.
    if (object["is_byok"].truth()) {
        if (const auto upstream = dollars(object["cost_details"]["upstream_inference_cost"]))
            cost = upstream->pico < 0 || (cost && cost->pico < 0) ? Money{-1}
                                                                  : cost.value_or(Money{}) + *upstream;
    }
    return cost;
}

/// By the names of OpenAI, of the gateways that hand on Claude (Databricks, LiteLLM), and of the Responses
/// format.
static ToldUsage toldIn(const Json &object, const Quirks &quirks)
{
    const auto either = [&](std::string_view one, std::string_view other) {
        return object[one].isNothing() ? object[other] : object[one];
    };
    const Json input = either("prompt_tokens_details", "input_tokens_details");
    const Json output = either("completion_tokens_details", "output_tokens_details");
    ToldUsage told;
    told.input = tokenCount({object["prompt_tokens"], object["input_tokens"]});
    told.output = tokenCount({object["completion_tokens"], object["output_tokens"]});
    told.total = tokenCount(object["total_tokens"]);
    told.cachedInput = tokenCount({input["cached_tokens"], object["prompt_cache_hit_tokens"],
                                   object["cached_tokens"], object["cache_read_input_tokens"]});
    told.cacheWrite = tokenCount(
        {input["cache_write_tokens"], input["cache_creation_tokens"], object["cache_creation_input_tokens"]});
    const Json written = either("cache_creation", "cache_creation_token_details");
    told.cacheWriteHour = tokenCount({written["ephemeral_1h_input_tokens"],
                                      input["cache_creation_token_details"]["ephemeral_1h_input_tokens"],
                                      input["cache_creation"]["ephemeral_1h_input_tokens"]});
    told.reasoning = tokenCount({output["reasoning_tokens"], object["reasoning_tokens"]});
    told.imageOutput = tokenCount(output["image_tokens"]);
    told.cost = costIn(object, quirks);
    return told;
}

/// Wherever it stands in a chunk: beside the choices, within one (Moonshot), or in Groq's own object.
void OpenAiDecoder::usages(const Json &object, bool last, StreamEvents &out)
{
    const auto take = [&](const Json &one) {
        if (one.isObject())
            usage(toldIn(one, vendor().quirks), last, out);
    };
    object["choices"].elements([&](const Json &choice) { take(choice["usage"]); });
    take(object["usage"]);
    take(object["x_groq"]["usage"]);
}

} // namespace Crossroads
