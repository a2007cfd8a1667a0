// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace Crossroads {

/// A server that does what a test says with each whole request: answer in pieces, cut, stall, or close
/// unanswered. It is a plain socket on purpose: a well-behaved server can not misbehave.
class FaultServer : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(QTcpSocket *socket, const QByteArray &request)>;

    explicit FaultServer(Handler handler);
    QUrl url(const QString &path = QStringLiteral("/v1")) const;
    quint16 port() const { return m_server.serverPort(); }
    /// Every request as it arrived, head and body.
    const QList<QByteArray> &requests() const { return m_requests; }
    void forgetRequests() { m_requests.clear(); }
    int openSockets() const { return m_open; }

    static QByteArray ok(const QByteArray &contentType, const QByteArray &body);
    static QByteArray status(int code, const QByteArray &body, const QByteArray &extraHeaders = {});
    /// The head of a chunked event stream.
    static QByteArray streamHead();
    static QByteArray chunk(const QByteArray &bytes);

private:
    void take(QTcpSocket *socket, QByteArray &buffer);
    Handler m_handler;
    QTcpServer m_server;
    QList<QByteArray> m_requests;
    int m_open = 0;
};

} // namespace Crossroads
