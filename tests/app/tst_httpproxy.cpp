// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/exchanges.h"
#include "tests/support/faultserver.h"

#include <QSemaphore>
#include <QTest>

#include <atomic>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static constexpr const char *variables[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                            "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

class TestHttpProxy : public QObject
{
    Q_OBJECT

    static void clearVariables()
    {
        for (const char *name : variables)
            qunsetenv(name);
    }

private Q_SLOTS:
    void init() { clearVariables(); }
    void cleanup() { clearVariables(); }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address"); // empty: it is none
        QTest::addColumn<QString>("user");
        QTest::newRow("http") << u"http://proxy.corp:3128"_s << u"http://proxy.corp:3128"_s << QString();
        QTest::newRow("a closing slash")
            << u"http://proxy.corp:3128/"_s << u"http://proxy.corp:3128"_s << QString();
        QTest::newRow("no scheme") << u"proxy.corp:3128"_s << u"http://proxy.corp:3128"_s << QString();
        QTest::newRow("no scheme and an address")
            << u"10.0.0.1:3128"_s << u"http://10.0.0.1:3128"_s << QString();
        QTest::newRow("a bare name") << u"proxy"_s << u"http://proxy:8080"_s << QString();
        QTest::newRow("white space around") << u" proxy:1 \n"_s << u"http://proxy:1"_s << QString();
        QTest::newRow("capitals") << u"HTTP://Proxy:1"_s << u"http://proxy:1"_s << QString();
        QTest::newRow("https") << u"https://proxy"_s << u"https://proxy:443"_s << QString();
        QTest::newRow("socks5") << u"socks5://proxy"_s << u"socks5://proxy:1080"_s << QString();
        QTest::newRow("socks5h") << u"socks5h://[::1]:9050"_s << u"socks5://[::1]:9050"_s << QString();
        QTest::newRow("socks4a") << u"socks4a://proxy:1"_s << u"socks4a://proxy:1"_s << QString();
        QTest::newRow("a name and a password")
            << u"http://me:p%40ss@proxy:1"_s << u"http://proxy:1"_s << u"me/p@ss"_s;
        QTest::newRow("both without a scheme") << u"me:pass@proxy:1"_s << u"http://proxy:1"_s << u"me/pass"_s;
        for (const char *wrong :
             {"", "ftp://proxy", "direct://", "http://", "http://proxy:99999", "two words", "://x"})
            QTest::addRow("no proxy: %s", wrong) << QString::fromLatin1(wrong) << QString() << QString();
    }
    void addresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, address);
        QFETCH(QString, user);
        const auto proxy = proxyFromAddress(text);
        QCOMPARE(proxy.has_value(), !address.isEmpty());
        if (!proxy)
            return;
        QCOMPARE(proxy->address(), address);
        QCOMPARE(proxy->user.isEmpty() ? QString() : proxy->user + u'/' + proxy->password, user);
    }

    void theEnvironmentsProxies_data()
    {
        QTest::addColumn<QByteArrayList>("set"); // NAME=VALUE
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("expected"); // "none", "silent" or the address
        const QString https = u"https://api.example.com/v1"_s, http = u"http://api.example.com/v1"_s;
        const auto row = [](const char *name, const QByteArrayList &set, const QString &url,
                            const QString &expected) { QTest::newRow(name) << set << url << expected; };
        row("nothing is set", {}, https, u"silent"_s);
        row("https_proxy", {"https_proxy=http://p:1"}, https, u"http://p:1"_s);
        row("HTTPS_PROXY", {"HTTPS_PROXY=p:1"}, https, u"http://p:1"_s);
        row("the lower case counts first", {"HTTPS_PROXY=up:1", "https_proxy=low:1"}, https,
            u"http://low:1"_s);
        row("http_proxy for http", {"http_proxy=p:1", "https_proxy=q:1"}, http, u"http://p:1"_s);
        row("http_proxy is not for https", {"http_proxy=p:1"}, https, u"silent"_s);
        row("all_proxy", {"all_proxy=socks5://p:1"}, https, u"socks5://p:1"_s);
        row("ALL_PROXY", {"ALL_PROXY=socks5h://p:1"}, http, u"socks5://p:1"_s);
        row("all_proxy comes last", {"all_proxy=socks5://p:1", "https_proxy=q:1"}, https, u"http://q:1"_s);
        row("an empty one is not set", {"https_proxy=", "all_proxy=p:1"}, https, u"http://p:1"_s);
        row("a wrong one is passed over", {"https_proxy=ftp://x", "all_proxy=p:1"}, https, u"http://p:1"_s);
        const auto left = [&](const char *list, bool out, const QString &url) {
            QTest::addRow("%s %s %s", list, out ? "leaves out" : "keeps", qPrintable(url))
                << QByteArrayList{"all_proxy=p:1", QByteArray("no_proxy=") + list} << url
                << (out ? u"none"_s : u"http://p:1"_s);
        };
        left("*", true, https);
        left("example.com", true, https);
        left(".example.com", true, https);
        left("*.example.com", true, https);
        left("API.Example.COM", true, https);
        left("other.org, example.com", true, https);
        left("other.org example.com", true, https);
        left("ample.com", false, https);
        left("api.example.com:443", true, https);
        left("api.example.com:8443", false, https);
        left("10.0.0.0/8", true, u"http://10.1.2.3:8000/v1"_s);
        left("10.0.0.0/8", false, u"http://11.1.2.3/v1"_s);
        left("10.1.2.3", true, u"http://10.1.2.3/v1"_s);
        left("[fd00::1]", true, u"http://[fd00::1]:8000/v1"_s);
        left("fd00::/8", true, u"http://[fd00::1]/v1"_s);
        left("<local>", true, u"http://box/v1"_s);
        left("<local>", false, https);
        row("NO_PROXY in capitals", {"ALL_PROXY=p:1", "NO_PROXY=example.com"}, https, u"none"_s);
    }
    void theEnvironmentsProxies()
    {
        QFETCH(QByteArrayList, set);
        QFETCH(QString, url);
        QFETCH(QString, expected);
        for (const QByteArray &one : std::as_const(set))
            qputenv(one.first(one.indexOf('=')).constData(), one.sliced(one.indexOf('=') + 1));
        const auto proxy = environmentProxy(QUrl(url));
        QCOMPARE(!proxy                             ? u"silent"_s
                 : proxy->kind == Proxy::Kind::None ? u"none"_s
                                                    : proxy->address(),
                 expected);
    }

    void noPasswordIsEverShown()
    {
        QCOMPARE(withoutCredentials(u"http://me:secret@proxy:1"_s), u"http://proxy:1"_s);
        QCOMPARE(withoutCredentials(u"me:sec@ret@proxy:1"_s), u"proxy:1"_s);
        QCOMPARE(withoutCredentials(u"proxy:1"_s), u"proxy:1"_s);
        const auto checked = checkProxy(u"ftp://me:secret@proxy:1"_s);
        QVERIFY(!checked && !checked.error().message.contains(u"secret"_s));
        QVERIFY(!proxyFromAddress(u"http://me:secret@proxy:1"_s)->address().contains(u"secret"_s));
    }

    void allProxyIsAskedAndLoopbackIsNot()
    {
        FaultServer proxy([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "by proxy"));
        });
        FaultServer direct([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "direct"));
        });
        qputenv("ALL_PROXY", "me:secret@127.0.0.1:" + QByteArray::number(proxy.port()));
        HttpClient client;
        client.proxyBook().setLookup([](const QUrl &) -> Proxy { qFatal("the environment has spoken"); });
        Seen world, loopback;
        watch(client.send(post(QUrl(u"http://far-away.invalid/v1"_s)), this), world);
        watch(client.send(post(direct.url()), this), loopback);
        QTRY_VERIFY(world.ends == 1 && loopback.ends == 1);
        QCOMPARE(world.body, "by proxy"_ba);
        QCOMPARE(loopback.body, "direct"_ba);
        QVERIFY(
            proxy.requests()[0].contains("Proxy-Authorization: Basic " + QByteArray("me:secret").toBase64()));
    }

    void aDesktopThatTakesItsTimeHoldsNothingElseUp()
    {
        FaultServer proxy([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("text/plain", "by proxy"));
        });
        QSemaphore answer;
        std::atomic<int> asked = 0;
        HttpClient client;
        client.proxyBook().setLookup([&, port = proxy.port()](const QUrl &) {
            ++asked;
            answer.acquire();
            return Proxy{Proxy::Kind::Http, u"127.0.0.1"_s, port};
        });
        const QUrl world(u"http://far-away.invalid/v1"_s);
        Seen first, second, here, given, later;
        watch(client.send(post(world), this), first);
        watch(client.send(post(world), this), second);
        HttpExchange *left = client.send(post(QUrl(u"http://other.invalid/v1"_s)), this);
        watch(left, given);
        watch(client.send(post(proxy.url()), this), here);
        left->abort({ErrorKind::Cancelled, {}, {}, {}});
        QTRY_VERIFY(here.ends == 1 && given.ends == 1); // while the desktop is still asked
        QVERIFY(!given.error->maybeBilled);
        QTRY_COMPARE(asked.load(), 2); // once for each host
        answer.release(2);
        QTRY_VERIFY(first.ends == 1 && second.ends == 1);
        QCOMPARE(first.body + second.body, "by proxyby proxy"_ba);
        watch(client.send(post(world), this), later); // it is remembered
        QTRY_COMPARE(later.ends, 1);
        QCOMPARE(asked.load(), 2);
        QVERIFY(client.proxyBook().known(world));
    }

    void aProxyThatLetsNothingThroughIsForgotten()
    {
        std::atomic<int> asked = 0;
        HttpClient client;
        client.proxyBook().setLookup([&](const QUrl &) {
            ++asked;
            return Proxy{Proxy::Kind::Http, u"127.0.0.1"_s, 1}; // of a network that was left
        });
        for (const int times : {1, 2}) {
            Seen seen;
            watch(client.send(post(QUrl(u"http://far-away.invalid/v1"_s)), this), seen);
            QTRY_COMPARE(seen.ends, 1);
            QCOMPARE(seen.error->kind, ErrorKind::Network);
            QCOMPARE(asked.load(), times);
        }
    }

    void aDesktopThatNeverAnswersIsNamed()
    {
        QSemaphore never;
        Seen seen;
        {
            HttpClient client;
            client.proxyBook().setLookup([&](const QUrl &) {
                never.acquire();
                return Proxy{};
            });
            HttpRequest request = post(QUrl(u"http://far-away.invalid/v1"_s));
            request.connectTimeout = std::chrono::milliseconds(50);
            watch(client.send(request, this), seen);
            QTRY_COMPARE(seen.ends, 1);
            QCOMPARE(seen.error->kind, ErrorKind::Timeout);
            QVERIFY2(seen.error->message.contains(u"proxy settings"_s), qPrintable(seen.error->message));
            QVERIFY(!seen.error->maybeBilled);
            never.release(); // else the client's end would leave the thread to itself
        }
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
