// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// libFuzzer target for the two parsers of byte streams: the same bytes, whole and cut in two ways, give the
// same pieces, and a parser that has failed stays failed. The first byte of the input chooses the cuts.
#include "app/stream/jsonsplitter.h"
#include "app/stream/sseparser.h"

#include <QByteArrayList>

#include <cstdint>

using namespace Crossroads;

static constexpr qsizetype mostBytes = 4096; // a low limit, so that it is met

static QByteArrayList parse(QByteArrayView bytes, qsizetype step)
{
    QByteArrayList pieces;
#ifdef FUZZ_SSE
    SseParser parser(mostBytes);
    const auto sink = [&](const SseEvent &event) {
        pieces += {event.type.toByteArray(), event.data.toByteArray(), event.lastEventId.toByteArray()};
    };
#else
    JsonSplitter parser(mostBytes);
    const auto sink = [&](QByteArrayView piece) { pieces += piece.toByteArray(); };
#endif
    bool fits = true;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        const bool before = fits;
        fits = parser.feed(bytes.sliced(at, qMin(step, bytes.size() - at)), sink);
        if (fits && !before)
            qFatal("a failed parser went on");
    }
    if (!fits)
        pieces += QByteArray("(failed)");
#ifdef FUZZ_SSE
    pieces += {parser.pendingData(), QByteArray::number(parser.retryMs())};
#endif
    return pieces;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const QByteArrayList whole = parse(bytes, qMax(qsizetype(1), bytes.size()));
    // Where a limit is met, the cuts decide how much was seen before it.
    if (whole.contains("(failed)"))
        return 0;
    if (parse(bytes, 1) != whole || parse(bytes, 1 + data[0]) != whole)
        qFatal("the cuts changed the pieces");
    return 0;
}
