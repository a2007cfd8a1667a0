// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Decoding, bytes to events with JSON included, for every wire; beside a plain parse of the same frames'
// JSON.
#include "app/providers/adapter.h"
#include "app/stream/jsonsplitter.h"
#include "app/stream/sseparser.h"
#include "tests/bench/bench.h"

#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype networkRead = 16 * 1024;
static constexpr qsizetype streamBytes = 16 * 1024 * 1024;

/// A long answer as the wire's own vendor frames it: the fields of recorded frames, words of four letters.
static QByteArray stream(Wire wire)
{
    QByteArray frame;
    switch (wire) {
    case Wire::OpenAi:
        frame =
            "data: "
            "{\"id\":\"chatcmpl-8Nqk0cXw2rYpUu\",\"object\":\"chat.completion.chunk\",\"created\":1763942400,"
            "\"model\":\"gpt-5-2026-08-07\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_"
            "27a1c9\","
            "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"logprobs\":null,"
            "\"finish_reason\":null}],\"usage\":null}\n\n";
        break;
    case Wire::Anthropic:
        frame = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                "{\"type\":\"text_delta\",\"text\":\" word\"}           }\n\n";
        break;
    case Wire::Gemini:
        frame = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Some words as Gemini sends "
                "them, a "
                "line at a time, rather more than one token.\"}],\"role\": \"model\"},\"index\": 0}],"
                "\"usageMetadata\": {\"promptTokenCount\": 10,\"candidatesTokenCount\": "
                "120,\"totalTokenCount\": 130,"
                "\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": 10}]},\"modelVersion\": "
                "\"gemini-3-flash\",\"responseId\": \"aGVsbG8\"}\r\n\r\n";
        break;
    case Wire::Ollama:
        frame = "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-24T10:00:00.123456789Z\",\"message\":"
                "{\"role\":\"assistant\",\"content\":\" word\"},\"done\":false}\n";
        break;
    }
    return frame.repeated(streamBytes / frame.size() + 1);
}

static void inReads(const QByteArray &bytes, const std::function<void(QByteArrayView)> &take)
{
    for (qsizetype at = 0; at < bytes.size(); at += networkRead)
        take(QByteArrayView(bytes).sliced(at, qMin(networkRead, bytes.size() - at)));
}

static qsizetype decode(Wire wire, const QByteArray &bytes)
{
    const Vendor vendor{.slug = u"bench"_s, .name = u"Bench"_s, .baseUrl = {}, .keyEnv = {}};
    const auto decoder = adapterFor(wire)->decoder(vendor, {});
    qsizetype events = 0;
    inReads(bytes, [&](QByteArrayView read) { events += decoder->feed(read).size(); });
    return events;
}

/// The yardstick: the same framing, and Qt's own JSON parse of each frame.
static qsizetype parsePlainly(Wire wire, const QByteArray &bytes)
{
    qsizetype objects = 0;
    const auto parse = [&](QByteArrayView json) {
        objects += QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), json.size())).isObject();
    };
    SseParser sse;
    JsonSplitter lines;
    inReads(bytes, [&](QByteArrayView read) {
        const bool fits = wire == Wire::Ollama
                              ? lines.feed(read, parse)
                              : sse.feed(read, [&](const SseEvent &event) { parse(event.data); });
        if (!fits)
            qFatal("the stream failed");
    });
    return objects;
}

QList<Row> benchDecode(Peers &)
{
    QList<Row> rows;
    for (const Wire wire : {Wire::OpenAi, Wire::Anthropic, Wire::Gemini, Wire::Ollama}) {
        if (!adapterFor(wire))
            continue;
        const QByteArray bytes = stream(wire);
        std::vector<double> ours, plain;
        for (int round = 0; round < defaultRounds; ++round) {
            ours.push_back(megabytesPerSecond(bytes, [&] {
                if (decode(wire, bytes) < 1000)
                    qFatal("hardly any events");
            }));
            plain.push_back(megabytesPerSecond(bytes, [&] {
                if (parsePlainly(wire, bytes) < 1000)
                    qFatal("hardly any objects");
            }));
        }
        rows.append({.name = u"decode-"_s + wireName(wire),
                     .value = median(ours),
                     .unit = u"MB/s"_s,
                     .peer = median(plain),
                     .peerName = u"QJsonDocument over the same frames"_s});
    }
    return rows;
}

} // namespace Crossroads
