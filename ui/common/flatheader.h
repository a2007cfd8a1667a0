// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHeaderView>

namespace Crossroads {

/// A table's head without frames: muted words, a line below, and an arrow at the column that sorts.
class FlatHeader : public QHeaderView
{
    Q_OBJECT

public:
    /// Of the model's header data: how far from its left edge a column's words stand; absent: the usual.
    static constexpr int IndentRole = Qt::UserRole;
    explicit FlatHeader(QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
};

} // namespace Crossroads
