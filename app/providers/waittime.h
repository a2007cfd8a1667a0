// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/json.h"

#include <QByteArrayView>
#include <QHttpHeaders>
#include <QStringView>

#include <chrono>
#include <optional>

namespace Crossroads {

// How long a provider asks to wait: the one reader of what its headers, its error objects and its words tell.
// All of these give nothing for what is no time, is negative or is longer than a week: such a value is
// broken.

/// "20", "0.25", "2ms", "59.369s", "6m0s", "1h2m3s", "1 minute and 30 seconds"; seconds, milliseconds, micro-
/// or nanoseconds since 1970; an HTTP or ISO date. What is past is zero. \param nowMs since 1970. \param unit
/// of a bare number.
std::optional<std::chrono::milliseconds> waitFrom(QByteArrayView text, qint64 nowMs,
                                                  std::chrono::milliseconds unit = std::chrono::seconds(1));

/// Retry-After and retry-after-ms.
std::optional<std::chrono::milliseconds> retryAfter(const QHttpHeaders &headers, qint64 nowMs);

/// What an answer's headers tell of the requests that are left.
struct RateHeaders
{
    std::optional<int> remaining;
    std::optional<std::chrono::milliseconds> resetIn;
};
/// OpenAI's, Groq's, OpenRouter's and Anthropic's spellings.
RateHeaders rateHeaders(const QHttpHeaders &headers, qint64 nowMs);

/// When the limit that is used up begins anew (x-ratelimit-reset-requests, -tokens or plain; Anthropic's),
/// from
/// \p nowMs on; the longest, where several are.
std::optional<std::chrono::milliseconds> rateLimitReset(const QHttpHeaders &headers, qint64 nowMs);

/// What the members of \p error tell: Google's RetryInfo, retry_after and its like, OpenRouter's copies of
/// the upstream's headers.
std::optional<std::chrono::milliseconds> waitInBody(const Json &error, qint64 nowMs);

/// What \p words tell: "Please try again in 7m12s."
std::optional<std::chrono::milliseconds> waitInWords(QStringView words);

} // namespace Crossroads
