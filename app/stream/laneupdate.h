// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/streamevent.h"

#include <QList>
#include <QMetaType>
#include <QString>

namespace Crossroads {

/// Alive: no token yet, but the provider shows that it works at it.
enum class LaneState {
    Queued,
    Connecting,
    Waiting,
    Alive,
    Thinking,
    Streaming,
    Done,
    Incomplete,
    Stopped,
    Failed
};

/// Stable names for JSON and the database: "queued" ... "failed"; "alive" is "waiting_alive".
QLatin1StringView laneStateName(LaneState state);
std::optional<LaneState> laneStateFromName(QAnyStringView name);
/// True for Done, Incomplete, Stopped and Failed.
bool isEnded(LaneState state);

/// One step of one lane, on its way from the engine over the store (which commits it) to whoever shows it.
struct LaneUpdate
{
    QString runId;
    int lane = 0;   ///< from 0, in lineup order
    int take = 0;   ///< counts retries of this lane; updates of an older take are late and dropped
    qint64 tMs = 0; ///< since the start of this take (of the run, for take 0)
    LaneState state = LaneState::Queued; ///< after this update
    std::optional<StreamEvent> event;    ///< absent: only the state changed
};

} // namespace Crossroads

Q_DECLARE_METATYPE(Crossroads::LaneUpdate)
