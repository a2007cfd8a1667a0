// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/records.h"

#include <QDateTime>
#include <QHash>
#include <QTimeZone>

namespace Crossroads {

/// What a person allows to be spent. Absent: no limit.
struct Budgets
{
    std::optional<Money> perRun;
    std::optional<Money> perDay;
    std::optional<Money> perMonth;
    bool operator==(const Budgets &) const = default;
};

/// As limits that the ledger holds a request against: a day and a month begin at the person's midnight.
QList<BudgetLimit> limitsOf(const Budgets &budgets, const QDateTime &now);

/// Limits a month for parts of the spending: \p dollars by "provider/SLUG", "key/LASTFOUR" or "source/NAME",
/// as decimal text. What is none of these is passed over.
QList<BudgetLimit> limitsOfParts(const QHash<QString, QString> &dollars, const QDateTime &now);

/// The month's limit of the key that ends in \p lastFour. Nothing where it has none, or no four to spare.
QList<BudgetLimit> limitOfKey(const std::optional<Money> &limit, const QString &lastFour,
                              const QDateTime &now);

/// Those of \p limits that a request with this key, to this provider, from this source counts against.
QList<BudgetLimit> limitsFor(const QList<BudgetLimit> &limits, const QString &keyLastFour,
                             const QString &provider, const QString &source);

} // namespace Crossroads
