// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <QList>
#include <QWidget>

namespace Crossroads {

/// What a run comes to: fastest, cheapest, total, and three small bar groups in lane order.
class SummaryStrip : public QWidget
{
    Q_OBJECT

public:
    explicit SummaryStrip(QWidget *parent = nullptr);
    void show(const QList<const Answer *> &answers);

    struct Best
    {
        int ttft = -1;
        int speed = -1;
        int cost = -1;
    };
    /// Lanes with the best figures, -1 where fewer than two can be compared. Free and simulated lanes can not
    /// be cheapest.
    static Best bestOf(const QList<const Answer *> &answers);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Part
    {
        QString label;
        QString value;
    };
    QList<Part> m_parts;
    QList<double> m_ttft, m_speed, m_cost; ///< one bar a lane; 0: nothing known
    Best m_best;
    QString m_ended;
};

} // namespace Crossroads
