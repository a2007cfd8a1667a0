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
    QString code;                       ///< its codes and types, joined by spaces, in lower case
    int status = 0;                     ///< an HTTP status that the body names
    QString parameter = {};             ///< what it names as wrong in the request
    std::optional<ErrorKind> kind = {}; ///< where the wire's own words settle it
    std::optional<std::chrono::milliseconds> retryAfter = {}; ///< that the body names
    bool fromPage = false; ///< message is the gist of a web page: a proxy's, not the provider's
};

/// What \p object, of a body with any status, complains of, whichever of the shapes in use it has; nothing
/// where it holds no error.
std::optional<ProviderComplaint> complaintIn(const Json &object);
/// What \p object, part of a 200, may complain of: it has words alone ({"message": "..."}), which could also
/// tell of a queue. Whoever asks must know what came of the answer.
std::optional<ProviderComplaint> suspicionIn(const Json &object);
/// The complaint of a non-2xx answer that holds none of the shapes above: other JSON, a web page, plain text
/// or nothing.
ProviderComplaint complaintOfOtherBody(QByteArrayView body);

/// Kind, words and hint for a complaint that came with \p status (0: inside a 200 stream).
Error providerError(const Vendor &vendor, int status, const ProviderComplaint &complaint);

/// Takes \p wait for when to ask again, where waiting mends such a failure, and says so in the hint.
void setWait(Error &error, std::optional<std::chrono::milliseconds> wait);

/// What an HTML error page says: its title, else its first words, without markup.
QString htmlGist(QByteArrayView page);
bool looksLikeHtml(QByteArrayView body);

} // namespace Crossroads
