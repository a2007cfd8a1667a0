// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/money/costing.h"

#include <QByteArrayView>
#include <QDate>
#include <QHash>
#include <QList>
#include <QString>

namespace Crossroads {

/// One provider's listing of one model.
struct Offer
{
    QString provider;        ///< vendor slug
    QString providerModelId; ///< the model's id there
    Prices prices;
    qint64 contextTokens = 0;   ///< 0: not told
    qint64 maxOutputTokens = 0; ///< 0: not told
    QDate asOf;
};

/// What a person picks.
struct Model
{
    QString id;   ///< author/slug
    QString name; ///< for people
    QString author;
    qint64 contextTokens = 0; ///< 0: not told
    bool reasoning = false;
    QList<Offer> offers;
};

/// The models we know and who offers them. A value; lookups are const and need no lock.
class Catalog
{
public:
    /// Reads our own compact format (resources/catalog/FORMAT.md). Protocol error where it is damaged.
    static Result<Catalog> fromSnapshot(QByteArrayView bytes);

    const QList<Model> &models() const { return m_models; }
    const Model *find(QStringView id) const;
    /// Ids that resemble \p id, best first: for "did you mean".
    QStringList nearMatches(QStringView id, int most = 3) const;
    /// Models whose id, name or author contain every word of \p query, best match first.
    QList<const Model *> search(QStringView query) const;
    void add(Model model);
    QDate asOf() const { return m_asOf; }

private:
    QList<Model> m_models;
    QHash<QString, qsizetype> m_byId;
    QDate m_asOf;
};

} // namespace Crossroads
