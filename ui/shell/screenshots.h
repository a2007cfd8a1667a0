// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/uimain.h"

#include <QPalette>

namespace Crossroads {

class MainWindow;

/// Grabs every page and state, in light and dark, as PAGE-STATE-THEME-WxH-LANG.png into the folder, then
/// quits.
void startScreenshots(MainWindow &window, const UiOptions &options);

/// The design's light or dark palette, for pictures that can be laid beside the drawn ones.
QPalette designPalette(bool dark);

} // namespace Crossroads
