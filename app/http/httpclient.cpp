// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"

#include "app/http/curlmulti.h"
#include "app/http/curltransfer.h"

namespace Crossroads {

HttpClient::HttpClient(QObject *parent)
    : QObject(parent), m_multi(new CurlMulti(this)), m_authorities(trustedAuthorities({}))
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
    return new HttpExchange(*m_multi, request, {proxyFor(m_way, request.url), m_authorities}, parent);
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
