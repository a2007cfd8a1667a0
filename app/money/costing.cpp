// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/costing.h"

#include "app/money/decimal.h"

#include <limits>

namespace Crossroads {

static constexpr Int128 attoPerPico = 1'000'000;

bool Prices::isFree() const
{
    return input && output && input->atto == 0 && output->atto == 0;
}

static std::optional<Money> picoFromAtto(Int128 atto)
{
    const Int128 pico = divideHalfEven(atto, attoPerPico);
    if (pico > std::numeric_limits<qint64>::max() || pico < 0)
        return std::nullopt;
    return Money{qint64(pico)};
}

std::optional<Money> computeCost(const Usage &usage, const Prices &prices)
{
    if (!usage.input || !usage.output || !prices.input || !prices.output)
        return std::nullopt;
    const qint64 cached = usage.cachedInput.value_or(0);
    const qint64 written = usage.cacheWrite.value_or(0);
    const qint64 reasoning = usage.reasoning.value_or(0);
    const qint64 plainInput = *usage.input - cached - written;
    const qint64 plainOutput = *usage.output - reasoning;
    if (plainInput < 0 || plainOutput < 0 || cached < 0 || written < 0 || reasoning < 0)
        return std::nullopt;
    const Int128 atto = Int128(plainInput) * prices.input->atto +
                        Int128(cached) * prices.cacheRead.value_or(*prices.input).atto +
                        Int128(written) * prices.cacheWrite.value_or(*prices.input).atto +
                        Int128(plainOutput) * prices.output->atto +
                        Int128(reasoning) * prices.reasoning.value_or(*prices.output).atto;
    return picoFromAtto(atto);
}

std::optional<Money> costBound(qint64 inputTokens, qint64 maxOutputTokens, const Prices &prices)
{
    if (!prices.input || !prices.output)
        return std::nullopt;
    const qint64 dearestInput = std::max(prices.input->atto, prices.cacheWrite.value_or(Rate{}).atto);
    const qint64 dearestOutput = std::max(prices.output->atto, prices.reasoning.value_or(Rate{}).atto);
    return picoFromAtto(Int128(inputTokens) * dearestInput + Int128(maxOutputTokens) * dearestOutput);
}

} // namespace Crossroads
