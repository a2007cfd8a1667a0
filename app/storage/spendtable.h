// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/database.h"
#include "app/storage/records.h"
#include "app/storage/spendrecords.h"

namespace Crossroads {

/// The person's calendar day of a moment (milliseconds since 1970 UTC), here and now.
QDate localDay(qint64 wallMs);

/// The sums that triggers keep beside the ledger (see spendschema.h), read. How long it takes depends on the
/// days and what was used on them, not on the ledger's length. Used on the store's thread.
class SpendTable
{
public:
    explicit SpendTable(Database &database) : m_database(database) {}
    /// The cells that \p query asks for, the oldest day first.
    Result<QList<SpendCell>> cells(const SpendQuery &query);
    /// Known costs from \p day on, corrections among them.
    Result<Money> knownSince(QDate day);
    /// What counts against a budget from \p day on (invalid: from the first on): known costs, and the bounds
    /// of what is not settled or was settled without a price. Of \p scope all but Run.
    Result<Money> countedSince(QDate day, BudgetLimit::Scope scope, const QString &of);
    /// See Store::drift().
    Result<QList<CostDrift>> drift(const SpendQuery &query);

private:
    Database &m_database;
};

} // namespace Crossroads
