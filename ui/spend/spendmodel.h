// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/credits/spendreport.h"

#include <QAbstractTableModel>

#include <functional>

namespace Crossroads {

/// The spending by group, and below it what aggregators take. Sorts by the raw values; fees stay last.
class SpendModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Answers, Input, Output, Cached, Cost, Share, Basis, ColumnCount };
    enum Role {
        OfRole = Qt::UserRole, ///< the group, as partOf(); empty for a fee
        ShareRole,             ///< permille of the whole; invalid: unknown
        FeeRole                ///< true for an aggregator's fee
    };
    /// What buying an aggregator's credit cost on top of what went through it.
    struct Fee
    {
        QString name; ///< "OpenRouter’s fee (5.5 % on top-ups)"
        Money money;
        CostBases basis; ///< how that is known which it is a part of
    };
    using NameOf = std::function<QString(SpendPart part, const QString &of)>;

    /// How far from its left edge a column's words stand, in pixels.
    static int indentOf(int column) { return column == Name ? 16 : column == Share ? 24 : 8; }
    explicit SpendModel(NameOf nameOf, QObject *parent = nullptr);
    void show(const QList<SpendCell> &cells, SpendPart part, const QList<Fee> &fees);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    QString text(const SpendGroup &group, int column) const;
    QString sentence(const SpendGroup &group) const;
    QVariant feeData(const Fee &fee, int column, int role) const;
    void order();
    NameOf m_nameOf;
    SpendPart m_part = SpendPart::Model;
    QList<SpendGroup> m_groups;
    QList<Fee> m_fees;
    Money m_whole;
    int m_column = Cost;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

/// "$11.54", "~$0.26" where a part is estimated, "unknown" where nothing else is known.
QString costText(const SpendSums &sums);
/// "reported", "computed, ~ estimated", "2 unknown".
QString basisText(const SpendSums &sums);
/// Exact dollars, one line for each way that they are known.
QString exactText(const SpendSums &sums);

} // namespace Crossroads
