// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

namespace Crossroads {

/// A rehearsal: \p plan with every offer played by the Sandbox, over real loopback HTTP. The first offer
/// fails as \p failures[0] says, the second as \p failures[1], and so on; the rest answer. Failures are the
/// Sandbox's words ("401", "429", "cut", "stall", ...); an empty one answers.
RoutePlan drillPlan(RoutePlan plan, const Vendor &sandbox, const ProviderKey &token,
                    const QStringList &failures);

} // namespace Crossroads
