// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpserver.h"

#include <QTcpSocket>
#include <QTest>

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
