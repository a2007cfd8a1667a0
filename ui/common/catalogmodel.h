// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

#include <QAbstractTableModel>

namespace Crossroads {

/// The result of a catalog search as a table. Display roles are for eyes; order is the search's.
class CatalogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Star,
        Name,
        Context,
        Input,
        Output,
        CanDo,
        Offers,
        Trend,
        Released,
        MaxOutput,
        CacheRead,
        ColumnCount
    };
    enum Role {
        IdRole = Qt::UserRole,
        AuthorRole,
        PlaceRole, ///< in Catalog::models()
        FavouriteRole,
        ComparedRole,
        SimulatedRole,
        HasKeyRole,
        WithdrawnRole,
        TrendRole,       ///< permille against 30 days ago; invalid: none known
        CapabilitiesRole ///< bits: 1 images, 2 tools, 4 structured output, 8 reasoning
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setResult(std::shared_ptr<const CatalogIndex> index, QList<int> models);
    void setCompared(const QStringList &ids);
    int rowOf(const QString &id) const; ///< -1: not in the result
    QString idAt(int row) const;
    int placeAt(int row) const { return m_models.value(row, -1); }
    const CatalogIndex *index() const { return m_index.get(); }
    using QAbstractTableModel::index;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    static CatalogFilter::Sort sortOf(int column);

private:
    QString display(int place, int column) const;
    QString sentence(int place) const;
    std::shared_ptr<const CatalogIndex> m_index;
    QList<int> m_models;
    QStringList m_compared;
};

/// "200 K", "1 M"; "–" where it is unknown.
QString tokensText(qint64 tokens);
/// USD per million tokens: "0.26", "free"; "–" where it is unknown.
QString rateText(const std::optional<Rate> &rate);
/// "▼ 10 %", "▲ 5 %"; "–" where nothing moved.
QString trendText(const std::optional<int> &permille);
/// Why an offer can not be used, as a sentence; empty where it can.
QString reachText(const Offer &offer, const QString &providerName);

} // namespace Crossroads
