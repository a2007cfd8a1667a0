// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/records.h"

#include <QJsonObject>

namespace Crossroads {

/// The answer object of INTERFACES ("crossroads compare"). \p lane from 0.
QJsonObject answerJson(const Answer &answer, int lane);

/// The document of --json. \p answers in lane order.
QJsonObject runJson(const RunRecord &run, const QList<Answer> &answers);

/// One line of --jsonl: {lane, t_ms, event, ...}.
QJsonObject updateJson(const LaneUpdate &update);

} // namespace Crossroads
