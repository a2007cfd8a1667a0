// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/stream/answer.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHttpHeaders>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Recorded traffic of many vendors, read back to what an independent parser says it holds.
class TestWire : public QObject
{
    Q_OBJECT

    static QString folder() { return qEnvironmentVariable("CROSSROADS_SHARED") + u"/wire/"_s; }

    /// The rows of wires that are written, with a status as \p wanted says.
    static void addRows(bool (*wanted)(int status))
    {
        QTest::addColumn<QJsonObject>("expected");
        QFile file(folder() + u"EXPECT.jsonl"_s);
        if (!file.open(QIODevice::ReadOnly))
            return;
        while (!file.atEnd()) {
            const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
            const auto wire = wireFromName(row["wire"_L1].toString());
            if (wire && adapterFor(*wire) && wanted(row["http_status"_L1].toInt()) &&
                row.contains("text_sha1"_L1))
                QTest::addRow("%s", qPrintable(row["file"_L1].toString())) << row;
        }
    }
    static bool isRecorded() { return QFile::exists(folder() + u"EXPECT.jsonl"_s); }
    static QByteArray bodyOf(const QJsonObject &row)
    {
        QFile file(folder() + row["file"_L1].toString());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static Wire wireOf(const QJsonObject &row) { return *wireFromName(row["wire"_L1].toString()); }
    static Vendor vendorOf(Wire wire)
    {
        return {.slug = u"recorded"_s, .name = u"Recorded"_s, .baseUrl = {}, .wire = wire, .keyEnv = {}};
    }

    static StreamEvents decodeCut(Wire wire, const QByteArray &bytes, QList<qsizetype> cuts)
    {
        const auto decoder = adapterFor(wire)->decoder(vendorOf(wire), {});
        StreamEvents events;
        qsizetype from = 0;
        cuts.append(bytes.size());
        for (const qsizetype cut : std::as_const(cuts)) {
            events += decoder->feed(QByteArrayView(bytes).sliced(from, cut - from));
            from = cut;
        }
        return events + decoder->finish(std::nullopt);
    }
    static StreamEvents decodeSteps(Wire wire, const QByteArray &bytes, qsizetype step)
    {
        QList<qsizetype> cuts;
        for (qsizetype at = step; at < bytes.size(); at += step)
            cuts.append(at);
        return decodeCut(wire, bytes, cuts);
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
    static QString sha1(const QString &text)
    {
        return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha1).toHex());
    }
    /// Arguments as JSON: white space between the tokens is the sender's business. Cut ones stay text.
    static QJsonValue argumentsOf(const QString &text)
    {
        const QJsonDocument document = QJsonDocument::fromJson(text.isEmpty() ? "{}" : text.toUtf8());
        return document.isObject() ? QJsonValue(document.object()) : QJsonValue(text);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!isRecorded())
            QSKIP("the recorded traffic is not beside this checkout");
    }

    void recordedAnswers_data()
    {
        addRows([](int status) { return status == 200; });
    }
    void recordedAnswers()
    {
        QFETCH(QJsonObject, expected);
        const QByteArray bytes = bodyOf(expected);
        const Answer answer = answerOf(decodeCut(wireOf(expected), bytes, {}));
        const QString name = expected["file"_L1].toString();
        // The facts' rule is to drop a spliced first message; the parser behind the rows joined both.
        if (name == "_handmade/anthropic_spliced_message_start.ndjson"_L1) {
            QCOMPARE(answer.reasoning, u"Let me call the tool."_s);
            QCOMPARE(answer.responseId, u"msg_second"_s);
            QCOMPARE(answer.toolCalls.size(), 1);
            QCOMPARE(answer.toolCalls[0].arguments, u"{\"value\":\"Sparkle Day\"}"_s);
            QCOMPARE(answer.reasoningBlocks.size(), 1);
            QCOMPARE(answer.reasoningBlocks[0].signature, "sig-second"_ba);
            return;
        }
        checkText(answer, expected);
        checkTools(answer, expected);
        checkEnd(answer, expected);
        if (wireOf(expected) == Wire::Anthropic)
            checkAnthropic(answer, expected);
        if (wireOf(expected) == Wire::Gemini || wireOf(expected) == Wire::Ollama)
            checkGeminiAndOllama(answer, expected);
    }

    void anyChunkingDecodesTheSame_data()
    {
        addRows([](int status) { return status == 200; });
    }
    void anyChunkingDecodesTheSame()
    {
        QFETCH(QJsonObject, expected);
        const QByteArray bytes = bodyOf(expected);
        const Wire wire = wireOf(expected);
        const StreamEvents whole = decodeCut(wire, bytes, {});
        QCOMPARE(decodeSteps(wire, bytes, 1), whole);
        constexpr qsizetype thorough = 4096;
        // A split costs a decode of the whole body; of long ones, only the head is decoded at each.
        const QByteArray head = bytes.first(qMin(bytes.size(), 2 * thorough));
        const StreamEvents headWhole = decodeCut(wire, head, {});
        for (qsizetype at = 1; at < qMin(bytes.size(), thorough); ++at) {
            if (decodeCut(wire, head, {at}) != headWhole)
                QFAIL(qPrintable(u"split at %1"_s.arg(at)));
        }
        QRandomGenerator random(7);
        for (int round = 0; round < 20; ++round) {
            QList<qsizetype> cuts;
            for (qsizetype at = random.bounded(1, 400); at < bytes.size(); at += random.bounded(1, 400))
                cuts.append(at);
            if (decodeCut(wire, bytes, cuts) != whole)
                QFAIL(qPrintable(u"random splits, round %1"_s.arg(round)));
        }
    }

    void recordedRefusalsOfAnthropicAreTold_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("status");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("a prompt that is too long")
            << u"anthropic/error_400_context_length.json"_s << 400 << ErrorKind::ContextTooLong;
        QTest::newRow("a request of a wrong shape")
            << u"anthropic/error_400_shape_no_request_id.json"_s << 400 << ErrorKind::InvalidRequest;
        QTest::newRow("a wrong key") << u"anthropic/error_401_invalid_key.json"_s << 401
                                     << ErrorKind::Authentication;
        QTest::newRow("an unknown model")
            << u"anthropic/error_404_model.json"_s << 404 << ErrorKind::NotFound;
        QTest::newRow("a billing problem")
            << u"_reconstructed/anthropic_402_billing.json"_s << 402 << ErrorKind::Payment;
        QTest::newRow("a body that is too large")
            << u"_reconstructed/anthropic_413_too_large.json"_s << 413 << ErrorKind::InvalidRequest;
        QTest::newRow("too many requests")
            << u"_reconstructed/anthropic_429_rate_limit.json"_s << 429 << ErrorKind::RateLimited;
        QTest::newRow("a spend limit, which waiting does not lift")
            << u"_reconstructed/anthropic_429_spend_limit.json"_s << 429 << ErrorKind::Payment;
        QTest::newRow("no capacity") << u"_reconstructed/anthropic_529_overloaded.json"_s << 529
                                     << ErrorKind::Overloaded;
    }
    void recordedRefusalsOfAnthropicAreTold()
    {
        QFETCH(QString, name);
        QFETCH(int, status);
        QFETCH(ErrorKind, kind);
        QFile file(folder() + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray body = file.readAll();
        QHttpHeaders headers;
        headers.append("retry-after"_L1, "17");
        const Error error =
            adapterFor(Wire::Anthropic)->errorFrom(vendorOf(Wire::Anthropic), status, headers, body);
        QCOMPARE(error.kind, kind);
        QCOMPARE(error.httpStatus, status);
        const QString words = QJsonDocument::fromJson(body)["error"_L1]["message"_L1].toString();
        QVERIFY(!words.isEmpty());
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
    }

    void recordedRefusalsOfGeminiAndOllamaAreTold_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<int>("status");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *says, const QString &name, int status, ErrorKind kind) {
            const Wire wire = name.contains("ollama"_L1) ? Wire::Ollama : Wire::Gemini;
            QTest::newRow(says) << name << wire << status << kind;
        };
        row("a wrong key as 400", u"gemini/error_400_invalid_key.json"_s, 400, ErrorKind::Authentication);
        row("no key as 403", u"gemini/error_403_no_key.json"_s, 403, ErrorKind::Authentication);
        row("a country", u"gemini/error_400_user_location.json"_s, 400, ErrorKind::Permission);
        row("a country, with a placeholder for words", u"gemini/error_400_location_on_stream.json"_s, 400,
            ErrorKind::Permission);
        row("a quota", u"gemini/error_429_quota_errorinfo.json"_s, 429, ErrorKind::RateLimited);
        row("a quota that tells when", u"gemini/error_429_quota_retryinfo.json"_s, 429,
            ErrorKind::RateLimited);
        row("no capacity", u"_reconstructed/gemini_503_unavailable.json"_s, 503, ErrorKind::Overloaded);
        row("a web page", u"gemini/error_404_page.html"_s, 404, ErrorKind::NotFound);
        row("a model that is not pulled", u"ollama/error_404_model.json"_s, 404, ErrorKind::NotFound);
    }
    void recordedRefusalsOfGeminiAndOllamaAreTold()
    {
        QFETCH(QString, name);
        QFETCH(Wire, wire);
        QFETCH(int, status);
        QFETCH(ErrorKind, kind);
        const QByteArray body = bodyOf({{"file"_L1, name}});
        const Error error = adapterFor(wire)->errorFrom(vendorOf(wire), status, {}, body);
        QCOMPARE(errorKindName(error.kind), errorKindName(kind));
        QCOMPARE(error.httpStatus, status);
        const QJsonValue told = QJsonDocument::fromJson(body)["error"_L1];
        const QString words = told.toString(told["message"_L1].toString()).simplified().left(80);
        if (words.startsWith(u'$'))
            QVERIFY2(error.message.contains("User location is not supported"_L1), qPrintable(error.message));
        else
            QVERIFY2(error.message.contains(words), qPrintable(error.message));
        const bool when = name.contains("retryinfo"_L1);
        QCOMPARE(error.retryAfter.value_or(std::chrono::milliseconds(0)),
                 std::chrono::seconds(when ? 48 : 0));
    }

    void recordedModelListsAreRead()
    {
        const auto read = [](Wire wire, const QString &name) {
            return adapterFor(wire)->readModels(vendorOf(wire), bodyOf({{"file"_L1, name}}));
        };
        const auto first = read(Wire::Gemini, u"gemini/models_page1.json"_s);
        QVERIFY(first);
        QVERIFY(first->nextPath.startsWith("/models?pageSize=1000&pageToken="));
        const auto flash = std::ranges::find(first->models, u"gemini-2.5-flash"_s, &ModelListing::id);
        QVERIFY(flash != first->models.end());
        QVERIFY(flash->chat);
        QCOMPARE(flash->contextTokens, 1048576);
        QCOMPARE(flash->capabilities.reasoning, true);
        const auto last = read(Wire::Gemini, u"gemini/models_page2.json"_s);
        QVERIFY(last);
        QCOMPARE(last->models.size(), 4);
        QVERIFY(last->nextPath.isEmpty());
        QVERIFY(std::ranges::none_of(last->models, &ModelListing::chat)); // none generates content
        const auto tags = read(Wire::Ollama, u"ollama/tags.json"_s);
        QVERIFY(tags);
        QCOMPARE(tags->models.size(), 5);
        QCOMPARE(std::ranges::count_if(tags->models, &ModelListing::chat), 4); // one embeds
    }

private:
    static void checkText(const Answer &answer, const QJsonObject &expected)
    {
        // The recorded texts still hold their <think> tags; ours is reasoning.
        const bool tagged = expected["text80"_L1].toString().trimmed().startsWith("<think>"_L1);
        // A model that is known to send the closing tag alone.
        const bool unopened = expected["file"_L1] == "ollama/chat_tools_parallel.ndjson"_L1;
        const QString sent = tagged || unopened ? (tagged ? u"<think>"_s : QString()) + answer.reasoning +
                                                      u"</think>"_s + answer.text
                                                : answer.text;
        QCOMPARE(sha1(sent), expected["text_sha1"_L1].toString());
        if (!tagged && !expected["reasoning_sha1"_L1].isNull())
            QCOMPARE(sha1(answer.reasoning), expected["reasoning_sha1"_L1].toString());
    }
    static void checkTools(const Answer &answer, const QJsonObject &expected)
    {
        const QJsonArray tools = expected["tools"_L1].toArray();
        QCOMPARE(answer.toolCalls.size(), tools.size());
        for (qsizetype i = 0; i < tools.size(); ++i) {
            QCOMPARE(answer.toolCalls[i].name, tools[i]["name"_L1].toString());
            QString arguments = tools[i]["arguments"_L1].toString();
            // The parser behind the rows does not join arguments that come by path.
            if (expected["file"_L1] == "gemini/tool_args_partial.ndjson"_L1)
                arguments = i == 0 ? u"{\"location\":\"Boston\"}"_s : u"{\"location\":\"San Francisco\"}"_s;
            QCOMPARE(argumentsOf(answer.toolCalls[i].arguments), argumentsOf(arguments));
        }
    }
    static void checkEnd(const Answer &answer, const QJsonObject &expected)
    {
        const QString finish = expected["finish"_L1].toString();
        if (!expected["error"_L1].isNull())
            QVERIFY(answer.error);
        if (!finish.isEmpty())
            QCOMPARE(answer.nativeFinishReason, finish);
    }
    static std::optional<qint64> countIn(const QJsonObject &object, QLatin1StringView name)
    {
        return object[name].isDouble() ? std::optional(object[name].toInteger()) : std::nullopt;
    }
    static void checkGeminiAndOllama(const Answer &answer, const QJsonObject &expected)
    {
        const QJsonObject told = expected["usage"_L1].toObject();
        const auto thoughts = countIn(told, "thoughts"_L1);
        auto output = countIn(told, "out"_L1);
        if (thoughts)
            output = output.value_or(0) + *thoughts;
        // The rows leave out what tools added to the prompt; the total has it.
        auto input = countIn(told, "inp"_L1);
        if (const auto total = countIn(told, "total"_L1))
            input = *total - output.value_or(0);
        QCOMPARE(answer.usage.input, input);
        QCOMPARE(answer.usage.output, output);
        QCOMPARE(answer.usage.reasoning, thoughts);
        QCOMPARE(answer.usage.cachedInput, countIn(told, "cached"_L1));
        const bool broken = expected["finish"_L1].isNull();
        QCOMPARE(answer.usageState, !input && !output ? UsageState::Unknown
                                    : broken          ? UsageState::Estimated
                                                      : UsageState::Reported);
        QCOMPARE(answer.error.has_value(), broken || !expected["error"_L1].isNull());
        QCOMPARE(answer.answeredModel, expected["model"_L1].toString());
    }
    static void checkAnthropic(const Answer &answer, const QJsonObject &expected)
    {
        const QJsonObject told = expected["usage"_L1].toObject();
        const qint64 read = told["cache_read"_L1].toInteger();
        const qint64 written = told["cache_write"_L1].toInteger();
        QCOMPARE(answer.usage.input.value_or(-1), told["inp"_L1].toInteger() + read + written);
        QCOMPARE(answer.usage.cachedInput.value_or(0), read);
        QCOMPARE(answer.usage.cacheWrite.value_or(0), written);
        QCOMPARE(answer.usage.output.value_or(-1), told["out"_L1].toInteger());
        const bool broken = expected["finish"_L1].isNull();
        QCOMPARE(answer.usageState, broken ? UsageState::Estimated : UsageState::Reported);
        // An answer without a single block is none, however orderly its end.
        const bool empty = expected["file"_L1] == "anthropic/empty_response.sse"_L1;
        QCOMPARE(answer.error.has_value(), broken || empty);
        // The rows name the model that was asked; another one took over.
        const bool fallback = expected["file"_L1].toString().contains("fallback_model"_L1);
        QCOMPARE(answer.answeredModel, fallback ? u"claude-opus-4-8"_s : expected["model"_L1].toString());
    }

private Q_SLOTS:
    // --- error bodies of the OpenAI wire

    void recordedErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QHttpHeaders>("headers");
        QFile file(folder() + u"HEADERS.jsonl"_s);
        QHash<QString, QHttpHeaders> headers;
        if (file.open(QIODevice::ReadOnly)) {
            while (!file.atEnd()) {
                const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
                const QJsonObject sent = row["headers"_L1].toObject();
                for (auto it = sent.begin(); it != sent.end(); ++it)
                    headers[row["file"_L1].toString()].append(it.key(), it.value().toString());
            }
        }
        QFile expected(folder() + u"EXPECT.jsonl"_s);
        if (!expected.open(QIODevice::ReadOnly))
            return;
        while (!expected.atEnd()) {
            const QJsonObject row = QJsonDocument::fromJson(expected.readLine()).object();
            const int status = row["http_status"_L1].toInt();
            const bool ours =
                row["wire"_L1] == "openai"_L1 || row["wire"_L1].isNull(); // null: a proxy's body
            const QString name = row["file"_L1].toString();
            if (ours && status >= 400)
                QTest::addRow("%s", qPrintable(name)) << status << headers.value(name);
        }
    }
    void recordedErrors()
    {
        if (!QFile::exists(folder() + u"EXPECT.jsonl"_s))
            QSKIP("the recorded traffic is not beside this checkout");
        QFETCH(int, status);
        QFETCH(QHttpHeaders, headers);
        struct Wanted
        {
            ErrorKind kind;
            int waitMs = -1; ///< -1: none
        };
        using enum ErrorKind;
        static const QHash<QString, Wanted> wanted = {
            {u"_reconstructed/dashscope_400_arrearage.json"_s, {Payment}},
            {u"_reconstructed/dashscope_429_throttling.json"_s, {RateLimited}},
            {u"_reconstructed/deepseek_402_balance.json"_s, {Payment}},
            {u"_reconstructed/gateway_502.html"_s, {Server}},
            {u"_reconstructed/gateway_empty_503.json"_s, {Overloaded}},
            {u"_reconstructed/groq_429_tokens.json"_s, {RateLimited, 4000}},
            {u"_reconstructed/minimax_429_balance.json"_s, {Payment}},
            {u"_reconstructed/moonshot_429_overloaded.json"_s, {Overloaded}},
            {u"_reconstructed/moonshot_429_rate.json"_s, {RateLimited, 1'000}},
            {u"_reconstructed/moonshot_quota.json"_s, {Payment}},
            {u"_reconstructed/openai_429_insufficient_quota.json"_s, {Payment}},
            {u"_reconstructed/openai_429_rate_limit.json"_s, {RateLimited, 20'000}},
            {u"_reconstructed/openai_503_overloaded.json"_s, {Overloaded}},
            {u"_reconstructed/openrouter_402_credits.json"_s, {Payment}},
            {u"_reconstructed/openrouter_503_no_provider.json"_s, {Overloaded, 5000}},
            {u"_reconstructed/vllm_400_old_shape.json"_s, {ContextTooLong}},
            {u"_reconstructed/vllm_404_model.json"_s, {NotFound}},
            {u"_reconstructed/xai_403_no_credits.json"_s, {Payment}},
            {u"_reconstructed/xai_429_credits_or_limit.json"_s, {Payment}},
            {u"azure-openai/error_401.json"_s, {Authentication}},
            {u"azure-openai/error_429_ratelimit.json"_s, {RateLimited, 1000}},
            {u"deepseek/error_401.json"_s, {Authentication}},
            {u"gemini/error_404_page.html"_s, {NotFound}},
            {u"groq/error_400_tool_use_failed.json"_s, {InvalidRequest}},
            {u"groq/error_401.json"_s, {Authentication}},
            {u"groq/error_404_model.json"_s, {NotFound}},
            {u"llamacpp/error_400_context.json"_s, {ContextTooLong}},
            {u"llamacpp/error_401.json"_s, {Authentication}},
            {u"ollama/cloud_error_401.json"_s, {Authentication}},
            {u"openai/error_400_context_length.json"_s, {ContextTooLong}},
            {u"openai/error_400_max_tokens_unsupported.json"_s, {InvalidRequest}},
            {u"openai/error_401_invalid_key.json"_s, {Authentication}},
            {u"openai/error_404_model.json"_s, {NotFound}},
            {u"openrouter/error_429_upstream.json"_s, {RateLimited}},
            {u"perplexity/error_401.json"_s, {Authentication}},
            {u"qwen-dashscope/error_401_native.json"_s, {Authentication}},
            {u"xai/error_400_invalid_key.json"_s, {Authentication}},
            {u"xai/error_400_model.json"_s, {NotFound}},
        };
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        if (!wanted.contains(name))
            QSKIP("nobody has said yet what this recording should be");
        QFile file(folder() + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray body = file.readAll();
        const Vendor vendor{.slug = u"recorded"_s, .name = u"Recorded"_s, .baseUrl = {}, .keyEnv = {}};
        const Error error = adapterFor(Wire::OpenAi)->errorFrom(vendor, status, headers, body);
        QCOMPARE(errorKindName(error.kind), errorKindName(wanted[name].kind));
        QCOMPARE(error.retryAfter ? error.retryAfter->count() : -1, wanted[name].waitMs);
        QVERIFY(error.message.contains(u"Recorded"_s) && error.message.contains(QString::number(status)));
        // Its own words are in it, however they came; never the mark-up or what a parser thought of it.
        const QJsonObject object = QJsonDocument::fromJson(body).object();
        const QJsonValue told = object["error"_L1];
        QString words = told.isString() ? told.toString() : told["message"_L1].toString();
        if (words.isEmpty())
            words = object["message"_L1].toString();
        QVERIFY2(error.message.contains(words.simplified()), qPrintable(error.message));
        QVERIFY(!error.message.contains(u'<') && !error.message.contains(u"JSON"_s));
    }
};

QTEST_GUILESS_MAIN(TestWire)
#include "tst_wire.moc"
