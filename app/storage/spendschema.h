// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Crossroads {

/// The statements of the migration that keeps sums beside the ledger. Released: they never change.
///
/// spend_cell has a row for each day, model, provider, key and source; spend_total what counts against
/// budgets, by day and one of these. Triggers keep both, in the transaction of the ledger row that changes
/// them, so that no writer can forget it and no sum can be ahead of the ledger or behind. A day is a Julian
/// day number, on the person's calendar when the request was reserved, written into the row: a journey
/// through time zones moves nothing.
QStringList spendSchema();

} // namespace Crossroads
