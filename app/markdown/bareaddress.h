// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <optional>

namespace Crossroads {

/// An address that stands in a text without any marks around it.
struct BareAddress
{
    qsizetype length = 0; ///< of what is seen, in UTF-16 units
    QString text;         ///< what is seen, without backslash escapes and entities
    QString target;       ///< where it leads: the text, or the text after "http://" or "mailto:"
};

/// The address that begins at \p i of \p s: http, https, "www." or a mail address, never anything else. It
/// ends where its writer ended it: before a full-width mark, a quote, a bracket that it did not open, an
/// ideograph behind a Latin letter, and the mark that ends the sentence. Linear in the length of the address.
std::optional<BareAddress> bareAddressAt(QStringView s, qsizetype i);

} // namespace Crossroads
