// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"
#include "app/stream/answer.h"

#include <algorithm>

namespace Crossroads::Decoding {

inline Vendor vendor()
{
    return {.slug = QStringLiteral("test"), .name = QStringLiteral("Test"), .baseUrl = {}, .keyEnv = {}};
}

/// The events of \p bytes, fed in pieces that end at \p cuts (ascending).
inline StreamEvents cutAt(const Adapter &adapter, const QByteArray &bytes, const QList<qsizetype> &cuts)
{
    const auto decoder = adapter.decoder(vendor(), {});
    StreamEvents events;
    qsizetype from = 0;
    for (const qsizetype cut : cuts) {
        events += decoder->feed(QByteArrayView(bytes).sliced(from, cut - from));
        from = cut;
    }
    events += decoder->feed(QByteArrayView(bytes).sliced(from));
    return events + decoder->finish(std::nullopt);
}

inline StreamEvents inSteps(const Adapter &adapter, const QByteArray &bytes, qsizetype step)
{
    QList<qsizetype> cuts;
    for (qsizetype at = step; at < bytes.size(); at += step)
        cuts.append(at);
    return cutAt(adapter, bytes, cuts);
}

inline StreamEvents whole(const Adapter &adapter, const QByteArray &bytes)
{
    return cutAt(adapter, bytes, {});
}

inline Answer answerOf(const StreamEvents &events)
{
    Answer answer;
    for (const StreamEvent &event : events) {
        LaneUpdate update;
        update.event = event;
        answer.apply(update);
    }
    return answer;
}

/// Where the rules of an event list are broken, in words; empty where they are kept: Started first, one end,
/// last.
inline QString brokenRule(const StreamEvents &events)
{
    const auto isEnd = [](const StreamEvent &event) {
        return std::holds_alternative<Finished>(event) || std::holds_alternative<Failed>(event);
    };
    const auto isStart = [](const StreamEvent &event) { return std::holds_alternative<Started>(event); };
    if (std::ranges::count_if(events, isEnd) != 1 || !isEnd(events.last()))
        return QStringLiteral("not one end, at the end");
    if (std::ranges::count_if(events, isStart) > 1)
        return QStringLiteral("started twice");
    if (events.size() > 1 && !isStart(events.first()))
        return QStringLiteral("something came before the start");
    return {};
}

/// How feeding \p bytes byte by byte, in small steps or split once at each position up to \p splits differs
/// from feeding them whole; empty where it does not.
inline QString chunkingMatters(const Adapter &adapter, const QByteArray &bytes, qsizetype splits)
{
    const StreamEvents expected = whole(adapter, bytes);
    for (const qsizetype step : {1, 2, 3, 7, 64}) {
        if (inSteps(adapter, bytes, step) != expected)
            return QStringLiteral("differs in steps of %1").arg(step);
    }
    for (qsizetype at = 1; at < qMin(bytes.size(), splits); ++at) {
        if (cutAt(adapter, bytes, {at}) != expected)
            return QStringLiteral("differs when split at %1").arg(at);
    }
    return {};
}

} // namespace Crossroads::Decoding
