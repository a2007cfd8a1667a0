// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <QFont>
#include <QList>
#include <QString>

class QPainter;
class QRect;

namespace Crossroads {

struct Tokens;

/// One provider on an answer's way: "DeepSeek 429".
struct RouteHop
{
    enum class Tone { Plain, Muted, Warn, Error };
    QString text;
    Tone tone = Tone::Plain;
    bool operator==(const RouteHop &) const = default;
};

/// Who was asked and what came of it, in order; the one who answers comes last, with its upstream where it is
/// an aggregator.
QList<RouteHop> routeHops(const Answer &answer);
/// The same in one line of text: "DeepSeek 429 › DeepInfra".
QString routeText(const QList<RouteHop> &hops);
/// Paints them with chevrons between; hops in the middle give way first, to an ellipsis. Returns the width
/// used.
int paintRoute(QPainter &painter, const QRect &rect, const QList<RouteHop> &hops, const Tokens &tokens);
/// An attempt's failure in a few words: "429, too many requests"; empty where there is none.
QString failureWords(const Attempt &attempt);

} // namespace Crossroads
