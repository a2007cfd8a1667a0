// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/providers/json.h"
#include "app/providers/vendors.h"

#include <QByteArrayView>

#include <chrono>
#include <optional>

namespace Crossroads {

/// The provider's own account of a failure, dug out of the many shapes that bodies have.
struct ProviderComplaint
{
    QString message;                    ///< its own words
    QString code;                       ///< code and type joined by a space, in lower case
    int status = 0;                     ///< an HTTP status that the body names
    std::optional<ErrorKind> kind = {}; ///< where the wire's own words settle it
    std::optional<std::chrono::milliseconds> retryAfter = {}; ///< that the body names
};

/// Nothing where \p object holds no error.
std::optional<ProviderComplaint> complaintIn(const Json &object);

/// Kind, words and hint for a complaint that came with \p status (0: inside a 200 stream).
Error providerError(const Vendor &vendor, int status, const ProviderComplaint &complaint);

/// What an HTML error page says: its title, else its first words, without markup.
QString htmlGist(QByteArrayView page);
bool looksLikeHtml(QByteArrayView body);

} // namespace Crossroads
