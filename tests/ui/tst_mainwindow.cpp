// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"
#include "ui/common/answerview.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/tokens.h"
#include "ui/compare/attachmentrow.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/findbar.h"
#include "ui/compare/firstrunpage.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/compare/modelpicker.h"
#include "ui/compare/promptstrip.h"
#include "ui/compare/wiredialog.h"
#include "ui/keys/keyspage.h"
#include "ui/keys/providerdialog.h"
#include "ui/shell/creditchip.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/rail.h"
#include "ui/spend/spendpage.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <csignal>

#include <sys/resource.h>

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

    void theFirstRunKeepsItsWordsInALowWindow()
    {
        const QFont before = QApplication::font();
        const auto back = qScopeGuard([&] { QApplication::setFont(before); });
        QFont large = before;
        large.setPointSize(16);
        QApplication::setFont(large);
        FirstRunPage first;
        first.resize(670, 300);
        first.show();
        QVERIFY(QTest::qWaitForWindowExposed(&first));
        for (const QLabel *label : first.findChildren<QLabel *>()) {
            if (label->wordWrap())
                QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
        }
    }

    void theFirstRunLeadsToKeysAndProviders()
    {
        QTest::mouseClick(page().findChild<QPushButton *>(u"add-key"_s), Qt::LeftButton);
        QVERIFY(m_window->keys().isVisible());
        m_window->showRoom(MainWindow::Compare);
        QTest::mouseClick(page().findChild<QPushButton *>(u"add-provider"_s), Qt::LeftButton);
        QVERIFY(m_window->keys().isVisible());
        QVERIFY(m_window->findChild<ProviderDialog *>());
    }

    void theDotsOfALaneAreReachedByArrows()
    {
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s});
        type(u"dots"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Done});
        LaneView *lane = page().strip().lanes()[0];
        lane->view().setFocus();
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(m_window->focusWidget(), Qt::Key_Right);
        QCOMPARE(m_window->focusWidget()->objectName(), u"more"_s);
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Space);
        QTRY_VERIFY(QApplication::activePopupWidget());
        QApplication::activePopupWidget()->close();
    }

    void theWindowIsMirroredFromRightToLeft()
    {
        m_window->setLayoutDirection(Qt::RightToLeft);
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox/fails"_s});
        type(u"mirror"_s);
        pressSend();
        QTRY_COMPARE(states(), (QList<LaneState>{LaneState::Done, LaneState::Failed}));
        const auto lanes = page().strip().lanes();
        QTRY_VERIFY(lanes[0]->x() > lanes[1]->x());
        const QWidget *room = m_window->findChild<Rail *>()->current();
        const QColor accent = Tokens::fromPalette(room->palette()).accent;
        const QImage row = const_cast<QWidget *>(room)->grab().toImage();
        // Where you are is marked at the outer edge.
        QCOMPARE(row.pixelColor(row.width() - 2, row.height() / 2).rgb(), accent.rgb());
        const auto *banner = lanes[1]->findChild<InlineBanner *>();
        QVERIFY(banner->layout()->contentsMargins().right() > banner->layout()->contentsMargins().left());
    }

    void theWireOfALaneIsShownAndCopied()
    {
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s});
        type(u"show me"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Done});
        page().strip().lanes()[0]->findChild<QAction *>(u"show-wire"_s)->trigger();
        auto *dialog = m_window->findChild<WireDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QHash<QString, QString> shown;
        for (const QPlainTextEdit *box : dialog->findChildren<QPlainTextEdit *>())
            shown.insert(box->accessibleName(), box->toPlainText());
        QVERIFY(shown[u"Request"_s].contains(u"/v1/chat/completions"_s));
        QVERIFY(shown[u"Request"_s].contains(u"show me"_s));
        QVERIFY(shown[u"Response"_s].startsWith(u"HTTP 200"_s));
        QVERIFY(shown[u"Response"_s].contains(u"[DONE]"_s));
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty())
            QVERIFY(dialog->grab().save(folder + u"/wire-dialog.png"_s));
        for (const char *name : {"copy-curl", "copy-python", "copy-javascript"}) {
            QTest::mouseClick(dialog->findChild<QPushButton *>(QString::fromLatin1(name)), Qt::LeftButton);
            const QString copied = QApplication::clipboard()->text();
            QVERIFY2(copied.contains(u"show me"_s), name);
            QVERIFY2(!copied.contains(u"sandbox-"_s), name); // the token of the Sandbox
        }
        QTest::mouseClick(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close),
                          Qt::LeftButton);
        QTRY_VERIFY(!m_window->findChild<WireDialog *>());
    }

    void whatIsAttachedGoesWithThePrompt()
    {
        QFile note(m_folder.filePath(u"note.txt"_s));
        QVERIFY(note.open(QIODevice::WriteOnly) && note.write("the attached words") > 0);
        note.close();
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s});
        page().composer().attachments().addFiles({note.fileName(), m_folder.filePath(u"none.png"_s)});
        QTRY_COMPARE(page().composer().attachments().attachments().size(), 1);
        QTRY_VERIFY(page().banner().isVisible()); // the one that is missing
        type(u"read this"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Done});
        QVERIFY(page().strip().lanes()[0]->answer().text.contains(u"the attached words"_s));
        QVERIFY(page().composer().attachments().attachments().isEmpty());
    }

    QString largeFile(const QString &name)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write("%PDF-1.7\n") < 0 ||
            !file.resize(20 * 1024 * 1024))
            qFatal("no file for the test");
        return file.fileName();
    }

    void aLargeFileIsReadBesideTheWindow()
    {
        const QString path = largeFile(u"large.pdf"_s);
        AttachmentRow &row = page().composer().attachments();
        int turns = 0; // of the event loop, from the first moment on
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] { ++turns; });
        timer.start(0);
        row.addFiles({path, path, path});
        QVERIFY(row.isReading());
        QVERIFY(row.attachments().isEmpty());
        QCOMPARE(row.findChildren<QToolButton *>().size(), 3); // each is told of at once
        for (const QToolButton *chip : row.findChildren<QToolButton *>())
            QCOMPARE(chip->accessibleName(), u"Stop reading attachment large.pdf"_s);
        QTRY_VERIFY(!row.isReading());
        QVERIFY(turns > 3);
        QCOMPARE(row.attachments().size(), 3);
        QCOMPARE(row.attachments()[2].bytes.size(), 20 * 1024 * 1024);
        QTRY_COMPARE(row.findChildren<QToolButton *>().size(), 3);
        QCOMPARE(row.findChildren<QToolButton *>().last()->accessibleName(),
                 u"Remove attachment large.pdf"_s);
    }

    void aFileIsTakenOutWhileItIsRead()
    {
        AttachmentRow &row = page().composer().attachments();
        QSignalSpy ended(&row, &AttachmentRow::readingEnded);
        row.addFiles({largeFile(u"large.pdf"_s)});
        // Its click comes before what was read: both wait for the event loop.
        QTest::mouseClick(row.findChild<QToolButton *>(), Qt::LeftButton);
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(!row.isReading());
        QVERIFY(row.isHidden() || row.attachments().size() == 1);
        row.clear();
        QVERIFY(row.attachments().isEmpty());
    }

    void whatIsSentWhileAFileIsReadWaitsForIt_data()
    {
        QTest::addColumn<bool>("missing");
        QTest::newRow("and goes with it") << false;
        QTest::newRow("and stays where the file cannot be read") << true;
    }
    void whatIsSentWhileAFileIsReadWaitsForIt()
    {
        QFETCH(bool, missing);
        QFile note(m_folder.filePath(u"note.txt"_s));
        QVERIFY(note.open(QIODevice::WriteOnly) && note.write("the attached words") > 0);
        note.close();
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s});
        type(u"read this"_s);
        AttachmentRow &row = page().composer().attachments();
        row.addFiles({missing ? m_folder.filePath(u"none.txt"_s) : note.fileName()});
        pressSend();
        if (missing) {
            QTRY_VERIFY(page().banner().isVisible());
            QVERIFY(!page().isRunning());
            QCOMPARE(page().composer().prompt(), u"read this"_s);
        } else {
            QTRY_COMPARE(states(), QList<LaneState>{LaneState::Done});
            QVERIFY(page().strip().lanes()[0]->answer().text.contains(u"the attached words"_s));
        }
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

    void thePriceAtTheButtonLeavesNothingOut_data()
    {
        QTest::addColumn<QStringList>("lineup");
        QTest::addColumn<QString>("price");
        const QString simulated = u"sandbox/swift"_s, unknown = u"no/such-model"_s;
        QTest::newRow("nothing to send to") << QStringList() << QString();
        QTest::newRow("only simulated models") << QStringList{simulated, simulated} << u"$0 simulated"_s;
        QTest::newRow("one without a known price")
            << QStringList{simulated, unknown} << u"$0 simulated + 1 unknown"_s;
        QTest::newRow("none with a known price") << QStringList{unknown} << u"cost unknown"_s;
    }
    void thePriceAtTheButtonLeavesNothingOut()
    {
        QFETCH(QStringList, lineup);
        QFETCH(QString, price);
        setLineup(lineup);
        type(u"hello"_s);
        QCOMPARE(page().composer().findChild<QLabel *>(u"price"_s)->text(), price);
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

    QList<QAbstractButton *> chips()
    {
        QList<QAbstractButton *> found;
        const auto buttons = page().lineupBar().findChildren<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->isVisible() && button->accessibleName().contains(u"in the lineup"_s))
                found.append(button);
        }
        std::ranges::sort(found, {}, [](const QWidget *chip) { return chip->x(); });
        return found;
    }

    void chipsAreMovedByKeyboard()
    {
        const QString a = u"sandbox/swift"_s, b = u"sandbox/thinker"_s, c = u"sandbox/writer"_s;
        setLineup({a, b, c});
        QTRY_COMPARE(chips().size(), 3);
        chips()[0]->setFocus();
        QTest::keyClick(chips()[0], Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(m_services->settings().lineup, QStringList({b, a, c}));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right, Qt::ControlModifier); // it kept the focus
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right, Qt::ControlModifier); // and is at the end
        QCOMPARE(m_services->settings().lineup, QStringList({b, c, a}));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
        QCOMPARE(m_services->settings().lineup, QStringList({b, a}));
        QTRY_COMPARE(chips().size(), 2);
        QCOMPARE(QApplication::focusWidget(), chips()[1]); // what followed has the focus
    }

    void aChipIsDraggedToItsPlace_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<bool>("escape");
        QTest::addColumn<QString>("order");
        QTest::newRow("to the end") << 0 << 2 << false << u"bca"_s;
        QTest::newRow("to the front") << 2 << 0 << false << u"cab"_s;
        QTest::newRow("one to the right") << 0 << 1 << false << u"bac"_s;
        QTest::newRow("nowhere") << 1 << 1 << false << u"abc"_s;
        QTest::newRow("Escape puts it back") << 0 << 2 << true << u"abc"_s;
    }
    void aChipIsDraggedToItsPlace()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(bool, escape);
        QFETCH(QString, order);
        const QHash<QString, QString> letters{
            {u"sandbox/swift"_s, u"a"_s}, {u"sandbox/thinker"_s, u"b"_s}, {u"sandbox/writer"_s, u"c"_s}};
        setLineup({u"sandbox/swift"_s, u"sandbox/thinker"_s, u"sandbox/writer"_s});
        QTRY_COMPARE(chips().size(), 3);
        QTRY_VERIFY(chips()[0]->x() + chips()[0]->width() <= chips()[1]->x()); // laid out
        QAbstractButton *chip = chips()[from];
        const QRect target = chips()[to]->geometry();
        const int end = to > from ? target.right() - 4 : to < from ? target.left() + 4 : target.center().x();
        QTest::mousePress(chip, Qt::LeftButton, {}, QPoint(20, 10));
        for (int x = chip->x() + 20; x != end; x += qBound(-7, end - x, 7))
            QTest::mouseMove(chip, QPoint(x - chip->x(), 10));
        QTest::mouseMove(chip, QPoint(end - chip->x(), 10));
        if (escape)
            QTest::keyClick(chip, Qt::Key_Escape);
        QTest::mouseRelease(chip, Qt::LeftButton, {}, QPoint(end - chip->x(), 10));
        QString got;
        for (const QString &model : page().lineupBar().lineup())
            got += letters[model];
        QCOMPARE(got, order);
        QCOMPARE(m_services->settings().lineup, page().lineupBar().lineup());
    }

    void aClickOnAChipsNameDoesNothing()
    {
        setLineup({u"sandbox/swift"_s, u"sandbox/thinker"_s});
        QTRY_COMPARE(chips().size(), 2);
        QTest::mouseClick(chips()[0], Qt::LeftButton, {}, QPoint(30, 10));
        QCOMPARE(page().lineupBar().lineup().size(), 2);
        QTest::mouseClick(chips()[0], Qt::LeftButton, {}, QPoint(chips()[0]->width() - 12, 10));
        QCOMPARE(page().lineupBar().lineup(), QStringList{u"sandbox/thinker"_s});
    }

    void aModelGetsAFirstTokenTimeOutOfItsOwn()
    {
        setLineup({u"sandbox/slow@ttft=5"_s});
        QTimer::singleShot(0, this, [] {
            auto *dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->setIntValue(600);
            dialog->accept();
        });
        Q_EMIT page().lineupBar().timeoutAsked(u"sandbox/slow@ttft=5"_s);
        QCOMPARE(m_services->settings().firstTokenTimeoutOf(u"sandbox/slow"_s), std::chrono::minutes(10));
        QTimer::singleShot(0, this, [] {
            auto *dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
            QCOMPARE(dialog->intValue(), 600);
            dialog->setIntValue(0);
            dialog->accept();
        });
        Q_EMIT page().lineupBar().timeoutAsked(u"sandbox/slow"_s);
        QVERIFY(m_services->settings().firstTokenTimeouts.isEmpty());
    }

    void thePromptOpensInPlace()
    {
        QString prompt = u"first line\nsecond line\n"_s;
        prompt += u"a word "_s.repeated(300);
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s});
        page().composer().setPrompt(prompt);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>{LaneState::Done});
        PromptStrip &strip = page().promptStrip();
        const int folded = strip.height();
        QVERIFY(folded < 60);
        QTest::mouseClick(strip.row(), Qt::LeftButton);
        QVERIFY(strip.isOpen());
        QTRY_VERIFY(strip.height() > folded + 3 * m_window->fontMetrics().lineSpacing());
        QVERIFY(strip.height() < m_window->height() / 2); // it scrolls instead
        QCOMPARE(strip.text()->toPlainText(), prompt);
        QTest::keyClick(strip.row(), Qt::Key_Return);
        QTRY_COMPARE(strip.height(), folded);
    }

    void tabGoesThroughThePageAsItIsSeen()
    {
        setLineup({u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox/thinker@rate=0,ttft=0"_s});
        type(u"hello"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>(2, LaneState::Done));
        QTRY_VERIFY(!page().isRunning());
        chips()[0]->setFocus();
        QStringList stops;
        for (int i = 0; i < 40; ++i) {
            const QWidget *at = QApplication::focusWidget();
            if (i > 0 && at == chips()[0])
                break;
            stops.append(at->accessibleName().section(u' ', 0, 1));
            QTest::keyClick(m_window.get(), Qt::Key_Tab);
        }
        const QString order = stops.join(u", "_s);
        QVERIFY2(
            order.startsWith(
                u"Sandbox Swift,, Sandbox Thinker,, Add, Parameters, Scroll the, Columns, Your prompt:"_s),
            qPrintable(order));
        const auto at = [&](const QString &name) { return stops.indexOf(name); };
        QCOMPARE(stops.count(u"Answer of"_s), 2); // a lane is one stop
        QVERIFY(!stops.contains(u"Copy"_s));
        page().strip().lanes()[0]->view().setFocus();
        QStringList inside;
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
            inside.append(QApplication::focusWidget()->accessibleName());
        }
        QCOMPARE(inside, QStringList({u"Again"_s, u"Copy"_s, u"More"_s, u"Maximise"_s}));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QCOMPARE(QApplication::focusWidget(), &page().strip().lanes()[0]->view());
        QVERIFY2(at(u"Your prompt:"_s) < at(u"Answer of"_s) && at(u"Answer of"_s) < at(u"Prompt"_s) &&
                     at(u"Prompt"_s) < at(u"Send to"_s) && at(u"Send to"_s) < at(u"Compare"_s),
                 qPrintable(order));
    }

    void aFullDiskInMidAnswerKeepsTheTextAndLetsItBeSaved()
    {
        setLineup({u"sandbox/writer@ttft=5,rate=60"_s});
        type(u"hello"_s);
        pressSend();
        const LaneView *lane = page().strip().lanes()[0];
        QTRY_VERIFY(!lane->answer().text.isEmpty());
        // The kernel lets no file of ours grow beyond this, as a full disk does.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight{16'384, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &tight), 0);
        const auto lift = qScopeGuard([&] { setrlimit(RLIMIT_FSIZE, &before); });
        QTRY_VERIFY(page().banner().isVisible());
        const qsizetype then = lane->answer().text.size();
        QTRY_VERIFY(lane->answer().text.size() > then); // it goes on arriving
        QTRY_COMPARE_WITH_TIMEOUT(states(), QList<LaneState>{LaneState::Done}, 20'000);
        const QString copy = m_folder.filePath(u"copy.md"_s);
        QTimer::singleShot(0, this, [&] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->findChild<QLineEdit *>()->setText(copy);
            QMetaObject::invokeMethod(dialog, "accept");
        });
        for (QPushButton *button : page().banner().findChildren<QPushButton *>()) {
            if (button->text().contains(u"Save a copy"_s))
                button->click();
        }
        QFile saved(copy);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(QString::fromUtf8(saved.readAll()).contains(lane->answer().text));
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

    void wordsAreFoundInAllLanes()
    {
        setLineup({u"sandbox/swift@rate=300,ttft=10"_s, u"sandbox/swift@rate=300,ttft=10"_s});
        type(u"zebra and zebra"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>(2, LaneState::Done));
        page().find();
        auto *bar = page().findChild<FindBar *>();
        auto *words = bar->findChild<QLineEdit *>();
        QVERIFY(bar->isVisible());
        QTest::keyClicks(words, u"ZEBRA"_s);
        int all = 0; // the two say the prompt in different ways
        for (LaneView *lane : page().strip().lanes()) {
            const int here = lane->view().setFind(u"zebra"_s);
            QVERIFY(here >= 2);
            all += here;
        }
        QTRY_COMPARE(bar->countText(), u"%1 matches"_s.arg(all));
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(bar->countText(), u"1 of %1"_s.arg(all));
        QTest::keyClick(words, Qt::Key_Return, Qt::ShiftModifier); // backwards, around the corner
        QCOMPARE(bar->countText(), u"%1 of %1"_s.arg(all));
        QCOMPARE(page().strip().current(), 1);
        QTest::keyClick(words, Qt::Key_Escape);
        QVERIFY(!bar->isVisible());
        QCOMPARE(page().strip().lanes()[0]->view().findCount(), 0);
    }

    void lanesScrollTogetherWhereTheReaderWantsIt()
    {
        setLineup(
            {u"sandbox/writer@rate=0,ttft=0,tokens=3000"_s, u"sandbox/writer@rate=0,ttft=0,tokens=3000"_s});
        type(u"a long one"_s);
        pressSend();
        QTRY_COMPARE(states(), QList<LaneState>(2, LaneState::Done));
        AnswerView &first = page().strip().lanes()[0]->view();
        AnswerView &second = page().strip().lanes()[1]->view();
        QTRY_VERIFY(first.verticalScrollBar()->maximum() > 400);
        first.setFocus();
        const int apart = second.readingPlace().heading * 1000 + second.readingPlace().block;
        QTest::keyClick(&first, Qt::Key_PageDown);
        QTest::keyClick(&first, Qt::Key_PageDown);
        QCOMPARE(second.readingPlace().heading * 1000 + second.readingPlace().block, apart);
        QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_services->settings().scrollTogether);
        QTest::keyClick(&first, Qt::Key_PageUp);
        QCOMPARE(second.readingPlace().heading, first.readingPlace().heading);
        QCOMPARE(second.readingPlace().block, first.readingPlace().block);
        m_window.reset();
        m_services.reset();
        open(); // it is remembered
        QVERIFY(page().strip().scrollsTogether());
        QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!page().strip().scrollsTogether());
    }

    void aFavouriteThatChangesIsToldWhereTheReaderIs()
    {
        QByteArrayList rows;
        Settings settings = m_services->settings();
        for (const Model &m : m_services->shelf().catalog()->models()) {
            for (const Offer &o : m.offers) {
                if (o.provider != "openrouter"_L1 || !o.listed)
                    continue;
                if (rows.isEmpty())
                    settings.catalog.favourites = {m.id};
                const QByteArray price = rows.isEmpty() ? "0.0123" : "0.000002";
                rows.append("{\"id\":\"" + o.providerModelId.toUtf8() +
                            "\",\"name\":\"X\",\"pricing\":{\"prompt\":\"0.000001\",\"completion\":\"" +
                            price + "\"},\"architecture\":{\"output_modalities\":[\"text\"]}}");
            }
        }
        m_services->saveSettings(settings);
        const QByteArray body = "{\"data\":[" + rows.join(',') + "]}";
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("application/json", body));
        });
        QSignalSpy ended(&m_services->shelf(), &CatalogShelf::refreshEnded);
        m_services->shelf().refresh({{.name = u"openrouter"_s, .url = server.url()}}, false);
        QVERIFY(ended.wait(20'000));
        QVERIFY(page().banner().isVisible());
        QCOMPARE(page().banner().headline(), u"A favourite changed."_s);
        QTest::mouseClick(page().banner().findChildren<QPushButton *>().first(), Qt::LeftButton);
        QVERIFY(!page().isVisible()); // the catalog is shown
    }

    void theCreditChipOpensTheSpending()
    {
        QTRY_VERIFY(m_window->rail().credit().isVisible());
        CreditChip &chip = m_window->rail().credit();
        QVERIFY(chip.accessibleName().contains(u"Spent today: $0."_s));
        chip.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&chip, Qt::Key_Space);
        QTRY_VERIFY(m_window->spend().isVisible());
        QTRY_VERIFY(m_window->spend().isEmptyState());
        m_window->resize(1024, 700); // a narrow rail keeps the figure
        QTRY_COMPARE(m_window->rail().width(), 48);
        QVERIFY(chip.isVisible());
    }

    void f6GoesThroughTheSpendingAndToTheRail()
    {
        m_window->showRoom(MainWindow::Spend);
        QTRY_VERIFY(m_window->spend().isEmptyState());
        const auto press = [&](Qt::KeyboardModifiers modifiers = {}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, modifiers);
            return QApplication::focusWidget();
        };
        m_window->spend().focusFirst();
        const QWidget *first = QApplication::focusWidget();
        for (int i = 0; i < 10 && !m_window->rail().isAncestorOf(QApplication::focusWidget()); ++i)
            press();
        QCOMPARE(QApplication::focusWidget(), m_window->rail().current());
        QCOMPARE(press(), first);
        QCOMPARE(press(Qt::ShiftModifier), m_window->rail().current());
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
