// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/spendreport.h"

#include <QTest>

#include <limits>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestSpendReport : public QObject
{
    Q_OBJECT

    static SpendCell cell(int day, const QString &model, const QString &provider, Money reported,
                          Money computed = {}, Money estimated = {})
    {
        SpendCell c;
        c.day = QDate(2026, 11, day);
        c.model = model;
        c.provider = provider;
        c.key = u"5d18"_s;
        c.source = u"compare"_s;
        c.attempts = 2;
        c.answered = 1;
        c.input = 1000;
        c.cachedInput = 250;
        c.output = 400;
        c.reasoning = 100;
        c.reported = reported;
        c.computed = computed;
        c.estimated = estimated;
        return c;
    }
    static Money usd(const char *text) { return *Money::fromDecimal(text); }

    QList<SpendCell> some() const
    {
        return {cell(1, u"a/one"_s, u"openrouter"_s, usd("1.000000000001")),
                cell(1, u"a/two"_s, u"anthropic"_s, {}, usd("2")),
                cell(3, u"a/one"_s, u"anthropic"_s, {}, usd("0.5"), usd("0.25")),
                cell(3, u"a/three"_s, u"deepseek"_s, usd("0.1"))};
    }

private Q_SLOTS:
    void sumsAreExact()
    {
        SpendSums sums = sumsOf(some());
        QCOMPARE(sums.cost().pico, 3'850'000'000'001);
        QCOMPARE(sums.attempts, 8);
        QCOMPARE(sums.answered, 4);
        QCOMPARE(sums.tokens(), 5600);
        QCOMPARE(sums.basis(), CostBasis::Reported | CostBasis::Computed | CostBasis::Estimated);
        // A float would lose this picodollar beside ten thousand dollars.
        SpendCell dear = cell(2, u"x"_s, u"p"_s, usd("10000.000000000001"));
        sums.add(dear);
        QCOMPARE(sums.cost().pico, 10'003'850'000'000'002);
        dear.corrections = usd("-10000");
        QCOMPARE(sumsOf({dear}).cost().pico, 1);
    }

    void sumsSaturate()
    {
        const Money most{std::numeric_limits<qint64>::max()};
        QCOMPARE(sumsOf({cell(1, {}, {}, most), cell(1, {}, {}, most)}).cost(), most);
    }

    void sharesAreRoundedHalfEven()
    {
        const SpendSums sums = sumsOf(some());
        QCOMPARE(sums.cacheHits(), 250);
        QCOMPARE(sums.thinking(), 250);
        QCOMPARE(sums.perAnswer()->pico, 962'500'000'000); // of ...000.25
        QCOMPARE(permilleOf(1, 2000), 0);
        QCOMPARE(permilleOf(3, 2000), 2);
        QCOMPARE(permilleOf(1, 0), 0);
        QVERIFY(!SpendSums().perAnswer());
        QVERIFY(!SpendSums().cacheHits());
        QVERIFY(!SpendSums().thinking());
        QCOMPARE(SpendSums().basis(), CostBases());
    }

    void unknownCostsAreNeverZero()
    {
        SpendCell c = cell(1, u"m"_s, u"p"_s, {});
        c.unknownCost = 1;
        QCOMPARE(sumsOf({c}).basis(), CostBases(CostBasis::Unknown));
    }

    void groups_data()
    {
        QTest::addColumn<SpendPart>("part");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("models, the dearest first")
            << SpendPart::Model << QStringList{u"a/two"_s, u"a/one"_s, u"a/three"_s};
        QTest::newRow("providers") << SpendPart::Provider
                                   << QStringList{u"anthropic"_s, u"openrouter"_s, u"deepseek"_s};
        QTest::newRow("keys of two providers with the same four characters")
            << SpendPart::Key << QStringList{u"anthropic/5d18"_s, u"openrouter/5d18"_s, u"deepseek/5d18"_s};
        QTest::newRow("sources") << SpendPart::Source << QStringList{u"compare"_s};
        QTest::newRow("days in their order")
            << SpendPart::Day << QStringList{u"2026-11-01"_s, u"2026-11-03"_s};
    }
    void groups()
    {
        QFETCH(SpendPart, part);
        QFETCH(QStringList, names);
        QStringList found;
        Money sum;
        for (const SpendGroup &group : groupsOf(some(), part)) {
            found.append(group.of);
            sum += group.sums.cost();
        }
        QCOMPARE(found, names);
        QCOMPARE(sum, sumsOf(some()).cost()); // every view comes to the same
    }

    void filtersNarrow()
    {
        SpendFilter filter;
        QCOMPARE(filtered(some(), filter), some());
        filter.value(SpendPart::Key) = u"anthropic/5d18"_s;
        QCOMPARE(filtered(some(), filter).size(), 2);
        filter.value(SpendPart::Day) = u"2026-11-03"_s;
        QCOMPARE(sumsOf(filtered(some(), filter)).cost(), usd("0.75"));
        filter.value(SpendPart::Model) = u"nobody"_s;
        QVERIFY(filtered(some(), filter).isEmpty());
    }

    void barsHaveEveryDayAndAddUp()
    {
        const DayBars bars =
            costByDay(some(), SpendPart::Provider, QDate(2026, 11, 1), QDate(2026, 11, 4), 2);
        QCOMPARE(bars.days(), 4);
        QCOMPARE(bars.series.size(), 2);
        QCOMPARE(bars.series[0].of, u"anthropic"_s);
        QVERIFY(bars.series[1].of.isEmpty()); // the others
        QCOMPARE(bars.series[0].values, (QList<qint64>{usd("2").pico, 0, usd("0.75").pico, 0}));
        QCOMPARE(bars.series[1].values, (QList<qint64>{usd("1").pico + 1, 0, usd("0.1").pico, 0}));
        QCOMPARE(bars.dayTotal(0), usd("3").pico + 1);
        QCOMPARE(bars.greatest(), usd("3").pico + 1);
        QCOMPARE(bars.series[0].total() + bars.series[1].total(), sumsOf(some()).cost().pico);
    }

    void asManyGroupsAsSeriesNeedNoOthers()
    {
        const DayBars bars =
            costByDay(some(), SpendPart::Provider, QDate(2026, 11, 1), QDate(2026, 11, 4), 3);
        QCOMPARE(bars.series.size(), 3);
        QCOMPARE(bars.series[2].of, u"deepseek"_s);
    }

    void whatCostNothingHasNoBar()
    {
        QList<SpendCell> cells = some() + QList<SpendCell>{cell(2, u"a/free"_s, u"local"_s, {})};
        const DayBars bars = costByDay(cells, SpendPart::Provider, QDate(2026, 11, 1), QDate(2026, 11, 4));
        QCOMPARE(bars.series.size(), 3);
        QCOMPARE(bars.dayTotal(1), 0);
        cells = {cells.last()};
        QCOMPARE(costByDay(cells, SpendPart::Provider, QDate(2026, 11, 1), QDate(2026, 11, 4)).days(), 4);
    }

    void barsOfNothing()
    {
        QCOMPARE(costByDay({}, SpendPart::Model, QDate(2026, 11, 1), QDate(2026, 11, 4)).days(), 0);
        QCOMPARE(costByDay(some(), SpendPart::Model, QDate(2026, 11, 4), QDate(2026, 11, 1)).days(), 0);
        QCOMPARE(costByDay(some(), SpendPart::Model, QDate(), QDate()).greatest(), 0);
    }

    void tokensByKind()
    {
        const DayBars bars = tokensByDay(some(), QDate(2026, 11, 1), QDate(2026, 11, 3));
        QList<qint64> first;
        qint64 all = 0;
        for (const DayBars::Series &series : bars.series) {
            first.append(series.values[0]);
            all += series.total();
        }
        QCOMPARE(first, (QList<qint64>{1500, 500, 600, 200}));
        QCOMPARE(all, sumsOf(some()).tokens());
    }

    void forecasts_data()
    {
        QTest::addColumn<qint64>("left");
        QTest::addColumn<qint64>("spent");
        QTest::addColumn<int>("days");
        QTest::addColumn<qint64>("lasts"); // -1: not told
        QTest::newRow("whole days") << 18'420LL << 42'000LL << 30 << 13LL;
        QTest::newRow("nothing left") << 0LL << 42'000LL << 30 << 0LL;
        QTest::newRow("below zero") << -5LL << 42'000LL << 30 << 0LL;
        QTest::newRow("nothing was spent") << 18'420LL << 0LL << 30 << -1LL;
        QTest::newRow("two days tell nothing") << 18'420LL << 42'000LL << 2 << -1LL;
        QTest::newRow("no overflow") << std::numeric_limits<qint64>::max() << 1LL << 30
                                     << std::numeric_limits<qint64>::max();
    }
    void forecasts()
    {
        QFETCH(qint64, left);
        QFETCH(qint64, spent);
        QFETCH(int, days);
        QFETCH(qint64, lasts);
        QCOMPARE(daysLeft(left, spent, days).value_or(-1), lasts);
    }

    void theBurnRateCountsFromTheFirstDay()
    {
        QCOMPARE(daysKnown(some(), QDate(2026, 11, 5)), 5);
        QCOMPARE(daysKnown(some(), QDate(2027, 11, 5)), 30);
        QCOMPARE(daysKnown({}, QDate(2026, 11, 5)), 0);
        QCOMPARE(onCourseFor(usd("22"), QDate(2026, 11, 22)), usd("30"));
        QCOMPARE(onCourseFor(usd("41.2"), QDate(2026, 11, 30)), usd("41.2"));
    }

    void feesAreRoundedHalfEven()
    {
        QCOMPARE(feeOn(usd("17.64"), 550), usd("0.9702"));
        QCOMPARE(feeOn({1}, 5'000).pico, 0);
        QCOMPARE(feeOn({3}, 5'000).pico, 2);
    }

    void csvIsExact()
    {
        SpendCell c = cell(1, u"a/one, \"two\""_s, u"openrouter"_s, usd("1.000000000001"));
        c.unsettled = 1;
        c.unsettledBound = usd("0.02");
        const QList<QByteArray> lines = spendCsv({c}).split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].startsWith("day,model,provider,key_last_four,source,"));
        QCOMPARE(lines[1], "2026-11-01,\"a/one, \"\"two\"\"\",openrouter,5d18,compare,2,1,1000,250,0,400,100,"
                           "1.000000000001,1.000000000001,0,0,0,0,1,0.02\r");
        QCOMPARE(lines[0].count(','),
                 QByteArray(spendCsv({cell(1, u"m"_s, u"p"_s, {})})).split('\n')[1].count(','));
    }
};

QTEST_GUILESS_MAIN(TestSpendReport)
#include "tst_spendreport.moc"
