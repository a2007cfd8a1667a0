// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/spend/daychart.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTableWidget;
class QToolButton;

namespace Crossroads {

class SegmentBar;

/// A chart of days under its headline and legend, which can be turned into a table of the same figures, and
/// left as a picture. A part of the legend is a button that picks its group.
class ChartPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ChartPanel(const QString &name, QWidget *parent = nullptr);

    void setHeadline(const QString &headline, const QString &more);
    /// \param groups what the legend's parts pick, in the order of the series; empty: that one picks nothing.
    void setBars(const DayBars &bars, const DayChart::Look &look, const QStringList &groups);
    DayChart &chart() const { return *m_chart; }
    QTableWidget &table() const { return *m_table; }
    SegmentBar &views() const { return *m_views; }
    /// The chart with its headline and legend, at twice the size of the screen's.
    QPixmap picture();
    void savePicture();

Q_SIGNALS:
    void groupPicked(const QString &group);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void makeLegend();
    void placeLegend();
    void fillTable();
    void recolour();

    QString m_name;
    QLabel *m_headline;
    QLabel *m_more;
    QHBoxLayout *m_head = nullptr;
    QWidget *m_legend;
    QList<QToolButton *> m_parts;
    SegmentBar *m_views;
    QToolButton *m_save;
    QStackedWidget *m_stack;
    DayChart *m_chart;
    QTableWidget *m_table;
    DayBars m_bars;
    DayChart::Look m_look;
    QStringList m_groups;
};

} // namespace Crossroads
