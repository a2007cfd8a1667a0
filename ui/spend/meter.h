// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QList>

class QPainter;
class QRectF;

namespace Crossroads {

struct Tokens;

/// A round bar in \p rect that is \p share (0 to 1) full, with a mark at each of \p percents.
void paintMeter(QPainter &painter, const QRectF &rect, double share, const QColor &color, const Tokens &t,
                const QList<int> &percents = {});

} // namespace Crossroads
