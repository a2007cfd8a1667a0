// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <QWidget>

class QPainter;

namespace Crossroads {

struct Tokens;

/// The 76 px head of a lane: name and state, route, and four figures that stand in the same places in every
/// lane.
class LaneHeader : public QWidget
{
    Q_OBJECT

public:
    explicit LaneHeader(QWidget *parent = nullptr);

    /// \param runningMs time since the lane's start while it runs; the answer's total once it has ended.
    void show(const Answer &answer, bool simulated, qint64 runningMs);
    /// Which figures are the run's best, shown bold.
    void setBest(bool ttft, bool speed, bool cost);
    void setCurrent(bool current);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void routeClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void paintName(QPainter &painter, const Tokens &tokens);
    void paintRoute(QPainter &painter, const Tokens &tokens);
    void paintFigures(QPainter &painter, const Tokens &tokens);
    QString routeRest() const;
    int rowHeight(int token) const;

    Answer m_answer;
    bool m_simulated = false;
    bool m_current = false;
    bool m_bestTtft = false, m_bestSpeed = false, m_bestCost = false;
    qint64 m_runningMs = 0;
};

} // namespace Crossroads
