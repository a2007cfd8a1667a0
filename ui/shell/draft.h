// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Crossroads {

/// Where a prompt that was typed and not sent waits for the next start: a file that only the person may read.
/// Empty for a store in memory.
QString draftFile(const QString &database);
QString loadDraft(const QString &file);
/// Where \p draft is empty the file goes.
void saveDraft(const QString &file, const QString &draft);

} // namespace Crossroads
