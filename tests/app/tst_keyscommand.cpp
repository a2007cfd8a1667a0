// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// crossroads keys as a script sees it, with a real keychain or really none.
class TestKeysCommand : public QObject
{
    Q_OBJECT

    static constexpr const char *places[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                                             "XDG_STATE_HOME"};
    QByteArray m_mode = qgetenv("CROSSROADS_TEST_KEYRING");
    std::unique_ptr<QTemporaryDir> m_home;

    struct Ran
    {
        int status = -1;
        QByteArray out, err;
        QJsonArray keys() const { return QJsonDocument::fromJson(out)["keys"_L1].toArray(); }
        QJsonArray candidates() const { return QJsonDocument::fromJson(out)["candidates"_L1].toArray(); }
    };

    Ran run(const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : places)
            environment.insert(QString::fromLatin1(name), m_home->filePath(QString::fromLatin1(name)));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(CROSSROADS_BINARY), arguments);
        process.write(input);
        process.closeWriteChannel();
        // A loop of ours: the fault servers of these tests live in this thread.
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    bool isOpen() const { return m_mode == "open"; }

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void cleanup()
    {
        if (!isOpen())
            return;
        const auto keys = run({u"keys"_s, u"list"_s, u"--json"_s}).keys();
        for (const auto &key : keys)
            QCOMPARE(run({u"keys"_s, u"remove"_s, u"--yes"_s, key["fingerprint"_L1].toString()}).status, 0);
    }

    void withoutAKeychainNothingIsKept()
    {
        if (isOpen())
            return;
        const QByteArray key = "sk-or-v1-FAKE-CANARY-0123456789abcd";
        const Ran added = run({u"keys"_s, u"add"_s, u"--provider"_s, u"openrouter"_s, u"--json"_s}, key);
        QCOMPARE(added.status, 4);
        QCOMPARE(added.out, QByteArray());
        const QByteArray words = m_mode == "locked"       ? "keychain is locked"
                                 : m_mode == "no-service" ? "No keychain is running"
                                                          : "no D-Bus session";
        QVERIFY2(added.err.contains(words), added.err.constData());
        QVERIFY(!added.err.contains("CANARY"));
        const Ran listed = run({u"keys"_s, u"list"_s, u"--json"_s});
        QCOMPARE(listed.status, 0);
        QVERIFY(listed.keys().isEmpty());
        QDirIterator files(m_home->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("CANARY"), qPrintable(file.fileName()));
        }
    }

    void aKeyIsAddedListedAndRemoved()
    {
        if (!isOpen())
            return;
        const QByteArray key = "sk-or-v1-FAKE-CANARY-0123456789abcd";
        const Ran added =
            run({u"keys"_s, u"add"_s, u"--provider"_s, u"openrouter"_s, u"--label"_s, u"Work"_s, u"--json"_s},
                "  \"" + key + "\"\n");
        QCOMPARE(added.status, 0);
        QCOMPARE(added.err, QByteArray());
        QVERIFY(!added.out.contains("CANARY"));
        const Ran listed = run({u"keys"_s, u"list"_s, u"--json"_s});
        QCOMPARE(listed.status, 0);
        QCOMPARE(listed.keys(), added.keys());
        const QJsonObject one = listed.keys().first().toObject();
        QCOMPARE(one.keys(), QStringList({u"enabled"_s, u"fingerprint"_s, u"label"_s, u"last4"_s,
                                          u"provider"_s, u"state"_s}));
        QCOMPARE(one["provider"_L1].toString(), u"openrouter"_s);
        QCOMPARE(one["label"_L1].toString(), u"Work"_s);
        QCOMPARE(one["last4"_L1].toString(), u"abcd"_s);
        QCOMPARE(one["state"_L1].toString(), u"untested"_s);
        QCOMPARE(one["enabled"_L1].toBool(), true);
        QCOMPARE(one["fingerprint"_L1].toString().size(), 6);
        const Ran removed = run({u"keys"_s, u"remove"_s, u"abcd"_s, u"--json"_s});
        QCOMPARE(removed.status, 0);
        QCOMPARE(removed.keys(), added.keys());
        QVERIFY(run({u"keys"_s, u"list"_s, u"--json"_s}).keys().isEmpty());
        QCOMPARE(run({u"keys"_s, u"remove"_s, u"abcd"_s}).status, 4);
    }

    void providersOfOnesOwnAreKeptTestedAndRemoved()
    {
        FaultServer lab([](QTcpSocket *socket, const QByteArray &request) {
            const bool good = request.contains("Bearer sk-lab-FAKE-CANARY-0123456789\r\n");
            socket->write(good ? FaultServer::ok("application/json", "{\"data\":[{\"id\":\"tiny\"}]}")
                               : FaultServer::status(401, "{}"));
            socket->disconnectFromHost();
        });
        const QString url = lab.url().toString();
        const auto providers = [](const Ran &ran) {
            return QJsonDocument::fromJson(ran.out)["providers"_L1].toArray();
        };
        QCOMPARE(run({u"providers"_s, u"add"_s, u"lab"_s}).status, 2);
        QCOMPARE(run({u"providers"_s, u"add"_s, u"openai"_s, url}).status, 2);
        const Ran secret = run({u"providers"_s, u"add"_s, u"lab"_s, url, u"--header"_s,
                                u"X-Team: sk-proj-CANARYaaaaaaaaaaaaaaaa"_s});
        QCOMPARE(secret.status, 2);
        QVERIFY(secret.err.contains("as the key") && !secret.err.contains("CANARY"));
        const Ran added = run({u"providers"_s, u"add"_s, u"lab"_s, url, u"--header"_s, u"X-Team: research"_s,
                               u"--needs-key"_s, u"--json"_s});
        QCOMPARE(added.status, 0);
        QCOMPARE(providers(added).first()["url"_L1].toString(), url);
        QCOMPARE(providers(run({u"providers"_s, u"list"_s, u"--json"_s})).size(), 1);
        const Ran refused = run({u"providers"_s, u"test"_s, u"lab"_s, u"--json"_s});
        QCOMPARE(refused.status, 4);
        const auto steps = QJsonDocument::fromJson(refused.out)["steps"_L1].toArray();
        QCOMPARE(steps[3]["step"_L1].toString(), u"accept"_s);
        QCOMPARE(steps[3]["state"_L1].toString(), u"failed"_s);
        if (isOpen()) {
            QCOMPARE(
                run({u"keys"_s, u"add"_s, u"--provider"_s, u"lab"_s}, "sk-lab-FAKE-CANARY-0123456789").status,
                0);
            const Ran passed = run({u"providers"_s, u"test"_s, u"lab"_s});
            QCOMPARE(passed.status, 0);
            QVERIFY2(passed.out.contains("1 model: tiny"), passed.out.constData());
            QCOMPARE(run({u"keys"_s, u"list"_s, u"--json"_s}).keys().first()["provider"_L1].toString(),
                     u"lab"_s);
            const Ran kept = run({u"providers"_s, u"remove"_s, u"lab"_s});
            QCOMPARE(kept.status, 0);
            QVERIFY(kept.err.contains("still in the keychain"));
            QCOMPARE(run({u"keys"_s, u"list"_s, u"--json"_s}).keys().size(), 1);
        } else {
            QCOMPARE(run({u"providers"_s, u"remove"_s, u"lab"_s}).status, 0);
        }
        QCOMPARE(run({u"providers"_s, u"remove"_s, u"lab"_s}).status, 4);
    }

    void anUnknownKeyNamesOpenRouterFirst()
    {
        const Ran asked = run({u"keys"_s, u"recognise"_s}, "whatever-this-0123456789");
        QCOMPARE(asked.status, 0);
        QCOMPARE(asked.candidates().first().toString(), u"openrouter"_s);
        const Ran refused = run({u"keys"_s, u"add"_s}, "whatever-this-0123456789");
        QCOMPARE(refused.status, 2);
        QVERIFY(refused.err.indexOf("openrouter") > 0);
        QVERIFY(refused.err.indexOf("openrouter") < refused.err.indexOf("mistral"));
        if (!isOpen())
            return;
        const Ran taken = run({u"keys"_s, u"add"_s, u"--yes"_s, u"--json"_s}, "whatever-this-0123456789");
        QCOMPARE(taken.status, 0);
        QCOMPARE(taken.keys().first()["provider"_L1].toString(), u"openrouter"_s);
    }

    void aKeyAsAnArgumentIsRefusedAndNotRepeated()
    {
        const Ran ran = run({u"keys"_s, u"add"_s, u"odd-FAKE-CANARY-0123456789"_s});
        QCOMPARE(ran.status, 2);
        QVERIFY(!ran.err.contains("CANARY"));
        QVERIFY(!ran.out.contains("CANARY"));
    }

    void wrongUseIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("no verb") << QStringList{} << QByteArray();
        QTest::newRow("an unknown verb") << QStringList{u"show"_s} << QByteArray();
        QTest::newRow("an unknown option") << QStringList{u"list"_s, u"--all"_s} << QByteArray();
        QTest::newRow("an empty key") << QStringList{u"add"_s} << QByteArray("\n");
        QTest::newRow("a key of two words") << QStringList{u"recognise"_s} << QByteArray("sk-a b");
        QTest::newRow("an unknown provider")
            << QStringList{u"add"_s, u"--provider"_s, u"nobody"_s} << QByteArray("sk-FAKE-0123456789");
        QTest::newRow("the Sandbox takes no key")
            << QStringList{u"add"_s, u"--provider"_s, u"sandbox"_s} << QByteArray("sk-FAKE-0123456789");
        QTest::newRow("remove without saying which") << QStringList{u"remove"_s} << QByteArray();
    }

    void wrongUseIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, input);
        const Ran ran = run(QStringList{u"keys"_s} + arguments, input);
        QCOMPARE(ran.status, 2);
        QVERIFY(ran.err.startsWith("crossroads: "));
        QCOMPARE(ran.out, QByteArray());
    }

    void noKeysAreADocumentToo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing to test") << QStringList{u"test"_s};
        QTest::newRow("no such key to test") << QStringList{u"test"_s, u"nobody"_s};
        QTest::newRow("no such key to remove") << QStringList{u"remove"_s, u"nobody"_s};
    }

    void noKeysAreADocumentToo()
    {
        QFETCH(QStringList, arguments);
        const Ran ran = run(QStringList{u"keys"_s, u"--json"_s} + arguments);
        QCOMPARE(ran.status, 4);
        QVERIFY(!ran.err.isEmpty());
        QVERIFY(QJsonDocument::fromJson(ran.out).object()["keys"_L1].isArray());
    }

    void anInterruptedPromptGivesTheEchoBack()
    {
        // Made before the fork: after it nothing is safe but exec.
        QByteArrayList words;
        for (const char *name : places)
            words.append(name + '=' + m_home->filePath(QString::fromLatin1(name)).toLocal8Bit());
        const QByteArray bus = "DBUS_SESSION_BUS_ADDRESS=" + qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const char *const environment[] = {words[0], words[1], words[2], words[3], bus, nullptr};
        int terminal = -1;
        const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
        QVERIFY(child >= 0);
        if (child == 0) {
            ::execle(CROSSROADS_BINARY, CROSSROADS_BINARY, "keys", "add", nullptr, environment);
            ::_exit(127);
        }
        const auto echoes = [terminal] {
            termios now{};
            return ::tcgetattr(terminal, &now) == 0 && (now.c_lflag & ECHO);
        };
        QVERIFY(echoes());
        QByteArray said;
        while (!said.contains("Key: ")) {
            char bytes[256];
            const auto count = ::read(terminal, bytes, sizeof bytes); // waits
            QVERIFY2(count > 0, said.constData());
            said.append(bytes, count);
        }
        QVERIFY(!echoes());
        QCOMPARE(::write(terminal, "\x03", 1), 1); // Ctrl+C
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
        QVERIFY(echoes());
        ::close(terminal);
    }

    void severalMeantKeysAreNotRemovedUnasked()
    {
        if (!isOpen())
            return;
        for (const char *key : {"sk-FAKE-first-0001", "sk-FAKE-second-0002"})
            QCOMPARE(run({u"keys"_s, u"add"_s, u"--provider"_s, u"groq"_s}, key).status, 0);
        QCOMPARE(run({u"keys"_s, u"remove"_s, u"groq"_s}).status, 2);
        QCOMPARE(run({u"keys"_s, u"list"_s, u"--json"_s}).keys().size(), 2);
        QCOMPARE(run({u"keys"_s, u"remove"_s, u"groq"_s, u"--yes"_s}).status, 0);
        QVERIFY(run({u"keys"_s, u"list"_s, u"--json"_s}).keys().isEmpty());
    }

    void compareSendsTheStoredKey()
    {
        if (!isOpen())
            return;
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::status(401, R"({"error":{"message":"no such key"}})"));
            socket->disconnectFromHost();
        });
        QCOMPARE(
            run({u"keys"_s, u"add"_s, u"--provider"_s, u"deepseek"_s}, "sk-FAKE-CANARY-stored-0001").status,
            0);
        const Ran ran = run({u"compare"_s, u"--provider"_s, u"deepseek="_s + server.url().toString(), u"-m"_s,
                             u"deepseek/some-model"_s, u"--json"_s, u"hello"_s});
        QCOMPARE(ran.status, 4);
        QVERIFY(server.requests().value(0).contains("Bearer sk-FAKE-CANARY-stored-0001"));
        QVERIFY(!ran.out.contains("CANARY"));
        QVERIFY(!ran.err.contains("CANARY"));
        const auto attempt = QJsonDocument::fromJson(ran.out)["answers"_L1][0]["attempts"_L1][0].toObject();
        QCOMPARE(attempt["key"_L1].toString(), u"0001"_s);
    }

    void testingTellsWhichKeysWork()
    {
        if (!isOpen())
            return;
        FaultServer server([](QTcpSocket *socket, const QByteArray &request) {
            socket->write(
                request.contains("CANARY-good")
                    ? FaultServer::ok("application/json",
                                      R"({"data":{"usage":1.5,"limit":10,"limit_remaining":8.5}})")
                    : FaultServer::status(401, R"({"error":{"message":"User not found.","code":401}})"));
            socket->disconnectFromHost();
        });
        const QString stand = u"openrouter="_s + server.url(u"/api/v1"_s).toString();
        QCOMPARE(run({u"keys"_s, u"test"_s}).status, 4); // there is none
        for (const char *key : {"sk-or-v1-FAKE-CANARY-good-0001", "sk-or-v1-FAKE-CANARY-dead-0002"})
            QCOMPARE(run({u"keys"_s, u"add"_s, u"--provider"_s, u"openrouter"_s}, key).status, 0);
        const Ran both = run({u"keys"_s, u"test"_s, u"--provider"_s, stand, u"--json"_s});
        QCOMPARE(both.status, 3);
        QCOMPARE(both.keys()[0]["state"_L1].toString(), u"works"_s);
        QCOMPARE(both.keys()[1]["state"_L1].toString(), u"refused"_s);
        QCOMPARE(both.keys()[0]["balance"_L1]["left"_L1][0]["amount"_L1].toString(), u"8.5"_s);
        QVERIFY(both.err.contains("Key 2"));
        QVERIFY(!both.err.contains("CANARY"));
        QCOMPARE(server.requests().size(), 2); // one each: the answer holds the balance too
        QVERIFY(server.requests().first().startsWith("GET /api/v1/key "));
        // It is remembered.
        const QJsonArray listed = run({u"keys"_s, u"list"_s, u"--json"_s}).keys();
        QCOMPARE(listed[1]["state"_L1].toString(), u"refused"_s);
        QCOMPARE(run({u"keys"_s, u"test"_s, u"0001"_s, u"--provider"_s, stand}).status, 0);
        QCOMPARE(run({u"keys"_s, u"test"_s, u"0002"_s, u"--provider"_s, stand}).status, 4);
    }

    void theDoctorSaysHowTheKeychainIs()
    {
        const Ran ran = run({u"doctor"_s, u"--json"_s});
        const auto checks = QJsonDocument::fromJson(ran.out)["checks"_L1].toArray();
        QJsonObject line;
        for (const auto &check : checks) {
            if (check["name"_L1] == "keychain"_L1)
                line = check.toObject();
        }
        QCOMPARE(line["state"_L1].toString(), isOpen() ? u"ok"_s : u"warn"_s);
        const QString words = isOpen()                 ? u"GNOME Keyring"_s
                              : m_mode == "locked"     ? u"locked"_s
                              : m_mode == "no-service" ? u"No keychain is running"_s
                                                       : u"no D-Bus session"_s;
        QVERIFY2(line["sentence"_L1].toString().contains(words), qPrintable(line["sentence"_L1].toString()));
    }
};

QTEST_GUILESS_MAIN(TestKeysCommand)
#include "tst_keyscommand.moc"
