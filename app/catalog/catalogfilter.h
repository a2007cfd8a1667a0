// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/model.h"

#include <QSet>
#include <QStringList>

namespace Crossroads {

/// What the person has: decides which offers count and what the filters mean.
struct Standing
{
    QSet<QString> keyed;      ///< slugs of providers that can be called now
    QSet<QString> favourites; ///< model ids
    bool everything = false;  ///< providers that are not established count too
    QDate today = {};         ///< for "30 days" and for how new a model is; invalid: today
    bool operator==(const Standing &) const = default;
};

/// What is asked of the catalog. All criteria hold at once; empty ones do not count.
struct CatalogFilter
{
    enum class Sort {
        Relevance,
        Name,
        Author,
        Context,
        Input,
        Output,
        Blended,
        Offers,
        Released,
        Trend,
        Favourite
    };

    QString text;
    QStringList authors;   ///< any of
    QStringList providers; ///< has an offer of any of
    Modalities inputs = {};
    Modalities outputs = {};
    qint64 minContext = 0;
    std::optional<Rate> maxInput = {}; ///< of the floor price
    std::optional<Rate> maxOutput = {};
    bool free = false;
    bool openWeights = false;
    bool tools = false;
    bool structuredOutput = false;
    bool reasoning = false;
    bool withKey = false;
    bool favourites = false;
    QDate releasedSince = {};
    Sort sort = Sort::Relevance;
    bool descending = false;

    bool operator==(const CatalogFilter &) const = default;
};

} // namespace Crossroads
