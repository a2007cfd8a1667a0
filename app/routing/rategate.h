// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QHttpHeaders>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <chrono>
#include <deque>
#include <functional>

namespace Crossroads {

class Clock;

/// How many requests a provider gets with one key. 0: no limit.
struct RateLimits
{
    int concurrent = 0;
    int perMinute = 0;
    bool operator==(const RateLimits &) const = default;
};

/// Lets requests out, per provider and key, no faster than the person's limits and the provider's own headers
/// allow; those that must wait go in the order in which they came. For the engine thread.
class RateGate : public QObject
{
    Q_OBJECT

public:
    explicit RateGate(const Clock &clock, QObject *parent = nullptr);

    /// Limits by provider slug; "" holds for all others.
    void setLimits(const QHash<QString, RateLimits> &limits);
    /// Calls \p go once the request may leave: at once where nothing is in the way. Not after \p context
    /// died. Each call of go() must be followed by leave().
    void enter(const QString &provider, const QString &keyId, QObject *context, std::function<void()> go);
    void leave(const QString &provider, const QString &keyId);
    void learn(const QString &provider, const QString &keyId, const QHttpHeaders &headers);
    /// Requests that wait.
    int waiting() const;

private:
    using Key = std::pair<QString, QString>;
    struct Waiting
    {
        QPointer<QObject> context;
        std::function<void()> go;
    };
    struct Door
    {
        int inside = 0;
        qint64 closedUntilMs = 0;    ///< steady
        std::deque<qint64> leftAtMs; ///< in the last minute
        std::deque<Waiting> queue;
    };
    RateLimits limitsOf(const QString &provider) const;
    qint64 openAt(const Key &key, Door &door) const;
    void letThrough(const Key &key);

    const Clock &m_clock;
    QHash<QString, RateLimits> m_limits;
    QHash<Key, Door> m_doors;
    QTimer m_timer;
};

} // namespace Crossroads
