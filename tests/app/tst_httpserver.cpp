// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpserver.h"

#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestHttpServer : public QObject
{
    Q_OBJECT

    /// Sends \p bytes and gives everything that comes back until the server closes or \p until is in it.
    QByteArray talk(const QByteArray &bytes, const QByteArray &until = {})
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        QByteArray answer;
        QObject::connect(&socket, &QTcpSocket::readyRead, this, [&] { answer += socket.readAll(); });
        socket.write(bytes);
        const bool ended = QTest::qWaitFor(
            [&] {
                return (!until.isEmpty() && answer.contains(until)) ||
                       (socket.state() == QAbstractSocket::UnconnectedState && !answer.isEmpty());
            },
            5000);
        return ended ? answer + socket.readAll() : "no answer, but: " + answer;
    }

    QByteArray host() const { return "Host: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n"; }
    static QByteArray bearer() { return "Authorization: Bearer fake-token-000\r\n"; }

    std::unique_ptr<HttpServer> m_server;
    int m_handled = 0;

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<HttpServer>();
        m_server->setToken(Secret("fake-token-000"));
        HttpServer::Limits limits;
        limits.headerMs = 300;
        limits.bodyBytes = 1000;
        m_server->setLimits(limits);
        QVERIFY(m_server->listen());
        m_handled = 0;
        connect(m_server.get(), &HttpServer::requestArrived, this,
                [this](const HttpServerRequest &request, HttpResponder *responder) {
                    ++m_handled;
                    responder->respond(200, "text/plain",
                                       request.method + ' ' + request.path + ' ' + request.body);
                });
    }

    void goodRequestsAreHandedOut()
    {
        const QByteArray answer =
            talk("POST /v1/x?y=1 HTTP/1.1\r\n" + host() + bearer() + "Content-Length: 3\r\n\r\nabc", "abc");
        QVERIFY(answer.startsWith("HTTP/1.1 200 "));
        QVERIFY(answer.endsWith("POST /v1/x abc"));
    }

    void chunkedBodiesAndPipelinedRequestsWork()
    {
        const QByteArray one = "POST /a HTTP/1.1\r\n" + host() + bearer() +
                               "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        const QByteArray two = "GET /b HTTP/1.1\r\n" + host() + bearer() + "\r\n";
        const QByteArray answer = talk(one + two, "GET /b ");
        QVERIFY(answer.contains("POST /a abc"));
        QVERIFY(answer.contains("GET /b "));
        QCOMPARE(m_handled, 2);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("a foreign host") << "GET / HTTP/1.1\r\nHost: evil.example\r\nTOKEN\r\n"_ba << "403"_ba;
        QTest::newRow("a host that resolves to us")
            << "GET / HTTP/1.1\r\nHost: 127.0.0.1.nip.io:PORT\r\nTOKEN\r\n"_ba << "403"_ba;
        QTest::newRow("localhost with a dot")
            << "GET / HTTP/1.1\r\nHost: localhost.:PORT\r\nTOKEN\r\n"_ba << "403"_ba;
        QTest::newRow("no host") << "GET / HTTP/1.1\r\nTOKEN\r\n"_ba << "400"_ba;
        QTest::newRow("two hosts") << "GET / HTTP/1.1\r\nHOST\r\nHOST\r\nTOKEN\r\n"_ba << "400"_ba;
        QTest::newRow("an origin") << "GET / HTTP/1.1\r\nHOST\r\nOrigin: null\r\nTOKEN\r\n"_ba << "403"_ba;
        QTest::newRow("no token") << "GET / HTTP/1.1\r\nHOST\r\n\r\n"_ba << "401"_ba;
        QTest::newRow("a wrong token")
            << "GET / HTTP/1.1\r\nHOST\r\nAuthorization: Bearer fake-token-001\r\n\r\n"_ba << "401"_ba;
        QTest::newRow("a token in the query")
            << "GET /?token=fake-token-000 HTTP/1.1\r\nHOST\r\n\r\n"_ba << "401"_ba;
        QTest::newRow("two lengths of one body")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"_ba
            << "400"_ba;
        QTest::newRow("a negative length")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nContent-Length: -1\r\n\r\n"_ba << "400"_ba;
        QTest::newRow("a body that says it is too long")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nContent-Length: 1001\r\n\r\n"_ba << "413"_ba;
        QTest::newRow("a chunked body that is too long")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n"_ba +
                   QByteArray(0x800, 'x')
            << "413"_ba;
        QTest::newRow("a chunk size that overflows")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"_ba
            << "400"_ba;
        QTest::newRow("a header of 17 KiB")
            << "GET / HTTP/1.1\r\nHOST\r\nX: "_ba + QByteArray(17 * 1024, 'x') + "\r\nTOKEN\r\n"
            << "431"_ba;
        QTest::newRow("101 header fields")
            << "GET / HTTP/1.1\r\nHOST\r\nTOKEN\r\n"_ba + QByteArray("X: y\r\n").repeated(101) + "\r\n"
            << "431"_ba;
        QTest::newRow("a folded header")
            << "GET / HTTP/1.1\r\nHOST\r\nX: a\r\n b\r\nTOKEN\r\n"_ba << "400"_ba;
        QTest::newRow("no HTTP at all") << "\x16\x03\x01\x02\x00\x01"_ba << "400"_ba;
        QTest::newRow("the preface of HTTP/2") << "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"_ba << "400"_ba;
    }
    void refusals()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        request.replace("HOST", host().trimmed());
        request.replace("PORT", QByteArray::number(m_server->port()));
        request.replace("TOKEN\r\n", bearer());
        if (!request.contains("\r\n\r\n"))
            request += "\r\n";
        const QByteArray answer = talk(request);
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.constData());
        QCOMPARE(m_handled, 0);
    }

    void browsersLandOnlyWhereTheyMay_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        const QByteArray landing = "GET /landing/secret?code=1 HTTP/1.1\r\nHOST\r\n";
        const QByteArray site = "Sec-Fetch-Site: cross-site\r\n";
        const QByteArray navigation = site + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
        const auto row = [](const char *name, const QByteArray &request, const char *status) {
            QTest::newRow(name) << request + "\r\n" << QByteArray(status);
        };
        row("a redirect from another site", landing + navigation + "Sec-Fetch-User: ?1\r\n", "200");
        row("as one browser spells it",
            landing + "sec-fetch-site: Cross-Site\r\nsec-fetch-mode: NAVIGATE\r\n", "200");
        row("after a form was sent", landing + navigation + "Origin: null\r\n", "200");
        row("a program", landing, "200");
        row("the address bar", landing + "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n", "200");
        row("a script of another site", landing + site + "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
            "403");
        row("a picture of another site",
            landing + site + "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", "403");
        row("a frame of another site",
            landing + site + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", "403");
        row("another site without a mode", landing + site, "403");
        row("another port of this machine", landing + "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
            "403");
        row("an origin without a mode", landing + "Origin: https://evil.example\r\n", "403");
        row("a form that is sent there",
            "POST /landing/secret HTTP/1.1\r\nHOST\r\nContent-Length: 0\r\n" + navigation, "403");
        row("another path", "GET /landing/secre HTTP/1.1\r\nHOST\r\n" + navigation, "403");
        row("a longer path", "GET /landing/secret/more HTTP/1.1\r\nHOST\r\n" + navigation, "403");
        row("the API", "GET /v1/models HTTP/1.1\r\nHOST\r\n" + navigation, "403");
        row("no path at all", "GET / HTTP/1.1\r\nHOST\r\n" + navigation, "403");
        row("another host", "GET /landing/secret HTTP/1.1\r\nHost: evil.example\r\n" + navigation, "403");
    }
    void browsersLandOnlyWhereTheyMay()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        request.replace("HOST", host().trimmed());
        m_server->setToken({});
        m_server->setLandingPath("/landing/secret");
        QByteArray answer = talk(request, "\r\n\r\n");
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.constData());
        QCOMPARE(m_handled, status == "200" ? 1 : 0);
        // Where there is no such path, nothing of another site is let in; and a token is asked for all the
        // same.
        if (!request.toLower().contains("cross-site"))
            return;
        m_server->setLandingPath({});
        answer = talk(request, "\r\n\r\n");
        QVERIFY2(answer.startsWith("HTTP/1.1 403"), answer.constData());
        m_server->setLandingPath("/landing/secret");
        m_server->setToken(Secret("fake-token-000"));
        answer = talk(request, "\r\n\r\n");
        QVERIFY2(answer.startsWith(status == "200" ? "HTTP/1.1 401" : "HTTP/1.1 403"), answer.constData());
    }

    void theTokensSchemeIsWrittenInAnyCase_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("status");
        const auto row = [](const char *header, const char *status) {
            QTest::newRow(header) << QByteArray(header) << QByteArray(status);
        };
        row("Authorization: Bearer fake-token-000", "200");
        row("authorization: bearer fake-token-000", "200");
        row("AUTHORIZATION: BEARER fake-token-000", "200");
        row("Authorization: bEaReR   fake-token-000 ", "200");
        row("X-Api-Key: fake-token-000", "200");
        row("Authorization: bearer fake-token-00", "401");
        row("Authorization: bearerfake-token-000", "401");
        row("Authorization: Basic fake-token-000", "401");
        row("Authorization: bearer", "401");
        row("Authorization: fake-token-000", "401");
    }
    void theTokensSchemeIsWrittenInAnyCase()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, status);
        const QByteArray answer = talk("GET / HTTP/1.1\r\n" + host() + header + "\r\n\r\n", "\r\n\r\n");
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.constData());
    }

    void whoAsksBeforeSendingIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("status");
        const QByteArray ask = "HTTP/1.1\r\nHOST\r\nTOKEN\r\nExpect: 100-continue\r\n";
        QTest::newRow("go on") << "POST / " + ask + "Content-Length: 3\r\n\r\n" << "100"_ba;
        QTest::newRow("in capitals")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nEXPECT: 100-Continue\r\nContent-Length: 3\r\n\r\n"_ba
            << "100"_ba;
        QTest::newRow("too long") << "POST / " + ask + "Content-Length: 1001\r\n\r\n" << "413"_ba;
        QTest::newRow("no token")
            << "POST / HTTP/1.1\r\nHOST\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"_ba
            << "401"_ba;
        QTest::newRow("something else")
            << "POST / HTTP/1.1\r\nHOST\r\nTOKEN\r\nExpect: a miracle\r\nContent-Length: 3\r\n\r\n"_ba
            << "417"_ba;
    }
    void whoAsksBeforeSendingIsAnswered()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, status);
        head.replace("HOST", host().trimmed()).replace("TOKEN\r\n", bearer());
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        QByteArray answer;
        connect(&socket, &QTcpSocket::readyRead, this, [&] { answer += socket.readAll(); });
        socket.write(head);
        QTRY_VERIFY(answer.contains("\r\n\r\n"));
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.constData());
        QCOMPARE(m_handled, 0); // the body has not been sent yet
        if (status != "100")
            return;
        socket.write("abc");
        QTRY_VERIFY(answer.endsWith("POST / abc"));
    }

    void noTrailerChangesWhatWasDecided()
    {
        QHttpHeaders seen;
        connect(m_server.get(), &HttpServer::requestArrived, this,
                [&](const HttpServerRequest &request) { seen = request.headers; });
        const QByteArray answer =
            talk("POST /a HTTP/1.1\r\n" + host() + bearer() +
                     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Late: 1\r\nHost: evil\r\n\r\n",
                 "POST /a abc");
        QVERIFY(answer.startsWith("HTTP/1.1 200"));
        QVERIFY(!seen.contains("x-late"));
        QCOMPARE(seen.values("host").size(), 1);
    }

    /// A client that sends while its answer is still to come, and takes nothing.
    void whatIsNotReadYetWaitsAtTheSenders()
    {
        HttpServer::Limits limits;
        limits.readAheadBytes = 4096;
        m_server->setLimits(limits);
        m_server->disconnect(this); // nobody answers
        int arrived = 0;
        connect(m_server.get(), &HttpServer::requestArrived, this, [&] { ++arrived; });
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        socket.write("GET /slow HTTP/1.1\r\n" + host() + bearer() + "\r\n");
        QTRY_COMPARE(arrived, 1);
        // Far more than the kernel's buffers of both ends hold.
        constexpr qint64 much = 64 * 1024 * 1024;
        socket.write(QByteArray(much, 'x'));
        const auto *ours = m_server->findChild<QTcpSocket *>();
        QVERIFY(ours);
        QTRY_COMPARE(ours->bytesAvailable(), limits.readAheadBytes);
        QVERIFY2(socket.bytesToWrite() > much / 2, qPrintable(QString::number(socket.bytesToWrite())));
    }

    void whoTakesNothingIsGivenUp()
    {
        HttpServer::Limits limits;
        limits.writeMs = 200;
        m_server->setLimits(limits);
        m_server->disconnect(this);
        bool gone = false;
        connect(m_server.get(), &HttpServer::requestArrived, this,
                [&](const HttpServerRequest &, HttpResponder *responder) {
                    connect(responder, &HttpResponder::clientGone, this, [&] { gone = true; });
                    responder->startStream(200, "text/plain");
                    for (int i = 0; i < 12; ++i) // more than the kernel takes, less than is too much
                        responder->write(QByteArray(1024 * 1024, 'x'));
                });
        QTcpSocket socket;
        socket.setReadBufferSize(1024);
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        socket.write("GET /slow HTTP/1.1\r\n" + host() + bearer() + "\r\n");
        QTRY_VERIFY(gone);
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    void whoReadsSlowlyIsServed()
    {
        HttpServer::Limits limits;
        limits.writeMs = 1000;
        m_server->setLimits(limits);
        m_server->disconnect(this);
        constexpr int pieces = 8;
        constexpr qint64 piece = 1024 * 1024;
        connect(m_server.get(), &HttpServer::requestArrived, this,
                [&](const HttpServerRequest &, HttpResponder *responder) {
                    responder->startStream(200, "text/plain");
                    for (int i = 0; i < pieces; ++i)
                        responder->write(QByteArray(piece, '#'));
                    responder->endStream();
                });
        QTcpSocket socket;
        socket.setReadBufferSize(256 * 1024);
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        socket.write("GET /slow HTTP/1.1\r\n" + host() + bearer() + "\r\n");
        qint64 read = 0;
        QTimer taking; // 256 KiB at a time, 1.5 s in all: longer than nothing may be taken
        connect(&taking, &QTimer::timeout, this, [&] { read += socket.readAll().count('#'); });
        taking.start(45);
        QTRY_COMPARE_WITH_TIMEOUT(read, pieces * piece, 20'000);
    }

    void whoWritesOnRegardlessIsStopped()
    {
        HttpServer::Limits limits;
        limits.backlogBytes = 64 * 1024;
        m_server->setLimits(limits);
        m_server->disconnect(this);
        qint64 most = 0;
        connect(m_server.get(), &HttpServer::requestArrived, this,
                [&](const HttpServerRequest &, HttpResponder *responder) {
                    responder->startStream(200, "text/plain");
                    for (int i = 0; i < 1000; ++i) {
                        responder->write(QByteArray(64 * 1024, 'x'));
                        most = qMax(most, responder->backlog());
                    }
                });
        QTcpSocket socket;
        socket.setReadBufferSize(1024);
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        socket.write("GET /slow HTTP/1.1\r\n" + host() + bearer() + "\r\n");
        QTRY_VERIFY(most > 0);
        QVERIFY2(most < 256 * 1024, qPrintable(QString::number(most)));
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    void aSlowHeaderIsHungUpOn()
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_server->port());
        socket.write("GET / HT");
        QTRY_COMPARE(m_server->connectionCount(), 1);
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    void moreConnectionsThanAllowedAreRefused()
    {
        HttpServer::Limits limits;
        limits.connections = 2;
        m_server->setLimits(limits);
        QList<QTcpSocket *> sockets;
        for (int i = 0; i < 3; ++i) {
            sockets.append(new QTcpSocket(this));
            sockets.last()->connectToHost(QHostAddress::LocalHost, m_server->port());
        }
        QTRY_VERIFY(std::ranges::any_of(
            sockets, [](QTcpSocket *s) { return s->state() == QAbstractSocket::UnconnectedState; }));
        QCOMPARE(m_server->connectionCount(), 2);
        qDeleteAll(sockets);
    }

    void aTakenPortIsSaid()
    {
        HttpServer second;
        const auto port = second.listen(m_server->port());
        QVERIFY(!port);
        QCOMPARE(port.error().kind, ErrorKind::Network);
        QVERIFY(port.error().message.contains(QString::number(m_server->port())));
    }
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
