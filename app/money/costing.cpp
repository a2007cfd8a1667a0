// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/costing.h"

#include "app/money/decimal.h"

#include <algorithm>
#include <limits>

namespace Crossroads {

static constexpr Int128 attoPerPico = 1'000'000;
static constexpr qint64 minuteMs = 60'000;
static constexpr qint64 minutesPerDay = 1'440;

bool Prices::isFree() const
{
    const auto isZero = [](const std::optional<Rate> &rate) { return !rate || rate->atto == 0; };
    return input && output && isZero(input) && isZero(output) && isZero(reasoning) && isZero(imageOutput) &&
           perRequest.value_or(Money{}).pico == 0 && perImage.value_or(Money{}).pico == 0 &&
           std::ranges::all_of(overrides, [&](const PriceOverride &o) {
               return isZero(o.input) && isZero(o.output) && isZero(o.reasoning);
           });
}

bool Prices::dependsOnTime() const
{
    return std::ranges::any_of(overrides, &PriceOverride::dependsOnTime);
}

static bool holdsAt(const PriceOverride &override, qint64 utcMs)
{
    const qint64 minutes = utcMs / minuteMs;
    const qint64 minute = minutes % minutesPerDay;
    // 1970-01-01 was a Thursday: day 3 where Monday is 0.
    const int weekday = int((minutes / minutesPerDay + 3) % 7);
    if (override.utcDays && !(override.utcDays >> weekday & 1))
        return false;
    if (!override.utcFromMinute && !override.utcToMinute)
        return true;
    const int from = override.utcFromMinute.value_or(0);
    const int to = override.utcToMinute.value_or(int(minutesPerDay));
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

static void takeOver(std::optional<Rate> &rate, const std::optional<Rate> &other)
{
    if (other)
        rate = other;
}

Prices Prices::at(qint64 promptTokens, std::optional<qint64> utcMs) const
{
    Prices now = *this;
    now.overrides.clear();
    for (const PriceOverride &o : overrides) {
        if (promptTokens <= o.abovePromptTokens && o.abovePromptTokens > 0)
            continue;
        if (o.dependsOnTime() && (!utcMs || !holdsAt(o, *utcMs)))
            continue;
        // Told for the usual rates; without one of its own it follows the input again.
        if (o.input || o.cacheWrite)
            now.cacheWriteHour.reset();
        takeOver(now.input, o.input);
        takeOver(now.output, o.output);
        takeOver(now.cacheRead, o.cacheRead);
        takeOver(now.cacheWrite, o.cacheWrite);
        takeOver(now.reasoning, o.reasoning);
    }
    return now;
}

static std::optional<Money> picoFromAtto(Int128 atto)
{
    const Int128 pico = divideHalfEven(atto, attoPerPico);
    if (pico > std::numeric_limits<qint64>::max() || pico < 0)
        return std::nullopt;
    return Money{qint64(pico)};
}

/// What is paid whatever the tokens, in attodollars.
static Int128 flatAtto(const Prices &prices, const Circumstances &when)
{
    return (Int128(prices.perRequest.value_or(Money{}).pico) +
            Int128(prices.perImage.value_or(Money{}).pico) * std::clamp<qint64>(when.images, 0, mostTokens)) *
           attoPerPico;
}

static bool isCount(qint64 tokens)
{
    return tokens >= 0 && tokens <= mostTokens;
}

/// What writing for an hour costs: where it is not told, Anthropic's rule, since nobody else tells such
/// tokens apart.
static Rate hourRate(const Prices &prices)
{
    if (prices.cacheWriteHour)
        return *prices.cacheWriteHour;
    const Int128 twice = Int128(prices.input->atto) * 2;
    return prices.cacheWrite ? Rate{qint64(std::min<Int128>(twice, std::numeric_limits<qint64>::max()))}
                             : *prices.input;
}

std::optional<Money> computeCost(const Usage &usage, const Prices &prices, const Circumstances &when)
{
    if (!usage.input || !usage.output || !prices.isKnown())
        return std::nullopt;
    const qint64 cached = usage.cachedInput.value_or(0);
    const qint64 written = usage.cacheWrite.value_or(0);
    const qint64 forHour = usage.cacheWriteHour.value_or(0);
    const qint64 reasoning = usage.reasoning.value_or(0);
    const qint64 pictures = usage.imageOutput.value_or(0);
    for (const qint64 count : {*usage.input, *usage.output, cached, written, forHour, reasoning, pictures}) {
        if (!isCount(count))
            return std::nullopt;
    }
    const qint64 plainInput = *usage.input - cached - written;
    const qint64 plainOutput = *usage.output - reasoning - pictures;
    if (plainInput < 0 || plainOutput < 0 || forHour > written)
        return std::nullopt;
    const Prices now = prices.overrides.isEmpty() ? prices : prices.at(*usage.input, when.utcMs);
    const auto cost = [](qint64 tokens, Rate rate) { return Int128(tokens) * rate.atto; };
    const Int128 atto = cost(plainInput, *now.input) + cost(cached, now.cacheRead.value_or(*now.input)) +
                        cost(written - forHour, now.cacheWrite.value_or(*now.input)) +
                        cost(forHour, hourRate(now)) + cost(plainOutput, *now.output) +
                        cost(reasoning, now.reasoning.value_or(*now.output)) +
                        cost(pictures, now.imageOutput.value_or(*now.output));
    return picoFromAtto(atto + flatAtto(now, when));
}

std::optional<Money> costBound(qint64 inputTokens, qint64 maxOutputTokens, const Prices &prices,
                               const Circumstances &when)
{
    if (!prices.isKnown())
        return std::nullopt;
    inputTokens = std::max<qint64>(inputTokens, 0);
    maxOutputTokens = std::max<qint64>(maxOutputTokens, 0);
    constexpr qint64 mostBound = 1'000 * mostTokens; // whatever the rates, no sum overflows
    if (inputTokens > mostBound || maxOutputTokens > mostBound)
        return std::nullopt;
    // The prompt may turn out shorter and the clock may pass a limit: the dearest of all that may hold.
    qint64 input = std::max(prices.input->atto, prices.cacheWrite.value_or(Rate{}).atto);
    qint64 output = std::max({prices.output->atto, prices.reasoning.value_or(Rate{}).atto,
                              prices.imageOutput.value_or(Rate{}).atto});
    for (const PriceOverride &o : prices.overrides) {
        if (inputTokens <= o.abovePromptTokens && o.abovePromptTokens > 0)
            continue;
        input = std::max({input, o.input.value_or(Rate{}).atto, o.cacheWrite.value_or(Rate{}).atto});
        output = std::max({output, o.output.value_or(Rate{}).atto, o.reasoning.value_or(Rate{}).atto});
    }
    return picoFromAtto(Int128(inputTokens) * input + Int128(maxOutputTokens) * output +
                        flatAtto(prices, when));
}

std::optional<Rate> blendedRate(const Prices &prices, int inputParts)
{
    if (!prices.isKnown())
        return std::nullopt;
    const Int128 sum = Int128(prices.input->atto) * inputParts + prices.output->atto;
    return Rate{qint64(divideHalfEven(sum, inputParts + 1))};
}

Rate withFee(Rate rate, int basisPoints)
{
    const Int128 atto = divideHalfEven(Int128(rate.atto) * (10'000 + basisPoints), 10'000);
    return Rate{qint64(std::min<Int128>(atto, std::numeric_limits<qint64>::max()))};
}

} // namespace Crossroads
