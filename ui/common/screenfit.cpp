// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/screenfit.h"

#include <QScreen>
#include <QWidget>

namespace Crossroads {

static constexpr QSize frame(8, 40);

void resizeWithinScreen(QWidget *window, QSize size)
{
    window->resize(size.boundedTo(window->screen()->availableGeometry().size() - frame));
}

void moveWithinScreen(QWidget *window, QPoint place)
{
    const QRect room = window->screen()->availableGeometry();
    window->move(qMax(room.left(), qMin(place.x(), room.right() + 1 - window->width())),
                 qMax(room.top(), qMin(place.y(), room.bottom() + 1 - window->height())));
}

} // namespace Crossroads
