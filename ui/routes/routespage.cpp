// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/routespage.h"

#include "ui/common/elidedlabel.h"
#include "ui/common/segmentbar.h"
#include "ui/common/tokens.h"
#include "ui/routes/drillview.h"
#include "ui/routes/healthpanel.h"
#include "ui/routes/lastroutesview.h"
#include "ui/routes/rulesview.h"
#include "ui/routes/whatifview.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QStackedWidget>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Under this width the health of offers folds away.
static constexpr int narrow = 900;

RoutesPage::RoutesPage(Services &services, QWidget *parent)
    : QWidget(parent), m_segments(new SegmentBar(this)), m_counts(new ElidedLabel(this)),
      m_clock(services.clock()), m_stack(new QStackedWidget(this)),
      m_last(new LastRoutesView(services.store())), m_rules(new RulesView(services)),
      m_drill(new DrillView(services)), m_whatIf(new WhatIfView(services)),
      m_health(new HealthPanel(services.router(), services.clock(), this))
{
    auto *title = new QLabel(tr("Routes"), this);
    title->setFont(sized(font(), 2, true));
    m_segments->setAccessibleName(tr("What to show"));
    m_segments->addSegment(u"last"_s, {}, tr("Last routes"), true);
    m_segments->addSegment(u"rules"_s, {}, tr("Rules"), true);
    m_segments->addSegment(u"drill"_s, {}, tr("Drill"), true);
    m_segments->addSegment(u"whatif"_s, {}, tr("What if"), true);
    for (QWidget *view : {static_cast<QWidget *>(m_last), static_cast<QWidget *>(m_rules),
                          static_cast<QWidget *>(m_drill), static_cast<QWidget *>(m_whatIf)})
        m_stack->addWidget(view);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 16, 10);
    head->setSpacing(16);
    head->addWidget(title);
    head->addWidget(m_segments);
    head->addWidget(m_counts, 1);
    m_counts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *left = new QVBoxLayout;
    left->setSpacing(0);
    left->addLayout(head);
    left->addWidget(m_stack, 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(left, 1);
    m_health->setFixedWidth(grown(304, font()));
    row->addWidget(m_health);
    connect(m_segments, &SegmentBar::picked, this, &RoutesPage::showView);
    connect(m_last, &LastRoutesView::runAsked, this, &RoutesPage::runAsked);
    connect(m_last, &LastRoutesView::wireAsked, this, &RoutesPage::wireAsked);
    // Rows change many times a second while answers stream; counts are read by people.
    constexpr int countMs = 250;
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(countMs);
    connect(&m_countTimer, &QTimer::timeout, this, &RoutesPage::count);
    connect(m_last, &LastRoutesView::moved, this, [this] {
        if (!m_countTimer.isActive())
            m_countTimer.start();
    });
    connect(m_rules, &RulesView::changed, this, &RoutesPage::giveRules);
    giveRules();
    showView(u"last"_s);
}

void RoutesPage::count()
{
    const RoutesModel::Counts now = m_last->model().counts(m_clock.wallMs());
    QStringList parts;
    if (now.running > 0)
        parts.append(tr("%n running", nullptr, now.running));
    if (now.answered + now.failed > 0) {
        parts.append(tr("last hour: %n answered", nullptr, now.answered));
        if (now.switched > 0)
            parts.append(tr("%n of them after a switch", nullptr, now.switched));
        if (now.failed > 0)
            parts.append(tr("%n failed", nullptr, now.failed));
    }
    m_counts->setText(parts.join(u", "_s));
    m_counts->setToolTip(m_counts->text());
}

void RoutesPage::giveRules()
{
    m_drill->setRules(m_rules->keys());
    m_whatIf->setRules(m_rules->keys());
}

void RoutesPage::showView(const QString &key)
{
    const QStringList keys{u"last"_s, u"rules"_s, u"drill"_s, u"whatif"_s};
    m_segments->setCurrent(key);
    m_stack->setCurrentIndex(int(qMax(qsizetype(0), keys.indexOf(key))));
    fitHealth();
}

/// The rules need the room for their fields.
void RoutesPage::fitHealth()
{
    m_health->setVisible(width() >= grown(narrow, font()) && m_stack->currentWidget() != m_rules);
}

void RoutesPage::resizeEvent(QResizeEvent *)
{
    fitHealth();
}

} // namespace Crossroads
