// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/primarybutton.h"
#include "ui/common/segmentbar.h"
#include "ui/spend/balancerow.h"
#include "ui/spend/budgetrow.h"
#include "ui/spend/budgetsdialog.h"
#include "ui/spend/chartpanel.h"
#include "ui/spend/creditwatch.h"
#include "ui/spend/emptynote.h"
#include "ui/spend/spendnames.h"
#include "ui/spend/spendpage.h"
#include "ui/spend/spendtable.h"
#include "ui/spend/usagepanel.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// What a person does in the Spend room, with a real store, keys and sockets behind it.
class TestSpendPage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<CreditWatch> m_watch;
    std::unique_ptr<SpendPage> m_page;
    int m_lane = 0;

    static Money usd(const char *text) { return *Money::fromDecimal(text); }

    /// One request in the real ledger, entered now.
    void spend(const QString &model, const QString &provider, const QString &key, Money cost, CostState state)
    {
        Reservation r;
        r.runId = u"run"_s;
        r.lane = m_lane++;
        r.source = u"compare"_s;
        r.provider = provider;
        r.model = model;
        r.keyLastFour = key;
        r.bound = usd("1");
        auto reserved = m_services->store().reserve(r);
        reserved.waitForFinished();
        QVERIFY(reserved.result());
        Settlement s;
        s.rowId = reserved.result()->rowId;
        s.usage = {.input = 1000,
                   .cachedInput = 200,
                   .cacheWrite = {},
                   .output = 400,
                   .reasoning = 100,
                   .reportedCost = {}};
        s.usageState = UsageState::Reported;
        if (state != CostState::Unknown)
            s.cost = cost;
        s.costState = state;
        s.outcome = u"answered"_s;
        m_services->store().settle(s);
        m_services->store().flush().waitForFinished();
    }
    void spendSome()
    {
        spend(u"anthropic/claude-sonnet-4.5"_s, u"anthropic"_s, u"a41c"_s, usd("0.500000000001"),
              CostState::Computed);
        spend(u"openai/gpt-5"_s, u"openrouter"_s, u"5d18"_s, usd("0.25"), CostState::Reported);
        spend(u"openai/gpt-5"_s, u"openrouter"_s, u"b7e2"_s, usd("0.1"), CostState::Estimated);
        spend(u"deepseek/deepseek-v3.2"_s, u"deepseek"_s, u"e5a0"_s, {}, CostState::Unknown);
    }
    void setBudgets(const QString &day, const QString &month)
    {
        Settings settings = m_services->settings();
        settings.budgetPerDay = day;
        settings.budgetPerMonth = month;
        m_services->saveSettings(settings);
    }
    QString addKey(const QString &provider, const QString &label, const Balance &balance)
    {
        auto added = m_services->keyRing().add({.provider = provider,
                                                .label = label,
                                                .value = Secret("fake-key-of-" + label.toLatin1()),
                                                .sessionOnly = true});
        if (!QTest::qWaitFor([&] { return added.isFinished(); }) || !added.result())
            return {};
        Balance told = balance;
        told.atMs = m_services->clock().wallMs() - 120'000;
        m_services->keyRing().setBalance(*added.result(), told.toJson());
        return *added.result();
    }
    static Balance balanceOf(const char *left, const QString &currency)
    {
        Balance balance;
        balance.left = {{usd(left).pico, currency}};
        return balance;
    }
    void showPage()
    {
        m_page->resize(1280, 820);
        m_page->show();
        m_page->activateWindow();
        m_watch->reload();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        QTRY_VERIFY(m_page->isEmptyState() || m_page->table().model().rowCount() > 0);
    }
    QStringList column(int column)
    {
        QStringList texts;
        const SpendModel &model = m_page->table().model();
        for (int row = 0; row < model.rowCount({}); ++row)
            texts.append(model.index(row, column).data().toString());
        return texts;
    }
    QPushButton *bannerButton(const QString &text)
    {
        for (QPushButton *button : m_page->banner().findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{.paths = {base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s},
                              .providers = {},
                              .keysFromEnv = false,
                              .askKeychain = false});
        QVERIFY(m_services->start());
        m_watch = std::make_unique<CreditWatch>(*m_services);
        m_page = std::make_unique<SpendPage>(*m_services, *m_watch);
    }
    void cleanup()
    {
        m_page.reset();
        m_watch.reset();
        m_services.reset();
    }

    void withoutSpendingOneButtonSaysWhatToDo()
    {
        showPage();
        QVERIFY(m_page->isEmptyState());
        QVERIFY(m_page->emptyNote().isVisible());
        QVERIFY(!m_page->chart().isVisible());
        QSignalSpy keys(m_page.get(), &SpendPage::keysAsked);
        QTest::mouseClick(m_page->emptyNote().button(), Qt::LeftButton);
        QCOMPARE(keys.size(), 1);
    }

    void theTableAndTheBarsComeToTheSame()
    {
        spendSome();
        showPage();
        QCOMPARE(column(SpendModel::Name),
                 (QStringList{u"Claude Sonnet 4.5"_s, u"GPT-5"_s, u"DeepSeek V3.2"_s,
                              u"OpenRouter’s fee (5.5 % on top-ups)"_s}));
        QCOMPARE(column(SpendModel::Cost),
                 (QStringList{u"$0.50"_s, u"~$0.35"_s, u"unknown"_s, u"~$0.019"_s}));
        QCOMPARE(column(SpendModel::Basis),
                 (QStringList{u"computed"_s, u"reported, ~ estimated"_s, u"unknown"_s, u"~ estimated"_s}));
        QVERIFY(m_page->table()
                    .model()
                    .index(0, SpendModel::Cost)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .startsWith(u"$0.500000000001"_s));
        const QDate today = m_watch->today();
        m_page->chart().chart().setFocus(Qt::TabFocusReason);
        QTRY_COMPARE(m_page->chart().chart().currentDay(), today.day() - 1);
        QVERIFY(m_page->chart().chart().dayText(today.day() - 1).contains(u"$0.850000000001"_s));
    }

    void theCsvIsExact()
    {
        spendSome();
        showPage();
        const QString path = m_folder.filePath(u"out.csv"_s);
        QVERIFY(m_page->saveCsv(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray csv = file.readAll();
        QCOMPARE(csv, m_page->csv());
        QVERIFY(csv.contains("0.500000000001"));
        QCOMPARE(csv.count("\r\n"), 5);
        QVERIFY(!m_page->saveCsv(m_folder.filePath(u"no/such/folder.csv"_s)));
        QVERIFY(m_page->banner().isVisible());
        QVERIFY(bannerButton(u"Choose another place…"_s));
    }

    void aBarNarrowsAndAChipWidens()
    {
        spendSome();
        showPage();
        DayChart &chart = m_page->chart().chart();
        chart.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(m_page->filter().day, m_watch->today().toString(Qt::ISODate));
        QCOMPARE(m_page->table().chips().size(), 1);
        QTest::keyClick(&chart, Qt::Key_Return); // the same day again
        QVERIFY(m_page->filter().isEmpty());
        QTest::keyClick(&chart, Qt::Key_Left);
        QTest::keyClick(&chart, Qt::Key_Home);
        QCOMPARE(chart.currentDay(), 0);
        Q_EMIT m_page->chart().groupPicked(u"openai/gpt-5"_s);
        QCOMPARE(m_page->filter().model, u"openai/gpt-5"_s);
        QTest::mouseClick(m_page->table().segments().segment(u"key"_s), Qt::LeftButton);
        QCOMPARE(m_page->table().model().rowCount({}), 3); // two keys and the fee
        QTest::mouseClick(m_page->table().chips().first(), Qt::LeftButton);
        QVERIFY(m_page->filter().isEmpty());
        QCOMPARE(m_page->table().model().rowCount({}), 5);
    }

    void sortingIsByWhatThereIsNotByHowItIsWritten()
    {
        spendSome();
        spend(u"x-ai/grok-4"_s, u"xai"_s, u"0000"_s, usd("10"), CostState::Reported);
        showPage();
        QCOMPARE(column(SpendModel::Cost).first(), u"$10.00"_s);
        QTableView &table = m_page->table().table();
        table.setCurrentIndex(m_page->table().model().index(0, 0));
        table.sortByColumn(SpendModel::Cost, Qt::AscendingOrder);
        QCOMPARE(column(SpendModel::Cost),
                 (QStringList{u"unknown"_s, u"~$0.35"_s, u"$0.50"_s, u"$10.00"_s, u"~$0.019"_s}));
        QCOMPARE(table.currentIndex().data(SpendModel::OfRole).toString(), u"x-ai/grok-4"_s);
        QAbstractItemModelTester tester(&m_page->table().model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.sortByColumn(SpendModel::Answers, Qt::DescendingOrder);
        QTest::mouseClick(m_page->table().segments().segment(u"provider"_s), Qt::LeftButton);
        QTest::mouseClick(m_page->table().segments().segment(u"day"_s), Qt::LeftButton);
        QCOMPARE(column(SpendModel::Answers).first(), u"5"_s);
    }

    void whatIsUnknownIsSaidAndShown()
    {
        spendSome();
        showPage();
        QToolButton *link = nullptr;
        for (QToolButton *button : m_page->table().findChildren<QToolButton *>()) {
            if (button->text() == u"Show them"_s)
                link = button;
        }
        QVERIFY(link && link->isVisible());
        QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(column(SpendModel::Name), QStringList{u"DeepSeek V3.2"_s});
        QCOMPARE(link->text(), u"Show all"_s);
    }

    void theDriftOfReportedCostsIsSaid()
    {
        QCOMPARE(driftText({}), QString());
        CostDrift one{
            .provider = u"openrouter"_s, .model = u"a"_s, .reported = usd("1"), .computed = usd("1.0002")};
        CostDrift other{
            .provider = u"openrouter"_s, .model = u"b"_s, .reported = usd("1"), .computed = usd("0.9999")};
        one.compared = other.compared = 2;
        QCOMPARE(driftText({one, other}), u"checked against 1 provider, drift $0.00030"_s);
    }

    void theUsageReportCounts()
    {
        spendSome();
        showPage();
        QStringList figures;
        for (const UsagePanel::Stat &stat : m_page->usage().stats())
            figures.append(stat.figure);
        QCOMPARE(figures, (QStringList{u"4"_s, u"~$0.21"_s, u"5,600"_s, u"20 %"_s, u"25 %"_s}));
    }

    void thePeriodIsChosen()
    {
        spendSome();
        showPage();
        const QDate today = m_watch->today();
        QTest::mouseClick(m_page->periods().segment(u"today"_s), Qt::LeftButton);
        QTRY_COMPARE(m_page->table().model().rowCount({}), 4);
        QTest::mouseClick(m_page->periods().segment(u"custom"_s), Qt::LeftButton);
        const QList<QDateEdit *> edits = m_page->findChildren<QDateEdit *>();
        QCOMPARE(edits.size(), 2);
        QVERIFY(edits[0]->isVisible());
        m_page->showDays(today.addDays(-20), today.addDays(-10));
        QTRY_VERIFY(m_page->isEmptyState());
        QVERIFY(m_page->emptyNote().headline().contains(u"from"_s));
        m_page->showDays(today, today.addDays(-20)); // the wrong way round
        QTRY_VERIFY(!m_page->isEmptyState());
    }

    void theChartIsATableToo()
    {
        spendSome();
        showPage();
        QTest::mouseClick(m_page->chart().views().segment(u"table"_s), Qt::LeftButton);
        QTableWidget &table = m_page->chart().table();
        QVERIFY(table.isVisible());
        const int today = m_watch->today().day() - 1;
        QCOMPARE(table.item(today, table.columnCount() - 1)->text(), u"$0.850000000001"_s);
        const QPixmap picture = m_page->chart().picture();
        QVERIFY(picture.save(m_folder.filePath(u"chart.png"_s), "PNG"));
        QTest::mouseClick(m_page->chart().views().segment(u"chart"_s), Qt::LeftButton);
        m_page->chart().chart().setFocus(Qt::TabFocusReason);
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty()) {
            QVERIFY(m_page->chart().picture().save(folder + u"/spend-chart.png"_s));
            QVERIFY(m_page->grab().save(folder + u"/spend-focus.png"_s));
        }
        QCOMPARE(picture.devicePixelRatio(), 2);
    }

    void balancesKeepTheirCurrencies()
    {
        addKey(u"openrouter"_s, u"Work"_s, balanceOf("18.42", u"USD"_s));
        addKey(u"deepseek"_s, u"Own"_s, balanceOf("3.20", u"CNY"_s));
        addKey(u"anthropic"_s, u"Own"_s, {});
        m_services->keyRing().setBalance(m_services->keyRing().keys().first().record.id, {});
        spendSome();
        QSignalSpy changed(m_watch.get(), &CreditWatch::changed);
        showPage();
        QTRY_VERIFY(!m_watch->facts().recent.isEmpty());
        const QList<BalanceLine> lines = balanceLines(m_watch->facts());
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0].amount, u"$18.42"_s);
        QVERIFY(!lines[0].low);
        QCOMPARE(lines[0].age, u"2 min ago"_s);
        QCOMPARE(lines[1].amount, u"¥3.20"_s);
        QVERIFY(lines[1].low); // below 5 in its own currency
        QCOMPARE(lines[2].amount, u"not published"_s);
        QVERIFY(!lines[2].low);
        QUrl opened;
        m_page->setBrowser([&](const QUrl &url) { opened = url; });
        const QList<QWidget *> stops = m_page->balanceRow().tabStops();
        QCOMPARE(stops.size(), 3);
        QTest::keyClick(stops[1], Qt::Key_Space);
        QCOMPARE(opened, findVendor(u"deepseek")->topUpUrl);
        const CreditState state = creditState(m_watch->facts());
        QCOMPARE(state.warning, u"Low credit: DeepSeek"_s);
        QVERIFY(state.sentence.contains(u"Spent today: $0.85."_s));
    }

    void aBalanceIsAskedPolitelyAndItsFailureIsSaid()
    {
        int asked = 0;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            const bool works = ++asked > 1;
            socket->write(works ? FaultServer::ok("application/json",
                                                  "{\"is_available\":true,\"balance_infos\":[{\"currency\":"
                                                  "\"CNY\",\"total_balance\":\"36.20\"}]}")
                                : FaultServer::status(500, "{}"));
            socket->disconnectFromHost();
        });
        struct StillClock : Clock
        {
            qint64 now = 1'000'000;
            qint64 steadyMs() const override { return now; }
        } clock;
        const QString id = addKey(u"deepseek"_s, u"Own"_s, {});
        Vendor vendor = *findVendor(u"deepseek");
        vendor.baseUrl = server.url();
        BalanceRefresh refresh(m_services->http(), m_services->keyRing(), clock,
                               [&](const QString &) { return vendor; });
        QCOMPARE(refresh.askAll(), 1);
        QTRY_VERIFY(refresh.failureOf(id));
        QCOMPARE(refresh.askAll(), 0); // within the minute
        QCOMPARE(asked, 1);
        clock.now += 61'000;
        QCOMPARE(refresh.askAll(), 1);
        QTRY_VERIFY(!refresh.failureOf(id));
        const auto told = Balance::fromJson(m_services->keyRing().find(id)->record.balance);
        QCOMPARE(told->left.first(), (Amount{36'200'000'000'000, u"CNY"_s}));
        clock.now += 61'000;
        refresh.afterRun(); // it was not used since
        QCOMPARE(asked, 2);
        m_services->keyHealth().reportWorked(id, m_services->clock().wallMs() + 1'000);
        QTRY_VERIFY(m_services->keyRing().find(id)->condition.lastUsedMs > told->atMs);
        refresh.afterRun();
        QTRY_COMPARE(asked, 3);
    }

    void aLedgerThatCanNotBeReadSaysWhatToDo()
    {
        spendSome();
        showPage();
        bool broken = true;
        m_watch->setSource([&](const SpendQuery &query) -> QFuture<Result<QList<SpendCell>>> {
            if (!broken)
                return m_services->store().spend(query);
            return QtFuture::makeReadyValueFuture(Result<QList<SpendCell>>(std::unexpected(Error{
                .kind = ErrorKind::Storage, .message = u"The disk is gone."_s, .hint = {}, .detail = {}})));
        });
        m_page->showPeriod(u"week"_s);
        QTRY_VERIFY(m_page->banner().isVisible());
        QVERIFY(m_page->banner().headline().contains(u"The disk is gone."_s));
        QVERIFY(m_page->table().isVisible()); // what was read last stays
        broken = false;
        QTest::mouseClick(bannerButton(u"Read it again"_s), Qt::LeftButton);
        QTRY_VERIFY(!m_page->banner().isVisible());
    }

    void budgetsAreShownAndWarn()
    {
        setBudgets(u"1"_s, u"0.5"_s);
        spendSome();
        showPage();
        QTRY_COMPARE(budgetLines(m_watch->facts()).size(), 2);
        QTRY_COMPARE(budgetLines(m_watch->facts())[0].figure, u"$0.85 of $1.00"_s);
        const QList<BudgetLine> lines = budgetLines(m_watch->facts());
        QCOMPARE(lines[0].mood, BudgetLine::Mood::Warned);
        QCOMPARE(lines[0].marks, (QList<int>{75, 90}));
        QCOMPARE(lines[1].mood, BudgetLine::Mood::Spent);
        QVERIFY(m_page->budgetRow().accessibleDescription().contains(u"past the warning"_s));
        QVERIFY(creditState(m_watch->facts()).warning.startsWith(u"Budget spent"_s));
    }

    void budgetsAreTyped()
    {
        Settings before;
        before.budgetsOf.insert(u"key/gone"_s, u"3"_s);
        BudgetsDialog dialog(before, {{u"provider/openrouter"_s, u"Provider OpenRouter"_s}});
        dialog.show();
        QPushButton *keep = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        const auto field = [&](const QString &name) {
            for (QLineEdit *edit : dialog.findChildren<QLineEdit *>()) {
                if (edit->accessibleName() == name)
                    return edit;
            }
            return static_cast<QLineEdit *>(nullptr);
        };
        QVERIFY(keep->isEnabled());
        QTest::keyClicks(field(u"Budget of each run, in dollars"_s), u"$ 0,50"_s);
        QTest::keyClicks(field(u"Budget of a day, in dollars"_s), u"five"_s);
        QVERIFY(!keep->isEnabled());
        field(u"Budget of a day, in dollars"_s)->setText(u"5"_s);
        QVERIFY(keep->isEnabled());
        field(u"Percent of a budget where it warns"_s)->setText(u"120"_s);
        QVERIFY(!keep->isEnabled());
        field(u"Percent of a budget where it warns"_s)->setText(u"90 %, 50"_s);
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty())
            QVERIFY(dialog.grab().save(folder + u"/spend-budgets.png"_s));
        const Settings after = dialog.settings();
        QCOMPARE(after.budgetPerRun, u"0.5"_s);
        QCOMPARE(after.budgetPerDay, u"5"_s);
        QVERIFY(after.budgetPerMonth.isEmpty());
        QCOMPARE(after.budgetWarnings, (QList<int>{50, 90}));
        QCOMPARE(after.budgetsOf, before.budgetsOf); // of a key that is gone: still there to be taken off
    }

    void allIsReachedByKeyboard()
    {
        addKey(u"openrouter"_s, u"Work"_s, balanceOf("18.42", u"USD"_s));
        spendSome();
        showPage();
        m_page->focusFirst();
        QCOMPARE(QApplication::focusWidget(), m_page->periods().segment(u"month"_s));
        QSet<QWidget *> seen;
        for (int i = 0; i < 60; ++i) {
            QWidget *here = QApplication::focusWidget();
            QVERIFY(here);
            seen.insert(here);
            const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(here);
            QVERIFY2(!interface->text(QAccessible::Name).isEmpty(), here->metaObject()->className());
            QTest::keyClick(here, Qt::Key_Tab);
        }
        for (QWidget *stop : QList<QWidget *>{m_page->balanceRow().tabStops().first(),
                                              m_page->budgetRow().button(), &m_page->chart().chart(),
                                              &m_page->table().table(), &m_page->usage().chart().chart()})
            QVERIFY2(seen.contains(stop), stop->metaObject()->className());
        m_page->focusFirst();
        QList<QWidget *> regions{QApplication::focusWidget()};
        while (m_page->moveFocus(1))
            regions.append(QApplication::focusWidget());
        QCOMPARE(regions.size(), 7);
        QCOMPARE(regions[3], &m_page->chart().chart());
        QVERIFY(m_page->moveFocus(-1));
        QCOMPARE(QApplication::focusWidget(), regions[5]);
    }
};

QTEST_MAIN(TestSpendPage)
#include "tst_spendpage.moc"
