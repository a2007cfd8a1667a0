// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/geminiadapter.h"
#include "app/providers/openaiadapter.h"
#include "app/providers/providererror.h"
#include "app/providers/waittime.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTest>
#include <QTimeZone>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
Error errorOf(int status, const QByteArray &body, const QHttpHeaders &headers = {})
{
    const Vendor vendor{.slug = u"test"_s, .name = u"Test"_s, .baseUrl = {}, .keyEnv = {}};
    return OpenAiAdapter().errorFrom(vendor, status, headers, body);
}

QByteArray bodySaying(const QString &words)
{
    const QJsonObject error{{"message"_L1, words}};
    return QJsonDocument(QJsonObject{{"error"_L1, error}}).toJson(QJsonDocument::Compact);
}

QHttpHeaders headersOf(std::initializer_list<std::pair<const char *, const char *>> pairs)
{
    QHttpHeaders headers;
    for (const auto &[name, value] : pairs)
        headers.append(name, value);
    return headers;
}
} // namespace

// moc reads raw strings as plain ones: no apostrophe and no // stands in them here.
class TestProviderError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theKindIsToldByCodeWordsAndStatus_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int status, const char *body, ErrorKind kind) {
            QTest::newRow(name) << status << QByteArray(body) << kind;
        };
        using enum ErrorKind;
        // keys
        row("a wrong key", 401, R"({"error":{"message":"no","type":"x","code":"invalid_api_key"}})",
            Authentication);
        row("401 without a body", 401, "", Authentication);
        row("a wrong key as xAI tells it", 400,
            R"({"code":"invalid-argument","error":"Incorrect API key provided."})", Authentication);
        row("a wrong key as Google tells it", 400,
            R"({"error":{"code":400,"message":"x","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}})",
            Authentication);
        row("no key as Google tells it", 403,
            R"({"error":{"code":403,"message":"Method doesn\u0027t allow unregistered callers.","status":"PERMISSION_DENIED"}})",
            Authentication);
        row("a wrong key as DashScope tells it", 401,
            R"({"code":"InvalidApiKey","message":"x","request_id":"1"})", Authentication);
        row("a wrong key as Moonshot tells it", 401,
            R"({"error":{"message":"x","type":"invalid_authentication_error"}})", Authentication);
        row("a wrong key as MiniMax tells it, with 200 inside", 500,
            R"({"base_resp":{"status_code":1004,"status_msg":"login fail"}})", Authentication);
        row("an expired token as Zhipu tells it", 400, R"({"error":{"code":"1003","message":"x"}})",
            Authentication);
        row("403 in words about the key", 403, R"({"error":{"message":"Invalid API key"}})", Authentication);
        row("a key with a proxy that asks for its own", 407, "", Authentication);
        // money
        row("402", 402, R"({"error":{"message":"Insufficient Balance","code":"invalid_request_error"}})",
            Payment);
        row("a used-up quota as OpenAI tells it", 429,
            R"({"error":{"message":"You exceeded your current quota","type":"insufficient_quota"}})",
            Payment);
        row("no credit as Anthropic tells it", 400,
            R"({"error":{"type":"invalid_request_error","message":"Your credit balance is too low"}})",
            Payment);
        row("a spend limit as Anthropic tells it", 429,
            R"({"error":{"type":"rate_limit_error","message":"x","details":{"error_code":"enforced_spend_limit_reached"}}})",
            Payment);
        row("no credit as xAI tells it", 403, R"({"code":"no permission","error":"The team has no credits"})",
            Payment);
        row("a monthly limit as xAI tells it", 429,
            R"({"code":"exhausted","error":"reached its monthly spending limit"})", Payment);
        row("arrears as DashScope tells them", 400,
            R"({"error":{"code":"Arrearage","message":"Access denied"}})", Payment);
        row("a suspended account as Moonshot tells it", 429,
            R"({"error":{"message":"x","type":"exceeded_current_quota_error"}})", Payment);
        row("no balance as MiniMax tells it", 429,
            R"({"error":{"http_code":"429","type":"insufficient_balance_error","message":"x"}})", Payment);
        row("no balance as MiniMax tells it inside", 200,
            R"({"base_resp":{"status_code":1008,"status_msg":"x"}})", Payment);
        row("no balance as Zhipu tells it", 429, R"({"error":{"code":"1113","message":"x"}})", Payment);
        row("no balance as SiliconFlow tells it", 403,
            R"({"code":30001,"message":"Sorry, your account balance is insufficient"})", Payment);
        row("a key's limit as OpenRouter tells it", 403,
            R"({"error":{"message":"x","code":403,"metadata":{"limit_source":"key"}}})", Payment);
        // limits and load
        row("a rate limit", 429, R"({"error":{"message":"slow down","code":"rate_limit_exceeded"}})",
            RateLimited);
        row("429 without a body", 429, "", RateLimited);
        row("Google's quota, in OpenAI's words for no credit", 429,
            R"({"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED"}})",
            RateLimited);
        row("too many at once as Moonshot tells it", 429,
            R"({"error":{"message":"x","type":"rate_limit_reached_error"}})", RateLimited);
        row("throttling as DashScope tells it", 429, R"({"code":"Throttling.RateQuota","message":"x"})",
            RateLimited);
        row("a rate limit as Mistral tells it, with a code that Zhipu has too", 429,
            R"({"object":"error","message":"Rate limit exceeded","type":"rate_limited","code":"1300"})",
            RateLimited);
        row("a rate limit as MiniMax tells it inside", 200,
            R"({"base_resp":{"status_code":1002,"status_msg":"x"}})", RateLimited);
        row("a rate limit inside a stream", 200, R"({"error":{"message":"x","code":429}})", RateLimited);
        row("Moonshot's engine, with 429", 429,
            R"({"error":{"message":"x","type":"engine_overloaded_error"}})", Overloaded);
        row("Mistral's capacity, with 429", 429,
            R"({"object":"error","message":"x","type":"service_tier_capacity_exceeded","code":"3505"})",
            Overloaded);
        row("503", 503, R"({"error":{"message":"loading model"}})", Overloaded);
        row("529", 529, "", Overloaded);
        row("an overload inside a stream", 200,
            R"({"type":"error","error":{"type":"overloaded_error","message":"x"}})", Overloaded);
        row("OpenRouter's provider", 502,
            R"({"error":{"code":502,"message":"x","metadata":{"error_type":"provider_overloaded"}}})",
            Overloaded);
        // length
        row("too long by code", 400, R"({"error":{"message":"x","code":"context_length_exceeded"}})",
            ContextTooLong);
        row("too long as vLLM tells it", 400,
            R"({"object":"error","message":"This model\u0027s maximum context length is 20 tokens."})",
            ContextTooLong);
        row("too long as llama.cpp tells it", 400,
            R"({"error":{"code":400,"message":"x","type":"exceed_context_size_error"}})", ContextTooLong);
        row("too long as Anthropic tells it", 400,
            R"({"error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}})",
            ContextTooLong);
        row("too long as Google tells it", 400,
            R"({"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}})",
            ContextTooLong);
        row("too long as Moonshot tells it", 400,
            R"({"error":{"message":"Your request exceeded max context length: 8192","type":"invalid_request_error"}})",
            ContextTooLong);
        row("too long as DashScope tells it", 400,
            R"({"code":"InvalidParameter","message":"Range of input length should be [1, 8]"})",
            ContextTooLong);
        row("too long as Perplexity tells it", 400,
            R"({"error":{"message":"x","type":"too_many_prompt_tokens","code":400}})", ContextTooLong);
        row("too long as MiniMax tells it, among bad parameters", 200,
            R"({"base_resp":{"status_code":2013,"status_msg":"invalid params, context window exceeds limit"}})",
            ContextTooLong);
        for (const char *words :
             {"max_tokens must be at least 1, got -563072.",
              "max_completion_tokens must be at least 1, got: -12",
              "max_new_tokens must be greater than 0, got 0",
              "Input length (11680) exceeds model's maximum context length (4096).",
              "Prompt length (5000) fills or exceeds this model's maximum context length (4096). No room for "
              "output tokens.",
              "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
              "Input tokens exceed the configured limit of 272000 tokens.",
              "Input is too long for requested model.",
              "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
              "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
              "The decoder prompt (length 9000) is longer than the maximum model length of 4096.",
              "Invalid request: Your request exceeded model token limit: 8192",
              "length of prompt_tokens (9000) must be less than max_seq_len (8192).",
              "Input validation error: `inputs` must have less than 1024 tokens. Given: 2000",
              "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 9000",
              "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum "
              "context "
              "length",
              "too many tokens: size limit exceeded by 1000 tokens",
              "Trying to keep the first 9000 tokens when context the overflows.",
              "The number of tokens to keep from the initial prompt is greater than the context length",
              "the input length exceeds the context length",
              "Prompt exceeds max length",
              "prompt token count of 140000 exceeds the limit of 128000",
              "Unable to submit request because the input token count is 9 but the model only supports up to "
              "8"})
            row(words, 400, bodySaying(QString::fromUtf8(words)).constData(), ContextTooLong);
        row("too long as a server of one's own tells it, with 500", 500,
            R"({"error":"prompt too long; exceeded max context length by 5 tokens"})", ContextTooLong);
        row("too long for a minute's tokens as OpenAI tells it", 429,
            R"({"error":{"message":"Request too large for m in organization o on tokens per min (TPM): Limit 30000, Requested 35000.","type":"tokens","code":"rate_limit_exceeded"}})",
            ContextTooLong);
        row("too much output is no long prompt", 400,
            R"({"error":{"message":"max_tokens is too large: 100000. This model supports at most 16384 completion tokens."}})",
            InvalidRequest);
        row("more output than the model has", 400,
            R"({"error":{"message":"max_tokens: 100000 exceeds the maximum output token limit of 64000"}})",
            InvalidRequest);
        row("no output at all", 400, R"({"error":{"message":"max_tokens must be at least 1"}})",
            InvalidRequest);
        row("too many at once, in words about tokens", 429,
            R"({"error":{"message":"Rate limit reached: tokens per min exceeded the token limit"}})",
            RateLimited);
        row("OpenRouter's data policy", 404,
            R"({"error":{"message":"No endpoints found matching your data policy. Configure: https:\/\/openrouter.ai/settings/privacy","code":404}})",
            Permission);
        row("OpenRouter's data policy with a code", 404,
            R"({"error":{"message":"No endpoints found matching your data policy.","code":404,"metadata":{"error_type":"not_found_error"}}})",
            Permission);
        row("OpenRouter's guardrails", 404,
            R"({"error":{"message":"No endpoints available matching your guardrail restrictions and data policy.","code":404}})",
            Permission);
        row("OpenRouter's allowed providers", 404,
            R"({"error":{"message":"No allowed providers are available for the selected model.","code":404}})",
            Permission);
        row("OpenRouter has nobody who can", 404,
            R"({"error":{"message":"No endpoints found that support tool use.","code":404}})", NotFound);
        row("more than a minute's tokens at Groq", 413,
            R"({"error":{"message":"Request too large for model","type":"tokens","code":"rate_limit_exceeded"}})",
            ContextTooLong);
        // content
        row("a filter", 400, R"({"error":{"message":"x","code":"content_filter"}})", ContentBlocked);
        row("Azure's filter", 400,
            R"({"error":{"message":"x","code":"x","innererror":{"code":"ResponsibleAIPolicyViolation"}}})",
            ContentBlocked);
        row("moderation at OpenRouter", 403,
            R"({"error":{"code":403,"message":"x","metadata":{"reasons":["violence"],"flagged_input":"y"}}})",
            ContentBlocked);
        row("DashScope's inspection", 400, R"({"error":{"code":"data_inspection_failed","message":"x"}})",
            ContentBlocked);
        row("DeepSeek's risk", 400,
            R"({"error":{"message":"Content Exists Risk","type":"invalid_request_error"}})", ContentBlocked);
        row("MiniMax's filter", 200, R"({"base_resp":{"status_code":1027,"status_msg":"x"}})",
            ContentBlocked);
        row("Zhipu's filter", 400, R"({"error":{"code":"1301","message":"x"}})", ContentBlocked);
        // permission and addresses
        row("403", 403, R"({"error":{"message":"not for you"}})", Permission);
        row("a country", 403, R"({"error":{"message":"x","code":"unsupported_country_region_territory"}})",
            Permission);
        row("404", 404, "", NotFound);
        row("a model that OpenRouter does not know", 400,
            R"({"error":{"message":"a/b is not a valid model ID","code":400}})", NotFound);
        row("a model that xAI does not know", 400,
            R"({"code":"invalid-argument","error":"Model not found: x"})", NotFound);
        row("a model that DeepSeek does not know", 400, R"({"error":{"message":"Model Not Exist"}})",
            NotFound);
        row("a model that Mistral does not know", 400,
            R"({"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"})",
            NotFound);
        row("a model that is not pulled", 404, R"({"error":"model \u0027x\u0027 not found"})", NotFound);
        // requests
        row("a parameter", 400, R"({"error":{"message":"x","code":"unsupported_parameter"}})",
            InvalidRequest);
        row("a field too many", 422, R"({"detail":[{"loc":["body"],"msg":"extra fields not permitted"}]})",
            InvalidRequest);
        row("a body that is too large", 413, R"({"error":{"type":"request_too_large","message":"x"}})",
            InvalidRequest);
        row("a body that is too large for a proxy", 413, "<html><head><title>413</title></head></html>",
            InvalidRequest);
        row("a broken tool call inside a stream", 200,
            R"({"error":{"message":"x","code":"tool_use_failed","status_code":400}})", InvalidRequest);
        row("only a type, inside a stream", 200,
            R"({"error":{"message":"x","type":"invalid_request_error"}})", InvalidRequest);
        row("a bad request that quotes a prompt about limits", 400,
            R"({"error":{"message":"bad role in: tell me of rate limits and of overloaded servers"}})",
            InvalidRequest);
        // servers
        row("500", 500, R"({"error":{"message":"boom","type":"server_error"}})", Server);
        row("the provider's own time-out", 408, "", Server);
        row("a conflict", 409, "", Server);
        row("a gateway's time-out", 504, R"({"error":{"type":"timeout_error","message":"x"}})", Server);
        for (const int status : {502, 520, 521, 522, 523, 524})
            row(qPrintable(u"a page with %1"_s.arg(status)), status,
                "<!DOCTYPE html><html><head><title>Rate limited by the web server</title></head></html>",
                Server);
        row("an upstream that was given up", 499,
            R"({"error":{"code":499,"status":"CANCELLED","message":"x"}})", Server);
    }
    void theKindIsToldByCodeWordsAndStatus()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        Error error;
        if (status == 200) { // inside a stream
            JsonReader reader;
            const auto complaint = complaintIn(*reader.read(body));
            QVERIFY(complaint);
            error =
                providerError({.slug = {}, .name = u"Test"_s, .baseUrl = {}, .keyEnv = {}}, 0, *complaint);
        } else {
            error = errorOf(status, body);
            QVERIFY(error.message.contains(QString::number(status)));
            QCOMPARE(error.httpStatus, status);
        }
        QCOMPARE(errorKindName(error.kind), errorKindName(kind));
        QVERIFY(error.message.contains(u"Test"_s));
        QVERIFY(!error.hint.isEmpty());
    }

    void theProvidersWordsAreKept_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("words"); // after "It says: "; empty: it says nothing
        const auto row = [](const char *name, const char *body, const char *words) {
            QTest::newRow(name) << QByteArray(body) << QString::fromUtf8(words);
        };
        row("an error object", R"({"error":{"message":"Bad\n  things  é"}})", "Bad things é");
        row("an error string", R"({"error":"bad"})", "bad");
        row("message and code alone", R"({"code":"x","message":"bad"})", "bad");
        row("a detail", R"({"detail":"bad"})", "bad");
        row("a list of details", R"({"detail":[{"loc":["a"],"msg":"bad"},{"msg":"worse"}]})", "bad");
        row("a list of errors", R"({"success":false,"errors":[{"code":1,"message":"bad"}]})", "bad");
        row("another member", R"({"msg":"bad"})", "bad");
        row("the upstream's own words",
            R"({"error":{"message":"Provider returned error","metadata":{"raw":"bad"}}})",
            "Provider returned error: bad");
        row("an array around it", R"([{"error":{"message":"bad"}}])", "bad");
        row("plain text", "upstream connect error\n", "upstream connect error");
        row("other JSON", R"({"foo":1})", R"({"foo":1})");
        row("an empty object", "{}", "");
        row("null", "null", "");
        row("an empty body", "", "");
        row("blanks", " \r\n ", "");
    }
    void theProvidersWordsAreKept()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, words);
        const Error error = errorOf(500, body);
        QCOMPARE(error.message,
                 words.isEmpty() ? u"Test failed (500)."_s : u"Test failed (500). It says: "_s + words);
    }

    void aWebPageIsNamedAsOne()
    {
        const Error error = errorOf(
            403, "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head><body>x</body></html>");
        QCOMPARE(error.kind, ErrorKind::Permission);
        QVERIFY(error.message.endsWith(u"A web page came instead of an answer: Just a moment..."_s));
        QVERIFY(!errorOf(502, "<html><body><script>var x=1</script><h1>Bad gateway</h1></body></html>")
                     .message.contains(u"var"_s));
    }

    void keysAreNeverShown_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key :
             {"sk-proj-FAKEfake00001111", "sk-or-v1-fadefadefadefadefadefade",
              "AIzaFAKEfake0FAKEfake0FAKEfake0FAKEfa", "AQ.FAKEfake0FAKEfake0FAKEfake0",
              "gsk_FAKEfake0FAKEfake0", "hf_FAKEfakeFAKEfake", "vck_FAKEfake0FAKEfake0",
              "api_org_FAKEfakeFAKEfake", "fadefadefadefadefadefadefadefade.FAKEfake0FAKEfak",
              "eyJFAKEfake0.FAKEfake0FAKE.FAKEfake0", "dapifadefadefadefadefadefadefadefade"})
            QTest::newRow(key) << QString::fromLatin1(key);
    }
    void keysAreNeverShown()
    {
        QFETCH(QString, key);
        const QByteArray filler(490, 'x'); // puts the cut for length into the middle of the second one
        const QString words = u"Bad key %1, ask %2 %1 an admin"_s.arg(key, QString::fromLatin1(filler));
        const Error error = errorOf(401, bodySaying(words));
        for (const QString &text : {error.message, error.hint, error.detail}) {
            QVERIFY2(!text.contains(key.first(12)), qPrintable(text));
            QVERIFY(!text.contains(key.last(6)));
        }
        QVERIFY(error.message.contains(u"ask"_s));
    }

    void longWordsAreCut()
    {
        const Error error = errorOf(500, bodySaying(QString(100'000, u'a')));
        QVERIFY(error.message.size() < 600);
        QVERIFY(error.message.endsWith(u"…"_s));
    }

    void aWaitIsReadFromHeadersAndBody_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QHttpHeaders>("headers");
        QTest::addColumn<qint64>("waitMs"); // -1: none
        const auto row = [](const char *name, int status, QHttpHeaders headers, qint64 waitMs,
                            const char *body = "{}") {
            QTest::newRow(name) << status << QByteArray(body) << std::move(headers) << waitMs;
        };
        row("seconds", 429, headersOf({{"Retry-After", "20"}}), 20'000);
        row("parts of a second", 429, headersOf({{"retry-after", "0.25"}}), 250);
        row("milliseconds", 429, headersOf({{"retry-after-ms", "1500"}}), 1500);
        row("the longer of the two", 429, headersOf({{"retry-after", "1"}, {"retry-after-ms", "0"}}), 1000);
        row("with an overload", 503, headersOf({{"retry-after", "5"}}), 5000);
        row("a date long past", 429, headersOf({{"retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"}}), 0);
        row("nothing that mends a wrong key", 401, headersOf({{"retry-after", "20"}}), -1);
        row("nothing that fills an account", 402, headersOf({{"retry-after", "20"}}), -1);
        row("nonsense", 429, headersOf({{"retry-after", "soon"}}), -1);
        row("a negative number", 429, headersOf({{"retry-after", "-5"}}), -1);
        row("a number beyond all bounds", 429, headersOf({{"retry-after", "1e300"}}), -1);
        row("not a number", 429, headersOf({{"retry-after", "nan"}}), -1);
        row("the limit that is used up", 429,
            headersOf({{"x-ratelimit-remaining-requests", "0"},
                       {"x-ratelimit-reset-requests", "6m0s"},
                       {"x-ratelimit-remaining-tokens", "900"},
                       {"x-ratelimit-reset-tokens", "9h"}}),
            360'000);
        row("the longer where nothing tells which", 429,
            headersOf({{"x-ratelimit-reset-requests", "2ms"}, {"x-ratelimit-reset-tokens", "59.369s"}}),
            59'369);
        row("hours, minutes and seconds", 429, headersOf({{"x-ratelimit-reset-tokens", "1h2m3s"}}),
            3'723'000);
        row("a bare number of seconds", 429, headersOf({{"x-ratelimit-reset", "7"}}), 7000);
        row("an empty limit header", 429, headersOf({{"x-ratelimit-reset-tokens", ""}}), -1);
        row("a limit header that is no duration", 429, headersOf({{"x-ratelimit-reset-tokens", "later"}}),
            -1);
        row("Retry-After before the limits", 429,
            headersOf({{"retry-after", "4"}, {"x-ratelimit-reset-tokens", "3.75s"}}), 4000);
        row("limit headers of another failure", 503, headersOf({{"x-ratelimit-reset-tokens", "3.75s"}}), -1);
        row("RetryInfo", 429, {}, 38'000,
            R"({"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"38s"}]}})");
        row("RetryInfo in an array", 429, {}, 38'400,
            R"([{"error":{"code":429,"message":"x","details":[{"retryDelay":"38.4s"}]}}])");
        row("RetryInfo as protobuf has it", 429, {}, 38'400,
            R"({"error":{"code":429,"message":"x","details":[{"retryDelay":{"seconds":"38","nanos":400000000}}]}})");
        row("RetryInfo not in a list", 429, {}, 5000,
            R"({"error":{"code":429,"message":"x","details":{"retryDelay":"5s"}}})");
        row("RetryInfo before the words", 429, {}, 38'000,
            R"({"error":{"message":"Please retry in 12s.","details":[{"retryDelay":"38s"}]}})");
        row("retry_after", 429, {}, 7000, R"({"error":{"message":"x","retry_after":7}})");
        row("retry_after_ms", 429, {}, 700, R"({"error":{"message":"x","retry_after_ms":700}})");
        row("retry_after that is hostile", 429, {}, -1, R"({"error":{"message":"x","retry_after":1e300}})");
        row("RetryInfo that is hostile", 429, {}, -1,
            R"({"error":{"message":"x","details":[{"retryDelay":"-5s"},{"retryDelay":{"seconds":"1e300","nanos":-1}}]}})");
        row("the headers in a body", 429, {}, 20'000,
            R"({"error":{"message":"x","code":429,"metadata":{"headers":{"Retry-After":"20"}}}})");
        row("a header before the words", 429, headersOf({{"retry-after", "3"}}), 3000,
            R"({"error":{"message":"Please try again in 25s."}})");
        const auto words = [&row](const char *text, qint64 waitMs) {
            row(text, 429, {}, waitMs, bodySaying(QString::fromUtf8(text)).constData());
        };
        words("Rate limit reached for m. Please try again in 25s.", 25'000);
        words("Please try again in 7m12s. Visit the page.", 432'000);
        words("Please try again in 7m12.5s.", 432'500);
        words("Please try again in 250ms.", 250);
        words("Please try again in 1h2m3s.", 3'723'000);
        words("You exceeded your current quota. Please retry in 38.4s.", 38'400);
        words("Please retry after 30 seconds.", 30'000);
        words("please try again after 1 seconds", 1000);
        words("Try again in 1 minute and 30 seconds.", 90'000);
        words("Too many requests, wait 20 seconds before the next", 20'000);
        words("Retry-After: 17", 17'000);
        words("Your quota will reset after 3h20m10s.", 12'010'000);
        words("TRY AGAIN IN 2 MINUTES", 120'000);
        words("\u8bf7\u5728 30 \u79d2\u540e\u91cd\u8bd5", 30'000);
        words("Try again later.", -1);
        words("Try again in a while; 30 seconds are not enough.", -1);
        words("Please try again in 99999999999999999999999h.", -1);
        words("Limit 3, Used 3, Requested 1.", -1);
        row("words of another failure", 401, {}, -1, R"({"error":{"message":"Please try again in 25s."}})");
        row("words of an overload", 503, {}, 25'000, R"({"error":{"message":"Please try again in 25s."}})");
        row("OpenRouter's word in the body", 503, {}, 2000,
            R"({"error":{"message":"x","code":503,"availability":{"retryable":true,"retry_after":2}}})");
    }
    void aWaitIsReadFromHeadersAndBody()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QHttpHeaders, headers);
        QFETCH(qint64, waitMs);
        const Error error = errorOf(status, body, headers);
        QCOMPARE(error.retryAfter ? error.retryAfter->count() : -1, waitMs);
        if (waitMs >= 0)
            QVERIFY(
                error.hint.contains(u"Try again in %1 s"_s.arg(QLocale().toString((waitMs + 999) / 1000))));
    }

    void aWaitInsideAStreamIsUsedToo()
    {
        JsonReader reader;
        const auto complaint = complaintIn(*reader.read(
            R"({"error":{"message":"Rate limit reached. Please try again in 25s.","code":"rate_limit_exceeded"}})"));
        QVERIFY(complaint);
        const Error error =
            providerError({.slug = {}, .name = u"Test"_s, .baseUrl = {}, .keyEnv = {}}, 0, *complaint);
        QCOMPARE(error.retryAfter, milliseconds(25'000));
        QVERIFY(error.hint.contains(u"25 s"_s));
    }

    void geminisWaitIsReadTheSameWay()
    {
        const Vendor vendor{
            .slug = u"g"_s, .name = u"G"_s, .baseUrl = {}, .wire = Wire::Gemini, .keyEnv = {}};
        const Error error = GeminiAdapter().errorFrom(
            vendor, 429, {},
            R"([{"error":{"code":429,"message":"Please retry in 12s.","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"38s"}]}}])");
        QCOMPARE(error.retryAfter, milliseconds(38'000));
        QVERIFY(error.hint.contains(u"38 s"_s));
    }

    void openRoutersMomentInABodyIsTaken()
    {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QByteArray body =
            R"({"error":{"message":"Rate limit exceeded: free-models-per-day","code":429,"metadata":{"headers":{"X-RateLimit-Limit":"50","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"RESET"},"provider_name":null}}})";
        const Error error = errorOf(429, body.replace("RESET", QByteArray::number(now + 3'600'000)));
        QVERIFY(error.retryAfter);
        QVERIFY(error.retryAfter->count() > 3'500'000 && error.retryAfter->count() <= 3'600'000);
    }

    void thePolicyIsNamedWhereItIsWhatRefuses()
    {
        const Error error = errorOf(
            404,
            R"({"error":{"message":"No endpoints found matching your data policy. Configure: https:\/\/openrouter.ai/settings/privacy","code":404}})");
        QVERIFY(error.message.contains(u"data policy"_s));
        QVERIFY(error.message.contains(u"leave no provider for this model (404)"_s));
        QVERIFY(!error.message.contains(u"does not know"_s));
        QVERIFY(error.hint.contains(u"https://openrouter.ai/settings/privacy"_s));
    }

    void aWaitHasManySpellings_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("ms"); // -1: none
        const auto row = [](const char *text, qint64 ms) { QTest::newRow(text) << QByteArray(text) << ms; };
        row("7", 7000);
        row(" 7 ", 7000);
        row("0", 0);
        row("0.25", 250);
        row("2ms", 2);
        row("59.369s", 59'369);
        row("6m0s", 360'000);
        row("1h2m3s", 3'723'000);
        row("1d", 86'400'000);
        row("120\xc2\xb5s", 1);
        row("1 minute and 30 seconds", 90'000);
        row("1 hour, 2 minutes", 3'720'000);
        row("1767225617", 17'000);
        row("1767225617.5", 17'500);
        row("1767225617000", 17'000);
        row("1767225617000000", 17'000);
        row("1767225617000000000", 17'000);
        row("1767225000", 0);
        row("2026-01-01T00:00:17Z", 17'000);
        row("2026-01-01T01:00:17+01:00", 17'000);
        row("2026-01-01T00:00:17", 17'000);
        row("Thu, 01 Jan 2026 00:00:17 GMT", 17'000);
        for (const char *hostile : {"",
                                    " ",
                                    "-1",
                                    "-1767225617",
                                    "1e300",
                                    "-1e300",
                                    "nan",
                                    "inf",
                                    "-inf",
                                    "1e19",
                                    "99999999999999999999",
                                    "8d",
                                    "-5s",
                                    "1e300s",
                                    "1767999999999",
                                    "2036-01-01T00:00:00Z",
                                    "soon",
                                    "7 apples",
                                    "s",
                                    "m",
                                    "\xff\xfe"})
            row(hostile, -1);
        QTest::newRow("too long a text") << QByteArray(1'000'000, '1') << qint64(-1);
    }
    void aWaitHasManySpellings()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, ms);
        const qint64 now = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
        const auto wait = waitFrom(text, now);
        QCOMPARE(wait ? wait->count() : -1, ms);
    }

    void aDateIsTakenAgainstTheClock()
    {
        const qint64 now =
            QDateTime(QDate(2026, 10, 21), QTime(7, 27, 30), QTimeZone::UTC).toMSecsSinceEpoch();
        const auto at = [&](const char *date) { return retryAfter(headersOf({{"retry-after", date}}), now); };
        QCOMPARE(at("Wed, 21 Oct 2026 07:28:00 GMT"), milliseconds(30'000));
        QCOMPARE(at("Wed, 21 Oct 2026 07:27:00 GMT"), milliseconds(0));
        QCOMPARE(at("Wed, 21 Oct 2036 07:28:00 GMT"), std::nullopt); // nobody means that
        QCOMPARE(retryAfter({}, now), std::nullopt);
    }

    void aLimitsResetCanBeAMoment()
    {
        const qint64 now = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
        QCOMPARE(rateLimitReset(headersOf({{"x-ratelimit-reset-requests", "2026-01-01T00:00:17Z"}}), now),
                 milliseconds(17'000));
        QCOMPARE(
            rateLimitReset(
                headersOf({{"x-ratelimit-reset", QByteArray::number(now / 1000 + 30).constData()}}), now),
            milliseconds(30'000));
        QCOMPARE(rateLimitReset(
                     headersOf({{"x-ratelimit-reset", QByteArray::number(now + 1500).constData()}}), now),
                 milliseconds(1500));
        QCOMPARE(rateLimitReset({}, now), std::nullopt);
    }

    void whatIsNoErrorIsNotTakenForOne_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body : {R"({"id":"1","choices":[]})", R"({"error":null,"choices":[]})",
                                 R"({"error":{}})", R"({"error":""})", R"({"object":"list","data":[]})",
                                 R"({"base_resp":{"status_code":0,"status_msg":"success"}})",
                                 R"({"code":0,"message":"ok","choices":[]})", R"([])", R"("x")"})
            QTest::newRow(body) << QByteArray(body);
    }
    void whatIsNoErrorIsNotTakenForOne()
    {
        QFETCH(QByteArray, body);
        JsonReader reader;
        const auto root = reader.read(body);
        QVERIFY(root);
        QVERIFY(!complaintIn(*root));
    }
};

QTEST_GUILESS_MAIN(TestProviderError)
#include "tst_providererror.moc"
