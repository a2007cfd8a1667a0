// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/rate.h"

#include "app/money/decimal.h"
#include "app/money/money.h"

namespace Crossroads {

static std::optional<Rate> scaledRate(QByteArrayView dollars, int scale)
{
    const auto atto = scaledDecimal(dollars, scale);
    return atto ? std::optional(Rate{*atto}) : std::nullopt;
}

std::optional<Rate> Rate::perToken(QByteArrayView dollars)
{
    return scaledRate(dollars, 18);
}

std::optional<Rate> Rate::perMillion(QByteArrayView dollars)
{
    return scaledRate(dollars, 12);
}

QString Rate::toPerMillion() const
{
    // An attodollar a token is a picodollar a million tokens, and that is what Money counts in.
    return Money{atto}.toDecimal();
}

} // namespace Crossroads
