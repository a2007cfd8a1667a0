// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Against a real HTTP/2 server over TLS: Node's. Its answers say what it saw.
static constexpr auto serverProgram =
    "const http2 = require('http2'), fs = require('fs');\n"
    "const server = http2.createSecureServer({key: fs.readFileSync('key.pem'), cert: "
    "fs.readFileSync('cert.pem')});\n"
    "let sessions = 0, requests = 0;\n"
    "server.on('session', (s) => { ++sessions; s.on('error', () => {}); });\n"
    "server.on('stream', (stream, headers) => {\n"
    "  ++requests;\n"
    "  stream.on('error', () => {});\n"
    "  const path = headers[':path'];\n"
    "  if (path === '/die') { stream.session.destroy(); return; }\n"
    "  if (path === '/refuse') { stream.close(http2.constants.NGHTTP2_REFUSED_STREAM); return; }\n"
    "  stream.respond({':status': 200});\n"
    "  if (path === '/half') {\n"
    "    stream.write('half');\n"
    "    setTimeout(() => stream.session.destroy(), 50);\n"
    "    return;\n"
    "  }\n"
    "  const seen = () => stream.end(JSON.stringify({sessions, requests, authority: headers[':authority'],\n"
    "    key: headers.authorization}));\n"
    "  path === '/count' ? seen() : setTimeout(seen, 200);\n"
    "});\n"
    "server.listen(0, '127.0.0.1', () => console.log(server.address().port));\n";

class TestHttp2 : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_server;
    std::unique_ptr<HttpClient> m_client;
    QString m_base;

    struct Seen
    {
        QPointer<HttpExchange> exchange;
        QByteArray body;
        std::optional<Error> error;
        int ends = 0;
        QJsonObject answer() const { return QJsonDocument::fromJson(body).object(); }
    };

    void post(const QString &path, Seen &seen)
    {
        HttpRequest request;
        request.method = "POST";
        request.url = QUrl(m_base + path);
        request.headers.append(QHttpHeaders::WellKnownHeader::Authorization, "Bearer fake-key-00000000");
        request.body = "{}";
        seen.exchange = m_client->send(request, this);
        connect(seen.exchange, &HttpExchange::dataReceived, this,
                [&](const QByteArray &b) { seen.body += b; });
        connect(seen.exchange, &HttpExchange::finished, this, [&](const std::optional<Error> &error) {
            seen.error = error;
            ++seen.ends;
        });
    }

    int requestsSeen()
    {
        Seen seen;
        post(u"/count"_s, seen);
        if (!QTest::qWaitFor([&] { return seen.ends == 1; }))
            return -1;
        return seen.answer()["requests"_L1].toInt() - 1;
    }

private Q_SLOTS:
    void init()
    {
        m_server.setWorkingDirectory(m_folder.path());
        if (!QFile::exists(m_folder.filePath(u"cert.pem"_s))) {
            QProcess openssl;
            openssl.setWorkingDirectory(m_folder.path());
            openssl.start(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s,
                                         u"-keyout"_s, u"key.pem"_s, u"-out"_s, u"cert.pem"_s, u"-days"_s,
                                         u"1"_s, u"-subj"_s, u"/CN=localhost"_s});
            if (!openssl.waitForFinished() || openssl.exitCode() != 0)
                QSKIP("openssl is not installed");
        }
        m_server.start(u"node"_s, {u"-e"_s, QString::fromLatin1(serverProgram)});
        if (!m_server.waitForStarted())
            QSKIP("node is not installed");
        QVERIFY(QTest::qWaitFor([&] { return m_server.canReadLine(); }, 20'000));
        m_base = u"https://localhost:%1"_s.arg(m_server.readLine().trimmed().toInt());
        m_client = std::make_unique<HttpClient>();
        QFile certificate(m_folder.filePath(u"cert.pem"_s));
        QVERIFY(certificate.open(QIODevice::ReadOnly));
        m_client->setWay({.authorities = {certificate.readAll()}});
    }
    void cleanup()
    {
        m_client.reset();
        m_server.kill();
        m_server.waitForFinished();
    }

    void manyRequestsShareOneConnection()
    {
        std::array<Seen, 16> all;
        for (Seen &seen : all)
            post(u"/"_s, seen);
        for (const Seen &seen : all)
            QTRY_COMPARE(seen.ends, 1);
        for (const Seen &seen : all) {
            QVERIFY2(!seen.error, qPrintable(seen.error.value_or(Error()).message));
            QCOMPARE(seen.answer()["sessions"_L1].toInt(), 1);
            QCOMPARE(seen.answer()["authority"_L1].toString(), m_base.sliced(u"https://"_s.size()));
            QCOMPARE(seen.answer()["key"_L1].toString(), u"Bearer fake-key-00000000"_s);
            QCOMPARE(seen.exchange->sentVersion(), "2"_ba);
            const QHttpHeaders &sent = seen.exchange->sentHeaders();
            QVERIFY(!sent.contains("host"_L1) && sent.contains("content-length"_L1));
            QVERIFY(seen.exchange->steps().secured && seen.exchange->steps().sent);
        }
    }

    void aRequestThatMayHaveBeenReadIsNotSentTwice_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("the connection is closed") << u"/die"_s;
        QTest::newRow("the stream is refused") << u"/refuse"_s;
    }
    void aRequestThatMayHaveBeenReadIsNotSentTwice()
    {
        QFETCH(QString, path);
        for (int used = 0; used <= 1; ++used) { // on a new connection, then on one that stands
            Seen seen;
            const int before = used ? requestsSeen() + 1 : 0;
            post(path, seen);
            QTRY_COMPARE(seen.ends, 1);
            QVERIFY(seen.error);
            QCOMPARE(seen.error->kind, ErrorKind::Network);
            QVERIFY(seen.error->maybeBilled);
            QVERIFY2(seen.error->message.endsWith(u"closed the connection without an answer."_s),
                     qPrintable(seen.error->message));
            QCOMPARE(requestsSeen() - before, 1);
        }
    }

    void aBodyThatIsCutIsANetworkError()
    {
        Seen seen;
        post(u"/half"_s, seen);
        QTRY_COMPARE(seen.ends, 1);
        QCOMPARE(seen.body, "half"_ba);
        QVERIFY(seen.error);
        QCOMPARE(seen.error->kind, ErrorKind::Network);
        QVERIFY2(seen.error->message.endsWith(u"closed before the end."_s), qPrintable(seen.error->message));
    }
};

QTEST_GUILESS_MAIN(TestHttp2)
#include "tst_http2.moc"
