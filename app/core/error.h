// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAnyStringView>
#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <optional>

namespace Crossroads {

/// What went wrong, as a closed set that code branches on. Decided once, where the failure is seen:
/// by an adapter from HTTP status and provider code, by the HTTP client, by the store.
enum class ErrorKind {
    Authentication, ///< the provider refuses the key
    Payment,        ///< no credit left
    Permission,     ///< the key may not do this
    NotFound,       ///< no such model or address
    ContextTooLong, ///< the prompt does not fit the model
    ContentBlocked, ///< moderation refused the prompt or the answer
    InvalidRequest, ///< the provider does not take the request as sent
    RateLimited,    ///< too many requests; retryAfter where the provider tells
    Overloaded,     ///< the provider has no capacity now
    Server,         ///< the provider failed (5xx, or an error inside the stream)
    Network,        ///< no connection, name not found, connection lost
    Tls,            ///< no trusted encrypted connection
    Timeout,        ///< one of our time-outs passed
    Protocol,       ///< the answer is not what the wire format says
    Cancelled,      ///< the person stopped it
    Storage,        ///< the disk or the database refuses
    NoOffer,        ///< the rules leave no offer that could be asked
    Budget,         ///< it could cost more than a budget still allows
    WrongUse,       ///< the call itself is wrong: unknown model, empty prompt
    Internal,       ///< a bug of ours
};

/// The kind's name in JSON, logs and the database, in snake_case ("rate_limited"). Stable.
QLatin1StringView errorKindName(ErrorKind kind);
std::optional<ErrorKind> errorKindFromName(QAnyStringView name);

/// A failure: kind for code, message and hint for people, detail for the log.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString message;    ///< what happened, one or two sentences, for people
    QString hint;       ///< what the person can do; may be empty
    QString detail;     ///< for the log; redacted before it is written
    int httpStatus = 0; ///< 0 where no HTTP answer arrived
    std::optional<std::chrono::milliseconds> retryAfter = {};
    bool maybeBilled = false; ///< the request may have been charged although it failed
    QString parameter = {};   ///< the request's parameter that the provider does not take, where it says so

    bool operator==(const Error &) const = default;
};

} // namespace Crossroads
