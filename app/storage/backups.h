// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/database.h"

namespace Crossroads {

// Before a database is brought to a newer version it is copied to "PATH.backup-vN" (N: the version that it
// had). A copy holds prompts: it is the person's alone, only the last one is kept, and it goes when a run
// that is in it is deleted.

/// Copies \p database, which lies in \p path, and removes the copies of older versions.
Result<void> backUp(Database &database, const QString &path, int version);

/// Removes all copies but the last, and closes that to others.
void keepLastBackup(const QString &path);

/// Removes the copies that have the run \p runId, or of which that cannot be told.
void dropBackupsWith(Database &database, const QString &path, const QString &runId);

} // namespace Crossroads
