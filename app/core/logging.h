// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLoggingCategory>
#include <QString>

Q_DECLARE_LOGGING_CATEGORY(lcApp)
Q_DECLARE_LOGGING_CATEGORY(lcHttp)
Q_DECLARE_LOGGING_CATEGORY(lcRouting)
Q_DECLARE_LOGGING_CATEGORY(lcStore)

namespace Crossroads {

/// Sends every Qt message, redacted, to a file of at most 2 MiB; the three before it are kept as .1 to .3.
/// Several processes may write into one: a line is written whole, and only one of them puts the file aside.
/// Messages at or above Warning go to stderr too when \p alsoStderr.
/// \param level one of "debug", "info", "warning", "error".
/// Returns false where the file can not be written (the app goes on without).
bool startLogging(const QString &file, QStringView level, bool alsoStderr);

} // namespace Crossroads
