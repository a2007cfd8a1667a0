// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/http/httpclient.h"

#include <QFuture>

#include <chrono>

namespace Crossroads {

/// A whole answer, whatever its status.
struct HttpAnswer
{
    int status = 0;
    QHttpHeaders headers;
    QByteArray body;
    bool isOk() const { return status >= 200 && status < 300; }
};

struct FetchLimits
{
    std::chrono::milliseconds total{30'000}; ///< from the call to the last byte
    qsizetype bytes = 16 * 1024 * 1024;      ///< of the body; more is a Protocol error
};

/// One request and its whole answer. May be called from any thread; the future ends on \p http's. An error is
/// the transport's alone: an HTTP status is part of the answer.
QFuture<Result<HttpAnswer>> fetch(HttpClient &http, const HttpRequest &request,
                                  const FetchLimits &limits = {});

} // namespace Crossroads
