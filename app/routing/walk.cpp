// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/walk.h"

#include <algorithm>

namespace Crossroads {

using std::chrono::milliseconds;

static constexpr qint64 firstBackOffMs = 500;
static constexpr qint64 longestBackOffMs = 8'000;
// How often one candidate is asked again after it asked to wait.
static constexpr int mostWaits = 2;

Remedy remedyFor(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Authentication:
    case ErrorKind::Payment:
        return Remedy::OtherKey;
    case ErrorKind::Permission:
        return Remedy::OtherKeyHere;
    case ErrorKind::ContextTooLong:
        return Remedy::LongerContext;
    case ErrorKind::ContentBlocked:
        return Remedy::OtherProvider;
    case ErrorKind::RateLimited:
    case ErrorKind::Overloaded:
        return Remedy::Later;
    case ErrorKind::NotFound:
    case ErrorKind::Server:
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Timeout:
    case ErrorKind::Protocol:
    case ErrorKind::Budget: // another offer may be within it
        return Remedy::OtherOffer;
    case ErrorKind::InvalidRequest:
        // Our own refusal to encode it says something of this offer; a provider's, of the request.
        if (error.httpStatus == 0 && !error.maybeBilled)
            return Remedy::OtherOffer;
        return error.parameter.isEmpty() ? Remedy::OtherModel : Remedy::WithoutParameter;
    case ErrorKind::Cancelled:
    case ErrorKind::Storage:
    case ErrorKind::NoOffer:
    case ErrorKind::WrongUse:
    case ErrorKind::Internal:
        break;
    }
    return Remedy::Stop;
}

RouteWalk::RouteWalk(QList<Candidate> candidates, const RouteRules &rules, quint64 seed, qint64 nowMs)
    : m_candidates(std::move(candidates)), m_states(m_candidates.size()), m_rules(rules), m_seed(seed),
      m_startMs(nowMs)
{
}

std::variant<RouteWalk::Go, RouteWalk::Over> RouteWalk::next(qint64 nowMs) const
{
    if (m_stopped)
        return Over::Stopped;
    if (m_attempts >= m_rules.maxAttempts)
        return Over::TooManyAttempts;
    if (nowMs - m_startMs >= m_rules.totalTime.count())
        return Over::TooLate;
    const auto again = std::ranges::find_if(m_states, [](const State &s) { return s.again && !s.out; });
    if (again != m_states.end())
        return Go{int(again - m_states.begin()), milliseconds(0)};
    std::optional<Go> soonest;
    for (int i = 0; i < int(m_states.size()); ++i) {
        const State &state = m_states[i];
        if (state.out)
            continue;
        const Go go{i, milliseconds(qMax(qint64(0), state.notBeforeMs - nowMs))};
        if (state.tries == 0 && go.wait.count() == 0)
            return go; // in the plan's order, whoever has not been asked yet
        if (!soonest || go.wait < soonest->wait)
            soonest = go;
    }
    if (!soonest || soonest->wait > m_rules.longestWait)
        return Over::NothingLeft;
    if (nowMs + soonest->wait.count() - m_startMs >= m_rules.totalTime.count())
        return Over::TooLate;
    return *soonest;
}

std::optional<int> RouteWalk::beside(int candidate) const
{
    if (m_stopped || m_attempts >= m_rules.maxAttempts)
        return std::nullopt;
    for (int i = 0; i < int(m_states.size()); ++i) {
        if (!m_states[i].out && m_states[i].tries == 0 &&
            m_candidates[i].offer() != m_candidates[candidate].offer())
            return i;
    }
    return std::nullopt;
}

void RouteWalk::began(int candidate)
{
    ++m_attempts;
    ++m_states[candidate].tries;
    m_states[candidate].again = false;
}

void RouteWalk::drop(auto matches)
{
    for (qsizetype i = 0; i < m_candidates.size(); ++i)
        m_states[i].out = m_states[i].out || matches(m_candidates[i]);
}

/// What the provider says, else doubling from half a second; a quarter more or less, so that those who were
/// turned away together do not come back together.
void RouteWalk::later(int candidate, const Error &error, qint64 nowMs, bool wholeOffer)
{
    State &state = m_states[candidate];
    qint64 wait = qMin(firstBackOffMs << qMin(state.waits, 8), longestBackOffMs);
    const double jitter = 0.75 + 0.5 * drawFor(m_seed + quint64(m_attempts), m_candidates[candidate].offer());
    wait = error.retryAfter ? error.retryAfter->count() : qint64(double(wait) * jitter);
    if (++state.waits > mostWaits)
        state.out = true;
    const Candidate &one = m_candidates[candidate];
    for (qsizetype i = 0; i < m_candidates.size(); ++i) {
        const Candidate &other = m_candidates[i];
        if (i == candidate || (wholeOffer && other.offer() == one.offer())) {
            m_states[i].notBeforeMs = qMax(m_states[i].notBeforeMs, nowMs + wait);
            if (i != candidate)
                m_states[i].tries = qMax(m_states[i].tries, 1);
        }
    }
}

void RouteWalk::keyIsSpent(int candidate)
{
    const Candidate one = m_candidates[candidate];
    drop([&](const Candidate &c) {
        return c.offer() == one.offer() && c.key.id == one.key.id && c.key.value == one.key.value;
    });
}

void RouteWalk::failed(int candidate, const Error &error, qint64 nowMs, bool canDrop)
{
    const Candidate one = m_candidates[candidate];
    const auto sameKey = [&](const Candidate &c) {
        return c.vendor.slug == one.vendor.slug && c.key.id == one.key.id && c.key.value == one.key.value;
    };
    Remedy remedy = remedyFor(error);
    if (remedy == Remedy::WithoutParameter && (m_droppedOne || !canDrop))
        remedy = Remedy::OtherModel;
    switch (remedy) {
    case Remedy::OtherKey:
        drop(sameKey);
        break;
    case Remedy::OtherKeyHere:
        drop([&](const Candidate &c) { return sameKey(c) && c.offer() == one.offer(); });
        break;
    case Remedy::OtherOffer:
        drop([&](const Candidate &c) { return c.offer() == one.offer(); });
        break;
    case Remedy::LongerContext:
        drop([&](const Candidate &c) {
            return c.offer() == one.offer() ||
                   (one.contextTokens > 0 && c.contextTokens > 0 && c.contextTokens <= one.contextTokens);
        });
        break;
    case Remedy::OtherProvider:
        drop([&](const Candidate &c) { return c.vendor.slug == one.vendor.slug; });
        break;
    case Remedy::OtherModel:
        drop([&](const Candidate &c) { return c.fallback == one.fallback; });
        break;
    case Remedy::Later:
        later(candidate, error, nowMs, error.kind == ErrorKind::Overloaded);
        break;
    case Remedy::WithoutParameter:
        m_droppedOne = true;
        m_states[candidate].again = true;
        break;
    case Remedy::Stop:
        m_stopped = true;
        break;
    }
}

} // namespace Crossroads
