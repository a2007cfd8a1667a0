// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Crossroads {

/// crossroads spend: what the ledger sums up to over some days, by model, provider, key, source or day.
/// Returns the exit status.
int spendCommand(const QStringList &arguments);

} // namespace Crossroads
