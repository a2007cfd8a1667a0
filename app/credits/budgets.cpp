// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/budgets.h"

#include "app/money/decimal.h"

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Scope = BudgetLimit::Scope;

static qint64 monthOf(const QDateTime &now)
{
    return QDate(now.date().year(), now.date().month(), 1).startOfDay(now.timeZone()).toMSecsSinceEpoch();
}

static constexpr int mostPermille = 9'999;

static std::optional<Money> amount(const QString &text)
{
    const auto money = Money::fromDecimal(text.toLatin1());
    return money && money->pico >= 0 ? money : std::nullopt;
}

Budgets budgetsFrom(const QString &perRun, const QString &perDay, const QString &perMonth,
                    const QHash<QString, QString> &of)
{
    Budgets budgets{.perRun = amount(perRun), .perDay = amount(perDay), .perMonth = amount(perMonth)};
    for (auto it = of.cbegin(); it != of.cend(); ++it) {
        if (const auto limit = amount(it.value()))
            budgets.of.insert(it.key(), *limit);
    }
    return budgets;
}

static std::optional<BudgetLimit::Scope> scopeOf(const QString &word)
{
    if (word == "key"_L1)
        return BudgetLimit::Scope::Key;
    if (word == "provider"_L1)
        return BudgetLimit::Scope::Provider;
    if (word == "source"_L1)
        return BudgetLimit::Scope::Source;
    return std::nullopt;
}

static QList<BudgetLimit> partLimits(const QHash<QString, Money> &of, qint64 sinceMs)
{
    QList<BudgetLimit> limits;
    QStringList names = of.keys();
    names.sort();
    for (const QString &name : std::as_const(names)) {
        const auto scope = scopeOf(name.section(u'/', 0, 0));
        const QString part = name.section(u'/', 1);
        if (scope && !part.isEmpty())
            limits.append({.scope = *scope, .limit = of.value(name), .sinceMs = sinceMs, .of = part});
    }
    return limits;
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
    const qint64 month = monthOf(now);
    if (budgets.perMonth)
        limits.append({.scope = BudgetLimit::Scope::Month, .limit = *budgets.perMonth, .sinceMs = month});
    return limits + partLimits(budgets.of, month);
}

static BudgetState stateOf(const BudgetLimit &budget, Money spent, const QList<int> &warnings)
{
    BudgetState state{.budget = budget, .spent = spent, .left = {}, .threshold = {}};
    const qint64 limit = budget.limit.pico;
    state.left = Money{std::max<qint64>(0, limit - std::clamp<qint64>(spent.pico, 0, limit))};
    state.usedUp = state.left.pico == 0;
    const Int128 used = std::max<qint64>(0, spent.pico);
    state.permille = limit > 0 ? int(std::min<Int128>(used * 1'000 / limit, mostPermille))
                               : (used > 0 ? mostPermille : 1'000);
    for (const int percent : warnings) {
        // Exact: a share that is rounded down must not hide a threshold that is reached.
        if (used * 100 >= Int128(limit) * percent)
            state.threshold = std::max(state.threshold.value_or(0), percent);
    }
    return state;
}

QList<BudgetState> budgetStates(const QList<BudgetLimit> &budgets, const QList<Money> &spent,
                                const QList<int> &warnings)
{
    QList<BudgetState> states;
    for (qsizetype i = 0; i < budgets.size(); ++i)
        states.append(stateOf(budgets[i], spent.value(i), warnings));
    return states;
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
