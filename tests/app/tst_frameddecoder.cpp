// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/providers/json.h"
#include "app/providers/thinksplitter.h"

#include <QFile>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// What holds for every wire: framing, hostile input, the end of an answer, <think> tags.
class TestFramedDecoder : public QObject
{
    Q_OBJECT

    static constexpr Wire allWires[] = {Wire::OpenAi, Wire::Anthropic, Wire::Gemini, Wire::Ollama};

    static StreamEvents decode(Wire wire, const QByteArray &bytes, qsizetype step = 64 * 1024)
    {
        const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .keyEnv = {}};
        const auto decoder = adapterFor(wire)->decoder(vendor, {});
        StreamEvents events;
        for (qsizetype at = 0; at < bytes.size(); at += step)
            events += decoder->feed(QByteArrayView(bytes).sliced(at, qMin(step, bytes.size() - at)));
        return events + decoder->finish(std::nullopt);
    }
    static const Failed *failure(const StreamEvents &events) { return std::get_if<Failed>(&events.last()); }

    static void everyWire(auto check)
    {
        for (const Wire wire : allWires) {
            if (adapterFor(wire))
                check(wire);
        }
    }

    static Answer answerOf(const StreamEvents &events)
    {
        Answer answer;
        for (const StreamEvent &event : events) {
            LaneUpdate update;
            update.event = event;
            answer.apply(update);
        }
        return answer;
    }
    /// An answer of the OpenAI wire with \p middle between its two words.
    static QByteArray withPiece(const QByteArray &middle)
    {
        return R"(data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}]})"
               "\n\n" +
               middle +
               R"(data: {"id":"1","choices":[{"index":0,"delta":{"content":"lo."},"finish_reason":"stop"}]})"
               "\n\ndata: [DONE]\n\n";
    }

private Q_SLOTS:
    void hostileInputEndsInAClearError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("empty lines") << QByteArray(5000, '\n');
        QTest::newRow("a word") << QByteArray("oops");
        QTest::newRow("a truncated object") << QByteArray("{\"choices\":[{\"del");
        QTest::newRow("an array of numbers") << QByteArray("[1,2,3]");
        QTest::newRow("null") << QByteArray("data: null\n\n");
        QTest::newRow("an object of nothing") << QByteArray("{}");
        QTest::newRow("levels without end") << "data: " + QByteArray(200'000, '[') + "\n\n";
        QTest::newRow("levels without end, a bare body") << QByteArray("{\"a\":").repeated(100'000);
        QTest::newRow("NUL bytes") << QByteArray("data: {\"choices\":\0\0}\n\n", 23);
        QTest::newRow("wrong types everywhere") << QByteArray(
            "data: {\"id\":5,\"choices\":{\"a\":[]},\"type\":[],\"message\":7,\"candidates\":\"x\","
            "\"usage\":[],\"delta\":null,\"model\":{}}\n\n");
        QTest::newRow("a web page") << QByteArray("<!DOCTYPE html><title>Sign in</title>");
        QTest::newRow("numbers too big for any integer")
            << QByteArray("data: {\"usage\":{\"prompt_tokens\":1e400}}\n\n");
    }
    void hostileInputEndsInAClearError()
    {
        QFETCH(QByteArray, bytes);
        everyWire([&](Wire wire) {
            const StreamEvents whole = decode(wire, bytes);
            QVERIFY2(failure(whole), QTest::toString(wireName(wire)));
            QVERIFY(!failure(whole)->error.message.isEmpty());
            QVERIFY(!failure(whole)->error.hint.isEmpty());
            QVERIFY(failure(whole)->error.message.size() < 1000);
            if (bytes.size() < 10'000)
                QCOMPARE(decode(wire, bytes, 1), whole);
        });
    }

    void theFirstBytesCountNotTheContentType_data()
    {
        QTest::addColumn<QByteArray>("type");
        for (const char *type :
             {"text/html", "text/html; charset=utf-8", "text/plain", "application/octet-stream", "image/png",
              "application/json", "text/event-stream", ""})
            QTest::newRow(*type ? type : "none") << QByteArray(type);
    }
    void theFirstBytesCountNotTheContentType()
    {
        QFETCH(QByteArray, type);
        const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .keyEnv = {}};
        const auto ended = [&](const QByteArray &bytes, qsizetype step) {
            const auto decoder = adapterFor(Wire::OpenAi)->decoder(vendor, type);
            StreamEvents events;
            for (qsizetype at = 0; at < bytes.size(); at += step)
                events += decoder->feed(QByteArrayView(bytes).sliced(at, qMin(step, bytes.size() - at)));
            return (events + decoder->finish(std::nullopt)).last();
        };
        const QByteArray delta = R"({"choices":[{"delta":{"content":"hi"},"finish_reason":"stop"}]})";
        const QByteArray whole = R"({"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]})";
        for (const qsizetype step : {1, 7, 10'000}) {
            for (const QByteArray &answer :
                 {"data: " + delta + "\n\ndata: [DONE]\n\n", whole, "\xEF\xBB\xBF" + whole,
                  ": hello\n\ndata: " + delta + "\n\n", "\n\n" + whole})
                QVERIFY2(std::holds_alternative<Finished>(ended(answer, step)), answer.constData());
            const StreamEvent page = ended("\n<!-- x --><html><title>Sign in</title></html>", step);
            QVERIFY(std::get<Failed>(page).error.message.contains(u"web page"_s));
            QVERIFY(std::get<Failed>(page).error.message.contains(u"Sign in"_s));
            // Neither is anything binary shown.
            const StreamEvent binary = ended(QByteArray("\x1f\x9d\x90\x03\xff\n\x01", 7), step);
            const QString message = std::get<Failed>(binary).error.message;
            QVERIFY2(std::ranges::all_of(message, [](QChar c) { return c.isPrint() && c != u'\uFFFD'; }),
                     qPrintable(message));
        }
    }

    void aLineOf64MiBIsRefusedWithoutKeepingIt()
    {
        everyWire([&](Wire wire) {
            const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .keyEnv = {}};
            const auto decoder = adapterFor(wire)->decoder(vendor, {});
            (void)decoder->feed("data: {\"choices\":[{\"delta\":{\"content\":\"");
            const QByteArray megabyte(1024 * 1024, 'x');
            for (int i = 0; i < 64; ++i)
                QVERIFY(decoder->feed(megabyte).isEmpty());
            const StreamEvents end = decoder->finish(std::nullopt);
            QCOMPARE(failure(end)->error.kind, ErrorKind::Protocol);
            QVERIFY(failure(end)->error.message.contains(u"too long"_s));
        });
    }

    void jsonReadsWhatServersSend_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << QByteArray(R"({"t":"a"})") << u"a"_s;
        QTest::newRow("invalid UTF-8 becomes U+FFFD") << QByteArray("{\"t\":\"a\xff\"}") << u"a\uFFFD"_s;
        QTest::newRow("half a surrogate pair becomes U+FFFD")
            << QByteArray(R"({"t":"a\ud83d"})") << u"a\uFFFD"_s;
        QTest::newRow("a whole pair stays") << QByteArray(R"({"t":"\ud83d\ude00\ud83d"})") << u"😀\uFFFD"_s;
        QTest::newRow("an escaped backslash before u is none")
            << QByteArray(R"({"t":"\\ud83d\ud83d"})") << u"\\ud83d\uFFFD"_s;
        QTest::newRow("a null character") << QByteArray(R"({"t":"a\u0000b"})") << QString(u"a\0b"_s);
        QTest::newRow("another type is empty") << QByteArray(R"({"t":[1]})") << QString();
    }
    void jsonReadsWhatServersSend()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        JsonReader reader;
        const auto root = reader.readObject(bytes);
        QVERIFY(root);
        QCOMPARE((*root)["t"].text(), text);
        QVERIFY(!(*root)["t"]["x"]["y"].exists());
        QVERIFY(!reader.read("{\"t\":"));
        QVERIFY(reader.read("{}")); // the reader survives what it refused
    }

    void countsStayIntegers()
    {
        JsonReader reader;
        const auto root = reader.read(R"({"a":12,"b":12.0,"c":12.5,"d":null,"e":"12","f":9007199254740993})");
        QVERIFY(root);
        QCOMPARE((*root)["a"].count(), 12);
        QCOMPARE((*root)["b"].count(), 12);
        QVERIFY(!(*root)["c"].count());
        QVERIFY(!(*root)["d"].count());
        QVERIFY(!(*root)["e"].count());
        QCOMPARE((*root)["f"].count(), 9007199254740993);
        QCOMPARE((*root)["c"].scalar(), QByteArray("12.5"));
    }

    void thinkTagsAtTheStartAreReasoning_data()
    {
        QTest::addColumn<QString>("sent");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain text") << u"hello"_s << QString() << u"hello"_s;
        QTest::newRow("tags at the start") << u"<think>why</think>yes"_s << u"why"_s << u"yes"_s;
        QTest::newRow("after white space") << u"\n <think>why</think>yes"_s << u"why"_s << u"yes"_s;
        QTest::newRow("a tag that a model writes about")
            << u"Use <think> for it"_s << QString() << u"Use <think> for it"_s;
        QTest::newRow("in another case") << u"<Think>why</THINK>yes"_s << u"why"_s << u"yes"_s;
        QTest::newRow("of another name") << u"<thinking>why</thinking>yes"_s << u"why"_s << u"yes"_s;
        QTest::newRow("a thought") << u"<thought>why</thought>yes"_s << u"why"_s << u"yes"_s;
        QTest::newRow("never closed") << u"<think>why not"_s << u"why not"_s << QString();
        QTest::newRow("almost a tag") << u"<thin ice"_s << QString() << u"<thin ice"_s;
        QTest::newRow("almost a closing tag") << u"<think>a </thi</think>b"_s << u"a </thi"_s << u"b"_s;
        QTest::newRow("the start of a tag alone") << u"<thi"_s << QString() << u"<thi"_s;
    }
    void thinkTagsAtTheStartAreReasoning()
    {
        QFETCH(QString, sent);
        QFETCH(QString, reasoning);
        QFETCH(QString, text);
        for (qsizetype step = 1; step <= sent.size(); ++step) {
            ThinkSplitter splitter;
            StreamEvents events;
            for (qsizetype at = 0; at < sent.size(); at += step)
                splitter.feed(sent.mid(at, step), events);
            splitter.finish(events);
            QString thought, said;
            for (const StreamEvent &event : std::as_const(events)) {
                if (const auto *delta = std::get_if<ReasoningDelta>(&event))
                    thought += delta->text;
                if (const auto *delta = std::get_if<TextDelta>(&event))
                    said += delta->text;
            }
            QCOMPARE(thought, reasoning);
            QCOMPARE(said, text);
        }
    }

    void whatHoldsNoTextSpoilsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QByteArray &piece, const QString &text = u"Hello."_s) {
            QTest::newRow(name) << "data: " + piece + "\n\n" << text;
        };
        const auto chunk = [](const QByteArray &delta) -> QByteArray {
            return R"({"id":"1","choices":[{"index":0,"delta":{)" + delta + "}}]}";
        };
        row("ping", "ping");
        row("a ping in brackets", "[PING]");
        row("keep-alive", "keep-alive");
        row("null", "null");
        row("an empty array", "[]");
        row("true", "true");
        row("words that nobody knows", "still here");
        row("NaN among the log probabilities", chunk(R"("content":"X","logprobs":[NaN,-Infinity])"),
            u"HelXlo."_s);
        row("an integer beyond 64 bits", chunk(R"("content":"X","n":123456789012345678901234567890)"),
            u"HelXlo."_s);
        row("a raw tab in a string", chunk("\"content\":\"a\tb\""), u"Hela\tblo."_s);
        row("a raw newline in a string", chunk("\"content\":\"a\nb\""), u"Hela\nblo."_s);
        row("bytes that are no UTF-8", chunk("\"content\":\"a\xff\""), u"Hela\uFFFDlo."_s);
        row("half a surrogate pair", chunk(R"("content":"a\ud83d")"), u"Hela\uFFFDlo."_s);
        row("an array around a chunk", "[" + chunk(R"("content":"X")") + "]", u"HelXlo."_s);
        row("status words", R"({"status":"completed","success":true,"message":"queued"})");
    }
    void whatHoldsNoTextSpoilsNoAnswer()
    {
        QFETCH(QByteArray, piece);
        QFETCH(QString, text);
        const QByteArray bytes = withPiece(piece);
        const StreamEvents whole = decode(Wire::OpenAi, bytes);
        QVERIFY2(!failure(whole), qPrintable(failure(whole) ? failure(whole)->error.message : QString()));
        QCOMPARE(answerOf(whole).text, text);
        for (const qsizetype step : {1, 2, 3, 7})
            QCOMPARE(decode(Wire::OpenAi, bytes, step), whole);
    }

    void aCutChunkIsNeverPassedOver()
    {
        const StreamEvents events =
            decode(Wire::OpenAi,
                   withPiece("data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lost"
                             "\n\n"));
        QVERIFY(failure(events));
        QCOMPARE(answerOf(events).text, u"Hello."_s);
    }

    void oneNewlineEndsAnEvent_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray one = R"(data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}]})";
        const QByteArray two =
            R"(data: {"id":"1","choices":[{"index":0,"delta":{"content":"lo."},"finish_reason":"stop"}]})";
        for (const QByteArray end : {"\n", "\r", "\r\n", "\n\n"}) {
            const QByteArray name = QByteArray(end).replace('\r', "CR ").replace('\n', "LF ");
            QTest::newRow(name.constData()) << one + end + two + end + "data: [DONE]" + end;
            QTest::newRow(QByteArray(name + "with event lines").constData())
                << "event: message\n" + one + end + "event: message\n" + two + end;
        }
        QTest::newRow("no blank line at the end") << one + "\n\n" + two;
        QTest::newRow("[DONE] behind the last chunk") << one + "\n\n" + two + "\ndata: [DONE]\n\n";
        QTest::newRow("an object over several lines") << "data: {\"id\":\"1\",\ndata: \"choices\":[\ndata: "
                                                         "{\"index\":0,\"delta\":{\"content\":\"Hel\"}}\n"
                                                         "data: ]}\n" +
                                                             two + "\n";
    }
    void oneNewlineEndsAnEvent()
    {
        QFETCH(QByteArray, bytes);
        const StreamEvents whole = decode(Wire::OpenAi, bytes);
        QVERIFY(!failure(whole));
        QCOMPARE(answerOf(whole).text, u"Hello."_s);
        for (qsizetype step = 1; step < 9; ++step)
            QCOMPARE(decode(Wire::OpenAi, bytes, step), whole);
    }

    void strangeErrorsFailWithTheServersWords_data()
    {
        QTest::addColumn<QByteArray>("error");
        for (const char *error :
             {R"({"status":"error","msg":"quota used up"})", R"({"success":false,"message":"quota used up"})",
              R"({"success":false,"errors":[{"code":1,"message":"quota used up"}]})",
              R"({"errors":["quota used up"]})", R"({"message":"quota used up"})",
              R"({"detail":"quota used up"})", R"({"error":"quota used up"})",
              R"({"error":429,"message":"quota used up"})",
              R"({"error":{"error":{"message":"quota used up"}}})", R"({"code":"500","msg":"quota used up"})",
              R"({"error_code":17,"error_msg":"quota used up"})",
              R"({"data":{"error":{"message":"quota used up"}}})"})
            QTest::newRow(error) << QByteArray(error);
    }
    void strangeErrorsFailWithTheServersWords()
    {
        QFETCH(QByteArray, error);
        everyWire([&](Wire wire) {
            const QByteArrayList bodies{"data: " + error + "\n\ndata: [DONE]\n\n",
                                        "event: error\ndata: " + error + "\n\n", error, "[" + error + "]"};
            for (const QByteArray &body : bodies) {
                const StreamEvents events = decode(wire, body);
                QVERIFY2(failure(events), body.constData());
                QVERIFY2(failure(events)->error.message.contains(u"quota used up"_s),
                         qPrintable(failure(events)->error.message));
            }
        });
    }

    void anEmptyAnswerIsToldAsOne_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("failed");
        const auto row = [](const char *name, Wire wire, const QByteArray &bytes, bool failed = true) {
            QTest::newRow(name) << wire << bytes << failed;
        };
        row("only the end mark", Wire::OpenAi, "data: [DONE]\n\n");
        row("stop, and no content", Wire::OpenAi,
            "data: "
            "{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n");
        row("blanks alone", Wire::OpenAi,
            "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\" "
            "\\n\"},\"finish_reason\":\"stop\"}]}\n\n");
        row("content null", Wire::OpenAi,
            R"({"id":"1","choices":[{"message":{"content":null},"finish_reason":"stop"}]})");
        row("no choices", Wire::OpenAi, R"({"id":"1","choices":[]})");
        row("STOP without parts", Wire::Gemini, R"({"candidates":[{"content":{},"finishReason":"STOP"}]})");
        row("end_turn without blocks", Wire::Anthropic,
            R"({"type":"message","id":"1","content":[],"stop_reason":"end_turn"})");
        row("done with an empty message", Wire::Ollama,
            R"({"model":"m","message":{"content":""},"done":true,"done_reason":"stop"})");
        row("a filter that took all", Wire::OpenAi,
            R"({"id":"1","choices":[{"message":{"content":""},"finish_reason":"content_filter"}]})", false);
        row("a length that left no room", Wire::Gemini,
            R"({"candidates":[{"content":{},"finishReason":"MAX_TOKENS"}]})", false);
    }
    void anEmptyAnswerIsToldAsOne()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, failed);
        const Answer answer = answerOf(decode(wire, bytes));
        QCOMPARE(answer.error.has_value(), failed);
        QCOMPARE(answer.notes.isEmpty(), failed); // where it is none, a note tells
        QVERIFY(!failed || answer.error->message.contains(u"empty answer"_s));
        QVERIFY(answer.text.isEmpty());
    }

    void wordsForNoReasonAreNone_data()
    {
        QTest::addColumn<QString>("word");
        for (const char *word : {"null", "NULL", "", " ", "none", "unspecified", "FINISH_REASON_UNSPECIFIED"})
            QTest::newRow(*word ? word : "empty") << QString::fromLatin1(word);
    }
    void wordsForNoReasonAreNone()
    {
        QFETCH(QString, word);
        const QByteArray bytes =
            "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"Half\"},\"finish_reason\":\"" +
            word.toUtf8() + "\"}]}\n\n";
        const StreamEvents events = decode(Wire::OpenAi, bytes);
        QVERIFY(failure(events));
        QVERIFY(failure(events)->incomplete);
    }

    void aClosingTagAloneSplits_data()
    {
        QTest::addColumn<ThinkSplitter::Unopened>("unopened");
        QTest::addColumn<QString>("sent");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("text");
        using enum ThinkSplitter::Unopened;
        QTest::newRow("on a line of its own")
            << Likely << u"So four.\n</think>\n\nIt is 4."_s << u"So four.\n"_s << u"\n\nIt is 4."_s;
        QTest::newRow("in another case")
            << Likely << u"So four.\n</Think>\nIt is 4."_s << u"So four.\n"_s << u"\nIt is 4."_s;
        QTest::newRow("behind a sentence")
            << Known << u"So four.</think>It is 4."_s << u"So four."_s << u"It is 4."_s;
        for (const QString &prose :
             {u"Use `</think>` to close."_s, u"Models close with </think> and answer."_s,
              u"```\n</think>\n```\nDone."_s, u"<b>x</b> and <think> then\n</think>\nDone."_s})
            QTest::newRow(qPrintable(prose)) << Likely << prose << QString() << prose;
        QTest::newRow("of a model that never sends it")
            << Never << u"So.\n</think>\nX"_s << QString() << u"So.\n</think>\nX"_s;
    }
    void aClosingTagAloneSplits()
    {
        QFETCH(ThinkSplitter::Unopened, unopened);
        QFETCH(QString, sent);
        QFETCH(QString, reasoning);
        QFETCH(QString, text);
        for (qsizetype step = 1; step <= sent.size(); ++step) {
            ThinkSplitter splitter;
            splitter.expect(unopened);
            StreamEvents events;
            for (qsizetype at = 0; at < sent.size(); at += step)
                splitter.feed(sent.mid(at, step), events);
            splitter.finish(events);
            const Answer answer = answerOf(events);
            QCOMPARE(answer.reasoning, reasoning);
            QCOMPARE(answer.text, text);
        }
    }

    void everyWireReadsBackWhatItsServerWrites()
    {
        everyWire([](Wire wire) {
            const Adapter &adapter = *adapterFor(wire);
            const ServedHead head{
                .id = u"id-1"_s, .model = u"m-1"_s, .createdS = 1'700'000'000, .includeUsage = true};
            Usage usage;
            usage.input = 11;
            usage.output = 7;
            const StreamEvents sent{ReasoningDelta{u"Hm. "_s, {}},
                                    ReasoningDelta{u"So."_s, {}},
                                    TextDelta{u"Grüße, "_s},
                                    TextDelta{u"世界 😀\n\"quoted\""_s},
                                    ToolCallDelta{0, u"call-1"_s, u"look"_s, u"{\"at\":"_s, false},
                                    ToolCallDelta{0, {}, {}, u"[1,2]}"_s, false},
                                    UsageReport{usage, UsageState::Reported},
                                    Finished{FinishReason::ToolCalls, {}}};
            const auto encoder = adapter.encoder(head);
            QByteArray stream = encoder->begin();
            for (const StreamEvent &event : sent)
                stream += encoder->encode(event);
            Answer whole;
            const auto apply = [](Answer &answer, const StreamEvents &events) {
                for (const StreamEvent &event : events) {
                    LaneUpdate update;
                    update.event = event;
                    answer.apply(update);
                }
            };
            apply(whole, sent);
            for (const QByteArray &body : {stream, adapter.wholeAnswer(whole, head)}) {
                Answer read;
                apply(read, decode(wire, body, 7));
                QCOMPARE(read.text, whole.text);
                QCOMPARE(read.reasoning, whole.reasoning);
                QCOMPARE(read.toolCalls.size(), 1);
                QCOMPARE(read.toolCalls[0].name, u"look"_s);
                QCOMPARE(QString(read.toolCalls[0].arguments).remove(u' '), u"{\"at\":[1,2]}"_s);
                QCOMPARE(read.usage.input, 11);
                QCOMPARE(read.usage.output, 7);
                QVERIFY(read.finishReason == FinishReason::ToolCalls);
                QCOMPARE(read.answeredModel, u"m-1"_s);
                QVERIFY(!read.error);
            }
        });
    }
};

QTEST_GUILESS_MAIN(TestFramedDecoder)
#include "tst_frameddecoder.moc"
