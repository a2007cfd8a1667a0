// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;

/// As xdg-desktop-portal does, it looks into /proc/PID/root of whoever asks, and serves nobody of whom it is
/// not shown.
class Portal : public QObject, public QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    explicit Portal(const QDBusConnection &bus) : m_bus(bus) {}

    /// \param name on the bus
    bool serves(const QString &name)
    {
        const auto pid = m_bus.interface()->servicePid(name).value();
        const QByteArray root = "/proc/" + QByteArray::number(pid) + "/root";
        const int folder = ::open(root.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
            return false;
        ::close(folder);
        return true;
    }
    int denied() const { return m_denied; }

public Q_SLOTS:
    QDBusVariant ReadOne(const QString &, const QString &)
    {
        if (serves(message().service()))
            return QDBusVariant(1u); // dark
        ++m_denied;
        sendErrorReply(QDBusError::AccessDenied, u"Portal operation not allowed"_s);
        return {};
    }

private:
    QDBusConnection m_bus;
    int m_denied = 0;
};

/// What other programs of the same person can see of this one, and what a crash leaves.
class TestPortal : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QProcess m_daemon;
    QString m_address;

    std::unique_ptr<QProcess> start(const QStringList &words)
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
                                 "HOME", "XDG_RUNTIME_DIR"})
            environment.insert(QString::fromLatin1(name), m_home.path());
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, m_address);
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"QT_QPA_PLATFORMTHEME"_s, u"xdgdesktopportal"_s); // where it is installed
        process->setProcessEnvironment(environment);
        process->setWorkingDirectory(m_home.path());
        process->start(QStringLiteral(CROSSROADS_BINARY), words);
        return process;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QVERIFY2(m_daemon.waitForReadyRead(10'000), "no dbus-daemon");
        m_address = QString::fromLatin1(m_daemon.readLine().trimmed());
        QVERIFY(::geteuid() != 0); // root may look at everything, and the test could not fail
    }

    void cleanupTestCase()
    {
        QDBusConnection::disconnectFromBus(u"portal"_s);
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    void portalsServeIt_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("the command line")
            << QStringList{u"compare"_s, u"-m"_s, u"sandbox/slow"_s, u"--jsonl"_s, u"hi"_s};
#ifdef CROSSROADS_UI
        QTest::newRow("the window") << QStringList();
#endif
    }
    void portalsServeIt()
    {
        QFETCH(QStringList, words);
        QDBusConnection bus = QDBusConnection::connectToBus(m_address, u"portal"_s);
        QVERIFY(bus.isConnected());
        Portal portal(bus);
        QVERIFY(bus.registerObject(u"/org/freedesktop/portal/desktop"_s, &portal,
                                   QDBusConnection::ExportAllSlots));
        bus.registerService(u"org.freedesktop.portal.Desktop"_s);
        const auto process = start(words);
        QString name;
        QTRY_VERIFY_WITH_TIMEOUT(!(name = nameOf(bus, process->processId())).isEmpty(), 30'000);
        QVERIFY(portal.serves(name));
        QCOMPARE(portal.denied(), 0);
        process->kill();
        QVERIFY(process->waitForFinished());
        bus.unregisterObject(u"/org/freedesktop/portal/desktop"_s);
    }

    void aCrashLeavesNoMemoryBehind()
    {
        const auto process = start({u"compare"_s, u"-m"_s, u"sandbox/slow@ttft=0"_s, u"--jsonl"_s, u"hi"_s});
        QByteArray out;
        QTRY_VERIFY_WITH_TIMEOUT((out += process->readAllStandardOutput(), out.contains("\"text\"")), 30'000);
        QFile limits(u"/proc/%1/limits"_s.arg(process->processId()));
        QVERIFY(limits.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = limits.readAll().split('\n');
        const auto core = std::ranges::find_if(
            lines, [](const QByteArray &line) { return line.startsWith("Max core file size"); });
        QVERIFY(core != lines.end());
        QCOMPARE(core->simplified(), "Max core file size 0 0 bytes");
        process->kill();
        QVERIFY(process->waitForFinished());
    }

private:
    /// By which \p pid is known on \p bus; empty: not at all.
    static QString nameOf(QDBusConnection &bus, qint64 pid)
    {
        const QStringList names = bus.interface()->registeredServiceNames().value();
        for (const QString &name : names) {
            if (name.startsWith(u':') && qint64(bus.interface()->servicePid(name).value()) == pid)
                return name;
        }
        return {};
    }
};

/// Nobody else's process can be looked at by who is not root: that is what portals are.
static bool becomeNobody()
{
    constexpr uid_t nobody = 65534;
    return ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
           ::setresuid(nobody, nobody, nobody) == 0 && ::prctl(PR_SET_DUMPABLE, 1) == 0;
}

int main(int argc, char **argv)
{
    if (::geteuid() == 0 && !becomeNobody()) {
        std::puts("SKIPPED: this process cannot become another user's");
        return 0;
    }
    if (::access(qgetenv("TMPDIR").constData(), W_OK) != 0)
        qputenv("TMPDIR", "/tmp");
    QCoreApplication app(argc, argv);
    TestPortal test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_portal.moc"
