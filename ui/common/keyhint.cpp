// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/keyhint.h"

#include "ui/common/tokens.h"

#include <QFontMetrics>
#include <QPainter>

namespace Crossroads {

static constexpr int padding = 4;

int keyHintWidth(const QFont &font, const QString &keys)
{
    return keys.isEmpty() ? 0 : QFontMetrics(sized(font, -1)).horizontalAdvance(keys) + 2 * padding;
}

void paintKeyHint(QPainter &painter, const QFont &font, qreal left, qreal middle, const QString &keys,
                  const QColor &ink, const QColor &frame)
{
    if (keys.isEmpty())
        return;
    const QFont small = sized(font, -1);
    const int height = QFontMetrics(small).height() + 2;
    const QRectF box(left + 0.5, middle - height / 2.0, keyHintWidth(font, keys) - 1, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(frame);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(ink);
    painter.setFont(small);
    painter.drawText(box, Qt::AlignCenter, keys);
}

} // namespace Crossroads
