// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

namespace Crossroads {

/// One offer as the offer book shows it.
struct BookLine
{
    const Offer *offer = nullptr; ///< belongs to the index's catalog
    int place = 0;                ///< in Model::offers
    Prices effective;             ///< with the aggregator's fee; the offer's own where there is none
    int feeBasisPoints = 0;
    bool hasKey = false;
    bool isFloor = false; ///< the cheapest that may be planned
    bool dimmed = false;  ///< can not be planned: no way to it, gone, or sold for batches only
};

/// The offers of a model that count: those that may be planned first, by effective blended price at
/// \p inputParts to one; then the unpriced, then the dimmed.
QList<BookLine> offerBook(const CatalogIndex &index, int model, int inputParts = 3);

/// \p prices with a fee of \p basisPoints on every rate.
Prices withFee(const Prices &prices, int basisPoints);

} // namespace Crossroads
