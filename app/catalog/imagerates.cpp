// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/imagerates.h"

#include <QMap>

#include <algorithm>

namespace Crossroads {

// Pictures cost ten to twenty times what text does; what lies closer is a provider's own margin.
static constexpr int apart = 4;

/// The output rates of the offers at the same price of the prompt, and how many ask each.
static QMap<qint64, int> outputRates(const Model &model, const Offer &offer)
{
    QMap<qint64, int> rates;
    for (const Offer &other : model.offers) {
        if (other.prices.isKnown() && other.prices.input == offer.prices.input &&
            other.prices.output->atto > 0)
            ++rates[other.prices.output->atto];
    }
    return rates;
}

/// What most ask; of several, the dearest: a cost must not be told too low.
static Rate usual(const QMap<qint64, int> &rates)
{
    auto most = rates.cbegin();
    for (auto it = rates.cbegin(); it != rates.cend(); ++it) {
        if (it.value() >= most.value())
            most = it;
    }
    return Rate{most.key()};
}

Prices withImageRates(const Model &model, const Offer &offer)
{
    Prices prices = offer.prices;
    if (!(model.outputs & Modality::Image) || !prices.isKnown() || prices.imageOutput || prices.isFree())
        return prices;
    const QMap<qint64, int> rates = outputRates(model, offer);
    const qint64 mine = prices.output->atto;
    const auto inReach = [](qint64 low, qint64 high) { return low > high / apart; };
    QMap<qint64, int> lower, higher;
    for (auto it = rates.cbegin(); it != rates.cend(); ++it) {
        if (it.key() < mine && !inReach(it.key(), mine))
            lower.insert(it.key(), it.value());
        else if (it.key() > mine && !inReach(mine, it.key()))
            higher.insert(it.key(), it.value());
    }
    prices.imageOutputGuessed = true;
    if (!lower.isEmpty()) {
        prices.imageOutput = prices.output;
        prices.output = usual(lower);
        prices.outputGuessed = true;
    } else if (!higher.isEmpty()) {
        prices.imageOutput = usual(higher);
    }
    return prices;
}

} // namespace Crossroads
