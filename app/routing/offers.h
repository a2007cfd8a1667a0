// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

namespace Crossroads {

/// The offers of one model while they are being chosen: which fit, in which order. Part of planRoute().
class OfferChoice
{
public:
    OfferChoice(const PlanInput &input, const RouteRules &rules, int fallback)
        : m_input(input), m_rules(rules), m_fallback(fallback)
    {
    }

    /// All offers of \p model; false where the catalog has none of it.
    void takeModel(const Model &model);
    /// The provider's own \p id, catalogued or not.
    void takeNamed(const Vendor &vendor, const QString &model, const QString &id);
    /// Orders what was taken and gives every offer its keys.
    void finish(QList<Candidate> &candidates, QList<LeftOut> &leftOut);

private:
    bool isAskedForm(const Offer &offer) const;
    void consider(Candidate candidate, bool plannable);
    std::optional<LeftOut> misfit(const Candidate &candidate, bool plannable) const;
    std::optional<LeftOut> priceMisfit(const Candidate &candidate) const;
    std::optional<LeftOut> abilityMisfit(const Candidate &candidate) const;
    bool isDoubtful(const Candidate &candidate) const;
    Candidate::Tier tierOf(const Candidate &candidate) const;
    void orderOffers();
    void explain();
    void addKeys(Candidate candidate, QList<Candidate> &candidates);
    LeftOut leftOut(const Candidate &candidate, LeftOut::Reason reason, const QString &sentence) const;

    const PlanInput &m_input;
    const RouteRules &m_rules;
    int m_fallback;
    QList<Candidate> m_offers;
    QList<LeftOut> m_leftOut;
};

} // namespace Crossroads
