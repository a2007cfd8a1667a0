// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/ollamaadapter.h"
#include "tests/support/decoding.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
const OllamaAdapter adapter;

QByteArray lines(std::initializer_list<const char *> objects)
{
    QByteArray bytes;
    for (const char *object : objects)
        bytes.append(object).append('\n');
    return bytes;
}

constexpr auto lastLine =
    R"({"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":7,"eval_count":2})";

QJsonObject bodyOf(const ChatRequest &request)
{
    const auto wire = adapter.encode(request, Decoding::vendor());
    return wire ? QJsonDocument::fromJson(wire->body).object() : QJsonObject();
}

ChatRequest simple(const QString &prompt = u"Hi"_s)
{
    ChatRequest request;
    request.model = u"m:4b"_s;
    request.messages = {ChatMessage::ofText(ChatMessage::Role::User, prompt)};
    return request;
}

ContentPart picture()
{
    ContentPart part;
    part.kind = ContentPart::Kind::Image;
    part.mimeType = "image/png";
    part.bytes = "\x89PNG not really"_ba;
    return part;
}
} // namespace

class TestOllamaAdapter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("finish"); // "" where it failed
        QTest::newRow("a plain answer")
            << lines({R"({"model":"m","message":{"role":"assistant","content":"Hel"},"done":false})",
                      R"({"model":"m","message":{"role":"assistant","content":"lo 漢😀"},"done":false})",
                      lastLine})
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("carriage returns before the line feeds")
            << lines({R"({"model":"m","message":{"content":"a"},"done":false})", lastLine})
                   .replace("\n", "\r\n")
            << u"a"_s << QString() << u"stop"_s;
        QTest::newRow("the last line without its line feed")
            << lines({R"({"model":"m","message":{"content":"a"},"done":false})", lastLine}).chopped(1)
            << u"a"_s << QString() << u"stop"_s;
        QTest::newRow("thinking before the answer")
            << lines({R"({"model":"m","message":{"content":"","thinking":"hm"},"done":false})",
                      R"({"model":"m","message":{"content":"ok"},"done":false})", lastLine})
            << u"ok"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("think tags of a template that the server does not know")
            << lines({R"({"model":"m","message":{"content":"<thi"},"done":false})",
                      R"({"model":"m","message":{"content":"nk>hm</think>ok"},"done":false})", lastLine})
            << u"ok"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("a whole answer as one indented object")
            << "{\n \"model\": \"m\",\n \"message\": {\"content\": \"all\", \"thinking\": \"hm\"},\n \"done\": true,\n \"done_reason\": \"length\"\n}"_ba
            << u"all"_s << u"hm"_s << u"length"_s;
        QTest::newRow("done without a reason")
            << lines({R"({"model":"m","message":{"content":"a"},"done":true})"}) << u"a"_s << QString()
            << u"stop"_s;
        QTest::newRow("a model that was only loaded")
            << lines({R"({"model":"m","message":{"content":""},"done":true,"done_reason":"load"})"})
            << QString() << QString() << u"error"_s;
        QTest::newRow("the generate endpoint")
            << lines({R"({"model":"m","response":"a","thinking":"hm","done":false})",
                      R"({"model":"m","response":"b","done":true,"done_reason":"stop","context":[1,2]})"})
            << u"ab"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("an escaped NUL is a character like any other")
            << lines({"{\"model\":\"m\",\"message\":{\"content\":\"a\\u0000b\"},\"done\":true,\"done_"
                      "reason\":\"stop\"}"})
            << u"a\0b"_s << QString() << u"stop"_s;
        QTest::newRow("wrong types are read as absent")
            << lines(
                   {R"({"model":7,"message":{"content":5,"thinking":[],"tool_calls":{"a":1},"images":"x"},"done":"no"})",
                    R"({"model":"m","message":null,"done":false,"eval_count":"many"})", lastLine})
            << QString() << QString() << u"error"_s; // nothing came
        QTest::newRow("cut before done")
            << lines({R"({"model":"m","message":{"content":"half"},"done":false})"}) << u"half"_s << QString()
            << QString();
        QTest::newRow("cut inside a line")
            << lines(
                   {R"({"model":"m","message":{"content":"half"},"done":false})", "{\"model\":\"m\",\"mess"})
                   .chopped(1)
            << u"half"_s << QString() << QString();
        QTest::newRow("an error in mid stream")
            << lines({R"({"model":"m","message":{"content":"half"},"done":false})",
                      R"({"error":"the runner stopped"})"})
            << u"half"_s << QString() << QString();
        QTest::newRow("an error as the only line")
            << lines({R"({"error":"unexpected server status: 502"})"}) << QString() << QString() << QString();
        QTest::newRow("a line that is not JSON")
            << lines({R"({"model":"m","message":{"content":"a"},"done":false})", "oops", lastLine}) << u"a"_s
            << QString() << u"stop"_s;
        QTest::newRow("a NUL between the bytes")
            << R"({"model":"m","message":{"content":"a"})"_ba + '\0' + "}\n"
            << QString() << QString() << QString();
        QTest::newRow("levels without end")
            << R"({"message":)"_ba + QByteArray(5000, '[') + QByteArray(5000, ']') + "}\n"
            << QString() << QString() << QString();
        QTest::newRow("a web page") << "<html><head><title>502 Bad Gateway</title></head></html>"_ba
                                    << QString() << QString() << QString();
        QTest::newRow("nothing at all") << QByteArray() << QString() << QString() << QString();
    }
    void streams()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(QString, reasoning);
        QFETCH(QString, finish);
        const StreamEvents events = Decoding::whole(adapter, bytes);
        const Answer answer = Decoding::answerOf(events);
        QCOMPARE(answer.text, text);
        QCOMPARE(answer.reasoning, reasoning);
        QCOMPARE(answer.finishReason ? QString(finishReasonName(*answer.finishReason)) : QString(), finish);
        QCOMPARE(answer.error.has_value(), finish.isEmpty() || finish == u"error"_s);
        QCOMPARE(Decoding::brokenRule(events), QString());
        QCOMPARE(Decoding::chunkingMatters(adapter, bytes, 2000), QString());
    }

    void toolCallsAreNumberedAndNamed()
    {
        // As older servers send them: each with index 0 or none, without an id, and as text.
        const Answer answer = Decoding::answerOf(Decoding::whole(
            adapter,
            lines(
                {R"({"model":"m","message":{"content":"","tool_calls":[{"function":{"index":0,"name":"add","arguments":{"b":2,"a":1}}}]},"done":false})",
                 "{\"model\":\"m\",\"message\":{\"content\":\"\",\"tool_calls\":[{\"id\":\"x9\",\"function\":"
                 "{\"index\":0,\"name\":\"now\",\"arguments\":{}}},{\"function\":{\"name\":\"say\","
                 "\"arguments\":\"{\\\"w\\\":\\\"hi\\\"}\"}}]},\"done\":false}",
                 lastLine})));
        QCOMPARE(answer.toolCalls.size(), 3);
        QCOMPARE(answer.toolCalls[0], (ToolCall{0, u"call_1"_s, u"add"_s, u"{\"b\":2,\"a\":1}"_s, false}));
        QCOMPARE(answer.toolCalls[1], (ToolCall{1, u"x9"_s, u"now"_s, u"{}"_s, false}));
        QCOMPARE(answer.toolCalls[2], (ToolCall{2, u"call_3"_s, u"say"_s, u"{\"w\":\"hi\"}"_s, false}));
        QCOMPARE(answer.finishReason, FinishReason::ToolCalls);
        QCOMPARE(answer.nativeFinishReason, u"stop"_s);
    }

    void theLastLineTellsUsageAndLoading()
    {
        const Answer answer = Decoding::answerOf(
            Decoding::whole(adapter, "{\"model\":\"m\",\"remote_host\":\"https://"
                                     "ollama.com:443\",\"message\":{\"content\":\"a\"},\"done\":true,\"done_"
                                     "reason\":\"stop\",\"load_duration\":12345678901,\"eval_count\":3}"));
        QCOMPARE(answer.usage.input, std::nullopt); // its prompt was still in the cache
        QCOMPARE(answer.usage.output, 3);
        QCOMPARE(answer.usageState, UsageState::Reported);
        QCOMPARE(answer.notes, QStringList{u"Test loaded the model first, which took 12.3 s."_s});
        QCOMPARE(answer.answeredModel, u"m"_s);
        QCOMPARE(answer.upstream, u"ollama.com"_s);
    }

    void requestsCarryWhatWasAskedAndNoMore()
    {
        ChatRequest request = simple(u"Hi \"there\" 漢字"_s);
        QCOMPARE(bodyOf(request).keys(), QStringList({u"messages"_s, u"model"_s, u"stream"_s}));
        request.system = u"Be brief."_s;
        request.maxTokens = 50;
        request.temperature = 0.5;
        request.topK = 3;
        request.seed = 42;
        request.stop = {u"END"_s};
        request.format.kind = ResponseFormat::Kind::JsonObject;
        request.messages[0].parts.append(picture());
        const QJsonObject body = bodyOf(request);
        QCOMPARE(body["messages"_L1][0]["role"_L1].toString(), u"system"_s);
        QCOMPARE(body["messages"_L1][1]["content"_L1].toString(), u"Hi \"there\" 漢字"_s);
        QCOMPARE(body["messages"_L1][1]["images"_L1][0].toString(),
                 QString::fromLatin1(picture().bytes.toBase64()));
        QCOMPARE(body["options"_L1].toObject(), (QJsonObject{{"temperature"_L1, 0.5},
                                                             {"top_k"_L1, 3},
                                                             {"seed"_L1, 42},
                                                             {"num_predict"_L1, 50},
                                                             {"stop"_L1, QJsonArray{u"END"_s}}}));
        QCOMPARE(body["format"_L1].toString(), u"json"_s);
    }

    void longPromptsAskForRoom()
    {
        QVERIFY(!bodyOf(simple())["options"_L1].toObject().contains("num_ctx"_L1));
        const int context = bodyOf(simple(u"word "_s.repeated(6000)))["options"_L1]["num_ctx"_L1].toInt();
        QVERIFY2(context >= 8192 && context <= 16384, qPrintable(QString::number(context)));
        QCOMPARE(context & (context - 1), 0);
        ChatRequest own = simple(u"word "_s.repeated(6000));
        own.extra = {{"options"_L1, QJsonObject{{"num_ctx"_L1, 5000}}}};
        QCOMPARE(bodyOf(own)["options"_L1]["num_ctx"_L1].toInt(), 5000);
    }

    void reasoningIsASwitchOrALevel_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<ReasoningEffort>("effort");
        QTest::addColumn<QJsonValue>("think");
        QTest::addColumn<int>("notes");
        QTest::newRow("on") << u"qwen3:4b"_s << ReasoningEffort::Medium << QJsonValue(true) << 0;
        QTest::newRow("off") << u"qwen3:4b"_s << ReasoningEffort::None << QJsonValue(false) << 0;
        QTest::newRow("an effort that the model can not be told")
            << u"qwen3:4b"_s << ReasoningEffort::High << QJsonValue(true) << 1;
        QTest::newRow("a level") << u"gpt-oss:20b"_s << ReasoningEffort::Max << QJsonValue(u"high"_s) << 0;
        QTest::newRow("a model that can not be switched off")
            << u"gpt-oss:20b"_s << ReasoningEffort::None << QJsonValue(u"low"_s) << 1;
    }
    void reasoningIsASwitchOrALevel()
    {
        QFETCH(QString, model);
        QFETCH(ReasoningEffort, effort);
        QFETCH(QJsonValue, think);
        QFETCH(int, notes);
        ChatRequest request = simple();
        request.model = model;
        request.reasoning.effort = effort;
        QCOMPARE(bodyOf(request)["think"_L1], think);
        QCOMPARE(adapter.encode(request, Decoding::vendor())->notes.size(), notes);
    }

    void whatTheWireDoesNotTakeIsSaidOrRefused()
    {
        ChatRequest request = simple();
        request.tools = {{.name = u"add"_s, .description = {}, .parameters = {}}};
        request.toolChoice.mode = ToolChoice::Mode::Required;
        request.parallelToolCalls = false;
        const auto wire = adapter.encode(request, Decoding::vendor());
        QCOMPARE(wire->notes.size(), 2);
        QVERIFY(wire->notes[0].contains("tool_choice"_L1));
        QVERIFY(wire->notes[1].contains("parallel_tool_calls"_L1));
        request.strict = true;
        QCOMPARE(adapter.encode(request, Decoding::vendor()).error().kind, ErrorKind::InvalidRequest);
        request.toolChoice.mode = ToolChoice::Mode::None;
        request.parallelToolCalls.reset();
        QVERIFY(!bodyOf(request).contains("tools"_L1));
    }

    void attachmentsThatTheWireHasNoPlaceForAreRefused()
    {
        ChatRequest request = simple();
        ContentPart part;
        part.kind = ContentPart::Kind::Image;
        part.url = u"https://example.org/a.png"_s;
        request.messages[0].parts.append(part);
        QCOMPARE(adapter.encode(request, Decoding::vendor()).error().kind, ErrorKind::InvalidRequest);
        part = {};
        part.kind = ContentPart::Kind::Document;
        part.mimeType = "application/pdf";
        part.bytes = "%PDF";
        request.messages[0].parts.last() = part;
        QCOMPARE(adapter.encode(request, Decoding::vendor()).error().kind, ErrorKind::InvalidRequest);
        part.mimeType = "text/plain";
        part.fileName = u"notes.txt"_s;
        request.messages[0].parts.last() = part;
        const QString content = bodyOf(request)["messages"_L1][0]["content"_L1].toString();
        QVERIFY(content.contains("notes.txt"_L1) && content.contains("%PDF"_L1));
        request = simple();
        request.messages[0].parts.append(picture());
        request.capabilities.imageInput = false;
        QCOMPARE(adapter.encode(request, Decoding::vendor()).error().kind, ErrorKind::InvalidRequest);
    }

    void requestsReadBackAsWritten()
    {
        ChatRequest request = simple();
        request.system = u"Be brief."_s;
        request.messages[0].parts.append(picture());
        ChatMessage asked;
        asked.role = ChatMessage::Role::Assistant;
        asked.reasoning = {{u"hm"_s, {}}};
        asked.toolCalls = {{0, u"c1"_s, u"add"_s, u"{\"a\":1,\"b\":2}"_s, false}};
        ChatMessage told = ChatMessage::ofText(ChatMessage::Role::Tool, u"3"_s);
        told.toolCallId = u"c1"_s;
        told.toolName = u"add"_s;
        request.messages += {asked, told};
        request.maxTokens = 50;
        request.temperature = 0.5;
        request.topP = 0.25;
        request.topK = 3;
        request.frequencyPenalty = 0.5;
        request.presencePenalty = -1;
        request.seed = 42;
        request.stop = {u"END"_s, u"."_s};
        request.reasoning.effort = ReasoningEffort::Medium;
        request.format = {
            .kind = ResponseFormat::Kind::JsonSchema, .name = {}, .schema = {{"type"_L1, "object"_L1}}};
        request.tools = {{.name = u"add"_s,
                          .description = u"Adds."_s,
                          .parameters = {{"type"_L1, "object"_L1}, {"required"_L1, QJsonArray{u"a"_s}}}}};
        request.stream = false;
        request.extra = {{"keep_alive"_L1, "5m"_L1},
                         {"options"_L1, QJsonObject{{"mirostat"_L1, 1}, {"num_ctx"_L1, 8192}}}};
        const auto wire = adapter.encode(request, Decoding::vendor());
        QVERIFY(wire->notes.isEmpty());
        const auto read = adapter.readRequest(wire->path, wire->body);
        QVERIFY(read);
        QCOMPARE(*read, request);
    }

    void clientsThatNameNoCallsGetNames()
    {
        const auto read = adapter.readRequest(
            "/api/chat",
            R"({"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{}}},{"function":{"name":"b","arguments":{}}}]},{"role":"tool","tool_name":"b","content":"B"},{"role":"tool","content":"A"}]})");
        QVERIFY(read);
        QVERIFY(read->stream); // the wire's default
        QCOMPARE(read->messages[1].toolCalls[1].id, u"call_2"_s);
        QCOMPARE(read->messages[2].toolCallId, u"call_2"_s);
        QCOMPARE(read->messages[3].toolCallId, u"call_1"_s);
        QCOMPARE(read->messages[3].toolName, u"a"_s);
    }

    void badRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no JSON") << "hello"_ba;
        QTest::newRow("an array") << "[1]"_ba;
        QTest::newRow("no model") << R"({"messages":[{"role":"user","content":"x"}]})"_ba;
        QTest::newRow("no messages") << R"({"model":"m","messages":[]})"_ba;
        QTest::newRow("a picture that is none")
            << R"({"model":"m","messages":[{"role":"user","content":"x","images":["%%"]}]})"_ba;
        QTest::newRow("levels without end") << R"({"model":)"_ba + QByteArray(100'000, '[');
    }
    void badRequestsAreRefused()
    {
        QFETCH(QByteArray, body);
        const auto read = adapter.readRequest("/api/chat", body);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::InvalidRequest);
    }

    void answersReadBackAsWritten_data()
    {
        QTest::addColumn<StreamEvents>("events");
        const Usage usage{.input = 7,
                          .cachedInput = {},
                          .cacheWrite = {},
                          .output = 5,
                          .reasoning = {},
                          .reportedCost = {}};
        QTest::newRow("text and reasoning") << StreamEvents{Started{},
                                                            ReasoningDelta{u"hm"_s, {}},
                                                            TextDelta{u"Hel"_s},
                                                            TextDelta{u"lo 漢"_s},
                                                            UsageReport{usage, UsageState::Reported},
                                                            Finished{FinishReason::Stop, u"end_turn"_s}};
        QTest::newRow("an answer that reached its limit")
            << StreamEvents{TextDelta{u"a"_s}, Finished{FinishReason::Length, {}}};
        QTest::newRow("filtered") << StreamEvents{TextDelta{u"a"_s},
                                                  Finished{FinishReason::ContentFilter, {}}};
        QTest::newRow("tool calls in pieces")
            << StreamEvents{TextDelta{u"a"_s},
                            ToolCallDelta{0, u"c1"_s, u"add"_s, {}, false},
                            ToolCallDelta{0, {}, {}, u"{\"a\":"_s, false},
                            ToolCallDelta{0, {}, {}, u"1}"_s, false},
                            ToolCallDelta{1, u"c2"_s, u"now"_s, u"{}"_s, false},
                            Finished{FinishReason::ToolCalls, {}}};
        QTest::newRow("a picture") << StreamEvents{ImageDelta{"image/png", "\x89PNG"_ba},
                                                   Finished{FinishReason::Stop, {}}};
        QTest::newRow("a failure") << StreamEvents{
            TextDelta{u"half"_s}, Failed{Error{ErrorKind::Overloaded, u"Too busy."_s, {}, {}}}};
    }
    void answersReadBackAsWritten()
    {
        QFETCH(StreamEvents, events);
        const ServedHead head{.id = u"1"_s, .model = u"served"_s, .createdS = 1'800'000'000};
        const auto encoder = adapter.encoder(head);
        QByteArray bytes = encoder->begin();
        for (const StreamEvent &event : events)
            bytes += encoder->encode(event);
        const Answer sent = Decoding::answerOf(events);
        QCOMPARE(Decoding::chunkingMatters(adapter, bytes, 2000), QString());
        QList<QByteArray> bodies{bytes};
        if (!sent.error)
            bodies.append(adapter.wholeAnswer(sent, head));
        for (const QByteArray &body : std::as_const(bodies)) {
            const Answer got = Decoding::answerOf(Decoding::whole(adapter, body));
            QCOMPARE(got.text, sent.text);
            QCOMPARE(got.reasoning, sent.reasoning);
            QCOMPARE(got.toolCalls, sent.toolCalls);
            QCOMPARE(got.images, sent.images);
            QCOMPARE(got.usage, sent.usage);
            QCOMPARE(got.finishReason, sent.finishReason);
            QCOMPARE(got.error.has_value(), sent.error.has_value());
            if (!sent.error)
                QCOMPARE(got.answeredModel, u"served"_s);
        }
    }

    void aCallThatWasCutIsNotServed()
    {
        const auto encoder = adapter.encoder({});
        QByteArray bytes = encoder->encode(ToolCallDelta{0, u"c"_s, u"rm"_s, u"{\"path\":\"/ho"_s, false});
        bytes += encoder->encode(Finished{FinishReason::Length, {}});
        const Answer answer = Decoding::answerOf(Decoding::whole(adapter, bytes));
        QVERIFY(answer.toolCalls.isEmpty());
        QCOMPARE(answer.finishReason, FinishReason::Length);
    }

    void errorsAreSorted_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("a model that is not pulled")
            << 404 << R"({"error":"model 'x:latest' not found"})"_ba << ErrorKind::NotFound;
        QTest::newRow("a model that can not think")
            << 400 << "{\"error\":\"\\\"llama3\\\" does not support thinking\"}"_ba
            << ErrorKind::InvalidRequest;
        QTest::newRow("no key for the cloud")
            << 401 << R"({"error":"unauthorized"})"_ba << ErrorKind::Authentication;
        QTest::newRow("too many requests")
            << 429 << R"({"error":"too many requests"})"_ba << ErrorKind::RateLimited;
        QTest::newRow("a busy server")
            << 503 << R"({"error":"server busy, please try again."})"_ba << ErrorKind::Overloaded;
        QTest::newRow("a crashed runner")
            << 500 << R"({"error":"llama runner process has terminated"})"_ba << ErrorKind::Server;
        QTest::newRow("a cloud model out of reach")
            << 502 << R"({"error":"bad gateway"})"_ba << ErrorKind::Server;
    }
    void errorsAreSorted()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        const Error error = adapter.errorFrom(Decoding::vendor(), status, {}, body);
        QCOMPARE(errorKindName(error.kind), errorKindName(kind));
        const Error served = adapter.errorFrom(Decoding::vendor(), statusFor(kind), {},
                                               adapter.errorBody(error, statusFor(kind)));
        QCOMPARE(errorKindName(served.kind), errorKindName(kind));
        QVERIFY(served.message.contains(error.message));
    }

    void modelListsAreRead()
    {
        QCOMPARE(adapter.modelsPath(Decoding::vendor()), "/api/tags"_ba);
        const auto page = adapter.readModels(
            Decoding::vendor(),
            R"({"models":[{"name":"qwen3:4b","model":"qwen3:4b","details":{"family":"qwen3","families":["qwen3"]}},{"name":"minilm:latest","model":"minilm:latest","details":{"family":"bert","families":["bert"]}},{"name":"llava:latest","details":{"family":"llama","families":["llama","clip"]}},{"name":""}]})");
        QVERIFY(page);
        QCOMPARE(page->models.size(), 3);
        QCOMPARE(page->models[0].id, u"qwen3:4b"_s);
        QVERIFY(page->models[0].chat);
        QVERIFY(!page->models[1].chat);
        QCOMPARE(page->models[2].id, u"llava:latest"_s);
        QCOMPARE(page->models[2].capabilities.imageInput, true);
        QVERIFY(page->nextPath.isEmpty());
        QCOMPARE(adapter.readModels(Decoding::vendor(), R"({"error":"Unexpected endpoint"})").error().kind,
                 ErrorKind::Protocol);
    }
};

QTEST_GUILESS_MAIN(TestOllamaAdapter)
#include "tst_ollamaadapter.moc"
