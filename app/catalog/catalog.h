// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/model.h"
#include "app/core/result.h"

#include <QByteArrayView>
#include <QHash>
#include <QList>
#include <QString>

namespace Crossroads {

/// Where facts came from, and what to send back to ask only for newer ones.
struct CatalogSource
{
    QString name;         ///< "openrouter", "models.dev", or a provider's slug
    qint64 checkedMs = 0; ///< since 1970; when the source last answered
    QByteArray etag;
    QByteArray lastModified;
    qint64 offers = 0; ///< how many it listed then
    bool operator==(const CatalogSource &) const = default;
};

/// The models we know and who offers them. A value; lookups are const and need no lock.
class Catalog
{
public:
    /// Reads our own compact format (snapshot.h). Protocol error where it is damaged.
    static Result<Catalog> fromSnapshot(QByteArrayView bytes);
    QByteArray toSnapshot() const;

    const QList<Model> &models() const { return m_models; }
    const Model *find(QStringView id) const;
    qsizetype indexOf(QStringView id) const; ///< -1: unknown
    qsizetype offerCount() const;
    const QList<CatalogProvider> &providers() const { return m_providers; }
    const CatalogProvider *provider(const QString &slug) const;
    /// The name of a provider for people; its slug where it is unknown.
    QString providerName(const QString &slug) const;
    /// Ids that resemble \p id, best first: for "did you mean".
    QStringList nearMatches(QStringView id, int most = 3) const;

    /// Adds or replaces the model called \p model.id, and computes its offers' reach: so providers go first.
    void add(Model model);
    void remove(const QString &id);
    void addProvider(CatalogProvider provider);

    /// The day of the newest price.
    QDate asOf() const { return m_asOf; }
    const QList<CatalogSource> &sources() const { return m_sources; }
    const CatalogSource *source(QStringView name) const;
    void setSource(const CatalogSource &source);

    bool operator==(const Catalog &other) const;

private:
    Reach reachOf(const Offer &offer) const;
    QList<Model> m_models;
    QHash<QString, qsizetype> m_byId;
    QList<CatalogProvider> m_providers;
    QHash<QString, qsizetype> m_bySlug;
    QList<CatalogSource> m_sources;
    QDate m_asOf;
};

} // namespace Crossroads
