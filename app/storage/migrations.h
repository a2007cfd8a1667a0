// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/database.h"

namespace Crossroads {

/// The version of a database that this program writes.
int schemaVersion();

/// Brings \p database to schemaVersion(), one numbered step at a time, each whole or not at all. An existing
/// older file is first copied (see backUp()). A newer one is a Storage error and stays untouched.
Result<void> migrate(Database &database, const QString &path);

} // namespace Crossroads
