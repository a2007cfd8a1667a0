// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QtTypes>

#include <compare>
#include <optional>

namespace Crossroads {

/// An amount of US dollars as an integer of picodollars (1e-12 USD). Range about +-9.2 million USD.
/// Amounts in other currencies are never Money.
struct Money
{
    qint64 pico = 0;

    auto operator<=>(const Money &) const = default;
    /// Saturates instead of wrapping.
    Money operator+(Money other) const;
    Money &operator+=(Money other) { return *this = *this + other; }

    /// Exact decimal text of the dollars, without exponent or trailing zeros ("0.0047", "-1", "0").
    QString toDecimal() const;
    /// Parses decimal text ("0.0047", "1e-5"), rounding half-even to picodollars. Nothing for other text or
    /// overflow.
    static std::optional<Money> fromDecimal(QByteArrayView dollars);
};

} // namespace Crossroads
