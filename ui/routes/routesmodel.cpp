// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/routesmodel.h"

#include "ui/common/flatheader.h"
#include "ui/common/moneytext.h"
#include "ui/common/routetext.h"
#include "ui/common/textlocale.h"

#include <QDateTime>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype mostRows = 500;

void RoutesModel::addEarlier(const QList<RouteRecord> &routes)
{
    QSet<QString> known;
    for (const RouteRecord &route : std::as_const(m_routes))
        known.insert(route.runId);
    beginResetModel();
    for (const RouteRecord &route : routes) {
        if (!known.contains(route.runId))
            m_routes.append(route);
    }
    m_routes.resize(qMin(m_routes.size(), mostRows));
    endResetModel();
}

void RoutesModel::begin(const RunRecord &run)
{
    if (run.lanes.isEmpty())
        return;
    beginInsertRows({}, 0, int(run.lanes.size()) - 1);
    for (int lane = int(run.lanes.size()) - 1; lane >= 0; --lane) {
        RouteRecord route{.runId = run.id,
                          .lane = lane,
                          .startedWallMs = run.startedWallMs,
                          .source = run.source,
                          .answer = {}};
        route.answer.model = run.lanes[lane].model;
        route.answer.displayName = run.lanes[lane].displayName;
        m_routes.prepend(route);
    }
    endInsertRows();
    if (m_routes.size() > mostRows) {
        beginRemoveRows({}, int(mostRows), int(m_routes.size()) - 1);
        m_routes.resize(mostRows);
        endRemoveRows();
    }
}

void RoutesModel::apply(const QList<LaneUpdate> &updates)
{
    QSet<int> changed;
    for (const LaneUpdate &update : updates) {
        const auto found = std::ranges::find_if(m_routes, [&](const RouteRecord &route) {
            return route.runId == update.runId && route.lane == update.lane;
        });
        if (found == m_routes.end())
            continue;
        if (update.state == LaneState::Queued && !update.event) {
            const QString model = found->answer.model, name = found->answer.displayName;
            found->answer = Answer();
            found->answer.model = model;
            found->answer.displayName = name;
        }
        found->answer.apply(update);
        changed.insert(int(found - m_routes.begin()));
    }
    for (const int row : std::as_const(changed))
        Q_EMIT dataChanged(index(row, Route), index(row, Cost));
}

const RouteRecord *RoutesModel::at(int row) const
{
    return row >= 0 && row < m_routes.size() ? &m_routes[row] : nullptr;
}

int RoutesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_routes.size());
}

int RoutesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RoutesModel::text(const RouteRecord &route, int column) const
{
    const Answer &answer = route.answer;
    switch (column) {
    case Time:
        return textLocale().toString(QDateTime::fromMSecsSinceEpoch(route.startedWallMs).time(),
                                     u"HH:mm:ss"_s);
    case AskedFor:
        return answer.model;
    case Route:
        return answer.attempts.isEmpty() ? (isEnded(answer.state) ? tr("not sent") : tr("in line"))
                                         : routeText(routeHops(answer));
    case Attempts:
        return tr("%n attempt(s)", nullptr, int(answer.attempts.size()));
    case State:
        return stateWord(answer.state) + u' ' + secondsText(answer.totalMs);
    case Tokens:
        return answer.outputTokens() > 0 ? (answer.usageState == UsageState::Reported ? QString() : u"~"_s) +
                                               countText(answer.outputTokens())
                                         : QString();
    case Cost:
        return costText(answer);
    default:
        return {};
    }
}

QVariant RoutesModel::data(const QModelIndex &index, int role) const
{
    const RouteRecord *route = at(index.row());
    if (!route)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(*route, index.column());
    case Qt::ToolTipRole:
        return index.column() == Cost && route->answer.cost
                   ? tr("Exactly $%1").arg(route->answer.cost->toDecimal())
                   : text(*route, index.column());
    case Qt::TextAlignmentRole:
        return index.column() >= Tokens ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                        : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case AnswerRole:
        return QVariant::fromValue(route->answer);
    default:
        return {};
    }
}

QVariant RoutesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section >= Tokens ? Qt::AlignRight : Qt::AlignLeft));
    if (role == FlatHeader::IndentRole && section < Tokens)
        return 12; // where the delegate begins
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Time"),  tr("Asked for"), tr("Route"), tr("Attempts"),
                             tr("State"), tr("Tokens"),    tr("Cost")};
    return section < ColumnCount ? names[section] : QVariant();
}

RoutesModel::Counts RoutesModel::counts(qint64 nowMs) const
{
    constexpr qint64 hourMs = 3'600'000;
    Counts counts;
    for (const RouteRecord &route : m_routes) {
        const Answer &answer = route.answer;
        counts.running += !isEnded(answer.state);
        if (!isEnded(answer.state) || nowMs - route.startedWallMs > hourMs)
            continue;
        const bool answered = answer.state == LaneState::Done || answer.state == LaneState::Stopped;
        counts.answered += answered;
        counts.failed += !answered;
        counts.switched += answered && answer.attempts.size() > 1;
    }
    return counts;
}

} // namespace Crossroads
