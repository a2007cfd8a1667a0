// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/findbar.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/rail.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QScreen>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
/// How often a window was asked to close.
class CloseCount : public QObject
{
public:
    explicit CloseCount(QWidget *window) { window->installEventFilter(this); }
    int count() const { return m_count; }
    bool eventFilter(QObject *, QEvent *event) override
    {
        m_count += event->type() == QEvent::Close;
        return false;
    }

private:
    int m_count = 0;
};
} // namespace

/// How the window opens, hides, comes back and quits, how it fits its screen, its colours, and what Escape
/// does.
class TestWindowLife : public QObject
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
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    ComparePage &page() { return m_window->compare(); }
    QPlainTextEdit *editor() { return page().composer().editor(); }

    void send(const QString &model, const QString &prompt)
    {
        page().lineupBar().setLineup({model});
        QTest::keyClicks(editor(), prompt);
        QTest::keyClick(editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!page().strip().lanes()[0]->answer().text.isEmpty());
    }
    LaneState state() { return page().strip().lanes()[0]->answer().state; }

    /// Closes the window, and answers its question with the button of this text.
    void closeWith(const QString &text)
    {
        QTimer::singleShot(0, this, [text] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            QVERIFY(box);
            const auto buttons = box->buttons();
            for (QAbstractButton *button : buttons) {
                if (button->text() == text)
                    button->click();
            }
        });
        m_window->close();
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

    void finishingInTheBackgroundQuitsWhenDone()
    {
        send(u"sandbox/writer@ttft=5,rate=400"_s, u"hello"_s);
        closeWith(u"Finish in the background"_s);
        QVERIFY(!m_window->isVisible());
        CloseCount closes(m_window.get());
        QTRY_COMPARE_WITH_TIMEOUT(closes.count(), 1, 20'000); // by itself
        QCOMPARE(m_services->router().activeRuns(), 0);
    }

    void comingBackCallsTheQuittingOff()
    {
        send(u"sandbox/slow@ttft=5"_s, u"hello"_s);
        QTest::keyClicks(editor(), u"next"_s);
        page().composer().sendButton()->setFocus(); // which says "Stop all" now
        closeWith(u"Finish in the background"_s);
        QVERIFY(!m_window->isVisible());
        m_window->bringToFront();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        // Without a window manager nobody gives a window that was hidden the display's focus back: what it
        // will have in it when it is active.
        QCOMPARE(m_window->focusWidget(), editor());
        QTest::keyClicks(editor(), u" words"_s);
        CloseCount closes(m_window.get());
        page().stopAll();
        QTRY_VERIFY(!page().isRunning());
        QTRY_COMPARE(m_services->router().activeRuns(), 0);
        QCoreApplication::processEvents(); // the router's word that the run has ended
        QCOMPARE(closes.count(), 0);
        QVERIFY(m_window->isVisible());
        QCOMPARE(page().composer().prompt(), u"next words"_s);
    }

    void whatWasTypedIsThereAtTheNextStart()
    {
        QTest::keyClicks(editor(), u"half a prompt"_s);
        m_window->close();
        m_window.reset();
        m_services.reset();
        open();
        QCOMPARE(page().composer().prompt(), u"half a prompt"_s);
        editor()->clear();
        m_window->close();
        m_window.reset();
        m_services.reset();
        open();
        QCOMPARE(page().composer().prompt(), QString());
    }

    void escapePutsTheInnermostAwayAndThenStops()
    {
        send(u"sandbox/slow@ttft=5"_s, u"hello"_s);
        page().banner().setMessage(InlineBanner::Kind::Info, u"News"_s);
        page().banner().show();
        page().find();
        auto *bar = page().findChild<FindBar *>();
        QVERIFY(bar->isVisible());
        AnswerView &view = page().strip().lanes()[0]->view();
        view.setFocus();
        view.selectAll();
        QTest::keyClick(&view, Qt::Key_Escape);
        QCOMPARE(view.anchorPlace(), view.cursorPlace());
        QVERIFY(bar->isVisible() && page().banner().isVisible());
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_Escape);
        QVERIFY(!bar->isVisible() && page().banner().isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!page().banner().isVisible());
        QCOMPARE(state(), LaneState::Streaming);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_COMPARE(state(), LaneState::Stopped);
    }

    void escapeElsewhereStopsNothing()
    {
        send(u"sandbox/slow@ttft=5"_s, u"hello"_s);
        m_window->showRoom(MainWindow::Keys);
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        m_window->showRoom(MainWindow::Compare);
        QVERIFY(page().isRunning());
        page().stopAll();
        QTRY_COMPARE(state(), LaneState::Stopped);
    }

    void theWindowIsNeverLargerThanItsScreen()
    {
        const QSize screen = m_window->screen()->availableGeometry().size();
        QVERIFY(m_window->width() <= screen.width() && m_window->height() <= screen.height());
        m_window->resize(screen * 2); // as on a larger screen, long ago
        m_window->close();
        m_window.reset();
        m_services.reset();
        open();
        QVERIFY(m_window->width() <= screen.width() && m_window->height() <= screen.height());
        QVERIFY(m_window->screen()->availableGeometry().contains(m_window->geometry()));
    }

    void everyRoomFitsASmallScreen_data()
    {
        QTest::addColumn<int>("room");
        const char *names[] = {"compare", "catalog", "keys", "spend", "routes", "history", "settings"};
        for (int room = MainWindow::Compare; room <= MainWindow::Preferences; ++room)
            QTest::newRow(names[room]) << room;
    }
    void everyRoomFitsASmallScreen()
    {
        QFETCH(int, room);
        constexpr QSize small(780, 439); // 1366x768 at a scale of 1.75
        m_window->showRoom(MainWindow::Room(room));
        m_window->resize(small);
        QTRY_COMPARE(m_window->size(), small);
        const auto *stack = m_window->findChild<QStackedWidget *>();
        const QSize needed = stack->currentWidget()->minimumSizeHint();
        // Nothing is squeezed: what has no room is scrolled to.
        QTRY_VERIFY2(needed.height() <= stack->height(),
                     qPrintable(u"%1 in %2"_s.arg(needed.height()).arg(stack->height())));
        QVERIFY(stack->width() <= m_window->width());
        // And nothing is left empty: the room begins where the rail, which gives way, ends.
        const auto *rail = m_window->findChild<Rail *>();
        QTRY_COMPARE(stack->mapTo(m_window.get(), QPoint(0, 0)).x(), rail->width());
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty())
            QVERIFY(m_window->grab().save(u"%1/small-%2.png"_s.arg(folder).arg(room)));
    }

    void darkIsDarkWhereThePlatformDoesNotAnswer()
    {
        const QPalette before = QApplication::palette();
        m_window->showRoom(MainWindow::Preferences);
        QComboBox *theme = nullptr;
        for (auto *box : m_window->settings().findChildren<QComboBox *>()) {
            if (box->accessibleName() == "Colours"_L1)
                theme = box;
        }
        QVERIFY(theme);
        theme->setCurrentIndex(theme->findData(u"dark"_s));
        QTRY_VERIFY(Tokens::fromPalette(QApplication::palette()).dark);
        QTRY_VERIFY(Tokens::fromPalette(m_window->palette()).dark); // widgets hear of it by a posted event
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty())
            QVERIFY(m_window->grab().save(folder + u"/dark-settings.png"_s));
        theme->setCurrentIndex(theme->findData(u"light"_s));
        QTRY_VERIFY(!Tokens::fromPalette(QApplication::palette()).dark);
        theme->setCurrentIndex(theme->findData(u"dark"_s));
        theme->setCurrentIndex(theme->findData(u"system"_s));
        QTRY_COMPARE(QApplication::palette().color(QPalette::Window), before.color(QPalette::Window));
        QTRY_COMPARE(m_window->palette().color(QPalette::Window), before.color(QPalette::Window));
    }
};

QTEST_MAIN(TestWindowLife)
#include "tst_windowlife.moc"
