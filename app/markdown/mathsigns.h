// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

#include <optional>

namespace Crossroads {

struct MathSpan
{
    qsizetype begin = 0, end = 0; ///< of the TeX itself
    qsizetype behind = 0;         ///< of its closing mark
    bool display = false;
};

/// The math that begins at \p i of \p s, where a dollar sign or a backslash stands: $...$, $$...$$, \(...\)
/// or
/// \[...\]. Between dollar signs it is math by pandoc's rules (no space inside them, no figure behind the
/// closing one) and only if it reads like math: prices, shell variables and tickers keep their signs.
/// No mark is looked for further than 4,000 characters away.
std::optional<MathSpan> mathAt(QStringView s, qsizetype i);

} // namespace Crossroads
