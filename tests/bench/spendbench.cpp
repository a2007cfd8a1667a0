// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A million ledger rows, as some years of daily use leave them, in a real file: how long a month's view
// takes, what reserving adds before a request is sent, and what entering the ends of a run's lanes takes.
#include "app/credits/budgets.h"
#include "app/storage/database.h"
#include "app/storage/store.h"
#include "tests/bench/bench.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
constexpr int requests = 500'000; // two rows each
constexpr int days = 365;
constexpr int reservations = 301;
constexpr int lanes = 16;

template<typename T>
T wait(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Thirty models at two providers each, two keys, three sources, spread over a year that ends today.
void fill(const QString &path)
{
    const qint64 today = QDate::currentDate().toJulianDay();
    Database database;
    if (!database.open(path))
        qFatal("no database");
    const auto run = [&](const QString &sql, const QVariantList &values) {
        if (const auto done = database.run(sql, values); !done)
            qFatal("%s", qPrintable(done.error().detail));
    };
    run(uR"(INSERT INTO ledger (kind, at_ms, day, run_id, lane, source, provider, model, key_last_four, simulated,
            prices, bound_pico) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
            SELECT 'reserved', (? - i * ? / ? - 2440588) * 86400000 + i % 86400000, ? - i * ? / ?,
                'run' || (i / 4), i % 4, CASE i % 7 WHEN 0 THEN 'gateway' WHEN 1 THEN 'cli' ELSE 'compare' END,
                'provider' || (i % 2), 'author/model-' || (i * 7919 % 30), 'key' || (i % 2), 0, '{}',
                5000000000 + i FROM n)"_s,
        {requests, today, days, requests, today, days, requests});
    run(uR"(INSERT INTO ledger (kind, reserved_id, at_ms, day, run_id, lane, source, provider, model, key_last_four,
            simulated, prices, bound_pico, input, output, usage_state, cost_pico, cost_state, outcome)
            SELECT 'settled', id, at_ms + 4000, day, run_id, lane, source, provider, model, key_last_four, 0,
                prices, bound_pico, 1200, 400, 2, 1000000000 + id * 37, 2, 'answered' FROM ledger
            WHERE kind = 'reserved')"_s,
        {});
}

Reservation reservation(int number)
{
    Reservation r;
    r.runId = u"bench%1"_s.arg(number);
    r.source = u"compare"_s;
    r.provider = u"provider1"_s;
    r.model = u"author/model-3"_s;
    r.keyLastFour = u"key1"_s;
    r.bound = Money{1'000};
    r.prices.input = Rate{1};
    r.prices.output = Rate{1};
    return r;
}

/// What every kind of budget asks for, none of which is used up.
QList<BudgetLimit> everyBudget()
{
    const Money much{std::numeric_limits<qint64>::max()};
    QList<BudgetLimit> limits =
        limitsOf({.perRun = much, .perDay = much, .perMonth = much}, QDateTime::currentDateTime());
    const qint64 month = limits.last().sinceMs;
    limits.append({BudgetLimit::Scope::Key, much, month, u"key1"_s});
    limits.append({BudgetLimit::Scope::Provider, much, month, u"provider1"_s});
    limits.append({BudgetLimit::Scope::Source, much, month, u"compare"_s});
    return limits;
}

/// The median of one reservation after another, in ms; \param rows takes those made.
double reserving(Store &store, const QList<BudgetLimit> &budgets, QList<qint64> &rows)
{
    std::vector<double> each;
    for (int i = 0; i < reservations; ++i) {
        Reservation r = reservation(i);
        r.budgets = budgets;
        each.push_back(milliseconds([&] {
            const auto reserved = wait(store.reserve(r));
            if (!reserved)
                qFatal("not reserved");
            rows.append(reserved->rowId);
        }));
    }
    return median(each);
}

Row limited(const QString &name, double ms, double limitMs, const QString &limit, int rounds)
{
    return {.name = name,
            .value = ms * 1'000,
            .unit = u"us"_s,
            .peer = limitMs * 1'000,
            .peerName = limit,
            .rounds = rounds};
}

QList<Row> viewRows(Store &store)
{
    const QDate today = QDate::currentDate();
    std::vector<double> month, year;
    qsizetype cells = 0;
    for (int round = 0; round < defaultRounds; ++round) {
        month.push_back(
            milliseconds([&] { cells = wait(store.spend({today.addDays(-30), today}))->size(); }));
        year.push_back(milliseconds([&] { cells += wait(store.spend({}))->size(); }));
    }
    if (cells == 0)
        qFatal("nothing was spent");
    return {limited(u"spend-month-view"_s, median(month), 100, u"the limit that we set ourselves"_s,
                    defaultRounds),
            limited(u"spend-year-view"_s, median(year), 1'000, u"the limit that we set ourselves"_s,
                    defaultRounds)};
}
} // namespace

QList<Row> spendRows()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"c.db"_s);
    const QString emptyPath = folder.filePath(u"empty.db"_s);
    Store empty(emptyPath);
    wait(empty.open());
    {
        Store store(path);
        wait(store.open());
    }
    fill(path);
    Store store(path);
    if (!wait(store.open()))
        return {};
    QList<Row> rows = viewRows(store);
    QList<qint64> none, made;
    const double bare = reserving(empty, {}, none);
    const double plain = reserving(store, {}, made);
    const double held = reserving(store, everyBudget(), made);
    rows.append(limited(u"spend-reserve"_s, plain, bare, u"the same on an empty ledger"_s, reservations));
    rows.append(limited(u"spend-reserve-under-six-budgets"_s, held, 0.5, u"the limit that we set ourselves"_s,
                        reservations));
    std::vector<double> settled;
    while (made.size() >= lanes) {
        settled.push_back(milliseconds([&] {
            for (int i = 0; i < lanes; ++i) {
                Settlement s;
                s.rowId = made.takeLast();
                s.cost = Money{500};
                s.costState = CostState::Computed;
                s.outcome = u"answered"_s;
                store.settle(s);
            }
            wait(store.flush());
        }));
    }
    rows.append(limited(u"spend-settle-16-lanes-synced"_s, median(settled), 50,
                        u"the limit that we set ourselves"_s, int(settled.size())));
    return rows;
}

} // namespace Crossroads
