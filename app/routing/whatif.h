// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

#include <functional>

namespace Crossroads {

/// The last requests of the ledger under another rule: what they would have cost and how long their first
/// tokens would have taken, by today's prices and by what was observed of late.
struct WhatIf
{
    int requests = 0;      ///< that could be compared
    int unplanned = 0;     ///< the rule leaves no offer for
    int moved = 0;         ///< would go elsewhere
    Money then;            ///< what they cost
    Money instead;         ///< what they would
    qint64 ttftThenMs = 0; ///< summed over those for which both are known
    qint64 ttftInsteadMs = 0;
    int timed = 0;
};

using Planner = std::function<Result<RoutePlan>(const QString &model, const RouteRules &, const RouteNeed &,
                                                quint64 seed)>;

/// Pure: \p plan is asked for each request.
WhatIf whatIf(const QList<PastRequest> &requests, const RouteRules &rules, const Planner &plan,
              const HealthSnapshot &health, qint64 nowMs);

} // namespace Crossroads
