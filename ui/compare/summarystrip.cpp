// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/summarystrip.h"

#include "ui/common/mirrored.h"
#include "ui/common/moneytext.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

SummaryStrip::SummaryStrip(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(qMax(32, fontMetrics().height() + 8));
}

SummaryStrip::Best SummaryStrip::bestOf(const QList<const Answer *> &answers)
{
    Best best;
    int timed = 0, sped = 0, priced = 0;
    for (int i = 0; i < int(answers.size()); ++i) {
        const Answer &a = *answers[i];
        if (a.ttftMs) {
            ++timed;
            if (best.ttft < 0 || *a.ttftMs < *answers[best.ttft]->ttftMs)
                best.ttft = i;
        }
        if (a.tokensPerSecond()) {
            ++sped;
            if (best.speed < 0 || *a.tokensPerSecond() > *answers[best.speed]->tokensPerSecond())
                best.speed = i;
        }
        if (a.cost && a.cost->pico > 0) {
            ++priced;
            if (best.cost < 0 || *a.cost < *answers[best.cost]->cost)
                best.cost = i;
        }
    }
    // One lane alone is neither fastest nor cheapest.
    return {timed > 1 ? best.ttft : -1, sped > 1 ? best.speed : -1, priced > 1 ? best.cost : -1};
}

void SummaryStrip::show(const QList<const Answer *> &answers)
{
    m_parts.clear();
    m_ttft.clear();
    m_speed.clear();
    m_cost.clear();
    m_best = bestOf(answers);
    Money total;
    int ended = 0, unknown = 0, simulated = 0;
    for (const Answer *a : answers) {
        ended += isEnded(a->state);
        simulated += a->isSimulated();
        unknown += isEnded(a->state) && !a->cost;
        total += a->cost.value_or(Money{});
        m_ttft.append(double(a->ttftMs.value_or(0)));
        m_speed.append(a->tokensPerSecond().value_or(0));
        m_cost.append(a->cost ? double(a->cost->pico) : 0); // a bar's height, not an amount
    }
    if (m_best.ttft >= 0)
        m_parts.append({tr("Fastest"), tr("%1 %2 s").arg(answers[m_best.ttft]->displayName,
                                                         ttftText(*answers[m_best.ttft]->ttftMs))});
    if (m_best.cost >= 0)
        m_parts.append({ended < answers.size() ? tr("Cheapest so far") : tr("Cheapest"),
                        answers[m_best.cost]->displayName + u' ' + costText(*answers[m_best.cost])});
    QString sum = simulated == answers.size() && simulated > 0 ? tr("$0 simulated") : moneyText(total);
    if (unknown > 0)
        sum += tr(", %1 unknown").arg(unknown);
    m_parts.append({tr("Total"), sum});
    m_ended = tr("%1 of %2 ended").arg(ended).arg(answers.size());
    QStringList words;
    for (const Part &part : std::as_const(m_parts))
        words.append(part.label + u' ' + part.value);
    setAccessibleName(words.join(u", "_s) + u", "_s + m_ended);
    update();
}

void SummaryStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens t = Tokens::fromPalette(palette());
    painter.fillRect(QRect(0, 0, width(), 1), t.sep);
    const QFont plain = sized(font(), -1);
    const QFont bold = sized(font(), -1, true);
    int right = width() - 12;
    const auto at = [this](const QRect &part) { return mirrored(part, rect(), layoutDirection()); };
    const auto leftOf = [&](const QString &text, const QColor &color) {
        painter.setFont(plain);
        painter.setPen(color);
        right -= painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(at(QRect(right, 0, width(), height())), Qt::AlignVCenter | Qt::AlignLeft, text);
        right -= 12;
    };
    leftOf(m_ended, t.muted);
    const auto bars = [&](const QList<double> &values, int best, const QString &label) {
        const double most = values.isEmpty() ? 0 : *std::ranges::max_element(values);
        if (most <= 0 || right < width() / 2)
            return;
        const int bar = values.size() > 8 ? 3 : 6;
        right -= int(values.size()) * (bar + 1);
        for (int i = 0; i < int(values.size()); ++i) {
            const int tall = values[i] > 0 ? qMax(2, int(values[i] / most * 16)) : 0;
            painter.fillRect(at(QRect(right + i * (bar + 1), height() / 2 + 8 - tall, bar, tall)),
                             i == best ? t.accent : t.edge);
        }
        right -= 6;
        leftOf(label, t.muted);
    };
    bars(m_cost, m_best.cost, tr("Cost"));
    bars(m_speed, m_best.speed, tr("t/s"));
    bars(m_ttft, m_best.ttft, tr("TTFT"));
    int left = 12;
    for (const Part &part : std::as_const(m_parts)) {
        const int wide = QFontMetrics(plain).horizontalAdvance(part.label) + 6 +
                         QFontMetrics(bold).horizontalAdvance(part.value);
        if (left + wide > right)
            break;
        painter.setFont(plain);
        painter.setPen(t.muted);
        painter.drawText(at(QRect(left, 0, width(), height())), Qt::AlignVCenter | Qt::AlignLeft, part.label);
        painter.setFont(bold);
        painter.setPen(t.text);
        painter.drawText(
            at(QRect(left + QFontMetrics(plain).horizontalAdvance(part.label) + 6, 0, width(), height())),
            Qt::AlignVCenter | Qt::AlignLeft, part.value);
        left += wide + 16;
    }
}

} // namespace Crossroads
