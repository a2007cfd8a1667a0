// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/toggleswitch.h"

#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

ToggleSwitch::ToggleSwitch(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize ToggleSwitch::sizeHint() const
{
    return {36, 24};
}

void ToggleSwitch::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(2, height() / 2.0 - 8.5, 32, 17);
    const bool on = isChecked();
    painter.setPen(QPen(on ? t.fill : t.edge, 1));
    painter.setBrush(on ? t.fill : Qt::transparent);
    painter.drawRoundedRect(track, 8.5, 8.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(on ? QColor(Qt::white) : t.edge);
    const bool right = on != (layoutDirection() == Qt::RightToLeft);
    painter.drawEllipse(QPointF(right ? track.right() - 8.5 : track.left() + 8.5, track.center().y()), 5.5,
                        5.5);
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 11, 11);
    }
}

} // namespace Crossroads
