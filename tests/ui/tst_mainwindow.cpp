// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/inlinebanner.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/compare/modelpicker.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// What a person does in the window, with the real Sandbox, store and sockets behind it.
class TestMainWindow : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<MainWindow> m_window;

    void open()
    {
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false});
        QVERIFY(m_services->start());
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        m_window->activateWindow(); // there is no window manager here to do it
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    ComparePage &page() { return m_window->compare(); }

    void type(const QString &prompt) { QTest::keyClicks(page().composer().editor(), prompt); }
    void pressSend() { QTest::keyClick(page().composer().editor(), Qt::Key_Return, Qt::ControlModifier); }

    void setLineup(const QStringList &lineup) { page().lineupBar().setLineup(lineup); }

    QList<LaneState> states()
    {
        QList<LaneState> list;
        for (const LaneView *lane : page().strip().lanes())
            list.append(lane->answer().state);
        return list;
    }

    QAbstractButton *laneButton(int lane, const QString &name)
    {
        return page().strip().lanes()[lane]->findChild<QAbstractButton *>(name);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        open();
    }

    void cleanup()
    {
        m_window.reset();
        m_services.reset();
    }

    void aPromptIsAnsweredByEveryLane_data()
    {
        QTest::addColumn<int>("lanes");
        for (const int lanes : {1, 3, 16})
            QTest::addRow("%d", lanes) << lanes;
    }
    void aPromptIsAnsweredByEveryLane()
    {
        QFETCH(int, lanes);
        setLineup(QStringList(lanes, u"sandbox/swift@rate=300,ttft=20"_s));
        type(u"why is the sky blue"_s);
        pressSend();
        QCOMPARE(page().strip().lanes().size(), lanes);
        QTRY_COMPARE_WITH_TIMEOUT(states(), QList<LaneState>(lanes, LaneState::Done), 20'000);
        for (const LaneView *lane : page().strip().lanes())
            QVERIFY(lane->answer().text.contains(u"why is the sky blue"_s));
        QTRY_VERIFY(!page().isRunning());
        QCOMPARE(page().composer().prompt(), QString());
    }

    void oneLaneIsStoppedTheOthersGoOn()
    {
        setLineup({u"sandbox/slow@ttft=10"_s, u"sandbox/swift@rate=300,ttft=10"_s});
        type(u"hello"_s);
        pressSend();
        QTRY_VERIFY(!page().strip().lanes()[0]->answer().text.isEmpty());
        QTest::mouseClick(laneButton(0, u"stop"_s), Qt::LeftButton);
        QTRY_COMPARE(states(), QList<LaneState>({LaneState::Stopped, LaneState::Done}));
        QVERIFY(!page().strip().lanes()[0]->answer().text.isEmpty());
    }

    void escapeStopsAll()
    {
        setLineup({u"sandbox/slow@ttft=10"_s, u"sandbox/slow@ttft=10"_s});
        type(u"hello"_s);
        pressSend();
        QTRY_VERIFY(!page().strip().lanes()[0]->answer().text.isEmpty());
        QTest::keyClick(page().composer().editor(), Qt::Key_Escape);
        QTRY_COMPARE(states(), QList<LaneState>(2, LaneState::Stopped));
        QTRY_VERIFY(!page().isRunning());
    }

    void aFailedLaneSaysWhyAndIsTriedAgain()
    {
        setLineup({u"sandbox/fails@ttft=10"_s, u"sandbox/swift@rate=300,ttft=10"_s});
        type(u"hello"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>({LaneState::Failed, LaneState::Done}));
        auto *banner = page().strip().lanes()[0]->findChild<InlineBanner *>();
        QTRY_VERIFY(banner->isVisible());
        QVERIFY(banner->headline().contains(u"500"_s));
        QTRY_VERIFY(!page().isRunning());
        QSignalSpy ended(&page(), &ComparePage::runEnded);
        QTest::mouseClick(laneButton(0, u"again"_s), Qt::LeftButton);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(states(), QList<LaneState>({LaneState::Failed, LaneState::Done}));
    }

    void whatCanNotBeSentIsSaid()
    {
        pressSend();
        QVERIFY(page().banner().isVisible());
        QVERIFY(page().banner().headline().contains(u"prompt is empty"_s));
        setLineup({});
        type(u"hello"_s);
        pressSend();
        QVERIFY(page().banner().headline().contains(u"No model"_s));
        QCOMPARE(page().composer().prompt(), u"hello"_s); // nothing typed is lost
        setLineup({u"no/such-model"_s});
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Failed});
    }

    void aModelIsAddedByKeyboard()
    {
        setLineup({u"sandbox/swift"_s});
        page().addModel();
        auto *picker = page().findChild<ModelPicker *>();
        QVERIFY(picker);
        QTest::keyClicks(picker->findChild<QLineEdit *>(), u"thinker"_s);
        QTest::keyClick(picker->findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(page().lineupBar().lineup(), QStringList({u"sandbox/swift"_s, u"sandbox/thinker"_s}));
        QCOMPARE(m_services->settings().lineup, page().lineupBar().lineup());
    }

    void theWindowComesBackAsItWas()
    {
        setLineup({u"sandbox/writer"_s});
        Q_EMIT page().lineupBar().lineupChanged(page().lineupBar().lineup());
        m_window->resize(1000, 640);
        QTRY_COMPARE(m_window->size(), QSize(1000, 640));
        m_window->close();
        m_window.reset();
        m_services.reset();
        open();
        QCOMPARE(page().lineupBar().lineup(), QStringList{u"sandbox/writer"_s});
        QTRY_COMPARE(m_window->size(), QSize(1000, 640));
    }

    void closingWhileAnswersArriveAsks()
    {
        setLineup({u"sandbox/slow@ttft=10"_s});
        type(u"hello"_s);
        pressSend();
        QTRY_VERIFY(!page().strip().lanes()[0]->answer().text.isEmpty());
        bool asked = false;
        QTimer::singleShot(0, this, [&] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            asked = box != nullptr;
            if (box)
                box->button(QMessageBox::Cancel)->click();
        });
        QVERIFY(!m_window->close());
        QVERIFY(asked);
        QVERIFY(m_window->isVisible());
        QCOMPARE(states(), QList<LaneState>{LaneState::Streaming});
        QTimer::singleShot(0, this, [] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            for (QAbstractButton *button : box->buttons()) {
                if (button->text().contains(u"Stop and keep"_s))
                    button->click();
            }
        });
        m_window->close();
        QTRY_COMPARE(m_services->router().activeRuns(), 0);
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Stopped});
    }

    void everyButtonHasAName()
    {
        setLineup({u"sandbox/swift@rate=300,ttft=10"_s});
        type(u"hello"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Done});
        int looked = 0;
        const auto buttons = m_window->findChildren<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->objectName().startsWith(u"qt_"_s) || !button->isVisible())
                continue;
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(button);
            QVERIFY2(face && !face->text(QAccessible::Name).isEmpty(), button->metaObject()->className());
            ++looked;
        }
        QVERIFY(looked > 8);
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
