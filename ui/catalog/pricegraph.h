// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

#include <QWidget>

namespace Crossroads {

/// The output price of one offer over 90 days, as steps: prices jump, they do not glide.
class PriceGraph : public QWidget
{
    Q_OBJECT

public:
    explicit PriceGraph(QWidget *parent = nullptr);
    void setOffer(const Offer &offer, QDate today);
    bool hasHistory() const { return m_steps.size() > 1; }
    /// "▼ 10 % since September"; empty where nothing moved.
    QString verdict() const;
    QSize sizeHint() const override { return {360, 110}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Step
    {
        QDate from;
        Rate rate;
    };
    QList<Step> m_steps; ///< oldest first; each holds until the next
    QDate m_today;
};

} // namespace Crossroads
