// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

#include <chrono>
#include <optional>
#include <variant>

namespace Crossroads {

/// What a failure before the first token asks for.
enum class Remedy {
    OtherKey,         ///< this key is of no use at this provider
    OtherKeyHere,     ///< this key may not do this with this model
    OtherOffer,       ///< this offer is of no use now
    LongerContext,    ///< only an offer that holds more
    OtherProvider,    ///< nobody at this provider will answer it
    OtherModel,       ///< no offer of this model will
    Later,            ///< this key (or offer) again, after a while; others meanwhile
    WithoutParameter, ///< the same once more without what the provider named
    Stop,             ///< nothing would help, or nobody wants it any more
};
Remedy remedyFor(const Error &error);

/// Goes through a plan: which candidate is next, after what each failure demands. Pure; times are
/// milliseconds of one clock that does not run backwards. Only failures before the first token come here:
/// after it nothing is switched.
class RouteWalk
{
public:
    RouteWalk() = default;
    RouteWalk(QList<Candidate> candidates, const RouteRules &rules, quint64 seed, qint64 nowMs);

    struct Go
    {
        int candidate = 0;
        std::chrono::milliseconds wait{0}; ///< before it is sent
        bool operator==(const Go &) const = default;
    };
    enum class Over { NothingLeft, TooManyAttempts, TooLate, Stopped };

    std::variant<Go, Over> next(qint64 nowMs) const;
    /// The first candidate of another offer than \p candidate's that has not been asked, to run beside it.
    std::optional<int> beside(int candidate) const;
    /// An attempt is sent to \p candidate.
    void began(int candidate);
    /// \param canDrop the request has the parameter that \p error names, and may be sent without it.
    void failed(int candidate, const Error &error, qint64 nowMs, bool canDrop = false);
    /// It could cost more than its key's own limit still allows: another key of the same offer may do.
    void keyIsSpent(int candidate);

    const QList<Candidate> &candidates() const { return m_candidates; }
    int attempts() const { return m_attempts; }

private:
    struct State
    {
        bool out = false;
        int tries = 0;
        int waits = 0;
        qint64 notBeforeMs = 0;
        bool again = false; ///< at once, and before all others
    };
    void drop(auto matches);
    void later(int candidate, const Error &error, qint64 nowMs, bool wholeOffer);

    QList<Candidate> m_candidates;
    QList<State> m_states;
    RouteRules m_rules;
    quint64 m_seed = 0;
    qint64 m_startMs = 0;
    int m_attempts = 0;
    bool m_stopped = false;
    bool m_droppedOne = false;
};

} // namespace Crossroads
