// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/spendtable.h"

#include "ui/common/flatheader.h"
#include "ui/common/icons.h"
#include "ui/common/segmentbar.h"
#include "ui/common/tokens.h"
#include "ui/spend/spenddelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int figuresWidth[] = {88, 112, 112, 84, 104};
static constexpr int shareWidth = 184;
static constexpr int narrowShareWidth = 80; // the figure alone
static constexpr int basisWidth = 176;
static constexpr int leastName = 200;

SpendTable::SpendTable(SpendModel::NameOf nameOf, QWidget *parent)
    : QWidget(parent), m_model(new SpendModel(std::move(nameOf), this)), m_segments(new SegmentBar(this)),
      m_chips(new QWidget(this)), m_chipRow(new QHBoxLayout(m_chips)), m_note(new QLabel(this)),
      m_link(new QToolButton(this)), m_table(new QTableView(this))
{
    build();
    recolour();
    connect(m_segments, &SegmentBar::picked, this, &SpendTable::partPicked);
    connect(m_link, &QToolButton::clicked, this, &SpendTable::noteClicked);
    connect(m_table, &QTableView::doubleClicked, this, &SpendTable::pick);
}

void SpendTable::build()
{
    m_segments->setAccessibleName(tr("Group by"));
    m_segments->addSegment(u"model"_s, {}, tr("Model"), true);
    m_segments->addSegment(u"provider"_s, {}, tr("Provider"), true);
    m_segments->addSegment(u"key"_s, {}, tr("Key"), true);
    m_segments->addSegment(u"source"_s, {}, tr("Source"), true);
    m_segments->addSegment(u"day"_s, {}, tr("Day"), true);
    m_segments->setCurrent(u"model"_s);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(8);
    m_note->setFont(sized(font(), -1));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_link->setFont(sized(font(), -1));
    m_link->setAutoRaise(true);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new SpendDelegate(m_table));
    m_table->setHorizontalHeader(new FlatHeader(m_table));
    m_table->horizontalHeader()->setSortIndicator(SpendModel::Cost, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setAccessibleName(tr("Spending"));
    m_table->installEventFilter(this);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 6, 16, 6);
    head->setSpacing(12);
    head->addWidget(m_segments);
    head->addWidget(m_chips);
    head->addWidget(m_note, 1);
    head->addWidget(m_link);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_table);
    setNote({}, {});
    setChips({});
}

SpendPart SpendTable::part() const
{
    const QStringList keys{u"model"_s, u"provider"_s, u"key"_s, u"source"_s, u"day"_s};
    return SpendPart(qMax(qsizetype(0), keys.indexOf(m_segments->current())));
}

void SpendTable::show(const QList<SpendCell> &cells, SpendPart part, const QList<SpendModel::Fee> &fees)
{
    const QString chosen = m_table->currentIndex().data(SpendModel::OfRole).toString();
    m_model->show(cells, part, fees);
    for (int row = 0; row < m_model->rowCount() && !chosen.isEmpty(); ++row) {
        if (m_model->index(row, 0).data(SpendModel::OfRole).toString() == chosen)
            m_table->setCurrentIndex(m_model->index(row, 0));
    }
    fitColumns();
    fitHeight();
}

void SpendTable::setChips(const QList<Chip> &chips)
{
    const bool focused = m_chips->isAncestorOf(focusWidget()) && m_chips->window()->isActiveWindow();
    while (const std::unique_ptr<QLayoutItem> item{m_chipRow->takeAt(0)}) {
        item->widget()->hide();
        item->widget()->deleteLater();
    }
    const Tokens t = Tokens::fromPalette(palette());
    for (const Chip &chip : chips) {
        auto *button = new QToolButton(m_chips);
        button->setText(u' ' + chip.text); // the button leaves no room before it
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setLayoutDirection(Qt::RightToLeft); // the cross stands behind the word
        button->setIcon(lineIcon(u"close"_s, t.muted));
        button->setIconSize({12, 12});
        button->setFixedHeight(qMax(24, fontMetrics().height() + 6));
        button->setAccessibleName(tr("Take off: %1").arg(chip.text));
        connect(button, &QToolButton::clicked, this, [this, part = chip.part] { Q_EMIT chipRemoved(part); });
        m_chipRow->addWidget(button);
    }
    m_chips->setVisible(!chips.isEmpty());
    if (focused) // the chip that was pressed is gone
        m_table->setFocus();
}

QList<QWidget *> SpendTable::chips() const
{
    QList<QWidget *> buttons;
    for (int i = 0; i < m_chipRow->count(); ++i)
        buttons.append(m_chipRow->itemAt(i)->widget());
    return buttons;
}

void SpendTable::setNote(const QString &text, const QString &link)
{
    m_note->setText(text);
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
}

/// The figures keep their widths; the name gives way, and then the bar of the share.
void SpendTable::fitColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    int fixed = basisWidth + shareWidth;
    for (const int width : figuresWidth)
        fixed += width;
    const bool narrow = width() - fixed < leastName;
    for (int column = 0; column < SpendModel::ColumnCount; ++column) {
        const bool figure = column >= SpendModel::Answers && column <= SpendModel::Cost;
        const int width = figure                        ? figuresWidth[column - SpendModel::Answers]
                          : column == SpendModel::Share ? (narrow ? narrowShareWidth : shareWidth)
                                                        : basisWidth;
        header->setSectionResizeMode(column,
                                     column == SpendModel::Name ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (column != SpendModel::Name)
            header->resizeSection(column, width);
    }
    const bool narrower = width() < fixed - shareWidth + narrowShareWidth + leastName;
    m_table->setColumnHidden(SpendModel::Cached, narrower);
}

void SpendTable::fitHeight()
{
    const int row = qMax(28, fontMetrics().height() + 8);
    m_table->verticalHeader()->setDefaultSectionSize(row);
    m_table->setFixedHeight(m_table->horizontalHeader()->height() + m_model->rowCount() * row + 1);
}

void SpendTable::pick(const QModelIndex &index)
{
    if (const QString group = index.data(SpendModel::OfRole).toString(); !group.isEmpty())
        Q_EMIT groupPicked(group);
}

bool SpendTable::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            pick(m_table->currentIndex());
            return true;
        }
    }
    if (watched == m_table && event->type() == QEvent::FocusIn && !m_table->currentIndex().isValid() &&
        m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
    return QWidget::eventFilter(watched, event);
}

void SpendTable::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_note->setPalette(quiet);
    QPalette link = palette();
    link.setColor(QPalette::ButtonText, t.accent);
    m_link->setPalette(link);
}

void SpendTable::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void SpendTable::resizeEvent(QResizeEvent *)
{
    fitColumns();
}

void SpendTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Tokens::of(palette()).base);
}

} // namespace Crossroads
