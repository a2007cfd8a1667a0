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
        watch(client.send(post(QUrl(u"https://127.0.0.1:%1/v1"_s.arg(server.serverPort()))), this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Tls);
        QVERIFY(seen.error->message.contains(u"not trusted"_s));
        QVERIFY(!seen.error->maybeBilled);
        // A company's own authority is trusted once it is named; what is no certificate does no harm.
        certificateFile.seek(0);
        client.setWay({.authorities = {certificateFile.readAll(), "no certificate"}});
        Seen trusted;
        HttpExchange *exchange =
            client.send(post(QUrl(u"https://localhost:%1/v1"_s.arg(server.serverPort()))), this);
        watch(exchange, trusted);
        QSignalSpy connected(exchange, &HttpExchange::connected);
        QTRY_COMPARE(connected.size(), 1);
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
        watch(client.send(request, this), seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.error->kind, ErrorKind::Timeout);
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
