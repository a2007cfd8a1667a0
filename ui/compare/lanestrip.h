// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QWidget>

class QScrollArea;

class QTabBar;

namespace Crossroads {

class LaneView;

/// Lays lanes out as columns (at least 320 px each, scrolling sideways by whole lanes), as a grid, or as
/// tabs.
class LaneStrip : public QWidget
{
    Q_OBJECT

public:
    enum class Layout { Columns, Grid, Tabs };
    explicit LaneStrip(QWidget *parent = nullptr);

    /// Takes the lanes over; the earlier ones are deleted.
    void setLanes(const QList<LaneView *> &lanes);
    const QList<LaneView *> &lanes() const { return m_lanes; }
    void setLayout(Layout layout);
    void setCurrent(int lane);
    int current() const { return m_current; }
    /// Whether scrolling one lane brings the others to the same heading and block.
    void setScrollTogether(bool together) { m_scrollTogether = together; }
    bool scrollsTogether() const { return m_scrollTogether; }
    /// One lane over the whole width, or all again.
    void toggleMaximised(int lane);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();
    void followLane(LaneView &moved);
    void arrangeColumns();
    void arrangeGrid();
    void arrangeTabs();

    QList<LaneView *> m_lanes;
    Layout m_layout = Layout::Columns;
    int m_current = 0;
    bool m_scrollTogether = false;
    int m_maximised = -1;
    QScrollArea *m_scroll;
    QWidget *m_inside;
    QTabBar *m_tabs;
};

} // namespace Crossroads
