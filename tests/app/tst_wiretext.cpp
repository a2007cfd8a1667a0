// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/wiretext.h"
#include "tests/support/faultserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// "Show the wire": what is kept, how it reads, and programs that really run.
using Maker = QString (*)(const WireRecord &);

class TestWireText : public QObject
{
    Q_OBJECT

    static constexpr auto key = "test-key-0123456789-last"_L1;

    static WireRecord record(const QUrl &url)
    {
        WireRecord record;
        record.provider = u"Lab"_s;
        record.method = "POST";
        record.url = url;
        record.requestHeaders.append("content-type"_L1, "application/json");
        record.requestHeaders.append("x-note"_L1, "it's \"quoted\"");
        record.requestBody =
            QByteArray("{\"model\":\"m\",\"text\":\"it's $HOME `id` \\\"quoted\\\" \\\\ 漢字 \\n\"}");
        record.keyHeaders = {"authorization: Bearer "};
        record.keyLastFour = u"last"_s;
        record.keyEnv = "LAB_API_KEY";
        return record;
    }

private Q_SLOTS:
    void theKeyIsMaskedAndJsonIsIndented()
    {
        WireRecord sent = record(QUrl(u"http://127.0.0.1:1/v1/chat?x=1"_s));
        sent.status = 200;
        sent.responseBody = "data: {\"a\":{\"b\":1}}\n\ndata: [DONE]\n\n";
        const QString request = requestText(sent, true);
        QVERIFY(request.startsWith(u"POST http://127.0.0.1:1/v1/chat?x=1\n"_s));
        QVERIFY(request.contains(u"authorization: Bearer ...last"_s));
        QVERIFY(request.contains(u"\n    \"model\": \"m\""_s));
        QVERIFY(requestText(sent, false).contains(u"{\"model\":\"m\""_s));
        QVERIFY(responseText(sent, true).contains(u"data: {\n    \"a\": {\n"_s));
        QVERIFY(responseText(sent, false).endsWith(u"data: {\"a\":{\"b\":1}}\n\ndata: [DONE]\n\n"_s));
    }

    void whatReallyWentOutIsShownWithoutTheKey()
    {
        WireLog log;
        WireRecord asked = record(QUrl(u"http://127.0.0.1:1/v1/chat"_s));
        asked.keyHeaders = {"X-Own-Key: "};
        const WireLog::Place place{u"run"_s, 0, 0};
        const qint64 number = log.begin(place, asked);
        QHttpHeaders sent;
        sent.append("host"_L1, "127.0.0.1:1");
        sent.append("accept"_L1, "*/*");
        sent.append("user-agent"_L1, "Crossroads/9");
        sent.append("content-length"_L1, "12");
        sent.append("content-type"_L1, "application/json");
        sent.append("x-own-key"_L1, QByteArray(key.data(), key.size()));
        sent.append("Authorization"_L1, "Basic bm9ib2R5OnNlY3JldA==");
        log.takeSent(number, "1.1", sent);
        const WireRecord shown = log.attempts(place).first();
        const QString text = requestText(shown, false);
        QVERIFY2(text.startsWith(u"POST http://127.0.0.1:1/v1/chat HTTP/1.1\nhost: 127.0.0.1:1\n"_s),
                 qPrintable(text));
        QVERIFY(text.contains(u"user-agent: Crossroads/9\n"_s) && text.contains(u"content-length: 12\n"_s));
        QVERIFY(text.contains(u"X-Own-Key: ...last\n"_s));
        for (const QString &all : {text, asCurl(shown), asPython(shown), asJavaScript(shown)})
            QVERIFY(!all.contains(key) && !all.contains(u"bm9ib2R5"_s));
        // The program that is copied says these for itself.
        for (const char *own : {"host", "user-agent", "content-length", "*/*"})
            QVERIFY2(!asCurl(shown).contains(QLatin1StringView(own)), own);
    }

    void copiedProgramsSendTheSameRequest_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<Maker>("maker");
        QTest::newRow("curl") << QStringList{u"sh"_s, u"-c"_s} << Maker(asCurl);
        QTest::newRow("Python") << QStringList{u"python3"_s, u"-c"_s} << Maker(asPython);
        QTest::newRow("JavaScript") << QStringList{u"node"_s, u"-e"_s} << Maker(asJavaScript);
    }
    void copiedProgramsSendTheSameRequest()
    {
        QFETCH(QStringList, command);
        QFETCH(Maker, maker);
        const QString needed =
            QString::fromLatin1(QTest::currentDataTag()) == "curl"_L1 ? u"curl"_s : command[0];
        if (QStandardPaths::findExecutable(needed).isEmpty())
            QSKIP(qPrintable(u"%1 is not installed"_s.arg(needed)));
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write("HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nall ok\n");
        });
        const QString program = maker(record(server.url(u"/v1/chat?x=1"_s)));
        QVERIFY(!program.contains(key));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LAB_API_KEY"_s, key);
        process.setProcessEnvironment(environment);
        process.start(command[0], {command[1], program});
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 30'000);
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
        QCOMPARE(process.readAllStandardOutput(), QByteArray("all ok\n"));
        QCOMPARE(server.requests().size(), 1);
        const QByteArray request = server.requests().first();
        const WireRecord sent = record({});
        QVERIFY(request.startsWith("POST /v1/chat?x=1 "));
        QVERIFY2(request.toLower().contains("authorization: bearer test-key-0123456789-last"), request);
        QVERIFY2(request.contains("it's \"quoted\""), request);
        QVERIFY2(request.endsWith(sent.requestBody), request);
    }

    void theLogForgetsTheOldestFirst()
    {
        WireLog log(1000);
        const WireLog::Place first{u"run"_s, 0, 0}, second{u"run"_s, 1, 0};
        const qint64 one = log.begin(first, {});
        const qint64 two = log.begin(second, {});
        log.takeHead(two, 200, {});
        log.append(one, QByteArray(400, 'a'));
        log.append(two, QByteArray(500, 'b'));
        QCOMPARE(log.attempts(first).size(), 1);
        log.append(two, QByteArray(200, 'b'));
        QCOMPARE(log.attempts(first).size(), 0);
        log.append(one, "late bytes of a forgotten record");
        QCOMPARE(log.attempts(second).first().responseBody, QByteArray(700, 'b'));
        QCOMPARE(log.attempts(second).first().status, 200);
    }
};

QTEST_GUILESS_MAIN(TestWireText)
#include "tst_wiretext.moc"
