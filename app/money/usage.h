// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/money.h"

#include <QtTypes>

#include <optional>

namespace Crossroads {

/// More tokens than any request has. A larger count is no count, and no sum of costs overflows below it.
inline constexpr qint64 mostTokens = 1'000'000'000;

/// Tokens of one attempt. input and output are totals; the others are parts of them. Absent = not reported.
struct Usage
{
    std::optional<qint64> input = {};
    std::optional<qint64> cachedInput = {};    ///< part of input
    std::optional<qint64> cacheWrite = {};     ///< part of input
    std::optional<qint64> cacheWriteHour = {}; ///< part of cacheWrite: kept for an hour, at another price
    std::optional<qint64> output = {};
    std::optional<qint64> reasoning = {};   ///< part of output
    std::optional<qint64> imageOutput = {}; ///< part of output, beside reasoning: what pictures came to
    std::optional<Money> reportedCost = {};

    bool operator==(const Usage &) const = default;
    bool isEmpty() const { return *this == Usage{}; }
};

/// Makes the parts of the output no larger than it is (seen at OpenRouter: 11 tokens of reasoning of 10).
inline void fitParts(Usage &usage)
{
    if (!usage.output)
        return;
    if (usage.reasoning)
        usage.reasoning = qMin(*usage.reasoning, *usage.output);
    if (usage.imageOutput)
        usage.imageOutput = qMin(*usage.imageOutput, *usage.output - usage.reasoning.value_or(0));
}

enum class UsageState { Unknown, Estimated, Reported };
enum class CostState { Unknown, Estimated, Computed, Reported };

} // namespace Crossroads
