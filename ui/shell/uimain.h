// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"
#include "app/storage/records.h"

#include <functional>

class QApplication;

namespace Crossroads {

struct UiOptions
{
    QString demoFolder;            ///< run the Sandbox lineup once, leave window.png and run.json there, quit
    QString screenshotsFolder;     ///< grab every page in light and dark there, quit
    bool reportFirstPaint = false; ///< at the first paint and 2 s later print "KIB CPU_MS", then quit
    QStringList given;             ///< names of the options on the command line, in their order
    std::function<void(const QString &sentence)> complain; ///< on standard error
    std::function<bool(const StoredRun &run, const QString &path)> exportJson;
};

/// Opens the window and runs it; the process's exit status. A second start with the same store raises the
/// first one's window and returns at once: 0, or 3 where it was given options, which the window that is open
/// does not take, or 4 where that does not answer.
int runWindow(QApplication &app, Services &services, const UiOptions &options);

} // namespace Crossroads
