// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QProcess>
#include <QScreen>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

using namespace Qt::StringLiterals;

/// The program started as a desktop does, twice: one window per store.
class TestOneWindow : public QObject
{
    Q_OBJECT

    static std::unique_ptr<QProcess> start(const QString &home, const QStringList &options = {})
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            environment.insert(QString::fromLatin1(name), home);
        process->setProcessEnvironment(environment);
        if (options.isEmpty())
            process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process->start(QStringLiteral(CROSSROADS_BINARY), options);
        return process;
    }

    /// Also while it starts: a process that has just been asked for has not ended.
    static bool isRunning(const QProcess &process) { return process.state() != QProcess::NotRunning; }

    static void quit(QProcess &process)
    {
        process.terminate();
        if (!process.waitForFinished(10'000))
            process.kill();
    }

    /// What is seen at a place where a Crossroads window has its answers.
    static QColor seen()
    {
        const QImage screen = QGuiApplication::primaryScreen()->grabWindow(0, 300, 300, 1, 1).toImage();
        return screen.pixelColor(0, 0);
    }

private Q_SLOTS:
    void aSecondStartRaisesTheFirstWindow()
    {
        const QTemporaryDir home;
        const QColor bare = seen();
        const auto first = start(home.path());
        QTRY_VERIFY_WITH_TIMEOUT(seen() != bare, 20'000);
        const QColor window = seen();
        QWidget cover; // another program's window over it
        cover.setPalette(QColor(Qt::magenta));
        cover.setGeometry(QGuiApplication::primaryScreen()->geometry());
        cover.show();
        cover.raise();
        QTRY_COMPARE(seen(), QColor(Qt::magenta));
        const auto second = start(home.path());
        QTRY_VERIFY_WITH_TIMEOUT(!isRunning(*second), 20'000);
        QCOMPARE(second->exitStatus(), QProcess::NormalExit);
        QCOMPARE(second->exitCode(), 0);
        QTRY_COMPARE(seen(), window);
        QVERIFY(isRunning(*first));
        quit(*first);
    }

    void aSecondStartSaysThatItsOptionsWereNotTaken()
    {
        const QTemporaryDir home;
        const QColor bare = seen();
        const auto first = start(home.path());
        QTRY_VERIFY_WITH_TIMEOUT(seen() != bare, 20'000);
        const auto second = start(home.path(), {u"--provider"_s, u"lab=http://127.0.0.1:9/v1"_s,
                                                u"--keys-from-env"_s, u"--log-level=debug"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!isRunning(*second), 20'000);
        QCOMPARE(second->exitCode(), 3);
        const QString said = QString::fromUtf8(second->readAllStandardError());
        for (const QString &option : {u"--provider"_s, u"--keys-from-env"_s, u"--log-level"_s})
            QVERIFY2(said.contains(option), qPrintable(said));
        QVERIFY(!said.contains(u"127.0.0.1"_s));
        quit(*first);
    }

    void anotherStoreGetsAWindowOfItsOwn()
    {
        const QTemporaryDir oneHome, otherHome;
        const QColor bare = seen();
        const auto one = start(oneHome.path());
        QTRY_VERIFY_WITH_TIMEOUT(seen() != bare, 20'000);
        QWidget cover;
        cover.setPalette(QColor(Qt::magenta));
        cover.setGeometry(QGuiApplication::primaryScreen()->geometry());
        cover.show();
        QTRY_COMPARE(seen(), QColor(Qt::magenta));
        const auto other = start(otherHome.path());
        QTRY_VERIFY_WITH_TIMEOUT(seen() != QColor(Qt::magenta), 20'000); // its window opened on top
        QVERIFY(isRunning(*one));
        QVERIFY(isRunning(*other));
        quit(*one);
        quit(*other);
    }

    void theNextStartAfterAKillOpensAWindow()
    {
        const QTemporaryDir home;
        const QColor bare = seen();
        const auto first = start(home.path());
        QTRY_VERIFY_WITH_TIMEOUT(seen() != bare, 20'000);
        first->kill();
        QVERIFY(first->waitForFinished(10'000));
        QTRY_COMPARE(seen(), bare);
        const auto second = start(home.path());
        QTRY_VERIFY_WITH_TIMEOUT(seen() != bare, 20'000);
        QVERIFY(isRunning(*second));
        quit(*second);
    }
};

QTEST_MAIN(TestOneWindow)
#include "tst_onewindow.moc"
