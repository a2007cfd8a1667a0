// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/omissions.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

bool Omissions::sends(bool asked, bool taken, QAnyStringView parameter)
{
    if (asked && !taken) {
        m_leftOut.append(parameter.toString());
        m_notes.append(
            tr("%1 was left out: this offer of %2 does not take it.").arg(m_leftOut.last(), m_vendor.name));
    }
    return asked && taken;
}

Result<WireRequest> Omissions::conclude(WireRequest wire) const
{
    if (m_request.strict && !m_leftOut.isEmpty())
        return fail(
            ErrorKind::InvalidRequest,
            tr("This offer of %1 does not take %2.").arg(m_vendor.name, m_leftOut.join(u", "_s)),
            tr("Nothing was sent. Leave it out, pick another model, or allow parameters to be dropped."));
    wire.notes = m_notes;
    return wire;
}

bool hasPart(const ChatRequest &request, ContentPart::Kind kind)
{
    return std::ranges::any_of(request.messages, [&](const ChatMessage &message) {
        return std::ranges::any_of(message.parts, [&](const ContentPart &part) { return part.kind == kind; });
    });
}

std::unexpected<Error> refuseAttachment(const Vendor &vendor, const QString &what)
{
    return fail(ErrorKind::InvalidRequest, what.arg(vendor.name),
                tr("Nothing was sent. Pick another model, or leave it out."));
}

Result<void> checkAttachments(const ChatRequest &request, const Vendor &vendor)
{
    if (hasPart(request, ContentPart::Kind::Image) && !request.capabilities.imageInput.value_or(true))
        return refuseAttachment(vendor, tr("This offer of %1 takes no pictures."));
    if (hasPart(request, ContentPart::Kind::Document) && !request.capabilities.pdfInput.value_or(true))
        return refuseAttachment(vendor, tr("This offer of %1 takes no documents."));
    return {};
}

} // namespace Crossroads
