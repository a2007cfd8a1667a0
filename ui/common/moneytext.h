// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <QLocale>
#include <QString>

namespace Crossroads {

/// Money in words: "$0.0047", with the digits that the smallest figure needs, at most 5 after the point.
QString moneyText(Money money);
/// What a lane costs: "$0.0047", "~$0.0047", "$0", "cost unknown"; empty while nothing is known.
QString costText(const Answer &answer);
/// "0.42 s", "6.4 s", "3 min 10 s".
QString secondsText(qint64 ms);
QString ttftText(qint64 ms);
/// "1,024" by locale.
QString countText(qint64 count);
/// The state's word: "Streaming".
QString stateWord(LaneState state);
/// A lane as one sentence, for screen readers.
QString laneSentence(const Answer &answer);
/// "stop · in 24 · out 59 · reasoning 12 · simulated figures".
QString colophonText(const Answer &answer);

} // namespace Crossroads
