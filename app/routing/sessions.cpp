// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/sessions.h"

#include <QMutexLocker>

namespace Crossroads {

static constexpr qint64 warmMs = 10 * 60'000;

void Sessions::used(const QString &session, const QString &model, const OfferId &offer, qint64 promptTokens,
                    qint64 nowMs)
{
    if (session.isEmpty())
        return;
    const QMutexLocker lock(&m_mutex);
    m_last.removeIf([&](const auto &entry) { return nowMs - entry.value().atMs > warmMs; });
    m_last.insert({session, model}, {{offer, promptTokens}, nowMs});
}

std::optional<WarmOffer> Sessions::warm(const QString &session, const QString &model, qint64 nowMs) const
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_last.constFind({session, model});
    if (session.isEmpty() || found == m_last.cend() || nowMs - found->atMs > warmMs)
        return std::nullopt;
    return found->offer;
}

} // namespace Crossroads
