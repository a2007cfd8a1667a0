// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/providertest.h"
#include "tests/support/faultserver.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using State = TestRow::State;
using std::chrono::milliseconds;

/// The steps of a provider's first test, over real sockets.
class TestProviderTest : public QObject
{
    Q_OBJECT

    static FaultServer::Handler answering(const QByteArray &bytes)
    {
        return [bytes](QTcpSocket *socket, const QByteArray &) {
            socket->write(bytes);
            socket->disconnectFromHost();
        };
    }

    static Vendor vendorAt(const QUrl &url, Wire wire = Wire::OpenAi)
    {
        return {.slug = u"lab"_s,
                .name = u"lab"_s,
                .baseUrl = url,
                .wire = wire,
                .auth = usualAuth(wire),
                .keyEnv = {},
                .custom = true,
                .extraHeaders = {{"X-Team", "research"}}};
    }

    /// "ok ok - failed -": one word a row, in order.
    static QString states(const ProviderTest &test)
    {
        static const QHash<State, QString> words{
            {State::Waiting, u"waiting"_s},   {State::Running, u"running"_s}, {State::Ok, u"ok"_s},
            {State::Doubtful, u"doubtful"_s}, {State::Failed, u"failed"_s},   {State::Skipped, u"-"_s}};
        QStringList all;
        for (const TestRow &row : test.rows())
            all.append(words.value(row.state));
        return all.join(u' ');
    }

    static bool ended(ProviderTest &test, const Vendor &vendor, const Secret &key = {})
    {
        QSignalSpy finished(&test, &ProviderTest::finished);
        test.start(vendor, key);
        return finished.wait(10'000) && finished.size() == 1 && !test.isRunning();
    }

    static TestRow failedRow(const ProviderTest &test)
    {
        const auto row = std::ranges::find(test.rows(), State::Failed, &TestRow::state);
        return row == test.rows().end() ? TestRow() : *row;
    }

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("sentence"); // of the row that matters, in part
        QTest::addColumn<TestStep>("step");
        const QByteArray json = "application/json";
        const QByteArray two = FaultServer::ok(json, "{\"data\":[{\"id\":\"a/one\"},{\"id\":\"two\"}]}");
        QTest::newRow("all good") << two << QByteArray("sk-FAKE-1234567890") << u"ok ok - ok ok"_s
                                  << u"2 models, a/one"_s << TestStep::List;
        QTest::newRow("all good without a key")
            << two << QByteArray() << u"ok ok - ok ok"_s << u"No key is asked for"_s << TestStep::Accept;
        QTest::newRow("an empty list") << FaultServer::ok(json, "{\"data\":[]}") << QByteArray()
                                       << u"ok ok - ok doubtful"_s << u"is empty"_s << TestStep::List;
        QTest::newRow("a refused key") << FaultServer::status(401, "{\"error\":{\"message\":\"bad\"}}")
                                       << QByteArray("sk-FAKE-1234567890") << u"ok ok - failed -"_s
                                       << u"refuses the key (401)"_s << TestStep::Accept;
        QTest::newRow("a key is wanted")
            << FaultServer::status(401, "{}") << QByteArray() << u"ok ok - failed -"_s
            << u"wants a key (401)"_s << TestStep::Accept;
        QTest::newRow("a key that may not")
            << FaultServer::status(403, "{\"error\":{\"message\":\"no\"}}")
            << QByteArray("sk-FAKE-1234567890") << u"ok ok - failed -"_s << u"(403)"_s << TestStep::Accept;
        QTest::newRow("a page of HTML")
            << FaultServer::ok("text/html", "<html><body>Sign in</body></html>") << QByteArray()
            << u"ok ok - ok failed"_s << u"A web page answers"_s << TestStep::List;
        QTest::newRow("JSON that is no list")
            << FaultServer::ok(json, "{\"hello\":1}") << QByteArray() << u"ok ok - ok failed"_s
            << u"no list of models"_s << TestStep::List;
        QTest::newRow("nothing at that path") << FaultServer::status(404, "nope") << QByteArray()
                                              << u"ok ok - - failed"_s << u"(404)"_s << TestStep::List;
        QTest::newRow("no credit is no reason to doubt the key")
            << FaultServer::status(402, "{\"error\":{\"message\":\"pay\"}}")
            << QByteArray("sk-FAKE-1234567890") << u"ok ok - ok doubtful"_s << u"not refused (402)"_s
            << TestStep::Accept;
        QTest::newRow("a server that fails") << FaultServer::status(500, "oops") << QByteArray()
                                             << u"ok ok - - failed"_s << u""_s << TestStep::List;
        QTest::newRow("closed without an answer") << QByteArray() << QByteArray() << u"ok ok - failed -"_s
                                                  << u"without an answer"_s << TestStep::Accept;
        QTest::newRow("sent on elsewhere")
            << FaultServer::status(302, "", "Location: https://elsewhere.example/v1\r\n") << QByteArray()
            << u"ok ok - failed -"_s << u"elsewhere.example"_s << TestStep::Accept;
    }

    void answers()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, key);
        QFETCH(QString, expected);
        QFETCH(QString, sentence);
        QFETCH(TestStep, step);
        FaultServer server(answering(answer));
        ProviderTest test({});
        QVERIFY(ended(test, vendorAt(server.url()), Secret(key)));
        QCOMPARE(states(test), expected);
        QVERIFY2(test.row(step).sentence.contains(sentence), qPrintable(test.row(step).sentence));
        QCOMPARE(test.passed(), !expected.contains(u"failed"_s));
        QVERIFY(server.requests().first().startsWith("GET /v1/models "));
        QVERIFY(server.requests().first().toLower().contains("x-team: research\r\n"));
        QCOMPARE(server.requests().first().contains("Bearer sk-FAKE-1234567890"), !key.isEmpty());
        for (const TestRow &row : test.rows()) {
            QVERIFY(!row.sentence.isEmpty());
            QVERIFY(!(row.sentence + row.hint).contains(u"FAKE"_s));
            QVERIFY(row.state != State::Failed || !row.hint.isEmpty());
        }
    }

    void everyWireIsAskedForItsOwnList_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("Anthropic") << Wire::Anthropic
                                   << QByteArray(
                                          "{\"data\":[{\"id\":\"m\",\"type\":\"model\"}],\"has_more\":false}")
                                   << QByteArray("GET /v1/models") << QByteArray("x-api-key: sk-FAKE");
        QTest::newRow("Gemini") << Wire::Gemini << QByteArray("{\"models\":[{\"name\":\"models/m\"}]}")
                                << QByteArray("GET /v1/models") << QByteArray("x-goog-api-key: sk-FAKE");
        QTest::newRow("Ollama") << Wire::Ollama << QByteArray("{\"models\":[{\"name\":\"m:1b\"}]}")
                                << QByteArray("GET /v1/api/tags")
                                << QByteArray("authorization: Bearer sk-FAKE");
    }

    void everyWireIsAskedForItsOwnList()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, header);
        FaultServer server(answering(FaultServer::ok("application/json", body)));
        ProviderTest test({});
        QVERIFY(ended(test, vendorAt(server.url(), wire), Secret("sk-FAKE")));
        QCOMPARE(states(test), u"ok ok - ok ok"_s);
        QCOMPARE(test.models(), 1);
        QVERIFY2(server.requests().first().startsWith(request), server.requests().first().constData());
        QVERIFY(server.requests().first().toLower().contains(header.toLower()));
    }

    void anUnknownHostFailsAtItsName()
    {
        ProviderTest test({.proxy = u"none"_s});
        QVERIFY(ended(test, vendorAt(QUrl(u"https://no-such-host.invalid/v1"_s))));
        QCOMPARE(states(test), u"failed - - - -"_s);
        QVERIFY(failedRow(test).sentence.contains(u"no-such-host.invalid"_s));
        QVERIFY(!failedRow(test).hint.isEmpty());
    }

    void aRefusedPortFailsAtTheConnection()
    {
        ProviderTest test({});
        QVERIFY(ended(test, vendorAt(QUrl(u"http://127.0.0.1:9/v1"_s))));
        QCOMPARE(states(test), u"ok failed - - -"_s);
        QVERIFY(failedRow(test).sentence.contains(u"127.0.0.1:9"_s));
        QVERIFY(ended(test, vendorAt(QUrl(u"http://localhost:9/v1"_s)))); // a name that is there
        QCOMPARE(states(test), u"ok failed - - -"_s);
    }

    void aCertificateOfNobodyFailsAtTheEncryption()
    {
        const QTemporaryDir folder;
        const QString key = folder.filePath(u"key.pem"_s);
        const QString certificate = folder.filePath(u"cert.pem"_s);
        if (QProcess::execute(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s,
                                             u"-keyout"_s, key, u"-out"_s, certificate, u"-days"_s, u"1"_s,
                                             u"-subj"_s, u"/CN=localhost"_s}) != 0)
            QSKIP("openssl is not installed");
        QFile keyFile(key), certificateFile(certificate);
        QVERIFY(keyFile.open(QIODevice::ReadOnly) && certificateFile.open(QIODevice::ReadOnly));
        const QByteArray pem = certificateFile.readAll();
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setPrivateKey(QSslKey(keyFile.readAll(), QSsl::Rsa));
        tls.setLocalCertificate(QSslCertificate(pem));
        QSslServer server;
        server.setSslConfiguration(tls);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray received;
        connect(&server, &QTcpServer::pendingConnectionAvailable, this, [&] {
            while (QTcpSocket *socket = server.nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [&received, socket] {
                    received += socket->readAll();
                    if (!received.contains("\r\n\r\n"))
                        return;
                    socket->write(FaultServer::ok("application/json", "{\"data\":[{\"id\":\"m\"}]}"));
                    socket->disconnectFromHost();
                });
        });
        const QUrl url(u"https://localhost:%1/v1"_s.arg(server.serverPort()));
        ProviderTest test({});
        QVERIFY(ended(test, vendorAt(url), Secret("sk-FAKE-CANARY-000000")));
        QCOMPARE(states(test), u"ok ok failed - -"_s);
        QVERIFY(failedRow(test).sentence.contains(u"not trusted"_s));
        QVERIFY(!received.contains("CANARY")); // nothing was sent
        ProviderTest trusting({.authorities = {pem}});
        QVERIFY(ended(trusting, vendorAt(url), Secret("sk-FAKE-CANARY-000000")));
        QCOMPARE(states(trusting), u"ok ok ok ok ok"_s);
    }

    void silenceEndsWithTheTimeOut()
    {
        FaultServer server([](QTcpSocket *, const QByteArray &) {});
        ProviderTest test({});
        test.setLimits({.connect = milliseconds(5'000), .total = milliseconds(150)});
        QVERIFY(ended(test, vendorAt(server.url())));
        QCOMPARE(states(test), u"ok ok - failed -"_s);
        QVERIFY(failedRow(test).sentence.contains(u"0.15 s"_s));
    }

    void itCanBeStoppedAndBegunAgain()
    {
        bool silent = true;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            if (silent)
                return;
            socket->write(FaultServer::ok("application/json", "{\"data\":[{\"id\":\"m\"}]}"));
            socket->disconnectFromHost();
        });
        ProviderTest test({});
        QSignalSpy finished(&test, &ProviderTest::finished);
        test.start(vendorAt(server.url()), {});
        QCOMPARE(test.row(TestStep::Resolve).state, State::Running);
        QTRY_COMPARE(test.row(TestStep::Accept).state, State::Running);
        test.cancel();
        QVERIFY(finished.isEmpty()); // queued
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(states(test), u"ok ok - - -"_s);
        QVERIFY(!test.isRunning());
        silent = false;
        QVERIFY(ended(test, vendorAt(server.url())));
        QCOMPARE(states(test), u"ok ok - ok ok"_s);
        // Gone in the middle: no word after it.
        auto gone = std::make_unique<ProviderTest>(NetworkWay{});
        gone->start(vendorAt(server.url()), {});
        gone.reset();
    }

    void aPlainAddressElsewhereIsDoubtful()
    {
        // Through a proxy, which is a server of ours: the name need not be known here.
        FaultServer proxy(answering(FaultServer::ok("application/json", "{\"data\":[{\"id\":\"m\"}]}")));
        NetworkWay way{.proxy = u"none"_s};
        way.proxyByHost.insert(u"llm.invalid"_s, u"http://127.0.0.1:%1"_s.arg(proxy.port()));
        ProviderTest test(way);
        QVERIFY(ended(test, vendorAt(QUrl(u"http://llm.invalid/v1"_s))));
        QCOMPARE(states(test), u"ok ok doubtful ok ok"_s);
        QVERIFY(test.passed());
        QVERIFY(proxy.requests().first().startsWith("GET http://llm.invalid/v1/models"));
        QVERIFY(test.row(TestStep::Connect).sentence.startsWith(u"The proxy"_s));
        // Everybody's proxy is not asked for this machine.
        way.proxy = u"http://127.0.0.1:9"_s;
        ProviderTest here(way);
        QVERIFY(ended(here, vendorAt(QUrl(proxy.url()))));
        QVERIFY(here.row(TestStep::Connect).sentence.startsWith(u"Port "_s));
    }
};

QTEST_GUILESS_MAIN(TestProviderTest)
#include "tst_providertest.moc"
