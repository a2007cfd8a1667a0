// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/elidedlabel.h"

#include <QPainter>

namespace Crossroads {

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(rect(), int(Qt::AlignVCenter) | int(alignment() & Qt::AlignHorizontal_Mask),
                     fontMetrics().elidedText(text(), Qt::ElideRight, width()));
}

} // namespace Crossroads
