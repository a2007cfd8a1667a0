// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/spend/creditlines.h"

#include <QWidget>

class QPushButton;

namespace Crossroads {

/// Each budget with a bar of how far it is spent and marks where it warns; behind them the way to change
/// them.
class BudgetRow : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetRow(QWidget *parent = nullptr);
    void show(const QList<BudgetLine> &lines);
    QPushButton *button() const { return m_edit; }

Q_SIGNALS:
    void editAsked();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRect cell(int number) const;
    int columns() const;
    int cellHeight() const;
    void fit();
    void paintLine(QPainter &painter, const QRect &rect, const BudgetLine &line) const;
    QList<BudgetLine> m_lines;
    QPushButton *m_edit;
};

} // namespace Crossroads
