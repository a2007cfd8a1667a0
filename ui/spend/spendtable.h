// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/spend/spendmodel.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QTableView;
class QToolButton;

namespace Crossroads {

class SegmentBar;

/// The spending as a table: what it is grouped by, what it is narrowed to, and what is left out of it. As
/// high as its rows: the page scrolls, not the table.
class SpendTable : public QWidget
{
    Q_OBJECT

public:
    /// One thing that the figures are narrowed to.
    struct Chip
    {
        SpendPart part;
        QString text;
    };
    explicit SpendTable(SpendModel::NameOf nameOf, QWidget *parent = nullptr);

    void show(const QList<SpendCell> &cells, SpendPart part, const QList<SpendModel::Fee> &fees);
    void setChips(const QList<Chip> &chips);
    /// \param text what is left out, or may come on top; \param link what shows it; empty: nothing.
    void setNote(const QString &text, const QString &link);
    SpendPart part() const;
    SegmentBar &segments() const { return *m_segments; }
    QTableView &table() const { return *m_table; }
    SpendModel &model() const { return *m_model; }
    QList<QWidget *> chips() const;

Q_SIGNALS:
    void partPicked();
    void chipRemoved(Crossroads::SpendPart part);
    void noteClicked();
    /// The person wants to see this row's group alone.
    void groupPicked(const QString &group);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void fitColumns();
    void fitHeight();
    void pick(const QModelIndex &index);
    void recolour();
    SpendModel *m_model;
    SegmentBar *m_segments;
    QWidget *m_chips;
    QHBoxLayout *m_chipRow;
    QLabel *m_note;
    QToolButton *m_link;
    QTableView *m_table;
};

} // namespace Crossroads
