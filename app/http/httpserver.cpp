// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpserver.h"

#include "app/http/httpconnection.h"

#include <QTcpSocket>

namespace Crossroads {

using namespace Qt::StringLiterals;

HttpServer::HttpServer(QObject *parent) : QObject(parent), m_listener(this)
{
    connect(&m_listener, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_listener.nextPendingConnection()) {
            if (m_connections.size() >= m_limits.connections) {
                socket->abort();
                socket->deleteLater();
                continue;
            }
            m_connections.append(new HttpConnection(*this, socket));
        }
    });
}

HttpServer::~HttpServer()
{
    close();
}

Result<quint16> HttpServer::listen(quint16 port)
{
    if (!m_listener.listen(QHostAddress::LocalHost, port))
        return fail(ErrorKind::Network,
                    tr("Port %1 can not be used: %2").arg(port).arg(m_listener.errorString()),
                    tr("Close the program that uses it, or choose another port."));
    return m_listener.serverPort();
}

void HttpServer::close()
{
    m_listener.close();
    const auto connections = m_connections;
    qDeleteAll(connections);
}

quint16 HttpServer::port() const
{
    return m_listener.serverPort();
}

QUrl HttpServer::baseUrl() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(port()));
}

} // namespace Crossroads
