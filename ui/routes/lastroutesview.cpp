// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/lastroutesview.h"

#include "app/routing/plan.h"
#include "app/storage/store.h"
#include "ui/common/columnfit.h"
#include "ui/common/flatheader.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"
#include "ui/routes/routedelegate.h"
#include "ui/routes/waterfall.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int shownAtFirst = 200;
static constexpr int leastRoute = 130;

LastRoutesView::LastRoutesView(Store &store, QWidget *parent)
    : QSplitter(Qt::Vertical, parent), m_store(store), m_table(new QTableView), m_empty(new QLabel(m_table)),
      m_details(new QWidget), m_title(new QLabel(m_details)), m_why(new InlineBanner(m_details)),
      m_waterfall(new Waterfall(m_details)), m_open(new QPushButton(tr("Open the run"), m_details)),
      m_wire(new QPushButton(tr("Show the wire"), m_details))
{
    build();
    connect(&store, &Store::runBegan, &m_model, &RoutesModel::begin);
    connect(&store, &Store::committed, &m_model, &RoutesModel::apply);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &LastRoutesView::showDetails);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &LastRoutesView::showDetails);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &LastRoutesView::showDetails);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, &LastRoutesView::moved);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &LastRoutesView::moved);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &LastRoutesView::moved);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const RouteRecord *route = current())
            Q_EMIT runAsked(route->runId);
    });
    connect(m_wire, &QPushButton::clicked, this, [this] {
        if (const RouteRecord *route = current())
            Q_EMIT wireAsked(route->runId, route->lane, route->answer.model);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LastRoutesView::showDetails);
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const RouteRecord *route = m_model.at(index.row()))
            Q_EMIT runAsked(route->runId);
    });
}

void LastRoutesView::build()
{
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new RouteDelegate(m_table));
    m_table->setAccessibleName(tr("Last routes"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(qMax(32, fontMetrics().height() + 8));
    auto *header = new FlatHeader(m_table);
    m_table->setHorizontalHeader(header);
    header->setHighlightSections(false);
    header->setSectionResizeMode(RoutesModel::Route, QHeaderView::Stretch);
    const int widths[] = {84, 210, 200, 110, 150, 84, 96};
    for (int column = 0; column < RoutesModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, grown(widths[column], font()));
    m_table->viewport()->installEventFilter(this);
    m_empty->setText(
        tr("No requests yet. Send a prompt in Compare, or run a drill: each one shows here, with "
           "why it went the way it did."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    auto *over = new QVBoxLayout(m_table->viewport());
    over->addWidget(m_empty);
    m_title->setFont(sized(font(), 0.5, true));
    auto *column = new QVBoxLayout(m_details);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    for (QWidget *part : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_why),
                          static_cast<QWidget *>(m_waterfall)})
        column->addWidget(part);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_wire);
    buttons->addStretch();
    column->addLayout(buttons);
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_details);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    addWidget(m_table);
    addWidget(scroll);
    setStretchFactor(0, 3);
    setStretchFactor(1, 2);
    setChildrenCollapsible(false);
}

bool LastRoutesView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitColumns(*m_table, RoutesModel::Route, grown(leastRoute, font()),
                   {RoutesModel::Attempts, RoutesModel::Tokens});
    return QSplitter::eventFilter(watched, event);
}

void LastRoutesView::showEvent(QShowEvent *)
{
    if (!m_loaded)
        load();
}

void LastRoutesView::load()
{
    m_store.recentRoutes(shownAtFirst).then(this, [this](const Result<QList<RouteRecord>> &routes) {
        m_loaded = true;
        if (routes)
            m_model.addEarlier(*routes);
        else
            m_empty->setText(routes.error().message + u' ' + routes.error().hint);
        if (m_model.rowCount() > 0 && !m_table->currentIndex().isValid())
            m_table->setCurrentIndex(
                m_model.index(0, RoutesModel::Time)); // selectRow() finds no column from right to left
    });
}

const RouteRecord *LastRoutesView::current() const
{
    return m_model.at(m_table->currentIndex().row());
}

void LastRoutesView::showDetails()
{
    m_empty->setVisible(m_model.rowCount() == 0);
    const RouteRecord *route = current();
    m_details->setVisible(route);
    if (!route)
        return;
    const QString when =
        textLocale().toString(QDateTime::fromMSecsSinceEpoch(route->startedWallMs).time(), u"HH:mm:ss"_s);
    m_title->setText(tr("Route of %1, %2").arg(when, route->answer.model));
    m_why->setMessage(InlineBanner::Kind::Info, tr("Why this route?"), whyThisRoute(route->answer.attempts));
    m_waterfall->show(route->answer);
    m_waterfall->setVisible(!route->answer.attempts.isEmpty());
}

} // namespace Crossroads
