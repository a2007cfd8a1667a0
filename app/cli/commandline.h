// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Crossroads {

/// Exit status of every subcommand (INTERFACES).
enum ExitStatus {
    AllDone = 0,
    InternalError = 1,
    WrongUse = 2,
    SomeNotDone = 3,
    NoneDone = 4,
    OverBudget = 5,
    Interrupted = 130
};

/// Whether \p arguments (without the program's name) ask for a subcommand, --help or --version: no window
/// then.
bool isCommandLine(const QStringList &arguments);

/// Runs the subcommand and returns its exit status. Needs a QCoreApplication.
int runCommandLine(const QStringList &arguments);

} // namespace Crossroads
