// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/spend/creditlines.h"

#include <QAbstractButton>

namespace Crossroads {

/// What is left and what today cost, at the foot of the rail; a warning is an icon, a word and a colour. In a
/// narrow rail a figure and a bar. A click opens the Spend room.
class CreditChip : public QAbstractButton
{
    Q_OBJECT

public:
    explicit CreditChip(QWidget *parent = nullptr);
    void setState(const CreditState &state);
    void setNarrow(bool narrow);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void paintWide(QPainter &painter) const;
    void paintNarrow(QPainter &painter) const;
    QString shortFigure() const;
    CreditState m_state;
    bool m_narrow = false;
};

} // namespace Crossroads
