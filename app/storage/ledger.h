// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/database.h"
#include "app/storage/records.h"
#include "app/storage/spendtable.h"

namespace Crossroads {

/// Money as rows that are only ever added. Used on the store's thread.
class Ledger
{
public:
    explicit Ledger(Database &database) : m_database(database), m_sums(database) {}
    /// Holds the bound against every budget and writes the row; both within the caller's transaction. Budget
    /// error where it does not fit.
    Result<Reserved> reserve(const Reservation &reservation, qint64 wallMs);
    /// Ends an attempt. One that has ended already stays as it ended: nothing is entered twice. Internal
    /// error, a bug of the caller's, where there is no such attempt.
    Result<void> settle(const Settlement &settlement, qint64 wallMs);
    /// Adds a row that brings the attempt to its true cost; none where it is known as that already. An
    /// attempt without an end gets one, "interrupted". Storage error where there is no such attempt.
    Result<void> correct(const Correction &correction, qint64 wallMs);
    /// What a process that died had under way for a lane ends at its bound, as perhaps billed: the latest
    /// attempt with the output tokens that were seen of it.
    Result<void> endInterrupted(const QString &runId, int lane, qint64 outputSeen, qint64 wallMs);
    /// Settled answers since \p wallMs, simulated ones left out.
    Result<MonthUsage> usageSince(qint64 wallMs);
    /// Per provider and model, what was seen since \p wallMs.
    Result<QList<Observation>> observationsSince(qint64 wallMs);

    /// What counts against \p budget: settled costs, and the bounds of what is not settled (under way, or
    /// interrupted and perhaps billed) or was settled without a price. Whole days of the person's calendar.
    Result<Money> spentOf(const BudgetLimit &budget, const QString &runId);
    /// Requests that were answered, the newest first.
    Result<QList<PastRequest>> lastRequests(int most);

private:
    Result<void> fit(Reservation &reservation);
    Result<Money> spentOfRun(const QString &runId);
    Result<bool> isReserved(qint64 rowId);
    Database &m_database;
    SpendTable m_sums;
};

} // namespace Crossroads
