// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/meter.h"

#include "ui/common/tokens.h"

#include <QPainter>
#include <QPainterPath>

namespace Crossroads {

void paintMeter(QPainter &painter, const QRectF &rect, double share, const QColor &color, const Tokens &t,
                const QList<int> &percents)
{
    const qreal radius = rect.height() / 2;
    QPainterPath frame;
    frame.addRoundedRect(rect, radius, radius);
    painter.save();
    painter.setClipPath(frame, Qt::IntersectClip);
    painter.fillRect(rect, t.track);
    const qreal width = rect.width() * qBound(0.0, share, 1.0);
    if (width > 0)
        painter.fillRect(QRectF(rect.left(), rect.top(), qMax(2.0, width), rect.height()), color);
    for (const int percent : percents) {
        if (percent > 0 && percent < 100)
            painter.fillRect(
                QRectF(std::round(rect.left() + rect.width() * percent / 100), rect.top(), 1, rect.height()),
                t.text);
    }
    painter.restore();
}

} // namespace Crossroads
