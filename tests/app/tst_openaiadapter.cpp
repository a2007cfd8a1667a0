// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaiadapter.h"
#include "app/stream/answer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

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

const Vendor &known(QStringView slug)
{
    return *findVendor(slug);
}

ChatRequest simple()
{
    ChatRequest request;
    request.model = u"m-1"_s;
    request.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"Hi"_s)};
    return request;
}

/// \p asked, an answer that calls two tools, and what came of the first.
ChatRequest toolTurns(const ChatMessage &asked)
{
    ChatMessage called = ChatMessage::ofText(ChatMessage::Role::Assistant, u"Wait."_s);
    called.reasoning = {{u"I look it up."_s, {}}};
    called.toolCalls = {
        {.index = 0, .id = u"call_1"_s, .name = u"look"_s, .arguments = u"{\"x\":1}"_s, .server = false},
        {.index = 1, .id = u"call_2"_s, .name = u"go"_s, .arguments = u"{}"_s, .server = false}};
    ChatMessage result = ChatMessage::ofText(ChatMessage::Role::Tool, u"42"_s);
    result.toolCallId = u"call_1"_s;
    ChatRequest request = simple();
    request.messages = {asked, called, result};
    return request;
}

QJsonObject sent(const ChatRequest &request, const Vendor &to = vendor())
{
    const auto wire = OpenAiAdapter().encode(request, to);
    return wire ? QJsonDocument::fromJson(wire->body).object() : QJsonObject();
}

void compareAnswers(const Answer &found, const Answer &expected)
{
    QCOMPARE(found.text, expected.text);
    QCOMPARE(found.reasoning, expected.reasoning);
    QCOMPARE(found.refusal, expected.refusal);
    QCOMPARE(found.toolCalls, expected.toolCalls);
    QCOMPARE(found.images, expected.images);
    QCOMPARE(found.citations, expected.citations);
    QCOMPARE(found.usage, expected.usage);
    QCOMPARE(found.finishReason, expected.finishReason);
    QCOMPARE(found.error.has_value(), expected.error.has_value());
    if (found.error)
        QCOMPARE(errorKindName(found.error->kind), errorKindName(expected.error->kind));
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

    void callsAreToldApart_data()
    {
        QTest::addColumn<QByteArrayList>("fragments"); // one a chunk
        QTest::addColumn<QStringList>("calls");        // name and arguments
        using Frames = QByteArrayList;
        const QString tokyo = u"weather {\"city\":\"Tokyo\"}"_s;
        const QString oslo = u"time {\"city\":\"Oslo\"}"_s;
        const QByteArray first =
            R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\u0022city\u0022:\u0022Tokyo\u0022}"}})";
        QTest::newRow("one index, new ids and names")
            << Frames{first,
                      R"({"index":0,"id":"b","function":{"name":"time","arguments":"{\u0022city\u0022:\u0022Oslo\u0022}"}})"}
            << QStringList{tokyo, oslo};
        QTest::newRow("one index, new ids, the same name")
            << Frames{first,
                      R"({"index":0,"id":"b","function":{"name":"weather","arguments":"{\u0022city\u0022:\u0022Oslo\u0022}"}})"}
            << QStringList{tokyo, u"weather {\"city\":\"Oslo\"}"_s};
        QTest::newRow("no index")
            << Frames{R"({"id":"a","function":{"name":"weather","arguments":"{\u0022city\u0022:\u0022Tokyo\u0022}"}})",
                      R"({"index":null,"id":"b","function":{"name":"time","arguments":"{\u0022city\u0022:\u0022Oslo\u0022}"}})"}
            << QStringList{tokyo, oslo};
        QTest::newRow("a new id with every fragment")
            << Frames{R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\u0022city\u0022:"}})",
                      R"({"index":0,"id":"b","function":{"arguments":"\u0022Tokyo\u0022}"}})"}
            << QStringList{tokyo};
        QTest::newRow("the name again with every fragment")
            << Frames{R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\u0022city\u0022:"}})",
                      R"({"index":0,"id":"a","function":{"name":"weather","arguments":"\u0022Tokyo\u0022}"}})"}
            << QStringList{tokyo};
        QTest::newRow("the name late")
            << Frames{R"({"index":0,"id":"a","function":{"arguments":"{\u0022city\u0022:"}})",
                      R"({"index":0,"function":{"name":"weather","arguments":"\u0022Tokyo\u0022}"}})"}
            << QStringList{tokyo};
        QTest::newRow("two fragments of one index in one chunk")
            << Frames{R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\u0022city\u0022:"}},)"
                      R"({"index":0,"function":{"arguments":"\u0022Tokyo\u0022}"}})"}
            << QStringList{tokyo};
        QTest::newRow("said again as a whole") << Frames{first, first} << QStringList{tokyo};
        QTest::newRow("pieces that alternate")
            << Frames{R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\u0022city\u0022:"}})",
                      R"({"index":1,"id":"b","function":{"name":"time","arguments":"{\u0022city\u0022:"}})",
                      R"({"index":0,"function":{"arguments":"\u0022Tokyo\u0022}"}})",
                      R"({"index":1,"function":{"arguments":"\u0022Oslo\u0022}"}})"}
            << QStringList{tokyo, oslo};
    }
    void callsAreToldApart()
    {
        QFETCH(QByteArrayList, fragments);
        QFETCH(QStringList, calls);
        QByteArray bytes;
        for (const QByteArray &one : std::as_const(fragments))
            bytes += R"(data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[)" + one + "]}}]}\n\n";
        bytes += R"(data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
                 "\n\ndata: [DONE]\n\n";
        const Answer answer = answerOf(decode(bytes, bytes.size()));
        QStringList found;
        for (const ToolCall &call : answer.toolCalls)
            found.append(call.name + u' ' + call.arguments);
        QCOMPARE(found, calls);
        QCOMPARE(answer.finishReason, FinishReason::ToolCalls);
    }

    void textStandsInTheMessageBesideAnEmptyDelta_data()
    {
        QTest::addColumn<QByteArray>("delta");
        for (const char *delta : {"null", "{}", R"({"role":"assistant","content":""})"})
            QTest::newRow(delta) << QByteArray(delta);
    }
    void textStandsInTheMessageBesideAnEmptyDelta()
    {
        QFETCH(QByteArray, delta);
        const QByteArray bytes =
            R"({"id":"1","choices":[{"index":0,"delta":)" + delta +
            R"(,"message":{"role":"assistant","content":"all"},"finish_reason":"stop"}]})";
        QCOMPARE(answerOf(decode(bytes, bytes.size())).text, u"all"_s);
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
        const Answer answer =
            answerOf(decode("data: " + chunk + "\n\ndata: [DONE]\n\n", 1000, {.reportsCost = true}));
        QCOMPARE(answer.usage, expected);
        QCOMPARE(answer.usageState, expected.output ? UsageState::Reported : UsageState::Estimated);
    }

    void costIsOnlyTakenWhereItIsTheTruth()
    {
        const Answer answer = answerOf(decode(
            "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"cost\":0.5}}\n\n", 1000));
        QVERIFY(!answer.usage.reportedCost);
    }

    // --- requests

    void attachmentsAndToolTurnsAreSent()
    {
        ContentPart picture;
        picture.kind = ContentPart::Kind::Image;
        picture.mimeType = "image/png";
        picture.bytes = "fake";
        ContentPart linked;
        linked.kind = ContentPart::Kind::Image;
        linked.url = u"https://example.org/a.jpg"_s;
        ContentPart pdf;
        pdf.kind = ContentPart::Kind::Document;
        pdf.mimeType = "application/pdf";
        pdf.bytes = "%PDF";
        pdf.fileName = u"bill.pdf"_s;
        ChatMessage asked = ChatMessage::ofText(ChatMessage::Role::User, u"What is it?"_s);
        asked.parts += {picture, linked, pdf};
        ChatRequest request = toolTurns(asked);
        request.messages[1].toolCalls[1].arguments.clear();
        const QJsonObject body = sent(request);
        const QJsonArray parts = body["messages"_L1][0]["content"_L1].toArray();
        QCOMPARE(parts.size(), 4);
        QCOMPARE(parts[0]["text"_L1].toString(), u"What is it?"_s);
        QCOMPARE(parts[1]["image_url"_L1]["url"_L1].toString(), u"data:image/png;base64,ZmFrZQ=="_s);
        QCOMPARE(parts[2]["image_url"_L1]["url"_L1].toString(), linked.url);
        QCOMPARE(parts[3]["type"_L1].toString(), u"file"_s);
        QCOMPARE(parts[3]["file"_L1]["filename"_L1].toString(), u"bill.pdf"_s);
        QCOMPARE(parts[3]["file"_L1]["file_data"_L1].toString(), u"data:application/pdf;base64,JVBERg=="_s);
        const QJsonValue called = body["messages"_L1][1];
        QCOMPARE(called["tool_calls"_L1][0]["id"_L1].toString(), u"call_1"_s);
        QCOMPARE(called["tool_calls"_L1][0]["type"_L1].toString(), u"function"_s);
        QCOMPARE(called["tool_calls"_L1][0]["function"_L1]["arguments"_L1].toString(), u"{\"x\":1}"_s);
        QCOMPARE(called["tool_calls"_L1][1]["function"_L1]["arguments"_L1].toString(), u"{}"_s); // never ""
        QCOMPARE(called["reasoning_content"_L1].toString(), u"I look it up."_s);
        QCOMPARE(body["messages"_L1][2]["role"_L1].toString(), u"tool"_s);
        QCOMPARE(body["messages"_L1][2]["tool_call_id"_L1].toString(), u"call_1"_s);
        QCOMPARE(body["messages"_L1][2]["content"_L1].toString(), u"42"_s);
    }

    void attachmentsThatAnOfferDoesNotTakeAreRefused()
    {
        ContentPart picture;
        picture.kind = ContentPart::Kind::Image;
        picture.url = u"https://example.org/a.jpg"_s;
        ChatRequest request = simple();
        request.messages[0].parts.append(picture);
        request.capabilities.imageInput = false;
        const auto refused = OpenAiAdapter().encode(request, vendor());
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::InvalidRequest);
        request.capabilities.imageInput.reset();
        QVERIFY(OpenAiAdapter().encode(request, vendor()));
    }

    void toolsAndFormatsAreSent()
    {
        ChatRequest request = simple();
        request.tools = {{.name = u"look"_s,
                          .description = u"Looks."_s,
                          .parameters = {{"type"_L1, "object"_L1}},
                          .strict = true},
                         {.name = u"go"_s, .description = {}, .parameters = {}, .strict = false}};
        request.toolChoice = {ToolChoice::Mode::Named, u"go"_s};
        request.parallelToolCalls = false;
        request.format = {.kind = ResponseFormat::Kind::JsonSchema,
                          .name = u"shape"_s,
                          .schema = {{"type"_L1, "object"_L1}},
                          .strict = true};
        QJsonObject body = sent(request);
        QCOMPARE(body["tools"_L1][0]["function"_L1]["strict"_L1].toBool(), true);
        QCOMPARE(body["tools"_L1][1]["function"_L1].toObject().keys(),
                 QStringList({u"name"_s, u"parameters"_s}));
        QCOMPARE(body["tool_choice"_L1]["function"_L1]["name"_L1].toString(), u"go"_s);
        QCOMPARE(body.value("parallel_tool_calls"_L1), QJsonValue(false));
        QCOMPARE(body["response_format"_L1]["json_schema"_L1]["name"_L1].toString(), u"shape"_s);
        QCOMPARE(body["response_format"_L1]["json_schema"_L1]["strict"_L1].toBool(), true);
        body = sent(request, known(u"zai"));
        QVERIFY(!body.contains("tool_choice"_L1));
        QVERIFY(body.contains("tools"_L1));
        request.capabilities.tools = false;
        body = sent(request);
        QVERIFY(!body.contains("tools"_L1) && !body.contains("tool_choice"_L1));
    }

    void reasoningIsAskedForAsEachVendorKnowsIt_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QString>("asked"); // an effort, or a number of tokens
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *slug, const char *asked, const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(slug) << QString::fromLatin1(asked)
                                << QByteArray(expected);
        };
        row("OpenAI, an effort", "openai", "high", R"({"reasoning_effort":"high"})");
        row("OpenAI, none", "openai", "none", R"({"reasoning_effort":"none"})");
        row("OpenAI, no budgets", "openai", "2000", R"({})");
        row("Groq, an effort above its own", "groq", "max", R"({"reasoning_effort":"high"})");
        row("OpenRouter, an effort", "openrouter", "xhigh", R"({"reasoning":{"effort":"xhigh"}})");
        row("OpenRouter, a budget", "openrouter", "2000", R"({"reasoning":{"max_tokens":2000}})");
        row("DeepSeek, an effort", "deepseek", "high",
            R"({"thinking":{"type":"enabled"},"reasoning_effort":"high"})");
        row("DeepSeek, none", "deepseek", "none", R"({"thinking":{"type":"disabled"}})");
        row("Moonshot, an effort", "moonshotai", "high", R"({"thinking":{"type":"enabled"}})");
        row("Moonshot, none", "moonshotai-cn", "none", R"({"thinking":{"type":"disabled"}})");
        row("Moonshot, a budget", "moonshotai", "2000", R"({"thinking":{"type":"enabled"}})");
        row("Z.ai, none", "zai", "none", R"({"thinking":{"type":"disabled"}})");
        row("Fireworks, an effort", "fireworks-ai", "low", R"({"reasoning_effort":"low"})");
        row("Fireworks, a budget", "fireworks-ai", "2000",
            R"({"thinking":{"type":"enabled","budget_tokens":2000}})");
        row("Fireworks, less than its least budget", "fireworks-ai", "5",
            R"({"thinking":{"type":"enabled","budget_tokens":1024}})");
        row("Fireworks, none", "fireworks-ai", "none", R"({"thinking":{"type":"disabled"}})");
        row("Qwen, an effort", "alibaba", "medium", R"({"enable_thinking":true})");
        row("Qwen, a budget", "alibaba", "2000", R"({"enable_thinking":true,"thinking_budget":2000})");
        row("Qwen, none", "alibaba", "none", R"({"enable_thinking":false})");
        row("MiniMax, no switch", "minimax", "high", R"({})");
        row("LM Studio, no switch", "lmstudio", "high", R"({})");
    }
    void reasoningIsAskedForAsEachVendorKnowsIt()
    {
        QFETCH(QString, slug);
        QFETCH(QString, asked);
        QFETCH(QByteArray, expected);
        const QJsonObject plain = sent(simple(), known(slug));
        ChatRequest request = simple();
        request.reasoning.effort = effortFromName(asked);
        if (!request.reasoning.effort)
            request.reasoning.budgetTokens = asked.toInt();
        QJsonObject added = sent(request, known(slug));
        for (const QString &name : plain.keys())
            added.remove(name);
        QCOMPARE(added, QJsonDocument::fromJson(expected).object());
        // Whatever was asked for and is not in the body has a note.
        const auto wire = OpenAiAdapter().encode(request, known(slug));
        QVERIFY(!added.isEmpty() || !wire->notes.isEmpty());
    }

    void qwenThinksInStreamsAlone()
    {
        ChatRequest request = simple();
        request.stream = false;
        request.capabilities.reasoning = true;
        QCOMPARE(sent(request, known(u"alibaba")).value("enable_thinking"_L1), QJsonValue(false));
        request.reasoning.effort = ReasoningEffort::High;
        const auto wire = OpenAiAdapter().encode(request, known(u"alibaba-cn"));
        QCOMPARE(QJsonDocument::fromJson(wire->body)["enable_thinking"_L1], QJsonValue(false));
        QVERIFY(!wire->notes.isEmpty());
        QCOMPARE(sent(request, known(u"siliconflow")).value("enable_thinking"_L1), QJsonValue(true));
    }

    void openAisReasonersTakeTheDefaultsAlone_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<std::optional<bool>>("told"); // by the catalog
        QTest::addColumn<bool>("pinned");
        using Told = std::optional<bool>;
        QTest::newRow("a chat model") << u"gpt-4o"_s << Told() << false;
        QTest::newRow("the chat model of a family of reasoners") << u"gpt-5-chat-latest"_s << Told() << false;
        QTest::newRow("a reasoner") << u"gpt-5-mini"_s << Told() << true;
        QTest::newRow("a reasoner of old") << u"o3-mini"_s << Told() << true;
        QTest::newRow("a newer one") << u"gpt-5.4-nano"_s << Told() << true;
        QTest::newRow("one that the catalog knows to take it") << u"gpt-5.9"_s << Told(true) << false;
        QTest::newRow("one that the catalog knows not to") << u"new-thing"_s << Told(false) << true;
    }
    void openAisReasonersTakeTheDefaultsAlone()
    {
        QFETCH(QString, model);
        QFETCH(std::optional<bool>, told);
        QFETCH(bool, pinned);
        ChatRequest request = simple();
        request.model = model;
        request.capabilities.temperature = told;
        request.temperature = 0.5;
        request.topP = 0.9;
        request.presencePenalty = 1;
        request.stop = {u"END"_s};
        request.seed = 7;
        const auto wire = OpenAiAdapter().encode(request, known(u"openai"));
        const QJsonObject body = QJsonDocument::fromJson(wire->body).object();
        for (const auto name : {"temperature"_L1, "top_p"_L1, "presence_penalty"_L1, "stop"_L1})
            QCOMPARE(body.contains(name), !pinned);
        QCOMPARE(body["seed"_L1].toInt(), 7);
        QCOMPARE(wire->notes.size(), pinned ? 4 : 0);
        request.strict = true;
        const auto strict = OpenAiAdapter().encode(request, known(u"openai"));
        QCOMPARE(strict.has_value(), !pinned);
        if (!strict) {
            QCOMPARE(strict.error().kind, ErrorKind::InvalidRequest);
            QVERIFY(strict.error().message.contains(u"temperature"_s));
        }
    }

    void aStrangersFieldsAreLeftOutWhereTheyCostA400_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QStringList>("passed");
        const auto row = [](const char *slug, const QStringList &passed) {
            QTest::newRow(slug) << QString::fromLatin1(slug) << passed;
        };
        row("openai", {u"logit_bias"_s, u"min_p"_s, u"reasoning_format"_s, u"safe_prompt"_s, u"store"_s});
        row("openrouter", {u"logit_bias"_s, u"min_p"_s, u"reasoning_format"_s, u"safe_prompt"_s, u"store"_s});
        row("deepseek", {u"logit_bias"_s, u"min_p"_s, u"reasoning_format"_s, u"safe_prompt"_s});
        row("mistral", {u"safe_prompt"_s});
        row("groq", {u"reasoning_format"_s});
        row("cerebras", {u"logit_bias"_s});
    }
    void aStrangersFieldsAreLeftOutWhereTheyCostA400()
    {
        QFETCH(QString, slug);
        QFETCH(QStringList, passed);
        ChatRequest request = simple();
        request.extra = {{"safe_prompt"_L1, true},
                         {"reasoning_format"_L1, "parsed"_L1},
                         {"store"_L1, true},
                         {"logit_bias"_L1, QJsonObject()},
                         {"min_p"_L1, 0.1}};
        const auto wire = OpenAiAdapter().encode(request, known(slug));
        const QJsonObject body = QJsonDocument::fromJson(wire->body).object();
        QStringList found;
        for (const QString &name : request.extra.keys()) {
            if (body.contains(name))
                found.append(name);
        }
        QCOMPARE(found, passed);
        QCOMPARE(wire->notes.size(), request.extra.size() - passed.size());
        Vendor own = known(slug); // a server that the person named
        own.custom = true;
        QVERIFY(OpenAiAdapter().encode(request, own)->notes.isEmpty());
        request.extra = {{"model"_L1, "theirs"_L1}};
        QCOMPARE(sent(request, known(u"openrouter"))["model"_L1].toString(), u"m-1"_s);
    }

    void cacheMarksGoWhereTheyAreUnderstood()
    {
        ChatRequest request = simple();
        request.system = u"Be brief."_s;
        request.systemCacheMark = true;
        request.messages[0].parts[0].cacheMark = true;
        const QJsonObject marked = sent(request, known(u"openrouter"));
        for (int i : {0, 1})
            QCOMPARE(marked["messages"_L1][i]["content"_L1][0]["cache_control"_L1]["type"_L1].toString(),
                     u"ephemeral"_s);
        const auto wire = OpenAiAdapter().encode(request, known(u"mistral"));
        QVERIFY(!wire->body.contains("cache_control"));
        QCOMPARE(QJsonDocument::fromJson(wire->body)["messages"_L1][1]["content"_L1].toString(), u"Hi"_s);
        QCOMPARE(wire->notes.size(), 1);
        request.strict = true; // a mark saves money and changes no answer
        QVERIFY(OpenAiAdapter().encode(request, known(u"mistral")));
    }

    void mistralsIdsAndFields()
    {
        ChatRequest request = toolTurns(ChatMessage::ofText(ChatMessage::Role::User, u"Hi"_s));
        request.seed = 7;
        const QJsonObject body = sent(request, known(u"mistral"));
        static const QRegularExpression nine(u"^[A-Za-z0-9]{9}$"_s);
        const QString id = body["messages"_L1][1]["tool_calls"_L1][0]["id"_L1].toString();
        QVERIFY(nine.match(id).hasMatch());
        QCOMPARE(body["messages"_L1][2]["tool_call_id"_L1].toString(), id);
        const QString other = body["messages"_L1][1]["tool_calls"_L1][1]["id"_L1].toString();
        QVERIFY(nine.match(other).hasMatch() && other != id);
        QVERIFY(!body["messages"_L1][1].toObject().contains("reasoning_content"_L1));
        QCOMPARE(body["random_seed"_L1].toInt(), 7);
        QVERIFY(!body.contains("seed"_L1) && !body.contains("stream_options"_L1));
        request.messages[1].toolCalls[0].id = u"AbCdEf012"_s; // its own
        QCOMPARE(sent(request, known(u"mistral"))["messages"_L1][1]["tool_calls"_L1][0]["id"_L1].toString(),
                 u"AbCdEf012"_s);
    }

    void turnsAlternateWhereTheyMust()
    {
        ChatRequest request = simple();
        request.messages.append(ChatMessage::ofText(ChatMessage::Role::User, u"Are you there?"_s));
        request.messages.append(ChatMessage::ofText(ChatMessage::Role::Assistant, u"Yes"_s));
        request.messages.append(ChatMessage::ofText(ChatMessage::Role::User, u"Good"_s));
        const QJsonArray joined = sent(request, known(u"perplexity"))["messages"_L1].toArray();
        QCOMPARE(joined.size(), 3);
        QCOMPARE(joined[0]["content"_L1].toString(), u"Hi\n\nAre you there?"_s);
        QCOMPARE(sent(request)["messages"_L1].toArray().size(), 4);
    }

    void openRouterIsToldOurName()
    {
        const auto wire = OpenAiAdapter().encode(simple(), known(u"openrouter"));
        QCOMPARE(wire->headers.value("X-OpenRouter-Title"_L1).toByteArray(), "Crossroads"_ba);
        QVERIFY(!wire->headers.contains("HTTP-Referer"_L1));
        QVERIFY(!OpenAiAdapter().encode(simple(), known(u"groq"))->headers.contains("X-OpenRouter-Title"_L1));
    }

    // --- the serving side

    void aRequestReadsBackAsItWasWritten()
    {
        ContentPart picture;
        picture.kind = ContentPart::Kind::Image;
        picture.mimeType = "image/png";
        picture.bytes = QByteArray("\0\xff fake", 7);
        ContentPart pdf;
        pdf.kind = ContentPart::Kind::Document;
        pdf.mimeType = "application/pdf";
        pdf.bytes = "%PDF";
        pdf.fileName = u"bill.pdf"_s;
        ChatMessage asked = ChatMessage::ofText(ChatMessage::Role::User, u"Hi 漢😀 \"there\""_s);
        asked.parts[0].cacheMark = true;
        asked.parts += {picture, pdf};
        ChatRequest request = toolTurns(asked);
        request.system = u"Be brief."_s;
        request.systemCacheMark = true;
        request.maxTokens = 50;
        request.temperature = 0.5;
        request.topP = 0.25;
        request.frequencyPenalty = -1;
        request.presencePenalty = 1.5;
        request.stop = {u"a"_s, u"b"_s};
        request.seed = 9'007'199'254'740'993; // beyond what a double holds
        request.reasoning.effort = ReasoningEffort::Low;
        request.format = {.kind = ResponseFormat::Kind::JsonSchema,
                          .name = u"shape"_s,
                          .schema = {{"type"_L1, "object"_L1}},
                          .strict = false};
        request.tools = {{.name = u"look"_s,
                          .description = u"Looks."_s,
                          .parameters = {{"type"_L1, "object"_L1}},
                          .strict = true}};
        request.toolChoice.mode = ToolChoice::Mode::Required;
        request.parallelToolCalls = true;
        request.extra = {{"logit_bias"_L1, QJsonObject{{"7"_L1, 1}}}};
        Vendor own = vendor();
        own.custom = true;
        const OpenAiAdapter adapter;
        const auto wire = adapter.encode(request, own);
        QVERIFY(wire && wire->notes.isEmpty());
        const auto again = adapter.readRequest(wire->path, wire->body);
        QVERIFY(again);
        QCOMPARE(again->messages, request.messages);
        QCOMPARE(*again, request);
    }

    void anAnswerReadsBackAsItWasWritten_data()
    {
        QTest::addColumn<StreamEvents>("events");
        const Usage usage{.input = 100,
                          .cachedInput = 60,
                          .cacheWrite = 5,
                          .output = 50,
                          .reasoning = 20,
                          .reportedCost = {}};
        QTest::newRow("text with reasoning and usage")
            << StreamEvents{ReasoningDelta{u"hm "_s, {}},
                            ReasoningDelta{u"so"_s, {}},
                            TextDelta{u"Hello 漢😀\n\n"_s},
                            TextDelta{u"world \"quoted\""_s},
                            UsageReport{usage, UsageState::Reported},
                            Finished{FinishReason::Stop, u"stop"_s}};
        QTest::newRow("tool calls in pieces")
            << StreamEvents{ToolCallDelta{0, u"call_1"_s, u"look"_s, {}, false},
                            ToolCallDelta{0, {}, {}, u"{\"x\""_s, false},
                            ToolCallDelta{0, {}, {}, u":1}"_s, false},
                            ToolCallDelta{1, u"call_2"_s, u"go"_s, u"{}"_s, false},
                            UsageReport{usage, UsageState::Reported},
                            Finished{FinishReason::ToolCalls, u"tool_calls"_s}};
        QTest::newRow("a refusal") << StreamEvents{RefusalDelta{u"I will not."_s},
                                                   Finished{FinishReason::Refusal, u"stop"_s}};
        QTest::newRow("a picture and a source")
            << StreamEvents{ImageDelta{"image/png", "fake"}, Citation{u"https://example.org"_s, u"Example"_s},
                            TextDelta{u"x"_s}, Finished{FinishReason::Length, u"length"_s}};
        QTest::newRow("a filter") << StreamEvents{TextDelta{u"x"_s},
                                                  Finished{FinishReason::ContentFilter, u"content_filter"_s}};
        QTest::newRow("a failure in mid-answer")
            << StreamEvents{TextDelta{u"half"_s}, Failed{{ErrorKind::Overloaded, u"Busy."_s, {}, {}}, false}};
    }
    void anAnswerReadsBackAsItWasWritten()
    {
        QFETCH(StreamEvents, events);
        const OpenAiAdapter adapter;
        const ServedHead head{
            .id = u"chatcmpl-1"_s, .model = u"m-1"_s, .createdS = 1'700'000'000, .includeUsage = true};
        const auto encoder = adapter.encoder(head);
        QByteArray bytes = encoder->begin();
        for (const StreamEvent &event : events)
            bytes += encoder->encode(event);
        const Answer sent = answerOf(events);
        const StreamEvents back = decode(bytes, bytes.size(), {}, encoder->contentType());
        compareAnswers(answerOf(back), sent);
        QCOMPARE(answerOf(back).responseId, head.id);
        QCOMPARE(answerOf(back).answeredModel, head.model);
        for (const qsizetype step : {1, 3, 50})
            QCOMPARE(decode(bytes, step, {}, encoder->contentType()), back);
        if (sent.error)
            return;
        const QByteArray whole = adapter.wholeAnswer(sent, head);
        compareAnswers(answerOf(decode(whole, whole.size(), {}, "application/json")), sent);
    }

    void anErrorReadsBackAsTheSameKind_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        for (const ErrorKind kind :
             {ErrorKind::Authentication, ErrorKind::Payment, ErrorKind::Permission, ErrorKind::NotFound,
              ErrorKind::RateLimited, ErrorKind::Overloaded, ErrorKind::Server, ErrorKind::InvalidRequest})
            QTest::newRow(errorKindName(kind).latin1()) << kind;
    }
    void anErrorReadsBackAsTheSameKind()
    {
        QFETCH(ErrorKind, kind);
        const OpenAiAdapter adapter;
        const Error error{kind, u"Our own words."_s, {}, {}};
        const Error back =
            adapter.errorFrom(vendor(), statusFor(kind), {}, adapter.errorBody(error, statusFor(kind)));
        QCOMPARE(errorKindName(back.kind), errorKindName(kind));
        QVERIFY(back.message.contains(error.message));
    }
};

QTEST_GUILESS_MAIN(TestOpenAiAdapter)
#include "tst_openaiadapter.moc"
