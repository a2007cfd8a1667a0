// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/bound.h"

namespace Crossroads {

std::optional<qint64> outputWithin(Money purse, qint64 inputTokens, qint64 most, const Prices &prices)
{
    if (!costBound(inputTokens, 0, prices))
        return std::nullopt;
    // A bound never falls with more tokens, so halving finds the last that fits, whatever a price is made of.
    qint64 fits = 0;
    qint64 over = qMax(qint64(0), most) + 1;
    while (fits + 1 < over) {
        const qint64 middle = fits + (over - fits) / 2;
        const auto bound = costBound(inputTokens, middle, prices);
        (bound && *bound <= purse ? fits : over) = middle;
    }
    return fits;
}

} // namespace Crossroads
