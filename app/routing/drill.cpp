// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/drill.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

RoutePlan drillPlan(RoutePlan plan, const Vendor &sandbox, const ProviderKey &token,
                    const QStringList &failures)
{
    QList<OfferId> offers;
    for (Candidate &candidate : plan.candidates) {
        if (!offers.contains(candidate.offer()))
            offers.append(candidate.offer());
        const QString failure = failures.value(offers.indexOf(candidate.offer()));
        // A name of its own for each offer, so that the walk tells them apart; its slug and name stay.
        const QString slug = candidate.vendor.slug;
        const QString name = candidate.vendor.name;
        candidate.vendor = sandbox;
        candidate.vendor.slug = slug;
        candidate.vendor.name = name;
        candidate.providerModelId = u"swift@ttft=%1,tokens=40"_s.arg(
                                        80 + 10 * offers.indexOf(OfferId{slug, candidate.providerModelId})) +
                                    (failure.isEmpty() ? QString() : u",fail="_s + failure);
        // The key's name tells two keys of one offer apart; what is sent is the Sandbox's token.
        candidate.key.value = token.value;
        candidate.prices.input = candidate.prices.output = Rate{0};
        candidate.contextTokens = 0;
        candidate.maxOutputTokens = 0;
        candidate.capabilities = {};
    }
    plan.spec.simulated = true;
    return plan;
}

} // namespace Crossroads
