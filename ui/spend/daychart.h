// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/credits/spendreport.h"

#include <QWidget>

#include <functional>

namespace Crossroads {

/// Bars of days in up to four stacked parts. The pointer, or the arrows, show a day's exact figures; a click,
/// or Return, picks the day. One stop of Tab.
class DayChart : public QWidget
{
    Q_OBJECT

public:
    struct Look
    {
        QStringList names;                    ///< of the series, in their order
        std::function<QString(qint64)> text;  ///< of a part
        std::function<QString(qint64)> exact; ///< of a whole day
        std::function<QString(qint64)> axis;  ///< beside a line
        QDate today;                          ///< its label is bold
        QDate from;                           ///< days before it stand in grey: they are not in the sum
        QDate chosen;                         ///< the day that is looked at alone; invalid: none
    };
    explicit DayChart(QWidget *parent = nullptr);

    void setBars(const DayBars &bars, const Look &look);
    /// The day under the pointer or the arrows; -1: none.
    int currentDay() const { return m_day; }
    /// Without what the pointer and the focus add, for a picture.
    void setPlain(bool plain);
    /// A day in words, as shown beside its bar and told to screen readers.
    QString dayText(int day) const;
    QSize sizeHint() const override { return {640, 236}; }
    QSize minimumSizeHint() const override { return {240, 236}; }

Q_SIGNALS:
    void dayPicked(QDate day);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QRectF plot() const;
    QRectF slot(int day) const; ///< the whole height that belongs to a day
    int dayAt(const QPointF &point) const;
    void setDay(int day);
    void paintAxis(QPainter &painter) const;
    void paintBar(QPainter &painter, int day) const;
    void paintDates(QPainter &painter) const;
    void paintReadout(QPainter &painter) const;

    DayBars m_bars;
    Look m_look;
    qint64 m_step = 1; ///< between two lines
    int m_lines = 1;
    int m_day = -1;
    bool m_plain = false;
};

/// A step of 1, 2 or 5 times a power of ten that needs three to five lines up to \p greatest.
qint64 axisStep(qint64 greatest);

} // namespace Crossroads
