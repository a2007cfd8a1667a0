// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/clock.h"

#include <QDateTime>
#include <QDeadlineTimer>

namespace Crossroads {

qint64 Clock::wallMs() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

qint64 Clock::steadyMs() const
{
    return QDeadlineTimer::current().deadline();
}

} // namespace Crossroads
