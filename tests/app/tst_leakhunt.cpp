// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// A full session with seeded keys: stored, used, failing, exported, crashed. Then everything that the
/// program wrote anywhere is searched for them, in every spelling that a value takes on its way.
class TestLeakHunt : public QObject
{
    Q_OBJECT

    const QByteArray m_good = "sk-or-v1-CANARYgood" + QByteArray(40, '7') + "f00d";
    const QByteArray m_dead = "odd.CANARYdead+/=" + QByteArray(30, '8') + "beef"; // no vendor's shape
    const QByteArray m_env = "lab.CANARYenv" + QByteArray(30, '9') + "cafe";
    QTemporaryDir m_home;
    QByteArray m_streams; ///< everything that any process printed

    std::unique_ptr<QProcess> start(const QStringList &arguments)
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name :
             {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"}) {
            const QString folder = m_home.filePath(QString::fromLatin1(name));
            QDir().mkpath(folder);
            environment.insert(QString::fromLatin1(name), folder);
        }
        environment.insert(u"LAB_KEY"_s, QString::fromLatin1(m_env));
        process->setProcessEnvironment(environment);
        process->setWorkingDirectory(m_home.path());
        process->start(QStringLiteral(CROSSROADS_BINARY),
                       QStringList{u"--log-level"_s, u"debug"_s} + arguments);
        return process;
    }

    int run(const QStringList &arguments, const QByteArray &input = {})
    {
        const auto process = start(arguments);
        process->write(input);
        process->closeWriteChannel();
        if (!QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, 30'000))
            return -1;
        m_streams += process->readAllStandardOutput() + process->readAllStandardError();
        return process->exitCode();
    }

    QList<QByteArray> spellings() const
    {
        QList<QByteArray> all;
        for (const QByteArray &key : {m_good, m_dead, m_env}) {
            const QByteArray core = key.sliced(0, key.size() - 4); // the last four may be shown
            all << core << core.toPercentEncoding() << core.toHex() << core.left(30).toBase64().left(36);
            const QString text = QString::fromLatin1(core);
            all << QByteArray(reinterpret_cast<const char *>(text.utf16()), text.size() * 2);
        }
        all << "CANARY"; // not even a piece
        return all;
    }

    QByteArray leakIn(const QByteArray &bytes) const
    {
        for (const QByteArray &spelling : spellings()) {
            if (bytes.contains(spelling))
                return spelling;
        }
        return {};
    }

    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void nothingIsLeftAnywhere()
    {
        // A provider that says the key back, as some do; and one that streams without an end.
        FaultServer rude([](QTcpSocket *socket, const QByteArray &request) {
            const qsizetype at = request.indexOf("Bearer ") + 7;
            const QByteArray key = request.sliced(at, request.indexOf('\r', at) - at);
            socket->write(
                FaultServer::status(401, "{\"error\":{\"message\":\"Incorrect API key provided: " + key +
                                             ". See x?key=" + key.toPercentEncoding() + "\"}}"));
            socket->disconnectFromHost();
        });
        FaultServer endless([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead());
            socket->write(FaultServer::chunk(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"still going\"}}]}\n\n"));
        });
        const QString rudeUrl = rude.url().toString(), endlessUrl = endless.url().toString();

        QCOMPARE(run({u"keys"_s, u"recognise"_s}, m_dead), 0);
        QCOMPARE(run({u"keys"_s, u"add"_s, u"--provider"_s, u"openrouter"_s}, m_good), 0);
        QCOMPARE(run({u"keys"_s, u"add"_s, u"--provider"_s, u"mistral"_s, u"--json"_s}, m_dead), 0);
        QCOMPARE(run({u"keys"_s, u"test"_s, u"--provider"_s, u"mistral="_s + rudeUrl}), 4);
        QCOMPARE(
            run({u"compare"_s, u"--provider"_s, u"mistral="_s + rudeUrl, u"-m"_s, u"mistral/any"_s, u"-m"_s,
                 u"sandbox/swift@rate=0,ttft=0"_s, u"--json"_s, u"--out"_s, u"export.json"_s, u"hello"_s}),
            3);
        QCOMPARE(run({u"compare"_s, u"--provider"_s, u"lab="_s + rudeUrl, u"--key-env"_s, u"LAB_KEY"_s,
                      u"-m"_s, u"lab/any"_s, u"--jsonl"_s, u"hello"_s}),
                 4);
        QCOMPARE(run({u"compare"_s, u"--provider"_s, u"openrouter=http://127.0.0.1:9/v1"_s, u"-m"_s,
                      u"openrouter/any"_s, u"hello"_s}),
                 4); // nobody there
        QCOMPARE(run({u"keys"_s, u"list"_s}), 0);
        (void)run({u"doctor"_s});

        // Crashed in the middle of an answer.
        const auto crashing = start({u"compare"_s, u"--provider"_s, u"openrouter="_s + endlessUrl, u"-m"_s,
                                     u"openrouter/any"_s, u"--jsonl"_s, u"hello"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!endless.requests().isEmpty(), 20'000);
        QVERIFY(endless.requests().first().contains(m_good)); // it really was used
        QTRY_VERIFY_WITH_TIMEOUT((m_streams += crashing->readAllStandardOutput()).contains("still going"),
                                 20'000);
        const QString proc = u"/proc/%1/"_s.arg(crashing->processId());
        const QByteArray arguments = contentOf(proc + u"cmdline"_s);
        QVERIFY(arguments.contains("compare"));
        QCOMPARE(leakIn(arguments), QByteArray());
        QByteArray environment = contentOf(proc + u"environ"_s); // readable for root alone
        environment.replace("LAB_KEY=" + m_env, {});             // put there by whoever started it
        QCOMPARE(leakIn(environment), QByteArray());
        ::kill(pid_t(crashing->processId()), SIGABRT);
        QTRY_COMPARE(crashing->state(), QProcess::NotRunning);
        m_streams += crashing->readAllStandardOutput() + crashing->readAllStandardError();

        QCOMPARE(leakIn(m_streams), QByteArray());
        QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden | QDir::System,
                           QDirIterator::Subdirectories);
        QStringList seen;
        while (files.hasNext()) {
            const QString path = files.next();
            const QByteArray leak = leakIn(contentOf(path));
            QVERIFY2(leak.isEmpty(), qPrintable(path + u" holds "_s + QString::fromLatin1(leak)));
            seen.append(QFileInfo(path).fileName());
        }
        // It was there to be found.
        for (const char *name : {"crossroads.db", "crossroads.log", "export.json"})
            QVERIFY2(seen.contains(QString::fromLatin1(name)), name);
        QVERIFY(
            contentOf(m_home.filePath(u"XDG_STATE_HOME/crossroads/crossroads.log"_s)).contains("[redacted]"));
        // And the keychain has them.
        QProcess lookup;
        lookup.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"server"_s, u"crossroads"_s});
        QVERIFY(lookup.waitForFinished());
        const QByteArray kept = lookup.readAllStandardOutput();
        QVERIFY(kept.contains(m_good) && kept.contains(m_dead));
    }
};

QTEST_GUILESS_MAIN(TestLeakHunt)
#include "tst_leakhunt.moc"
