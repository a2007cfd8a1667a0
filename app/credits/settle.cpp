// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/settle.h"

#include "app/money/tokenestimate.h"

#include <utility>

namespace Crossroads {

/// Whether a provider may have meant \p cost: tools, searches and pictures cost more than tokens do, but not
/// without end.
static bool isPlausible(Money cost, const std::optional<Money> &computed, const std::optional<Money> &bound)
{
    constexpr qint64 dollar = 1'000'000'000'000;
    constexpr qint64 most = 1'000 * dollar;
    constexpr qint64 honestFactor = 100;
    if (cost.pico < 0 || cost.pico > most)
        return false;
    if (!computed && !bound)
        return true;
    const qint64 ours = qMax(computed.value_or(Money{}).pico, bound.value_or(Money{}).pico);
    return cost.pico <= qMax(dollar, ours > most ? most : ours * honestFactor);
}

/// What takes the provider's place: the tokens of pictures where it does not tell them apart, by the words
/// that came beside them.
static void fillImageTokens(Usage &usage, const Answer &answer, const Prices &prices)
{
    if (usage.imageOutput || answer.images.isEmpty() || !prices.imageOutput || !usage.output)
        return;
    const qint64 words = usage.reasoning.value_or(0) + estimateTokens(answer.text + answer.refusal);
    usage.imageOutput = qMax<qint64>(0, *usage.output - words);
}

/// Whether \p usage told apart what \p prices tell apart, and they are the provider's own.
static bool isExact(const Answer &answer, const Prices &prices)
{
    const bool pictures = !answer.images.isEmpty() || answer.usage.imageOutput.value_or(0) > 0;
    return !prices.outputGuessed &&
           !(pictures && (prices.imageOutputGuessed || (prices.imageOutput && !answer.usage.imageOutput)));
}

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
    fitParts(entry.usage);
    // Ollama leaves a prompt out that is still cached; others leave it out for no reason.
    Usage priced = entry.usage;
    if (!priced.input)
        priced.input = end.inputTokens;
    fillImageTokens(priced, answer, prices);
    const auto computed = computeCost(priced, prices, end.when);
    const bool exact =
        entry.usageState == UsageState::Reported && entry.usage.input && isExact(answer, prices);
    auto reported = std::exchange(entry.usage.reportedCost, std::nullopt);
    if (reported && !isPlausible(*reported, computed, end.bound))
        entry.refused = std::exchange(reported, std::nullopt);
    if (reported) {
        entry.usage.reportedCost = reported;
        entry.cost = reported;
        entry.costState = CostState::Reported;
        if (exact)
            entry.computed = computed;
        if (answer.usageState != UsageState::Reported) { // it ran along, and the answer went on
            entry.cost = qMax(*reported, computed.value_or(Money{}));
            entry.costState = CostState::Estimated;
        }
    } else if (computed) {
        entry.cost = computed;
        entry.costState = exact || prices.isFree() ? CostState::Computed : CostState::Estimated;
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
