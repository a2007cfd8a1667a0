// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaiadapter.h"
#include "app/providers/providererror.h"
#include "app/stream/answer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
Vendor vendor(Quirks quirks = {})
{
    return {.slug = u"test"_s, .name = u"Test"_s, .baseUrl = {}, .keyEnv = {}, .quirks = quirks};
}

StreamEvents decode(const QByteArray &bytes, qsizetype step, Quirks quirks = {},
                    QByteArrayView type = "text/event-stream")
{
    const OpenAiAdapter adapter;
    const auto decoder = adapter.decoder(vendor(quirks), type);
    StreamEvents events;
    for (qsizetype at = 0; at < bytes.size(); at += step)
        events += decoder->feed(bytes.mid(at, step));
    return events + decoder->finish(std::nullopt);
}

Answer answerOf(const StreamEvents &events)
{
    Answer answer;
    for (const StreamEvent &event : events) {
        LaneUpdate update;
        update.event = event;
        answer.apply(update);
    }
    return answer;
}

QByteArray sse(std::initializer_list<const char *> chunks)
{
    QByteArray bytes;
    for (const char *chunk : chunks)
        bytes += "data: " + QByteArray(chunk) + "\n\n";
    return bytes;
}
} // namespace

class TestOpenAiAdapter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsCarryWhatWasAskedAndNoMore()
    {
        ChatRequest request;
        request.model = u"m-1"_s;
        request.system = u"Be brief."_s;
        request.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"Hi \"there\" 漢字"_s),
                            ChatMessage::ofText(ChatMessage::Role::Assistant, u"Hello"_s),
                            ChatMessage::ofText(ChatMessage::Role::User, u"Again"_s)};
        request.maxTokens = 50;
        const QJsonObject body =
            QJsonDocument::fromJson(OpenAiAdapter().encode(request, vendor())->body).object();
        QCOMPARE(body.keys(),
                 QStringList({u"max_tokens"_s, u"messages"_s, u"model"_s, u"stream"_s, u"stream_options"_s}));
        QCOMPARE(body["messages"_L1].toArray().size(), 4);
        QCOMPARE(body["messages"_L1][1]["content"_L1].toString(), u"Hi \"there\" 漢字"_s);
        QCOMPARE(body["messages"_L1][2]["role"_L1].toString(), u"assistant"_s);
        request.temperature = 0.5;
        const QJsonObject quirky =
            QJsonDocument::fromJson(
                OpenAiAdapter()
                    .encode(request, vendor({.maxCompletionTokens = true, .streamUsageOption = false}))
                    ->body)
                .object();
        QCOMPARE(quirky["max_completion_tokens"_L1].toInt(), 50);
        QVERIFY(!quirky.contains("max_tokens"_L1));
        QVERIFY(!quirky.contains("stream_options"_L1));
        QCOMPARE(quirky["temperature"_L1].toDouble(), 0.5);
    }

    void streams_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("finish"); // "" where it failed
        QTest::newRow("a plain answer with usage behind the finish")
            << sse({R"({"id":"1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
                    R"({"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}]})",
                    R"({"id":"1","choices":[{"index":0,"delta":{"content":"lo 漢😀"}}]})",
                    R"({"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
                    R"({"id":"1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}})", "[DONE]"})
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("keep-alive comments and a finish reason without an end mark")
            << ": OPENROUTER PROCESSING\n\n"_ba +
                   sse({R"({"id":"1","choices":[{"delta":{"content":"x"},"finish_reason":"length"}]})"})
            << u"x"_s << QString() << u"length"_s;
        QTest::newRow("an end mark without a finish reason")
            << sse({R"({"id":"1","choices":[{"delta":{"content":"x"}}]})", "[DONE]"}) << u"x"_s << QString()
            << u"stop"_s;
        QTest::newRow("the end mark without its blank line")
            << sse({R"({"id":"1","choices":[{"delta":{"content":"x"}}]})"}) + "data: [DONE]" << u"x"_s
            << QString() << u"stop"_s;
        QTest::newRow("reasoning sent twice in two fields is taken once")
            << sse({R"({"id":"1","choices":[{"delta":{"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]})",
                    R"({"id":"1","choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]})", "[DONE]"})
            << u"ok"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("thinking parts in a content array")
            << sse({R"({"id":"1","choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"ok"}]},"finish_reason":"stop"}]})"})
            << u"ok"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("other samples than the first are left out")
            << sse({R"({"id":"1","choices":[{"index":1,"delta":{"content":"B"}},{"index":0,"delta":{"content":"A"}}]})",
                    R"({"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"})
            << u"A"_s << QString() << u"stop"_s;
        QTest::newRow("a null finish after the real one")
            << sse({R"({"id":"1","choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]})",
                    R"({"id":"1","choices":[{"delta":{"content":""},"finish_reason":null}]})", "[DONE]"})
            << u"x"_s << QString() << u"stop"_s;
        QTest::newRow("cut before the end") << sse({R"({"id":"1","choices":[{"delta":{"content":"half"}}]})"})
                                            << u"half"_s << QString() << QString();
        QTest::newRow("an error inside the stream")
            << sse({R"({"id":"1","choices":[{"delta":{"content":"half"}}]})",
                    R"({"error":{"message":"boom","code":502}})", "[DONE]"})
            << u"half"_s << QString() << QString();
        QTest::newRow("an error event that is not JSON")
            << "event: error\ndata: it broke\n\n"_ba << QString() << QString() << QString();
        QTest::newRow("a piece that is not JSON")
            << "data: {\"id\": nonsense\n\n"_ba << QString() << QString() << QString();
        QTest::newRow("an error as a bare JSON body with status 200")
            << R"({"error":{"message":"no","type":"server_error"}})"_ba << QString() << QString()
            << QString();
        QTest::newRow("an unframed error in an event stream")
            << ": hello\n\n{\"error\":{\"message\":\"no\"}}"_ba << QString() << QString() << QString();
        QTest::newRow("a whole JSON answer")
            << R"({"id":"1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"all"},"finish_reason":"stop"}]})"_ba
            << u"all"_s << QString() << u"stop"_s;
        QTest::newRow("a web page") << "<!DOCTYPE html><html><head><title>Sign in</title></head></html>"_ba
                                    << QString() << QString() << QString();
        QTest::newRow("nothing at all") << QByteArray() << QString() << QString() << QString();
    }
    void streams()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(QString, reasoning);
        QFETCH(QString, finish);
        const StreamEvents whole = decode(bytes, qMax(qsizetype(1), bytes.size()));
        const Answer answer = answerOf(whole);
        QCOMPARE(answer.text, text);
        QCOMPARE(answer.reasoning, reasoning);
        QCOMPARE(answer.finishReason ? QString(finishReasonName(*answer.finishReason)) : QString(), finish);
        QCOMPARE(answer.error.has_value(), finish.isEmpty());
        const auto ends = std::ranges::count_if(whole, [](const StreamEvent &e) {
            return std::holds_alternative<Finished>(e) || std::holds_alternative<Failed>(e);
        });
        QCOMPARE(ends, 1);
        for (const qsizetype step : {1, 2, 3, 7, 64})
            QCOMPARE(decode(bytes, step), whole);
        for (qsizetype at = 1; at < bytes.size(); ++at) {
            const auto decoder = OpenAiAdapter().decoder(vendor(), "text/event-stream");
            StreamEvents split = decoder->feed(bytes.first(at));
            split += decoder->feed(bytes.sliced(at));
            split += decoder->finish(std::nullopt);
            QCOMPARE(split, whole);
        }
    }

    void usageIsReadFromEveryPlace_data()
    {
        QTest::addColumn<QByteArray>("chunk");
        QTest::addColumn<Usage>("expected");
        const auto row = [](const char *name, const char *chunk, Usage usage) {
            QTest::newRow(name) << QByteArray(chunk) << usage;
        };
        row("with details",
            R"({"id":"1","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":60},"completion_tokens_details":{"reasoning_tokens":20}}})",
            {.input = 100,
             .cachedInput = 60,
             .cacheWrite = {},
             .output = 50,
             .reasoning = 20,
             .reportedCost = {}});
        row("DeepSeek's cache hits",
            R"({"id":"1","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":5,"prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36}})",
            {.input = 100,
             .cachedInput = 64,
             .cacheWrite = {},
             .output = 5,
             .reasoning = {},
             .reportedCost = {}});
        row("reasoning left out of the completion count, as the total shows",
            R"({"id":"1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":45,"completion_tokens_details":{"reasoning_tokens":30}}})",
            {.input = 10,
             .cachedInput = {},
             .cacheWrite = {},
             .output = 35,
             .reasoning = 30,
             .reportedCost = {}});
        row("Groq's own place",
            R"({"id":"1","choices":[],"x_groq":{"usage":{"prompt_tokens":7,"completion_tokens":8}}})",
            {.input = 7,
             .cachedInput = {},
             .cacheWrite = {},
             .output = 8,
             .reasoning = {},
             .reportedCost = {}});
        row("inside the choice",
            R"({"id":"1","choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":7,"completion_tokens":8}}]})",
            {.input = 7,
             .cachedInput = {},
             .cacheWrite = {},
             .output = 8,
             .reasoning = {},
             .reportedCost = {}});
        row("null counts", R"({"id":"1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":null}})",
            {.input = 7,
             .cachedInput = {},
             .cacheWrite = {},
             .output = {},
             .reasoning = {},
             .reportedCost = {}});
        row("a cost in dollars",
            R"({"id":"1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"cost":0.00014265}})",
            {.input = 1,
             .cachedInput = {},
             .cacheWrite = {},
             .output = 1,
             .reasoning = {},
             .reportedCost = Money{142'650'000}});
    }
    void usageIsReadFromEveryPlace()
    {
        QFETCH(QByteArray, chunk);
        QFETCH(Usage, expected);
        const Answer answer = answerOf(decode("data: " + chunk + "\n\n", 1000, {.reportsCost = true}));
        QCOMPARE(answer.usage, expected);
        QCOMPARE(answer.usageState, UsageState::Reported);
    }

    void costIsOnlyTakenWhereItIsTheTruth()
    {
        const Answer answer = answerOf(decode(
            "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"cost\":0.5}}\n\n", 1000));
        QVERIFY(!answer.usage.reportedCost);
    }
};

QTEST_GUILESS_MAIN(TestOpenAiAdapter)
#include "tst_openaiadapter.moc"
