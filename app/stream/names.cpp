// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/names.h"
#include "app/stream/laneupdate.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr NameRow<AttemptOutcome> outcomes[] = {
    {AttemptOutcome::Running, "running"_L1},       {AttemptOutcome::Answered, "answered"_L1},
    {AttemptOutcome::Switched, "switched"_L1},     {AttemptOutcome::Failed, "failed"_L1},
    {AttemptOutcome::Incomplete, "incomplete"_L1}, {AttemptOutcome::Stopped, "stopped"_L1},
    {AttemptOutcome::GaveUp, "gave_up"_L1},
};
static constexpr NameRow<FinishReason> finishReasons[] = {
    {FinishReason::Stop, "stop"_L1},
    {FinishReason::Length, "length"_L1},
    {FinishReason::ToolCalls, "tool_calls"_L1},
    {FinishReason::ContentFilter, "content_filter"_L1},
    {FinishReason::Refusal, "refusal"_L1},
    {FinishReason::Pause, "pause"_L1},
    {FinishReason::Error, "error"_L1},
    {FinishReason::Unknown, "unknown"_L1},
};
static constexpr NameRow<LaneState> laneStates[] = {
    {LaneState::Queued, "queued"_L1},     {LaneState::Connecting, "connecting"_L1},
    {LaneState::Waiting, "waiting"_L1},   {LaneState::Alive, "waiting_alive"_L1},
    {LaneState::Thinking, "thinking"_L1}, {LaneState::Streaming, "streaming"_L1},
    {LaneState::Done, "done"_L1},         {LaneState::Incomplete, "incomplete"_L1},
    {LaneState::Stopped, "stopped"_L1},   {LaneState::Failed, "failed"_L1},
};

QLatin1StringView outcomeName(AttemptOutcome outcome)
{
    return nameIn<AttemptOutcome>(outcomes, outcome);
}

std::optional<AttemptOutcome> outcomeFromName(QAnyStringView name)
{
    return valueIn<AttemptOutcome>(outcomes, name);
}

QLatin1StringView finishReasonName(FinishReason reason)
{
    return nameIn<FinishReason>(finishReasons, reason);
}

std::optional<FinishReason> finishReasonFromName(QAnyStringView name)
{
    return valueIn<FinishReason>(finishReasons, name);
}

QLatin1StringView laneStateName(LaneState state)
{
    return nameIn<LaneState>(laneStates, state);
}

std::optional<LaneState> laneStateFromName(QAnyStringView name)
{
    return valueIn<LaneState>(laneStates, name);
}

bool isEnded(LaneState state)
{
    return state >= LaneState::Done;
}

} // namespace Crossroads
