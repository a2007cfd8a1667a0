// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/settle.h"

namespace Crossroads {

static AttemptCost byUsage(const Answer &answer, const Prices &prices, const AttemptEnd &end)
{
    AttemptCost entry;
    entry.usage = answer.usage;
    entry.usageState = answer.usageState;
    if (entry.usageState != UsageState::Reported) {
        // A stream that broke off may have told its input.
        if (!entry.usage.input)
            entry.usage.input = end.inputTokens;
        entry.usage.output = answer.outputTokens();
        entry.usageState = UsageState::Estimated;
    }
    if (entry.usage.reportedCost) {
        entry.cost = entry.usage.reportedCost;
        entry.costState = CostState::Reported;
        if (entry.usageState == UsageState::Reported)
            entry.computed = computeCost(entry.usage, prices, end.when);
    } else if (const auto cost = computeCost(entry.usage, prices, end.when)) {
        entry.cost = cost;
        const bool exact = entry.usageState == UsageState::Reported || prices.isFree();
        entry.costState = exact ? CostState::Computed : CostState::Estimated;
    }
    return entry;
}

AttemptCost costOf(const Answer &answer, const Prices &prices, const AttemptEnd &end)
{
    const bool gotSomething = answer.ttftMs || answer.usageState == UsageState::Reported;
    if (end.outcome == AttemptOutcome::Answered || gotSomething)
        return byUsage(answer, prices, end);
    AttemptCost entry;
    if (!end.sent || !end.maybeBilled || prices.isFree()) {
        entry.cost = Money{0};
        entry.costState = CostState::Computed;
        return entry;
    }
    entry.atBound = true;
    entry.cost = end.bound;
    entry.costState = end.bound ? CostState::Estimated : CostState::Unknown;
    return entry;
}

void addCost(std::optional<Money> &sum, CostState &state, const AttemptCost &next)
{
    if (!sum || !next.cost) {
        sum.reset();
        state = CostState::Unknown;
        return;
    }
    *sum += *next.cost;
    const bool estimate = state == CostState::Estimated || next.costState == CostState::Estimated;
    // A sum of reported costs, and of what surely cost nothing, is as good as reported.
    const bool reported =
        next.costState == CostState::Reported || (state == CostState::Reported && next.cost->pico == 0);
    state = estimate ? CostState::Estimated : reported ? CostState::Reported : CostState::Computed;
}

} // namespace Crossroads
