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
    std::optional<Money> perRun = {};
    std::optional<Money> perDay = {};
    std::optional<Money> perMonth = {};
    /// The same a month for a part of the spending, by "provider/SLUG", "key/LASTFOUR" or "source/NAME".
    QHash<QString, Money> of = {};
    bool operator==(const Budgets &) const = default;
};

/// From decimal text in USD, as settings keep it. Text that is no amount, or below zero, is no budget.
Budgets budgetsFrom(const QString &perRun, const QString &perDay, const QString &perMonth,
                    const QHash<QString, QString> &of);

/// As limits that the ledger holds a request against, those of parts in the order of their names: a day and
/// a month begin at the person's midnight. A limit for a key, a provider or a source holds for the requests
/// with it alone.
QList<BudgetLimit> limitsOf(const Budgets &budgets, const QDateTime &now);

/// The month's limit of the key that ends in \p lastFour. Nothing where it has none, or no four to spare.
QList<BudgetLimit> limitOfKey(const std::optional<Money> &limit, const QString &lastFour,
                              const QDateTime &now);

/// Those of \p limits that a request with this key, to this provider, from this source counts against.
QList<BudgetLimit> limitsFor(const QList<BudgetLimit> &limits, const QString &keyLastFour,
                             const QString &provider, const QString &source);

/// How far a budget is used.
struct BudgetState
{
    BudgetLimit budget;
    Money spent;      ///< what counts against it, bounds of what is under way among it
    Money left;       ///< never below zero
    int permille = 0; ///< of the limit that is spent, rounded down; 0 to 9999; 1000 where both are 0
    std::optional<int> threshold; ///< the highest of the warnings (percent) that it has come to
    bool usedUp = false;          ///< nothing is left: only what is free is still sent
    bool operator==(const BudgetState &) const = default;
};

/// \param spent as Store::spentOf() tells for each of \p budgets, in their order (one that lacks counts as
/// 0).
/// \param warnings percent of a budget, 1 to 100, in any order.
QList<BudgetState> budgetStates(const QList<BudgetLimit> &budgets, const QList<Money> &spent,
                                const QList<int> &warnings);

} // namespace Crossroads
