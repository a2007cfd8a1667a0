// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/http/httpexchange.h"
#include "app/http/networkway.h"
#include "app/http/proxybook.h"

#include <QByteArray>
#include <QHttpHeaders>
#include <QObject>
#include <QUrl>

#include <chrono>

namespace Crossroads {

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url;
    QHttpHeaders headers; ///< keys belong here and nowhere else
    QByteArray body;
    std::chrono::milliseconds connectTimeout{30'000}; ///< until the request stands on the wire
};

/// Sends requests, through libcurl. Lives on the engine thread, from its first request on. Up to 64 HTTP/1.1
/// connections per host at once, no cookies, no redirects, no cached credentials; HTTP/2 over TLS where a
/// server offers it; the system's proxy, none for loopback, unless told otherwise.
class HttpClient : public QObject
{
    Q_OBJECT

public:
    explicit HttpClient(QObject *parent = nullptr);
    ~HttpClient() override; ///< what is still under way ends with an error
    /// Starts \p request; the exchange belongs to \p parent.
    HttpExchange *send(const HttpRequest &request, QObject *parent);
    /// The same but for the last step: it goes out by the exchange's start().
    HttpExchange *prepare(const HttpRequest &request, QObject *parent);
    /// For requests from now on. What is no certificate in it is passed over, with a warning in the log.
    void setWay(const NetworkWay &way);
    /// Where the desktop is asked for proxies.
    ProxyBook &proxyBook() { return *m_proxies; }

private:
    CurlRoute routeBy(const Proxy &proxy) const;
    CurlMulti *m_multi;   // a child, so that it goes to the engine's thread with this
    ProxyBook *m_proxies; // another child, for the same reason
    NetworkWay m_way;
    QByteArray m_authorities; ///< in PEM; empty: the system's, as libcurl finds them
};

} // namespace Crossroads
