// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/routedelegate.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/routetext.h"
#include "ui/common/tokens.h"
#include "ui/routes/routesmodel.h"

#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QColor attemptColor(const Attempt &attempt, const Tokens &t)
{
    switch (attempt.outcome) {
    case AttemptOutcome::Running:
        return t.accent;
    case AttemptOutcome::Answered:
        return attempt.simulated ? t.edge : t.ok;
    case AttemptOutcome::Stopped:
    case AttemptOutcome::GaveUp:
        return t.muted;
    case AttemptOutcome::Incomplete:
        return t.warn;
    case AttemptOutcome::Switched:
    case AttemptOutcome::Failed:
        break;
    }
    return attempt.errorKind == ErrorKind::RateLimited || attempt.errorKind == ErrorKind::Overloaded ||
                   attempt.errorKind == ErrorKind::Timeout
               ? t.warn
               : t.error;
}

/// The times of the attempts side by side; ten seconds fill the column.
static void paintAttempts(QPainter &painter, const QRect &rect, const Answer &answer, const Tokens &t)
{
    constexpr double fullMs = 10'000;
    constexpr int height = 6, least = 6, gap = 2;
    int x = rect.left();
    for (const Attempt &attempt : answer.attempts) {
        const qint64 ms = attempt.endedMs.value_or(answer.totalMs) - attempt.startedMs;
        const int width = qBound(least, int(double(ms) / fullMs * rect.width()), rect.right() - x);
        if (width < least)
            break;
        painter.fillRect(mirrored(QRect(x, rect.center().y() - height / 2 + 1, width, height), rect,
                                  painter.layoutDirection()),
                         attemptColor(attempt, t));
        x += width + gap;
    }
}

static std::pair<QString, QColor> stateLook(LaneState state, const Tokens &t)
{
    switch (state) {
    case LaneState::Done:
        return {u"done"_s, t.ok};
    case LaneState::Incomplete:
        return {u"incomplete"_s, t.warn};
    case LaneState::Failed:
        return {u"failed"_s, t.error};
    case LaneState::Stopped:
        return {u"stopped"_s, t.muted};
    case LaneState::Streaming:
    case LaneState::Thinking:
        return {u"streaming"_s, t.accent};
    default:
        return {u"waiting"_s, t.muted};
    }
}

void RouteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Tokens t = Tokens::fromPalette(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(option.rect, selected ? t.tint : t.window);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.sep);
    const auto at = [&](const QRect &part) { return mirrored(part, option.rect, option.direction); };
    if (selected && index.column() == 0)
        painter->fillRect(at(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())),
                          t.accent);
    const QRect cell = at(option.rect.adjusted(12, 0, -8, 0));
    const Answer answer = index.data(RoutesModel::AnswerRole).value<Answer>();
    painter->setFont(sized(option.font, 0));
    painter->setPen(index.column() == RoutesModel::Time ? t.muted : t.text);
    if (index.column() == RoutesModel::Route && !answer.attempts.isEmpty()) {
        paintRoute(*painter, cell, routeHops(answer), t);
    } else if (index.column() == RoutesModel::Attempts) {
        paintAttempts(*painter, cell, answer, t);
    } else {
        QRect text = cell;
        if (index.column() == RoutesModel::State) {
            const auto [icon, color] = stateLook(answer.state, t);
            paintIcon(*painter,
                      mirrored(QRectF(cell.left(), cell.center().y() - 7.5, 16, 16), cell, option.direction),
                      icon, color);
            painter->setPen(color);
            text = mirrored(cell.adjusted(22, 0, 0, 0), cell, option.direction);
        }
        const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        painter->drawText(
            text, alignment,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
    }
    painter->restore();
}

QSize RouteDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), qMax(32, option.fontMetrics.height() + 8)};
}

} // namespace Crossroads
