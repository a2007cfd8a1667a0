// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/costing.h"
#include "app/storage/records.h"
#include "app/stream/answer.h"

namespace Crossroads {

/// How an attempt ended, as far as money goes.
struct AttemptEnd
{
    AttemptOutcome outcome = AttemptOutcome::Answered;
    bool sent = true;                ///< the request may have reached the provider
    bool maybeBilled = false;        ///< it may be charged although nothing (more) came of it
    qint64 inputTokens = 0;          ///< estimated, for where the provider does not tell
    std::optional<Money> bound = {}; ///< as reserved
    Circumstances when = {};         ///< for prices that depend on them
};

/// What an attempt is entered as: what the provider reports, else what its tokens cost, else (given up after
/// it was sent) its bound. Nothing sent, or surely refused, is zero. Pure.
struct AttemptCost
{
    Usage usage = {};
    UsageState usageState = UsageState::Unknown;
    std::optional<Money> cost = {};
    CostState costState = CostState::Unknown;
    bool atBound = false;              ///< may be billed, up to the bound
    std::optional<Money> refused = {}; ///< a cost that the provider reported and that cannot be true
    /// What the reported tokens come to by our prices, where the provider reported a cost of its own.
    std::optional<Money> computed = {};
};
AttemptCost costOf(const Answer &answer, const Prices &prices, const AttemptEnd &end);

/// Both together: an unknown part makes the sum unknown, an estimated one makes it an estimate.
void addCost(std::optional<Money> &sum, CostState &state, const AttemptCost &next);

} // namespace Crossroads
