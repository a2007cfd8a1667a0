// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/bound.h"
#include "app/credits/budgets.h"
#include "app/credits/generationrecord.h"
#include "app/credits/settle.h"
#include "app/credits/tokencalibration.h"
#include "app/money/bound.h"
#include "app/money/tokenestimate.h"
#include "app/storage/database.h"
#include "app/storage/ledger.h"
#include "app/storage/migrations.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestCredits : public QObject
{
    Q_OBJECT

    static Prices prices(const char *input, const char *output)
    {
        Prices one;
        one.input = Rate::perMillion(input);
        one.output = Rate::perMillion(output);
        return one;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Ledger> m_ledger;

    static Reservation reservation(qint64 output, std::optional<Money> limit)
    {
        Reservation r;
        r.runId = u"run"_s;
        r.source = u"cli"_s;
        r.provider = u"p"_s;
        r.model = u"m"_s;
        r.keyLastFour = u"abcd"_s;
        r.prices = prices("1", "1"); // a microdollar a token, in or out
        r.inputBound = 100;
        r.outputTokens = output;
        r.bound = costBound(100, output, r.prices);
        if (limit)
            r.budgets = {{.scope = BudgetLimit::Scope::Run, .limit = *limit}};
        return r;
    }

    static Money micro(qint64 microdollars) { return {microdollars * 1'000'000}; }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        m_database = std::make_unique<Database>();
        const QString path = m_folder.filePath(u"c.db"_s);
        QVERIFY(m_database->open(path));
        QVERIFY(migrate(*m_database, path));
        m_ledger = std::make_unique<Ledger>(*m_database);
    }

    void theInputBoundIsNeverTooLow()
    {
        ChatRequest request;
        request.system = u"你好"_s; // six bytes, at most six tokens
        request.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"abc"_s)};
        const qint64 plain = inputBound(request);
        QVERIFY(plain >= 9);
        QVERIFY(plain < 100);
        ContentPart image;
        image.kind = ContentPart::Kind::Image;
        image.bytes = QByteArray(100, 'x');
        request.messages[0].parts.append(image);
        QVERIFY(inputBound(request) >= plain + 5'000);
        QCOMPARE(outputBound(request, 0), 0); // nobody knows
        QCOMPARE(outputBound(request, 4'096), 4'096);
        request.maxTokens = 8'000;
        QCOMPARE(outputBound(request, 4'096), 4'096);
        QCOMPARE(outputBound(request, 0), 8'000);
    }

    void whatAPurseStillBuys()
    {
        QCOMPARE(outputWithin(micro(500), 100, 10'000, prices("1", "1")), 400);
        QCOMPARE(outputWithin(micro(500), 100, 50, prices("1", "1")), 50);
        QCOMPARE(outputWithin(micro(50), 100, 50, prices("1", "1")), 0);
        QCOMPARE(outputWithin(micro(50), 100, 50, prices("0", "0")), 50);
        QVERIFY(!outputWithin(micro(50), 100, 50, Prices()));
    }

    void costs_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<AttemptEnd>("end");
        QTest::addColumn<std::optional<Money>>("cost");
        QTest::addColumn<CostState>("state");
        QTest::addColumn<bool>("atBound");
        const auto row = [](const char *name, const Answer &answer, const AttemptEnd &end,
                            std::optional<Money> cost, CostState state, bool atBound = false) {
            QTest::newRow(name) << answer << end << cost << state << atBound;
        };
        Answer reported;
        reported.usage.input = 10;
        reported.usage.output = 20;
        reported.usageState = UsageState::Reported;
        reported.ttftMs = 1;
        row("reported tokens are computed", reported, {}, micro(30), CostState::Computed);
        reported.usage.reportedCost = Money{77};
        row("a reported cost is the truth", reported, {}, Money{77}, CostState::Reported);
        Answer silent;
        silent.ttftMs = 1;
        row("an answer without usage is estimated", silent, {.inputTokens = 5}, micro(5),
            CostState::Estimated);
        using enum AttemptOutcome;
        row("a refusal costs nothing", {}, {.outcome = Switched, .bound = micro(9)}, Money{0},
            CostState::Computed);
        row("what never left costs nothing", {}, {.outcome = Failed, .sent = false, .maybeBilled = true},
            Money{0}, CostState::Computed);
        row("given up after it was sent: perhaps its bound", {},
            {.outcome = Switched, .maybeBilled = true, .bound = micro(9)}, micro(9), CostState::Estimated,
            true);
        row("the same without a price", {}, {.outcome = Switched, .maybeBilled = true}, std::nullopt,
            CostState::Unknown, true);
    }
    void whatAReportIsWorth_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<std::optional<Money>>("bound");
        QTest::addColumn<std::optional<Money>>("cost");
        QTest::addColumn<CostState>("state");
        QTest::addColumn<bool>("refused");
        Answer told; // 30 microdollars by our prices
        told.usage = {.input = 10, .output = 20};
        told.usageState = UsageState::Reported;
        told.ttftMs = 1;
        const auto row = [&](const char *name, std::optional<Money> reported, std::optional<Money> bound,
                             std::optional<Money> cost, CostState state, bool refused,
                             UsageState usage = UsageState::Reported) {
            Answer answer = told;
            answer.usage.reportedCost = reported;
            answer.usageState = usage;
            QTest::newRow(name) << answer << bound << cost << state << refused;
        };
        using enum CostState;
        row("a plausible cost", micro(31), micro(40), micro(31), Reported, false);
        row("a search for a few cents on top", micro(50'000), micro(40), micro(50'000), Reported, false);
        row("nothing at all", Money{0}, micro(40), Money{0}, Reported, false);
        row("below zero", Money{-1}, micro(40), micro(30), Computed, true);
        row("twelve thousand dollars", micro(12'345'000'000), micro(40), micro(30), Computed, true);
        row("a hundred times the bound, and more than a dollar", micro(1'000'001), micro(40), micro(30),
            Computed, true);
        row("two dollars of a bound of one", micro(2'000'000), micro(1'000'000), micro(2'000'000), Reported,
            false);
        row("the largest amount there is", Money{std::numeric_limits<qint64>::max()}, {}, micro(30), Computed,
            true);
        row("a cost that ran along, of an answer that went on", micro(7), micro(40), micro(30), Estimated,
            false, UsageState::Estimated);
    }
    void whatAReportIsWorth()
    {
        QFETCH(Answer, answer);
        QFETCH(std::optional<Money>, bound);
        const AttemptCost found = costOf(answer, prices("1", "1"), {.inputTokens = 10, .bound = bound});
        QTEST(found.cost, "cost");
        QTEST(found.costState, "state");
        QTEST(found.refused.has_value(), "refused");
        QCOMPARE(found.usage.reportedCost.has_value(), !found.refused);
    }

    void whatIsNotToldOrNotToldApartIsAnEstimate()
    {
        Answer answer;
        answer.usage = {.output = 20};
        answer.usageState = UsageState::Reported;
        answer.ttftMs = 1;
        AttemptCost found = costOf(answer, prices("1", "1"), {.inputTokens = 10});
        QCOMPARE(found.cost, micro(30)); // the input as we count it
        QCOMPARE(found.costState, CostState::Estimated);
        QVERIFY(!found.usage.input); // what they told stays what they told

        answer.usage = {.input = 10, .output = 1'350, .reasoning = 50, .imageOutput = 1'290};
        answer.images = {{"image/png", "p"}};
        Prices painter = prices("1", "2");
        painter.imageOutput = Rate::perMillion("20");
        found = costOf(answer, painter, {});
        QCOMPARE(found.cost, micro(10 + 60 * 2 + 1'290 * 20));
        QCOMPARE(found.costState, CostState::Computed);
        answer.usage.imageOutput.reset();
        answer.text = u"Here."_s;
        found = costOf(answer, painter, {});
        QCOMPARE(found.costState, CostState::Estimated);
        QVERIFY(found.cost > micro(1'290 * 20));
        answer.images.clear();
        QCOMPARE(costOf(answer, painter, {}).costState, CostState::Computed);
        painter.outputGuessed = true;
        QCOMPARE(costOf(answer, painter, {}).costState, CostState::Estimated);
    }

    void costs()
    {
        QFETCH(Answer, answer);
        QFETCH(AttemptEnd, end);
        QFETCH(std::optional<Money>, cost);
        QFETCH(CostState, state);
        QFETCH(bool, atBound);
        const AttemptCost found = costOf(answer, prices("1", "1"), end);
        QCOMPARE(found.cost, cost);
        QCOMPARE(found.costState, state);
        QCOMPARE(found.atBound, atBound);
        QCOMPARE(found.computed, state == CostState::Reported ? std::optional(micro(30)) : std::nullopt);
        if (atBound && cost)
            QCOMPARE(costOf(answer, prices("0", "0"), end).cost, Money{0}); // free is free
    }

    void sumsAreAsSureAsTheirParts()
    {
        std::optional<Money> sum = Money{0};
        CostState state = CostState::Computed;
        addCost(sum, state, {.cost = Money{0}, .costState = CostState::Computed});
        addCost(sum, state, {.cost = Money{5}, .costState = CostState::Reported});
        QCOMPARE(state, CostState::Reported);
        addCost(sum, state, {.cost = Money{7}, .costState = CostState::Estimated});
        QCOMPARE(sum, Money{12});
        QCOMPARE(state, CostState::Estimated);
        addCost(sum, state, {.cost = {}, .costState = CostState::Unknown});
        addCost(sum, state, {.cost = Money{1}, .costState = CostState::Computed});
        QVERIFY(!sum);
        QCOMPARE(state, CostState::Unknown);
    }

    void aBudgetCountsWhatIsReservedAndWhatIsSettled()
    {
        const auto first = m_ledger->reserve(reservation(400, micro(1'000)), 1); // 500 of 1000
        QVERIFY(first);
        QVERIFY(m_ledger->reserve(reservation(400, micro(1'000)), 2)); // 1000 of 1000
        const auto third = m_ledger->reserve(reservation(400, micro(1'000)), 3);
        QVERIFY(!third);
        QCOMPARE(third.error().kind, ErrorKind::Budget);
        QVERIFY(third.error().message.contains(u"$0.001 a run"_s));
        Settlement settlement;
        settlement.rowId = first->rowId;
        settlement.cost = micro(20);
        settlement.costState = CostState::Computed;
        settlement.outcome = u"answered"_s;
        QVERIFY(m_ledger->settle(settlement, 4));
        QVERIFY(m_ledger->reserve(reservation(300, micro(1'000)), 5)); // what was not used is there again
        Reservation other = reservation(400, micro(1'000));
        other.runId = u"another"_s;
        QVERIFY(m_ledger->reserve(other, 6));
    }

    void partsWithPricesOfTheirOwnAreKept()
    {
        Reservation r = reservation(400, {});
        r.prices.cacheWriteHour = Rate{7};
        r.prices.imageOutput = Rate{9};
        const auto reserved = m_ledger->reserve(r, 1);
        QVERIFY(reserved);
        Settlement settlement;
        settlement.rowId = reserved->rowId;
        settlement.usage = {
            .input = 100, .cacheWrite = 80, .cacheWriteHour = 50, .output = 30, .imageOutput = 20};
        settlement.usageState = UsageState::Reported;
        settlement.cost = micro(20);
        settlement.costState = CostState::Computed;
        settlement.outcome = u"answered"_s;
        QVERIFY(m_ledger->settle(settlement, 2));
        QCOMPARE(m_ledger->usageSince(0)->answers.value(0), settlement.usage);
        QCOMPARE(m_ledger->lastRequests(1)->value(0).usage, settlement.usage);
        auto rows = m_database->run(u"SELECT prices FROM ledger WHERE kind = 'reserved'"_s);
        QVERIFY(rows && rows->next());
        const QString prices = rows->value(0).toString();
        QVERIFY2(prices.contains(u"\"cache_write_hour_atto\":\"7\""_s) &&
                     prices.contains(u"\"image_output_atto\":\"9\""_s),
                 qPrintable(prices));
    }

    void aFlexibleLengthIsLoweredToWhatTheBudgetBuys()
    {
        Reservation r = reservation(4'000, micro(1'000));
        QVERIFY(!m_ledger->reserve(r, 1));
        r.outputFlexible = true;
        const auto reserved = m_ledger->reserve(r, 2);
        QVERIFY(reserved);
        QCOMPARE(reserved->outputTokens, 900);
        QCOMPARE(reserved->bound, micro(1'000));
        const auto more = m_ledger->reserve(r, 3);
        QCOMPARE(more.error().kind, ErrorKind::Budget); // not one token more
    }

    void anUnknownPriceIsRefusedUnderABudgetUnlessAllowed()
    {
        Reservation r = reservation(400, micro(1'000));
        r.bound = {};
        r.prices = {};
        QCOMPARE(m_ledger->reserve(r, 1).error().kind, ErrorKind::Budget);
        r.unknownAllowed = true;
        QVERIFY(m_ledger->reserve(r, 2));
        r.budgets.clear();
        r.unknownAllowed = false;
        QVERIFY(m_ledger->reserve(r, 3));
    }

    void daysAndMonthsBeginAtThePersonsMidnight()
    {
        const QTimeZone zone("Asia/Shanghai");
        const QDateTime now(QDate(2026, 11, 25), QTime(0, 30), zone);
        const auto limits = limitsOf({.perRun = {}, .perDay = micro(5), .perMonth = micro(9)}, now);
        QCOMPARE(limits.size(), 2);
        QCOMPARE(limits[0].sinceMs, QDateTime(QDate(2026, 11, 25), QTime(0, 0), zone).toMSecsSinceEpoch());
        QCOMPARE(limits[1].sinceMs, QDateTime(QDate(2026, 11, 1), QTime(0, 0), zone).toMSecsSinceEpoch());
        const qint64 midnight = QDate(2026, 11, 25).startOfDay().toMSecsSinceEpoch();
        Reservation r = reservation(400, {});
        r.budgets = {{.scope = BudgetLimit::Scope::Day, .limit = micro(600), .sinceMs = midnight}};
        QVERIFY(m_ledger->reserve(r, midnight - 1)); // yesterday
        QVERIFY(m_ledger->reserve(r, midnight));
        QVERIFY(!m_ledger->reserve(r, midnight + 1));
        r.budgets = {{.scope = BudgetLimit::Scope::Key, .limit = micro(1'100), .of = u"abcd"_s}};
        QVERIFY(!m_ledger->reserve(r, midnight + 2));
        r.budgets[0].limit = micro(1'500);
        QVERIFY(m_ledger->reserve(r, midnight + 2));
    }

    void partsHaveBudgetsOfTheirOwn()
    {
        const QDateTime now(QDate(2026, 11, 25), QTime(12, 0));
        const Budgets budgets = budgetsFrom(u"0.5"_s, u""_s, u"-3"_s,
                                            {{u"provider/openrouter"_s, u"10"_s},
                                             {u"key/abcd"_s, u"2.50"_s},
                                             {u"source/cli"_s, u"much"_s},
                                             {u"planet/mars"_s, u"1"_s},
                                             {u"key/"_s, u"1"_s}});
        QCOMPARE(budgets.perRun, Money{500'000'000'000});
        QVERIFY(!budgets.perDay && !budgets.perMonth); // neither nothing nor less than nothing is a budget
        const qint64 month = QDate(2026, 11, 1).startOfDay().toMSecsSinceEpoch();
        QCOMPARE(limitsOf(budgets, now).sliced(1),
                 (QList<BudgetLimit>{
                     {BudgetLimit::Scope::Key, Money{2'500'000'000'000}, month, u"abcd"_s},
                     {BudgetLimit::Scope::Provider, Money{10'000'000'000'000}, month, u"openrouter"_s}}));
    }

    void aPartsBudgetIsAboutItsOwnRequests_data()
    {
        QTest::addColumn<BudgetLimit::Scope>("scope");
        QTest::addColumn<QString>("of");
        QTest::addColumn<bool>("holds");
        using enum BudgetLimit::Scope;
        QTest::newRow("its key") << Key << u"abcd"_s << true;
        QTest::newRow("another key") << Key << u"wxyz"_s << false;
        QTest::newRow("its provider") << Provider << u"p"_s << true;
        QTest::newRow("another provider") << Provider << u"q"_s << false;
        QTest::newRow("its source") << Source << u"cli"_s << true;
        QTest::newRow("another source") << Source << u"gateway"_s << false;
    }
    void aPartsBudgetIsAboutItsOwnRequests()
    {
        QFETCH(BudgetLimit::Scope, scope);
        QFETCH(QString, of);
        QFETCH(bool, holds);
        Reservation r = reservation(400, {});
        r.budgets = {{scope, micro(900), 0, of}};
        QVERIFY(m_ledger->reserve(r, 1)); // 500 of 900
        QCOMPARE(m_ledger->reserve(r, 2).has_value(), !holds);
        r.bound = {};
        r.prices = {};
        QCOMPARE(m_ledger->reserve(r, 3).has_value(), !holds); // of unknown price
        r.bound = Money{0};
        QVERIFY(m_ledger->reserve(r, 4)); // what is free is always sent
    }

    void budgetsTellHowFarTheyAreUsed_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<qint64>("spent");
        QTest::addColumn<int>("permille");
        QTest::addColumn<int>("threshold"); // 0: none
        QTest::addColumn<bool>("usedUp");
        constexpr qint64 most = std::numeric_limits<qint64>::max();
        QTest::newRow("untouched") << qint64(1'000) << qint64(0) << 0 << 0 << false;
        QTest::newRow("just below a warning") << qint64(1'000) << qint64(749) << 749 << 0 << false;
        QTest::newRow("at a warning") << qint64(1'000) << qint64(750) << 750 << 75 << false;
        QTest::newRow("at the next") << qint64(1'000) << qint64(900) << 900 << 90 << false;
        QTest::newRow("all but a picodollar") << qint64(1'000'000) << qint64(999'999) << 999 << 90 << false;
        QTest::newRow("used up") << qint64(1'000) << qint64(1'000) << 1'000 << 100 << true;
        QTest::newRow("over it") << qint64(1'000) << qint64(2'500) << 2'500 << 100 << true;
        QTest::newRow("far over it") << qint64(1) << most << 9'999 << 100 << true;
        QTest::newRow("the greatest there is") << most << most / 2 << 499 << 0 << false;
        QTest::newRow("a budget of nothing") << qint64(0) << qint64(0) << 1'000 << 100 << true;
        QTest::newRow("put right to less than nothing") << qint64(1'000) << qint64(-5) << 0 << 0 << false;
    }
    void budgetsTellHowFarTheyAreUsed()
    {
        QFETCH(qint64, limit);
        QFETCH(qint64, spent);
        QFETCH(int, permille);
        QFETCH(int, threshold);
        QFETCH(bool, usedUp);
        const BudgetLimit budget{BudgetLimit::Scope::Day, Money{limit}};
        const auto states = budgetStates({budget}, {Money{spent}}, {90, 75, 100});
        QCOMPARE(states.size(), 1);
        QCOMPARE(states[0].budget, budget);
        QCOMPARE(states[0].spent, Money{spent});
        QCOMPARE(states[0].permille, permille);
        QCOMPARE(states[0].threshold.value_or(0), threshold);
        QCOMPARE(states[0].usedUp, usedUp);
        QCOMPARE(states[0].left, Money{qMax(qint64(0), limit - qBound(qint64(0), spent, limit))});
        QCOMPARE(budgetStates({budget}, {}, {})[0].spent, Money{0}); // not told yet
    }

    void limitsOfPartsCountForThosePartsAlone()
    {
        const QDateTime now(QDate(2026, 11, 25), QTime(0, 30), QTimeZone::utc());
        const auto limits = limitsOf(budgetsFrom({}, {}, {},
                                                 {{u"provider/deepseek"_s, u"1"_s},
                                                  {u"key/abcd"_s, u"2.5"_s},
                                                  {u"source/compare"_s, u"3"_s},
                                                  {u"moon/full"_s, u"4"_s},
                                                  {u"key/"_s, u"5"_s},
                                                  {u"provider/openai"_s, u"much"_s}}),
                                     now);
        QCOMPARE(limits.size(), 3);
        for (const BudgetLimit &limit : limits)
            QCOMPARE(limit.sinceMs,
                     QDateTime(QDate(2026, 11, 1), QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch());
        QCOMPARE(limitsFor(limits, u"abcd"_s, u"openai"_s, u"cli"_s).size(), 1);
        QCOMPARE(limitsFor(limits, u"abcd"_s, u"deepseek"_s, u"compare"_s).size(), 3);
        QCOMPARE(limitsFor(limits, {}, u"openai"_s, u"cli"_s).size(), 0);
        QCOMPARE(limitOfKey(Money{7}, u"abcd"_s, now), QList<BudgetLimit>({{.scope = BudgetLimit::Scope::Key,
                                                                            .limit = Money{7},
                                                                            .sinceMs = limits.first().sinceMs,
                                                                            .of = u"abcd"_s}}));
        QVERIFY(limitOfKey(std::nullopt, u"abcd"_s, now).isEmpty());
        QVERIFY(limitOfKey(Money{7}, {}, now).isEmpty()); // too short a key to be told from others
    }

    void estimatesLearnFromWhatWasReported()
    {
        const QString russian = u"Съешь ещё этих мягких французских булок, да выпей чаю. "_s.repeated(10);
        const QString english = u"The quick brown fox jumps over the lazy dog again. "_s.repeated(10);
        TokenCalibration calibration;
        QCOMPARE(calibration.permille(u"a/b"_s, TextScript::Cyrillic), 1'000);
        const qint64 plain = calibration.tokens(u"a/b"_s, russian);
        for (int i = 0; i < 20; ++i)
            calibration.learn(u"a/b"_s, russian, plain * 3 / 2);
        const int learned = calibration.permille(u"a/b"_s, TextScript::Cyrillic);
        QVERIFY2(learned > 1'400 && learned <= 1'500, qPrintable(QString::number(learned)));
        QVERIFY(qAbs(calibration.tokens(u"a/b"_s, russian) * 10 - plain * 15) < plain);
        QCOMPARE(calibration.permille(u"a/b:free@rate=1"_s, TextScript::Cyrillic), learned); // the same model
        QCOMPARE(calibration.permille(u"a/b"_s, TextScript::Latin),
                 1'000); // of another script it knows nothing
        QCOMPARE(calibration.permille(u"c/d"_s, TextScript::Cyrillic), 1'000); // nor of another model
        // One answer moves it a little, and nothing moves it far.
        calibration.learn(u"c/d"_s, english, estimateTokens(english) * 2);
        const int once = calibration.permille(u"c/d"_s, TextScript::Latin);
        QVERIFY2(once > 1'000 && once < 1'500, qPrintable(QString::number(once)));
        for (int i = 0; i < 1'000; ++i)
            calibration.learn(u"c/d"_s, english, estimateTokens(english) * 29 / 10);
        QCOMPARE(calibration.permille(u"c/d"_s, TextScript::Latin), 2'000);
        for (int i = 0; i < 1'000; ++i)
            calibration.learn(u"e/f"_s, english, estimateTokens(english) * 4 / 10);
        QCOMPARE(calibration.permille(u"e/f"_s, TextScript::Latin), 500);
        // Hidden reasoning, and texts of a few words, teach nothing.
        TokenCalibration other;
        other.learn(u"a/b"_s, english, 100'000);
        other.learn(u"a/b"_s, u"Yes."_s, 40);
        QCOMPARE(other.permille(u"a/b"_s, TextScript::Latin), 1'000);
    }

    void scriptsAreToldByMostLetters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<TextScript>("script");
        QTest::newRow("English") << u"Hello, 12 worlds!"_s << TextScript::Latin;
        QTest::newRow("Russian with a name")
            << u"Это работает в Crossroads очень хорошо"_s << TextScript::Cyrillic;
        QTest::newRow("Chinese") << u"今天天气很好，我们去公园。"_s << TextScript::Han;
        QTest::newRow("Japanese is mostly Han, too") << u"今日東京駅前で新聞を買った。"_s << TextScript::Kana;
        QTest::newRow("Korean") << u"안녕하세요 여러분"_s << TextScript::Hangul;
        QTest::newRow("Arabic") << u"مرحبا بالعالم"_s << TextScript::Arabic;
        QTest::newRow("Hindi") << u"नमस्ते दुनिया"_s << TextScript::Indic;
        QTest::newRow("Greek") << u"Καλημέρα κόσμε"_s << TextScript::Other;
    }
    void scriptsAreToldByMostLetters()
    {
        QFETCH(QString, text);
        QFETCH(TextScript, script);
        QCOMPARE(mainScript(text), script);
    }

    void aProvidersRecordPutsTheLedgerRight_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<qint64>("pico"); // -1: it tells none
        const auto row = [](const char *name, const QByteArray &data, qint64 pico) {
            QTest::newRow(name) << QByteArray("{\"data\":" + data + "}") << pico;
        };
        row("a number", "{\"total_cost\":0.00014115,\"native_tokens_prompt\":7}", 141'150'000);
        row("with an exponent", "{\"total_cost\":1.5e-7}", 150'000);
        row("text", "{\"total_cost\":\"0.25\"}", 250'000'000'000);
        row("free", "{\"total_cost\":0}", 0);
        row("a key of our own: both bills",
            "{\"total_cost\":0.01,\"is_byok\":true,\"upstream_inference_cost\":0.2}", 210'000'000'000);
        row("not our own: one bill",
            "{\"total_cost\":0.01,\"is_byok\":false,\"upstream_inference_cost\":0.2}", 10'000'000'000);
        row("no cost", "{\"id\":\"gen-1\"}", -1);
        row("less than nothing", "{\"total_cost\":-1}", -1);
        row("no record", "null", -1);
    }
    void aProvidersRecordPutsTheLedgerRight()
    {
        QFETCH(QByteArray, body);
        QFETCH(qint64, pico);
        const auto reserved = m_ledger->reserve(reservation(400, {}), 1);
        QVERIFY(reserved);
        Settlement settlement;
        settlement.rowId = reserved->rowId;
        settlement.cost = micro(77);
        settlement.costState = CostState::Estimated;
        settlement.outcome = QStringLiteral("answered");
        QVERIFY(m_ledger->settle(settlement, 2));
        const auto correction = correctionFrom(body, reserved->rowId);
        QCOMPARE(correction.has_value(), pico >= 0);
        if (!correction) {
            QCOMPARE(correction.error().kind, ErrorKind::Protocol);
            QVERIFY(!correctionFrom("no JSON", 1));
            return;
        }
        QVERIFY(m_ledger->correct(*correction, 3));
        const SpendCell cell = SpendTable(*m_database).cells({})->first();
        QCOMPARE(cell.cost(), Money{pico});
        QCOMPARE(cell.estimated, micro(77)); // what was entered first stays
        QCOMPARE(m_ledger->spentOf({BudgetLimit::Scope::Run, {}}, QStringLiteral("run")), Money{pico});
    }

    void simulatedRequestsCostNoBudget()
    {
        Reservation r = reservation(400, micro(1));
        r.simulated = true;
        QVERIFY(m_ledger->reserve(r, 1));
        r.simulated = false;
        QVERIFY(!m_ledger->reserve(r, 1));
    }
};

QTEST_GUILESS_MAIN(TestCredits)
#include "tst_credits.moc"
