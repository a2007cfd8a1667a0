// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/uimain.h"

namespace Crossroads {

class MainWindow;

/// Sends a sample prompt to the Sandbox lineup in \p window; once all lanes have ended, leaves window.png and
/// run.json in the folder and quits with 0. Quits with 1 after a minute.
void startDemo(MainWindow &window, const UiOptions &options);

} // namespace Crossroads
