// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/records.h"

#include <QAbstractTableModel>

namespace Crossroads {

/// The last requests, the newest first: one row a lane of a run. Live.
class RoutesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, AskedFor, Route, Attempts, State, Tokens, Cost, ColumnCount };
    enum Role { AnswerRole = Qt::UserRole, RecordRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// Kept routes, the newest first. Of a run that began meanwhile the live rows stay: they know more.
    void addEarlier(const QList<RouteRecord> &routes);
    /// Rows of a run that begins.
    void begin(const RunRecord &run);
    void apply(const QList<LaneUpdate> &updates);
    const RouteRecord *at(int row) const;
    /// How many requests are under way, and what became of those of the last hour.
    struct Counts
    {
        int running = 0, answered = 0, switched = 0, failed = 0;
        bool operator==(const Counts &) const = default;
    };
    Counts counts(qint64 nowMs) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const RouteRecord &route, int column) const;
    QList<RouteRecord> m_routes;
};

} // namespace Crossroads

Q_DECLARE_METATYPE(Crossroads::Answer)
