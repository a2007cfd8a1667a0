// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/lanestrip.h"

#include "ui/common/answerview.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"
#include "ui/compare/laneview.h"

#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QWheelEvent>

namespace Crossroads {

static constexpr int leastColumn = 320;
static constexpr int gridColumn = 400;
static constexpr int gridRow = 300;

LaneStrip::LaneStrip(QWidget *parent)
    : QWidget(parent), m_scroll(new QScrollArea(this)), m_inside(new QWidget), m_tabs(new QTabBar(this))
{
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidget(m_inside);
    // What paintEvent() fills shows as the lines between lanes; the scroll area would cover it.
    m_inside->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->installEventFilter(this);
    m_tabs->setDocumentMode(true);
    m_tabs->setExpanding(false);
    m_tabs->hide();
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        if (m_layout == Layout::Tabs && tab >= 0)
            setCurrent(tab);
    });
}

void LaneStrip::setLanes(const QList<LaneView *> &lanes)
{
    qDeleteAll(m_lanes);
    m_lanes = lanes;
    m_current = 0;
    m_maximised = -1;
    const QSignalBlocker quiet(m_tabs);
    while (m_tabs->count() > 0)
        m_tabs->removeTab(0);
    for (int i = 0; i < int(m_lanes.size()); ++i) {
        LaneView *lane = m_lanes[i];
        lane->setParent(m_inside);
        m_tabs->addTab(lane->spec().displayName);
        connect(&lane->view(), &AnswerView::scrolledByReader, this, [this, lane] { followLane(*lane); });
        connect(lane, &LaneView::focused, this, [this, i] { setCurrent(i); });
        connect(lane, &LaneView::maximiseAsked, this, [this, i] { toggleMaximised(i); });
        lane->setCurrent(i == 0);
    }
    arrange();
}

/// Brings the other lanes to where the reader of \p moved is.
void LaneStrip::followLane(LaneView &moved)
{
    if (!m_scrollTogether)
        return;
    const ReadingPlace place = moved.view().readingPlace();
    for (LaneView *lane : std::as_const(m_lanes)) {
        if (lane != &moved)
            lane->view().scrollTo(place);
    }
}

void LaneStrip::setLayout(Layout layout)
{
    m_layout = layout;
    m_maximised = -1;
    arrange();
}

void LaneStrip::setCurrent(int lane)
{
    if (lane < 0 || lane >= m_lanes.size())
        return;
    const bool moved = lane != m_current;
    m_current = lane;
    for (int i = 0; i < int(m_lanes.size()); ++i)
        m_lanes[i]->setCurrent(i == lane);
    if (m_layout == Layout::Tabs && moved) {
        m_tabs->setCurrentIndex(lane);
        arrange();
    }
    m_scroll->ensureWidgetVisible(m_lanes[lane], 0, 0);
}

void LaneStrip::toggleMaximised(int lane)
{
    m_maximised = m_maximised == lane ? -1 : lane;
    m_current = lane;
    arrange();
}

void LaneStrip::arrange()
{
    const bool one = m_maximised >= 0;
    const bool tabs = !one && m_layout == Layout::Tabs;
    m_tabs->setVisible(tabs);
    const int top = tabs ? m_tabs->sizeHint().height() : 0;
    m_tabs->setGeometry(0, 0, width(), top);
    m_scroll->setGeometry(0, top, width(), height() - top);
    if (m_lanes.isEmpty())
        return;
    if (one || tabs)
        arrangeTabs();
    else if (m_layout == Layout::Grid)
        arrangeGrid();
    else
        arrangeColumns();
    update();
}

void LaneStrip::arrangeColumns()
{
    const int count = int(m_lanes.size());
    const int width = m_scroll->viewport()->width();
    int column = width / count;
    if (column < leastColumn) {
        // The last lane that is seen is cut on purpose, so that the cut shows there is more.
        const int seen = qMax(1, width / leastColumn);
        column = seen > 1 && width - seen * leastColumn < 24 ? (width - 24) / seen : qMin(leastColumn, width);
    }
    const bool scrolls = column * count > width + count;
    const int bar = scrolls ? m_scroll->horizontalScrollBar()->sizeHint().height() : 0;
    const int height = m_scroll->height() - bar;
    m_inside->resize(qMax(width, column * count), height);
    for (int i = 0; i < count; ++i) {
        const int left = i * column;
        const int right = !scrolls && i == count - 1 ? width : left + column - 1;
        m_lanes[i]->setGeometry(
            mirrored(QRect(left, 0, right - left, height), m_inside->rect(), layoutDirection()));
        m_lanes[i]->show();
    }
    m_scroll->horizontalScrollBar()->setSingleStep(column);
}

void LaneStrip::arrangeGrid()
{
    const int count = int(m_lanes.size());
    const int width = m_scroll->viewport()->width();
    const int columns = qBound(1, width / gridColumn, qMin(4, count));
    const int rows = (count + columns - 1) / columns;
    const int row = qMax(gridRow, m_scroll->height() / rows);
    m_inside->resize(width, row * rows);
    for (int i = 0; i < count; ++i) {
        const int left = i % columns * width / columns;
        const int right = (i % columns + 1) * width / columns;
        const QRect cell(left, i / columns * row, right - left - 1, row - 1);
        m_lanes[i]->setGeometry(mirrored(cell, m_inside->rect(), layoutDirection()));
        m_lanes[i]->show();
    }
}

void LaneStrip::arrangeTabs()
{
    const int shown = m_maximised >= 0 ? m_maximised : m_current;
    m_inside->resize(m_scroll->viewport()->size());
    for (int i = 0; i < int(m_lanes.size()); ++i) {
        m_lanes[i]->setVisible(i == shown);
        if (i == shown)
            m_lanes[i]->setGeometry(m_inside->rect());
    }
}

void LaneStrip::resizeEvent(QResizeEvent *)
{
    arrange();
}

void LaneStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(),
                     Tokens::fromPalette(palette()).sep); // shows as the one-pixel lines between lanes
}

bool LaneStrip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel) {
        auto *wheel = static_cast<QWheelEvent *>(event);
        QScrollBar *bar = m_scroll->horizontalScrollBar();
        if (wheel->modifiers() & Qt::ShiftModifier) {
            bar->setValue(bar->value() + (wheel->angleDelta().y() < 0 ? 1 : -1) * bar->singleStep());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Crossroads
