// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

namespace Crossroads {

/// Edits that make \p b of \p a: insert, delete, replace, or swap two neighbours. Given up, as \p limit + 1,
/// once it is over \p limit.
int editDistance(QStringView a, QStringView b, int limit);

/// The same to the nearest beginning of \p b: for words that are still being typed.
int editDistanceToPrefix(QStringView a, QStringView b, int limit);

} // namespace Crossroads
