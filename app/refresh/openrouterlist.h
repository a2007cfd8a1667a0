// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/merge.h"

namespace Crossroads {

/// One page of OpenRouter's GET /models (prices: decimal text in USD per token).
struct OpenRouterPage
{
    Listing listing;
    QString next;     ///< address of the next page; empty: none
    qint64 total = 0; ///< 0: not told
};
Result<OpenRouterPage> readOpenRouterPage(QByteArrayView body);

/// One upstream of an OpenRouter model, as GET /models/AUTHOR/SLUG/endpoints tells.
struct UpstreamOffer
{
    QString provider;     ///< for people: "DeepInfra"
    QString tag;          ///< as provider.order takes it; may be empty
    QString quantization; ///< "fp8"; may be empty
    Prices prices;
    qint64 contextTokens = 0;
    qint64 maxOutputTokens = 0;
    std::optional<double> uptimePercent; ///< of the last day
    bool disabled = false;
};
Result<QList<UpstreamOffer>> readOpenRouterEndpoints(QByteArrayView body);

} // namespace Crossroads
