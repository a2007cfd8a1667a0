// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

#include <string>
#include <vector>

namespace Crossroads {

/// Makes every redact() in this process blank one value (and its URL- and Base64-encoded forms) for as long
/// as it lives. Every Secret has one: what is no secret any more, as its key was removed, is forgotten with
/// the last copy of it, and the forms that were kept for the search are wiped. Thread-safe. Values under 8
/// bytes are ignored: blanking them would garble ordinary words.
///
/// Wiped, too: the bytes of a Secret, and what CurlTransfer keeps of a request's headers. Not wiped, as
/// nobody can: what libraries copy on the way (QtKeychain's and Qt's strings, QHttpHeaders, libcurl's and the
/// kernel's buffers, a line edit's undo history, the clipboard), what the system has swapped out, and the
/// environment of a process that was given a key in it.
class Redaction
{
public:
    explicit Redaction(QByteArrayView value);
    ~Redaction();
    Redaction(const Redaction &) = delete;
    Redaction &operator=(const Redaction &) = delete;

private:
    std::vector<std::u16string> m_forms; // each is one place in memory, which is wiped
};

/// \p text with every secret that lives, the longest first, and everything that has the shape of an API key
/// or bearer token replaced by "[redacted]". Used at the log, in error texts and in exports. Thread-safe.
QString redact(QString text);

} // namespace Crossroads
