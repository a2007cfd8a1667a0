// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/budgets.h"

namespace Crossroads {

using namespace Qt::StringLiterals;
using Scope = BudgetLimit::Scope;

static qint64 monthOf(const QDateTime &now)
{
    return QDate(now.date().year(), now.date().month(), 1).startOfDay(now.timeZone()).toMSecsSinceEpoch();
}

QList<BudgetLimit> limitsOf(const Budgets &budgets, const QDateTime &now)
{
    QList<BudgetLimit> limits;
    if (budgets.perRun)
        limits.append({.scope = Scope::Run, .limit = *budgets.perRun});
    if (budgets.perDay)
        limits.append({.scope = Scope::Day,
                       .limit = *budgets.perDay,
                       .sinceMs = now.date().startOfDay(now.timeZone()).toMSecsSinceEpoch()});
    if (budgets.perMonth)
        limits.append({.scope = Scope::Month, .limit = *budgets.perMonth, .sinceMs = monthOf(now)});
    return limits;
}

QList<BudgetLimit> limitsOfParts(const QHash<QString, QString> &dollars, const QDateTime &now)
{
    static const QHash<QString, Scope> scopes{
        {u"provider"_s, Scope::Provider}, {u"key"_s, Scope::Key}, {u"source"_s, Scope::Source}};
    QList<BudgetLimit> limits;
    for (auto it = dollars.cbegin(); it != dollars.cend(); ++it) {
        const auto scope = scopes.constFind(it.key().section(u'/', 0, 0));
        const QString of = it.key().section(u'/', 1);
        const auto money = Money::fromDecimal(it.value().toLatin1());
        if (scope != scopes.cend() && !of.isEmpty() && money && money->pico >= 0)
            limits.append({.scope = *scope, .limit = *money, .sinceMs = monthOf(now), .of = of});
    }
    return limits;
}

QList<BudgetLimit> limitOfKey(const std::optional<Money> &limit, const QString &lastFour,
                              const QDateTime &now)
{
    if (!limit || lastFour.isEmpty())
        return {};
    return {{.scope = Scope::Key, .limit = *limit, .sinceMs = monthOf(now), .of = lastFour}};
}

QList<BudgetLimit> limitsFor(const QList<BudgetLimit> &limits, const QString &keyLastFour,
                             const QString &provider, const QString &source)
{
    QList<BudgetLimit> counting = limits;
    counting.removeIf([&](const BudgetLimit &limit) {
        return (limit.scope == Scope::Key && limit.of != keyLastFour) ||
               (limit.scope == Scope::Provider && limit.of != provider) ||
               (limit.scope == Scope::Source && limit.of != source);
    });
    return counting;
}

} // namespace Crossroads
