// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"

namespace Crossroads {

/// What a request asked for and an offer does not take: left out with a note, or refused where the person
/// asked for strictness.
class Omissions
{
public:
    Omissions(const ChatRequest &request, const Vendor &vendor) : m_request(request), m_vendor(vendor) {}

    /// Says whether \p parameter is sent: true where it was asked for and is taken. What was asked for and is
    /// not taken is noted. \param parameter its name in the unified format ("top_k").
    bool sends(bool asked, bool taken, QAnyStringView parameter);
    /// Notes something else that was changed.
    void note(const QString &sentence) { m_notes.append(sentence); }
    /// \p wire with the notes; or InvalidRequest where the request is strict and something was left out.
    Result<WireRequest> conclude(WireRequest wire) const;

private:
    const ChatRequest &m_request;
    const Vendor &m_vendor;
    QStringList m_notes;
    QStringList m_leftOut;
};

bool hasPart(const ChatRequest &request, ContentPart::Kind kind);
/// Attachments are never dropped, as an answer to half a question is worse than none: InvalidRequest where
/// the offer takes none of their kind.
Result<void> checkAttachments(const ChatRequest &request, const Vendor &vendor);
/// The same refusal for what a wire can not carry at all. \param what a sentence with %1 for the vendor.
std::unexpected<Error> refuseAttachment(const Vendor &vendor, const QString &what);

} // namespace Crossroads
