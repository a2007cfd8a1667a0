// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/stream/answer.h"
#include "app/stream/answermeter.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using State = UsageState;

/// What the four wires tell of an answer's tokens, however their servers tell it.
class TestUsage : public QObject
{
    Q_OBJECT

    static QByteArray sse(std::initializer_list<QByteArray> objects, bool done = true)
    {
        QByteArray body;
        for (const QByteArray &object : objects)
            body += "data: " + object + "\n\n";
        return done ? body + "data: [DONE]\n\n" : body;
    }
    static QByteArray chunk(const QByteArray &text, const QByteArray &finish = {},
                            const QByteArray &usage = {})
    {
        return R"({"id":"c","model":"m","choices":[{"index":0,"delta":{)" +
               (text.isEmpty() ? "" : R"("content":")" + text + '"') + R"(},"finish_reason":)" +
               (finish.isEmpty() ? "null" : '"' + finish + '"') + "}]" +
               (usage.isEmpty() ? "" : R"(,"usage":)" + usage) + '}';
    }
    static QByteArray openAi(const QByteArray &usage)
    {
        return sse(
            {chunk("Hello there."), chunk({}, "stop"), R"({"id":"c","choices":[],"usage":)" + usage + '}'});
    }
    static QByteArray message(const QByteArray &start, const QByteArray &delta, bool stop = true)
    {
        return sse(
            {R"({"type":"message_start","message":{"id":"i","model":"m","content":[],"usage":)" + start +
                 "}}",
             R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello."}})",
             R"({"type":"content_block_stop","index":0})",
             R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":)" + delta + '}',
             stop ? R"({"type":"message_stop"})" : R"({"type":"ping"})"},
            false);
    }
    static QByteArray piece(const QByteArray &text, const QByteArray &finish, const QByteArray &usage)
    {
        return R"({"candidates":[{"index":0,"content":{"parts":[{"text":")" + text + R"("}]})" +
               (finish.isEmpty() ? "" : R"(,"finishReason":")" + finish + '"') + R"(}],"usageMetadata":)" +
               usage + '}';
    }

    static Vendor vendorOf(Wire wire)
    {
        Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .wire = wire, .keyEnv = {}};
        vendor.quirks.reportsCost = true;
        return vendor;
    }
    static Answer decoded(Wire wire, const QByteArray &body, qsizetype step,
                          const std::optional<Error> &broken = {})
    {
        const auto decoder = adapterFor(wire)->decoder(vendorOf(wire), {});
        StreamEvents events;
        for (qsizetype at = 0; at < body.size(); at += step)
            events += decoder->feed(QByteArrayView(body).sliced(at, qMin(step, body.size() - at)));
        events += decoder->finish(broken);
        Answer answer;
        for (const StreamEvent &event : std::as_const(events))
            answer.apply({{}, 0, 0, 0, LaneState::Streaming, event});
        return answer;
    }

    static constexpr auto none = std::nullopt;

private Q_SLOTS:
    void counts_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Usage>("usage");
        QTest::addColumn<State>("state");
        const auto row = [](const char *name, Wire wire, const QByteArray &body, const Usage &usage,
                            State state) { QTest::newRow(name) << wire << body << usage << state; };
        const auto openai = [&](const char *name, const QByteArray &usage, const Usage &wanted,
                                State state = State::Reported) {
            row(name, Wire::OpenAi, openAi(usage), wanted, state);
        };
        const auto anthropic = [&](const char *name, const QByteArray &start, const QByteArray &delta,
                                   const Usage &wanted, State state = State::Reported) {
            row(name, Wire::Anthropic, message(start, delta), wanted, state);
        };
        const Usage real{.input = 11, .output = 7};

        // --- the OpenAI wire: what a report may hold
        openai("plain counts", R"({"prompt_tokens":11,"completion_tokens":7,"total_tokens":18})", real);
        openai("a total that is larger: the difference was made and is billed",
               R"({"prompt_tokens":20,"completion_tokens":198,"total_tokens":623})",
               {.input = 20, .output = 603});
        openai(
            "a larger total whose difference is the reasoning (xAI)",
            R"({"prompt_tokens":165,"completion_tokens":2,"total_tokens":296,"completion_tokens_details":{"reasoning_tokens":129}})",
            {.input = 165, .output = 131, .reasoning = 129});
        openai(
            "reasoning inside the output stays inside",
            R"({"prompt_tokens":9,"completion_tokens":50,"total_tokens":59,"completion_tokens_details":{"reasoning_tokens":40}})",
            {.input = 9, .output = 50, .reasoning = 40});
        openai("a total below the sum is not believed",
               R"({"prompt_tokens":11,"completion_tokens":7,"total_tokens":3})", real);
        openai(
            "more cached than prompted: the prompt leaves the cache out",
            R"({"prompt_tokens":4,"completion_tokens":7,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":16}})",
            {.input = 20, .cachedInput = 16, .output = 7});
        openai(
            "more read and written than prompted: the same",
            R"({"prompt_tokens":100,"completion_tokens":7,"cache_read_input_tokens":60,"cache_creation_input_tokens":50})",
            {.input = 210, .cachedInput = 60, .cacheWrite = 50, .output = 7});
        openai(
            "a total with the cache on top: the same",
            R"({"prompt_tokens":100,"completion_tokens":7,"total_tokens":157,"prompt_tokens_details":{"cached_tokens":50}})",
            {.input = 150, .cachedInput = 50, .output = 7});
        openai(
            "a cache within the prompt stays within",
            R"({"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,"prompt_tokens_details":{"cached_tokens":100}})",
            {.input = 100, .cachedInput = 100, .output = 7});
        openai(
            "cached tokens by DeepSeek's name beside a zero",
            R"({"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":0},"prompt_cache_hit_tokens":64})",
            {.input = 100, .cachedInput = 64, .output = 7});
        openai(
            "writes for an hour told apart by a gateway",
            R"({"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cache_creation_tokens":80,)"
            R"("cache_creation_token_details":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":50}}})",
            {.input = 100, .cacheWrite = 80, .cacheWriteHour = 50, .output = 7});
        openai(
            "tokens of pictures are a part of the output",
            R"({"prompt_tokens":11,"completion_tokens":1300,"completion_tokens_details":{"image_tokens":1290}})",
            {.input = 11, .output = 1300, .imageOutput = 1290});
        openai("the names of the Responses format",
               R"({"input_tokens":11,"output_tokens":7,"total_tokens":18})", real);

        // --- zeros are no report
        openai("all zeros beside a text", R"({"prompt_tokens":0,"completion_tokens":0,"total_tokens":0})", {},
               State::Unknown);
        openai("an empty object", "{}", {}, State::Unknown);
        openai("null counts", R"({"prompt_tokens":null,"completion_tokens":null})", {}, State::Unknown);
        openai("an input without an output beside a text",
               R"({"prompt_tokens":11,"completion_tokens":0,"total_tokens":11})", {.input = 11},
               State::Estimated);
        openai("a total beside an input of zero is not all output",
               R"({"prompt_tokens":0,"completion_tokens":7,"total_tokens":18})", {.output = 7});
        openai("an output without an input", R"({"prompt_tokens":0,"completion_tokens":7,"total_tokens":7})",
               {.output = 7});
        row("zeros beside reasoning and a tool call", Wire::OpenAi,
            sse({R"({"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"Let me think."}}]})",
                 R"({"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":0,"completion_tokens":0}})"}),
            {}, State::Unknown);
        row("nothing made and nothing but an input", Wire::OpenAi,
            sse({chunk({}, "stop", R"({"prompt_tokens":3130,"completion_tokens":0,"total_tokens":3130})")}),
            {.input = 3130, .output = 0}, State::Reported);

        // --- reports over several chunks
        row("zeros behind the real ones", Wire::OpenAi,
            sse({chunk("Hello.", {}, R"({"prompt_tokens":11,"completion_tokens":7,"total_tokens":18})"),
                 chunk({}, "stop", R"({"prompt_tokens":0,"completion_tokens":0,"total_tokens":0})")}),
            real, State::Reported);
        row("an empty object behind the real ones", Wire::OpenAi,
            sse({chunk("Hello.", {}, R"({"prompt_tokens":11,"completion_tokens":7})"),
                 chunk({}, "stop", "{}")}),
            real, State::Reported);
        row("zeros in front of the real ones", Wire::OpenAi,
            sse({chunk("Hello.", {}, R"({"prompt_tokens":0,"completion_tokens":0})"),
                 chunk({}, "stop", R"({"prompt_tokens":11,"completion_tokens":7})")}),
            real, State::Reported);
        row("running counts: the last ones", Wire::OpenAi,
            sse({chunk("Hel", {}, R"({"prompt_tokens":11,"completion_tokens":1,"total_tokens":12})"),
                 chunk("lo", {}, R"({"prompt_tokens":11,"completion_tokens":4,"total_tokens":15})"),
                 chunk(".", "stop", R"({"prompt_tokens":11,"completion_tokens":7,"total_tokens":18})")}),
            real, State::Reported);
        row("a running total is not held against later counts", Wire::OpenAi,
            sse({chunk("Hel", {}, R"({"prompt_tokens":11,"completion_tokens":1,"total_tokens":100})"),
                 chunk("lo", "stop", R"({"prompt_tokens":11,"completion_tokens":7})")}),
            real, State::Reported);
        row("the details of an earlier chunk stay", Wire::OpenAi,
            sse({chunk(
                     "Hello.", {},
                     R"({"prompt_tokens":20,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":16}})"),
                 chunk({}, "stop", R"({"prompt_tokens":20,"completion_tokens":7})")}),
            {.input = 20, .cachedInput = 16, .output = 7}, State::Reported);
        row("counts of the start with text behind them lag", Wire::OpenAi,
            sse({chunk("Hel", {}, R"({"prompt_tokens":11,"completion_tokens":1})"), chunk("lo."),
                 chunk({}, "stop")}),
            {.input = 11, .output = 1}, State::Estimated);
        row("a finish reason in every chunk with counts that run along", Wire::OpenAi,
            sse({chunk("Hel", "stop", R"({"prompt_tokens":11,"completion_tokens":1})"),
                 chunk("lo.", "stop", R"({"prompt_tokens":11,"completion_tokens":7})")}),
            real, State::Reported);
        row("within a choice (Moonshot)", Wire::OpenAi,
            sse({R"({"id":"c","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop","usage":{"prompt_tokens":11,"completion_tokens":7}}]})"}),
            real, State::Reported);

        // --- beside an error
        const QByteArray failed =
            R"({"error":{"message":"the engine died","code":500},"choices":[],"usage":)";
        row("in the chunk of an error", Wire::OpenAi,
            sse({chunk("Hel"), failed + R"({"prompt_tokens":11,"completion_tokens":7}})"}), real,
            State::Reported);
        row("in the chunk of an error, within its choice", Wire::OpenAi,
            sse({chunk("Hel"),
                 R"({"error":{"message":"died","code":500},"choices":[{"index":0,"finish_reason":"error","usage":{"prompt_tokens":11,"completion_tokens":7}}]})"}),
            real, State::Reported);
        row("in the error frame of an Anthropic stream", Wire::Anthropic,
            sse({R"({"type":"message_start","message":{"id":"i","model":"m","usage":{"input_tokens":11,"output_tokens":1}}})",
                 R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}})",
                 R"({"type":"error","error":{"type":"api_error","message":"died"},"usage":{"output_tokens":7}})"},
                false),
            real, State::Reported);
        row("in the error of a Gemini stream", Wire::Gemini,
            sse({piece("Hel", {}, R"({"promptTokenCount":11})"),
                 R"({"error":{"code":500,"message":"died","status":"INTERNAL"},"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":7}})"},
                false),
            real, State::Reported);
        row("in the error line of an Ollama stream", Wire::Ollama,
            R"({"model":"m","message":{"content":"Hel"},"done":false})"
            "\n"
            R"({"error":"the runner died","prompt_eval_count":11,"eval_count":7})"
            "\n",
            real, State::Reported);

        // --- Anthropic
        anthropic("the end tells the output alone", R"({"input_tokens":15,"output_tokens":1})",
                  R"({"output_tokens":5})", {.input = 15, .output = 5});
        anthropic("a zero input at the end", R"({"input_tokens":15,"output_tokens":1})",
                  R"({"input_tokens":0,"output_tokens":5})", {.input = 15, .output = 5});
        anthropic(
            "zero caches at the end",
            R"({"input_tokens":15,"cache_read_input_tokens":30,"cache_creation_input_tokens":40,"output_tokens":1})",
            R"({"input_tokens":0,"cache_read_input_tokens":0,"cache_creation_input_tokens":0,"output_tokens":5})",
            {.input = 85, .cachedInput = 30, .cacheWrite = 40, .output = 5});
        anthropic("nulls at the end", R"({"input_tokens":15,"cache_read_input_tokens":30,"output_tokens":1})",
                  R"({"input_tokens":null,"cache_read_input_tokens":null,"output_tokens":5})",
                  {.input = 45, .cachedInput = 30, .output = 5});
        anthropic("a larger input at the end (searches)", R"({"input_tokens":15,"output_tokens":1})",
                  R"({"input_tokens":97,"output_tokens":5})", {.input = 97, .output = 5});
        anthropic("zeros at the start", R"({"input_tokens":0,"output_tokens":0})",
                  R"({"input_tokens":15,"output_tokens":5})", {.input = 15, .output = 5});
        anthropic("the snapshot of the start is no count of the output",
                  R"({"input_tokens":15,"output_tokens":1})", R"({"input_tokens":15,"output_tokens":0})",
                  {.input = 15, .output = 1}, State::Estimated);
        anthropic("no usage at the end", R"({"input_tokens":15,"output_tokens":1})", "null",
                  {.input = 15, .output = 1}, State::Estimated);
        anthropic("all zeros", R"({"input_tokens":0,"output_tokens":0})",
                  R"({"input_tokens":0,"output_tokens":0})", {}, State::Unknown);
        anthropic(
            "writes for five minutes and for an hour",
            R"({"input_tokens":100,"cache_read_input_tokens":0,"cache_creation_input_tokens":1000,"cache_creation":{"ephemeral_5m_input_tokens":300,"ephemeral_1h_input_tokens":700},"output_tokens":1})",
            R"({"output_tokens":10})",
            {.input = 1100, .cachedInput = 0, .cacheWrite = 1000, .cacheWriteHour = 700, .output = 10});
        anthropic(
            "writes told only apart",
            R"({"input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":700},"output_tokens":1})",
            R"({"cache_creation_input_tokens":0,"output_tokens":10})",
            {.input = 800, .cacheWrite = 700, .cacheWriteHour = 700, .output = 10});
        row("a message that begins anew forgets the first one's", Wire::Anthropic,
            sse({R"({"type":"message_start","message":{"id":"a","model":"m","usage":{"input_tokens":900,"cache_read_input_tokens":50,"output_tokens":1}}})",
                 R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}})",
                 R"({"type":"message_delta","delta":{},"usage":{"output_tokens":80}})",
                 R"({"type":"message_start","message":{"id":"b","model":"m","usage":{"input_tokens":15,"output_tokens":1}}})",
                 R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello."}})",
                 R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}})",
                 R"({"type":"message_stop"})"},
                false),
            {.input = 15, .output = 5}, State::Reported);

        // --- Gemini and Ollama
        row("Gemini: thoughts beside the candidates", Wire::Gemini,
            sse({piece(
                    "Hi", "STOP",
                    R"({"promptTokenCount":20,"candidatesTokenCount":198,"thoughtsTokenCount":405,"totalTokenCount":623})")},
                false),
            {.input = 20, .output = 603, .reasoning = 405}, State::Reported);
        row("Gemini: thoughts in the total alone", Wire::Gemini,
            sse({piece("Hi", "STOP",
                       R"({"promptTokenCount":20,"candidatesTokenCount":198,"totalTokenCount":623})")},
                false),
            {.input = 20, .output = 603}, State::Reported);
        row("Gemini: pictures told apart", Wire::Gemini,
            sse({piece(
                    "Hi", "STOP",
                    R"({"promptTokenCount":20,"candidatesTokenCount":1300,"thoughtsTokenCount":50,)"
                    R"("candidatesTokensDetails":[{"modality":"TEXT","tokenCount":10},{"modality":"IMAGE","tokenCount":1290}]})")},
                false),
            {.input = 20, .output = 1350, .reasoning = 50, .imageOutput = 1290}, State::Reported);
        row("Gemini: more cached than prompted", Wire::Gemini,
            sse({piece("Hi", "STOP",
                       R"({"promptTokenCount":4,"cachedContentTokenCount":16,"candidatesTokenCount":7})")},
                false),
            {.input = 20, .cachedInput = 16, .output = 7}, State::Reported);
        row("Gemini: zeros behind the real ones", Wire::Gemini,
            sse({piece("Hi", "STOP", R"({"promptTokenCount":11,"candidatesTokenCount":7})"),
                 piece("", "STOP", R"({"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0})")},
                false),
            real, State::Reported);
        row("Gemini: all zeros", Wire::Gemini,
            sse({piece("Hi", "STOP",
                       R"({"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0})")},
                false),
            {}, State::Unknown);
        row("Ollama: counts", Wire::Ollama,
            R"({"model":"m","message":{"content":"Hi"},"done":true,"prompt_eval_count":11,"eval_count":7})",
            real, State::Reported);
        row("Ollama: all zeros", Wire::Ollama,
            R"({"model":"m","message":{"content":"Hi"},"done":true,"prompt_eval_count":0,"eval_count":0})",
            {}, State::Unknown);

        // --- what is no count
        const struct
        {
            const char *name;
            const char *number;
            std::optional<qint64> read;
        } numbers[] = {{"below zero", "-5", none},
                       {"beyond any number", "1e300", none},
                       {"beyond 63 bits", "9223372036854775808", none},
                       {"the last of 63 bits", "9223372036854775807", none},
                       {"with a fraction", "7.5", none},
                       {"whole, written as a fraction", "7.0", 7},
                       {"digits in a string", R"("7")", 7},
                       {"many digits in a string", R"("99999999999999999999999999")", none},
                       {"words in a string", R"("seven")", none},
                       {"a list", "[7]", none}};
        for (const auto &[name, number, read] : numbers) {
            const State state = read ? State::Reported : State::Estimated;
            row(qPrintable(u"OpenAI: an output that is %1"_s.arg(QLatin1StringView(name))), Wire::OpenAi,
                openAi(R"({"prompt_tokens":11,"completion_tokens":)" + QByteArray(number) + "}"),
                {.input = 11, .output = read}, state);
            row(qPrintable(u"Gemini: an output that is %1"_s.arg(QLatin1StringView(name))), Wire::Gemini,
                sse({piece("Hi", "STOP",
                           R"({"promptTokenCount":11,"candidatesTokenCount":)" + QByteArray(number) + "}")},
                    false),
                {.input = 11, .output = read}, state);
            row(qPrintable(u"Ollama: an output that is %1"_s.arg(QLatin1StringView(name))), Wire::Ollama,
                R"({"model":"m","message":{"content":"Hi"},"done":true,"prompt_eval_count":11,"eval_count":)" +
                    QByteArray(number) + "}",
                {.input = 11, .output = read}, state);
            // The start's snapshot is all that is left there.
            row(qPrintable(u"Anthropic: an output that is %1"_s.arg(QLatin1StringView(name))),
                Wire::Anthropic,
                message(R"({"input_tokens":11,"output_tokens":1})",
                        R"({"output_tokens":)" + QByteArray(number) + "}"),
                {.input = 11, .output = read ? read : 1}, state);
        }
        openai(
            "hostile numbers everywhere",
            R"({"prompt_tokens":-1,"completion_tokens":1e300,"total_tokens":-9223372036854775808,"prompt_tokens_details":{"cached_tokens":-3,"cache_write_tokens":1e18},"completion_tokens_details":{"reasoning_tokens":9223372036854775807}})",
            {}, State::Unknown);
    }
    void counts()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, body);
        for (const qsizetype step : {body.size(), qsizetype(1), qsizetype(7)}) {
            const Answer answer = decoded(wire, body, step);
            const auto show = [](const Usage &u) {
                QString text;
                for (const auto &count : {u.input, u.cachedInput, u.cacheWrite, u.cacheWriteHour, u.output,
                                          u.reasoning, u.imageOutput})
                    text += count ? QString::number(*count) + u' ' : u"- "_s;
                return text;
            };
            QFETCH(Usage, usage);
            QCOMPARE(show(answer.usage), show(usage));
            QCOMPARE(answer.usage, usage);
            QTEST(answer.usageState, "state");
        }
    }

    void whatRanAlongIsAnEstimateWhenItBreaksOff_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("OpenAI, counts in every chunk")
            << Wire::OpenAi
            << sse({chunk("Hel", {}, R"({"prompt_tokens":11,"completion_tokens":1})"),
                    chunk("lo", {}, R"({"prompt_tokens":11,"completion_tokens":2})")},
                   false);
        QTest::newRow("OpenAI, and a finish reason, too")
            << Wire::OpenAi
            << sse({chunk("Hel", "stop", R"({"prompt_tokens":11,"completion_tokens":2})")}, false);
        QTest::newRow("Gemini, a finish reason in every piece")
            << Wire::Gemini
            << sse({piece("Hel", "STOP", R"({"promptTokenCount":11,"candidatesTokenCount":2})")}, false);
        QTest::newRow("Anthropic, text behind a message_delta")
            << Wire::Anthropic
            << message(R"({"input_tokens":11,"output_tokens":1})", R"({"output_tokens":2})", false) +
                   sse({R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"more"}})"},
                       false);
    }
    void whatRanAlongIsAnEstimateWhenItBreaksOff()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, body);
        const Answer answer =
            decoded(wire, body, body.size(), Error{ErrorKind::Cancelled, u"stopped"_s, {}, {}});
        QCOMPARE(answer.usage.input, 11);
        QCOMPARE(answer.usage.output, 2);
        QCOMPARE(answer.usageState, State::Estimated);
    }

    void aCostBelowZeroIsNotTaken_data()
    {
        QTest::addColumn<QByteArray>("cost");
        QTest::addColumn<std::optional<Money>>("taken");
        QTest::newRow("below zero") << QByteArray(R"("cost":-0.5)") << std::optional<Money>();
        QTest::newRow("an upstream's below zero")
            << QByteArray(R"("cost":0.5,"is_byok":true,"cost_details":{"upstream_inference_cost":-0.1})")
            << std::optional<Money>();
        QTest::newRow("beyond any amount") << QByteArray(R"("cost":1e300)") << std::optional<Money>();
        QTest::newRow("a word") << QByteArray(R"("cost":"NaN")") << std::optional<Money>();
        QTest::newRow("decimal text")
            << QByteArray(R"("cost":"0.0012")") << std::optional(Money{1'200'000'000});
        QTest::newRow("zero is free") << QByteArray(R"("cost":0)") << std::optional(Money{0});
    }
    void aCostBelowZeroIsNotTaken()
    {
        QFETCH(QByteArray, cost);
        const QByteArray body = openAi(R"({"prompt_tokens":11,"completion_tokens":7,)" + cost + "}");
        const Answer answer = decoded(Wire::OpenAi, body, body.size());
        QTEST(answer.usage.reportedCost, "taken");
        QCOMPARE(answer.usage.input, 11);
        QCOMPARE(answer.notes.size(), cost.contains("-0.") ? 1 : 0);
    }

    void ticksThatDoNotFitAreNotTaken()
    {
        Vendor vendor = vendorOf(Wire::OpenAi);
        vendor.quirks.costTicks = true;
        const auto decoder = adapterFor(Wire::OpenAi)->decoder(vendor, {});
        const auto events = decoder->feed(
            openAi(R"({"prompt_tokens":11,"completion_tokens":7,"cost_in_usd_ticks":9223372036854775807})"));
        for (const StreamEvent &event : events) {
            if (const auto *report = std::get_if<UsageReport>(&event))
                QVERIFY(!report->usage.reportedCost);
        }
    }

    void whatCouldNotBeReadMayBeBilled_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a web page") << QByteArray("text/html")
                                    << QByteArray("<html><title>Hi</title></html>");
        QTest::newRow("bytes of another kind") << QByteArray() << QByteArray("\x1f\x8b\x08 and so on");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("a piece that is no JSON") << QByteArray() << QByteArray("data: {\"id\": oops}\n\n");
    }
    void whatCouldNotBeReadMayBeBilled()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const auto decoder = adapterFor(Wire::OpenAi)->decoder(vendorOf(Wire::OpenAi), type);
        StreamEvents events = decoder->feed(body);
        events += decoder->finish(none);
        const auto *failed = std::get_if<Failed>(&events.last());
        QVERIFY(failed);
        QVERIFY2(failed->error.maybeBilled, qPrintable(failed->error.message));
    }
    void aRefusalBehindA200IsFree()
    {
        const auto decoder = adapterFor(Wire::OpenAi)->decoder(vendorOf(Wire::OpenAi), {});
        StreamEvents events =
            decoder->feed("data: {\"error\":{\"message\":\"Rate limit reached\",\"code\":429}}\n\n");
        events += decoder->finish(none);
        const auto *failed = std::get_if<Failed>(&events.last());
        QVERIFY(failed);
        QCOMPARE(failed->error.kind, ErrorKind::RateLimited);
        QVERIFY(!failed->error.maybeBilled);
    }

    void anAnswerIsBounded_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<int>("where"); // text, reasoning, refusal, arguments
        const QByteArray choice = R"(data: {"id":"c","choices":[{"index":0,"finish_reason":"stop","delta":{)";
        QTest::newRow("text of the OpenAI wire, with a finish reason in every chunk")
            << Wire::OpenAi << choice + R"("content":")" << QByteArray("\"}}]}\n\n") << 0;
        QTest::newRow("its reasoning")
            << Wire::OpenAi << choice + R"("reasoning_content":")" << QByteArray("\"}}]}\n\n") << 1;
        QTest::newRow("its refusal") << Wire::OpenAi << choice + R"("refusal":")" << QByteArray("\"}}]}\n\n")
                                     << 2;
        QTest::newRow("its arguments")
            << Wire::OpenAi << choice + R"("tool_calls":[{"index":0,"function":{"name":"f","arguments":")"
            << QByteArray("\"}}]}}]}\n\n") << 3;
        QTest::newRow("text of the Anthropic wire")
            << Wire::Anthropic
            << QByteArray(
                   R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":")")
            << QByteArray("\"}}\n\n") << 0;
        QTest::newRow("text of the Gemini wire")
            << Wire::Gemini
            << QByteArray(R"(data: {"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":")")
            << QByteArray("\"}]}}]}\n\n") << 0;
        QTest::newRow("text of the Ollama wire")
            << Wire::Ollama << QByteArray(R"({"model":"m","message":{"content":")") << QByteArray("\"}}\n")
            << 0;
    }
    void anAnswerIsBounded()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(int, where);
        const QByteArray frame = before + QByteArray(1'000'000, 'a') + after;
        const auto decoder = adapterFor(wire)->decoder(vendorOf(wire), {});
        Answer answer;
        int frames = 0;
        const auto apply = [&](const StreamEvents &events) {
            for (const StreamEvent &event : events)
                answer.apply({{}, 0, 0, 0, LaneState::Streaming, event});
        };
        for (; frames < 40 && !decoder->isFull(); ++frames)
            apply(decoder->feed(frame));
        QCOMPARE(frames, 17);
        apply(decoder->feed(frame)); // nothing more is read
        apply(decoder->finish(none));
        constexpr qsizetype most = 16 * 1024 * 1024;
        const QString kept = QStringList{answer.text, answer.reasoning, answer.refusal,
                                         answer.toolCalls.value(0).arguments}[where];
        QVERIFY2(kept.size() <= most && kept.size() > most - 100, qPrintable(QString::number(kept.size())));
        QVERIFY(answer.error);
        QVERIFY2(answer.error->message.contains(u"16"_s), qPrintable(answer.error->message));
        QVERIFY(answer.error->maybeBilled);
        QVERIFY(!answer.finishReason);
    }

    void aPieceBeyondTheLimitIsCutBetweenCharacters()
    {
        AnswerMeter meter({.textBytes = 10});
        StreamEvents events{TextDelta{u"ab"_s}, Citation{u"u"_s, {}}, TextDelta{u"cdé😀x"_s},
                            TextDelta{u"y"_s}, UsageReport{}};
        meter.take(events);
        QCOMPARE(events.size(), 4);
        QCOMPARE(std::get<TextDelta>(events[2]).text, u"cdé😀"_s); // ten bytes with "ab"
        QCOMPARE(meter.full(), AnswerMeter::Full::Text);
        QVERIFY(std::holds_alternative<UsageReport>(events[3]));

        AnswerMeter tight({.textBytes = 3});
        StreamEvents emoji{TextDelta{u"😀"_s}};
        tight.take(emoji);
        QVERIFY(emoji.isEmpty());
        QCOMPARE(tight.full(), AnswerMeter::Full::Text);
    }

    void picturesAndSourcesAreBounded()
    {
        AnswerMeter meter({.imageBytes = 100, .besideBytes = 1'000, .beside = 3});
        StreamEvents events{ImageDelta{"image/png", QByteArray(90, 'p')},
                            Citation{u"a"_s, {}},
                            Citation{u"b"_s, {}},
                            Noted{QString(2'000, u'n')},
                            Noted{u"short"_s},
                            Citation{u"c"_s, {}}};
        meter.take(events);
        QCOMPARE(events.size(), 4); // the long note and the fourth of what stands beside are left out
        QCOMPARE(meter.full(), AnswerMeter::Full::No);
        StreamEvents more{ImageDelta{"image/png", QByteArray(11, 'p')}, TextDelta{u"t"_s}};
        meter.take(more);
        QVERIFY(more.isEmpty());
        QCOMPARE(meter.full(), AnswerMeter::Full::Images);
    }
};

QTEST_GUILESS_MAIN(TestUsage)
#include "tst_usage.moc"
