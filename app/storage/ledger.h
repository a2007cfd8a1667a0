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
    Result<qint64> reserve(const Reservation &reservation, qint64 wallMs);
    Result<void> settle(const Settlement &settlement, qint64 wallMs);
    /// Sum of settled costs since \p wallMs, simulated rows left out.
    Result<Money> spentSince(qint64 wallMs);
    /// Settled answers since \p wallMs, simulated ones left out.
    Result<MonthUsage> usageSince(qint64 wallMs);
    /// Per provider and model, what was seen since \p wallMs.
    Result<QList<Observation>> observationsSince(qint64 wallMs);

private:
    Database &m_database;
};

} // namespace Crossroads
