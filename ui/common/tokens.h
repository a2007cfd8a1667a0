// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QPalette>

namespace Crossroads {

/// The colour roles of the design, derived from the desktop's palette, each pushed until it can be read on
/// its grounds. Remade whenever the palette changes.
struct Tokens
{
    QColor window, base, alternate, text;
    QColor muted, sep, edge;
    QColor accent, fill, tint;
    QColor ok, warn, error, thinking;
    QColor series[4]; ///< of charts: the accent from strong to faint, then grey
    QColor track;     ///< what a bar fills
    QColor infoGround, okGround, warnGround, errorGround;
    bool dark = false;

    static Tokens fromPalette(const QPalette &palette);
    /// The same, made once for a palette: for delegates, which paint hundreds of cells. GUI thread.
    static const Tokens &of(const QPalette &palette);
};

/// The WCAG contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

/// \p color moved in 1 % steps of lightness away from \p grounds until it stands out from each by \p ratio;
/// black or white where nothing else does.
QColor ensureContrast(QColor color, const QList<QColor> &grounds, double ratio);

/// \p over at \p share (0 to 1) on \p under.
QColor mixed(const QColor &over, const QColor &under, double share);

/// \p pixels, made for a font of 10 pt, for words in \p font: a larger one widens columns, panels and the
/// widths at which they fold; a smaller one leaves them.
int grown(int pixels, const QFont &font);

/// \p font made larger by \p points, with figures of equal width.
QFont sized(QFont font, double points, bool bold = false);

} // namespace Crossroads
