// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// The program as a script sees it: arguments, standard streams, exit status.
class TestCommandLine : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QString m_labKey = u"fake-CANARY-key-0123456789"_s;

    /// \param mostBytes that a file of the child may have, as if the disk were full then; 0: any.
    /// \param redirection for the shell, as in >/dev/full
    QProcess *start(const QStringList &arguments, rlim_t mostBytes = 0, const QString &redirection = {})
    {
        auto *process = new QProcess(this);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            environment.insert(QString::fromLatin1(name), m_home.filePath(QString::fromLatin1(name)));
        environment.insert(u"LAB_KEY"_s, m_labKey);
        environment.remove(u"DISPLAY"_s);
        process->setProcessEnvironment(environment);
        if (mostBytes > 0)
            process->setChildProcessModifier([mostBytes] {
                const rlimit most{mostBytes, mostBytes};
                setrlimit(RLIMIT_FSIZE, &most);
                std::signal(SIGXFSZ, SIG_IGN); // stays so in the program
            });
        if (redirection.isEmpty())
            process->start(QStringLiteral(CROSSROADS_BINARY), arguments);
        else
            process->start(u"/bin/sh"_s, QStringList{u"-c"_s, uR"(exec "$0" "$@" )"_s + redirection,
                                                     QStringLiteral(CROSSROADS_BINARY)} +
                                             arguments);
        return process;
    }

    struct Ran
    {
        int status = -1;
        QByteArray out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    Ran run(const QStringList &arguments, const QByteArray &input = {}, rlim_t mostBytes = 0,
            const QString &redirection = {})
    {
        const std::unique_ptr<QProcess> process(start(arguments, mostBytes, redirection));
        process->write(input);
        process->closeWriteChannel();
        // A loop of ours: the fault servers of these tests live in this thread.
        if (!QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, 30'000))
            return {};
        return {process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
    }

private Q_SLOTS:
    void theDocumentIsAsPinned()
    {
        const Ran ran = run({u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"-m"_s,
                             u"sandbox/thinker@rate=0,ttft=0"_s, u"--json"_s, u"tell me"_s});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.err, QByteArray());
        const QJsonObject document = ran.json();
        QCOMPARE(document["schema"_L1].toInt(), 1);
        QCOMPARE(document["prompt"_L1].toString(), u"tell me"_s);
        QCOMPARE(document["total_cost_picousd"_L1].toInt(-1), 0);
        QVERIFY(!document["run_id"_L1].toString().isEmpty());
        QCOMPARE(document["answers"_L1].toArray().size(), 2);
        const QJsonObject answer = document["answers"_L1][1].toObject();
        for (const char *field : {"lane",
                                  "model",
                                  "answered_model",
                                  "provider",
                                  "state",
                                  "text",
                                  "reasoning",
                                  "refusal",
                                  "tool_calls",
                                  "citations",
                                  "usage",
                                  "usage_state",
                                  "cost_picousd",
                                  "cost_state",
                                  "ttft_ms",
                                  "total_ms",
                                  "tokens_per_second",
                                  "finish_reason",
                                  "native_finish_reason",
                                  "attempts",
                                  "error"})
            QVERIFY2(answer.contains(QLatin1StringView(field)), field);
        QCOMPARE(answer["state"_L1].toString(), u"done"_s);
        QCOMPARE(answer["lane"_L1].toInt(), 1);
        QCOMPARE(answer["usage_state"_L1].toString(), u"reported"_s);
        QVERIFY(answer["error"_L1].isNull());
        const QJsonObject attempt = answer["attempts"_L1][0].toObject();
        QCOMPARE(attempt["http_status"_L1].toInt(), 200);
        QCOMPARE(attempt["outcome"_L1].toString(), u"answered"_s);
        QVERIFY(attempt["key"_L1].isNull());
    }

    void linesOfJsonEndWithTheDocument()
    {
        const Ran ran = run({u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"--jsonl"_s, u"hi"_s});
        QCOMPARE(ran.status, 0);
        const QList<QByteArray> lines = ran.out.trimmed().split('\n');
        QVERIFY(lines.size() > 4);
        QString text;
        for (const QByteArray &line : lines.first(lines.size() - 1)) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            QVERIFY(event.contains("lane"_L1) && event.contains("t_ms"_L1) && event.contains("event"_L1));
            if (event["event"_L1] == "text"_L1)
                text += event["text"_L1].toString();
        }
        QCOMPARE(text, QJsonDocument::fromJson(lines.last()).object()["answers"_L1][0]["text"_L1].toString());
    }

    void statusSaysHowMuchWasDone_data()
    {
        QTest::addColumn<QStringList>("lineup");
        QTest::addColumn<int>("status");
        QTest::newRow("all") << QStringList{u"sandbox/swift@rate=0,ttft=0"_s} << 0;
        QTest::newRow("some") << QStringList{u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox/fails@ttft=0"_s}
                              << 3;
        QTest::newRow("none") << QStringList{u"sandbox/limited@ttft=0"_s, u"sandbox/breaks@rate=0,ttft=0"_s}
                              << 4;
        QTest::newRow("no such model") << QStringList{u"no/such-model"_s} << 2;
    }
    void statusSaysHowMuchWasDone()
    {
        QFETCH(QStringList, lineup);
        QFETCH(int, status);
        QStringList words{u"compare"_s, u"hi"_s};
        for (const QString &model : std::as_const(lineup))
            words += {u"-m"_s, model};
        const Ran ran = run(words);
        QCOMPARE(ran.status, status);
        QCOMPARE(ran.err.isEmpty(), status == 0);
    }

    void wrongUseSaysWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no prompt") << QStringList{u"compare"_s} << "prompt"_ba;
        QTest::newRow("an empty prompt") << QStringList{u"compare"_s, u" "_s} << "empty"_ba;
        QTest::newRow("two prompts") << QStringList{u"compare"_s, u"a"_s, u"b"_s} << "more than one"_ba;
        QTest::newRow("an unknown option") << QStringList{u"compare"_s, u"--speed"_s, u"a"_s} << "--speed"_ba;
        QTest::newRow("a missing value") << QStringList{u"compare"_s, u"a"_s, u"-m"_s} << "-m"_ba;
        QTest::newRow("a number that is none")
            << QStringList{u"compare"_s, u"--max-tokens"_s, u"x"_s, u"a"_s} << "--max-tokens"_ba;
        QTest::newRow("an address that is none")
            << QStringList{u"compare"_s, u"--provider"_s, u"x=ftp:/y"_s, u"a"_s} << "NAME=URL"_ba;
        QTest::newRow("a key in the address")
            << QStringList{u"compare"_s, u"--provider"_s, u"x=http://key@h/"_s, u"a"_s} << "--key-env"_ba;
        QTest::newRow("a number that is not a number")
            << QStringList{u"compare"_s, u"--temperature"_s, u"nan"_s, u"a"_s} << "--temperature"_ba;
        QTest::newRow("a value where none belongs")
            << QStringList{u"compare"_s, u"--json=yes"_s, u"a"_s} << "--json=yes"_ba;
        QTest::newRow("no such log level")
            << QStringList{u"compare"_s, u"--log-level"_s, u"loud"_s, u"a"_s} << "debug, info"_ba;
        QTest::newRow("no log level")
            << QStringList{u"compare"_s, u"a"_s, u"--log-level"_s} << "debug, info"_ba;
        QTest::newRow("an ignored provider that is none")
            << QStringList{u"compare"_s, u"--ignore"_s, u"depseek"_s, u"-m"_s, u"sandbox/swift"_s, u"a"_s}
            << "called \"depseek\""_ba;
        const auto amount = [](const char *name, const QString &option, const QString &value,
                               const QByteArray &says) {
            QTest::newRow(name) << QStringList{u"compare"_s, option, value, u"a"_s} << says;
        };
        amount("a budget that can be a thousand or one", u"--budget"_s, u"1.000"_s, "write 1000 or 1.00");
        amount("a budget with a comma", u"--budget"_s, u"1,000"_s, "write 1000 or 1.00");
        amount("a budget below nothing", u"--budget"_s, u"-1"_s, "negative");
        amount("a budget of nothing typed", u"--budget"_s, u""_s, "--budget takes USD");
        amount("a price that can be either", u"--max-price"_s, u"0.5/2,500"_s, "write 2500 or 2.50");
        amount("a price in another currency", u"--max-price"_s, u"1 EUR/2"_s, "no amount");
        QTest::newRow("an unknown command") << QStringList{u"compose"_s} << "compose"_ba;
        QTest::newRow("a near model")
            << QStringList{u"compare"_s, u"-m"_s, u"opnai/gpt-5"_s, u"a"_s} << "openai/gpt-5"_ba;
    }
    void wrongUseSaysWhatIsWrong()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, says);
        const Ran ran = run(words);
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QCOMPARE(ran.out, QByteArray());
    }

    void thePromptCanBeReadAndTheResultWritten()
    {
        const QString file = m_home.filePath(u"out.json"_s);
        const Ran ran = run(
            {u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"--json"_s, u"--out"_s, file, u"-"_s},
            "from standard input 漢字\n");
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.out, QByteArray());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QJsonObject document = QJsonDocument::fromJson(written.readAll()).object();
        QCOMPARE(document["prompt"_L1].toString(), u"from standard input 漢字"_s);
        QVERIFY(document["answers"_L1][0]["text"_L1].toString().contains(u"漢字"_s));
    }

    void anInterruptKeepsWhatArrived()
    {
        const std::unique_ptr<QProcess> process(
            start({u"compare"_s, u"-m"_s, u"sandbox/slow@ttft=0"_s, u"--jsonl"_s, u"hi"_s}));
        QByteArray out;
        QTRY_VERIFY((out += process->readAllStandardOutput(), out.contains("\"text\"")));
        ::kill(pid_t(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(10'000));
        out += process->readAllStandardOutput();
        QCOMPARE(process->exitCode(), 130);
        const QJsonObject document = QJsonDocument::fromJson(out.trimmed().split('\n').last()).object();
        QCOMPARE(document["answers"_L1][0]["state"_L1].toString(), u"stopped"_s);
        QVERIFY(!document["answers"_L1][0]["text"_L1].toString().isEmpty());
    }

    void aCustomProviderIsCalledWithItsKeyAndNothingLeaks()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(
                FaultServer::status(401, R"({"error":{"message":"wrong key fake-CANARY-key-0123456789"}})"));
        });
        const Ran ran = run({u"compare"_s, u"--provider"_s, u"lab="_s + server.url().toString(),
                             u"--key-env"_s, u"LAB_KEY"_s, u"-m"_s, u"lab/some/model"_s, u"--json"_s,
                             u"--log-level"_s, u"debug"_s, u"hi"_s});
        QCOMPARE(ran.status, 4);
        QCOMPARE(server.requests().size(), 1);
        QVERIFY(server.requests()[0].startsWith("POST /v1/chat/completions "));
        QVERIFY(server.requests()[0].contains("Bearer fake-CANARY-key-0123456789"));
        QVERIFY(server.requests()[0].contains("\"some/model\""));
        QCOMPARE(ran.json()["answers"_L1][0]["error"_L1]["kind"_L1].toString(), u"authentication"_s);
        QCOMPARE(ran.json()["answers"_L1][0]["attempts"_L1][0]["key"_L1].toString(), u"6789"_s);
        QVERIFY(!ran.out.contains("CANARY") && !ran.err.contains("CANARY"));
        QDirIterator files(m_home.path(), QDir::Files, QDirIterator::Subdirectories);
        int looked = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("CANARY"), qPrintable(file.fileName()));
            ++looked;
        }
        QVERIFY(looked >= 2); // the store and the log
    }

    void aKeyFromTheEnvironmentIsFreedOfWhatIsNoPartOfIt_data()
    {
        QTest::addColumn<QString>("held");
        QTest::addColumn<QByteArray>("sent"); // empty: nothing is
        QTest::newRow("quotes and a byte order mark")
            << u"\ufeff\u201cfake-CANARY-key-1\u201d\r\n"_s << "fake-CANARY-key-1"_ba;
        QTest::newRow("white space") << u"\u00a0fake-CANARY-key-1 \t\n"_s << "fake-CANARY-key-1"_ba;
        QTest::newRow("a space within") << u"fake CANARY-key-1"_s << QByteArray();
        QTest::newRow("a line end within") << u"fake-CANARY\nX-Evil: 1"_s << QByteArray();
        QTest::newRow("another letter") << u"fake-CANARY-k\u00e9y"_s << QByteArray();
    }
    void aKeyFromTheEnvironmentIsFreedOfWhatIsNoPartOfIt()
    {
        QFETCH(QString, held);
        QFETCH(QByteArray, sent);
        const auto before = qScopeGuard([this, key = m_labKey] { m_labKey = key; });
        m_labKey = held;
        FaultServer server(
            [](QTcpSocket *socket, const QByteArray &) { socket->write(FaultServer::status(400, "{}")); });
        const Ran ran = run({u"compare"_s, u"--provider"_s, u"lab="_s + server.url().toString(),
                             u"--key-env"_s, u"LAB_KEY"_s, u"-m"_s, u"lab/m"_s, u"--json"_s, u"hi"_s});
        QVERIFY(!ran.out.contains("CANARY") && !ran.err.contains("CANARY"));
        if (sent.isEmpty()) {
            QCOMPARE(server.requests().size(), 0);
            const QJsonValue error = ran.json()["answers"_L1][0]["error"_L1];
            QVERIFY2(error["message"_L1].toString().contains(u"one word of Latin letters"_s),
                     ran.out.constData());
            return;
        }
        QCOMPARE(server.requests().size(), 1);
        QVERIFY2(server.requests()[0].contains("Bearer " + sent + "\r\n"), server.requests()[0].constData());
    }

    void aRequestsWholeAddressIsPutRight_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("wire");
        QTest::addColumn<QByteArray>("asked");
        QTest::newRow("OpenAI's") << u"/v1/chat/completions"_s << QString() << "/v1/chat/completions"_ba;
        QTest::newRow("the list of models") << u"/v1/models/"_s << QString() << "/v1/chat/completions"_ba;
        QTest::newRow("Anthropic's, which tells the wire")
            << u"/v1/messages?beta=true"_s << QString() << "/v1/messages"_ba;
        QTest::newRow("Anthropic's, named") << u"/v1/messages"_s << u"anthropic"_s << "/v1/messages"_ba;
        QTest::newRow("Gemini's") << u"/v1beta/models/m:generateContent"_s << QString()
                                  << "/v1beta/models/m:streamGenerateContent?alt=sse"_ba;
        QTest::newRow("Ollama's") << u"/api/chat"_s << u"ollama"_s << "/api/chat"_ba;
        QTest::newRow("Ollama's other one") << u"/v1/chat/completions"_s << u"ollama"_s << "/api/chat"_ba;
    }
    void aRequestsWholeAddressIsPutRight()
    {
        QFETCH(QString, path);
        QFETCH(QString, wire);
        QFETCH(QByteArray, asked);
        FaultServer server(
            [](QTcpSocket *socket, const QByteArray &) { socket->write(FaultServer::status(401, "{}")); });
        QStringList words{u"compare"_s, u"--provider"_s,
                          u"lab="_s + server.url().resolved(QUrl(path)).toString()};
        if (!wire.isEmpty())
            words += {u"--wire"_s, wire};
        const Ran ran = run(words + QStringList{u"-m"_s, u"lab/m"_s, u"--json"_s, u"hi"_s});
        QCOMPARE(server.requests().size(), 1); // the prompt is sent once
        QVERIFY2(server.requests()[0].startsWith("POST " + asked + ' '), server.requests()[0].constData());
        QVERIFY2(ran.err.contains("is taken as its base address"), ran.err.constData());
    }

    void oneInterruptMayComeTwice()
    {
        // timeout(1) signals the process and then its group.
        const std::unique_ptr<QProcess> process(
            start({u"compare"_s, u"-m"_s, u"sandbox/slow@ttft=0"_s, u"--jsonl"_s, u"hi"_s}));
        QByteArray out;
        QTRY_VERIFY((out += process->readAllStandardOutput(), out.contains("\"text\"")));
        // Far enough apart that the second is not merged into the first, which is still pending.
        for (int i = 0; i < 50; ++i) {
            ::kill(pid_t(process->processId()), SIGINT);
            QThread::usleep(100);
        }
        QVERIFY(process->waitForFinished(10'000));
        out += process->readAllStandardOutput();
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 130);
        QVERIFY(QJsonDocument::fromJson(out.trimmed().split('\n').last()).object().contains("answers"_L1));
    }

    void outputThatDoesNotGetOutIsSaid_data()
    {
        QTest::addColumn<QString>("redirection");
        QTest::newRow("a full disk") << u">/dev/full"_s;
        QTest::newRow("closed") << u">&-"_s;
    }
    void outputThatDoesNotGetOutIsSaid()
    {
        QFETCH(QString, redirection);
        const QList<QStringList> all{
            {u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"--json"_s, u"hi"_s},
            {u"spend"_s, u"--json"_s},
            {u"models"_s, u"--json"_s, u"--limit"_s, u"1"_s},
            {u"--help"_s}};
        for (const QStringList &words : all) {
            const Ran ran = run(words, {}, 0, redirection);
            QCOMPARE(ran.status, 1);
            QVERIFY2(ran.err.contains("output can not be written"), ran.err.constData());
        }
    }

    void theResultGoesIntoAPipeAndLeavesItThere()
    {
        const QString pipe = m_home.filePath(u"pipe"_s);
        QCOMPARE(mkfifo(qPrintable(pipe), 0600), 0);
        const int reader = ::open(qPrintable(pipe), O_RDWR | O_NONBLOCK);
        QVERIFY(reader >= 0);
        const Ran ran = run({u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"--json"_s, u"--out"_s,
                             pipe, u"hi"_s});
        QByteArray bytes(64 * 1024, Qt::Uninitialized);
        bytes.truncate(qMax(ssize_t(0), ::read(reader, bytes.data(), size_t(bytes.size()))));
        ::close(reader);
        QCOMPARE(ran.status, 0);
        QVERIFY(QJsonDocument::fromJson(bytes).object().contains("answers"_L1));
        QVERIFY(!QFileInfo(pipe).isFile());
    }

    void helpIsAnOptionAndNotAPrompt()
    {
        QVERIFY(run({u"compare"_s, u"-h"_s}).out.startsWith("Usage:"));
        const Ran ran =
            run({u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"--json"_s, u"--"_s, u"--help"_s});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json()["prompt"_L1].toString(), u"--help"_s);
    }

    void recordingsAreDecoded()
    {
        const QByteArray stream =
            "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
        const Ran whole = run({u"decode"_s, u"--wire"_s, u"openai"_s, u"-"_s}, stream + "data: [DONE]\n\n");
        QCOMPARE(whole.status, 0);
        QCOMPARE(whole.json()["text"_L1].toString(), u"Hi"_s);
        const Ran cut = run({u"decode"_s, u"--wire"_s, u"openai"_s, u"-"_s}, stream);
        QCOMPARE(cut.status, 3);
        QCOMPARE(cut.json()["state"_L1].toString(), u"incomplete"_s);
        QCOMPARE(run({u"decode"_s, u"--wire"_s, u"morse"_s, u"-"_s}).status, 2);
    }

    void theDoctorLooksAtEverything()
    {
        const Ran ran = run({u"doctor"_s, u"--json"_s});
        QStringList names;
        for (const QJsonValue &check : ran.json()["checks"_L1].toArray()) {
            names.append(check["name"_L1].toString());
            QVERIFY(QStringList({u"ok"_s, u"warn"_s, u"fail"_s}).contains(check["state"_L1].toString()));
            QVERIFY(!check["sentence"_L1].toString().isEmpty());
        }
        QCOMPARE(names,
                 QStringList({u"display"_s, u"keychain"_s, u"store"_s, u"network"_s, u"tls"_s, u"proxy"_s}));
    }

    void theDoctorFindsAFullDisk()
    {
        run({u"doctor"_s}); // the store stands already: only what is to come has no room
        // Files of the child may not grow, as on a full disk.
        const Ran ran = run({u"doctor"_s, u"--json"_s}, {}, 200 * 1024);
        QCOMPARE(ran.status, 4);
        const QJsonObject store = ran.json()["checks"_L1][2].toObject();
        QCOMPARE(store["name"_L1].toString(), u"store"_s);
        QCOMPARE(store["state"_L1].toString(), u"fail"_s);
        QVERIFY(store["sentence"_L1].toString().contains(u"Free some space"_s));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
