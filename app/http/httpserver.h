// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/core/secret.h"

#include <QByteArray>
#include <QHash>
#include <QHttpHeaders>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QUrl>

#include <memory>

class QTcpSocket;

namespace Crossroads {

/// A request as it arrived, whole.
struct HttpServerRequest
{
    QByteArray method;
    QByteArray path; ///< without the query
    QByteArray query;
    QHttpHeaders headers;
    QByteArray body;
};

/// The answer to one request: either respond() once, or startStream(), write() any number of times and
/// endStream(). Belongs to its connection and is gone after clientGone(); hold it in a QPointer.
class HttpResponder : public QObject
{
    Q_OBJECT

public:
    void respond(int status, const QByteArray &contentType, const QByteArray &body,
                 const QHttpHeaders &extra = {});
    void startStream(int status, const QByteArray &contentType, const QHttpHeaders &extra = {});
    /// One chunk, flushed. Who writes on although the client takes nothing (see backlog()) loses it: beyond
    /// the server's bound the connection is given up.
    void write(const QByteArray &bytes);
    void endStream();
    /// Closes the socket now, without the final chunk: what a broken server does.
    void cut();
    /// Bytes that the client has not taken yet.
    qint64 backlog() const;

Q_SIGNALS:
    void clientGone();
    void drained();

private:
    friend class HttpConnection;
    HttpResponder(QTcpSocket &socket, qint64 mostBacklog, bool keepAlive, bool http10, bool headOnly);
    void send(const QByteArray &bytes);
    void finish();
    QTcpSocket &m_socket;
    qint64 m_mostBacklog;
    bool m_keepAlive;
    bool m_http10;
    bool m_headOnly;
    bool m_streaming = false;
    bool m_finished = false;

Q_SIGNALS:
    void sent(); ///< bytes have gone to the socket, perhaps to wait there
    void overrun();
    void finished(bool keepAlive);
};

/// A loopback HTTP/1.1 server for programs on this machine: the Sandbox, later the gateway.
/// Listens on 127.0.0.1 only; refuses a Host other than 127.0.0.1, localhost or [::1] with its port, what a
/// web page sends (any Origin, any Sec-Fetch-Site of another site), and requests without the bearer token
/// (Authorization, its scheme in any case, or x-api-key) before their body is read to the end. Bounds: 64
/// connections, 16 KiB and 100 header fields in 10 s, 32 MiB of body in 60 s, 60 s idle; 64 KiB are read
/// ahead, an answer of which a client takes nothing for 30 s, or that runs 16 MiB ahead of it, is given up.
/// Answers Expect: 100-continue. Bodies by Content-Length or chunked, never both. Parsing is llhttp's, in its
/// strict mode.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        int connections = 64;
        qsizetype headerBytes = 16 * 1024;
        int headerFields = 100;
        qsizetype bodyBytes = 32 * 1024 * 1024;
        int headerMs = 10'000;
        int bodyMs = 60'000;
        int idleMs = 60'000;
        int writeMs = 30'000; ///< in which a client must take something of what waits for it
        qint64 readAheadBytes = 64 * 1024;
        qint64 backlogBytes = 16 * 1024 * 1024; ///< of a stream, written and not taken yet
    };

    explicit HttpServer(QObject *parent = nullptr);
    ~HttpServer() override;
    void setToken(const Secret &token) { m_token = token; } ///< empty: none is asked for
    void setLimits(const Limits &limits) { m_limits = limits; }
    /// A browser may be sent from another site to \p path: a GET that opens a page (Sec-Fetch-Mode: navigate)
    /// in the window itself, and nothing that a script sends. Give one that cannot be guessed; empty: none.
    void setLandingPath(const QByteArray &path) { m_landingPath = Secret(path); }
    /// \param port 0 picks a free one. Network error where the port is taken.
    Result<quint16> listen(quint16 port = 0);
    void close();
    quint16 port() const;
    QUrl baseUrl() const; ///< http://127.0.0.1:PORT
    int connectionCount() const { return int(m_connections.size()); }

Q_SIGNALS:
    /// Answer through \p responder now or later.
    void requestArrived(const Crossroads::HttpServerRequest &request, Crossroads::HttpResponder *responder);

private:
    friend class HttpConnection;
    QTcpServer m_listener;
    Secret m_token;
    Limits m_limits;
    Secret m_landingPath;
    QList<class HttpConnection *> m_connections;
};

} // namespace Crossroads
