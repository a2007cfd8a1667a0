// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/rategate.h"

#include "app/core/clock.h"
#include "app/providers/waittime.h"

#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

static constexpr qint64 minuteMs = 60'000;
// A header that closes the door for longer is left to the provider's own 429.
static constexpr milliseconds longestClosed{60'000};

RateGate::RateGate(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const QList<Key> keys = m_doors.keys();
        for (const Key &key : keys)
            letThrough(key);
    });
}

void RateGate::setLimits(const QHash<QString, RateLimits> &limits)
{
    m_limits = limits;
    m_timer.start(0); // a wider door lets those who wait through
}

RateLimits RateGate::limitsOf(const QString &provider) const
{
    return m_limits.value(provider, m_limits.value(QString()));
}

/// When the next one may go (steady time); the greatest number where only a leave() can tell.
qint64 RateGate::openAt(const Key &key, Door &door) const
{
    const RateLimits limits = limitsOf(key.first);
    const qint64 now = m_clock.steadyMs();
    if (limits.concurrent > 0 && door.inside >= limits.concurrent)
        return std::numeric_limits<qint64>::max();
    while (!door.leftAtMs.empty() && door.leftAtMs.front() <= now - minuteMs)
        door.leftAtMs.pop_front();
    qint64 at = door.closedUntilMs;
    if (limits.perMinute > 0 && int(door.leftAtMs.size()) >= limits.perMinute)
        at = qMax(at, door.leftAtMs[door.leftAtMs.size() - size_t(limits.perMinute)] + minuteMs);
    return at;
}

void RateGate::enter(const QString &provider, const QString &keyId, QObject *context,
                     std::function<void()> go)
{
    const Key key{provider, keyId};
    m_doors[key].queue.push_back({context, std::move(go)});
    letThrough(key);
}

void RateGate::letThrough(const Key &key)
{
    for (;;) {
        Door &door = m_doors[key]; // anew each time: go() may come back here
        while (!door.queue.empty() && !door.queue.front().context)
            door.queue.pop_front();
        if (door.queue.empty())
            return;
        const qint64 at = openAt(key, door);
        const qint64 now = m_clock.steadyMs();
        if (at > now) {
            const qint64 wait = at - now;
            if (at != std::numeric_limits<qint64>::max() &&
                (!m_timer.isActive() || m_timer.remainingTime() > wait))
                m_timer.start(int(qMin(wait, minuteMs)));
            return;
        }
        const Waiting next = std::move(door.queue.front());
        door.queue.pop_front();
        ++door.inside;
        if (limitsOf(key.first).perMinute > 0)
            door.leftAtMs.push_back(now);
        next.go();
    }
}

void RateGate::leave(const QString &provider, const QString &keyId)
{
    const Key key{provider, keyId};
    Door &door = m_doors[key];
    door.inside = qMax(0, door.inside - 1);
    if (!door.queue.empty())
        letThrough(key);
}

void RateGate::learn(const QString &provider, const QString &keyId, const QHttpHeaders &headers)
{
    const RateHeaders told = rateHeaders(headers, m_clock.wallMs());
    if (!told.remaining || *told.remaining > 0 || !told.resetIn)
        return;
    Door &door = m_doors[{provider, keyId}];
    door.closedUntilMs =
        qMax(door.closedUntilMs, m_clock.steadyMs() + qMin(*told.resetIn, longestClosed).count());
}

int RateGate::waiting() const
{
    size_t count = 0;
    for (const Door &door : m_doors)
        count += door.queue.size();
    return int(count);
}

} // namespace Crossroads
