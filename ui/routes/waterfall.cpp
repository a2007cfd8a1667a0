// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/waterfall.h"

#include "ui/common/moneytext.h"
#include "ui/common/routetext.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

Waterfall::Waterfall(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int Waterfall::rowHeight() const
{
    return qMax(26, fontMetrics().height() + 8);
}

int Waterfall::axisHeight() const
{
    return 8 + QFontMetrics(sized(font(), -1)).height();
}

QSize Waterfall::sizeHint() const
{
    return {400, int(qMax(qsizetype(1), m_answer.attempts.size())) * rowHeight() + axisHeight()};
}

void Waterfall::show(const Answer &answer)
{
    m_answer = answer;
    QStringList sentences;
    for (const Attempt &attempt : answer.attempts)
        sentences.append(tr("%1 from %2 to %3 %4")
                             .arg(attempt.providerName, secondsText(attempt.startedMs),
                                  secondsText(attempt.endedMs.value_or(answer.totalMs)),
                                  failureWords(attempt)));
    setAccessibleName(sentences.join(u"; "_s));
    updateGeometry();
    update();
}

/// A round step that gives four to eight marks.
static qint64 stepFor(qint64 totalMs)
{
    for (qint64 step = 50;; step *= 2) {
        for (const qint64 round : {step, step * 2, step * 5}) {
            if (totalMs / round <= 7)
                return round;
        }
    }
}

void Waterfall::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // as time does in a chart
    const Tokens t = Tokens::fromPalette(palette());
    const qint64 total = qMax(qint64(100), m_answer.totalMs);
    const int labelWidth = grown(150, font());
    const int plot = qMax(60, width() - labelWidth - grown(190, font()));
    const auto at = [&](qint64 ms) { return labelWidth + int(double(ms) / double(total) * plot); };
    const QFont small = sized(font(), -1);
    int y = 0;
    for (const Attempt &attempt : m_answer.attempts) {
        const QRect row(0, y, width(), rowHeight());
        painter.setFont(font());
        painter.setPen(t.text);
        const QString key = attempt.keyLastFour.isEmpty() ? QString() : u" ····"_s + attempt.keyLastFour;
        painter.drawText(
            row.adjusted(0, 0, labelWidth - width() - 8, 0), Qt::AlignLeft | Qt::AlignVCenter,
            fontMetrics().elidedText(attempt.providerName + key, Qt::ElideMiddle, labelWidth - 8));
        const qint64 end = attempt.endedMs.value_or(m_answer.totalMs);
        const bool answered =
            attempt.outcome == AttemptOutcome::Answered || attempt.outcome == AttemptOutcome::Running ||
            attempt.outcome == AttemptOutcome::Incomplete || attempt.outcome == AttemptOutcome::Stopped;
        const qint64 first =
            answered && m_answer.ttftMs ? qBound(attempt.startedMs, *m_answer.ttftMs, end) : end;
        const auto bar = [&](qint64 from, qint64 to, const QColor &color) {
            painter.fillRect(QRect(at(from), row.center().y() - 4, qMax(2, at(to) - at(from)), 10), color);
        };
        const bool failed = attempt.errorKind && !answered;
        const bool passing =
            attempt.errorKind == ErrorKind::RateLimited || attempt.errorKind == ErrorKind::Overloaded ||
            attempt.errorKind == ErrorKind::Timeout || attempt.outcome == AttemptOutcome::GaveUp;
        bar(attempt.startedMs, first, failed ? (passing ? t.warn : t.error) : t.edge);
        if (first < end)
            bar(first, end, attempt.outcome == AttemptOutcome::Incomplete ? t.warn : t.accent);
        QString words = failureWords(attempt);
        if (words.isEmpty() && m_answer.ttftMs)
            words = tr("first token %1").arg(secondsText(*m_answer.ttftMs));
        if (attempt.maybeBilled && attempt.cost)
            words += u" · "_s + tr("may be billed, up to %1").arg(moneyText(*attempt.cost));
        painter.setFont(small);
        painter.setPen(failed ? (passing ? t.warn : t.error) : t.muted);
        const QRect behind(at(end) + 8, y, width() - at(end) - 8, rowHeight());
        painter.drawText(behind, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(small).elidedText(words, Qt::ElideRight, behind.width()));
        y += rowHeight();
    }
    painter.setFont(small);
    painter.setPen(t.muted);
    painter.fillRect(QRect(labelWidth, y + 2, plot, 1), t.sep);
    for (qint64 ms = 0; ms <= total; ms += stepFor(total)) {
        painter.fillRect(QRect(at(ms), y + 2, 1, 4), t.sep);
        painter.drawText(QRect(at(ms) - 40, y + 6, 80, axisHeight() - 6), Qt::AlignHCenter | Qt::AlignTop,
                         QLocale().toString(double(ms) / 1000.0, 'g', 3) + tr(" s"));
    }
}

} // namespace Crossroads
