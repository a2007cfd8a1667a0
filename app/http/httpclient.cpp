// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"

#include "app/http/curlmulti.h"
#include "app/http/curltransfer.h"

namespace Crossroads {

HttpClient::HttpClient(QObject *parent)
    : QObject(parent), m_multi(new CurlMulti(this)), m_proxies(new ProxyBook(this)),
      m_authorities(trustedAuthorities({}))
{
}

HttpClient::~HttpClient()
{
    // Exchanges that linger for the end of their bodies need nobody any more.
    qDeleteAll(findChildren<HttpExchange *>(Qt::FindDirectChildrenOnly));
    delete m_multi; // now, not with the other children: it ends what is under way
}

HttpExchange *HttpClient::send(const HttpRequest &request, QObject *parent)
{
    HttpExchange *exchange = prepare(request, parent);
    exchange->start();
    return exchange;
}

CurlRoute HttpClient::routeBy(const Proxy &proxy) const
{
    return {proxy, m_authorities};
}

HttpExchange *HttpClient::prepare(const HttpRequest &request, QObject *parent)
{
    auto *exchange = new HttpExchange(*m_multi, request, parent);
    if (const auto proxy = proxyFor(m_way, request.url)) {
        exchange->setRoute(routeBy(*proxy));
        return exchange;
    }
    if (const auto proxy = m_proxies->known(request.url))
        exchange->setRoute(routeBy(*proxy));
    else
        m_proxies->ask(request.url, exchange,
                       [this, exchange](const Proxy &found) { exchange->setRoute(routeBy(found)); });
    // What the desktop said may be of the network that was left.
    connect(exchange, &HttpExchange::finished, m_proxies,
            [this, url = request.url](const std::optional<Error> &error) {
                if (error && error->kind == ErrorKind::Network)
                    m_proxies->forget(url);
            });
    return exchange;
}

void HttpClient::setWay(const NetworkWay &way)
{
    // Connections that stand remember their proxy and authorities: none is used for a request that has
    // others.
    if (way.authorities != m_way.authorities)
        m_authorities = trustedAuthorities(way.authorities);
    m_way = way;
}

} // namespace Crossroads
