// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/credits/spendreport.h"

#include <QWidget>

namespace Crossroads {

class ChartPanel;

/// How the models were used: tokens by kind over time, and the figures that they come to.
class UsagePanel : public QWidget
{
    Q_OBJECT

public:
    explicit UsagePanel(QWidget *parent = nullptr);
    /// \param cells of the days from \p first to \p last.
    void show(const QList<SpendCell> &cells, QDate first, QDate last, QDate today);
    ChartPanel &chart() const { return *m_chart; }
    /// One of the figures at its top, with what it means.
    struct Stat
    {
        QString name, figure, more, exact;
    };
    const QList<Stat> &stats() const { return m_stats; }

private:
    class Figures;
    QList<Stat> m_stats;
    Figures *m_figures;
    ChartPanel *m_chart;
};

} // namespace Crossroads
