// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/decimal.h"

#include <limits>

namespace Crossroads {

namespace {
/// Digits of a decimal number and where its point stands: value = digits * 10^exponent.
struct Decimal
{
    QByteArray digits; // without leading zeros
    int exponent = 0;
    bool negative = false;
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The exponent part behind 'e', if \p text is a whole one of at most four digits.
std::optional<int> parseExponent(QByteArrayView text)
{
    bool negative = false;
    if (!text.isEmpty() && (text.front() == '+' || text.front() == '-')) {
        negative = text.front() == '-';
        text = text.sliced(1);
    }
    if (text.isEmpty() || text.size() > 4)
        return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (!isDigit(c))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

std::optional<Decimal> parseDecimal(QByteArrayView text)
{
    Decimal result;
    qsizetype at = 0;
    if (at < text.size() && (text[at] == '-' || text[at] == '+'))
        result.negative = text[at++] == '-';
    bool anyDigit = false;
    bool afterPoint = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (isDigit(c)) {
            anyDigit = true;
            if (c != '0' || !result.digits.isEmpty())
                result.digits.append(c);
            result.exponent -= afterPoint ? 1 : 0;
        } else if (c == '.' && !afterPoint) {
            afterPoint = true;
        } else {
            break;
        }
    }
    if (!anyDigit)
        return std::nullopt;
    if (at < text.size()) {
        if (text[at] != 'e' && text[at] != 'E')
            return std::nullopt;
        const auto exponent = parseExponent(text.sliced(at + 1));
        if (!exponent)
            return std::nullopt;
        result.exponent += *exponent;
    }
    return result;
}

/// Half-even: up above one half, and at exactly one half towards the even neighbour.
bool roundsUp(QByteArrayView dropped, bool keptIsOdd)
{
    if (dropped.isEmpty() || dropped.front() < '5')
        return false;
    if (dropped.front() > '5')
        return true;
    for (const char c : dropped.sliced(1)) {
        if (c != '0')
            return true;
    }
    return keptIsOdd;
}
} // namespace

std::optional<qint64> scaledDecimal(QByteArrayView text, int scale)
{
    const auto decimal = parseDecimal(text);
    if (!decimal)
        return std::nullopt;
    if (decimal->digits.isEmpty())
        return 0;
    const int shift = decimal->exponent + scale;
    const qsizetype keptDigits = decimal->digits.size() + shift;
    if (keptDigits > 19)
        return std::nullopt;
    QByteArrayView kept;
    QByteArrayView dropped;
    QByteArray padded;
    if (shift >= 0) {
        padded = decimal->digits + QByteArray(shift, '0');
        kept = padded;
    } else if (keptDigits >= 0) {
        kept = QByteArrayView(decimal->digits).first(keptDigits);
        dropped = QByteArrayView(decimal->digits).sliced(keptDigits);
    } // else: smaller than a tenth of a unit, rounds to zero
    Int128 value = 0;
    for (const char c : kept)
        value = value * 10 + (c - '0');
    if (roundsUp(dropped, value % 2 != 0))
        ++value;
    if (value > std::numeric_limits<qint64>::max())
        return std::nullopt;
    return decimal->negative ? -qint64(value) : qint64(value);
}

Int128 divideHalfEven(Int128 value, Int128 divisor)
{
    Int128 quotient = value / divisor;
    Int128 rest = value % divisor;
    const Int128 sign = value < 0 ? -1 : 1;
    rest *= sign;
    if (rest * 2 > divisor || (rest * 2 == divisor && quotient % 2 != 0))
        quotient += sign;
    return quotient;
}

} // namespace Crossroads
