// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

#include <QMutex>

namespace Crossroads {

/// Which offer holds the prompt cache of which conversation. A cache counts as warm for ten minutes after its
/// last use. Thread-safe.
class Sessions
{
public:
    /// \p offer has answered in \p session; it may have \p promptTokens of it in its cache now.
    void used(const QString &session, const QString &model, const OfferId &offer, qint64 promptTokens,
              qint64 nowMs);
    std::optional<WarmOffer> warm(const QString &session, const QString &model, qint64 nowMs) const;

private:
    struct Last
    {
        WarmOffer offer;
        qint64 atMs = 0;
    };
    mutable QMutex m_mutex;
    QHash<std::pair<QString, QString>, Last> m_last;
};

} // namespace Crossroads
