// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/laneheader.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/moneytext.h"
#include "ui/common/routetext.h"
#include "ui/common/tokens.h"

#include <QMouseEvent>
#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int padding = 12;

LaneHeader::LaneHeader(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusPolicy(Qt::NoFocus);
}

int LaneHeader::rowHeight(int token) const
{
    return qMax(token, fontMetrics().height());
}

QSize LaneHeader::sizeHint() const
{
    return {320, 14 + rowHeight(24) + rowHeight(18) + rowHeight(20)};
}

QSize LaneHeader::minimumSizeHint() const
{
    return {160, sizeHint().height()};
}

void LaneHeader::show(const Answer &answer, bool simulated, qint64 runningMs)
{
    // The header paints figures only. Whoever else held the texts, too, would make each addition a copy.
    m_answer = answer.figures();
    m_simulated = simulated;
    m_runningMs = runningMs;
    setAccessibleName(laneSentence(answer));
    setToolTip(answer.cost ? tr("Exactly $%1").arg(answer.cost->toDecimal()) : QString());
    update();
}

void LaneHeader::setBest(bool ttft, bool speed, bool cost)
{
    m_bestTtft = ttft;
    m_bestSpeed = speed;
    m_bestCost = cost;
    update();
}

void LaneHeader::setCurrent(bool current)
{
    m_current = current;
    update();
}

namespace {
struct StateLook
{
    QString icon;
    QColor color;
};

StateLook lookOf(LaneState state, const Tokens &t)
{
    switch (state) {
    case LaneState::Queued:
        return {u"queued"_s, t.muted};
    case LaneState::Connecting:
        return {u"connecting"_s, t.muted};
    case LaneState::Waiting:
        return {u"waiting"_s, t.muted};
    case LaneState::Alive:
        return {u"waiting"_s, t.accent};
    case LaneState::Thinking:
        return {u"thinking"_s, t.thinking};
    case LaneState::Streaming:
        return {u"streaming"_s, t.accent};
    case LaneState::Done:
        return {u"done"_s, t.ok};
    case LaneState::Incomplete:
        return {u"incomplete"_s, t.warn};
    case LaneState::Stopped:
        return {u"stopped"_s, t.muted};
    case LaneState::Failed:
        break;
    }
    return {u"failed"_s, t.error};
}
} // namespace

void LaneHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens t = Tokens::fromPalette(palette());
    painter.fillRect(rect(), t.alternate);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.sep);
    if (m_current)
        painter.fillRect(QRect(0, 0, width(), 2), t.accent);
    paintName(painter, t);
    paintRoute(painter, t);
    paintFigures(painter, t);
}

void LaneHeader::paintName(QPainter &painter, const Tokens &t)
{
    const QRect row(padding, 7, width() - 2 * padding, rowHeight(24));
    const StateLook look = lookOf(m_answer.state, t);
    // What is alive is said where there is more room: routeRest().
    QString word = stateWord(m_answer.state == LaneState::Alive ? LaneState::Waiting : m_answer.state);
    if (m_answer.state != LaneState::Queued && m_answer.state != LaneState::Connecting)
        word += u' ' + secondsText(m_runningMs);
    painter.setFont(sized(font(), -1));
    const int wordWidth = painter.fontMetrics().horizontalAdvance(word);
    painter.setPen(look.color);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, word);
    const QRectF icon(row.right() - wordWidth - 20, row.center().y() - 7.5, 16, 16);
    const auto at = [this](const QRectF &part) { return mirrored(part, rect(), layoutDirection()); };
    paintIcon(painter, at(icon), look.icon, look.color);

    const QFont bold = sized(font(), 0.5, true);
    painter.setFont(bold);
    painter.setPen(t.text);
    int room = int(icon.left()) - row.left() - 8;
    QFont small = sized(font(), -1);
    const QString badge = tr("Simulated");
    const int badgeWidth = QFontMetrics(small).horizontalAdvance(badge) + 26;
    const bool badgeHere = m_simulated && width() >= 360 && room > badgeWidth + 60;
    const QString name = QFontMetrics(bold).elidedText(m_answer.displayName, Qt::ElideRight,
                                                       badgeHere ? room - badgeWidth - 8 : room);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, name);
    if (!badgeHere)
        return;
    const QRectF box(row.left() + QFontMetrics(bold).horizontalAdvance(name) + 8, row.center().y() - 8.5,
                     badgeWidth, 18);
    QPen dashed(t.edge, 1, Qt::DashLine);
    painter.setPen(dashed);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(at(box), 3, 3);
    paintIcon(painter, at(QRectF(box.left() + 4, box.top() + 2, 14, 14)), u"flask"_s, t.muted);
    painter.setFont(small);
    painter.setPen(t.muted);
    painter.drawText(at(box.adjusted(21, 0, 0, 0)), Qt::AlignVCenter, badge);
}

/// What stands behind the providers: the key, and how it ended.
QString LaneHeader::routeRest() const
{
    const Attempt *attempt = m_answer.currentAttempt();
    if (!attempt)
        return m_answer.state == LaneState::Failed ? tr("not sent") : tr("in line");
    QStringList parts;
    if (m_answer.state == LaneState::Alive)
        parts.append(tr("the provider is alive"));
    if (attempt->simulated)
        parts.append(width() >= 360 ? tr("loopback") : tr("Simulated"));
    if (attempt->substitute)
        parts.append(tr("substituted model"));
    if (!attempt->keyLastFour.isEmpty())
        parts.append(tr("key %1").arg(attempt->keyLastFour));
    if (m_answer.state == LaneState::Incomplete)
        parts.append(tr("closed early"));
    if (m_answer.state == LaneState::Stopped)
        parts.append(tr("you stopped it"));
    return parts.join(u" · "_s);
}

void LaneHeader::paintRoute(QPainter &painter, const Tokens &t)
{
    const QRect row(padding, 7 + rowHeight(24), width() - 2 * padding, rowHeight(18));
    painter.setFont(sized(font(), -1));
    const QList<RouteHop> hops = routeHops(m_answer);
    const int used = hops.isEmpty() ? 0 : Crossroads::paintRoute(painter, row, hops, t);
    QString rest = routeRest();
    if (rest.isEmpty())
        return;
    if (used > 0)
        rest.prepend(u" · "_s);
    painter.setPen(t.muted);
    const QRect behind = mirrored(row.adjusted(used, 0, 0, 0), rect(), layoutDirection());
    painter.drawText(behind, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(rest, Qt::ElideRight, behind.width()));
}

/// The line of the route is a link: why this route?
void LaneHeader::mouseReleaseEvent(QMouseEvent *event)
{
    const QRect row(padding, 7 + rowHeight(24), width() - 2 * padding, rowHeight(18));
    if (row.contains(event->position().toPoint()) && !m_answer.attempts.isEmpty())
        Q_EMIT routeClicked();
    QWidget::mouseReleaseEvent(event);
}

void LaneHeader::paintFigures(QPainter &painter, const Tokens &t)
{
    const QRect row(padding, 7 + rowHeight(24) + rowHeight(18), width() - 2 * padding, rowHeight(20));
    const QFont plain = sized(font(), -1);
    const QFont bold = sized(font(), -1, true);
    const auto draw = [&](int left, const QString &figure, const QString &unit, bool best,
                          const QString &label = {}) {
        int x = row.left() + left;
        const auto piece = [&](const QString &text, const QFont &font, const QColor &color) {
            painter.setFont(font);
            painter.setPen(color);
            const QRect from(x, row.top(), row.width(), row.height());
            painter.drawText(mirrored(from, rect(), layoutDirection()), Qt::AlignLeft | Qt::AlignVCenter,
                             text);
            x += QFontMetrics(font).horizontalAdvance(text);
        };
        if (!label.isEmpty())
            piece(label + u' ', plain, t.muted);
        piece(figure, best ? bold : plain, t.text);
        piece(u' ' + unit, plain, t.muted);
    };
    // Columns grow with the font, alike in every lane.
    const double scale = qMax(1.0, QFontMetrics(plain).horizontalAdvance(u"TTFT 0.00 s"_s) / 72.0);
    const bool wide = width() >= 300 * scale;
    const QString about =
        m_answer.outputIsEstimate() || m_answer.usageState == UsageState::Estimated ? u"~"_s : QString();
    if (m_answer.ttftMs)
        draw(0, ttftText(*m_answer.ttftMs), tr("s"), m_bestTtft, tr("TTFT"));
    if (const auto speed = m_answer.tokensPerSecond())
        draw(int(84 * scale), about + QLocale().toString(*speed, 'f', 0), tr("t/s"), m_bestSpeed);
    if (m_answer.outputTokens() > 0 && wide)
        draw(int(150 * scale), about + countText(m_answer.outputTokens()), tr("tok"), false);
    painter.setFont(m_bestCost ? bold : plain);
    painter.setPen(t.text);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, costText(m_answer));
}

} // namespace Crossroads
