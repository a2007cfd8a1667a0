// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/health.h"

#include <QJsonArray>
#include <QMutexLocker>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

static constexpr double halfLifeMs = 15 * 60'000;
static constexpr double speedHalfLifeMs = 6 * 3'600'000;
static constexpr qint64 firstRestMs = 30'000;
static constexpr qint64 longestRestMs = 15 * 60'000;
static constexpr qint64 probePatienceMs = 60'000; // a probe that has not ended by then is forgotten
static constexpr qint64 limitedRestMs = 20'000;
static constexpr int failuresToOpen = 3;
static constexpr double weightToOpen = 5;
static constexpr qsizetype keptFailures = 5;
static constexpr qsizetype keptRecent = 24;
static constexpr double firstBucketMs = 30;
static constexpr double bucketGrowth = 1.25;

bool OfferHealth::countsAgainstOffer(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::NotFound:
    case ErrorKind::Overloaded:
    case ErrorKind::Server:
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Timeout:
    case ErrorKind::Protocol:
        return true;
    default:
        return false;
    }
}

double OfferHealth::fading(qint64 nowMs, double halfLife) const
{
    return nowMs <= m_updatedMs ? 1.0 : std::exp2(-double(nowMs - m_updatedMs) / halfLife);
}

void OfferHealth::decayTo(qint64 nowMs)
{
    const double factor = fading(nowMs, halfLifeMs);
    m_answered *= factor;
    m_failed *= factor;
    const double slower = fading(nowMs, speedHalfLifeMs);
    m_speedSum *= slower;
    m_speedWeight *= slower;
    for (double &bucket : m_ttft)
        bucket *= slower;
    m_updatedMs = qMax(m_updatedMs, nowMs);
}

static int bucketOf(qint64 ms, int buckets)
{
    if (double(ms) <= firstBucketMs)
        return 0;
    return qBound(0, int(std::ceil(std::log(double(ms) / firstBucketMs) / std::log(bucketGrowth))),
                  buckets - 1);
}

void OfferHealth::answered(qint64 nowMs, std::optional<qint64> ttftMs, std::optional<double> tokensPerSecond)
{
    decayTo(nowMs);
    m_answered += 1;
    if (ttftMs)
        m_ttft[size_t(bucketOf(*ttftMs, buckets))] += 1;
    if (tokensPerSecond) {
        m_speedSum += *tokensPerSecond;
        m_speedWeight += 1;
    }
    m_recent.append(ttftMs.value_or(0));
    m_recent = m_recent.last(qMin(keptRecent, m_recent.size()));
    m_failuresInRow = 0;
    m_trips = 0;
    m_openUntilMs = 0;
    m_probeMs = 0;
    m_limitedUntilMs = 0;
}

void OfferHealth::limited(qint64 nowMs, std::optional<milliseconds> retryAfter)
{
    m_limitedUntilMs = nowMs + (retryAfter ? qint64(retryAfter->count()) : limitedRestMs);
    m_updatedMs = qMax(m_updatedMs, nowMs);
}

void OfferHealth::open(qint64 nowMs, std::optional<milliseconds> atLeast)
{
    const qint64 rest = qMin(firstRestMs << qMin(m_trips, 10), longestRestMs);
    m_openUntilMs = nowMs + qMax(rest, qint64(atLeast.value_or(milliseconds(0)).count()));
    ++m_trips;
}

void OfferHealth::failed(qint64 nowMs, const Error &error)
{
    if (!countsAgainstOffer(error)) {
        m_probeMs = 0; // whatever it was, the probe is over
        return;
    }
    const bool wasHalfOpen = m_openUntilMs > 0 && breaker(nowMs) == Breaker::HalfOpen;
    decayTo(nowMs);
    m_failed += 1;
    ++m_failuresInRow;
    m_probeMs = 0;
    m_failures.prepend({nowMs, error.kind, error.httpStatus});
    m_failures = m_failures.first(qMin(keptFailures, m_failures.size()));
    m_recent.append(-1);
    m_recent = m_recent.last(qMin(keptRecent, m_recent.size()));
    const double all = m_answered + m_failed;
    if (wasHalfOpen || m_failuresInRow >= failuresToOpen || (all >= weightToOpen && m_failed > all / 2)) {
        if (m_openUntilMs <= nowMs)
            open(nowMs, error.retryAfter);
    }
}

void OfferHealth::probing(qint64 nowMs)
{
    if (breaker(nowMs) == Breaker::HalfOpen)
        m_probeMs = nowMs;
}

OfferHealth::Breaker OfferHealth::breaker(qint64 nowMs) const
{
    if (m_openUntilMs == 0)
        return Breaker::Closed;
    return nowMs < m_openUntilMs ? Breaker::Open : Breaker::HalfOpen;
}

bool OfferHealth::isBeingProbed(qint64 nowMs) const
{
    return m_probeMs > 0 && nowMs - m_probeMs < probePatienceMs;
}

double OfferHealth::weight(qint64 nowMs) const
{
    return (m_answered + m_failed) * fading(nowMs, halfLifeMs);
}

std::optional<double> OfferHealth::successRate(qint64 nowMs) const
{
    if (weight(nowMs) < 0.1)
        return std::nullopt;
    return m_answered / (m_answered + m_failed);
}

std::optional<double> OfferHealth::tokensPerSecond(qint64 nowMs) const
{
    if (m_speedWeight * fading(nowMs, speedHalfLifeMs) < 0.05)
        return std::nullopt;
    return m_speedSum / m_speedWeight;
}

std::optional<milliseconds> OfferHealth::ttft(qint64 nowMs, double quantile, double least) const
{
    double all = 0;
    for (const double bucket : m_ttft)
        all += bucket;
    if (all * fading(nowMs, speedHalfLifeMs) < least)
        return std::nullopt;
    double below = 0;
    for (size_t i = 0; i < m_ttft.size(); ++i) {
        below += m_ttft[i];
        if (below >= all * quantile)
            return milliseconds(qint64(firstBucketMs * std::pow(bucketGrowth, double(i))));
    }
    return milliseconds(qint64(firstBucketMs * std::pow(bucketGrowth, double(buckets - 1))));
}

QJsonObject OfferHealth::toJson() const
{
    QJsonArray ttft, failures, recent;
    for (const double bucket : m_ttft)
        ttft.append(bucket);
    for (const Failure &failure : m_failures)
        failures.append(QJsonArray{failure.atMs, errorKindName(failure.kind), failure.httpStatus});
    for (const qint64 ms : m_recent)
        recent.append(ms);
    return {{"updated_ms"_L1, m_updatedMs},
            {"answered"_L1, m_answered},
            {"failed"_L1, m_failed},
            {"ttft"_L1, ttft},
            {"speed_sum"_L1, m_speedSum},
            {"speed_weight"_L1, m_speedWeight},
            {"in_row"_L1, m_failuresInRow},
            {"trips"_L1, m_trips},
            {"open_until_ms"_L1, m_openUntilMs},
            {"failures"_L1, failures},
            {"recent"_L1, recent}};
}

OfferHealth OfferHealth::fromJson(const QJsonObject &object)
{
    OfferHealth health;
    const auto positive = [&](QLatin1StringView name) { return qMax(0.0, object[name].toDouble()); };
    health.m_updatedMs = object["updated_ms"_L1].toInteger();
    health.m_answered = positive("answered"_L1);
    health.m_failed = positive("failed"_L1);
    const QJsonArray ttft = object["ttft"_L1].toArray();
    for (qsizetype i = 0; i < qMin(ttft.size(), qsizetype(buckets)); ++i)
        health.m_ttft[size_t(i)] = qMax(0.0, ttft[i].toDouble());
    health.m_speedSum = positive("speed_sum"_L1);
    health.m_speedWeight = positive("speed_weight"_L1);
    health.m_failuresInRow = object["in_row"_L1].toInt();
    health.m_trips = object["trips"_L1].toInt();
    health.m_openUntilMs = object["open_until_ms"_L1].toInteger();
    const QJsonArray failures = object["failures"_L1].toArray();
    for (const QJsonValue &failure : failures)
        health.m_failures.append({failure[0].toInteger(),
                                  errorKindFromName(failure[1].toString()).value_or(ErrorKind::Server),
                                  failure[2].toInt()});
    const QJsonArray recent = object["recent"_L1].toArray();
    for (const QJsonValue &ms : recent)
        health.m_recent.append(ms.toInteger());
    return health;
}

HealthSnapshot HealthBook::snapshot() const
{
    const QMutexLocker lock(&m_mutex);
    return m_offers;
}

OfferHealth HealthBook::of(const OfferId &id) const
{
    const QMutexLocker lock(&m_mutex);
    return m_offers.value(id);
}

void HealthBook::answered(const OfferId &id, qint64 nowMs, std::optional<qint64> ttftMs,
                          std::optional<double> tokensPerSecond)
{
    const QMutexLocker lock(&m_mutex);
    m_offers[id].answered(nowMs, ttftMs, tokensPerSecond);
    m_changed.insert(id);
}

void HealthBook::failed(const OfferId &id, qint64 nowMs, const Error &error, bool keyed)
{
    const QMutexLocker lock(&m_mutex);
    if (error.kind == ErrorKind::RateLimited && !keyed) {
        m_offers[id].limited(nowMs, error.retryAfter);
        m_changed.insert(id);
    }
    if (!OfferHealth::countsAgainstOffer(error) && !m_offers.contains(id))
        return;
    m_offers[id].failed(nowMs, error);
    m_changed.insert(id);
}

void HealthBook::probing(const OfferId &id, qint64 nowMs)
{
    const QMutexLocker lock(&m_mutex);
    if (const auto found = m_offers.find(id); found != m_offers.end())
        found->probing(nowMs);
}

void HealthBook::restore(const OfferId &id, const OfferHealth &health)
{
    const QMutexLocker lock(&m_mutex);
    if (!m_offers.contains(id))
        m_offers.insert(id, health);
}

HealthSnapshot HealthBook::takeChanged()
{
    const QMutexLocker lock(&m_mutex);
    HealthSnapshot changed;
    for (const OfferId &id : std::as_const(m_changed))
        changed.insert(id, m_offers.value(id));
    m_changed.clear();
    return changed;
}

} // namespace Crossroads
