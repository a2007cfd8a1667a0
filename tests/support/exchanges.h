// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/http/httpclient.h"

namespace Crossroads {

/// What became of one exchange.
struct Seen
{
    QByteArray body;
    std::optional<Error> error;
    int ends = 0;
};

inline void watch(HttpExchange *exchange, Seen &seen)
{
    QObject::connect(exchange, &HttpExchange::dataReceived, exchange,
                     [&](const QByteArray &b) { seen.body += b; });
    QObject::connect(exchange, &HttpExchange::finished, exchange, [&](const std::optional<Error> &error) {
        seen.error = error;
        ++seen.ends;
    });
}

inline HttpRequest post(const QUrl &url)
{
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers.append(QHttpHeaders::WellKnownHeader::Authorization, "Bearer fake-key-00000000");
    request.headers.append("x-api-key", "fake-key-00000000");
    request.body = "{\"q\":1}";
    return request;
}

} // namespace Crossroads
