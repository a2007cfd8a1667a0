// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/spend/creditlines.h"

#include <QWidget>

namespace Crossroads {

class BalanceCard;

/// What each key has left, side by side and each in its own currency; as many rows as the width asks for.
class BalanceRow : public QWidget
{
    Q_OBJECT

public:
    explicit BalanceRow(QWidget *parent = nullptr);
    void show(const QList<BalanceLine> &lines);
    QList<QWidget *> tabStops() const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

Q_SIGNALS:
    void topUpAsked(const QUrl &page);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    int columns(int width) const;
    int cardHeight() const;
    void place();
    QList<BalanceCard *> m_cards;
};

} // namespace Crossroads
