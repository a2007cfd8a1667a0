// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// libFuzzer target for unpacking bodies: the same bytes, whole and cut in two ways, give the same body and
// the same verdict, no more comes out than is allowed, and trouble stays. The first byte of the input chooses
// the codings that are named, the second one the cuts.
#include "app/http/contentdecoder.h"

#include <cstdint>

using namespace Crossroads;
using Trouble = ContentDecoder::Trouble;

static constexpr qint64 mostBytes = 256 * 1024; // a low limit, so that it is met
static constexpr const char *codings[] = {"",           "gzip",     "X-GZIP",         "deflate",
                                          "br",         "zstd",     "gzip, br",       "deflate, gzip",
                                          "gzip, gzip", "identity", "gzip, br, zstd", "snappy"};

struct Body
{
    QByteArray bytes;
    Trouble trouble = Trouble::None;
    bool isWhole = false;
    bool operator==(const Body &) const = default;
};

static Body unpack(QByteArrayView bytes, const char *named, qsizetype step)
{
    Body body;
    ContentDecoder decoder(named, mostBytes);
    const auto sink = [&](const QByteArray &piece) {
        body.bytes += piece;
        return true;
    };
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        const Trouble before = decoder.trouble();
        const qsizetype had = body.bytes.size();
        body.trouble = decoder.feed(bytes.sliced(at, qMin(step, bytes.size() - at)).toByteArray(), sink);
        if (before != Trouble::None && (body.trouble != before || body.bytes.size() != had))
            qFatal("trouble went by");
    }
    body.trouble = decoder.finish(sink);
    body.isWhole = decoder.isWhole();
    if (body.bytes.size() > qMax(qsizetype(mostBytes), bytes.size()))
        qFatal("more came out than is allowed");
    return body;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    constexpr size_t chosen = 2;
    if (size < chosen)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data) + chosen, qsizetype(size - chosen));
    const char *named = codings[data[0] % std::size(codings)];
    const Body whole = unpack(bytes, named, qMax(qsizetype(1), bytes.size()));
    // Where something is damaged or a limit is met, the cuts decide how much was seen before it.
    const Body cut = unpack(bytes, named, 1 + data[1]), bytewise = unpack(bytes, named, 1);
    if (cut.trouble != whole.trouble || bytewise.trouble != whole.trouble)
        qFatal("the cuts changed the verdict");
    if (whole.trouble == Trouble::None && (cut != whole || bytewise != whole))
        qFatal("the cuts changed the body");
    return 0;
}
