// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QStackedWidget;

namespace Crossroads {

class DrillView;
class HealthPanel;
class LastRoutesView;
class RulesView;
class SegmentBar;
class WhatIfView;

/// Where requests went and why, the rules that decide it, a rehearsal of them, and what another rule would
/// have cost; beside it the health of offers.
class RoutesPage : public QWidget
{
    Q_OBJECT

public:
    explicit RoutesPage(Services &services, QWidget *parent = nullptr);
    /// "last", "rules", "drill" or "whatif".
    void showView(const QString &key);
    DrillView &drill() { return *m_drill; }

Q_SIGNALS:
    void runAsked(const QString &runId);
    void wireAsked(const QString &runId, int lane, const QString &model);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void giveRules();
    void fitHealth();
    void count();

    SegmentBar *m_segments;
    QLabel *m_counts;
    QTimer m_countTimer;
    const Clock &m_clock;
    QStackedWidget *m_stack;
    LastRoutesView *m_last;
    RulesView *m_rules;
    DrillView *m_drill;
    WhatIfView *m_whatIf;
    HealthPanel *m_health;
};

} // namespace Crossroads
