// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/spendtable.h"

#include <QDateTime>

#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;

QDate localDay(qint64 wallMs)
{
    return QDateTime::fromMSecsSinceEpoch(wallMs).date();
}

static qint64 firstDay(QDate day)
{
    return day.isValid() ? day.toJulianDay() : std::numeric_limits<qint64>::min();
}

static qint64 lastDay(QDate day)
{
    return day.isValid() ? day.toJulianDay() : std::numeric_limits<qint64>::max();
}

static SpendCell cellFrom(const QSqlQuery &row)
{
    const auto count = [&](int column) { return row.value(column).toLongLong(); };
    return {.day = QDate::fromJulianDay(count(0)),
            .model = row.value(1).toString(),
            .provider = row.value(2).toString(),
            .key = row.value(3).toString(),
            .source = row.value(4).toString(),
            .attempts = count(5),
            .answered = count(6),
            .input = count(7),
            .cachedInput = count(8),
            .cacheWrite = count(9),
            .output = count(10),
            .reasoning = count(11),
            .reported = Money{count(12)},
            .computed = Money{count(13)},
            .estimated = Money{count(14)},
            .unknownCost = count(15),
            .unsettled = count(16),
            .unsettledBound = Money{count(17)},
            .corrections = Money{count(18)}};
}

Result<QList<SpendCell>> SpendTable::cells(const SpendQuery &query)
{
    QString sql = u"SELECT day, model, provider, key_last_four, source, attempts, answered, input, "
                  "cached_input, cache_write, output, reasoning, reported_pico, computed_pico, "
                  "estimated_pico, unknown_cost, unsettled, unsettled_bound_pico, corrections_pico "
                  "FROM spend_cell WHERE day >= ? AND day <= ?"_s;
    QVariantList values{firstDay(query.since), lastDay(query.until)};
    const std::pair<QString, QString> narrowed[] = {{u"model"_s, query.model},
                                                    {u"provider"_s, query.provider},
                                                    {u"key_last_four"_s, query.key},
                                                    {u"source"_s, query.source}};
    for (const auto &[column, value] : narrowed) {
        if (value.isEmpty())
            continue;
        sql += u" AND %1 = ?"_s.arg(column);
        values.append(value);
    }
    auto rows = m_database.run(sql + u" ORDER BY day, model, provider, key_last_four, source"_s, values);
    if (!rows)
        return std::unexpected(rows.error());
    QList<SpendCell> cells;
    while (rows->next())
        cells.append(cellFrom(*rows));
    return cells;
}

Result<Money> SpendTable::knownSince(QDate day)
{
    auto rows = m_database.run(u"SELECT coalesce(sum(reported_pico + computed_pico + estimated_pico + "
                               "corrections_pico), 0) FROM spend_cell WHERE day >= ?"_s,
                               {firstDay(day)});
    if (!rows)
        return std::unexpected(rows.error());
    return Money{rows->next() ? rows->value(0).toLongLong() : 0};
}

static QString scopeName(BudgetLimit::Scope scope)
{
    switch (scope) {
    case BudgetLimit::Scope::Key:
        return u"key"_s;
    case BudgetLimit::Scope::Provider:
        return u"provider"_s;
    case BudgetLimit::Scope::Source:
        return u"source"_s;
    case BudgetLimit::Scope::Run:
    case BudgetLimit::Scope::Day:
    case BudgetLimit::Scope::Month:
        break;
    }
    return u"all"_s;
}

Result<Money> SpendTable::countedSince(QDate day, BudgetLimit::Scope scope, const QString &of)
{
    const QString name = scopeName(scope);
    auto rows = m_database.run(u"SELECT coalesce(sum(counted_pico), 0) FROM spend_total "
                               "WHERE scope = ? AND of = ? AND day >= ?"_s,
                               {name, name == "all"_L1 ? u""_s : of, firstDay(day)});
    if (!rows)
        return std::unexpected(rows.error());
    return Money{rows->next() ? rows->value(0).toLongLong() : 0};
}

Result<QList<CostDrift>> SpendTable::drift(const SpendQuery &query)
{
    auto rows = m_database.run(
        u"SELECT provider, model, count(*), sum(cost_pico <> computed_pico), sum(cost_pico), "
        "sum(computed_pico) FROM ledger WHERE computed_pico IS NOT NULL AND day >= ? AND day <= ? "
        "AND simulated = 0 GROUP BY provider, model "
        "ORDER BY abs(sum(cost_pico) - sum(computed_pico)) DESC, provider, model"_s,
        {firstDay(query.since), lastDay(query.until)});
    if (!rows)
        return std::unexpected(rows.error());
    QList<CostDrift> all;
    while (rows->next())
        all.append({.provider = rows->value(0).toString(),
                    .model = rows->value(1).toString(),
                    .compared = rows->value(2).toLongLong(),
                    .differing = rows->value(3).toLongLong(),
                    .reported = Money{rows->value(4).toLongLong()},
                    .computed = Money{rows->value(5).toLongLong()}});
    return all;
}

} // namespace Crossroads
