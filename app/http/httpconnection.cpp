// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpconnection.h"

#include "app/core/logging.h"

#include <QTcpSocket>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Known = QHttpHeaders::WellKnownHeader;

static HttpConnection &self(llhttp_t *parser)
{
    return *static_cast<HttpConnection *>(parser->data);
}

HttpConnection::HttpConnection(HttpServer &server, QTcpSocket *socket)
    : QObject(&server), m_server(server), m_socket(socket)
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    // What is not read yet waits at the sender's.
    m_socket->setReadBufferSize(m_server.m_limits.readAheadBytes);
    llhttp_settings_init(&m_settings);
    m_settings.on_url = onUrl;
    m_settings.on_method = onMethod;
    m_settings.on_header_field = onField;
    m_settings.on_header_value = onValue;
    m_settings.on_header_value_complete = onFieldComplete;
    m_settings.on_headers_complete = onHeadersComplete;
    m_settings.on_body = onBody;
    m_settings.on_message_complete = onComplete;
    resetParser();
    for (QTimer *timer : {&m_patience, &m_writing}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, &HttpConnection::giveUp);
    }
    connect(m_socket, &QTcpSocket::bytesWritten, this, [this] {
        m_writing.stop();
        watchWriting();
    });
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, [this] {
        if (m_responder)
            Q_EMIT m_responder->clientGone();
        deleteLater();
    });
    m_patience.start(m_server.m_limits.headerMs);
}

void HttpConnection::giveUp()
{
    m_closing = true;
    m_socket->abort();
}

/// A client that takes nothing holds what waits for it, and one of the few connections.
void HttpConnection::watchWriting()
{
    if (m_socket->bytesToWrite() > 0 && !m_writing.isActive())
        m_writing.start(m_server.m_limits.writeMs);
}

HttpConnection::~HttpConnection()
{
    m_server.m_connections.removeOne(this);
    delete m_responder;
}

void HttpConnection::resetParser()
{
    llhttp_init(&m_parser, HTTP_REQUEST, &m_settings);
    m_parser.data = this;
    m_request = {};
    m_url.clear();
    m_field.clear();
    m_value.clear();
    m_headerBytes = 0;
    m_status = 0;
    m_headersComplete = m_complete = false;
}

int HttpConnection::countHeader(qsizetype bytes)
{
    m_headerBytes += bytes;
    if (m_headerBytes <= m_server.m_limits.headerBytes)
        return 0;
    m_status = 431;
    return HPE_USER;
}

int HttpConnection::onUrl(llhttp_t *parser, const char *at, size_t length)
{
    self(parser).m_url.append(at, qsizetype(length));
    return self(parser).countHeader(qsizetype(length));
}

int HttpConnection::onMethod(llhttp_t *parser, const char *at, size_t length)
{
    self(parser).m_request.method.append(at, qsizetype(length));
    return 0;
}

int HttpConnection::onField(llhttp_t *parser, const char *at, size_t length)
{
    self(parser).m_field.append(at, qsizetype(length));
    return self(parser).countHeader(qsizetype(length));
}

int HttpConnection::onValue(llhttp_t *parser, const char *at, size_t length)
{
    self(parser).m_value.append(at, qsizetype(length));
    return self(parser).countHeader(qsizetype(length));
}

int HttpConnection::onFieldComplete(llhttp_t *parser)
{
    HttpConnection &c = self(parser);
    if (c.m_headersComplete) { // a trailer: it comes when all has been decided, and is of no use
        c.m_field.clear();
        c.m_value.clear();
        return 0;
    }
    if (c.m_request.headers.size() >= c.m_server.m_limits.headerFields ||
        !c.m_request.headers.append(std::exchange(c.m_field, {}), std::exchange(c.m_value, {}))) {
        c.m_status = 431;
        return HPE_USER;
    }
    return 0;
}

int HttpConnection::onHeadersComplete(llhttp_t *parser)
{
    HttpConnection &c = self(parser);
    if (const auto refusal = c.refusalByHeaders()) {
        c.m_status = *refusal;
        return HPE_USER;
    }
    c.m_headersComplete = true;
    c.m_patience.start(c.m_server.m_limits.bodyMs);
    c.continueIfAsked();
    return 0;
}

int HttpConnection::onBody(llhttp_t *parser, const char *at, size_t length)
{
    HttpConnection &c = self(parser);
    if (c.m_request.body.size() + qsizetype(length) > c.m_server.m_limits.bodyBytes) {
        c.m_status = 413;
        return HPE_USER;
    }
    c.m_request.body.append(at, qsizetype(length));
    return 0;
}

int HttpConnection::onComplete(llhttp_t *parser)
{
    self(parser).m_complete = true;
    return HPE_PAUSED; // one request at a time; what follows waits for this one's answer
}

/// DNS rebinding stops here: a page's requests carry the page's own host name.
bool HttpConnection::hostIsOurs() const
{
    const QList<QByteArray> hosts = m_request.headers.values(Known::Host);
    const QByteArray port = ":" + QByteArray::number(m_server.port());
    return hosts.size() == 1 &&
           (hosts[0] == "127.0.0.1" + port || hosts[0] == "localhost" + port || hosts[0] == "[::1]" + port);
}

/// Programs send no such header; what a page of ours would send is none of another site.
bool HttpConnection::isOfAnotherSite() const
{
    const QByteArrayView site = m_request.headers.value("sec-fetch-site"_L1);
    return m_request.headers.contains(Known::Origin) ||
           site.compare("cross-site", Qt::CaseInsensitive) == 0 ||
           site.compare("same-site", Qt::CaseInsensitive) == 0;
}

/// A link or a redirect opens this page in the browser's window. What it shows, no other page can read.
bool HttpConnection::landsFromABrowser() const
{
    const auto is = [this](QLatin1StringView name, QByteArrayView value) {
        return m_request.headers.value(name).compare(value, Qt::CaseInsensitive) == 0;
    };
    const bool inTheWindow =
        !m_request.headers.contains("sec-fetch-dest"_L1) || is("sec-fetch-dest"_L1, "document");
    const qsizetype query = m_url.indexOf('?');
    const QByteArray path = query < 0 ? m_url : m_url.first(query);
    return m_request.method == "GET" && is("sec-fetch-mode"_L1, "navigate") && inTheWindow &&
           !m_server.m_landingPath.isEmpty() && m_server.m_landingPath.equals(path);
}

bool HttpConnection::tokenFits() const
{
    if (m_server.m_token.isEmpty())
        return true;
    constexpr QByteArrayView scheme = "bearer ";
    QByteArray given = m_request.headers.value(Known::Authorization).toByteArray().trimmed();
    if (QByteArrayView(given).first(qMin(given.size(), scheme.size())).compare(scheme, Qt::CaseInsensitive) ==
        0)
        given = given.sliced(scheme.size()).trimmed();
    else
        given = m_request.headers.value("x-api-key"_L1).toByteArray();
    return m_server.m_token.equals(given);
}

/// A client with a large body asks first; one that gets no word waits a second or for ever.
void HttpConnection::continueIfAsked()
{
    const bool http11 = m_parser.http_major == 1 && m_parser.http_minor >= 1;
    if (http11 && m_request.headers.contains(Known::Expect)) {
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        m_socket->flush();
        watchWriting();
    }
}

std::optional<int> HttpConnection::refusalByHeaders() const
{
    const QHttpHeaders &headers = m_request.headers;
    if (headers.values(Known::Host).size() != 1)
        return 400;
    if (headers.contains(Known::ContentLength) && headers.contains(Known::TransferEncoding))
        return 400; // two opinions about where the body ends: request smuggling
    if (!hostIsOurs() || (isOfAnotherSite() && !landsFromABrowser()))
        return 403;
    if (!tokenFits())
        return 401;
    const auto length = headers.value(Known::ContentLength).toLongLong();
    if (length > m_server.m_limits.bodyBytes)
        return 413;
    if (headers.contains(Known::Expect) &&
        headers.value(Known::Expect).compare("100-continue", Qt::CaseInsensitive))
        return 417;
    return std::nullopt;
}

void HttpConnection::read()
{
    if (m_responder || m_closing)
        return;
    const QByteArray bytes = m_socket->readAll();
    const llhttp_errno_t result = llhttp_execute(&m_parser, bytes.constData(), size_t(bytes.size()));
    if (m_complete) {
        const auto used = llhttp_get_error_pos(&m_parser) - bytes.constData();
        // What came behind this request is put back for the next one.
        for (qsizetype i = bytes.size() - 1; i >= used; --i)
            m_socket->ungetChar(bytes[i]);
        handOut();
        return;
    }
    if (result != HPE_OK)
        refuse(m_status ? m_status : 400,
               m_status ? QByteArray() : QByteArray(llhttp_get_error_reason(&m_parser)));
}

static QByteArray reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 402:
        return "Payment Required";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 417:
        return "Expectation Failed";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

void HttpConnection::refuse(int status, const QByteArray &message)
{
    m_closing = true;
    const QByteArray words = message.isEmpty() ? reason(status) : message;
    const QByteArray body =
        "{\"error\":{\"message\":\"" + words + "\",\"code\":" + QByteArray::number(status) + "}}";
    m_socket->write("HTTP/1.1 " + QByteArray::number(status) + ' ' + reason(status) +
                    "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                    QByteArray::number(body.size()) + "\r\n\r\n" + body);
    m_patience.start(m_server.m_limits.headerMs);
    m_socket->disconnectFromHost();
}

void HttpConnection::handOut()
{
    m_patience.stop();
    const qsizetype query = m_url.indexOf('?');
    m_request.path = query < 0 ? m_url : m_url.first(query);
    m_request.query = query < 0 ? QByteArray() : m_url.sliced(query + 1);
    const bool keepAlive = llhttp_should_keep_alive(&m_parser);
    const bool http10 = m_parser.http_major == 1 && m_parser.http_minor == 0;
    m_responder = new HttpResponder(*m_socket, m_server.m_limits.backlogBytes, keepAlive, http10,
                                    m_request.method == "HEAD");
    connect(m_responder, &HttpResponder::finished, this, &HttpConnection::answered, Qt::QueuedConnection);
    connect(m_responder, &HttpResponder::sent, this, &HttpConnection::watchWriting);
    // Later: whoever writes is not to be deleted in the middle of it.
    connect(m_responder, &HttpResponder::overrun, this, &HttpConnection::giveUp, Qt::QueuedConnection);
    connect(m_socket, &QTcpSocket::bytesWritten, m_responder, [this] {
        if (m_responder && m_responder->backlog() == 0)
            Q_EMIT m_responder->drained();
    });
    Q_EMIT m_server.requestArrived(m_request, m_responder);
}

void HttpConnection::answered(bool keepAlive)
{
    delete std::exchange(m_responder, nullptr);
    if (!keepAlive) {
        m_closing = true;
        m_socket->disconnectFromHost();
        return;
    }
    resetParser();
    m_patience.start(m_server.m_limits.idleMs);
    if (m_socket->bytesAvailable() > 0)
        read();
}

HttpResponder::HttpResponder(QTcpSocket &socket, qint64 mostBacklog, bool keepAlive, bool http10,
                             bool headOnly)
    : m_socket(socket), m_mostBacklog(mostBacklog), m_keepAlive(keepAlive), m_http10(http10),
      m_headOnly(headOnly)
{
}

static QByteArray head(int status, const QByteArray &contentType, const QHttpHeaders &extra)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason(status) +
                       "\r\nContent-Type: " + contentType + "\r\nCache-Control: no-store\r\n";
    for (qsizetype i = 0; i < extra.size(); ++i)
        bytes += QByteArray(extra.nameAt(i).data(), extra.nameAt(i).size()) + ": " +
                 extra.valueAt(i).toByteArray() + "\r\n";
    return bytes;
}

void HttpResponder::respond(int status, const QByteArray &contentType, const QByteArray &body,
                            const QHttpHeaders &extra)
{
    if (m_finished || m_streaming)
        return;
    QByteArray bytes = head(status, contentType, extra) +
                       "Content-Length: " + QByteArray::number(body.size()) + "\r\n" +
                       (m_keepAlive ? "" : "Connection: close\r\n") + "\r\n";
    m_socket.write(m_headOnly ? bytes : bytes + body);
    finish();
}

void HttpResponder::startStream(int status, const QByteArray &contentType, const QHttpHeaders &extra)
{
    if (m_finished || m_streaming)
        return;
    m_streaming = true;
    m_keepAlive = m_keepAlive && !m_http10;
    // HTTP/1.0 knows no chunks: there the end of the connection is the end of the body.
    send(head(status, contentType, extra) + (m_http10 ? "" : "Transfer-Encoding: chunked\r\n") +
         (m_keepAlive ? "" : "Connection: close\r\n") + "\r\n");
}

void HttpResponder::write(const QByteArray &bytes)
{
    if (m_finished || !m_streaming || bytes.isEmpty())
        return;
    send(m_http10 ? bytes : QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    if (m_socket.bytesToWrite() > m_mostBacklog) {
        m_finished = true;
        Q_EMIT overrun();
    }
}

void HttpResponder::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
    Q_EMIT sent();
}

void HttpResponder::endStream()
{
    if (m_finished || !m_streaming)
        return;
    if (!m_http10)
        m_socket.write("0\r\n\r\n");
    finish();
}

void HttpResponder::cut()
{
    if (m_finished)
        return;
    m_finished = true;
    m_socket.flush();
    // Not abort(): what was written before is to arrive, as from a server that dies in the middle.
    m_socket.disconnectFromHost();
}

qint64 HttpResponder::backlog() const
{
    return m_socket.bytesToWrite();
}

void HttpResponder::finish()
{
    m_finished = true;
    m_socket.flush();
    Q_EMIT sent();
    Q_EMIT finished(m_keepAlive);
}

} // namespace Crossroads
