// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/keys/importdialog.h"
#include "ui/keys/keycard.h"
#include "ui/keys/keyentrybar.h"
#include "ui/keys/keyrow.h"
#include "ui/keys/keyspage.h"
#include "ui/keys/ownproviders.h"
#include "ui/keys/providerdialog.h"
#include "ui/keys/secretclipboard.h"
#include "ui/keys/teststeps.h"
#include "ui/keys/toggleswitch.h"
#include "ui/shell/mainwindow.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrlQuery>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static const QString goodKey = u"sk-or-v1-"_s + QString(60, u'a') + u"9f3c"_s;

/// Keys as a person sees them: a real window, a real keychain (or really none), and a server that plays
/// OpenRouter.
class TestKeysPage : public QObject
{
    Q_OBJECT

    QByteArray m_mode = qgetenv("CROSSROADS_TEST_KEYRING");
    QTemporaryDir m_folder;
    std::unique_ptr<FaultServer> m_provider;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<MainWindow> m_window;

    bool isOpen() const { return m_mode == "open"; }
    KeysPage &page() { return m_window->keys(); }
    KeyEntryBar &entry() { return page().entry(); }
    KeyRing &ring() { return m_services->keyRing(); }

    static QByteArray modelIn(const QByteArray &request)
    {
        const qsizetype at = request.indexOf("\"model\":\"") + 9;
        return request.sliced(at, request.indexOf('"', at) - at);
    }

    /// OpenRouter: /key tells the limit, /chat/completions streams, another key is refused.
    static void playOpenRouter(QTcpSocket *socket, const QByteArray &request)
    {
        if (!request.contains("Bearer " + goodKey.toLatin1() + "\r\n")) {
            socket->write(
                FaultServer::status(401, "{\"error\":{\"message\":\"User not found.\",\"code\":401}}"));
        } else if (request.startsWith("GET /api/v1/key ")) {
            socket->write(FaultServer::ok(
                "application/json",
                "{\"data\":{\"label\":\"sk-or-v1-aaa...f3c\",\n"
                "                "
                "\"limit\":50,\"limit_remaining\":18.42,\"usage\":31.58,\"is_free_tier\":false}}"));
        } else {
            const QByteArray model = modelIn(request);
            const QByteArray head =
                "data: {\"id\":\"gen-1\",\"model\":\"" + model + "\",\"choices\":[{\"index\":0,\"delta\":";
            socket->write(FaultServer::streamHead());
            socket->write(FaultServer::chunk(head + "{\"content\":\"I am " + model +
                                             "\"},\"finish_reason\":null}]}" + "\n\n"));
            socket->write(FaultServer::chunk(
                head + "{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"usage\":" +
                "{\"prompt_tokens\":9,\"completion_tokens\":4,\"cost\":0.00012}}" + "\n\n"));
            socket->write(FaultServer::chunk("data: [DONE]\n\n"));
            socket->write("0\r\n\r\n");
        }
        socket->disconnectFromHost();
    }

    QPushButton *bannerButton(const QString &text)
    {
        const auto buttons = page().banner().findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text() == text && button->isVisibleTo(&page().banner()))
                return button;
        }
        return nullptr;
    }

    void pasteOnPage(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        page().cards().first()->setFocus();
        QTest::keySequence(&page(), QKeySequence::Paste);
    }

    void addGoodKey()
    {
        pasteOnPage(goodKey);
        QTest::mouseClick(entry().addButton(), Qt::LeftButton);
        QTRY_COMPARE(ring().keys().size(), 1);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(!m_mode.isEmpty(), "run it through packaging/with-keyring"); }

    void init()
    {
        m_folder = QTemporaryDir();
        m_provider = std::make_unique<FaultServer>(playOpenRouter);
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s},
                              {{u"openrouter"_s, m_provider->url(u"/api/v1"_s), std::nullopt, {}}},
                              false});
        QVERIFY(m_services->start());
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        m_window->activateWindow(); // there is no window manager here to do it
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->showRoom(MainWindow::Keys);
    }

    void cleanup()
    {
        while (!ring().keys().isEmpty()) {
            const auto removed = ring().remove(ring().keys().first().record.id);
            QTRY_VERIFY(removed.isFinished());
            if (!removed.result())
                break;
        }
        m_window.reset();
        m_services.reset();
    }

    void fromOnePastedKeyToAComparisonOfThree()
    {
        if (!isOpen())
            return;
        QElapsedTimer minute;
        minute.start();
        pasteOnPage(u" \""_s + goodKey + u"\"\n"_s);
        QCOMPARE(entry().providers()->currentData().toString(), u"openrouter"_s);
        QVERIFY(m_provider->requests().isEmpty());                   // nothing was sent yet
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space); // "Test and add" has the focus
        QTRY_COMPARE(ring().keys().size(), 1);
        const KeyEntry key = ring().keys().first();
        QCOMPARE(key.record.lastFour, u"9f3c"_s);
        QTRY_COMPARE(ring().keys().first().condition.state, KeyState::Works);
        QVERIFY(ring().keys().first().record.balance.contains(u"18420000000000"_s));
        // Every model that OpenRouter offers can be asked now.
        QStringList lineup;
        for (const Model &model : m_services->catalog().models()) {
            const bool offered = std::ranges::any_of(
                model.offers, [](const Offer &offer) { return offer.provider == "openrouter"_L1; });
            if (offered && model.kind == ModelKind::Chat && lineup.size() < 3)
                lineup.append(model.id);
        }
        QCOMPARE(lineup.size(), 3);
        m_window->showRoom(MainWindow::Compare);
        ComparePage &compare = m_window->compare();
        compare.lineupBar().setLineup(lineup);
        QTest::keyClicks(compare.composer().editor(), u"Who are you?"_s);
        QTest::keyClick(compare.composer().editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(compare.strip().lanes().size(), 3, 20'000);
        for (const LaneView *lane : compare.strip().lanes()) {
            QTRY_COMPARE_WITH_TIMEOUT(lane->answer().state, LaneState::Done, 20'000);
            QVERIFY(lane->answer().text.startsWith(u"I am "_s));
            QCOMPARE(lane->answer().currentAttempt()->provider, u"openrouter"_s);
            QCOMPARE(lane->answer().currentAttempt()->keyLastFour, u"9f3c"_s);
            QCOMPARE(lane->answer().cost, Money::fromDecimal("0.00012"));
        }
        QVERIFY(minute.elapsed() < 60'000);
    }

    void aPastedKeyShowsNoMoreThanTellsIt()
    {
        pasteOnPage(goodKey);
        QLineEdit *field = entry().field();
        const QString shown = field->text();
        QVERIFY2(shown.startsWith(u"sk-or-v1-\u00b7"_s) && shown.endsWith(u"\u00b79f3c"_s),
                 qPrintable(shown));
        QVERIFY(!shown.contains(u"aa"_s));
        QCOMPARE(field->echoMode(), QLineEdit::Normal);
        QVERIFY(entry().addButton()->isEnabled());
        // Shown when asked for, and hidden again.
        QAction *eye = field->actions().last();
        eye->trigger();
        QCOMPARE(field->text(), goodKey);
        eye->trigger();
        QCOMPARE(field->text(), shown);
        // Another one pasted over it takes its place; a letter typed into it does, too, as a bullet.
        QGuiApplication::clipboard()->setText(u"gsk_"_s + QString(48, u'G') + u"wxyz"_s);
        field->setFocus();
        QTest::keySequence(field, QKeySequence::Paste);
        QVERIFY(field->text().startsWith(u"gsk_\u00b7"_s) && field->text().endsWith(u"wxyz"_s));
        QCOMPARE(entry().providers()->currentData().toString(), u"groq"_s);
        field->end(false);
        QTest::keyClicks(field, u"s"_s);
        QCOMPARE(field->text(), u"s"_s);
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        QTest::keyClicks(field, u"k-typed-by-hand-0123456789"_s);
        QCOMPARE(field->echoMode(), QLineEdit::Password); // typing shows nothing
        QVERIFY(!field->displayText().contains(u"typed"_s));
        // Taking a letter from a masked key empties the field: half a key is none.
        pasteOnPage(goodKey);
        field->setFocus();
        field->end(false);
        QTest::keyClick(field, Qt::Key_Backspace);
        QVERIFY(field->text().isEmpty());
        QVERIFY(!entry().addButton()->isVisible());
        QVERIFY(m_provider->requests().isEmpty());
    }

    void aProviderOfOnesOwnIsAddedTriedChangedAndRemoved()
    {
        FaultServer lab([](QTcpSocket *socket, const QByteArray &request) {
            const bool good = request.contains("Bearer sk-lab-FAKE-0123456789abcdef\r\n");
            socket->write(good ? FaultServer::ok("application/json", "{\"data\":[{\"id\":\"tiny\"}]}")
                               : FaultServer::status(401, "{}"));
            socket->disconnectFromHost();
        });
        // All of it by keyboard, from the page to the answer.
        QTest::keyClick(&page(), Qt::Key_P, Qt::AltModifier);
        QTRY_VERIFY(page().findChild<ProviderDialog *>());
        auto *dialog = page().findChild<ProviderDialog *>();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QVERIFY(!dialog->mainButton()->isEnabled());
        QTRY_COMPARE(QApplication::focusWidget(), dialog->nameField());
        QTest::keyClicks(QApplication::focusWidget(), u"lab"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), dialog->addressField());
        QTest::keyClicks(QApplication::focusWidget(), lab.url().toString());
        QVERIFY(dialog->mainButton()->isEnabled());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), dialog->wires());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), dialog->keyField());
        QSignalSpy tested(dialog, &ProviderDialog::tested);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(tested.size(), 1);
        QVERIFY2(
            dialog->steps().sentenceOf(TestStep::Accept).contains(u"failed: 127.0.0.1 wants a key (401)."_s),
            qPrintable(dialog->steps().sentenceOf(TestStep::Accept)));
        QCOMPARE(dialog->mainButton()->text(), u"Test again"_s);
        QCOMPARE(dialog->anywayButton()->text(), u"Add it anyway"_s);
        dialog->keyField()->setText(u" sk-lab-FAKE-0123456789abcdef "_s);
        QCOMPARE(dialog->mainButton()->text(), u"Test"_s); // what was tested is something else
        QVERIFY(dialog->steps().sentenceOf(TestStep::Accept).contains(u"waiting"_s));
        dialog->headersField()->setPlainText(u"X-Team: sk-proj-aaaaaaaaaaaaaaaaaaaaaaaa"_s);
        QVERIFY(!dialog->mainButton()->isEnabled());
        dialog->headersField()->setPlainText(u"X-Team: research"_s);
        QTest::mouseClick(dialog->mainButton(), Qt::LeftButton);
        QTRY_COMPARE(tested.size(), 2);
        QCOMPARE(dialog->mainButton()->text(), u"Add"_s);
        QVERIFY(dialog->steps().sentenceOf(TestStep::List).contains(u"1 model: tiny"_s));
        QTest::keyClick(dialog->mainButton(), Qt::Key_Space);
        QTRY_COMPARE(m_services->customProviders().all().size(), 1);
        QTRY_VERIFY(m_services->catalog().find(u"lab/tiny"_s));
        const auto cardOf = [this](const QString &name) -> KeyCard * {
            for (KeyCard *card : page().cards()) {
                if (card->name() == name)
                    return card;
            }
            return nullptr;
        };
        QTRY_VERIFY(cardOf(u"lab"_s));
        if (isOpen()) {
            QTRY_COMPARE(ring().keys().size(), 1);
            QCOMPARE(ring().keys().first().record.provider, u"lab"_s);
        } else { // the offer of memory is the page's own
            QTRY_VERIFY(bannerButton(u"Keep for this session"_s));
            QTest::mouseClick(bannerButton(u"Keep for this session"_s), Qt::LeftButton);
            QTRY_COMPARE(ring().keys().size(), 1);
        }
        // Its address can change; that its key would follow is said first.
        dialog = page().ownProviders().edit(u"lab"_s);
        QTRY_VERIFY(dialog->isVisible());
        QVERIFY(dialog->nameField()->isReadOnly());
        dialog->addressField()->setText(u"https://llm.example/v1"_s);
        QVERIFY(
            dialog->addressField()->accessibleDescription().contains(u"key will be sent to llm.example"_s));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!page().findChild<ProviderDialog *>());
        QCOMPARE(m_services->customProviders().all().first().baseUrl, lab.url().toString());
        const auto removed = m_services->removeProvider(u"lab"_s, true);
        QTRY_VERIFY(removed.isFinished());
        QVERIFY(removed.result());
        QVERIFY(ring().keys().isEmpty());
        QTRY_VERIFY(!cardOf(u"lab"_s));
    }

    void aRefusedKeyIsNotStored()
    {
        pasteOnPage(u"sk-or-v1-"_s + QString(64, u'b'));
        QTest::mouseClick(entry().addButton(), Qt::LeftButton);
        QTRY_VERIFY(page().banner().isVisible());
        QVERIFY2(page().banner().headline().contains(u"refuses this key (401)"_s),
                 qPrintable(page().banner().headline()));
        QVERIFY(ring().keys().isEmpty());
    }

    void withoutAKeychainMemoryIsOfferedAndTakenOnlyWithAYes()
    {
        if (isOpen())
            return;
        pasteOnPage(goodKey);
        QTest::mouseClick(entry().addButton(), Qt::LeftButton);
        QTRY_VERIFY(bannerButton(u"Keep for this session"_s));
        QCOMPARE(page().banner().headline(),
                 m_mode == "locked" ? u"The keychain is locked."_s : u"No keychain is running."_s);
        QVERIFY(ring().keys().isEmpty());
        QTest::mouseClick(bannerButton(u"Keep for this session"_s), Qt::LeftButton);
        QTRY_COMPARE(ring().keys().size(), 1);
        QVERIFY(ring().keys().first().sessionOnly);
        QVERIFY(m_services->router().plan(u"openrouter/anything"_s));
    }

    void anAmbiguousKeyIsSentNowhereBeforeTheChoice()
    {
        pasteOnPage(u"sk-"_s + QString(32, u'c'));
        QCOMPARE(entry().providers()->currentIndex(), -1);
        QVERIFY(!entry().addButton()->isEnabled());
        QTest::keyClick(entry().field(), Qt::Key_Return);
        QVERIFY(m_provider->requests().isEmpty());
        entry().providers()->setCurrentIndex(entry().providers()->findData(u"openrouter"_s));
        QVERIFY(entry().addButton()->isEnabled());
    }

    void anUnknownKeyIsOfferedToOpenRouter()
    {
        pasteOnPage(u"whatever-this-is-0123456789"_s);
        QCOMPARE(entry().providers()->currentData().toString(), u"openrouter"_s);
        QVERIFY(m_provider->requests().isEmpty());
        QTest::keyClick(entry().field(), Qt::Key_Escape);
        QVERIFY(entry().field()->text().isEmpty());
    }

    void theClipboardIsClearedWhenAsked()
    {
        if (!isOpen())
            return;
        addGoodKey();
        QTRY_VERIFY(bannerButton(u"Clear the clipboard"_s));
        QTest::mouseClick(bannerButton(u"Clear the clipboard"_s), Qt::LeftButton);
        QVERIFY(!QGuiApplication::clipboard()->text().contains(goodKey));
    }

    void aCopiedSecretIsMarkedAndGoesByItself()
    {
        SecretClipboard clipboard;
        clipboard.copy(Secret("fake-copied-0123456789"), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"fake-copied-0123456789"_s);
        QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(u"x-kde-passwordManagerHint"_s), "secret");
        QTRY_VERIFY(QGuiApplication::clipboard()->text().isEmpty());
        clipboard.copy(Secret("fake-copied-0123456789"), 1);
        QGuiApplication::clipboard()->setText(u"something of mine"_s);
        QSignalSpy ended(&clipboard, &SecretClipboard::cleared);
        QVERIFY(ended.wait());
        QCOMPARE(QGuiApplication::clipboard()->text(), u"something of mine"_s);
    }

    void keysAreSwitchedReorderedAndRemovedByKeyboard()
    {
        if (!isOpen())
            return;
        addGoodKey();
        const auto second = ring().add({.provider = u"openrouter"_s,
                                        .label = u"Second"_s,
                                        .value = Secret("sk-or-v1-FAKE-second-00001")});
        QTRY_VERIFY(second.isFinished());
        QCOMPARE(ring().keys().first().record.lastFour, u"9f3c"_s);
        auto *row = page().findChildren<KeyRow *>().last();
        for (KeyRow *one : page().findChildren<KeyRow *>()) {
            if (one->id() == *second.result() && one->isVisible())
                row = one;
        }
        QTest::keyClick(row->findChild<QToolButton *>(), Qt::Key_Up);
        QTRY_COMPARE(ring().keys().first().record.label, u"Second"_s);
        KeyRow *moved = nullptr;
        for (KeyRow *one : page().findChildren<KeyRow *>()) {
            if (one->id() == *second.result() && one->isVisible())
                moved = one;
        }
        QVERIFY(moved);
        QTest::keyClick(moved->findChild<ToggleSwitch *>(), Qt::Key_Space);
        QTRY_VERIFY(!ring().find(*second.result())->record.enabled);
    }

    void aListIsShownBeforeAnythingIsStored()
    {
        ImportDialog dialog(ring(), m_services->vendors().values());
        dialog.takeText(u"OPENROUTER_API_KEY="_s + goodKey + u"\ngsk_"_s + QString(52, u'G') +
                        u"\nnot a key\n"_s);
        QCOMPARE(dialog.table()->rowCount(), 2);
        const auto chosen = dialog.chosen();
        QCOMPARE(chosen.size(), 2);
        QCOMPARE(chosen[0].provider, u"openrouter"_s);
        QCOMPARE(chosen[1].provider, u"groq"_s);
        QVERIFY(ring().keys().isEmpty());
        dialog.table()->item(1, 0)->setCheckState(Qt::Unchecked);
        QCOMPARE(dialog.chosen().size(), 1);
    }

    void everyControlHasAName()
    {
        if (isOpen())
            addGoodKey();
        const auto widgets = page().findChildren<QWidget *>();
        int controls = 0;
        for (QWidget *widget : widgets) {
            const bool control = qobject_cast<QAbstractButton *>(widget) ||
                                 qobject_cast<QLineEdit *>(widget) || qobject_cast<QComboBox *>(widget);
            if (!control || !widget->isVisibleTo(&page()) || widget->objectName().startsWith(u"qt_"_s))
                continue;
            const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(access && !access->text(QAccessible::Name).isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className())));
            ++controls;
        }
        QVERIFY(controls > 5);
    }

    void mutedWordsFollowTheTheme()
    {
        const QPalette before = QApplication::palette();
        const auto back = qScopeGuard([&] { QApplication::setPalette(before); });
        QPalette night = before;
        night.setColor(QPalette::Window, QColor(0x202326));
        night.setColor(QPalette::WindowText, QColor(0xFCFCFC));
        night.setColor(QPalette::Base, QColor(0x141618));
        KeysPage fresh(*m_services); // nobody has looked at it yet
        QApplication::setPalette(night);
        const auto *count = fresh.findChild<QLabel *>(u"key-count"_s);
        QVERIFY(count);
        QTRY_VERIFY(contrastRatio(count->palette().color(QPalette::WindowText), QColor(0x202326)) >= 4.5);
    }
};

QTEST_MAIN(TestKeysPage)
#include "tst_keyspage.moc"
