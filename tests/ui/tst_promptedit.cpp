// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/compare/pastedtext.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

#ifdef __SANITIZE_ADDRESS__
static constexpr int slowness = 10;
#else
static constexpr int slowness = 1;
#endif

static QString words(qsizetype size, qsizetype line = 0)
{
    QString text;
    text.reserve(size + 20);
    for (int i = 0; text.size() < size; ++i) {
        text += u"wörd %1 "_s.arg(i);
        if (line > 0 && text.size() / line > (text.size() - 12) / line)
            text += u'\n';
    }
    return text;
}

/// Long text in the prompt: it comes at once, typing stays quick, and what is sent is what was pasted.
class TestPromptEdit : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<ComparePage> m_page;

    Composer &composer() { return m_page->composer(); }
    QPlainTextEdit &editor() { return *composer().editor(); }
    /// Of a press and everything that follows it, painting included.
    qint64 msOfKey(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QElapsedTimer clock;
        clock.start();
        QTest::keyClick(&editor(), key, modifiers);
        QCoreApplication::processEvents();
        editor().viewport()->repaint();
        return clock.elapsed();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false});
        QVERIFY(m_services->start());
        Settings settings = m_services->settings();
        settings.budgetPerRun = u"1000000"_s; // held against the prompt at every key
        m_services->saveSettings(settings);
        m_page = std::make_unique<ComparePage>(*m_services);
        m_page->lineupBar().setLineup({u"sandbox/swift@rate=0,ttft=0"_s});
        m_page->resize(1000, 700);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        editor().setFocus();
    }
    void cleanup()
    {
        m_page.reset();
        m_services.reset();
    }

    void longTextIsPastedAtOnceAndSentWhole_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<int>("mostMs");
        QTest::addRow("1 MB in one line") << words(1'000'000) << 300;
        QTest::addRow("1 MB in one line without a space") << QString(1'000'000, u'x') << 300;
        QTest::addRow("1 MB in 20,000 lines") << words(1'000'000, 50) << 300;
        QTest::addRow("a million line ends") << QString(1'000'000, u'\n') << 300;
        QTest::addRow("10 MB in one line") << words(10'000'000) << 1'500;
        QTest::addRow("10 MB in 200,000 lines") << words(10'000'000, 50) << 1'500;
        QTest::addRow("1 MB of Arabic and emoji") << QString(u"مرحبا 😀 "_s).repeated(100'000) << 300;
        QTest::addRow("white space that editors change")
            << u"a\u00a0b\u2028c\u2029d\r\ne\tf\ufffc"_s.repeated(20'000) << 300;
    }
    void longTextIsPastedAtOnceAndSentWhole()
    {
        QFETCH(QString, pasted);
        QFETCH(int, mostMs);
        QTest::keyClicks(&editor(), u"before "_s);
        QApplication::clipboard()->setText(pasted);
        const qint64 paste = msOfKey(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(composer().prompt(), u"before "_s + pasted);
        qint64 slowest = 0;
        for (const Qt::Key key : {Qt::Key_A, Qt::Key_Left, Qt::Key_B, Qt::Key_Return, Qt::Key_Backspace})
            slowest = qMax(slowest, msOfKey(key));
        qInfo("pasted in %lld ms, the slowest key in %lld ms", paste, slowest);
        QCOMPARE(composer().prompt(), u"before "_s + pasted + u"ba"_s);
        QVERIFY2(paste < mostMs * slowness, qPrintable(QString::number(paste)));
        QVERIFY2(slowest < 50 * slowness, qPrintable(QString::number(slowest)));

        m_page->send();
        QCOMPARE(m_page->shownRun().run.prompt, u"before "_s + pasted + u"ba"_s);
        QVERIFY(composer().prompt().isEmpty());
        m_page->stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRunning(), 30'000);
    }

    void pastingIsUndoneAndDoneAgain()
    {
        const QString pasted = words(1'000'000);
        QTest::keyClicks(&editor(), u"ab"_s);
        QTest::keyClick(&editor(), Qt::Key_Left);
        QApplication::clipboard()->setText(pasted);
        QTest::keyClick(&editor(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(composer().prompt(), u'a' + pasted + u'b');
        QTest::keyClick(&editor(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(composer().prompt(), u"ab"_s);
        QTest::keyClick(&editor(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(composer().prompt(), u'a' + pasted + u'b');
        QTest::keyClick(&editor(), Qt::Key_Backspace); // all of it, as what a chip shows
        QCOMPARE(composer().prompt(), u"ab"_s);
        QTest::keyClick(&editor(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(composer().prompt(), u'a' + pasted + u'b');
    }

    void longTextIsCutAndPastedAgain()
    {
        const QString pasted = words(300'000, 70);
        QApplication::clipboard()->setText(pasted);
        QTest::keyClicks(&editor(), u"a "_s);
        QTest::keyClick(&editor(), Qt::Key_V, Qt::ControlModifier);
        QTest::keyClick(&editor(), Qt::Key_V, Qt::ControlModifier);
        QTest::keyClick(&editor(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&editor(), Qt::Key_X, Qt::ControlModifier);
        QVERIFY(composer().prompt().isEmpty());
        QCOMPARE(QApplication::clipboard()->text(), u"a "_s + pasted + pasted);
        QTest::keyClick(&editor(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(composer().prompt(), u"a "_s + pasted + pasted);
    }

    void longTextIsDropped()
    {
        const QString dropped = words(1'000'000);
        QMimeData data;
        data.setText(dropped);
        const QPoint at(20, 10);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(editor().viewport(), &enter);
        QVERIFY(enter.isAccepted());
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(editor().viewport(), &move);
        QElapsedTimer clock;
        clock.start();
        QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(editor().viewport(), &drop);
        editor().viewport()->repaint();
        QVERIFY2(clock.elapsed() < 300 * slowness, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(composer().prompt(), dropped);
    }

    /// A line that grows piece by piece is as slow as one that comes at once.
    void manyPiecesInOneLineStayQuick()
    {
        const QString piece = words(4'000);
        QApplication::clipboard()->setText(piece);
        QString all;
        qint64 slowest = 0;
        for (int i = 0; i < 60; ++i) {
            slowest = qMax(slowest, msOfKey(Qt::Key_V, Qt::ControlModifier));
            slowest = qMax(slowest, msOfKey(Qt::Key_X));
            all += piece + u'x';
        }
        QCOMPARE(composer().prompt(), all);
        qInfo("the slowest key took %lld ms", slowest);
        QVERIFY2(slowest < 50 * slowness, qPrintable(QString::number(slowest)));
    }

    void textOfUsualLengthStaysText()
    {
        const QString pasted = u"a\u00a0b\u2028c "_s + words(5'000, 80);
        QApplication::clipboard()->setText(pasted);
        QTest::keyClick(&editor(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(composer().prompt(), pasted);
        QVERIFY(editor().toPlainText().size() > 5'000);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(composer().prompt(), pasted + u'\n');
    }

    void aLongPromptComesBackFromTheHistory()
    {
        const QString prompt = words(1'000'000);
        composer().setPrompt(prompt);
        QCOMPARE(composer().prompt(), prompt);
        QTest::keyClick(&editor(), Qt::Key_Z, Qt::ControlModifier); // it was not pasted
        QCOMPARE(composer().prompt(), prompt);
        composer().setPrompt(u"short"_s);
        QCOMPARE(composer().prompt(), u"short"_s);
    }

    void theChipIsReadWithTheKeyboard()
    {
        const QString pasted = u"begins so "_s + words(1'000'000);
        QApplication::clipboard()->setText(pasted);
        QTest::keyClicks(&editor(), u"See: "_s);
        QTest::keyClick(&editor(), Qt::Key_V, Qt::ControlModifier);
        if (const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES"); !folder.isEmpty()) {
            QTest::keyClicks(&editor(), u" and say what is wrong with it."_s);
            QVERIFY(m_page->grab().save(folder + u"/pasted-text.png"_s));
            for (int i = 0; i < 31; ++i)
                QTest::keyClick(&editor(), Qt::Key_Backspace);
        }
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::AltModifier);
        auto *dialog = m_page->findChild<QDialog *>(u"pasted-text"_s);
        QVERIFY(dialog);
        const QString shown = dialog->findChild<QPlainTextEdit *>()->toPlainText();
        QVERIFY(shown.startsWith(u"begins so wörd 0"_s));
        QVERIFY2(shown.contains(u"Only the beginning is shown here"_s), qPrintable(shown.right(100)));
        dialog->close();
    }
};

QTEST_MAIN(TestPromptEdit)
#include "tst_promptedit.moc"
