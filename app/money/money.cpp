// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/money.h"

#include "app/money/decimal.h"

#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int picoDigits = 12;

Money Money::operator+(Money other) const
{
    qint64 sum = 0;
    if (!__builtin_add_overflow(pico, other.pico, &sum))
        return {sum};
    return {pico > 0 ? std::numeric_limits<qint64>::max() : std::numeric_limits<qint64>::min()};
}

QString Money::toDecimal() const
{
    const quint64 magnitude = pico < 0 ? 0 - quint64(pico) : quint64(pico);
    QString digits = QString::number(magnitude).rightJustified(picoDigits + 1, u'0');
    digits.insert(digits.size() - picoDigits, u'.');
    while (digits.endsWith(u'0'))
        digits.chop(1);
    if (digits.endsWith(u'.'))
        digits.chop(1);
    return (pico < 0 ? u"-"_s : QString()) + digits;
}

std::optional<Money> Money::fromDecimal(QByteArrayView dollars)
{
    const auto pico = scaledDecimal(dollars, picoDigits);
    return pico ? std::optional(Money{*pico}) : std::nullopt;
}

} // namespace Crossroads
