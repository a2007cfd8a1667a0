// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/inlinebanner.h"
#include "ui/common/routetext.h"
#include "ui/routes/drillview.h"
#include "ui/routes/lastroutesview.h"
#include "ui/routes/planlist.h"
#include "ui/routes/routesmodel.h"
#include "ui/routes/routespage.h"
#include "ui/routes/rulesview.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Routes as a person sees them: real services, the Sandbox over loopback, a real store.
class TestRoutes : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Services> m_services;

    static Attempt attempt(const QString &name, AttemptOutcome outcome, std::optional<ErrorKind> kind = {},
                           int status = 0)
    {
        Attempt one;
        one.provider = name.toLower();
        one.providerName = name;
        one.outcome = outcome;
        one.errorKind = kind;
        one.httpStatus = status;
        return one;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false});
        QVERIFY(m_services->start());
    }
    void cleanup() { m_services.reset(); }

    void hopsAreToldInOrder()
    {
        Answer answer;
        answer.attempts = {attempt(u"DeepSeek"_s, AttemptOutcome::Switched, ErrorKind::RateLimited, 429),
                           attempt(u"Novita"_s, AttemptOutcome::Switched, ErrorKind::Timeout),
                           attempt(u"OpenRouter"_s, AttemptOutcome::Answered, {}, 200)};
        answer.upstream = u"Azure"_s;
        const auto hops = routeHops(answer);
        QCOMPARE(hops.size(), 3);
        QCOMPARE(hops[0], (RouteHop{u"DeepSeek 429"_s, RouteHop::Tone::Warn}));
        QCOMPARE(hops[1].text, u"Novita time-out"_s);
        QCOMPARE(hops[2], (RouteHop{u"OpenRouter › Azure"_s, RouteHop::Tone::Plain}));
        QCOMPARE(routeText(hops), u"DeepSeek 429  ›  Novita time-out  ›  OpenRouter › Azure"_s);
        answer.attempts[0].why = u"the rule pins it"_s;
        const QString why = whyThisRoute(answer.attempts);
        QVERIFY(why.contains(u"DeepSeek came first because the rule pins it"_s));
        QVERIFY(why.contains(u"it was at its rate limit, so Novita took over"_s));
    }

    void theModelIsLiveAndSound()
    {
        RoutesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        RunRecord run;
        run.id = u"r"_s;
        run.lanes = {{u"a/b"_s, u"B"_s, false}, {u"c/d"_s, u"D"_s, false}};
        model.begin(run);
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        const Attempt one = attempt(u"DeepSeek"_s, AttemptOutcome::Running);
        model.apply({{u"r"_s, 1, 0, 5, LaneState::Connecting, RouteChanged{0, one}},
                     {u"other"_s, 0, 0, 5, LaneState::Done, {}}});
        QCOMPARE(changed.size(), 1); // one row, and nothing for a run that it does not know
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(model.index(1, RoutesModel::Route).data().toString(), u"DeepSeek"_s);
        run.id = u"s"_s;
        model.begin(run);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.at(0)->runId, u"s"_s); // the newest first
        model.addEarlier({});
        QCOMPARE(model.rowCount(), 4); // what is live stays
    }

    void aDrillShowsWhatARuleMakesOfFailures()
    {
        Settings settings = m_services->settings();
        settings.routeRules.insert(u"*"_s, uR"({"provider":{"sort":"price"}})"_s);
        m_services->saveSettings(settings);
        RoutesPage page(*m_services);
        page.resize(1200, 800);
        page.showView(u"drill"_s);
        page.show();
        DrillView &drill = page.drill();
        // Any model with two offers or more.
        const auto models = m_services->catalog().models();
        const auto many = std::ranges::find_if(models, [this](const Model &model) {
            const auto plan = m_services->router().plan(model.id, RouteRules(), {}, 0, true);
            return plan && plan->candidates.size() >= 2;
        });
        QVERIFY(many != models.end());
        drill.model().setText(many->id);
        auto *banner = drill.findChild<InlineBanner *>();
        drill.run();
        QTRY_VERIFY_WITH_TIMEOUT(!banner->isHidden(), 15'000);
        QVERIFY2(banner->headline().startsWith(u"It would have been answered"_s),
                 qPrintable(banner->headline()));
        QVERIFY(banner->accessibleName().contains(u"rate limit"_s));
        // Nothing was learned of the real offers, and nothing was spent.
        QVERIFY(m_services->router().health().snapshot().isEmpty());
    }

    void aRuleIsKeptAndItsPlanShown()
    {
        RulesView view(*m_services);
        view.resize(1100, 700);
        view.show();
        auto *list = view.findChild<PlanList *>();
        QVERIFY(list->count() > 0);
        auto *sort = view.findChild<QComboBox *>();
        sort->setFocus();
        QTest::keyClick(sort, Qt::Key_Down);
        Q_EMIT sort->activated(sort->currentIndex());
        const QString kept = m_services->settings().routeRules.value(u"*"_s);
        QCOMPARE(rulesFromJson(QJsonDocument::fromJson(kept.toUtf8()).object())->sort, Strategy::Price);
        QCOMPARE(m_services->router().plan(u"sandbox/swift"_s)->rules.sort, Strategy::Price);
    }

    void aPriceThatCanMeanTwoLeavesTheRuleAsItWas()
    {
        RulesView view(*m_services);
        view.resize(1100, 700);
        view.show();
        QLineEdit *most = nullptr;
        for (QLineEdit *edit : view.findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == "At most dollars a million tokens out"_L1)
                most = edit;
        }
        QVERIFY(most);
        const auto kept = [this] {
            const QString text = m_services->settings().routeRules.value(u"*"_s);
            const auto rules = rulesFromJson(QJsonDocument::fromJson(text.toUtf8()).object());
            return rules ? rules->maxOutput : std::nullopt;
        };
        most->setText(u"2.5"_s);
        QVERIFY(!kept()); // typed, and not finished
        QTest::keyClick(most, Qt::Key_Return);
        QCOMPARE(kept(), Rate::perMillion("2.5"));
        for (const char *wrong : {"1.000", "2.", "much", "-1"}) {
            most->setText(QString::fromLatin1(wrong));
            QTest::keyClick(most, Qt::Key_Return);
            QCOMPARE(kept(), Rate::perMillion("2.5"));
            QVERIFY(!most->accessibleDescription().isEmpty());
        }
    }

    void aLineupHasARuleOfItsOwn()
    {
        Settings settings = m_services->settings();
        settings.lineup = {u"sandbox/writer@rate=0,ttft=0"_s, u"sandbox/swift@rate=0,ttft=0"_s};
        m_services->saveSettings(settings);
        RoutesPage page(*m_services);
        page.resize(1200, 800);
        page.show();
        page.showView(u"rules"_s);
        for (QPushButton *button : page.findChildren<QPushButton *>()) {
            if (button->text() == u"New rule for this lineup"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        const QString key = lineupKey({u"sandbox/swift"_s, u"sandbox/writer"_s});
        QVERIFY(m_services->settings().routeRules.contains(key));
        QCOMPARE(RulesView::nameOf(key), u"Lineup swift, writer"_s);
        settings = m_services->settings();
        settings.routeRules.insert(key, u"{\"provider\":{\"ignore\":[\"sandbox\"]}}"_s);
        m_services->saveSettings(settings);
        QSignalSpy ended(&m_services->router(), &Router::runEnded);
        RunRequest request;
        request.prompt = u"hello"_s;
        request.lineup = {u"sandbox/swift@rate=0,ttft=0"_s}; // another lineup: the rule does not hold
        const QString alone = m_services->router().start(request)->id;
        QTRY_COMPARE(ended.size(), 1);
        request.lineup = {u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox/writer@rate=0,ttft=0"_s};
        const QString both = m_services->router().start(request)->id;
        QTRY_COMPARE(ended.size(), 2);
        const auto state = [&](const QString &run) {
            auto stored = m_services->store().loadRun(run);
            stored.waitForFinished();
            return laneStateName(stored.result()->answers.value(0).state);
        };
        QCOMPARE(state(alone), laneStateName(LaneState::Done));
        QCOMPARE(state(both), laneStateName(LaneState::Failed));
    }

    void aRunThatBeginsWhileRoutesAreReadIsNotLost()
    {
        RoutesModel model;
        RunRecord run;
        run.id = u"live"_s;
        run.lanes = {LaneSpec{u"lab/m"_s, u"M"_s, false}};
        model.begin(run);
        model.apply({{u"live"_s, 0, 0, 5, LaneState::Done, Finished{}}});
        // Read before its end was written, and with an older one.
        model.addEarlier({{.runId = u"live"_s, .lane = 0, .startedWallMs = 2, .source = {}, .answer = {}},
                          {.runId = u"old"_s, .lane = 0, .startedWallMs = 1, .source = {}, .answer = {}}});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.at(0)->answer.state, LaneState::Done);
        QCOMPARE(model.at(1)->runId, u"old"_s);
    }

    void requestsAreCountedAndTheirWireAskedFor()
    {
        RoutesPage page(*m_services);
        page.resize(1200, 800);
        page.show();
        page.showView(u"last"_s);
        RunRequest request;
        request.prompt = u"hello"_s;
        request.lineup = {u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox/fails@ttft=0"_s};
        QSignalSpy ended(&m_services->router(), &Router::runEnded);
        const QString run = m_services->router().start(request)->id;
        QTRY_COMPARE(ended.size(), 1);
        const auto counts = [&] {
            for (const QLabel *label : page.findChildren<QLabel *>()) {
                if (label->text().contains(u"answered"_s))
                    return label->text();
            }
            return QString();
        };
        QTRY_COMPARE(counts(), u"last hour: 1 answered, 1 failed"_s);
        QSignalSpy asked(&page, &RoutesPage::wireAsked);
        auto *table = page.findChild<QTableView *>();
        table->selectRow(0);
        for (QPushButton *button : page.findChildren<QPushButton *>()) {
            if (button->text() == u"Show the wire"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), run);
        QVERIFY(!m_services->router().wire(run, asked[0][1].toInt(), std::nullopt).isEmpty());
    }

    void everyControlHasAName()
    {
        RoutesPage page(*m_services);
        page.resize(1200, 800);
        page.show();
        for (const QString &view : {u"last"_s, u"rules"_s, u"drill"_s, u"whatif"_s}) {
            page.showView(view);
            for (const QWidget *widget : page.findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || !widget->isEnabled())
                    continue;
                QAccessibleInterface *access =
                    QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
                // Frames and the inner field of a spin box speak through what holds them.
                if (!access || widget->inherits("QScrollArea") || widget->inherits("QSplitter") ||
                    widget->objectName().startsWith(u"qt_"_s))
                    continue;
                QVERIFY2(!access->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
            }
        }
    }

    void aRunAppearsAmongTheLastRoutes()
    {
        RoutesPage page(*m_services);
        page.resize(1200, 800);
        page.show();
        auto *table = page.findChild<QTableView *>();
        RunRequest request;
        request.prompt = u"hello"_s;
        request.lineup = {u"sandbox/swift@rate=0,ttft=0"_s};
        QTRY_VERIFY(table->model()); // its first load
        QSignalSpy ended(&m_services->router(), &Router::runEnded);
        QVERIFY(m_services->router().start(request));
        QTRY_COMPARE(ended.size(), 1);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QTRY_VERIFY(table->model()->index(0, RoutesModel::State).data().toString().startsWith(u"Done"_s));
        table->selectRow(0);
        QSignalSpy asked(&page, &RoutesPage::runAsked);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
    }
};

QTEST_MAIN(TestRoutes)
#include "tst_routes.moc"
