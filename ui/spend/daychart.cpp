// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/daychart.h"

#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qreal topMargin = 14;
static constexpr qreal widestBar = 28;
static constexpr qreal readoutPadding = 8;

qint64 axisStep(qint64 greatest)
{
    constexpr int mostLines = 4;
    constexpr qint64 last = 1'000'000'000'000'000'000;
    for (qint64 power = 1; power < last; power *= 10) {
        for (const qint64 step : {power, power * 2, power * 5}) {
            if (greatest / step < mostLines)
                return step;
        }
    }
    return last;
}

DayChart::DayChart(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DayChart::setBars(const DayBars &bars, const Look &look)
{
    m_bars = bars;
    m_look = look;
    const qint64 greatest = bars.greatest();
    m_step = axisStep(greatest);
    m_lines = int(qMax(1LL, (greatest + m_step - 1) / m_step));
    m_day = m_day < bars.days() ? m_day : -1;
    update();
}

void DayChart::setPlain(bool plain)
{
    m_plain = plain;
    update();
}

QString DayChart::dayText(int day) const
{
    if (day < 0 || day >= m_bars.days())
        return {};
    QStringList parts{tr("%1: %2").arg(textLocale().toString(m_bars.first.addDays(day), QLocale::ShortFormat),
                                       m_look.exact(m_bars.dayTotal(day)))};
    for (qsizetype i = 0; i < m_bars.series.size(); ++i) {
        if (m_bars.series[i].values[day] != 0)
            parts.append(m_look.names.value(i) + u' ' + m_look.text(m_bars.series[i].values[day]));
    }
    return parts.join(u", "_s);
}

// --- where things are ---

QRectF DayChart::plot() const
{
    const QFontMetrics small(sized(font(), -1));
    int left = 0;
    for (int line = 0; m_look.axis && line <= m_lines; ++line)
        left = qMax(left, small.horizontalAdvance(m_look.axis(m_step * line)));
    return QRectF(rect()).adjusted(left + 6, topMargin, 0, -(small.height() + 8));
}

QRectF DayChart::slot(int day) const
{
    const QRectF area = plot();
    const qreal width = area.width() / qMax(1, m_bars.days());
    return {area.left() + width * day, area.top(), width, area.height()};
}

int DayChart::dayAt(const QPointF &point) const
{
    const QRectF area = plot();
    if (m_bars.days() == 0 || point.x() < area.left() || point.x() >= area.right())
        return -1;
    return qMin(m_bars.days() - 1, int((point.x() - area.left()) / (area.width() / m_bars.days())));
}

void DayChart::setDay(int day)
{
    if (day == m_day)
        return;
    m_day = day;
    setAccessibleDescription(dayText(day));
    if (hasFocus() && day >= 0) {
        QAccessibleAnnouncementEvent said(this, dayText(day));
        QAccessible::updateAccessibility(&said);
    }
    update();
}

// --- painting ---

void DayChart::paintAxis(QPainter &painter) const
{
    const Tokens &t = Tokens::of(palette());
    const QRectF area = plot();
    for (int line = 0; line <= m_lines; ++line) {
        const qreal y = std::round(area.bottom() - area.height() * line / m_lines) + 0.5;
        painter.setPen(t.sep);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(t.muted);
        painter.drawText(QRectF(0, y - 10, area.left() - 6, 20), Qt::AlignRight | Qt::AlignVCenter,
                         m_look.axis(m_step * line));
    }
}

void DayChart::paintBar(QPainter &painter, int day) const
{
    const Tokens &t = Tokens::of(palette());
    const QRectF place = slot(day);
    const bool counts = !m_look.from.isValid() || m_bars.first.addDays(day) >= m_look.from;
    const qreal width = std::floor(qMin(widestBar, place.width() * 0.7));
    const qreal left = std::round(place.center().x() - width / 2);
    const qreal perUnit = place.height() / (double(m_step) * m_lines);
    qreal bottom = place.bottom();
    for (qsizetype i = 0; i < m_bars.series.size(); ++i) {
        const qint64 value = m_bars.series[i].values[day];
        if (value <= 0) // corrections may take more off a day than it cost
            continue;
        const qreal height = qMax(1.0, double(value) * perUnit);
        const qreal gap = height > 3 ? 1 : 0; // of Base, so that parts stand apart without their colours
        painter.fillRect(QRectF(left, bottom - height, width, height - gap),
                         counts ? t.series[i % 4] : t.track);
        bottom -= height;
    }
}

void DayChart::paintDates(QPainter &painter) const
{
    const Tokens &t = Tokens::of(palette());
    const int days = m_bars.days();
    const QFont plain = sized(font(), -1);
    const QFont bold = sized(font(), -1, true);
    const int today = int(m_bars.first.daysTo(m_look.today));
    qreal takenFrom = 1, takenTo = 0; // by today's label
    const auto label = [&](int day, const QString &text, const QFont &labelFont) {
        const qreal width = QFontMetricsF(labelFont).horizontalAdvance(text) + 2;
        const QRectF area = plot();
        const qreal left = qBound(area.left(), slot(day).center().x() - width / 2, area.right() - width);
        if (left + width + 8 > takenFrom && left < takenTo + 8 && takenTo > takenFrom)
            return;
        painter.setFont(labelFont);
        painter.drawText(QRectF(left, area.bottom() + 6, width, QFontMetricsF(labelFont).height()),
                         Qt::AlignCenter, text);
        if (labelFont.bold()) {
            takenFrom = left;
            takenTo = left + width;
        }
    };
    if (today >= 0 && today < days) {
        painter.setPen(t.text);
        label(today, tr("%1 today").arg(m_look.today.day()), bold);
    }
    painter.setPen(t.muted);
    const int every = days <= 8 ? 1 : days <= 31 ? 7 : days <= 100 ? 14 : qMax(30, days / 8);
    for (int day = 0; day < days; ++day) {
        const bool last = day == days - 1;
        if (day != today && ((day % every == 0 && days - day > every / 2) || last))
            label(day, textLocale().toString(m_bars.first.addDays(day), u"d MMM"_s), plain);
    }
}

/// The day's figures in a small card beside its bar.
void DayChart::paintReadout(QPainter &painter) const
{
    if (m_day < 0)
        return;
    const Tokens &t = Tokens::of(palette());
    const QDate date = m_bars.first.addDays(m_day);
    QList<std::pair<QString, QString>> lines{
        {textLocale().toString(date, u"ddd d MMM"_s), m_look.exact(m_bars.dayTotal(m_day))}};
    QList<int> series{-1};
    for (qsizetype i = m_bars.series.size() - 1; i >= 0; --i) {
        if (m_bars.series[i].values[m_day] == 0)
            continue;
        lines.append({m_look.names.value(i), m_look.text(m_bars.series[i].values[m_day])});
        series.append(int(i));
    }
    const QFont small = sized(font(), -1), head = sized(font(), -1, true);
    const QFontMetrics metrics(head);
    int names = 0, figures = 0;
    for (const auto &[name, figure] : std::as_const(lines)) {
        names = qMax(names, qMin(220, metrics.horizontalAdvance(name)) + 16);
        figures = qMax(figures, metrics.horizontalAdvance(figure));
    }
    const int row = metrics.height() + 2;
    const QSizeF size(names + 16 + figures + 2 * readoutPadding,
                      double(lines.size()) * row + 2 * readoutPadding);
    const QRectF place = slot(m_day);
    qreal left = place.right() + 4;
    if (left + size.width() > width())
        left = place.left() - 4 - size.width();
    const QRectF card(QPointF(qMax(0.0, left), topMargin), size);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t.edge);
    painter.setBrush(t.base);
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    qreal y = card.top() + readoutPadding;
    for (qsizetype i = 0; i < lines.size(); ++i, y += row) {
        painter.setFont(i == 0 ? head : small);
        painter.setPen(t.text);
        const QRectF line(card.left() + readoutPadding, y, size.width() - 2 * readoutPadding, row);
        if (series[i] >= 0)
            painter.fillRect(QRectF(line.left(), line.center().y() - 4, 8, 8), t.series[series[i] % 4]);
        const qreal indent = i == 0 ? 0 : 16;
        painter.drawText(line.adjusted(indent, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(lines[i].first, Qt::ElideRight, 220));
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, lines[i].second);
    }
}

void DayChart::paintEvent(QPaintEvent *)
{
    if (m_bars.days() == 0 || !m_look.axis)
        return;
    QPainter painter(this);
    painter.setFont(sized(font(), -1));
    const Tokens &t = Tokens::of(palette());
    if (m_day >= 0 && !m_plain)
        painter.fillRect(slot(m_day), t.alternate);
    if (const qint64 chosen = m_bars.first.daysTo(m_look.chosen);
        m_look.chosen.isValid() && chosen >= 0 && chosen < m_bars.days())
        painter.fillRect(slot(int(chosen)), t.tint);
    paintAxis(painter);
    for (int day = 0; day < m_bars.days(); ++day)
        paintBar(painter, day);
    paintDates(painter);
    if (m_plain)
        return;
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF ring = m_day >= 0 ? slot(m_day).adjusted(1, 0, -1, 0) : QRectF(rect());
        painter.drawRoundedRect(ring.adjusted(1, 1, -1, -1), 4, 4);
    }
    paintReadout(painter);
}

// --- hands ---

void DayChart::mouseMoveEvent(QMouseEvent *event)
{
    setDay(dayAt(event->position()));
    setCursor(m_day >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void DayChart::mousePressEvent(QMouseEvent *event)
{
    setDay(dayAt(event->position()));
    if (event->button() == Qt::LeftButton && m_day >= 0)
        Q_EMIT dayPicked(m_bars.first.addDays(m_day));
}

void DayChart::leaveEvent(QEvent *)
{
    if (!hasFocus())
        setDay(-1);
}

void DayChart::keyPressEvent(QKeyEvent *event)
{
    const int last = m_bars.days() - 1;
    const int today = qBound(0, int(m_bars.first.daysTo(m_look.today)), qMax(0, last));
    switch (event->key()) {
    case Qt::Key_Left:
        setDay(m_day < 0 ? today : qBound(0, m_day - 1, last));
        return;
    case Qt::Key_Right:
        setDay(m_day < 0 ? today : qBound(0, m_day + 1, last));
        return;
    case Qt::Key_Home:
        setDay(last < 0 ? -1 : 0);
        return;
    case Qt::Key_End:
        setDay(last);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_day >= 0)
            Q_EMIT dayPicked(m_bars.first.addDays(m_day));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void DayChart::focusInEvent(QFocusEvent *event)
{
    if (m_day < 0 && event->reason() != Qt::MouseFocusReason && m_bars.days() > 0)
        setDay(qBound(0, int(m_bars.first.daysTo(m_look.today)), m_bars.days() - 1));
    QWidget::focusInEvent(event);
    update();
}

void DayChart::focusOutEvent(QFocusEvent *event)
{
    setDay(-1);
    QWidget::focusOutEvent(event);
    update();
}

} // namespace Crossroads
