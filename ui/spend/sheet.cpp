// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/sheet.h"

#include "ui/common/tokens.h"

#include <QPaintEvent>
#include <QPainter>

namespace Crossroads {

void Sheet::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), Tokens::of(palette()).base);
}

void RoomHead::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(QRect(0, height() - 1, width(), 1), Tokens::of(palette()).sep);
}

} // namespace Crossroads
