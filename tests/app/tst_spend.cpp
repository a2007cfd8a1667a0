// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/database.h"
#include "app/storage/ledger.h"
#include "app/storage/migrations.h"
#include "app/storage/spendtable.h"
#include "tests/support/ledgersums.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <map>

#include <ctime>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
void inZone(const char *zone)
{
    qputenv("TZ", zone);
    ::tzset();
}
} // namespace

/// The sums beside the ledger, held against the ledger itself.
class TestSpend : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Ledger> m_ledger;
    QRandomGenerator m_random{4};

    qint64 upTo(qint64 most) { return qint64(m_random.generate64() % quint64(most)); }
    template<typename T>
    T oneOf(const QList<T> &values)
    {
        return values[upTo(values.size())];
    }

    Reservation reservation()
    {
        Reservation r;
        r.runId = u"run%1"_s.arg(upTo(20));
        r.source = oneOf<QString>({u"compare"_s, u"cli"_s, u"gateway"_s});
        r.provider = oneOf<QString>({u"openrouter"_s, u"deepseek"_s, u"local"_s});
        r.model = oneOf<QString>({u"a/b"_s, u"c/d"_s, u"e/f:free"_s});
        r.keyLastFour = oneOf<QString>({u"abcd"_s, u"wxyz"_s, QString()});
        r.simulated = upTo(10) == 0;
        if (upTo(5) > 0)
            r.bound = Money{upTo(9'000'000'000'000)};
        return r;
    }

    static Settlement ended(qint64 row, std::optional<Money> cost, CostState state)
    {
        Settlement s;
        s.rowId = row;
        s.cost = cost;
        s.costState = state;
        s.outcome = u"answered"_s;
        return s;
    }

    Settlement settlement(qint64 row)
    {
        const auto maybe = [&] { return upTo(4) > 0 ? std::optional(upTo(1'000'000)) : std::nullopt; };
        Settlement s;
        s.rowId = row;
        s.usage.input = maybe();
        s.usage.cachedInput = maybe();
        s.usage.cacheWrite = maybe();
        s.usage.output = maybe();
        s.usage.reasoning = maybe();
        if (upTo(5) > 0) {
            s.cost = Money{upTo(5'000'000'000'000)};
            s.costState = CostState(1 + upTo(3));
        }
        if (s.costState == CostState::Reported && upTo(3) > 0)
            s.computed = Money{s.cost->pico + upTo(3) - 1};
        s.outcome = oneOf<QString>({u"answered"_s, u"failed"_s, u"may_be_billed"_s});
        return s;
    }

    /// Requests over ten days, most of them settled hours or days after, some put right, in any order.
    void fillAtRandom(int requests)
    {
        constexpr qint64 start = 1'730'000'000'000; // Europe leaves summer time within these days
        constexpr qint64 hour = 3'600'000;
        QVERIFY(m_database->transaction([&]() -> Result<void> {
            QList<qint64> open, closed;
            for (int i = 0; i < requests; ++i) {
                const qint64 now = start + upTo(240 * hour);
                const auto reserved = m_ledger->reserve(reservation(), now);
                if (!reserved)
                    return std::unexpected(reserved.error());
                open.append(reserved->rowId);
                Result<void> done;
                if (upTo(10) < 8) {
                    closed.append(open.takeAt(upTo(open.size())));
                    done = m_ledger->settle(settlement(closed.last()), now + upTo(60 * hour));
                }
                if (done && !closed.isEmpty() && upTo(10) == 0)
                    done = m_ledger->correct({.rowId = oneOf(closed), .cost = Money{upTo(1'000'000'000)}},
                                             now + upTo(60 * hour));
                if (done && !open.isEmpty() && upTo(40) == 0) {
                    closed.append(open.takeAt(upTo(open.size())));
                    done = m_ledger->correct({.rowId = closed.last(), .cost = Money{upTo(1'000)}}, now);
                }
                if (!done)
                    return done;
            }
            return {};
        }));
    }

    void compareCells(const QString &where = {})
    {
        const QString difference = sumsDiffer(*m_database);
        QVERIFY2(difference.isEmpty(), qPrintable(where + difference));
    }

    void compareTotals()
    {
        const auto cells = sumsOfLedger(*m_database);
        const QDate middle = localDay(1'730'000'000'000).addDays(5);
        struct Asked
        {
            BudgetLimit::Scope scope;
            QString of;
            int column; ///< of the cell's names; -1: all
        };
        const Asked asked[] = {
            {BudgetLimit::Scope::Month, {}, -1},       {BudgetLimit::Scope::Provider, u"deepseek"_s, 1},
            {BudgetLimit::Scope::Key, u"abcd"_s, 2},   {BudgetLimit::Scope::Key, u""_s, 2},
            {BudgetLimit::Scope::Source, u"cli"_s, 3}, {BudgetLimit::Scope::Source, u"nothing"_s, 3}};
        for (const QDate since : {QDate(), middle}) {
            for (const Asked &one : asked) {
                Int128 sum = 0;
                for (const auto &[key, sums] : cells) {
                    const bool late = !since.isValid() || key.first >= since.toJulianDay();
                    if (late && (one.column < 0 || key.second[one.column] == one.of))
                        sum += sums.counted;
                }
                const BudgetLimit budget{.scope = one.scope,
                                         .limit = {},
                                         .sinceMs =
                                             since.isValid() ? since.startOfDay().toMSecsSinceEpoch() : 0,
                                         .of = one.of};
                const auto spent = m_ledger->spentOf(budget, {});
                QVERIFY(spent);
                QVERIFY2(spent->pico == sum, qPrintable(one.of));
            }
        }
    }

    /// The database as it was before there were sums, with the same ledger.
    void takeSumsAway()
    {
        const QStringList statements{u"DROP TRIGGER spend_reserved"_s,
                                     u"DROP TRIGGER spend_settled"_s,
                                     u"DROP TRIGGER spend_corrected"_s,
                                     u"DROP TABLE spend_cell"_s,
                                     u"DROP TABLE spend_total"_s,
                                     u"DROP INDEX ledger_corrected"_s,
                                     u"DROP INDEX ledger_compared"_s,
                                     u"ALTER TABLE ledger DROP COLUMN day"_s,
                                     u"ALTER TABLE ledger DROP COLUMN computed_pico"_s,
                                     u"ALTER TABLE ledger DROP COLUMN cache_write_hour"_s,
                                     u"ALTER TABLE ledger DROP COLUMN image_output"_s,
                                     u"DROP TABLE journal_mark"_s,
                                     u"PRAGMA user_version = 5"_s};
        for (const QString &sql : statements)
            QVERIFY2(m_database->run(sql), qPrintable(sql));
    }

private Q_SLOTS:
    void init()
    {
        inZone("Europe/Berlin");
        m_folder = QTemporaryDir();
        m_path = m_folder.filePath(u"c.db"_s);
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(m_path));
        QVERIFY(migrate(*m_database, m_path));
        m_ledger = std::make_unique<Ledger>(*m_database);
    }

    void cleanup() { inZone("UTC"); }

    void sumsAreTheLedgersToTheLastPicodollar()
    {
        for (const quint32 seed : {1u, 2u, 3u}) {
            m_random = QRandomGenerator(seed);
            fillAtRandom(1'500);
            compareCells(u"seed %1:"_s.arg(seed));
            compareTotals();
        }
    }

    void anOldLedgerIsSummedWhenItIsOpened()
    {
        constexpr int before = 400;
        // Corrections are younger than the sums: an old ledger has none.
        QVERIFY(m_database->transaction([&]() -> Result<void> {
            for (int i = 0; i < before; ++i) {
                const qint64 now = 1'730'000'000'000 + i * 1'700'000;
                const auto row = m_ledger->reserve(reservation(), now);
                if (i % 5 > 0)
                    (void)m_ledger->settle(settlement(row->rowId), now + 90'000'000);
            }
            return {};
        }));
        const auto kept = SpendTable(*m_database).cells({});
        takeSumsAway();
        QVERIFY(migrate(*m_database, m_path));
        compareCells();
        compareTotals();
        QCOMPARE(*SpendTable(*m_database).cells({}), *kept);
        QVERIFY(!m_database->run(u"UPDATE ledger SET day = 0"_s)); // as closed as it was
        QVERIFY(QFile::exists(m_path + u".backup-v5"_s));
        fillAtRandom(300); // and it goes on
        compareCells();
        compareTotals();
    }

    void aDayIsThePersonsOwnAndStays()
    {
        const QDateTime late(QDate(2026, 3, 1), QTime(20, 0), QTimeZone::UTC);
        inZone("Asia/Shanghai"); // four in the morning of the second
        Reservation r = reservation();
        r.simulated = false;
        const auto row = m_ledger->reserve(r, late.toMSecsSinceEpoch());
        inZone("America/New_York"); // the same request ends on a journey
        Settlement end = settlement(row->rowId);
        end.cost = Money{7};
        end.costState = CostState::Computed;
        QVERIFY(m_ledger->settle(end, late.addDays(1).toMSecsSinceEpoch()));
        const auto cells = SpendTable(*m_database).cells({});
        QCOMPARE(cells->size(), 1);
        QCOMPARE(cells->first().day, QDate(2026, 3, 2));
        QCOMPARE(cells->first().computed, Money{7});
        QCOMPARE(cells->first().unsettled, 0);
    }

    void queriesNarrow()
    {
        fillAtRandom(800);
        const auto all = SpendTable(*m_database).cells({});
        const QDate from = all->first().day.addDays(2);
        const QDate to = from.addDays(3);
        const SpendQuery query{from, to, u"a/b"_s, u"deepseek"_s, u"abcd"_s, u"cli"_s};
        const auto narrowed = [&](const SpendQuery &asked) {
            QList<SpendCell> left;
            for (const SpendCell &cell : *all) {
                if ((!asked.since.isValid() || cell.day >= asked.since) &&
                    (!asked.until.isValid() || cell.day <= asked.until) &&
                    (asked.model.isEmpty() || cell.model == asked.model) &&
                    (asked.provider.isEmpty() || cell.provider == asked.provider) &&
                    (asked.key.isEmpty() || cell.key == asked.key) &&
                    (asked.source.isEmpty() || cell.source == asked.source))
                    left.append(cell);
            }
            return left;
        };
        const SpendQuery asked[] = {query,
                                    {from, to},
                                    {{}, to, {}, {}, {}, u"cli"_s},
                                    {from, {}, u"c/d"_s},
                                    {{}, {}, {}, u"local"_s},
                                    {{}, {}, {}, {}, u"wxyz"_s}};
        for (const SpendQuery &one : asked) {
            const auto found = SpendTable(*m_database).cells(one);
            QVERIFY(!found->isEmpty());
            QCOMPARE(*found, narrowed(one));
        }
    }

    void aRunIsCountedByItsRows()
    {
        fillAtRandom(400);
        auto rows = m_database->run(
            u"SELECT id, reserved_id, kind, bound_pico, cost_pico FROM ledger WHERE run_id = 'run3' AND simulated = 0 ORDER BY id"_s);
        std::map<qint64, std::pair<qint64, std::optional<qint64>>> attempts; // bound, cost
        while (rows->next()) {
            const qint64 cost = rows->value(4).toLongLong();
            if (rows->value(2).toString() == "reserved"_L1)
                attempts[rows->value(0).toLongLong()].first = rows->value(3).toLongLong();
            else if (!rows->isNull(4))
                attempts[rows->value(1).toLongLong()].second =
                    attempts[rows->value(1).toLongLong()].second.value_or(0) + cost;
        }
        Int128 sum = 0;
        for (const auto &[id, attempt] : attempts)
            sum += attempt.second.value_or(attempt.first);
        QVERIFY(sum > 0);
        const auto spent = m_ledger->spentOf({BudgetLimit::Scope::Run, {}}, u"run3"_s);
        QVERIFY(spent);
        QVERIFY(spent->pico == sum);
    }

    void correctionsBringAnAttemptToItsTrueCost()
    {
        Reservation r = reservation();
        r.simulated = false;
        r.bound = Money{900};
        const auto spent = [&] { return m_ledger->spentOf({BudgetLimit::Scope::Month, {}}, {})->pico; };
        const auto cell = [&] { return SpendTable(*m_database).cells({})->first(); };
        const qint64 row = m_ledger->reserve(r, 1)->rowId;
        QCOMPARE(spent(), 900);
        QVERIFY(m_ledger->settle(ended(row, {}, CostState::Unknown), 2));
        QCOMPARE(spent(), 900); // answered, but nobody knows at what cost
        QCOMPARE(cell().unknownCost, 1);
        QVERIFY(m_ledger->correct({.rowId = row, .cost = Money{250}}, 3));
        QCOMPARE(spent(), 250);
        QCOMPARE(cell().unknownCost, 0);
        QCOMPARE(cell().corrections, Money{250});
        QVERIFY(m_ledger->correct({.rowId = row, .cost = Money{200}}, 4));
        QVERIFY(m_ledger->correct({.rowId = row, .cost = Money{200}}, 5)); // known already
        QCOMPARE(cell().cost(), Money{200});
        auto rows = m_database->run(u"SELECT count(*) FROM ledger WHERE kind = 'corrected'"_s);
        QVERIFY(rows->next());
        QCOMPARE(rows->value(0).toInt(), 2);
        QVERIFY(!m_ledger->correct({.rowId = 4'711, .cost = Money{1}}, 6));
        compareCells();
    }

    void anInterruptedAttemptEndsByWhatItsProviderTells()
    {
        Reservation r = reservation();
        r.simulated = false;
        r.bound = Money{900};
        const qint64 row = m_ledger->reserve(r, 1)->rowId;
        Usage usage;
        usage.input = 10;
        usage.output = 20;
        QVERIFY(m_ledger->correct({.rowId = row, .cost = Money{33}, .usage = usage}, 2));
        const SpendCell cell = SpendTable(*m_database).cells({})->first();
        QCOMPARE(cell.unsettled, 0);
        QCOMPARE(cell.reported, Money{33});
        QCOMPARE(cell.output, 20);
        QCOMPARE(cell.answered, 0);
        // Its own process was not dead after all: what it enters then changes nothing.
        QVERIFY(m_ledger->settle(ended(row, Money{99}, CostState::Computed), 3));
        QCOMPARE(SpendTable(*m_database).cells({})->first(), cell);
        compareCells();
    }

    void driftIsKeptAndTold()
    {
        const auto enter = [&](const QString &model, qint64 reported, std::optional<qint64> computed) {
            Reservation r = reservation();
            r.simulated = false;
            r.provider = u"openrouter"_s;
            r.model = model;
            Settlement s =
                ended(m_ledger->reserve(r, 1'730'000'000'000)->rowId, Money{reported}, CostState::Reported);
            if (computed)
                s.computed = Money{*computed};
            QVERIFY(m_ledger->settle(s, 1'730'000'000'001));
        };
        enter(u"a/b"_s, 100, 100);
        enter(u"a/b"_s, 105, 100);
        enter(u"a/b"_s, 1'000, std::nullopt); // no price of ours: nothing to compare
        enter(u"c/d"_s, 50, 90);
        const QDate day = localDay(1'730'000'000'000);
        const auto drift = SpendTable(*m_database).drift({day, day});
        QVERIFY(drift);
        QCOMPARE(*drift, (QList<CostDrift>{{u"openrouter"_s, u"c/d"_s, 1, 1, Money{50}, Money{90}},
                                           {u"openrouter"_s, u"a/b"_s, 2, 1, Money{205}, Money{200}}}));
        QVERIFY(SpendTable(*m_database).drift({day.addDays(1), {}})->isEmpty());
    }

    void nothingWalksTheWholeLedger_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("a budget")
            << u"SELECT sum(counted_pico) FROM spend_total WHERE scope = ? AND of = ? AND day >= ?"_s;
        QTest::newRow("a month")
            << u"SELECT * FROM spend_cell WHERE day >= ? AND day <= ? ORDER BY day, model"_s;
        QTest::newRow("a run")
            << u"SELECT * FROM ledger r LEFT JOIN ledger s ON s.reserved_id = r.id AND s.kind = 'settled' WHERE r.run_id = ?"_s;
        QTest::newRow("corrections")
            << u"SELECT sum(cost_pico) FROM ledger WHERE reserved_id = ? AND kind = 'corrected'"_s;
        QTest::newRow("drift") << u"SELECT * FROM ledger WHERE computed_pico IS NOT NULL AND day >= ?"_s;
    }
    void nothingWalksTheWholeLedger()
    {
        QFETCH(QString, sql);
        auto plan = m_database->run(u"EXPLAIN QUERY PLAN "_s + sql, QVariantList(sql.count(u'?'), 1));
        QVERIFY(plan);
        int steps = 0;
        for (; plan->next(); ++steps)
            QVERIFY2(!plan->value(3).toString().startsWith(u"SCAN"), qPrintable(plan->value(3).toString()));
        QVERIFY(steps > 0);
    }
};

QTEST_GUILESS_MAIN(TestSpend)
#include "tst_spend.moc"
