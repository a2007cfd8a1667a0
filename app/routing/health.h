// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QMutex>
#include <QSet>
#include <QString>

#include <array>
#include <chrono>
#include <optional>

namespace Crossroads {

/// One provider's listing of one model, as health is kept for it.
struct OfferId
{
    QString provider; ///< slug
    QString model;    ///< the provider's own id
    bool operator==(const OfferId &) const = default;
};
inline size_t qHash(const OfferId &id, size_t seed = 0)
{
    return qHashMulti(seed, id.provider, id.model);
}

/// How an offer has fared of late, from here. Answers and failures lose half their weight every 15 minutes,
/// speeds every 6 hours: these change less. Times are wall milliseconds since 1970. A value; pure.
///
/// The breaker: three failures in a row, or more than half of at least five, open it for 30 s (doubling with
/// each time in a row, 15 min at most). After that one request may try (half-open): if it answers, the
/// breaker closes, else it opens for longer.
class OfferHealth
{
public:
    enum class Breaker { Closed, Open, HalfOpen };

    struct Failure
    {
        qint64 atMs = 0;
        ErrorKind kind = ErrorKind::Server;
        int httpStatus = 0;
        bool operator==(const Failure &) const = default;
    };

    void answered(qint64 nowMs, std::optional<qint64> ttftMs, std::optional<double> tokensPerSecond);
    /// Only failures that are the offer's count: not those of a key, of the request, or of the person.
    void failed(qint64 nowMs, const Error &error);
    /// It answered 429, and no key is there to rest in its place.
    void limited(qint64 nowMs, std::optional<std::chrono::milliseconds> retryAfter);
    qint64 limitedUntilMs() const { return m_limitedUntilMs; }
    /// A half-open offer is being tried: until that ends, nobody else tries it.
    void probing(qint64 nowMs);

    Breaker breaker(qint64 nowMs) const;
    /// When an open breaker lets one request through.
    qint64 openUntilMs() const { return m_openUntilMs; }
    bool isBeingProbed(qint64 nowMs) const;
    /// 0 to 1; nothing before there is an observation that still counts.
    std::optional<double> successRate(qint64 nowMs) const;
    double weight(qint64 nowMs) const; ///< of all observations together, decayed; a fresh one weighs 1
    std::optional<double> tokensPerSecond(qint64 nowMs) const;
    /// Time to first token below which a share of \p quantile (0 to 1) lay; nothing with under \p least
    /// observations' weight.
    std::optional<std::chrono::milliseconds> ttft(qint64 nowMs, double quantile, double least = 0.05) const;
    const QList<Failure> &lastFailures() const { return m_failures; } ///< newest first, five at most
    /// The last observations, oldest first: time to first token in ms, -1 for a failure; 24 at most.
    const QList<qint64> &recent() const { return m_recent; }

    QJsonObject toJson() const;
    static OfferHealth fromJson(const QJsonObject &object);
    bool operator==(const OfferHealth &) const = default;

    static bool countsAgainstOffer(const Error &error);

private:
    static constexpr int buckets = 40; // of 30 ms times 1.25 to the n: up to 3 minutes
    void decayTo(qint64 nowMs);
    double fading(qint64 nowMs, double halfLifeMs) const;
    void open(qint64 nowMs, std::optional<std::chrono::milliseconds> atLeast);

    qint64 m_updatedMs = 0;
    double m_answered = 0;
    double m_failed = 0;
    std::array<double, buckets> m_ttft = {};
    double m_speedSum = 0;
    double m_speedWeight = 0;
    int m_failuresInRow = 0;
    int m_trips = 0; ///< openings without an answer between them
    qint64 m_openUntilMs = 0;
    qint64 m_probeMs = 0;
    qint64 m_limitedUntilMs = 0;
    QList<Failure> m_failures;
    QList<qint64> m_recent;
};

using HealthSnapshot = QHash<OfferId, OfferHealth>;

/// The health of all offers, shared between threads.
class HealthBook
{
public:
    HealthSnapshot snapshot() const;
    OfferHealth of(const OfferId &id) const;
    void answered(const OfferId &id, qint64 nowMs, std::optional<qint64> ttftMs,
                  std::optional<double> tokensPerSecond);
    /// \param keyed false: a rate limit is the offer's own.
    void failed(const OfferId &id, qint64 nowMs, const Error &error, bool keyed);
    void probing(const OfferId &id, qint64 nowMs);
    /// What an earlier process knew; what is known here already wins.
    void restore(const OfferId &id, const OfferHealth &health);
    /// What has changed since the last call.
    HealthSnapshot takeChanged();

private:
    mutable QMutex m_mutex;
    HealthSnapshot m_offers;
    QSet<OfferId> m_changed;
};

} // namespace Crossroads
