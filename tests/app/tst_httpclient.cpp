// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/fetch.h"
#include "tests/support/exchanges.h"
#include "tests/support/faultserver.h"

#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// 1 MiB of zeros, in gzip.
static QByteArray bombOfZeros()
{
    z_stream stream = {};
    constexpr int asGzip = 31;
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, asGzip, 8, Z_DEFAULT_STRATEGY);
    QByteArray zeros(1024 * 1024, '\0'), packed(16 * 1024, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(zeros.data());
    stream.avail_in = uInt(zeros.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(packed.size() - qsizetype(stream.avail_out));
    deflateEnd(&stream);
    return packed;
}

class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPackedBodyIsUnpackedAsItArrives()
    {
        // "data: one\n\n" and "data: two\n\n", each flushed, in one stream of gzip
        const QByteArray first =
            QByteArray::fromHex("1f8b08000000000002034a492c49b452c8cf4be5e202000000ffff");
        const QByteArray rest = QByteArray::fromHex("4b01334bcaf3b9b800a20d4a3f16000000");
        for (const QByteArray &named :
             {"Content-Encoding: gzip\r\n"_ba, "content-encoding: X-GZIP\r\n"_ba, ""_ba}) {
            QTcpSocket *waiting = nullptr;
            FaultServer server([&](QTcpSocket *socket, const QByteArray &request) {
                QVERIFY(request.contains("Accept-Encoding: identity"));
                waiting = socket;
                socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + named + "\r\n" +
                              FaultServer::chunk(first));
            });
            HttpClient client;
            Seen seen;
            watch(client.send(post(server.url()), this), seen);
            QTRY_COMPARE(seen.body, "data: one\n\n"_ba);
            QCOMPARE(seen.ends, 0);
            waiting->write(FaultServer::chunk(rest) + FaultServer::chunk({}));
            QTRY_COMPARE(seen.ends, 1);
            QVERIFY(!seen.error);
            QCOMPARE(seen.body, "data: one\n\ndata: two\n\n"_ba);
        }
    }

    void aPackedBodyThatIsNoneIsAnErrorWithoutItsBytes_data()
    {
        QTest::addColumn<QByteArray>("named");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        const QByteArray packed = QByteArray::fromHex(
            "1f8b08000000000002034a492c49b452c8cf4be5e202000000ffff4b01334bcaf3b9b800a20d4a3f16000000");
        QTest::newRow("damaged") << "gzip"_ba << packed.first(10) + QByteArray(40, '\xff')
                                 << ErrorKind::Protocol;
        QTest::newRow("unknown") << "compress"_ba << "\x1f\x9d\x90\x64\x01"_ba << ErrorKind::Protocol;
        QTest::newRow("cut") << "gzip"_ba << packed.chopped(6) << ErrorKind::Network;
    }
    void aPackedBodyThatIsNoneIsAnErrorWithoutItsBytes()
    {
        QFETCH(QByteArray, named);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::status(200, body, "Content-Encoding: " + named + "\r\n"));
        });
        HttpClient client;
        Seen seen;
        watch(client.send(post(server.url()), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(seen.error);
        QCOMPARE(seen.error->kind, kind);
        QVERIFY(seen.error->maybeBilled);
        const QString told = seen.error->message + seen.error->hint + seen.error->detail;
        QVERIFY2(std::ranges::all_of(told, [](QChar c) { return c.isPrint(); }), qPrintable(told));
    }

    void aBombEndsWhereItsReaderHasEnough()
    {
        const QByteArray bomb = bombOfZeros();
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::status(200, bomb, "Content-Encoding: gzip\r\n"));
        });
        HttpClient client;
        qsizetype got = 0;
        const auto answer = fetch(client, post(server.url()), {.bytes = 64 * 1024});
        QTRY_VERIFY(answer.isFinished());
        QCOMPARE(answer.result().error().kind, ErrorKind::Protocol);
        Seen seen;
        HttpExchange *exchange = client.send(post(server.url()), this);
        watch(exchange, seen);
        connect(exchange, &HttpExchange::dataReceived, this, [&](const QByteArray &bytes) {
            got += bytes.size();
            exchange->abort({ErrorKind::Cancelled, {}, {}, {}});
        });
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(got > 0 && got < 128 * 1024);
        HttpExchange *destroyed = client.send(post(server.url()), this);
        connect(destroyed, &HttpExchange::dataReceived, this,
                [&] { delete std::exchange(destroyed, nullptr); });
        QTRY_VERIFY(!destroyed);
    }

    void aPostIsNeverSentTwice()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) { socket->close(); });
        HttpClient client;
        Seen seen;
        watch(client.send(post(server.url()), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(seen.error->kind, ErrorKind::Network);
        QVERIFY(seen.error->maybeBilled);
    }

    void norOnAConnectionThatWasUsedBefore()
    {
        int count = 0;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            if (++count == 1)
                socket->write(FaultServer::ok("application/json", "{}"));
            else
                socket->close();
        });
        HttpClient client;
        Seen first, second;
        watch(client.send(post(server.url()), this), first);
        QTRY_COMPARE(first.ends, 1);
        QVERIFY(!first.error);
        watch(client.send(post(server.url()), this), second);
        QTRY_COMPARE(second.ends, 1);
        QCOMPARE(server.requests().size(), 2);
        QCOMPARE(second.error->kind, ErrorKind::Network);
    }

    void aRedirectCarriesNoKeyAnywhere()
    {
        FaultServer other([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "x"));
        });
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::status(307, {}, "Location: " + other.url().toEncoded() + "\r\n"));
        });
        HttpClient client;
        Seen seen;
        watch(client.send(post(server.url()), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Protocol);
        QVERIFY(seen.error->message.contains(QString::number(other.port())));
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(other.requests().size(), 0);
    }

    void sixteenRequestsToOneHostAreUnderWayAtOnce()
    {
        QList<QTcpSocket *> waiting;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) { waiting.append(socket); });
        HttpClient client;
        std::array<Seen, 16> seen;
        for (Seen &one : seen)
            watch(client.send(post(server.url()), this), one);
        QTRY_COMPARE(waiting.size(), 16); // none has been answered yet
        for (QTcpSocket *socket : std::as_const(waiting))
            socket->write(FaultServer::ok("text/plain", "x"));
        for (const Seen &one : seen)
            QTRY_COMPARE(one.ends, 1);
    }

    void anErrorStatusIsAnAnswerWithABody()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::status(500, "{\"e\":1}"));
        });
        HttpClient client;
        Seen seen;
        HttpExchange *exchange = client.send(post(server.url()), this);
        watch(exchange, seen);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(!seen.error);
        QCOMPARE(exchange->status(), 500);
        QCOMPARE(seen.body, "{\"e\":1}"_ba);
    }

    void aCutChunkedBodyIsANetworkError()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + FaultServer::chunk("data: a\n\n") + "40\r\nhalf");
            socket->flush();
            socket->disconnectFromHost();
        });
        HttpClient client;
        Seen seen;
        watch(client.send(post(server.url()), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(seen.error);
        QCOMPARE(seen.error->kind, ErrorKind::Network);
        QVERIFY(seen.body.startsWith("data: a\n\n"));
    }

    void refusedAndUnknownHostsSaySo()
    {
        HttpClient client;
        Seen refused, unknown;
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();
        watch(client.send(post(QUrl(u"http://127.0.0.1:%1/v1?secret=1"_s.arg(port))), this), refused);
        watch(client.send(post(QUrl(u"http://no-such-host.invalid/v1"_s)), this), unknown);
        QTRY_COMPARE(refused.ends, 1);
        QVERIFY(refused.error->message.contains(QString::number(port)));
        QVERIFY(!refused.error->maybeBilled);
        QTRY_COMPARE_WITH_TIMEOUT(unknown.ends, 1, 30'000);
        QCOMPARE(unknown.error->kind, ErrorKind::Network);
        QVERIFY(unknown.error->message.contains(u"no-such-host.invalid"_s));
        for (const Seen *seen : {&refused, &unknown}) {
            const QString all = seen->error->message + seen->error->hint + seen->error->detail;
            QVERIFY(!all.contains(u"fake-key"_s));
            QVERIFY(!seen->error->message.contains(u"secret"_s));
        }
    }

    void anUntrustedCertificateStopsBeforeAnythingIsSent()
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
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setPrivateKey(QSslKey(keyFile.readAll(), QSsl::Rsa));
        tls.setLocalCertificate(QSslCertificate(certificateFile.readAll()));
        QSslServer server;
        server.setSslConfiguration(tls);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        HttpClient client;
        Seen seen;
        HttpExchange *bad =
            client.send(post(QUrl(u"https://127.0.0.1:%1/v1"_s.arg(server.serverPort()))), this);
        watch(bad, seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Tls);
        QVERIFY(seen.error->message.contains(u"not trusted: self-signed certificate"_s));
        QVERIFY(!seen.error->maybeBilled);
        const HttpSteps steps = bad->steps();
        QVERIFY(steps.resolved && steps.connected && !steps.secured && !steps.sent);
        // A company's own authority is trusted once it is named; what is no certificate does no harm.
        certificateFile.seek(0);
        client.setWay({.authorities = {certificateFile.readAll(), "no certificate"}});
        Seen trusted;
        HttpExchange *exchange =
            client.send(post(QUrl(u"https://localhost:%1/v1"_s.arg(server.serverPort()))), this);
        watch(exchange, trusted);
        QSignalSpy connected(exchange, &HttpExchange::connected);
        QTRY_COMPARE(connected.size(), 1);
        QVERIFY(exchange->steps().secured && exchange->steps().secureTime.count() > 0);
        exchange->abort({ErrorKind::Cancelled, {}, {}, {}});
        QTRY_COMPARE(trusted.ends, 1);
    }

    void whatIsPreparedWaitsForItsStart()
    {
        FaultServer server(
            [](QTcpSocket *socket, const QByteArray &) { socket->write(FaultServer::ok("", "x")); });
        HttpClient client;
        Seen seen, stopped;
        HttpExchange *exchange = client.prepare(post(server.url()), this);
        HttpExchange *never = client.prepare(post(server.url()), this);
        watch(exchange, seen);
        watch(never, stopped);
        never->abort({ErrorKind::Cancelled, {}, {}, {}});
        never->start();
        QTRY_COMPARE(stopped.ends, 1);
        QVERIFY(!stopped.error->maybeBilled && server.requests().isEmpty());
        exchange->start();
        exchange->start(); // once is enough
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(!seen.error && server.requests().size() == 1);
    }

    void aServerThatNeverAcceptsTimesOut()
    {
        // A listener whose queue is full: the connection never comes to stand.
        QTcpServer full;
        full.setListenBacklogSize(0);
        QVERIFY(full.listen(QHostAddress::LocalHost));
        full.pauseAccepting();
        QList<QTcpSocket *> fillers;
        for (int i = 0; i < 4; ++i) {
            fillers.append(new QTcpSocket(this));
            fillers.last()->connectToHost(QHostAddress::LocalHost, full.serverPort());
        }
        QTRY_COMPARE(fillers.first()->state(), QAbstractSocket::ConnectedState);
        HttpClient client;
        Seen seen;
        HttpRequest request = post(QUrl(u"http://127.0.0.1:%1/"_s.arg(full.serverPort())));
        request.connectTimeout = std::chrono::milliseconds(150);
        HttpExchange *exchange = client.send(request, this);
        watch(exchange, seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Timeout);
        QVERIFY(exchange->steps().resolved && !exchange->steps().connected);
    }

    void theHeadersAreThoseThatWentOut()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "x"));
        });
        HttpClient client;
        Seen seen;
        HttpRequest request = post(server.url());
        request.headers.append("x-empty"_L1, "");
        HttpExchange *exchange = client.send(request, this);
        QVERIFY(exchange->sentHeaders().isEmpty());
        watch(exchange, seen);
        QTRY_COMPARE(seen.ends, 1);
        QHttpHeaders arrived;
        const QByteArray head = server.requests()[0].first(server.requests()[0].indexOf("\r\n\r\n"));
        const QList<QByteArray> lines = head.split('\n');
        for (const QByteArray &line : lines.sliced(1))
            arrived.append(QLatin1StringView(line.first(line.indexOf(':'))),
                           line.sliced(line.indexOf(':') + 1).trimmed());
        QCOMPARE(exchange->sentHeaders().toListOfPairs(), arrived.toListOfPairs());
        QCOMPARE(exchange->sentVersion(), "1.1"_ba);
        using Known = QHttpHeaders::WellKnownHeader;
        QCOMPARE(arrived.value(Known::Host), "127.0.0.1:" + QByteArray::number(server.port()));
        QCOMPARE(arrived.value(Known::ContentLength), "7"_ba);
        QCOMPARE(arrived.value(Known::AcceptEncoding), "identity"_ba);
        QCOMPARE(arrived.value(Known::UserAgent), "Crossroads/" CROSSROADS_VERSION ""_ba);
        QCOMPARE(arrived.value(Known::Authorization), "Bearer fake-key-00000000"_ba);
        QVERIFY(arrived.contains("x-empty"_L1));
        QVERIFY(!arrived.contains(Known::Expect) && !arrived.contains(Known::ContentType));
    }

    void theStepsTellHowFarItCame()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "x"));
        });
        HttpClient client;
        Seen good, refused, unknown;
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();
        HttpExchange *one = client.send(post(server.url()), this);
        HttpExchange *two = client.send(post(QUrl(u"http://127.0.0.1:%1/v1"_s.arg(port))), this);
        HttpExchange *three = client.send(post(QUrl(u"http://no-such-host.invalid/v1"_s)), this);
        watch(one, good);
        watch(two, refused);
        watch(three, unknown);
        QTRY_VERIFY_WITH_TIMEOUT(good.ends == 1 && refused.ends == 1 && unknown.ends == 1, 30'000);
        QVERIFY(one->steps().resolved && one->steps().connected && one->steps().sent);
        QVERIFY(!one->steps().secured);
        QCOMPARE(one->steps().address, u"127.0.0.1:%1"_s.arg(server.port()));
        QVERIFY(one->steps().connectTime.count() > 0);
        QVERIFY(two->steps().resolved && !two->steps().connected && !two->steps().sent);
        QCOMPARE(two->steps().address, u"127.0.0.1:%1"_s.arg(port));
        QVERIFY(!three->steps().resolved && !three->steps().connected && three->steps().address.isEmpty());
    }

    void aServerThatSaysNoWordOfTlsHasTakenTheConnection()
    {
        QTcpServer mute;
        QVERIFY(mute.listen(QHostAddress::LocalHost));
        HttpClient client;
        Seen seen;
        HttpRequest request = post(QUrl(u"https://127.0.0.1:%1/"_s.arg(mute.serverPort())));
        request.connectTimeout = std::chrono::milliseconds(300);
        HttpExchange *exchange = client.send(request, this);
        watch(exchange, seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Timeout);
        QVERIFY(!seen.error->maybeBilled);
        const HttpSteps steps = exchange->steps();
        QVERIFY(steps.resolved && steps.connected && !steps.secured && !steps.sent);
        QCOMPARE(steps.address, u"127.0.0.1:%1"_s.arg(mute.serverPort()));
    }

    void anExchangeMayGoInsideItsOwnSignals_data()
    {
        QTest::addColumn<int>("at");
        QTest::newRow("connected") << 0;
        QTest::newRow("headersReceived") << 1;
        QTest::newRow("dataReceived") << 2;
        QTest::newRow("finished") << 3;
        QTest::newRow("dataReceived, and the client with it") << 4;
        QTest::newRow("at once") << 5;
    }
    void anExchangeMayGoInsideItsOwnSignals()
    {
        QFETCH(int, at);
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "some text"));
        });
        auto client = std::make_unique<HttpClient>();
        Seen other;
        watch(client->send(post(server.url()), this), other);
        QPointer<HttpExchange> exchange = client->send(post(server.url()), this);
        QSignalSpy finished(exchange, &HttpExchange::finished);
        const auto remove = [&](int now) {
            if (at == now)
                delete exchange.data();
        };
        connect(exchange, &HttpExchange::connected, exchange, [&] { remove(0); });
        connect(exchange, &HttpExchange::headersReceived, exchange, [&] { remove(1); });
        connect(exchange, &HttpExchange::finished, exchange, [&] { remove(3); });
        connect(exchange, &HttpExchange::dataReceived, exchange, [&] {
            if (at == 4)
                client.reset();
            remove(at == 4 ? 4 : 2);
        });
        if (at == 5)
            delete exchange.data();
        QTRY_VERIFY(!exchange);
        QTRY_COMPARE(other.ends, 1);
        QCOMPARE(other.error.has_value(), at == 4 && other.body.isEmpty());
        QCOMPARE(finished.size(), at == 3 ? 1 : 0);
    }

    void aClientThatGoesEndsWhatIsUnderWay()
    {
        FaultServer server([](QTcpSocket *, const QByteArray &) {});
        auto client = std::make_unique<HttpClient>();
        Seen seen;
        HttpExchange *exchange = client->send(post(server.url()), this);
        watch(exchange, seen);
        QTRY_COMPARE(server.requests().size(), 1);
        client.reset();
        QCOMPARE(seen.ends, 0);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(seen.error && seen.error->maybeBilled);
        exchange->abort({ErrorKind::Cancelled, {}, {}, {}}); // too late, and harmless
        QVERIFY(exchange->steps().sent);
    }

    void abortingHandsOutWhatHasArrived()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + FaultServer::chunk("data: a\n\n"));
        });
        HttpClient client;
        Seen seen;
        HttpExchange *exchange = client.send(post(server.url()), this);
        watch(exchange, seen);
        // From inside the first signal: the rest of what came with it is still to be told.
        connect(exchange, &HttpExchange::connected, exchange, [&] {
            QTest::qSleep(50);
            exchange->abort({ErrorKind::Cancelled, {}, {}, {}});
            QCOMPARE(seen.ends, 0);
        });
        QTRY_COMPARE(seen.ends, 1);
        Seen whole;
        HttpExchange *later = client.send(post(server.url()), this);
        watch(later, whole);
        QTRY_COMPARE(whole.body, "data: a\n\n"_ba);
        later->abort({ErrorKind::Cancelled, {}, {}, {}});
        QTRY_COMPARE(whole.ends, 1);
    }

    void bodiesThatEndEarlyAndThoseThatMay_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("whole");
        QTest::newRow("short of its length")
            << "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf"_ba << false;
        QTest::newRow("ended by the connection")
            << "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf"_ba << true;
        QTest::newRow("behind a first head of 103")
            << "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhalf"_ba
            << true;
        QTest::newRow("with a trailer behind its chunks")
            << FaultServer::streamHead() + FaultServer::chunk("half") + "0\r\nx-late: 1\r\n\r\n"
            << true;
    }
    void bodiesThatEndEarlyAndThoseThatMay()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, whole);
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(answer);
            socket->disconnectFromHost();
        });
        HttpClient client;
        Seen seen;
        HttpExchange *exchange = client.send(post(server.url()), this);
        watch(exchange, seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(exchange->status(), 200);
        QCOMPARE(seen.body, "half"_ba);
        QVERIFY(!exchange->headers().contains("link"_L1) && !exchange->headers().contains("x-late"_L1));
        QCOMPARE(!seen.error, whole);
        if (!whole)
            QVERIFY(seen.error->message.endsWith(u"closed before the end."_s));
    }

    void aLongBodyArrivesOnceAndWhole()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "x"));
        });
        HttpClient client;
        Seen seen;
        HttpRequest request = post(server.url());
        for (int i = 0; i < 1'000'000; ++i)
            request.body += QByteArray::number(i);
        watch(client.send(request, this), seen);
        QTRY_COMPARE_WITH_TIMEOUT(seen.ends, 1, 20'000);
        QVERIFY(!seen.error);
        QCOMPARE(server.requests().size(), 1);
        QVERIFY(server.requests()[0].endsWith("\r\n\r\n" + request.body));
        QVERIFY(!server.requests()[0].toLower().contains("\r\nexpect:"));
    }

    void anEmptyPostIsNotSentTwiceEither()
    {
        int count = 0;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            if (++count == 1)
                socket->write(FaultServer::ok("application/json", "{}"));
            else
                socket->close();
        });
        HttpClient client;
        for (int i = 1; i <= 2; ++i) {
            Seen seen;
            HttpRequest request = post(server.url());
            request.body.clear();
            watch(client.send(request, this), seen);
            QTRY_COMPARE(seen.ends, 1);
            QCOMPARE(server.requests().size(), i);
        }
    }

    void anAbortedExchangeEndsOnceWithItsReason()
    {
        FaultServer server([](QTcpSocket *, const QByteArray &) {});
        HttpClient client;
        Seen seen;
        HttpExchange *exchange = client.send(post(server.url()), this);
        watch(exchange, seen);
        QTRY_COMPARE(server.requests().size(), 1);
        exchange->abort({ErrorKind::Cancelled, u"stop"_s, {}, {}});
        QCOMPARE(seen.ends, 0); // not from inside abort()
        exchange->abort({ErrorKind::Timeout, u"again"_s, {}, {}});
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
