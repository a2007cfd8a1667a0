// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/run.h"

namespace Crossroads {

Run::Run(const RunContext &context, const RunRecord &record, const RunRequest &request, QObject *parent)
    : QObject(parent)
{
    for (int i = 0; i < int(record.lanes.size()); ++i) {
        auto lane = std::make_unique<Lane>(context, record, i, request, nullptr);
        connect(lane.get(), &Lane::ended, this, [this] {
            if (hasEnded())
                Q_EMIT ended();
        });
        m_lanes.push_back(std::move(lane));
    }
}

void Run::start()
{
    for (const auto &lane : m_lanes)
        lane->start();
}

void Run::stop()
{
    for (const auto &lane : m_lanes)
        lane->stop();
}

void Run::stopLane(int lane)
{
    if (lane >= 0 && lane < int(m_lanes.size()))
        m_lanes[size_t(lane)]->stop();
}

bool Run::retryLane(int lane, Again again)
{
    return lane >= 0 && lane < int(m_lanes.size()) && m_lanes[size_t(lane)]->retry(again);
}

void Run::resumeAfter(const QList<int> &takes, const QList<Answer> &answers)
{
    for (size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i]->resumeAfter(takes.value(qsizetype(i)), answers.value(qsizetype(i)));
}

bool Run::hasEnded() const
{
    return std::ranges::all_of(m_lanes, [](const auto &lane) { return lane->hasEnded(); });
}

} // namespace Crossroads
