// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"
#include "app/http/httpserver.h"
#include "tests/support/faultserver.h"

#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
/// What became of one exchange.
struct Seen
{
    QByteArray body;
    std::optional<Error> error;
    int ends = 0;
};

void watch(HttpExchange *exchange, Seen &seen)
{
    QObject::connect(exchange, &HttpExchange::dataReceived, exchange,
                     [&](const QByteArray &b) { seen.body += b; });
    QObject::connect(exchange, &HttpExchange::finished, exchange, [&](const std::optional<Error> &error) {
        seen.error = error;
        ++seen.ends;
    });
}

HttpRequest post(const QUrl &url)
{
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers.append(QHttpHeaders::WellKnownHeader::Authorization, "Bearer fake-key-00000000");
    request.headers.append("x-api-key", "fake-key-00000000");
    request.body = "{\"q\":1}";
    return request;
}
} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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

    void theEnvironmentNamesNoProxyBehindOurBack()
    {
        FaultServer proxy([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "by proxy"));
        });
        FaultServer direct([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "direct"));
        });
        const QByteArray address = "http://127.0.0.1:" + QByteArray::number(proxy.port());
        for (const char *name : {"http_proxy", "all_proxy"})
            qputenv(name, address);
        const auto clean = qScopeGuard([] {
            for (const char *name : {"http_proxy", "all_proxy", "no_proxy"})
                qunsetenv(name);
        });
        HttpClient client;
        Seen seen, chosen;
        watch(client.send(post(direct.url()), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.body, "direct"_ba);
        qputenv("no_proxy", "far-away.invalid"); // a proxy that was chosen is not left out by it
        client.setWay({.proxy = QString::fromLatin1(address)});
        watch(client.send(post(QUrl(u"http://far-away.invalid/v1"_s)), this), chosen);
        QTRY_COMPARE(chosen.ends, 1);
        QCOMPARE(chosen.body, "by proxy"_ba);
    }

    void aProxyThatRefusesTheTunnelIsNamedAndSeesNoKey()
    {
        FaultServer proxy(
            [](QTcpSocket *socket, const QByteArray &) { socket->write(FaultServer::status(403, "no")); });
        HttpClient client;
        client.setWay({.proxy = u"http://127.0.0.1:%1"_s.arg(proxy.port())});
        Seen seen;
        HttpExchange *exchange = client.send(post(QUrl(u"https://far-away.invalid/v1"_s)), this);
        watch(exchange, seen);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(proxy.requests()[0].startsWith("CONNECT far-away.invalid:443 "));
        QVERIFY(!proxy.requests()[0].contains("fake-key"));
        QVERIFY2(seen.error->message.startsWith(u"The proxy does not let us through"_s),
                 qPrintable(seen.error->message + seen.error->detail));
        QVERIFY(!seen.error->maybeBilled);
        QVERIFY(exchange->sentHeaders().isEmpty() && exchange->status() == 0);
    }

    void aSocksProxyResolvesTheName()
    {
        // Just enough of RFC 1928 for one refusal.
        QTcpServer socks;
        QVERIFY(socks.listen(QHostAddress::LocalHost));
        QByteArray asked;
        connect(&socks, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = socks.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [socket, &asked, greeted = false]() mutable {
                const QByteArray bytes = socket->readAll();
                if (!std::exchange(greeted, true)) {
                    socket->write(QByteArray("\x05\x00", 2));
                    return;
                }
                asked += bytes;
                socket->write(QByteArray("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00", 10));
            });
        });
        HttpClient client;
        client.setWay({.proxy = u"socks5://127.0.0.1:%1"_s.arg(socks.serverPort())});
        Seen seen;
        watch(client.send(post(QUrl(u"http://far-away.invalid/v1"_s)), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY2(asked.contains("far-away.invalid"), asked.toHex());
        QCOMPARE(seen.error->message, u"far-away.invalid:80 refuses the connection."_s);
        QVERIFY(!seen.error->maybeBilled);
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

    void aChosenProxyTakesRequestsToTheWorld()
    {
        FaultServer proxy([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "by proxy"));
        });
        FaultServer direct([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "direct"));
        });
        HttpClient client;
        const QString address = u"http://127.0.0.1:%1"_s.arg(proxy.port());
        client.setWay({.proxy = address});
        Seen world, loopback, chosen;
        watch(client.send(post(QUrl(u"http://far-away.invalid/v1"_s)), this), world);
        watch(client.send(post(direct.url()), this), loopback);
        QTRY_VERIFY(world.ends == 1 && loopback.ends == 1);
        QCOMPARE(world.body, QByteArray("by proxy"));
        QVERIFY(proxy.requests()[0].startsWith("POST http://far-away.invalid/v1"));
        QCOMPARE(loopback.body, QByteArray("direct")); // this machine needs none
        client.setWay({.proxy = u"none"_s, .proxyByHost = {{u"127.0.0.1"_s, address}}});
        watch(client.send(post(direct.url()), this), chosen); // unless it is said of this very host
        QTRY_COMPARE(chosen.ends, 1);
        QCOMPARE(chosen.body, QByteArray("by proxy"));
        QVERIFY(checkProxy(u"socks5://localhost:9050"_s) && checkProxy(u"system"_s) && checkProxy(u"none"_s));
        QVERIFY(!checkProxy(u"ftp://x"_s) && !checkProxy(u"nonsense"_s));
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
