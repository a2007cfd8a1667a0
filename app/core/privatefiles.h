// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Crossroads {

// What the program keeps (prompts, answers, settings, logs) is the person's alone: folders 0700, files 0600,
// whatever the umask, from the moment on in which they are made. What an earlier version left open is put
// right when it is opened. Files that the person saves or exports follow the umask, as those of any program.

/// Makes \p folder; one that is there and belongs to this user is closed to others, unless others are meant
/// to write there (/tmp) or it is the home folder. False: there can be none.
bool makePrivateFolder(const QString &folder);

/// Makes \p file, empty, unless it is there; then it is closed to others. False: there can be none.
bool makePrivateFile(const QString &file);

/// Closes \p file to others where it is there and belongs to this user.
void closeToOthers(const QString &file);

} // namespace Crossroads
