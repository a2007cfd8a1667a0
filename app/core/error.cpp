// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/error.h"

#include "app/core/names.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr NameRow<ErrorKind> kindNames[] = {
    {ErrorKind::Authentication, "authentication"_L1},
    {ErrorKind::Payment, "payment"_L1},
    {ErrorKind::Permission, "permission"_L1},
    {ErrorKind::NotFound, "not_found"_L1},
    {ErrorKind::ContextTooLong, "context_too_long"_L1},
    {ErrorKind::ContentBlocked, "content_blocked"_L1},
    {ErrorKind::InvalidRequest, "invalid_request"_L1},
    {ErrorKind::RateLimited, "rate_limited"_L1},
    {ErrorKind::Overloaded, "overloaded"_L1},
    {ErrorKind::Server, "server"_L1},
    {ErrorKind::Network, "network"_L1},
    {ErrorKind::Tls, "tls"_L1},
    {ErrorKind::Timeout, "timeout"_L1},
    {ErrorKind::Protocol, "protocol"_L1},
    {ErrorKind::Cancelled, "cancelled"_L1},
    {ErrorKind::Storage, "storage"_L1},
    {ErrorKind::NoOffer, "no_offer"_L1},
    {ErrorKind::Budget, "budget"_L1},
    {ErrorKind::WrongUse, "wrong_use"_L1},
    {ErrorKind::Internal, "internal"_L1},
};

QLatin1StringView errorKindName(ErrorKind kind)
{
    return nameIn<ErrorKind>(kindNames, kind);
}

std::optional<ErrorKind> errorKindFromName(QAnyStringView name)
{
    return valueIn<ErrorKind>(kindNames, name);
}

} // namespace Crossroads
