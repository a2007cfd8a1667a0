// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/money.h"
#include "app/money/rate.h"
#include "app/money/usage.h"

#include <optional>

namespace Crossroads {

/// The prices of one offer at one time.
struct Prices
{
    std::optional<Rate> input;
    std::optional<Rate> output;
    std::optional<Rate> cacheRead;  ///< absent: cached tokens cost the input rate
    std::optional<Rate> cacheWrite; ///< absent: written tokens cost the input rate
    std::optional<Rate> reasoning;  ///< absent: reasoning tokens cost the output rate

    bool isFree() const;
    bool operator==(const Prices &) const = default;
};

/// What \p usage costs at \p prices: one 128-bit sum, rounded half-even to picodollars once.
/// Nothing where a rate or a token count that is needed is unknown.
std::optional<Money> computeCost(const Usage &usage, const Prices &prices);

/// The greatest cost of a request of \p inputTokens that may answer with \p maxOutputTokens.
std::optional<Money> costBound(qint64 inputTokens, qint64 maxOutputTokens, const Prices &prices);

} // namespace Crossroads
