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
void printError(const QString &line);
/// "crossroads: message hint", redacted.
void printError(const Error &error);
/// What happened and what to do, as text.
QString sentences(const Error &error);

/// Calls \p interrupted, on the event loop, at the first SIGINT or SIGTERM; a second one ends the process at
/// once.
void onInterrupt(QObject *context, std::function<void()> interrupted);

} // namespace Crossroads
