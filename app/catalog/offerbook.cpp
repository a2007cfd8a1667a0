// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/offerbook.h"

#include "app/money/decimal.h"

#include <algorithm>

namespace Crossroads {

Prices withFee(const Prices &prices, int basisPoints)
{
    if (basisPoints <= 0)
        return prices;
    Prices with = prices;
    const auto add = [&](std::optional<Rate> &rate) {
        if (rate)
            rate = withFee(*rate, basisPoints);
    };
    const auto addMoney = [&](std::optional<Money> &money) {
        if (money)
            money = Money{withFee(Rate{money->pico}, basisPoints).atto};
    };
    for (auto *rate : {&with.input, &with.output, &with.cacheRead, &with.cacheWrite, &with.reasoning,
                       &with.cacheWriteHour, &with.imageOutput, &with.audioInput, &with.audioOutput})
        add(*rate);
    addMoney(with.perRequest);
    addMoney(with.perImage);
    for (PriceOverride &o : with.overrides) {
        for (auto *rate : {&o.input, &o.output, &o.cacheRead, &o.cacheWrite, &o.reasoning})
            add(*rate);
    }
    return with;
}

QList<BookLine> offerBook(const CatalogIndex &index, int model, int inputParts)
{
    const Model &m = index.catalog().models()[model];
    QList<BookLine> lines;
    for (int i = 0; i < int(m.offers.size()); ++i) {
        const Offer &offer = m.offers[i];
        if (!index.counts(offer))
            continue;
        BookLine line;
        line.offer = &offer;
        line.place = i;
        const CatalogProvider *provider = index.catalog().provider(offer.provider);
        line.feeBasisPoints =
            provider && offer.prices.isKnown() && !offer.prices.isFree() ? provider->feeBasisPoints : 0;
        line.effective = withFee(offer.prices, line.feeBasisPoints);
        line.hasKey = index.standing().keyed.contains(offer.provider);
        line.dimmed = offer.reach != Reach::Callable || !offer.isInteractive();
        lines.append(line);
    }
    const auto group = [&](const BookLine &line) {
        return line.dimmed ? 3 : !line.offer->prices.isKnown() ? 2 : line.offer->priceJumped ? 1 : 0;
    };
    std::ranges::stable_sort(lines, [&](const BookLine &a, const BookLine &b) {
        if (group(a) != group(b))
            return group(a) < group(b);
        const auto left = blendedRate(a.effective, inputParts);
        const auto right = blendedRate(b.effective, inputParts);
        return left && right ? *left < *right : left.has_value() && !right;
    });
    if (!lines.isEmpty() && group(lines.first()) < 2)
        lines.first().isFloor = true;
    return lines;
}

} // namespace Crossroads
