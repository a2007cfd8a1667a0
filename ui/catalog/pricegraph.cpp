// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/pricegraph.h"

#include "ui/common/catalogmodel.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int days = 90;

PriceGraph::PriceGraph(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PriceGraph::setOffer(const Offer &offer, QDate today)
{
    m_today = today;
    m_steps.clear();
    const QDate start = today.addDays(-days);
    QDate from = start;
    const auto add = [&](const std::optional<Rate> &rate) {
        if (rate && (m_steps.isEmpty() || m_steps.last().rate != *rate))
            m_steps.append({from, *rate});
    };
    for (const PastPrice &past : offer.history) {
        if (past.until <= start)
            continue;
        add(past.output);
        from = past.until;
    }
    add(offer.prices.output);
    QStringList words;
    for (const Step &step : std::as_const(m_steps))
        words.append(tr("%1 from %2")
                         .arg(rateText(step.rate), textLocale().toString(step.from, QLocale::ShortFormat)));
    setAccessibleName(tr("Output price in 90 days"));
    setAccessibleDescription(words.join(u"; "_s)); // the same data, for whom can not see it
    setToolTip(words.join(u'\n'));
    update();
}

QString PriceGraph::verdict() const
{
    if (m_steps.size() < 2 || m_steps.first().rate.atto == 0)
        return {};
    const qint64 first = m_steps.first().rate.atto;
    const auto permille = int((m_steps.last().rate.atto - first) / (first / 1000 + 1));
    return tr("%1 since %2").arg(trendText(permille), textLocale().toString(m_steps[1].from, u"d MMMM"_s));
}

void PriceGraph::paintEvent(QPaintEvent *)
{
    if (m_steps.isEmpty())
        return;
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(sized(font(), -1));
    const auto byRate = [](const Step &a, const Step &b) { return a.rate < b.rate; };
    const double low = double(std::ranges::min_element(m_steps, byRate)->rate.atto);
    const double high = double(std::ranges::max_element(m_steps, byRate)->rate.atto);
    const double span = qMax(high - low, qMax(high * 0.1, 1.0));
    const int left = painter.fontMetrics().horizontalAdvance(rateText(Rate{qint64(high)})) + 12;
    const QRectF plot = QRectF(rect()).adjusted(left, 10, -8, -painter.fontMetrics().height() - 6);
    const auto y = [&](double atto) {
        return plot.bottom() - (atto - low + span * 0.15) / (span * 1.3) * plot.height();
    };
    const auto x = [&](QDate day) {
        return plot.right() - double(day.daysTo(m_today)) / days * plot.width();
    };
    QList<double> ticks{low};
    if (high > low)
        ticks.append(high);
    for (const double tick : std::as_const(ticks)) {
        painter.setPen(t.sep);
        painter.drawLine(QPointF(plot.left(), y(tick)), QPointF(plot.right(), y(tick)));
        painter.setPen(t.muted);
        painter.drawText(QRectF(0, y(tick) - 10, left - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                         rateText(Rate{qint64(tick)}));
    }
    QPainterPath path;
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const QPointF begin(x(m_steps[i].from), y(double(m_steps[i].rate.atto)));
        i == 0 ? path.moveTo(begin) : path.lineTo(begin);
        const QDate until = i + 1 < m_steps.size() ? m_steps[i + 1].from : m_today;
        path.lineTo(x(until), begin.y());
    }
    painter.setPen(QPen(t.accent, 1.6));
    painter.drawPath(path);
    painter.setBrush(t.base);
    for (qsizetype i = 1; i < m_steps.size(); ++i)
        painter.drawEllipse(QPointF(x(m_steps[i].from), y(double(m_steps[i].rate.atto))), 3, 3);
    painter.setPen(t.muted);
    const QRectF axis(plot.left(), plot.bottom() + 4, plot.width(), painter.fontMetrics().height());
    painter.drawText(axis, Qt::AlignLeft, textLocale().toString(m_today.addDays(-days), u"MMM"_s));
    painter.drawText(axis, Qt::AlignHCenter, textLocale().toString(m_today.addDays(-days / 2), u"MMM"_s));
    painter.drawText(axis, Qt::AlignRight, tr("today"));
}

} // namespace Crossroads
