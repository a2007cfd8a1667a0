// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Crossroads {

/// Writes \p bytes anew as JSON where a server wrote almost JSON: NaN and Infinity become null (so does any
/// other word, and a number that is none), integers beyond 64 bits become doubles, raw control characters in
/// strings are escaped, wrong escapes are taken literally, halves of surrogate pairs and bytes that are no
/// UTF-8 become U+FFFD, commas before a closing bracket go. Never closes what is open: a piece that was cut
/// stays broken, for what it lost is not known. One pass; the text grows six times at most. Empty where
/// \p bytes begin neither an object nor an array, or are longer than 16 MiB.
QByteArray repairedJson(QByteArrayView bytes);

} // namespace Crossroads
