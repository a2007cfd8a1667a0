// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <QLocale>
#include <QString>

namespace Crossroads {

/// Money in words: "$0.0047", with the digits that the smallest figure needs, at most 5 after the point.
QString moneyText(Money money);
/// An amount of \p currency (ISO 4217) in 1e-12 of its unit: "$18.42", "¥36.20", "12.50 CHF". Two to four
/// digits after the point.
QString amountText(qint64 pico, const QString &currency);
/// Permille as "28 %"; under one percent as "0.4 %".
QString shareText(int permille);
/// Tokens in few digits: "812", "14.5 K", "14.5 M".
QString shortCountText(qint64 count);
/// How long ago: "just now", "3 min ago", "2 h ago", "5 days ago".
QString agoText(qint64 ms);
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
