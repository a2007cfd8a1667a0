// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/whatif.h"

namespace Crossroads {

WhatIf whatIf(const QList<PastRequest> &requests, const RouteRules &rules, const Planner &plan,
              const HealthSnapshot &health, qint64 nowMs)
{
    WhatIf sum;
    quint64 seed = 0;
    for (const PastRequest &past : requests) {
        if (!past.cost || !past.usage.input || !past.usage.output)
            continue; // nothing to compare with
        RouteNeed need;
        need.inputTokens = *past.usage.input;
        need.outputTokens = *past.usage.output;
        const auto planned = plan(past.model, rules, need, ++seed);
        if (!planned) {
            ++sum.unplanned;
            continue;
        }
        const Candidate &first = planned->first();
        Usage usage = past.usage;
        usage.reportedCost.reset();
        if (first.vendor.slug != past.provider) { // another provider has none of it in its cache
            usage.cachedInput.reset();
            usage.cacheWrite.reset();
            usage.cacheWriteHour.reset();
        }
        const auto cost = computeCost(usage, first.prices);
        if (!cost)
            continue;
        ++sum.requests;
        sum.moved += first.vendor.slug != past.provider;
        sum.then += *past.cost;
        sum.instead += *cost;
        const auto ttft = health.value(first.offer()).ttft(nowMs, 0.5);
        if (ttft && past.ttftMs) {
            sum.ttftThenMs += *past.ttftMs;
            sum.ttftInsteadMs += ttft->count();
            ++sum.timed;
        }
    }
    return sum;
}

} // namespace Crossroads
