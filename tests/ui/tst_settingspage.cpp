// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/settings/settingsfile.h"
#include "ui/catalog/catalogpage.h"
#include "ui/catalog/filterpanel.h"
#include "ui/common/notelabel.h"
#include "ui/common/segmentbar.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/lanestrip.h"
#include "ui/settings/authoritylist.h"
#include "ui/settings/listeditor.h"
#include "ui/settings/sections.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStyleHints>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// The settings as a person changes them, in a real window: each takes effect when its edit is finished, and
/// is on the disk.
class TestSettingsPage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<MainWindow> m_window;

    SettingsPage &page() { return m_window->settings(); }
    const Settings &now() { return m_services->settings(); }
    Settings onDisk() { return SettingsFile(m_folder.filePath(u"c.conf"_s)).load(); }

    /// The control with this accessible name on the page that is shown.
    template<typename T>
    T *control(const QString &name)
    {
        const auto all = page().section(page().sectionName())->findChildren<T *>();
        for (T *one : all) {
            if (one->accessibleName() == name)
                return one;
        }
        return nullptr;
    }

    bool isWrong(const QLineEdit *field) { return !field->accessibleDescription().isEmpty(); }

    static void retype(QLineEdit *field, const QString &text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Backspace);
        QTest::keyClicks(field, text);
    }

    static void enter(QLineEdit *field, const QString &text)
    {
        retype(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }

    /// Answers the question that comes next with the button of this text.
    void answer(const QString &text)
    {
        QTimer::singleShot(0, this, [this, text] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return answer(text);
            const auto buttons = box->buttons();
            for (QAbstractButton *button : buttons) {
                if (button->text() == text)
                    button->click();
            }
        });
    }

    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file for the test");
        return file.fileName();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(Services::Options{
            {base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false, false});
        QVERIFY(m_services->start());
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->showRoom(MainWindow::Preferences);
    }

    void cleanup()
    {
        m_window.reset();
        m_services.reset();
    }

    void everyPageIsReachedByKeyboardAndEveryControlHasAName()
    {
        const QStringList names{u"general"_s, u"network"_s, u"providers"_s, u"money"_s, u"catalog"_s};
        page().tabs().segments().first()->setFocus();
        for (const QString &name : names) {
            QCOMPARE(page().sectionName(), name);
            const auto widgets = page().section(name)->findChildren<QWidget *>();
            int controls = 0;
            for (QWidget *widget : widgets) {
                const bool counts = qobject_cast<QAbstractButton *>(widget) ||
                                    qobject_cast<QLineEdit *>(widget) || qobject_cast<QComboBox *>(widget) ||
                                    qobject_cast<QAbstractSpinBox *>(widget);
                if (!counts || !widget->isVisible() || widget->objectName().startsWith(u"qt_"_s))
                    continue;
                const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(access && !access->text(QAccessible::Name).isEmpty(),
                         qPrintable(name + u' ' + QString::fromLatin1(widget->metaObject()->className())));
                QVERIFY2(!widget->isEnabled() || widget->focusPolicy() & Qt::TabFocus,
                         qPrintable(access->text(QAccessible::Name)));
                ++controls;
            }
            QVERIFY2(controls >= 2, qPrintable(name));
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        }
    }

    void appearanceTakesEffectAtOnce()
    {
        auto *theme = control<QComboBox>(u"Colours"_s);
        theme->setCurrentIndex(theme->findData(u"dark"_s));
        QCOMPARE(now().theme, u"dark"_s);
        QCOMPARE(onDisk().theme, u"dark"_s);
        auto *layout = control<QComboBox>(u"Layout of the lanes"_s);
        layout->setCurrentIndex(layout->findData(u"grid"_s));
        QCOMPARE(now().layout, u"grid"_s);
        QTest::keyClick(control<QCheckBox>(u"Scroll the lanes together"_s), Qt::Key_Space);
        QVERIFY(now().scrollTogether && m_window->compare().strip().scrollsTogether());
        auto *seconds = control<QSpinBox>(u"A copied key leaves the clipboard after"_s);
        seconds->setValue(45);
        QCOMPARE(onDisk().clipboardSeconds, 45);
        seconds->setValue(4'000);
        QCOMPARE(now().clipboardSeconds, 600); // the most that it takes
        theme->setCurrentIndex(theme->findData(u"system"_s));
    }

    void whatIsNoProxyIsNamedAndChangesNothing()
    {
        page().showSection(u"network"_s);
        auto *way = control<QComboBox>(u"Proxy for everything"_s);
        auto *address = control<QLineEdit>(u"Address of the proxy"_s);
        QVERIFY(!address->isEnabled());
        way->setCurrentIndex(way->findData(u"none"_s));
        QCOMPARE(now().proxy, u"none"_s);
        way->setCurrentIndex(2);
        QVERIFY(address->isEnabled());
        QCOMPARE(now().proxy, u"none"_s); // nothing is written yet
        enter(address, u"carrier pigeon"_s);
        QVERIFY(address->accessibleDescription().contains(u"is no proxy"_s));
        QCOMPARE(now().proxy, u"none"_s);
        enter(address, u"http://me:secret@proxy.example:8080"_s);
        QVERIFY(address->accessibleDescription().contains(u"password"_s));
        QVERIFY(!onDisk().proxy.contains(u"secret"_s));
        retype(address, u"socks5://127.0.0.1:1"_s);
        QVERIFY(!isWrong(address));
        QCOMPARE(now().proxy, u"none"_s); // half of a port is one
        QTest::keyClicks(address, u"080"_s);
        QTest::keyClick(address, Qt::Key_Tab);
        QCOMPARE(onDisk().proxy, u"socks5://127.0.0.1:1080"_s);
        QCOMPARE(m_services->networkWay().proxy, u"socks5://127.0.0.1:1080"_s);
        // Shown again as it is.
        m_window->showRoom(MainWindow::Compare);
        m_window->showRoom(MainWindow::Preferences);
        QCOMPARE(address->text(), u"socks5://127.0.0.1:1080"_s);
        QCOMPARE(way->currentIndex(), 2);
    }

    void providersHaveProxiesOfTheirOwn()
    {
        page().showSection(u"network"_s);
        auto *list = page().section(u"network"_s)->findChild<ListEditor *>();
        list->choice()->setCurrentIndex(list->choice()->findData(u"deepseek"_s));
        QTest::mouseClick(list->addButton(), Qt::LeftButton);
        auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QCOMPARE(field, list->field(u"deepseek"_s, 0));
        QVERIFY(now().proxies.isEmpty()); // not before it says something
        QTest::keyClicks(field, u"http://127.0.0.1:3128"_s);
        QVERIFY(now().proxies.isEmpty());
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(onDisk().proxies.value(u"deepseek"_s), u"http://127.0.0.1:3128"_s);
        QCOMPARE(m_services->networkWay().proxyByHost.value(u"api.deepseek.com"_s),
                 u"http://127.0.0.1:3128"_s);
        enter(field, u"nowhere"_s);
        QVERIFY(isWrong(field));
        QVERIFY(!now().proxies.value(u"deepseek"_s).contains(u"nowhere"_s));
        QCOMPARE(list->choice()->findData(u"deepseek"_s), -1); // once is enough
        QToolButton *out = list->findChild<QToolButton *>();
        QTest::keyClick(out, Qt::Key_Space);
        QTRY_VERIFY(now().proxies.isEmpty());
    }

    void onlyFilesWithCertificatesAreTaken()
    {
        page().showSection(u"network"_s);
        auto &authorities = static_cast<NetworkSection *>(page().section(u"network"_s))->authorities();
        authorities.add(m_folder.filePath(u"nothing.pem"_s));
        QVERIFY(authorities.note()->text().contains(u"can not be read"_s));
        authorities.add(write(u"words.pem"_s, "just words"));
        QVERIFY(authorities.note()->text().contains(u"no certificate in PEM"_s));
        const QString key = m_folder.filePath(u"key.pem"_s);
        const QString certificate = m_folder.filePath(u"cert.pem"_s);
        if (QProcess::execute(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s,
                                             u"-keyout"_s, key, u"-out"_s, certificate, u"-days"_s, u"1"_s,
                                             u"-subj"_s, u"/CN=localhost"_s}) != 0)
            QSKIP("openssl is not installed");
        authorities.add(key);
        QVERIFY(authorities.note()->text().contains(u"private key"_s));
        QVERIFY(now().caFiles.isEmpty());
        authorities.add(certificate);
        QCOMPARE(onDisk().caFiles, QStringList(certificate));
        QCOMPARE(m_services->networkWay().authorities.size(), 1);
        authorities.add(certificate);
        QVERIFY(authorities.note()->text().contains(u"already"_s));
        QTest::keyClick(authorities.findChild<QToolButton *>(), Qt::Key_Space);
        QTRY_VERIFY(now().caFiles.isEmpty());
    }

    void timeOutsAreKept()
    {
        page().showSection(u"network"_s);
        control<QSpinBox>(u"For the connection"_s)->setValue(7);
        control<QSpinBox>(u"For the first token"_s)->setValue(77);
        control<QSpinBox>(u"Between two pieces"_s)->setValue(17);
        using std::chrono::seconds;
        QCOMPARE(onDisk().connectTimeout, seconds(7));
        QCOMPARE(onDisk().firstTokenTimeout, seconds(77));
        QCOMPARE(onDisk().idleTimeout, seconds(17));
    }

    void requestsAreLimitedAndProvidersMarked()
    {
        page().showSection(u"providers"_s);
        auto *section = static_cast<ProvidersSection *>(page().section(u"providers"_s));
        auto *local = section->findChild<QCheckBox *>();
        QTest::keyClick(local, Qt::Key_Space);
        QVERIFY(!onDisk().findLocalServers);
        section->limits().add(QString());
        enter(section->limits().field({}, 0), u"4"_s);
        enter(section->limits().field({}, 1), u"60"_s);
        QCOMPARE(onDisk().rateLimits.value(QString()), (Settings::RateLimit{4, 60}));
        section->limits().field({}, 1)->setText(u"lots"_s);
        QVERIFY(isWrong(section->limits().field({}, 1)));
        QCOMPARE(now().rateLimits.value(QString()), (Settings::RateLimit{4, 60}));
        section->privates().add(u"deepinfra"_s);
        QCOMPARE(onDisk().privateProviders, QStringList(u"deepinfra"_s));
        section->privates().remove(u"deepinfra"_s);
        QVERIFY(onDisk().privateProviders.isEmpty());
    }

    void budgetsAreAmounts()
    {
        page().showSection(u"money"_s);
        auto *run = control<QLineEdit>(u"For one run"_s);
        retype(run, u"$0.50"_s);
        QCOMPARE(now().budgetPerRun, QString()); // not before the edit is finished
        QTest::keyClick(run, Qt::Key_Return);
        QCOMPARE(onDisk().budgetPerRun, u"0.50"_s);
        QCOMPARE(run->text(), u"0.50"_s);
        enter(run, u"much"_s);
        QVERIFY(run->accessibleDescription().contains(u"no amount"_s));
        QCOMPARE(onDisk().budgetPerRun, u"0.50"_s);
        enter(run, QString());
        QCOMPARE(onDisk().budgetPerRun, QString());
        enter(control<QLineEdit>(u"A month"_s), u"60"_s);
        QCOMPARE(onDisk().budgetPerMonth, u"60"_s);
        auto &parts = static_cast<MoneySection *>(page().section(u"money"_s))->parts();
        parts.add(u"source/gateway"_s);
        enter(parts.field(u"source/gateway"_s, 0), u"12.5"_s);
        parts.add(u"provider/deepseek"_s);
        enter(parts.field(u"provider/deepseek"_s, 0), u"-1"_s);
        QVERIFY(isWrong(parts.field(u"provider/deepseek"_s, 0)));
        QCOMPARE(onDisk().budgetsOf, (QHash<QString, QString>{{u"source/gateway"_s, u"12.5"_s}}));
        auto *warnings = control<QLineEdit>(u"Warn at these percentages"_s);
        QCOMPARE(warnings->text(), u"75, 90"_s);
        enter(warnings, u"50 80, 95%"_s);
        QCOMPARE(onDisk().budgetWarnings, QList<int>({50, 80, 95}));
        enter(warnings, u"150"_s);
        QVERIFY(warnings->accessibleDescription().contains(u"1 to 100"_s));
        QVERIFY(!now().budgetWarnings.contains(150));
        enter(control<QLineEdit>(u"Warn of a balance below"_s), u"2"_s);
        QCOMPARE(onDisk().lowCredit, u"2"_s);
    }

    void anAmountIsReadByThePersonsLocale_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("kept"); // "7": as it was
        QTest::newRow("a thousand in English") << u"en_US"_s << u"1,000"_s << u"1000"_s;
        QTest::newRow("a comma in German could be either") << u"de_DE"_s << u"1,000"_s << u"7"_s;
        QTest::newRow("a point in English could be either") << u"en_US"_s << u"1.000"_s << u"7"_s;
        QTest::newRow("cents in German") << u"de_DE"_s << u"12,50"_s << u"12.50"_s;
        QTest::newRow("half-typed") << u"en_US"_s << u"12."_s << u"7"_s;
    }
    void anAmountIsReadByThePersonsLocale()
    {
        QFETCH(QString, locale);
        QFETCH(QString, typed);
        QFETCH(QString, kept);
        const QLocale before;
        const auto back = qScopeGuard([&] { QLocale::setDefault(before); });
        QLocale::setDefault(QLocale(locale));
        page().showSection(u"money"_s);
        auto *day = control<QLineEdit>(u"A day"_s);
        enter(day, u"7"_s);
        enter(day, typed);
        QCOMPARE(onDisk().budgetPerDay, kept);
        QCOMPARE(isWrong(day), kept == "7"_L1);
        auto &parts = static_cast<MoneySection *>(page().section(u"money"_s))->parts();
        parts.add(u"source/cli"_s);
        enter(parts.field(u"source/cli"_s, 0), u"7"_s);
        enter(parts.field(u"source/cli"_s, 0), typed);
        QCOMPARE(onDisk().budgetsOf.value(u"source/cli"_s), kept);
    }

    void leavingTheFieldFinishesItLeavingTheWindowDoesNot()
    {
        page().showSection(u"money"_s);
        auto *run = control<QLineEdit>(u"For one run"_s);
        retype(run, u"1"_s);
        QWidget other; // of another program, as far as the field knows
        other.show();
        other.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&other));
        QCOMPARE(now().budgetPerRun, QString());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClicks(run, u"2"_s);
        QTest::keyClick(run, Qt::Key_Tab);
        QCOMPARE(now().budgetPerRun, u"12"_s);
    }

    void escapePutsAnEditBack()
    {
        page().showSection(u"money"_s);
        auto *run = control<QLineEdit>(u"For one run"_s);
        enter(run, u"3"_s);
        retype(run, u"30"_s);
        QTest::keyClick(run, Qt::Key_Escape);
        QCOMPARE(run->text(), u"3"_s);
        QTest::keyClick(run, Qt::Key_Tab);
        QCOMPARE(onDisk().budgetPerRun, u"3"_s);
    }

    void aNumberIsTakenWhenItsEditIsFinished()
    {
        auto *tokens = control<QSpinBox>(u"At most tokens out"_s);
        const int before = now().maxTokens;
        tokens->setFocus();
        tokens->selectAll();
        QTest::keyClicks(tokens, u"20"_s);
        QCOMPARE(now().maxTokens, before);
        QTest::keyClicks(tokens, u"48"_s);
        QTest::keyClick(tokens, Qt::Key_Tab);
        QCOMPARE(onDisk().maxTokens, 2048);
        tokens->setFocus();
        QTest::keyClick(tokens, Qt::Key_Up); // a step is whole at once
        QCOMPARE(onDisk().maxTokens, 2049);
    }

    void anEditUnderWayIsTakenWhereThePageOrTheWindowIsLeft()
    {
        page().showSection(u"money"_s);
        retype(control<QLineEdit>(u"For one run"_s), u"4"_s);
        m_window->showRoom(MainWindow::Compare);
        QCOMPARE(onDisk().budgetPerRun, u"4"_s);
        m_window->showRoom(MainWindow::Preferences);
        retype(control<QLineEdit>(u"For one run"_s), u"5"_s);
        m_window->close();
        QCOMPARE(onDisk().budgetPerRun, u"5"_s);
    }

    void anEditThatCanNotBeTakenIsAskedAbout()
    {
        page().showSection(u"money"_s);
        auto *run = control<QLineEdit>(u"For one run"_s);
        enter(run, u"4"_s);
        retype(run, u"1.000"_s);
        answer(u"Go on editing"_s);
        m_window->showRoom(MainWindow::Compare);
        QVERIFY(page().isVisible());
        QCOMPARE(run->text(), u"1.000"_s);
        QTRY_COMPARE(QApplication::focusWidget(), run);
        answer(u"Go on editing"_s);
        m_window->close();
        QVERIFY(m_window->isVisible());
        answer(u"Leave it as it was"_s);
        m_window->showRoom(MainWindow::Compare);
        QVERIFY(!page().isVisible());
        QCOMPARE(onDisk().budgetPerRun, u"4"_s);
    }

    void theCatalogFollows()
    {
        page().showSection(u"catalog"_s);
        const auto boxes = page().section(u"catalog"_s)->findChildren<QCheckBox *>();
        QTest::keyClick(boxes[0], Qt::Key_Space);
        QVERIFY(!onDisk().catalog.refresh);
        QTest::keyClick(boxes[1], Qt::Key_Space);
        QVERIFY(onDisk().catalog.everything);
        QVERIFY(m_window->catalogPage().filters().everything());
    }

    void whatOthersChangeMeanwhileStays()
    {
        Settings settings = now();
        settings.lineup = {u"sandbox/slow"_s};
        m_services->saveSettings(settings);
        control<QSpinBox>(u"At most tokens out"_s)->setValue(77);
        QCOMPARE(onDisk().lineup, QStringList(u"sandbox/slow"_s));
        QCOMPARE(onDisk().maxTokens, 77);
    }
};

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
