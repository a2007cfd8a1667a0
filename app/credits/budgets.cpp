// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/budgets.h"

namespace Crossroads {

QList<BudgetLimit> limitsOf(const Budgets &budgets, const QDateTime &now)
{
    QList<BudgetLimit> limits;
    if (budgets.perRun)
        limits.append({.scope = BudgetLimit::Scope::Run, .limit = *budgets.perRun});
    if (budgets.perDay)
        limits.append({.scope = BudgetLimit::Scope::Day,
                       .limit = *budgets.perDay,
                       .sinceMs = now.date().startOfDay(now.timeZone()).toMSecsSinceEpoch()});
    if (budgets.perMonth) {
        const QDate first(now.date().year(), now.date().month(), 1);
        limits.append({.scope = BudgetLimit::Scope::Month,
                       .limit = *budgets.perMonth,
                       .sinceMs = first.startOfDay(now.timeZone()).toMSecsSinceEpoch()});
    }
    return limits;
}

} // namespace Crossroads
