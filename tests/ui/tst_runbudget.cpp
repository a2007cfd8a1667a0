// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"
#include "ui/common/inlinebanner.h"
#include "ui/compare/budgetcheck.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lineupbar.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// A budget that refuses a run before anything is sent, and what a person does about it: with the catalog's
/// prices and a server of this machine in the provider's place.
class TestRunBudget : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<FaultServer> m_server;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<ComparePage> m_page;

    void limit(const QString &run, const QString &day = {})
    {
        Settings settings = m_services->settings();
        settings.budgetPerRun = run;
        settings.budgetPerDay = day;
        m_services->saveSettings(settings);
    }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *one : m_page->banner().findChildren<QPushButton *>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_server = std::make_unique<FaultServer>([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead());
            socket->write(FaultServer::chunk(
                "data: {\"choices\":[{\"delta\":{\"content\":\"Yes.\"},\"finish_reason\":\"stop\"}]}\n\n"
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n"
                "data: [DONE]\n\n"));
            socket->write("0\r\n\r\n");
            socket->disconnectFromHost();
        });
        CustomProvider provider{.name = u"openrouter"_s, .url = m_server->url(), .wire = {}, .keyEnv = {}};
        m_services = std::make_unique<Services>(
            Services::Options{.paths = {base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s},
                              .providers = {provider},
                              .keysFromEnv = false,
                              .askKeychain = false});
        QVERIFY(m_services->start());
        Settings settings = m_services->settings();
        settings.lineup = {u"openai/gpt-5"_s, u"anthropic/claude-sonnet-4.5"_s};
        settings.maxTokens = 1000;
        m_services->saveSettings(settings);
        m_page = std::make_unique<ComparePage>(*m_services);
        m_page->resize(1000, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->composer().setPrompt(u"Is a mutex a semaphore?"_s);
    }
    void cleanup()
    {
        m_page.reset();
        m_services.reset();
        m_server.reset();
    }

    void nothingIsSentBeyondTheLimitOfARun()
    {
        limit(u"0.005"_s);
        m_page->send();
        QVERIFY(m_page->banner().isVisible());
        QVERIFY2(m_page->banner().headline().startsWith(u"This run could cost up to $0.02"_s),
                 qPrintable(m_page->banner().headline()));
        QVERIFY(m_page->banner().headline().endsWith(u"your limit is $0.0050 a run."_s));
        QVERIFY(!m_page->isRunning());
        QCOMPARE(m_page->composer().prompt(), u"Is a mutex a semaphore?"_s); // still there to be changed
        QCOMPARE(m_server->requests().size(), 0);
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty())
            QVERIFY(m_page->grab().save(folder + u"/compare-budget.png"_s));
    }

    void loweringTheOutputLimitFitsIt()
    {
        limit(u"0.005"_s);
        m_page->send();
        QTest::mouseClick(button(u"Lower the output limit"_s), Qt::LeftButton);
        QVERIFY(!m_page->banner().isVisible());
        const int fitting = m_services->settings().maxTokens;
        QVERIFY2(fitting >= 16 && fitting < 1000, qPrintable(QString::number(fitting)));
        RunRequest request;
        request.prompt = m_page->composer().prompt();
        request.lineup = m_services->settings().lineup;
        request.maxTokens = fitting;
        QVERIFY(boundOf(m_services->router(), request).most <= *Money::fromDecimal("0.005"));
        request.maxTokens = fitting + 1;
        QVERIFY(boundOf(m_services->router(), request).most > *Money::fromDecimal("0.005"));
        QSignalSpy ended(m_page.get(), &ComparePage::runEnded);
        m_page->send();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(m_server->requests().size(), 2);
        QVERIFY(!m_page->banner().isVisible());
    }

    void allowingOnceSendsOnce()
    {
        limit(u"0.005"_s, u"0.006"_s);
        m_page->send();
        QSignalSpy ended(m_page.get(), &ComparePage::runEnded);
        QTest::mouseClick(button(u"Allow once"_s), Qt::LeftButton);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(m_server->requests().size(), 2);
        QCOMPARE(m_page->shownRun().answers.first().state, LaneState::Done);
        m_page->composer().setPrompt(u"And again?"_s);
        m_page->send();
        QVERIFY(m_page->banner().isVisible());
        QCOMPARE(m_server->requests().size(), 2);
    }

    void aLimitTooLowForAnyAnswerOffersNoLowering()
    {
        limit(u"0.0000001"_s);
        m_page->send();
        QVERIFY(m_page->banner().isVisible());
        QVERIFY(!button(u"Lower the output limit"_s));
        QVERIFY(button(u"Allow once"_s));
        QSignalSpy asked(m_page.get(), &ComparePage::budgetsAsked);
        QTest::mouseClick(button(u"Change the budgets…"_s), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }

    void aDaysBudgetIsSaidWhenItRefusedEveryLane()
    {
        limit({}, u"0.0000001"_s);
        QSignalSpy ended(m_page.get(), &ComparePage::runEnded);
        m_page->send();
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(m_page->banner().isVisible());
        QVERIFY2(m_page->banner().headline().contains(u"a day"_s), qPrintable(m_page->banner().headline()));
        QCOMPARE(m_server->requests().size(), 0);
        QTest::mouseClick(button(u"Allow once"_s), Qt::LeftButton); // the prompt is known, though it is gone
        QTRY_COMPARE(ended.size(), 2);
        QCOMPARE(m_server->requests().size(), 2);
    }

    void whatIsFreeIsNeverRefused()
    {
        limit(u"0"_s, u"0"_s);
        m_page->lineupBar().setLineup({u"sandbox/swift"_s});
        QSignalSpy ended(m_page.get(), &ComparePage::runEnded);
        m_page->send();
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        QCOMPARE(m_page->shownRun().answers.first().state, LaneState::Done);
    }
};

QTEST_MAIN(TestRunBudget)
#include "tst_runbudget.moc"
