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

bool Omissions::sends(bool asked, bool taken, QLatin1StringView parameter)
{
    if (asked && !taken) {
        m_leftOut.append(parameter);
        m_notes.append(
            tr("%1 was left out: this offer of %2 does not take it.").arg(parameter, m_vendor.name));
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

} // namespace Crossroads
