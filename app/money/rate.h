// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>
#include <QtTypes>

#include <compare>
#include <optional>

namespace Crossroads {

/// A price per token as an integer of attodollars (1e-18 USD). Unknown is an absent optional; free is zero.
struct Rate
{
    qint64 atto = 0;

    auto operator<=>(const Rate &) const = default;

    /// From decimal text in USD per token ("0.0000025"), rounded half-even.
    static std::optional<Rate> perToken(QByteArrayView dollars);
    /// From decimal text in USD per million tokens ("2.50"), exact down to 1e-12.
    static std::optional<Rate> perMillion(QByteArrayView dollars);
    /// Exact decimal text in USD per million tokens, without exponent or trailing zeros ("2.5", "0").
    QString toPerMillion() const;
};

} // namespace Crossroads
