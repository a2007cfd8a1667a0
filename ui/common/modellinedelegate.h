// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace Crossroads {

/// A model on one line: its name, its author in muted letters; at the right its price and context, and a key
/// where there is one.
class ModelLineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role { AuthorRole = Qt::UserRole + 1, FiguresRole, KeyRole, DimmedRole };
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace Crossroads
