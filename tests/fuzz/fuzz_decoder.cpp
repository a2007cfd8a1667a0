// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// libFuzzer target for one wire (FUZZ_WIRE): whatever the bytes, the decoder gives the same events however
// they are cut, Started at most once and first, one Finished or Failed and last; and reading a request or a
// model list of the same bytes never crashes. The first byte of the input chooses the cuts.
#include "app/providers/adapter.h"

#include <cstdint>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static StreamEvents decode(QByteArrayView bytes, qsizetype step)
{
    static const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .keyEnv = {}};
    const auto decoder = adapterFor(Wire::FUZZ_WIRE)->decoder(vendor, {});
    StreamEvents events;
    for (qsizetype at = 0; at < bytes.size(); at += step)
        events += decoder->feed(bytes.sliced(at, qMin(step, bytes.size() - at)));
    return events + decoder->finish(std::nullopt);
}

static bool isStart(const StreamEvent &event)
{
    return std::holds_alternative<Started>(event);
}

static bool isLast(const StreamEvent &event)
{
    return std::holds_alternative<Finished>(event) || std::holds_alternative<Failed>(event);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const StreamEvents whole = decode(bytes, qMax(qsizetype(1), bytes.size()));
    if (whole.isEmpty() || std::ranges::count_if(whole, isLast) != 1 || !isLast(whole.last()))
        qFatal("not exactly one end, and last");
    // It may start again where a gateway began anew or another model took over, but nothing comes before.
    const bool starts = std::ranges::any_of(whole, isStart);
    if (starts && !std::holds_alternative<Started>(whole.first()))
        qFatal("a late start");
    if (decode(bytes, 1) != whole || decode(bytes, 1 + data[0]) != whole)
        qFatal("the cuts changed the events");
    const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .keyEnv = {}};
    (void)adapterFor(Wire::FUZZ_WIRE)->readRequest("/models/m:generateContent", bytes);
    (void)adapterFor(Wire::FUZZ_WIRE)->readModels(vendor, bytes);
    (void)adapterFor(Wire::FUZZ_WIRE)->errorFrom(vendor, 400, {}, bytes);
    return 0;
}
