// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPoint>
#include <QSize>

class QWidget;

namespace Crossroads {

/// Makes \p window, which has not been shown, as large as \p size where its screen has that much room for it
/// and its frame, else as large as that.
void resizeWithinScreen(QWidget *window, QSize size);
/// Puts its top left corner at \p place of the screen, or as near as lets all of it be seen.
void moveWithinScreen(QWidget *window, QPoint place);

} // namespace Crossroads
