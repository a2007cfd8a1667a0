// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/geminiadapter.h"
#include "tests/support/decoding.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
const GeminiAdapter adapter;

QByteArray sse(std::initializer_list<const char *> objects)
{
    QByteArray bytes;
    for (const char *object : objects)
        bytes.append("data: ").append(object).append("\r\n\r\n");
    return bytes;
}

/// An event with the parts \p parts and, at the end, a finish reason.
QByteArray piece(const char *parts, const char *finish = nullptr)
{
    QByteArray bytes = "data: {\"candidates\": [{\"content\": {\"parts\": [";
    bytes.append(parts).append("],\"role\": \"model\"},");
    if (finish)
        bytes.append("\"finishReason\": \"").append(finish).append("\",");
    return bytes + "\"index\": 0}],\"modelVersion\": \"m-1\",\"responseId\": \"r1\"}\r\n\r\n";
}

Answer decoded(const QByteArray &bytes)
{
    return Decoding::answerOf(Decoding::whole(adapter, bytes));
}

QJsonObject bodyOf(const ChatRequest &request)
{
    const auto wire = adapter.encode(request, Decoding::vendor());
    return wire ? QJsonDocument::fromJson(wire->body).object() : QJsonObject();
}

ChatRequest simple()
{
    ChatRequest request;
    request.model = u"gemini-3-flash"_s;
    request.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"Hi"_s)};
    return request;
}

ContentPart file(ContentPart::Kind kind, const QByteArray &type)
{
    ContentPart part;
    part.kind = kind;
    part.mimeType = type;
    part.bytes = "\x89 not really"_ba;
    return part;
}
} // namespace

class TestGeminiAdapter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("finish"); // "" where it failed
        const QString none;
        QTest::newRow("a plain answer")
            << piece(R"({"text": "Hel"})") + piece(R"({"text": "lo 漢😀"})", "STOP") << u"Hello 漢😀"_s
            << none << u"stop"_s;
        QTest::newRow("line feeds alone, and no blank line at the end")
            << (piece(R"({"text": "a"})") + piece(R"({"text": "b"})", "STOP"))
                   .replace("\r\n", "\n")
                   .chopped(2)
            << u"ab"_s << none << u"stop"_s;
        QTest::newRow("one whole body")
            << "{\r\n  \"candidates\": [\r\n {\"content\": {\"parts\": [{\"text\": \"all\"}]}, \"finishReason\": \"MAX_TOKENS\"}]}\r\n"_ba
            << u"all"_s << none << u"length"_s;
        QTest::newRow("a JSON array, as without alt=sse")
            << "[{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"a\"}]}}]}\r\n,\r\n{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"b\"}]},\r\n\"finishReason\": \"STOP\"}]}\r\n]\r\n"_ba
            << u"ab"_s << none << u"stop"_s;
        QTest::newRow("thoughts before the answer")
            << piece(R"({"text": "hm ","thought": true})") +
                   piece(R"({"text": "hm","thought": true,"thoughtSignature": "QQ=="},{"text": "ok"})",
                         "STOP")
            << u"ok"_s << u"hm hm"_s << u"stop"_s;
        QTest::newRow("a finish reason on every piece")
            << piece(R"({"text": "a"})", "STOP") + piece(R"({"text": "b"})", "STOP") << u"ab"_s << none
            << u"stop"_s;
        QTest::newRow("an empty text with a signature at the end")
            << piece(R"({"text": "a"})") + piece(R"({"text": "","thoughtSignature": "QQ=="})", "STOP")
            << u"a"_s << none << u"stop"_s;
        QTest::newRow("a safety stop after some words")
            << piece(R"({"text": "a"})", "SAFETY") << u"a"_s << none << u"content_filter"_s;
        QTest::newRow("a picture that may not be shown")
            << piece("", "IMAGE_PROHIBITED_CONTENT") << none << none << u"content_filter"_s;
        QTest::newRow("a finish reason nobody knows")
            << piece(R"({"text": "a"})", "NEW_ENUM") << u"a"_s << none << u"unknown"_s;
        QTest::newRow("a malformed call")
            << sse({"{\"candidates\": [{\"finishReason\": \"MALFORMED_FUNCTION_CALL\",\"finishMessage\": "
                    "\"print 1\"}]}"})
            << none << none << u"error"_s;
        QTest::newRow("a prompt that is blocked")
            << sse({R"({"promptFeedback": {"blockReason": "SAFETY","safetyRatings": []},"usageMetadata": {"promptTokenCount": 4}})"})
            << none << none << u"refusal"_s;
        QTest::newRow("content without parts, and no candidates at all")
            << sse({R"({"candidates": [{"content": {},"index": 0}]})", R"({"candidates": []})",
                    R"({"usageMetadata": {"promptTokenCount": 1}})"}) +
                   piece(R"({"text": "a"})", "STOP")
            << u"a"_s << none << u"stop"_s;
        QTest::newRow("other candidates than the first")
            << sse({R"({"candidates": [{"index": 1,"content": {"parts": [{"text": "B"}]}},{"index": 0,"content": {"parts": [{"text": "A"}]},"finishReason": "STOP"}]})"})
            << u"A"_s << none << u"stop"_s;
        QTest::newRow("wrong types are read as absent")
            << sse({R"({"candidates": [7,{"content": [],"finishReason": 3},{"content": {"parts": {"text": "x"}}},{"content": {"parts": [null,{"text": 5},{"functionCall": "f"},{"inlineData": 1}]}}],"usageMetadata": [1],"promptFeedback": "no"})"}) +
                   piece(R"({"text": "a"})", "STOP")
            << u"a"_s << none << u"stop"_s;
        QTest::newRow("an end without a finish reason")
            << piece(R"({"text": "half"})") << u"half"_s << none << none;
        QTest::newRow("cut inside a piece")
            << piece(R"({"text": "half"})") + piece(R"({"text": "lost"})", "STOP").chopped(30) << u"half"_s
            << none << none;
        QTest::newRow("an error as an event")
            << piece(R"({"text": "half"})") +
                   sse({R"({"error": {"code": 503,"message": "busy","status": "UNAVAILABLE"}})"})
            << u"half"_s << none << none;
        QTest::newRow("a bare error behind the events")
            << piece(R"({"text": "half"})", "STOP") +
                   "{\n  \"error\": {\n    \"code\": 499,\n    \"message\": "
                   "\"x\",\n    \"status\": \"CANCELLED\"\n  }\n}\n"
            << u"half"_s << none << u"error"_s;
        QTest::newRow("an error in an array")
            << "[{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"x\",\n    \"status\": \"INVALID_ARGUMENT\"\n  }\n}\n]"_ba
            << none << none << none;
        QTest::newRow("a piece that is not JSON")
            << piece(R"({"text": "a"})") + "data: {\"candidates\": nonsense\r\n\r\n"
            << u"a"_s << none << none;
        QTest::newRow("a NUL between the bytes")
            << "data: {\"candidates\": [\0]}\r\n\r\n"_ba << none << none << none;
        QTest::newRow("levels without end")
            << "data: {\"candidates\": " + QByteArray(3000, '[') + QByteArray(3000, ']') + "}\r\n\r\n"
            << none << none << none;
        QTest::newRow("a web page") << "<!DOCTYPE html><html><title>Error 404</title></html>"_ba << none
                                    << none << none;
        QTest::newRow("nothing at all") << QByteArray() << none << none << none;
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
        // A model that says "error" itself has answered; a server that says so behind its words has not.
        // Nor has one that says so without a word.
        QCOMPARE(answer.error.has_value(),
                 finish.isEmpty() || bytes.contains("\"error\"") || (finish == "error"_L1 && text.isEmpty()));
        QCOMPARE(Decoding::brokenRule(events), QString());
        QCOMPARE(Decoding::chunkingMatters(adapter, bytes, 2000), QString());
    }

    void blockedPromptsSayWhy()
    {
        const Answer plain = decoded(sse({R"({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})"}));
        QCOMPARE(plain.refusal, u"Test refused the prompt (PROHIBITED_CONTENT)."_s);
        QCOMPARE(plain.nativeFinishReason, u"PROHIBITED_CONTENT"_s);
        const Answer worded = decoded(sse({R"({"promptFeedback": {"blockReasonMessage": "Not this."}})"}));
        QCOMPARE(worded.refusal, u"Not this."_s);
        QCOMPARE(worded.finishReason, FinishReason::Refusal);
    }

    void aConnectionThatBreaksBehindTheFinishLosesNothing()
    {
        const Error broken{ErrorKind::Network, u"reset"_s, {}, {}};
        const auto whole = adapter.decoder(Decoding::vendor(), {});
        QVERIFY(!whole->feed(piece(R"({"text": "a"})", "STOP")).isEmpty());
        QVERIFY(std::holds_alternative<Finished>(whole->finish(broken).last()));
        const auto half = adapter.decoder(Decoding::vendor(), {});
        QVERIFY(!half->feed(piece(R"({"text": "a"})")).isEmpty());
        QVERIFY(std::holds_alternative<Failed>(half->finish(broken).last()));
    }

    void callsComeWholeWithTheirSignatures()
    {
        const Answer answer = decoded(
            piece(
                R"({"functionCall": {"name": "add","args": {"b": 2,"a": 1},"id": "x9"},"thoughtSignature": "U0lH"})") +
            piece(R"({"functionCall": {"name": "now"}},{"text": "","thoughtSignature": "VFhU"})", "STOP"));
        QCOMPARE(answer.toolCalls.size(), 2);
        QCOMPARE(answer.toolCalls[0], (ToolCall{0, u"x9"_s, u"add"_s, u"{\"b\":2,\"a\":1}"_s, false}));
        QCOMPARE(answer.toolCalls[1], (ToolCall{1, u"call_2"_s, u"now"_s, QString(), false}));
        QCOMPARE(answer.finishReason, FinishReason::ToolCalls);

        ChatRequest next = simple();
        ChatMessage turn;
        turn.role = ChatMessage::Role::Assistant;
        turn.toolCalls = answer.toolCalls;
        turn.reasoning = answer.reasoningBlocks;
        ChatMessage sum = ChatMessage::ofText(ChatMessage::Role::Tool, u"3"_s);
        sum.toolCallId = u"x9"_s;
        ChatMessage time = ChatMessage::ofText(ChatMessage::Role::Tool, u"{\"h\":12}"_s);
        time.toolCallId = u"call_2"_s;
        time.toolFailed = false;
        next.messages += {turn, sum, time};
        const QJsonArray contents = bodyOf(next)["contents"_L1].toArray();
        QCOMPARE(contents.size(), 3); // the results of parallel calls go in one turn
        QCOMPARE(contents[1]["role"_L1].toString(), u"model"_s);
        QCOMPARE(contents[1]["parts"_L1][0],
                 (QJsonObject{{"text"_L1, QString()}, {"thoughtSignature"_L1, "VFhU"_L1}}));
        QCOMPARE(contents[1]["parts"_L1][1]["thoughtSignature"_L1].toString(), u"U0lH"_s);
        QCOMPARE(contents[1]["parts"_L1][1]["functionCall"_L1]["args"_L1],
                 (QJsonObject{{"a"_L1, 1}, {"b"_L1, 2}}));
        QVERIFY(!contents[1]["parts"_L1][2].toObject().contains("thoughtSignature"_L1));
        QCOMPARE(contents[2]["parts"_L1][0]["functionResponse"_L1],
                 (QJsonObject{{"id"_L1, "x9"_L1},
                              {"name"_L1, "add"_L1},
                              {"response"_L1, QJsonObject{{"result"_L1, "3"_L1}}}}));
        QCOMPARE(contents[2]["parts"_L1][1]["functionResponse"_L1]["response"_L1],
                 (QJsonObject{{"h"_L1, 12}}));
    }

    void aSignatureOfNoPartGoesOnTheFirstCall()
    {
        ChatRequest request = simple();
        ChatMessage turn;
        turn.role = ChatMessage::Role::Assistant;
        turn.toolCalls = {{0, {}, u"add"_s, {}, false}};
        turn.reasoning = {{u"thoughts stay at home"_s, "U0lH"}};
        request.messages.append(turn);
        const QJsonArray parts = bodyOf(request)["contents"_L1][1]["parts"_L1].toArray();
        QCOMPARE(parts.size(), 1);
        QCOMPARE(parts[0]["thoughtSignature"_L1].toString(), u"U0lH"_s);
    }

    void streamedArgumentsAreJoined_data()
    {
        QTest::addColumn<QList<QByteArray>>("calls");
        QTest::addColumn<QString>("arguments");
        using Calls = QList<QByteArray>;
        QTest::newRow("a text in pieces")
            << Calls{R"({"name": "f","willContinue": true})",
                     R"({"partialArgs": [{"jsonPath": "$.city","stringValue": "Bos","willContinue": true}],"willContinue": true})",
                     R"({"partialArgs": [{"jsonPath": "$.city","stringValue": "ton","willContinue": true}],"willContinue": true})",
                     R"({"partialArgs": [{"jsonPath": "$.city","stringValue": ""}],"willContinue": true})",
                     R"({})"}
            << u"{\"city\":\"Boston\"}"_s;
        QTest::newRow("members, elements and every type")
            << Calls{R"({"name": "f","willContinue": true})",
                     "{\"partialArgs\": [{\"jsonPath\": \"$.a[0].n\",\"numberValue\": 1},{\"jsonPath\": "
                     "\"$.a[1]['x y']\",\"numberValue\": 2.5},{\"jsonPath\": \"$.b\",\"boolValue\": "
                     "true},{\"jsonPath\": \"$.c\",\"nullValue\": \"NULL_VALUE\"}]}"}
            << u"{\"a\":[{\"n\":1},{\"x y\":2.5}],\"b\":true,\"c\":null}"_s;
        QTest::newRow("two texts in turn")
            << Calls{R"({"name": "f","willContinue": true})",
                     R"({"partialArgs": [{"jsonPath": "$.a","stringValue": "x","willContinue": true},{"jsonPath": "$.b","stringValue": "y"}],"willContinue": true})",
                     R"({})"}
            << u"{\"a\":\"x\",\"b\":\"y\"}"_s;
        QTest::newRow("no arguments") << Calls{R"({"name": "f","willContinue": true})", R"({})"} << u"{}"_s;
        QTest::newRow("cut: not to be taken for whole")
            << Calls{R"({"name": "f","willContinue": true})",
                     R"({"partialArgs": [{"jsonPath": "$.path","stringValue": "ho","willContinue": true}],"willContinue": true})"}
            << u"{\"path\":\"ho\""_s;
    }
    void streamedArgumentsAreJoined()
    {
        QFETCH(QList<QByteArray>, calls);
        QFETCH(QString, arguments);
        QByteArray bytes;
        for (const QByteArray &call : std::as_const(calls))
            bytes += piece(("{\"functionCall\": " + call + '}').constData());
        bytes += piece("", "STOP");
        const Answer answer = decoded(bytes);
        QVERIFY(!answer.error);
        QCOMPARE(answer.toolCalls.size(), 1);
        QCOMPARE(answer.toolCalls[0].name, u"f"_s);
        QCOMPARE(answer.toolCalls[0].arguments, arguments);
        QCOMPARE(Decoding::chunkingMatters(adapter, bytes, 3000), QString());
    }

    void argumentsAtImpossiblePathsAreAProtocolError_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"", "city", "$", "$[0]", "$.a[", "$.a[5]", "$.a[-1]",
                                 "$.a[99999999999999999999]", "$..a", "$.a['x"})
            QTest::newRow(path) << QByteArray(path);
        QTest::newRow("too deep") << "$" + QByteArray(".a").repeated(2000);
    }
    void argumentsAtImpossiblePathsAreAProtocolError()
    {
        QFETCH(QByteArray, path);
        const Answer answer = decoded(piece(R"({"functionCall": {"name": "f","willContinue": true}})") +
                                      piece(("{\"functionCall\": {\"partialArgs\": [{\"jsonPath\": \"" +
                                             path + "\",\"stringValue\": \"x\"}]}}")
                                                .constData(),
                                            "STOP"));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->kind, ErrorKind::Protocol);
    }

    void picturesCodeAndSourcesAreTold()
    {
        const Answer answer = decoded(
            piece(R"({"inlineData": {"mimeType": "image/png","data": "iVBO"},"thought": true})") +
            piece(
                R"({"inlineData": {"mimeType": "image/png","data": "iVBORw=="}},{"inlineData": {"mimeType": "audio/wav","data": "AAAA"}})") +
            piece(
                R"({"executableCode": {"language": "PYTHON","code": "print 1"}},{"codeExecutionResult": {"outcome": "OUTCOME_OK","output": "1"}})") +
            sse({"{\"candidates\": [{\"finishReason\": \"STOP\",\"groundingMetadata\": {\"groundingChunks\": "
                 "[{\"web\": {\"uri\": \"https://a.example\",\"title\": \"A\"}}]},\"citationMetadata\": "
                 "{\"citationSources\": [{\"startIndex\": 1,\"uri\": "
                 "\"https://b.example\"}]},\"urlContextMetadata\": {\"urlMetadata\": [{\"retrievedUrl\": "
                 "\"https://c.example\",\"urlRetrievalStatus\": "
                 "\"URL_RETRIEVAL_STATUS_SUCCESS\"},{\"retrievedUrl\": "
                 "\"https://d.example\",\"urlRetrievalStatus\": \"URL_RETRIEVAL_STATUS_ERROR\"}]}}]}"}));
        QCOMPARE(answer.images.size(), 1);
        QCOMPARE(answer.images[0].bytes, "\x89PNG"_ba);
        QVERIFY(answer.toolCalls.isEmpty());
        QCOMPARE(answer.notes,
                 QStringList({u"Test sent a file that is not shown: audio/wav"_s,
                              u"Test ran code of its own: print 1"_s, u"The code printed: 1"_s}));
        QCOMPARE(answer.citations, (QList<Citation>{{u"https://a.example"_s, u"A"_s},
                                                    {u"https://b.example"_s, {}},
                                                    {u"https://c.example"_s, {}}}));
    }

    void usageIsSummed_data()
    {
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<Usage>("expected");
        const auto usage = [](std::optional<qint64> input, std::optional<qint64> cached,
                              std::optional<qint64> output, std::optional<qint64> reasoning) {
            return Usage{.input = input,
                         .cachedInput = cached,
                         .cacheWrite = {},
                         .output = output,
                         .reasoning = reasoning,
                         .reportedCost = {}};
        };
        QTest::newRow("with everything")
            << R"({"promptTokenCount": 100,"cachedContentTokenCount": 60,"toolUsePromptTokenCount": 30,"candidatesTokenCount": 5,"thoughtsTokenCount": 7,"totalTokenCount": 142})"_ba
            << usage(130, 60, 12, 7);
        QTest::newRow("thoughts alone")
            << R"({"promptTokenCount": 9,"thoughtsTokenCount": 7})"_ba << usage(9, {}, 7, 7);
        QTest::newRow("nothing made yet")
            << R"({"promptTokenCount": 9,"totalTokenCount": 9})"_ba << usage(9, {}, {}, {});
        QTest::newRow("no counts") << R"({"trafficType": "ON_DEMAND"})"_ba << Usage{};
    }
    void usageIsSummed()
    {
        QFETCH(QByteArray, metadata);
        QFETCH(Usage, expected);
        const QByteArray half = "data: {\"candidates\": [],\"usageMetadata\": " + metadata + "}\n\n";
        const Answer answer = decoded(piece(R"({"text": "a"})", "STOP") + half);
        QCOMPARE(answer.usage, expected);
        // An answer of some words that says nothing of its output is not reported.
        QCOMPARE(answer.usageState, expected.output      ? UsageState::Reported
                                    : expected.isEmpty() ? UsageState::Unknown
                                                         : UsageState::Estimated);
        // Counts of a stream that breaks off lag behind.
        QCOMPARE(decoded(half).usageState, expected.isEmpty() ? UsageState::Unknown : UsageState::Estimated);
    }

    void requestsCarryWhatWasAskedAndNoMore()
    {
        ChatRequest request = simple();
        QCOMPARE(bodyOf(request).keys(), QStringList{u"contents"_s});
        QCOMPARE(adapter.encode(request, Decoding::vendor())->path,
                 "/models/gemini-3-flash:streamGenerateContent?alt=sse"_ba);
        request.stream = false;
        request.model = u"models/gemini x"_s;
        QCOMPARE(adapter.encode(request, Decoding::vendor())->path, "/models/gemini%20x:generateContent"_ba);
        request.system = u"Be brief."_s;
        request.maxTokens = 50;
        request.seed = 1LL << 40;
        request.stop = {u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s};
        ContentPart linked = file(ContentPart::Kind::Image, {});
        linked.bytes.clear();
        linked.url = u"https://example.org/a.png"_s;
        request.messages[0].parts += {file(ContentPart::Kind::Document, "application/pdf"), linked};
        const QJsonObject body = bodyOf(request);
        QCOMPARE(body["systemInstruction"_L1]["parts"_L1][0]["text"_L1].toString(), u"Be brief."_s);
        QCOMPARE(body["generationConfig"_L1].toObject().keys(),
                 QStringList({u"maxOutputTokens"_s, u"stopSequences"_s}));
        QCOMPARE(body["generationConfig"_L1]["stopSequences"_L1].toArray().size(), 5);
        QCOMPARE(body["contents"_L1][0]["parts"_L1][1]["inlineData"_L1]["mimeType"_L1].toString(),
                 u"application/pdf"_s);
        QCOMPARE(body["contents"_L1][0]["parts"_L1][2]["fileData"_L1]["fileUri"_L1].toString(), linked.url);
        QCOMPARE(adapter.encode(request, Decoding::vendor())->notes.size(), 2);
        request.strict = true;
        QCOMPARE(adapter.encode(request, Decoding::vendor()).error().kind, ErrorKind::InvalidRequest);
    }

    void reasoningIsALevelOrABudget_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<ReasoningRequest>("asked");
        QTest::addColumn<QJsonObject>("thinking");
        QTest::addColumn<int>("notes");
        const auto effort = [](ReasoningEffort wanted) { return ReasoningRequest{wanted, {}}; };
        QTest::newRow("a level") << u"gemini-3-flash"_s << effort(ReasoningEffort::Low)
                                 << QJsonObject{{"includeThoughts"_L1, true}, {"thinkingLevel"_L1, "LOW"_L1}}
                                 << 0;
        QTest::newRow("off, as far as it goes") << u"gemini-3-flash"_s << effort(ReasoningEffort::None)
                                                << QJsonObject{{"thinkingLevel"_L1, "MINIMAL"_L1}} << 1;
        QTest::newRow("a level as a budget")
            << u"gemini-2.5-flash"_s << effort(ReasoningEffort::Medium)
            << QJsonObject{{"includeThoughts"_L1, true}, {"thinkingBudget"_L1, 8192}} << 0;
        QTest::newRow("off") << u"gemini-2.5-flash"_s << effort(ReasoningEffort::None)
                             << QJsonObject{{"thinkingBudget"_L1, 0}} << 0;
        QTest::newRow("a model that can not be switched off")
            << u"gemini-2.5-pro"_s << effort(ReasoningEffort::None) << QJsonObject{{"thinkingBudget"_L1, 128}}
            << 1;
        QTest::newRow("a budget") << u"gemini-3-flash"_s << ReasoningRequest{{}, 2000}
                                  << QJsonObject{{"includeThoughts"_L1, true}, {"thinkingBudget"_L1, 2000}}
                                  << 0;
        QTest::newRow("nothing asked") << u"gemini-3-flash"_s << ReasoningRequest{} << QJsonObject{} << 0;
    }
    void reasoningIsALevelOrABudget()
    {
        QFETCH(QString, model);
        QFETCH(ReasoningRequest, asked);
        QFETCH(QJsonObject, thinking);
        QFETCH(int, notes);
        ChatRequest request = simple();
        request.model = model;
        request.reasoning = asked;
        QCOMPARE(bodyOf(request)["generationConfig"_L1]["thinkingConfig"_L1].toObject(), thinking);
        QCOMPARE(adapter.encode(request, Decoding::vendor())->notes.size(), notes);
    }

    void requestsReadBackAsWritten()
    {
        ChatRequest request = simple();
        request.system = u"Be brief."_s;
        request.messages[0].parts += {file(ContentPart::Kind::Image, "image/png"),
                                      file(ContentPart::Kind::Document, "application/pdf")};
        ChatMessage asked = ChatMessage::ofText(ChatMessage::Role::Assistant, u"Let me see."_s);
        asked.reasoning = {{{}, "text:VFhU"}, {{}, "call 1:U0lH"}};
        asked.toolCalls = {{0, u"c1"_s, u"add"_s, u"{\"a\":1,\"b\":2}"_s, false},
                           {1, u"c2"_s, u"now"_s, u"{}"_s, false}};
        ChatMessage sum = ChatMessage::ofText(ChatMessage::Role::Tool, u"3"_s);
        sum.toolCallId = u"c1"_s;
        sum.toolName = u"add"_s;
        ChatMessage time = ChatMessage::ofText(ChatMessage::Role::Tool, u"no clock"_s);
        time.toolCallId = u"c2"_s;
        time.toolName = u"now"_s;
        time.toolFailed = true;
        request.messages += {asked, sum, time};
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
                          .parameters = {{"type"_L1, "object"_L1}, {"required"_L1, QJsonArray{u"a"_s}}}},
                         {.name = u"now"_s, .description = {}, .parameters = {}}};
        request.toolChoice = {ToolChoice::Mode::Named, u"add"_s};
        request.extra = {{"cachedContent"_L1, "cachedContents/1"_L1},
                         {"tools"_L1, QJsonArray{QJsonObject{{"googleSearch"_L1, QJsonObject()}}}},
                         {"generationConfig"_L1, QJsonObject{{"mediaResolution"_L1, "LOW"_L1}}}};
        for (const bool stream : {true, false}) {
            request.stream = stream;
            const auto wire = adapter.encode(request, Decoding::vendor());
            QVERIFY(wire->notes.isEmpty());
            const auto read = adapter.readRequest("/v1beta" + wire->path, wire->body);
            QVERIFY(read);
            QCOMPARE(*read, request);
        }
    }

    void clientsMayUseSnakeCaseAndNoIds()
    {
        const auto read = adapter.readRequest(
            "/v1beta/models/vendor%2Fm:streamGenerateContent?alt=sse",
            R"({"system_instruction": {"parts": [{"text": "Be brief."}]},"contents": [{"parts": [{"text": "x"},{"inline_data": {"mime_type": "image/png","data": "iVBORw=="}}]},{"role": "model","parts": [{"function_call": {"name": "f","args": {"my_key": 1}}},{"functionCall": {"name": "g"}}]},{"role": "user","parts": [{"functionResponse": {"name": "g","response": {"output": "G"}}},{"functionResponse": {"name": "f","response": {"a": 1}}}]}],"generation_config": {"max_output_tokens": 5,"response_mime_type": "application/json","response_schema": {"type": "OBJECT","properties": {"type": {"type": "STRING","enum": ["UP"]}}},"thinking_config": {"thinking_budget": 0}},"tools": [{"function_declarations": [{"name": "f","parameters": {"type": "OBJECT"}}]}],"tool_config": {"function_calling_config": {"mode": "any"}}})");
        QVERIFY(read);
        QCOMPARE(read->model, u"vendor/m"_s);
        QCOMPARE(read->system, u"Be brief."_s);
        QCOMPARE(read->messages[0].parts[1].bytes, "\x89PNG"_ba);
        QCOMPARE(read->messages[1].toolCalls[0].arguments, u"{\"my_key\":1}"_s);
        QCOMPARE(read->messages[2].toolCallId, u"call_2"_s);
        QCOMPARE(read->messages[2].text(), u"G"_s);
        QCOMPARE(read->messages[3].toolCallId, u"call_1"_s);
        QCOMPARE(read->messages[3].text(), u"{\"a\":1}"_s);
        QCOMPARE(read->maxTokens, 5);
        QCOMPARE(read->format.schema["type"_L1].toString(), u"object"_s);
        QCOMPARE(read->format.schema["properties"_L1]["type"_L1],
                 (QJsonObject{{"type"_L1, "string"_L1}, {"enum"_L1, QJsonArray{u"UP"_s}}}));
        QCOMPARE(read->reasoning.effort, ReasoningEffort::None);
        QCOMPARE(read->tools[0].parameters, (QJsonObject{{"type"_L1, "object"_L1}}));
        QCOMPARE(read->toolChoice.mode, ToolChoice::Mode::Required);
        QVERIFY(read->extra.isEmpty());
    }

    void badRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        const QByteArray path = "/v1beta/models/m:generateContent";
        const QByteArray body = R"({"contents": [{"parts": [{"text": "x"}]}]})";
        QTest::newRow("no JSON") << path << "hello"_ba;
        QTest::newRow("no model") << "/v1beta/chat"_ba << body;
        QTest::newRow("no contents") << path << R"({"contents": []})"_ba;
        QTest::newRow("contents of a wrong type") << path << R"({"contents": "x"})"_ba;
        QTest::newRow("a picture that is none")
            << path
            << R"({"contents": [{"parts": [{"inlineData": {"mimeType": "image/png","data": "%%"}}]}]})"_ba;
        QTest::newRow("levels without end") << path << "{\"contents\": " + QByteArray(100'000, '[');
    }
    void badRequestsAreRefused()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        const auto read = adapter.readRequest(path, body);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::InvalidRequest);
    }

    void answersReadBackAsWritten_data()
    {
        QTest::addColumn<StreamEvents>("events");
        const Usage usage{
            .input = 7, .cachedInput = 4, .cacheWrite = {}, .output = 5, .reasoning = 2, .reportedCost = {}};
        QTest::newRow("text, reasoning and sources")
            << StreamEvents{Started{},
                            ReasoningDelta{u"hm"_s, {}},
                            TextDelta{u"Hel"_s},
                            TextDelta{u"lo 漢"_s},
                            ReasoningDelta{{}, "text:VFhU"},
                            Citation{u"https://a.example"_s, u"A"_s},
                            UsageReport{usage, UsageState::Reported},
                            Finished{FinishReason::Stop, u"end_turn"_s}};
        for (const FinishReason reason : {FinishReason::Length, FinishReason::ContentFilter,
                                          FinishReason::Pause, FinishReason::Error, FinishReason::Unknown})
            QTest::addRow("an end by %s", finishReasonName(reason).data())
                << StreamEvents{TextDelta{u"a"_s}, Finished{reason, {}}};
        QTest::newRow("a refusal") << StreamEvents{RefusalDelta{u"Not "_s}, RefusalDelta{u"this."_s},
                                                   UsageReport{usage, UsageState::Reported},
                                                   Finished{FinishReason::Refusal, {}}};
        QTest::newRow("tool calls in pieces, one of them signed")
            << StreamEvents{ToolCallDelta{0, u"c1"_s, u"add"_s, {}, false},
                            ToolCallDelta{0, {}, {}, u"{\"a\":"_s, false},
                            ToolCallDelta{0, {}, {}, u"1}"_s, false},
                            ReasoningDelta{{}, "call 1:U0lH"},
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
        ServedHead head{.id = u"1"_s, .model = u"served"_s, .createdS = 1'800'000'000};
        const Answer sent = Decoding::answerOf(events);
        QList<QByteArray> bodies;
        for (const bool array : {false, true}) {
            head.jsonArray = array;
            const auto encoder = adapter.encoder(head);
            QByteArray bytes = encoder->begin();
            for (const StreamEvent &event : events)
                bytes += encoder->encode(event);
            QCOMPARE(Decoding::chunkingMatters(adapter, bytes, 2000), QString());
            QCOMPARE(QJsonDocument::fromJson(bytes).isArray(), array);
            bodies.append(bytes);
        }
        if (!sent.error)
            bodies.append(adapter.wholeAnswer(sent, head));
        for (const QByteArray &body : std::as_const(bodies)) {
            const Answer got = decoded(body);
            QCOMPARE(got.text, sent.text);
            QCOMPARE(got.reasoning, sent.reasoning);
            QCOMPARE(got.refusal, sent.refusal);
            QCOMPARE(got.toolCalls, sent.toolCalls);
            QCOMPARE(got.images, sent.images);
            QCOMPARE(got.citations, sent.citations);
            QCOMPARE(got.usage, sent.usage);
            QCOMPARE(got.finishReason, sent.finishReason);
            QCOMPARE(got.error.has_value(), sent.error.has_value());
            QList<QByteArray> signatures[2];
            for (const auto &[answer, list] :
                 {std::pair(&got, &signatures[0]), std::pair(&sent, &signatures[1])}) {
                for (const ReasoningBlock &block : answer->reasoningBlocks)
                    list->append(block.signature);
                list->removeAll(QByteArray());
            }
            QCOMPARE(signatures[0], signatures[1]);
            if (sent.error)
                QCOMPARE(got.error->kind, sent.error->kind);
            else
                QCOMPARE(got.answeredModel, u"served"_s);
        }
    }

    void clientsAskForEventsOrAnArray()
    {
        QVERIFY(GeminiAdapter::asksForArray("/v1beta/models/m:streamGenerateContent"));
        QVERIFY(GeminiAdapter::asksForArray("/v1beta/models/m:streamGenerateContent?key=x"));
        QVERIFY(!GeminiAdapter::asksForArray("/v1beta/models/m:streamGenerateContent?alt=sse"));
        QVERIFY(!GeminiAdapter::asksForArray("/v1beta/models/m:generateContent"));
    }

    void errorsAreSortedByStatusWordAndReason_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int status, const char *body, ErrorKind kind) {
            QTest::newRow(name) << status << QByteArray(body) << kind;
        };
        row("a wrong key as 400", 400,
            R"({"error": {"code": 400,"message": "API key not valid.","status": "INVALID_ARGUMENT","details": [{"reason": "API_KEY_INVALID"}]}})",
            ErrorKind::Authentication);
        row("no key as 403", 403,
            "{\"error\": {\"code\": 403,\"message\": \"Method doesn't allow unregistered "
            "callers.\",\"status\": \"PERMISSION_DENIED\"}}",
            ErrorKind::Authentication);
        row("an API that is not switched on", 403,
            R"({"error": {"code": 403,"message": "It has not been used in project 1 before.","status": "PERMISSION_DENIED","details": [{"reason": "SERVICE_DISABLED"}]}})",
            ErrorKind::Permission);
        row("a country that is not served, its words in the details", 400,
            R"({"error": {"code": 400,"message": "$grpcMessage","status": "FAILED_PRECONDITION","details": [{"detail": "User location is not supported"}]}})",
            ErrorKind::Permission);
        row("an unknown model", 404,
            R"({"error": {"code": 404,"message": "models/x is not found","status": "NOT_FOUND"}})",
            ErrorKind::NotFound);
        row("a prompt that is too long", 400,
            R"({"error": {"code": 400,"message": "The input token count (2000000) exceeds the maximum number of tokens allowed (1048575).","status": "INVALID_ARGUMENT"}})",
            ErrorKind::ContextTooLong);
        row("a bad parameter", 400,
            R"({"error": {"code": 400,"message": "Unknown name","status": "INVALID_ARGUMENT"}})",
            ErrorKind::InvalidRequest);
        row("a model that the free tier has not", 429,
            R"({"error": {"code": 429,"message": "Quota exceeded, limit: 0, model: x","status": "RESOURCE_EXHAUSTED"}})",
            ErrorKind::Payment);
        row("a quota", 429,
            R"({"error": {"code": 429,"message": "limit: 10, model: x","status": "RESOURCE_EXHAUSTED"}})",
            ErrorKind::RateLimited);
        row("no capacity", 503, R"({"error": {"code": 503,"message": "busy","status": "UNAVAILABLE"}})",
            ErrorKind::Overloaded);
        row("too slow", 504, R"({"error": {"code": 504,"message": "late","status": "DEADLINE_EXCEEDED"}})",
            ErrorKind::Server);
        row("in an array", 400,
            R"([{"error": {"code": 400,"message": "x","status": "INVALID_ARGUMENT","details": [{"reason": "API_KEY_INVALID"}]}}])",
            ErrorKind::Authentication);
        row("a web page", 404, "<html><title>Error 404 (Not Found)!!1</title></html>", ErrorKind::NotFound);
    }
    void errorsAreSortedByStatusWordAndReason()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        const Error error = adapter.errorFrom(Decoding::vendor(), status, {}, body);
        QCOMPARE(errorKindName(error.kind), errorKindName(kind));
        QCOMPARE(error.httpStatus, status);
        QVERIFY(!error.message.contains(u'$'));
        QVERIFY(!error.message.contains(u'<'));
    }

    void quotasSayWhenToComeBack()
    {
        const auto wait = [](const char *details) {
            const QByteArray body =
                QByteArray(
                    R"({"error": {"code": 429,"message": "x","status": "RESOURCE_EXHAUSTED","details": [)") +
                details + "]}}";
            return adapter.errorFrom(Decoding::vendor(), 429, {}, body).retryAfter;
        };
        using namespace std::chrono_literals;
        QCOMPARE(wait(R"({"retryDelay": "48s"})"), 48s);
        QCOMPARE(wait(R"({"retryDelay": "34.4s"})"), 34400ms);
        QVERIFY(!wait(R"({"retryDelay": "soon"})"));
        QVERIFY(!wait(R"({"retryDelay": "-5s"})"));
        // A quota of the day: the delay that comes with it helps nobody.
        const auto daily =
            wait(R"({"violations": [{"quotaId": "RequestsPerDayPerProject"}]},{"retryDelay": "1s"})");
        QVERIFY(daily && *daily > 0s && *daily <= 25h);
    }

    void servedErrorsAreReadBack_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        for (const ErrorKind kind :
             {ErrorKind::Authentication, ErrorKind::Payment, ErrorKind::Permission, ErrorKind::NotFound,
              ErrorKind::InvalidRequest, ErrorKind::RateLimited, ErrorKind::Overloaded, ErrorKind::Server})
            QTest::newRow(errorKindName(kind).data()) << kind;
    }
    void servedErrorsAreReadBack()
    {
        QFETCH(ErrorKind, kind);
        Error error{kind, u"It did not work."_s, {}, {}};
        if (kind == ErrorKind::RateLimited)
            error.retryAfter = std::chrono::milliseconds(1500);
        const Error got = adapter.errorFrom(Decoding::vendor(), statusFor(kind), {},
                                            adapter.errorBody(error, statusFor(kind)));
        QCOMPARE(errorKindName(got.kind), errorKindName(kind));
        QCOMPARE(got.retryAfter, error.retryAfter);
        QVERIFY(got.message.contains(error.message));
    }

    void modelListsAreReadPageByPage()
    {
        QCOMPARE(adapter.modelsPath(Decoding::vendor()), "/models?pageSize=1000"_ba);
        const auto page = adapter.readModels(
            Decoding::vendor(),
            R"({"models": [{"name": "models/gemini-x","displayName": "Gemini X","inputTokenLimit": 1000,"outputTokenLimit": 100,"supportedGenerationMethods": ["generateContent","countTokens"],"thinking": true},{"name": "models/embed","supportedGenerationMethods": ["embedContent"]}],"nextPageToken": "a/b="})");
        QVERIFY(page);
        QCOMPARE(page->models.size(), 2);
        QCOMPARE(page->models[0].id, u"gemini-x"_s);
        QCOMPARE(page->models[0].name, u"Gemini X"_s);
        QCOMPARE(page->models[0].contextTokens, 1000);
        QCOMPARE(page->models[0].maxOutputTokens, 100);
        QCOMPARE(page->models[0].capabilities.reasoning, true);
        QVERIFY(page->models[0].chat);
        QVERIFY(!page->models[1].chat);
        QCOMPARE(page->nextPath, "/models?pageSize=1000&pageToken=a%2Fb%3D"_ba);
        QVERIFY(adapter.readModels(Decoding::vendor(), R"({"models": []})")->nextPath.isEmpty());
        QCOMPARE(adapter.readModels(Decoding::vendor(), "[]").error().kind, ErrorKind::Protocol);
    }
};

QTEST_GUILESS_MAIN(TestGeminiAdapter)
#include "tst_geminiadapter.moc"
