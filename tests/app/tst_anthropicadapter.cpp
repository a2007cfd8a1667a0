// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/anthropicadapter.h"
#include "app/providers/claudemodel.h"
#include "tests/support/decoding.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
Vendor anthropic()
{
    return {.slug = u"anthropic"_s,
            .name = u"Anthropic"_s,
            .baseUrl = QUrl(u"https://api.anthropic.com"_s),
            .wire = Wire::Anthropic,
            .auth = AuthStyle::XApiKey,
            .keyEnv = {}};
}

/// Events as the provider frames them: the event line repeats the object's type. A ` stands for \", which moc
/// can not read in raw strings.
QByteArray sse(std::initializer_list<const char *> objects, bool eventLines = true)
{
    QByteArray bytes;
    for (const char *written : objects) {
        const QByteArray object = QByteArray(written).replace('`', "\\\"");
        const QByteArray type = QJsonDocument::fromJson(object)["type"_L1].toString().toLatin1();
        if (eventLines)
            bytes += "event: " + type + "\n";
        bytes += "data: " + object + "\n\n";
    }
    return bytes;
}

constexpr auto start =
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":5,"cache_creation_input_tokens":2,"output_tokens":1}}  })";
constexpr auto textStart =
    R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})";
constexpr auto hello =
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello 漢😀"}    })";
constexpr auto stop0 = R"({"type":"content_block_stop","index":0 })";
constexpr auto ping = R"({"type": "ping"})";
constexpr auto endTurn =
    R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}})";
constexpr auto messageStop = R"({"type":"message_stop"  })";

// Out here, as moc counts the braces in raw strings.
constexpr auto clientBody =
    R"({"model":"m-1","max_tokens":100,"stream":true,"system":[{"type":"text","text":"One."},{"type":"text","text":"Two.","cache_control":{"type":"ephemeral"}}],)"
    R"("messages":[{"role":"user","content":"Hi"},{"role":"system","content":"Three."},{"role":"assistant","content":[{"type":"text","text":"Yes?"},{"type":"server_tool_use","id":"s","name":"web_search","input":{}}]},)"
    R"({"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"},"title":"t.txt"},{"type":"search_result","title":"T","source":"https://example.com","content":[{"type":"text","text":"body"}]}]}],)"
    R"("thinking":{"type":"adaptive"},"tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"look","input_schema":{"type":"object"}}],"metadata":{"user_id":"u"}})";
constexpr auto modelPage =
    R"({"data":[{"type":"model","id":"claude-a","display_name":"Claude A","created_at":"2025-11-24T00:00:00Z"},)"
    R"({"type":"model","id":"claude-b","display_name":"Claude B","created_at":"2026-02-04T00:00:00Z","max_input_tokens":1000000,"max_tokens":128000,)"
    R"("capabilities":{"thinking":{"supported":true,"types":{"adaptive":{"supported":true}}},"image_input":{"supported":true},"pdf_input":true,"structured_outputs":{"supported":false}}},)"
    R"({"id":""},7],"has_more":true,"first_id":"claude-a","last_id":"claude b"})";

Answer decoded(const QByteArray &bytes)
{
    const AnthropicAdapter adapter;
    return Decoding::answerOf(Decoding::whole(adapter, bytes));
}

QJsonObject encoded(const ChatRequest &request, const Vendor &vendor = anthropic())
{
    const auto wire = AnthropicAdapter().encode(request, vendor);
    return wire ? QJsonDocument::fromJson(wire->body).object() : QJsonObject();
}

QStringList notesOf(const ChatRequest &request)
{
    return AnthropicAdapter().encode(request, anthropic()).value_or(WireRequest()).notes;
}

ChatRequest request(const QString &model = u"claude-sonnet-4-5"_s)
{
    ChatRequest request;
    request.model = model;
    request.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"Hi"_s)};
    return request;
}

ContentPart file(ContentPart::Kind kind, const QByteArray &mimeType, const QByteArray &bytes)
{
    ContentPart part;
    part.kind = kind;
    part.mimeType = mimeType;
    part.bytes = bytes;
    return part;
}

/// \p events written by our server side, and read by our client side.
Answer roundTrip(const StreamEvents &events)
{
    const AnthropicAdapter adapter;
    const auto encoder = adapter.encoder({.id = u"msg_9"_s, .model = u"m-1"_s});
    QByteArray bytes = encoder->begin();
    for (const StreamEvent &event : events)
        bytes += encoder->encode(event);
    return decoded(bytes);
}
} // namespace

class TestAnthropicAdapter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- decoding ---

    void streams_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("finish"); // "" where it failed
        QTest::newRow("a plain answer with pings in between")
            << sse({start, textStart, ping, hello, stop0, endTurn, messageStop}) << u"Hello 漢😀"_s
            << QString() << u"stop"_s;
        QTest::newRow("events without their event lines")
            << sse({start, textStart, ping, hello, stop0, endTurn, messageStop}, false) << u"Hello 漢😀"_s
            << QString() << u"stop"_s;
        QTest::newRow("objects whose type stands in the event line alone")
            << "event: message_start\ndata: {\"message\":{\"id\":\"a\"}}\n\nevent: content_block_delta\ndata: {\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\nevent: message_stop\ndata: {}\n\n"_ba
            << u"x"_s << QString() << u"stop"_s;
        QTest::newRow("text in the start of its block")
            << sse({start,
                    R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Well, "}})",
                    hello, stop0, endTurn, messageStop})
            << u"Well, Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("thoughts, an empty one among them")
            << sse({start,
                    R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})",
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":""}})",
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}})",
                    stop0,
                    R"({"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}})",
                    R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ok"}})",
                    R"({"type":"content_block_stop","index":1})", endTurn, messageStop})
            << u"ok"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("the answer's limit")
            << sse({start, textStart, hello, stop0,
                    R"({"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":7}})",
                    messageStop})
            << u"Hello 漢😀"_s << QString() << u"length"_s;
        QTest::newRow("a full context window")
            << sse({start, textStart, hello,
                    R"({"type":"message_delta","delta":{"stop_reason":"model_context_window_exceeded"}})",
                    messageStop})
            << u"Hello 漢😀"_s << QString() << u"length"_s;
        QTest::newRow("a refusal keeps the text before it")
            << sse({start, textStart, hello, stop0,
                    R"({"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"Not this."}}})",
                    messageStop})
            << u"Hello 漢😀"_s << QString() << u"refusal"_s;
        QTest::newRow("a refusal without a block")
            << sse({start, R"({"type":"message_delta","delta":{"stop_reason":"refusal"}})", messageStop})
            << QString() << QString() << u"refusal"_s;
        QTest::newRow("a turn that pauses")
            << sse({start, textStart, hello,
                    R"({"type":"message_delta","delta":{"stop_reason":"pause_turn"}})", messageStop})
            << u"Hello 漢😀"_s << QString() << u"pause"_s;
        QTest::newRow("a turn that ends in a compaction")
            << sse({start,
                    R"({"type":"content_block_start","index":0,"content_block":{"type":"compaction","content":null}})",
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"compaction_delta","content":"So far: nothing."}})",
                    stop0, R"({"type":"message_delta","delta":{"stop_reason":"compaction"}})", messageStop})
            << QString() << QString() << u"pause"_s;
        QTest::newRow("a stop reason that nobody knows")
            << sse({start, textStart, hello, R"({"type":"message_delta","delta":{"stop_reason":"tired"}})",
                    messageStop})
            << u"Hello 漢😀"_s << QString() << u"unknown"_s;
        QTest::newRow("events, blocks and deltas of types that the format may gain")
            << sse({start, R"({"type":"weather","sky":"blue"})",
                    R"({"type":"content_block_start","index":0,"content_block":{"type":"hologram","data":[1]}})",
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","data":1}})",
                    stop0, hello, endTurn, messageStop})
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("a whole message as one JSON body")
            << R"({"type":"message","id":"msg_1","model":"claude-test","role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"ok"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}})"_ba
            << u"ok"_s << u"hm"_s << u"stop"_s;
        QTest::newRow("the end mark without its blank line")
            << sse({start, textStart, hello, endTurn}) +
                   "event: message_stop\ndata: {\"type\":\"message_stop\"}"
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("a stop reason without the end mark")
            << sse({start, textStart, hello, stop0, endTurn}) << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("cut before the end")
            << sse({start, textStart, hello}) << u"Hello 漢😀"_s << QString() << QString();
        QTest::newRow("what comes behind the end mark is no part of the answer")
            << sse({start, textStart, hello, endTurn, messageStop, hello,
                    R"({"type":"message_start","message":{"id":"msg_2"}})"})
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("an error in the middle")
            << sse({start, textStart, hello,
                    R"({"type":"error","error":{"type":"api_error","message":"Oops"},"request_id":"req_1"})"})
            << u"Hello 漢😀"_s << QString() << QString();
        QTest::newRow("an error event that is not JSON")
            << sse({start, textStart, hello}) + "event: error\ndata: upstream fell over\n\n"
            << u"Hello 漢😀"_s << QString() << QString();
        QTest::newRow("a repeated message start is passed over")
            << sse({start, textStart, hello, start, stop0, endTurn, messageStop}) << u"Hello 漢😀"_s
            << QString() << u"stop"_s;
        QTest::newRow("deltas without any start")
            << sse({hello,
                    R"({"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":"!"}})",
                    endTurn, messageStop})
            << u"Hello 漢😀!"_s << QString() << u"stop"_s;
        QTest::newRow("blocks out of order and stops that have no start")
            << sse({R"({"type":"content_block_stop","index":3})", textStart, hello, start,
                    R"({"type":"content_block_stop","index":-1})", endTurn, messageStop})
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("wrong types everywhere")
            << sse({R"({"type":"message_start","message":[1,2]})",
                    R"({"type":"message_start","message":{"id":7,"model":{},"usage":"none","content":"x"}})",
                    R"({"type":"content_block_start","index":"zero","content_block":null})",
                    R"({"type":"content_block_start","index":0,"content_block":{"type":"web_search_tool_result","content":7}})",
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":5}})",
                    R"({"type":"content_block_delta","index":0,"delta":"none"})",
                    R"({"type":"content_block_delta","index":1e300,"delta":{"type":"citations_delta","citation":[]}})",
                    hello, R"({"type":"message_delta","delta":{"stop_reason":["end_turn"]},"usage":[]})",
                    endTurn, messageStop})
            << u"Hello 漢😀"_s << QString() << u"stop"_s;
        QTest::newRow("a NUL in the text")
            << sse({start,
                    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a\u0000b"}})",
                    endTurn, messageStop})
            << QString::fromUtf8("a\0b", 3) << QString() << u"stop"_s;
        QTest::newRow("a piece that nests deeper than any answer does")
            << sse({start}) + "data: " + QByteArray(5000, '[') + QByteArray(5000, ']') + "\n\n"
            << QString() << QString() << QString();
        QTest::newRow("a piece that is cut JSON")
            << sse({start, textStart, hello}) + "data: {\"type\":\"content_bl\n\n"
            << u"Hello 漢😀"_s << QString() << QString();
    }
    void streams()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(QString, reasoning);
        QFETCH(QString, finish);
        const AnthropicAdapter adapter;
        QCOMPARE(Decoding::chunkingMatters(adapter, bytes, bytes.size()), QString());
        const Answer answer = decoded(bytes);
        QCOMPARE(answer.text, text);
        QCOMPARE(answer.reasoning, reasoning);
        QCOMPARE(answer.finishReason ? QString(finishReasonName(*answer.finishReason)) : QString(), finish);
        QCOMPARE(answer.error.has_value(), finish.isEmpty());
    }

    void usageIsCumulativeAndCountsTheCache()
    {
        const Answer whole = decoded(sse({start, textStart, hello, stop0, endTurn, messageStop}));
        QCOMPARE(whole.usage.input, 17);
        QCOMPARE(whole.usage.cachedInput, 5);
        QCOMPARE(whole.usage.cacheWrite, 2);
        QCOMPARE(whole.usage.output, 7);
        QCOMPARE(whole.usageState, UsageState::Reported);
        QCOMPARE(whole.answeredModel, u"claude-test"_s);
        QCOMPARE(whole.responseId, u"msg_1"_s);
        const Answer corrected = decoded(sse(
            {start,
             R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":90,"cache_read_input_tokens":null,"output_tokens":7,"output_tokens_details":{"thinking_tokens":9}}})",
             messageStop}));
        QCOMPARE(corrected.usage.input, 97);
        QCOMPARE(corrected.usage.reasoning, 7); // a part of the output, whatever they say
    }

    void aSnapshotOfTheOutputIsNoReport()
    {
        const QByteArray longText = QByteArray(hello).replace("Hello", QByteArray(4000, 'x'));
        const Answer cut = decoded(sse({start, textStart, longText.constData()}));
        QVERIFY(cut.error);
        QCOMPARE(cut.usage.input, 17);
        QCOMPARE(cut.usageState, UsageState::Estimated);
        QVERIFY(cut.outputIsEstimate());
        QVERIFY2(cut.outputTokens() > 100, qPrintable(QString::number(cut.outputTokens())));
    }

    void whatTheCountsLeaveOutIsNoted()
    {
        const Answer answer = decoded(sse(
            {start,
             R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":8,"iterations":[{"type":"compaction","input_tokens":100,"cache_read_input_tokens":900,"output_tokens":83},{"type":"message","input_tokens":17,"output_tokens":8},{"type":"advisor_message","model":"claude-wise","input_tokens":5,"output_tokens":6}]}})",
             messageStop}));
        QCOMPARE(answer.notes.size(), 2);
        QVERIFY2(answer.notes[0].contains("compaction"_L1) && answer.notes[0].contains("83"_L1),
                 qPrintable(answer.notes[0]));
        QVERIFY2(answer.notes[1].contains("claude-wise"_L1), qPrintable(answer.notes[1]));
    }

    void everyThoughtKeepsItsSignature()
    {
        const Answer answer = decoded(sse(
            {start,
             R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"a","signature":""}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"b"}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2"}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"ln"}})",
             stop0,
             R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"aGlk"}})",
             R"({"type":"content_block_stop","index":1})",
             R"({"type":"content_block_start","index":2,"content_block":{"type":"redacted_thinking","data":"ZGVu"}})",
             R"({"type":"content_block_stop","index":2})",
             R"({"type":"content_block_start","index":3,"content_block":{"type":"thinking","thinking":""}})",
             R"({"type":"content_block_delta","index":3,"delta":{"type":"signature_delta","signature":"bGFzdA=="}})",
             endTurn, messageStop}));
        const QList<ReasoningBlock> expected = {
            {u"ab"_s, "c2ln"}, {{}, "aGlk", true}, {{}, "ZGVu", true}, {{}, "bGFzdA=="}};
        QCOMPARE(answer.reasoningBlocks, expected);
        QCOMPARE(answer.reasoning, u"ab"_s);
        QVERIFY(answer.notes.join(u' ').contains("hidden"_L1));
    }

    void toolCallsJoinTheirPieces()
    {
        const QByteArray bytes = sse(
            {start, textStart, hello, stop0,
             R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"look","input":{}}})",
             R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}})",
             R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{`q`:"}})",
             R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"1}"}})",
             R"({"type":"content_block_stop","index":1})",
             R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"filled","input":{"a":2}}})",
             R"({"type":"content_block_stop","index":2})",
             R"({"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_3","name":"both","input":{"a":3}}})",
             R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{`b`:4}"}})",
             R"({"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"toolu_4","name":"none","input":{}}})",
             R"({"type":"content_block_delta","index":9,"delta":{"type":"input_json_delta","partial_json":"{}"}})",
             R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}})",
             messageStop});
        QCOMPARE(Decoding::chunkingMatters(AnthropicAdapter(), bytes, bytes.size()), QString());
        const Answer answer = decoded(bytes);
        QCOMPARE(answer.toolCalls, QList<ToolCall>({{0, u"toolu_1"_s, u"look"_s, u"{\"q\":1}"_s},
                                                    {1, u"toolu_2"_s, u"filled"_s, u"{\"a\":2}"_s},
                                                    {2, u"toolu_3"_s, u"both"_s, u"{\"b\":4}"_s},
                                                    {3, u"toolu_4"_s, u"none"_s, {}},
                                                    {4, {}, {}, u"{}"_s}})); // its start was lost
        QCOMPARE(answer.finishReason, FinishReason::ToolCalls);
    }

    void toolsThatTheProviderRunsTellWhatTheyFound()
    {
        const Answer answer = decoded(sse(
            {start,
             R"({"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{`query`:`x`}"}})",
             stop0,
             R"({"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"One","url":"https://example.com/1","encrypted_content":"..."},{"type":"web_search_result","title":"Two","url":"https://example.com/2"}]}})",
             R"({"type":"content_block_start","index":2,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_2","content":{"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}})",
             R"({"type":"content_block_start","index":3,"content_block":{"type":"web_fetch_tool_result","content":{"type":"web_fetch_result","url":"https://example.com/3","content":{"type":"document","title":"Three"}}}})",
             R"({"type":"content_block_start","index":4,"content_block":{"type":"bash_code_execution_tool_result","content":{"type":"bash_code_execution_result","stdout":"42\n","stderr":"","return_code":0}}})",
             R"({"type":"content_block_start","index":5,"content_block":{"type":"mcp_tool_result","content":[{"type":"text","text":"from afar"}]}})",
             R"({"type":"content_block_start","index":6,"content_block":{"type":"text","text":"","citations":[]}})",
             R"({"type":"content_block_delta","index":6,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://example.com/1","title":"One","cited_text":"..."}}})",
             R"({"type":"content_block_delta","index":6,"delta":{"type":"citations_delta","citation":{"type":"page_location","document_index":0,"document_title":"sample.pdf","start_page_number":1}}})",
             endTurn, messageStop}));
        QCOMPARE(answer.toolCalls,
                 QList<ToolCall>({{0, u"srvtoolu_1"_s, u"web_search"_s, u"{\"query\":\"x\"}"_s, true}}));
        QCOMPARE(answer.citations, QList<Citation>({{u"https://example.com/1"_s, u"One"_s},
                                                    {u"https://example.com/2"_s, u"Two"_s},
                                                    {u"https://example.com/3"_s, {}},
                                                    {{}, u"sample.pdf"_s}}));
        const QString notes = answer.notes.join(u'\n');
        QVERIFY2(notes.contains("max_uses_exceeded"_L1) && notes.contains("42"_L1) &&
                     notes.contains("from afar"_L1),
                 qPrintable(notes));
        QCOMPARE(answer.finishReason, FinishReason::Stop); // nothing is left for us to call
    }

    void anotherModelThatTakesOverIsNamed()
    {
        const Answer answer = decoded(sse(
            {start,
             R"({"type":"content_block_start","index":0,"content_block":{"type":"fallback","from":{"model":"claude-test"},"to":{"model":"claude-spare"}}})",
             stop0, hello, endTurn, messageStop}));
        QCOMPARE(answer.answeredModel, u"claude-spare"_s);
        QCOMPARE(answer.responseId, u"msg_1"_s);
        QVERIFY(answer.notes.value(0).contains("claude-spare"_L1));
    }

    void aSplicedSecondMessageVoidsTheFirst()
    {
        const QByteArray bytes = sse(
            {start, textStart, hello,
             R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"look","input":{}}})",
             R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"true"}})",
             R"({"type":"message_start","message":{"id":"msg_2","model":"claude-other","usage":{"input_tokens":3,"output_tokens":1}}})",
             textStart,
             R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Anew"}})", stop0,
             endTurn, messageStop});
        QCOMPARE(Decoding::chunkingMatters(AnthropicAdapter(), bytes, bytes.size()), QString());
        const Answer answer = decoded(bytes);
        QCOMPARE(answer.text, u"Anew"_s);
        QVERIFY(answer.toolCalls.isEmpty());
        QCOMPARE(answer.responseId, u"msg_2"_s);
        QCOMPARE(answer.answeredModel, u"claude-other"_s);
        QCOMPARE(answer.usage.input, 3);
        QCOMPARE(answer.finishReason, FinishReason::Stop);
    }

    void errorsHaveTheirKind_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("a wrong key") << u"authentication_error"_s << ErrorKind::Authentication;
        QTest::newRow("billing") << u"billing_error"_s << ErrorKind::Payment;
        QTest::newRow("permission") << u"permission_error"_s << ErrorKind::Permission;
        QTest::newRow("an unknown model") << u"not_found_error"_s << ErrorKind::NotFound;
        QTest::newRow("an invalid request") << u"invalid_request_error"_s << ErrorKind::InvalidRequest;
        QTest::newRow("a large request") << u"request_too_large"_s << ErrorKind::InvalidRequest;
        QTest::newRow("a rate limit") << u"rate_limit_error"_s << ErrorKind::RateLimited;
        QTest::newRow("no capacity") << u"overloaded_error"_s << ErrorKind::Overloaded;
        QTest::newRow("a failure") << u"api_error"_s << ErrorKind::Server;
    }
    void errorsHaveTheirKind()
    {
        QFETCH(QString, type);
        QFETCH(ErrorKind, kind);
        const QByteArray body =
            QByteArray(R"({"type":"error","error":{"details":null,"type":"TYPE","message":"Words."}})")
                .replace("TYPE", type.toLatin1());
        const Answer answer =
            decoded(sse({start, textStart, hello}) + "event: error\ndata: " + body + "\n\n");
        QVERIFY(answer.error);
        QCOMPARE(answer.error->kind, kind);
        QVERIFY(answer.error->message.contains("Words."_L1));
        QCOMPARE(answer.text, u"Hello 漢😀"_s);
    }

    void aLowBalanceIsNoInvalidRequest()
    {
        const Error error = AnthropicAdapter().errorFrom(
            anthropic(), 400, {},
            R"({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}})");
        QCOMPARE(error.kind, ErrorKind::Payment);
    }

    // --- requests ---

    void requestsCarryWhatWasAskedAndNoMore()
    {
        ChatRequest plain = request();
        plain.maxOutputTokens = 64000;
        const auto wire = AnthropicAdapter().encode(plain, anthropic());
        QCOMPARE(wire->path, "/v1/messages"_ba);
        QCOMPARE(wire->headers.value("anthropic-version"_L1).toByteArray(), "2023-06-01"_ba);
        QVERIFY(wire->notes.isEmpty());
        const QJsonObject body = QJsonDocument::fromJson(wire->body).object();
        QCOMPARE(body.keys(), QStringList({u"max_tokens"_s, u"messages"_s, u"model"_s, u"stream"_s}));
        QCOMPARE(body["max_tokens"_L1].toInt(), 64000);
        plain.maxOutputTokens = 0;
        QCOMPARE(encoded(plain)["max_tokens"_L1].toInt(), 4096);
        plain.maxTokens = 50;
        QCOMPARE(encoded(plain)["max_tokens"_L1].toInt(), 50);
        Vendor door = anthropic();
        door.baseUrl = QUrl(u"https://example.com/anthropic/v1"_s);
        QCOMPARE(AnthropicAdapter().encode(plain, door)->path, "/messages"_ba);
    }

    void turnsAlternate()
    {
        ChatRequest asked = request();
        ChatMessage call = ChatMessage::ofText(ChatMessage::Role::Assistant, u"Let me look."_s);
        call.reasoning = {{u"hm"_s, "c2ln"}, {{}, "aGlk", true}, {u"unsigned"_s, {}}};
        call.toolCalls = {{0, u"t1"_s, u"look"_s, u"{\"q\":1}"_s},
                          {1, u"t2"_s, u"add"_s, {}},
                          {2, u"s1"_s, u"web_search"_s, u"{}"_s, true}};
        ChatMessage first = ChatMessage::ofText(ChatMessage::Role::Tool, u"found"_s);
        first.toolCallId = u"t1"_s;
        ChatMessage second = first;
        second.toolCallId = u"t2"_s;
        second.toolFailed = true;
        asked.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"One"_s),
                          ChatMessage::ofText(ChatMessage::Role::User, u"Two"_s),
                          call,
                          first,
                          second,
                          ChatMessage::ofText(ChatMessage::Role::User, u"Go on"_s),
                          ChatMessage::ofText(ChatMessage::Role::Assistant, {}),
                          ChatMessage::ofText(ChatMessage::Role::User, u"Please"_s)};
        const QJsonArray turns = encoded(asked)["messages"_L1].toArray();
        QCOMPARE(turns.size(), 3); // the empty answer would be refused
        QCOMPARE(turns[0]["content"_L1].toArray().size(), 2);
        const QJsonArray said = turns[1]["content"_L1].toArray();
        QStringList types;
        for (const QJsonValue &block : said)
            types.append(block["type"_L1].toString());
        QCOMPARE(types, QStringList({u"thinking"_s, u"redacted_thinking"_s, u"text"_s, u"tool_use"_s,
                                     u"tool_use"_s}));
        QCOMPARE(said[0]["signature"_L1].toString(), u"c2ln"_s);
        QCOMPARE(said[1]["data"_L1].toString(), u"aGlk"_s);
        QCOMPARE(said[3]["input"_L1]["q"_L1].toInt(), 1);
        QVERIFY(said[4]["input"_L1].isObject());
        const QJsonArray user = turns[2]["content"_L1].toArray();
        QCOMPARE(user.size(), 4);
        QCOMPARE(user[0]["type"_L1].toString(), u"tool_result"_s);
        QCOMPARE(user[0]["tool_use_id"_L1].toString(), u"t1"_s);
        QVERIFY(!user[0].toObject().contains("is_error"_L1));
        QCOMPARE(user[1]["is_error"_L1].toBool(), true);
        QCOMPARE(user[3]["text"_L1].toString(), u"Please"_s);
    }

    void whatTheWireDoesNotTakeIsLeftOutWithANote_data()
    {
        QTest::addColumn<ChatRequest>("asked");
        QTest::addColumn<QString>("parameter");
        const auto row = [](const char *name, const char *parameter, auto change) {
            ChatRequest asked = request();
            change(asked);
            QTest::newRow(name) << asked << QString::fromLatin1(parameter);
        };
        row("a seed", "seed", [](ChatRequest &r) { r.seed = 1; });
        row("a presence penalty", "presence_penalty", [](ChatRequest &r) { r.presencePenalty = 0.5; });
        row("a frequency penalty", "frequency_penalty", [](ChatRequest &r) { r.frequencyPenalty = 0.5; });
        row("JSON without a schema", "response_format",
            [](ChatRequest &r) { r.format.kind = ResponseFormat::Kind::JsonObject; });
        row("a temperature for a model that takes none", "temperature", [](ChatRequest &r) {
            r.model = u"claude-opus-4-8"_s;
            r.temperature = 0.5;
        });
        row("a temperature beside reasoning", "temperature", [](ChatRequest &r) {
            r.temperature = 0.5;
            r.reasoning.budgetTokens = 2000;
        });
        row("top_p beside a temperature", "top_p", [](ChatRequest &r) {
            r.temperature = 0.5;
            r.topP = 0.9;
        });
        row("a forced call beside reasoning", "tool_choice", [](ChatRequest &r) {
            r.tools = {{u"look"_s, {}, {}}};
            r.toolChoice.mode = ToolChoice::Mode::Required;
            r.reasoning.budgetTokens = 2000;
        });
        row("reasoning for a model that has none", "reasoning", [](ChatRequest &r) {
            r.model = u"claude-3-5-haiku-20241022"_s;
            r.reasoning.effort = ReasoningEffort::High;
        });
        row("reasoning that the limit leaves no room for", "reasoning", [](ChatRequest &r) {
            r.maxTokens = 500;
            r.reasoning.effort = ReasoningEffort::High;
        });
        row("no reasoning from a model that always does", "reasoning", [](ChatRequest &r) {
            r.model = u"claude-fable-5"_s;
            r.reasoning.effort = ReasoningEffort::None;
        });
    }
    void whatTheWireDoesNotTakeIsLeftOutWithANote()
    {
        QFETCH(ChatRequest, asked);
        QFETCH(QString, parameter);
        const QStringList notes = notesOf(asked);
        QCOMPARE(notes.size(), 1);
        QVERIFY2(notes[0].contains(parameter), qPrintable(notes[0]));
        asked.strict = true;
        const auto strict = AnthropicAdapter().encode(asked, anthropic());
        QVERIFY(!strict);
        QCOMPARE(strict.error().kind, ErrorKind::InvalidRequest);
    }

    void samplingStaysInBounds()
    {
        ChatRequest asked = request();
        asked.temperature = 1.6;
        asked.topK = 40;
        asked.stop = {u"END"_s, u" \n"_s};
        const QJsonObject body = encoded(asked);
        QCOMPARE(body["temperature"_L1].toDouble(), 1.0);
        QCOMPARE(body["top_k"_L1].toInt(), 40);
        QCOMPARE(body["stop_sequences"_L1].toArray(), QJsonArray{u"END"_s});
        QCOMPARE(notesOf(asked).size(), 2); // the temperature, the white space
        asked.presencePenalty = 0;          // asks for nothing
        QCOMPARE(notesOf(asked).size(), 2);
    }

    void reasoningIsAskedInTheModelsOwnMeasure_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("effort");
        QTest::addColumn<int>("budget");
        QTest::addColumn<QString>("thinking");
        QTest::addColumn<int>("sentBudget");
        QTest::addColumn<QString>("sentEffort");
        QTest::newRow("an effort for a model that takes a budget")
            << u"claude-sonnet-4-5-20250929"_s << u"medium"_s << 0 << u"enabled"_s << 10000 << QString();
        QTest::newRow("a budget for a model that takes a budget")
            << u"anthropic/claude-haiku-4.5"_s << QString() << 5000 << u"enabled"_s << 5000 << QString();
        QTest::newRow("a budget beyond the answer's limit")
            << u"claude-3-7-sonnet-20250219"_s << QString() << 90000 << u"enabled"_s << 19999 << QString();
        QTest::newRow("a budget below the least")
            << u"claude-opus-4-20250514"_s << QString() << 10 << u"enabled"_s << 1024 << QString();
        QTest::newRow("an effort for a model that decides by itself")
            << u"claude-opus-4-6"_s << u"high"_s << 0 << u"adaptive"_s << 0 << u"high"_s;
        QTest::newRow("a budget for a model that decides by itself")
            << u"claude-sonnet-5"_s << QString() << 30000 << u"adaptive"_s << 0 << u"high"_s;
        QTest::newRow("the least effort")
            << u"claude-fable-5"_s << u"minimal"_s << 0 << u"adaptive"_s << 0 << u"low"_s;
        QTest::newRow("an effort that came with generation 4.7")
            << u"claude-opus-4-6"_s << u"xhigh"_s << 0 << u"adaptive"_s << 0 << u"high"_s;
        QTest::newRow("the same for a model that has it")
            << u"claude-opus-4.7"_s << u"xhigh"_s << 0 << u"adaptive"_s << 0 << u"xhigh"_s;
        QTest::newRow("none") << u"claude-sonnet-4-5"_s << u"none"_s << 0 << u"disabled"_s << 0 << QString();
        QTest::newRow("an effort for another maker's model")
            << u"kimi-k2-thinking"_s << u"high"_s << 0 << u"enabled"_s << 16000 << QString();
    }
    void reasoningIsAskedInTheModelsOwnMeasure()
    {
        QFETCH(QString, model);
        QFETCH(QString, effort);
        QFETCH(int, budget);
        QFETCH(QString, thinking);
        QFETCH(int, sentBudget);
        QFETCH(QString, sentEffort);
        ChatRequest asked = request(model);
        asked.maxTokens = 20000;
        asked.reasoning.effort = effortFromName(effort);
        if (budget > 0)
            asked.reasoning.budgetTokens = budget;
        const QJsonObject body = encoded(asked);
        QCOMPARE(body["thinking"_L1]["type"_L1].toString(), thinking);
        QCOMPARE(body["thinking"_L1]["budget_tokens"_L1].toInt(), sentBudget);
        QCOMPARE(body["output_config"_L1]["effort"_L1].toString(), sentEffort);
    }

    void namesTellTheGeneration_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("adaptive");
        QTest::addColumn<bool>("sampling");
        QTest::newRow("the generation before the family") << u"claude-3-7-sonnet-20250219"_s << false << true;
        QTest::newRow("a date right behind the generation") << u"claude-opus-4-20250514"_s << false << true;
        QTest::newRow("an aggregator's spelling") << u"anthropic/claude-sonnet-4.6"_s << true << true;
        QTest::newRow("a cloud's spelling")
            << u"us.anthropic.claude-opus-4-8-20260101-v1:0"_s << true << false;
        QTest::newRow("a family of its own") << u"claude-mythos-preview"_s << true << false;
        QTest::newRow("no Claude at all") << u"MiniMax-M2"_s << false << true;
    }
    void namesTellTheGeneration()
    {
        QFETCH(QString, id);
        QFETCH(bool, adaptive);
        QFETCH(bool, sampling);
        QCOMPARE(ClaudeModel(id).thinksAdaptively(), adaptive);
        QCOMPARE(ClaudeModel(id).takesSampling(), sampling);
    }

    void attachmentsGoAlong()
    {
        ChatRequest asked = request();
        ContentPart picture = file(ContentPart::Kind::Image, "image/png", "\x89PNG");
        picture.cacheMark = true;
        ContentPart linked = file(ContentPart::Kind::Image, {}, {});
        linked.url = u"https://example.com/a.png"_s;
        ContentPart paper = file(ContentPart::Kind::Document, "application/pdf", "%PDF-1.7");
        paper.fileName = u"a.pdf"_s;
        const ContentPart words = file(ContentPart::Kind::Document, "text/markdown", "# Hi");
        asked.messages[0].parts += {picture, linked, paper, words};
        const QJsonArray content = encoded(asked)["messages"_L1][0]["content"_L1].toArray();
        QCOMPARE(content.size(), 5);
        QCOMPARE(content[1]["source"_L1]["data"_L1].toString(), u"iVBORw=="_s);
        QCOMPARE(content[1]["cache_control"_L1]["type"_L1].toString(), u"ephemeral"_s);
        QCOMPARE(content[2]["source"_L1]["url"_L1].toString(), u"https://example.com/a.png"_s);
        QCOMPARE(content[3]["source"_L1]["media_type"_L1].toString(), u"application/pdf"_s);
        QCOMPARE(content[3]["title"_L1].toString(), u"a.pdf"_s);
        QCOMPARE(content[4]["source"_L1]["data"_L1].toString(), u"# Hi"_s);
        asked.capabilities.pdfInput = false;
        const auto refused = AnthropicAdapter().encode(asked, anthropic());
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::InvalidRequest);
    }

    void onlyFourCacheMarksAreSent()
    {
        ChatRequest asked = request();
        asked.system = u"Be brief."_s;
        asked.systemCacheMark = true;
        for (int i = 0; i < 5; ++i) {
            ContentPart part;
            part.text = QString::number(i);
            part.cacheMark = true;
            asked.messages[0].parts.append(part);
        }
        const QByteArray body = AnthropicAdapter().encode(asked, anthropic())->body;
        QCOMPARE(body.count("ephemeral"), 4);
        QVERIFY(encoded(asked)["messages"_L1][0]["content"_L1][5].toObject().contains("cache_control"_L1));
    }

    void requestsSurviveTheWayThroughTheWire()
    {
        ChatRequest asked = request();
        asked.system = u"Be brief."_s;
        asked.systemCacheMark = true;
        asked.messages[0].parts.append(file(ContentPart::Kind::Image, "image/png", "x"));
        ChatMessage call = ChatMessage::ofText(ChatMessage::Role::Assistant, u"Looking."_s);
        call.reasoning = {{u"hm"_s, "c2ln"}, {{}, "aGlk", true}};
        call.toolCalls = {{0, u"t1"_s, u"look"_s, u"{\"q\":1}"_s}, {1, u"t2"_s, u"add"_s, {}}};
        ChatMessage result = ChatMessage::ofText(ChatMessage::Role::Tool, u"found"_s);
        result.toolCallId = u"t1"_s;
        result.toolName = u"look"_s;
        ChatMessage failed = result;
        failed.toolCallId = u"t2"_s;
        failed.toolName = u"add"_s;
        failed.toolFailed = true;
        asked.messages += {call, result, failed, ChatMessage::ofText(ChatMessage::Role::User, u"Go on"_s)};
        asked.maxTokens = 9000;
        asked.topP = 0.97;
        asked.stop = {u"END"_s};
        asked.reasoning.budgetTokens = 5000;
        asked.format = {
            .kind = ResponseFormat::Kind::JsonSchema, .name = {}, .schema = {{"type"_L1, "object"_L1}}};
        asked.tools = {{u"look"_s, u"Looks."_s, {{"type"_L1, "object"_L1}}, true}};
        asked.toolChoice.mode = ToolChoice::Mode::None;
        asked.extra = {{"metadata"_L1, QJsonObject{{"user_id"_L1, "u-1"_L1}}}};
        const auto wire = AnthropicAdapter().encode(asked, anthropic());
        QCOMPARE(wire->notes, QStringList());
        const auto read = AnthropicAdapter().readRequest({}, wire->body);
        QVERIFY(read);
        QCOMPARE(read->messages, asked.messages);
        QCOMPARE(*read, asked);
    }

    void toolChoicesSurviveTheWayThroughTheWire_data()
    {
        QTest::addColumn<ToolChoice::Mode>("mode");
        QTest::addColumn<int>("parallel"); // -1: not said
        QTest::newRow("auto") << ToolChoice::Mode::Auto << -1;
        QTest::newRow("one at a time") << ToolChoice::Mode::Auto << 0;
        QTest::newRow("any, several at once") << ToolChoice::Mode::Required << 1;
        QTest::newRow("a named one") << ToolChoice::Mode::Named << -1;
        QTest::newRow("none") << ToolChoice::Mode::None << -1;
    }
    void toolChoicesSurviveTheWayThroughTheWire()
    {
        QFETCH(ToolChoice::Mode, mode);
        QFETCH(int, parallel);
        ChatRequest asked = request();
        asked.tools = {{u"look"_s, {}, {{"type"_L1, "object"_L1}}}};
        asked.toolChoice = {mode, mode == ToolChoice::Mode::Named ? u"look"_s : QString()};
        if (parallel >= 0)
            asked.parallelToolCalls = parallel == 1;
        const auto read =
            AnthropicAdapter().readRequest({}, AnthropicAdapter().encode(asked, anthropic())->body);
        QCOMPARE(read->toolChoice, asked.toolChoice);
        QCOMPARE(read->parallelToolCalls, asked.parallelToolCalls);
    }

    void clientsRequestsAreRead()
    {
        const auto read = AnthropicAdapter().readRequest("/v1/messages", clientBody);
        QVERIFY(read);
        QCOMPARE(read->system, u"One.\n\nTwo.\n\nThree."_s);
        QVERIFY(read->systemCacheMark);
        QVERIFY(read->stream);
        QCOMPARE(read->messages.size(), 3);
        QCOMPARE(read->messages[1].text(), u"Yes?"_s);
        QCOMPARE(read->messages[2].parts[0].bytes, "words"_ba);
        QCOMPARE(read->messages[2].parts[0].fileName, u"t.txt"_s);
        QVERIFY(read->messages[2].parts[1].text.contains("body"_L1));
        QCOMPARE(read->reasoning.effort, ReasoningEffort::High);
        QCOMPARE(read->tools.size(), 1);
        QCOMPARE(read->extra.keys(), QStringList({u"metadata"_s, u"tools"_s}));
        // Sent on to the same wire, the provider's own tool is still there.
        QCOMPARE(encoded(*read)["tools"_L1].toArray().size(), 2);
    }

    void requestsThatCanNotBeServedAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no JSON") << "nonsense"_ba;
        QTest::newRow("an array") << "[]"_ba;
        QTest::newRow("no model") << R"({"messages":[{"role":"user","content":"x"}]})"_ba;
        QTest::newRow("no messages") << R"({"model":"m","messages":[]})"_ba;
        QTest::newRow("messages of a wrong type") << R"({"model":"m","messages":{"role":"user"}})"_ba;
        QTest::newRow("an unknown role") << R"({"model":"m","messages":[{"role":"king","content":"x"}]})"_ba;
        QTest::newRow("a file that only its provider has")
            << R"({"model":"m","messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]})"_ba;
        QTest::newRow("nesting without end") << QByteArray(200000, '[');
    }
    void requestsThatCanNotBeServedAreRefused()
    {
        QFETCH(QByteArray, body);
        const auto read = AnthropicAdapter().readRequest({}, body);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::InvalidRequest);
    }

    // --- serving ---

    void answersSurviveTheWayThroughTheWire()
    {
        Usage usage;
        usage.input = 100;
        usage.cachedInput = 60;
        usage.cacheWrite = 10;
        usage.output = 20;
        usage.reasoning = 5;
        const StreamEvents events = {Started{u"upstream"_s, u"x"_s, {}},
                                     ReasoningDelta{u"h"_s, {}},
                                     ReasoningDelta{u"m"_s, {}},
                                     ReasoningDelta{{}, "c2ln"},
                                     ReasoningDelta{{}, "aGlk", true},
                                     ReasoningDelta{u"more"_s, "bGFzdA=="},
                                     TextDelta{u"Hello 漢"_s},
                                     Citation{u"https://example.com"_s, u"Ex"_s},
                                     Citation{{}, u"a.pdf"_s},
                                     TextDelta{u"😀"_s},
                                     ToolCallDelta{3, u"a"_s, u"look"_s, u"{\"q\""_s},
                                     ToolCallDelta{4, u"b"_s, u"add"_s, {}},
                                     ToolCallDelta{3, {}, {}, u":1}"_s},
                                     ToolCallDelta{5, u"c"_s, u"web_search"_s, u"{}"_s, true},
                                     UsageReport{usage},
                                     Finished{FinishReason::ToolCalls, {}}};
        const Answer sent = Decoding::answerOf(events);
        const Answer got = roundTrip(events);
        QCOMPARE(got.text, sent.text);
        QCOMPARE(got.reasoning, sent.reasoning);
        QCOMPARE(got.reasoningBlocks, sent.reasoningBlocks);
        QCOMPARE(got.citations, sent.citations);
        QCOMPARE(got.toolCalls, QList<ToolCall>({{0, u"a"_s, u"look"_s, u"{\"q\":1}"_s},
                                                 {1, u"b"_s, u"add"_s, {}},
                                                 {2, u"c"_s, u"web_search"_s, u"{}"_s, true}}));
        QCOMPARE(got.usage, usage);
        QCOMPARE(got.finishReason, FinishReason::ToolCalls);
        QCOMPARE(got.responseId, u"msg_9"_s);
        QCOMPARE(got.answeredModel, u"m-1"_s);
    }

    void finishReasonsSurviveTheWayThroughTheWire_data()
    {
        QTest::addColumn<FinishReason>("reason");
        QTest::newRow("stop") << FinishReason::Stop;
        QTest::newRow("length") << FinishReason::Length;
        QTest::newRow("refusal") << FinishReason::Refusal;
        QTest::newRow("pause") << FinishReason::Pause;
    }
    void finishReasonsSurviveTheWayThroughTheWire()
    {
        QFETCH(FinishReason, reason);
        const Answer got = roundTrip({TextDelta{u"x"_s}, Finished{reason, {}}});
        QCOMPARE(got.finishReason, reason);
        QCOMPARE(got.text, u"x"_s);
    }

    void callsWithoutAnIdGetOneOfTheirOwn()
    {
        const Answer got =
            roundTrip({ToolCallDelta{0, {}, u"look"_s, u"{}"_s}, ToolCallDelta{1, {}, u"look"_s, u"{}"_s},
                       Finished{FinishReason::ToolCalls, {}}});
        QCOMPARE(got.toolCalls.size(), 2);
        QVERIFY(!got.toolCalls[0].id.isEmpty());
        QVERIFY(got.toolCalls[0].id != got.toolCalls[1].id);
    }

    void aFailureEndsTheStreamWithItsKind()
    {
        const Answer got =
            roundTrip({TextDelta{u"half"_s}, Failed{Error{ErrorKind::Overloaded, u"Too busy."_s, {}, {}}}});
        QCOMPARE(got.text, u"half"_s);
        QVERIFY(got.error);
        QCOMPARE(got.error->kind, ErrorKind::Overloaded);
        QVERIFY(got.error->message.contains("Too busy."_L1));
    }

    void aRestartVoidsWhatWasServed()
    {
        const Answer got = roundTrip(
            {TextDelta{u"half"_s}, Restarted{}, TextDelta{u"whole"_s}, Finished{FinishReason::Stop, {}}});
        QCOMPARE(got.text, u"whole"_s);
    }

    void wholeAnswersSurviveTheWayThroughTheWire()
    {
        Answer answer;
        answer.text = u"Hello 漢😀"_s;
        answer.reasoning = u"hm"_s;
        answer.reasoningBlocks = {{u"hm"_s, "c2ln"}, {{}, "aGlk", true}};
        answer.citations = {{u"https://example.com"_s, u"Ex"_s}};
        answer.toolCalls = {{0, u"a"_s, u"look"_s, u"{\"q\":1}"_s}, {1, u"b"_s, u"add"_s, {}}};
        answer.usage.input = 10;
        answer.usage.output = 4;
        answer.finishReason = FinishReason::ToolCalls;
        const Answer got =
            decoded(AnthropicAdapter().wholeAnswer(answer, {.id = u"msg_9"_s, .model = u"m-1"_s}));
        QCOMPARE(got.text, answer.text);
        QCOMPARE(got.reasoningBlocks, answer.reasoningBlocks);
        QCOMPARE(got.citations, answer.citations);
        QCOMPARE(got.toolCalls, answer.toolCalls);
        QCOMPARE(got.usage, answer.usage);
        QCOMPARE(got.finishReason, answer.finishReason);
        QCOMPARE(got.responseId, u"msg_9"_s);
    }

    void errorBodiesTellTheirKind()
    {
        for (const ErrorKind kind :
             {ErrorKind::Authentication, ErrorKind::Payment, ErrorKind::Permission, ErrorKind::NotFound,
              ErrorKind::InvalidRequest, ErrorKind::RateLimited, ErrorKind::Overloaded, ErrorKind::Server}) {
            const int status = statusFor(kind);
            const QByteArray body = AnthropicAdapter().errorBody(Error{kind, u"Words."_s, {}, {}}, status);
            QCOMPARE(QJsonDocument::fromJson(body)["type"_L1].toString(), u"error"_s);
            QCOMPARE(AnthropicAdapter().errorFrom(anthropic(), status, {}, body).kind, kind);
        }
    }

    // --- model lists ---

    void modelListsAreReadPageByPage()
    {
        const AnthropicAdapter adapter;
        QCOMPARE(adapter.modelsPath(anthropic()), "/v1/models?limit=1000"_ba);
        const auto page = adapter.readModels(anthropic(), modelPage);
        QVERIFY(page);
        QCOMPARE(page->models.size(), 2);
        QCOMPARE(page->models[0].name, u"Claude A"_s);
        QCOMPARE(page->models[0].created, QDate(2025, 11, 24));
        QCOMPARE(page->models[0].capabilities, Capabilities());
        QCOMPARE(page->models[1].contextTokens, 1000000);
        QCOMPARE(page->models[1].maxOutputTokens, 128000);
        QCOMPARE(page->models[1].capabilities.reasoning, true);
        QCOMPARE(page->models[1].capabilities.imageInput, true);
        QCOMPARE(page->models[1].capabilities.pdfInput, true);
        QCOMPARE(page->models[1].capabilities.structuredOutput, false);
        QCOMPARE(page->nextPath, "/v1/models?limit=1000&after_id=claude%20b"_ba);
        const auto last = adapter.readModels(anthropic(), R"({"data":[],"has_more":false,"last_id":"x"})");
        QVERIFY(last->nextPath.isEmpty());
        QCOMPARE(adapter.readModels(anthropic(), "<html>").error().kind, ErrorKind::Protocol);
        QCOMPARE(adapter.readModels(anthropic(), R"({"data":7})").error().kind, ErrorKind::Protocol);
    }
};

QTEST_GUILESS_MAIN(TestAnthropicAdapter)
#include "tst_anthropicadapter.moc"
