// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/chartpanel.h"

#include "ui/common/confirm.h"
#include "ui/common/flatheader.h"
#include "ui/common/icons.h"
#include "ui/common/segmentbar.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int swatch = 12;
static constexpr int chartHeight = 236; // 212 of bars, and their dates

namespace {
/// A day's row: words where the head has its own, and no grid but a line below.
class DayRowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = Tokens::of(option.palette);
        const QRect &place = option.rect;
        if (option.state & QStyle::State_Selected)
            painter->fillRect(place, t.tint);
        painter->fillRect(QRect(place.left(), place.bottom(), place.width(), 1), t.sep);
        painter->setFont(sized(option.font, 0));
        painter->setPen(t.text);
        painter->drawText(place.adjusted(index.column() == 0 ? 12 : 2, 0, -8, -1),
                          index.data(Qt::TextAlignmentRole).toInt(), index.data().toString());
    }
};
} // namespace

ChartPanel::ChartPanel(const QString &name, QWidget *parent)
    : QWidget(parent), m_name(name), m_headline(new QLabel(this)), m_more(new QLabel(this)),
      m_legend(new QWidget(this)), m_views(new SegmentBar(this)), m_save(new QToolButton(this)),
      m_stack(new QStackedWidget(this)), m_chart(new DayChart(m_stack)), m_table(new QTableWidget(m_stack))
{
    build();
    recolour();
}

void ChartPanel::build()
{
    m_headline->setFont(sized(font(), 0.5, true));
    m_headline->setTextFormat(Qt::PlainText);
    m_more->setFont(sized(font(), -1));
    m_more->setTextFormat(Qt::PlainText);
    m_views->setAccessibleName(tr("Show as"));
    m_views->addSegment(u"chart"_s, u"spend"_s, tr("As bars"));
    m_views->addSegment(u"table"_s, u"list"_s, tr("As a table"));
    m_views->setCurrent(u"chart"_s);
    m_save->setAutoRaise(true);
    m_save->setToolTip(tr("Save the chart as a picture"));
    m_save->setAccessibleName(tr("Save the chart as a picture"));
    m_save->setFixedSize(28, 28);
    m_chart->setAccessibleName(tr("%1 by day").arg(m_name));
    m_table->setAccessibleName(tr("%1 by day, as a table").arg(m_name));
    m_table->setHorizontalHeader(new FlatHeader(m_table));
    m_table->setItemDelegate(new DayRowDelegate(m_table));
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_stack->addWidget(m_chart);
    m_stack->addWidget(m_table);
    m_stack->setFixedHeight(chartHeight);
    auto *head = m_head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(m_headline);
    head->addWidget(m_more);
    head->addStretch(1);
    head->addWidget(m_legend);
    auto *tools = new QHBoxLayout;
    tools->setSpacing(4);
    tools->addWidget(m_views);
    tools->addWidget(m_save);
    head->addLayout(tools);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 10, 16, 8);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_stack);
    auto *row = new QHBoxLayout(m_legend);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    connect(m_views, &SegmentBar::picked, this,
            [this](const QString &view) { m_stack->setCurrentIndex(view == "table"_L1 ? 1 : 0); });
    connect(m_save, &QToolButton::clicked, this, &ChartPanel::savePicture);
}

void ChartPanel::setHeadline(const QString &headline, const QString &more)
{
    m_headline->setText(headline);
    m_more->setText(more);
}

void ChartPanel::setBars(const DayBars &bars, const DayChart::Look &look, const QStringList &groups)
{
    const bool same =
        m_look.names == look.names && m_groups == groups && bars.series.size() == m_parts.size();
    m_bars = bars;
    m_look = look;
    m_groups = groups;
    m_chart->setBars(bars, look);
    if (!same)
        makeLegend(); // else the focus stays on the part that was pressed
    placeLegend();
    fillTable();
}

void ChartPanel::makeLegend()
{
    for (QToolButton *part : std::as_const(m_parts)) {
        part->hide();
        part->deleteLater();
    }
    m_parts.clear();
    for (qsizetype i = 0; i < m_bars.series.size(); ++i) {
        auto *part = new QToolButton(m_legend);
        part->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        part->setAutoRaise(true);
        part->setFont(sized(font(), -1));
        part->setIconSize({swatch, swatch});
        const QString group = m_groups.value(i);
        part->setEnabled(true);
        part->setFocusPolicy(group.isEmpty() ? Qt::NoFocus : Qt::TabFocus);
        part->setAttribute(Qt::WA_TransparentForMouseEvents, group.isEmpty());
        if (!group.isEmpty())
            part->setToolTip(tr("Show %1 alone").arg(m_look.names.value(i)));
        connect(part, &QToolButton::clicked, this, [this, group] { Q_EMIT groupPicked(group); });
        m_legend->layout()->addWidget(part);
        m_parts.append(part);
    }
    recolour();
}

/// Beside the headline, or below it where that leaves no room; then names give way.
void ChartPanel::placeLegend()
{
    if (m_parts.isEmpty())
        return;
    const int margins = 2 * 16, tools = m_views->sizeHint().width() + 4 + 28;
    const int beside = m_headline->sizeHint().width() + m_more->sizeHint().width() + tools + margins + 4 * 16;
    int wanted = 0;
    const auto overhead = [this](const QString &figure) {
        return swatch + 22 + m_parts.first()->fontMetrics().horizontalAdvance(u' ' + figure);
    };
    for (qsizetype i = 0; i < m_parts.size(); ++i)
        wanted += overhead(m_look.text(m_bars.series[i].total())) + 4 +
                  m_parts[i]->fontMetrics().horizontalAdvance(m_look.names.value(i));
    const bool below = beside + wanted > width();
    auto *column = static_cast<QVBoxLayout *>(layout());
    if (below != (column->indexOf(m_legend) >= 0)) {
        below ? m_head->removeWidget(m_legend) : column->removeWidget(m_legend);
        below ? column->insertWidget(1, m_legend, 0, Qt::AlignLeft) : m_head->insertWidget(3, m_legend);
    }
    const int room = (width() - (below ? margins : beside)) / int(m_parts.size()) - 4;
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        const QString figure = m_look.text(m_bars.series[i].total());
        const QString name = m_look.names.value(i);
        const QFontMetrics metrics = m_parts[i]->fontMetrics();
        const int most = wanted <= width() - margins ? metrics.horizontalAdvance(name) + 2
                                                     : qMax(24, room - overhead(figure));
        m_parts[i]->setText(metrics.elidedText(name, Qt::ElideRight, most) + u' ' + figure);
        m_parts[i]->setAccessibleName(name + u' ' + figure);
    }
}

void ChartPanel::fillTable()
{
    const int columns = int(m_bars.series.size()) + 2;
    m_table->clear();
    m_table->setColumnCount(columns);
    m_table->setRowCount(m_bars.days());
    const auto put = [&](int row, int column, const QString &text) {
        auto *item = new QTableWidgetItem(text);
        item->setTextAlignment(Qt::AlignVCenter | (column == 0 ? Qt::AlignLeft : Qt::AlignRight));
        row < 0 ? m_table->setHorizontalHeaderItem(column, item) : m_table->setItem(row, column, item);
    };
    put(-1, 0, tr("Day"));
    put(-1, columns - 1, tr("Sum"));
    for (int i = 0; i < columns - 2; ++i)
        put(-1, i + 1, m_look.names.value(i));
    for (int day = 0; day < m_bars.days(); ++day) {
        put(day, 0, textLocale().toString(m_bars.first.addDays(day), QLocale::ShortFormat));
        for (int i = 0; i < columns - 2; ++i)
            put(day, i + 1, m_look.text(m_bars.series[i].values[day]));
        put(day, columns - 1, m_look.exact(m_bars.dayTotal(day)));
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->verticalHeader()->setDefaultSectionSize(qMax(24, fontMetrics().height() + 6));
}

QPixmap ChartPanel::picture()
{
    constexpr int scale = 2;
    QPixmap pixmap(size() * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Tokens::fromPalette(palette()).base);
    m_views->hide();
    m_save->hide();
    m_chart->setPlain(true);
    render(&pixmap, QPoint(), QRegion(), QWidget::DrawChildren);
    m_chart->setPlain(false);
    m_views->show();
    m_save->show();
    return pixmap;
}

void ChartPanel::savePicture()
{
    const QString name = m_name + u' ' + QDate::currentDate().toString(Qt::ISODate) + u".png"_s;
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the chart as a picture"), name, tr("Pictures (*.png)"));
    if (!path.isEmpty() && !picture().save(path, "PNG"))
        ask(this, tr("%1 can not be written.").arg(path), tr("Choose another folder."), {tr("Close")});
}

void ChartPanel::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_more->setPalette(quiet);
    m_save->setIcon(lineIcon(u"image"_s, t.text));
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        QPixmap square(QSize(swatch, swatch) * devicePixelRatio());
        square.fill(t.series[i % 4]);
        square.setDevicePixelRatio(devicePixelRatio());
        m_parts[i]->setIcon(QIcon(square));
    }
}

void ChartPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void ChartPanel::resizeEvent(QResizeEvent *)
{
    placeLegend();
}

void ChartPanel::paintEvent(QPaintEvent *)
{
    const Tokens &t = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.base);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.sep);
}

} // namespace Crossroads
