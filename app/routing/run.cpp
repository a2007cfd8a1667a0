// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/run.h"

#include "app/core/logging.h"
#include "app/storage/store.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static ChatRequest chatRequest(const RunRequest &request, const Result<LanePlan> &plan)
{
    ChatRequest chat;
    chat.model = plan ? plan->providerModelId : QString();
    chat.system = request.system;
    chat.messages = {ChatMessage::ofText(ChatMessage::Role::User, request.prompt)};
    chat.maxTokens = request.maxTokens;
    chat.temperature = request.temperature;
    return chat;
}

Run::Run(const RunContext &context, const RunRecord &record, const QList<Result<LanePlan>> &plans,
         const RunRequest &request, QObject *parent)
    : QObject(parent)
{
    for (int i = 0; i < int(plans.size()); ++i) {
        auto lane =
            std::make_unique<Lane>(context, record, i, plans[i], chatRequest(request, plans[i]), nullptr);
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

bool Run::retryLane(int lane)
{
    return lane >= 0 && lane < int(m_lanes.size()) && m_lanes[size_t(lane)]->retry();
}

void Run::resumeAfter(const QList<int> &takes)
{
    for (size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i]->resumeAfter(takes.value(qsizetype(i)));
}

bool Run::hasEnded() const
{
    return std::ranges::all_of(m_lanes, [](const auto &lane) { return lane->hasEnded(); });
}

} // namespace Crossroads
