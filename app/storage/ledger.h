// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/database.h"
#include "app/storage/records.h"

namespace Crossroads {

/// Money as rows that are only ever added. Used on the store's thread.
class Ledger
{
public:
    explicit Ledger(Database &database) : m_database(database) {}
    /// Holds the bound against every budget and writes the row; both within the caller's transaction. Budget
    /// error where it does not fit.
    Result<Reserved> reserve(const Reservation &reservation, qint64 wallMs);
    Result<void> settle(const Settlement &settlement, qint64 wallMs);
    /// Sum of settled costs since \p wallMs, simulated rows left out.
    Result<Money> spentSince(qint64 wallMs);
    /// Settled answers since \p wallMs, simulated ones left out.
    Result<MonthUsage> usageSince(qint64 wallMs);
    /// Per provider and model, what was seen since \p wallMs.
    Result<QList<Observation>> observationsSince(qint64 wallMs);

    /// What counts against \p budget: settled costs, and the bounds of what is not settled (under way, or
    /// interrupted and perhaps billed) or was settled without a price.
    Result<Money> spentOf(const BudgetLimit &budget, const QString &runId);
    /// Requests that were answered, the newest first.
    Result<QList<PastRequest>> lastRequests(int most);

private:
    Result<void> fit(Reservation &reservation);
    Database &m_database;
};

} // namespace Crossroads
