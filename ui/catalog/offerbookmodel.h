// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/offerbook.h"
#include "app/refresh/openrouterlist.h"
#include "app/storage/records.h"

#include <QAbstractTableModel>

namespace Crossroads {

/// A model's offers as rows, cheapest first; under an aggregator's, one with its fee, and its upstreams once
/// they were asked for.
class OfferBookModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Provider, Input, Output, Cache, Ttft, Speed, Answered, ColumnCount };
    enum Role { FloorRole = Qt::UserRole, HasKeyRole, DimmedRole, ChildRole, JumpedRole };

    using QAbstractTableModel::QAbstractTableModel;
    void setBook(std::shared_ptr<const CatalogIndex> index, int place, int inputParts);
    void setObservations(const QList<Observation> &observations);
    void setUpstreams(const QList<UpstreamOffer> &upstreams);
    int offerCount() const { return int(m_lines.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        int line = -1;
        int upstream = -1;
        bool fee = false;
    };
    void rebuild();
    QString display(const Row &row, int column) const;
    QString toolTip(const Row &row) const;
    std::shared_ptr<const CatalogIndex> m_index;
    QString m_model;
    QList<BookLine> m_lines;
    QList<UpstreamOffer> m_upstreams;
    QList<Observation> m_observations;
    QList<Row> m_rows;
};

} // namespace Crossroads
