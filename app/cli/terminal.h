// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"

#include <QByteArray>
#include <QString>

#include <functional>

class QObject;

namespace Crossroads {

/// Text for a terminal: control characters (escape sequences among them) made visible, line ends kept.
QString terminalSafe(const QString &text);
void printOut(const QByteArray &bytes);
void printOut(const QString &line);
/// Why something printed did not get out (a full disk, say); empty where all did, or the reader had enough.
QString outputProblem();
/// Call first of all: where a standard stream is closed, a file opened later (the store) must not become it.
void openStandardStreams();
void printError(const QString &line);
/// "crossroads: message hint", redacted.
void printError(const Error &error);
/// What happened and what to do, as text.
QString sentences(const Error &error);

/// Calls \p interrupted, on the event loop, at the first SIGINT or SIGTERM; one that comes seconds later ends
/// the process at once.
void onInterrupt(QObject *context, std::function<void()> interrupted);

} // namespace Crossroads
