// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/exchanges.h"
#include "tests/support/faultserver.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestHttpProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestHttpProxy)
#include "tst_httpproxy.moc"
