// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QtTypes>

#include <optional>

namespace Crossroads {

__extension__ using Int128 = __int128;

/// \p text, a JSON-style decimal number, times 10^\p scale, rounded half-even to an integer; never through
/// double. Nothing where \p text is no number or the result does not fit 64 bits.
std::optional<qint64> scaledDecimal(QByteArrayView text, int scale);

/// \p value divided by \p divisor (positive), rounded half-even.
Int128 divideHalfEven(Int128 value, Int128 divisor);

} // namespace Crossroads
