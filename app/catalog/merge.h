// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalog.h"

#include <QStringList>

namespace Crossroads {

/// What a source lists, in our terms; made by a parser, merged by merge().
struct Listing
{
    QString source;                   ///< as CatalogSource::name
    QList<CatalogProvider> providers; ///< new ones are taken as not established; known ones stay as they are
    QList<Model> models;              ///< each with the offers listed; ids as far as the source tells
    QStringList completeFor;          ///< slugs: what is not listed here is no longer offered by these
    qsizetype skippedRows = 0;        ///< rows that made no sense
    bool trusted = false;             ///< the bundled facts: providers are taken as they are
    QStringList pricesOf = {};        ///< slugs whose prices this source tells; empty: all that it lists
};

/// One line of "what changed".
struct CatalogChange
{
    enum class Kind {
        ModelAdded,
        ModelRetired, ///< its last offer went away
        OfferAdded,
        OfferWithdrawn,
        Cheaper,
        Dearer,
        Jumped ///< more than five-fold, up or down
    };
    Kind kind = Kind::ModelAdded;
    QString model; ///< id
    QString name;
    QString provider; ///< slug; empty for a model
    Prices before = {};
    Prices after = {};
    bool operator==(const CatalogChange &) const = default;
};

struct MergeResult
{
    Catalog catalog;
    QList<CatalogChange> changes;
};

/// \p base with what \p listing tells as of \p today. Nothing that is known is lost: an offer that is no
/// longer listed stays, marked; a price that changed goes to the offer's history; a known provider's address
/// is never replaced (a key could follow it). Protocol error, and no change, where the listing lacks more
/// than half of what its source listed before: then it is cut off, not news.
Result<MergeResult> merge(const Catalog &base, const Listing &listing, QDate today);

/// Whether \p before to \p after is a jump of more than five-fold, up or down, in input or output.
bool isPriceJump(const Prices &before, const Prices &after);

/// A model's id for comparing: lower case, without separators, without a "provider/" in front.
QString looseModelKey(QStringView id);

} // namespace Crossroads
