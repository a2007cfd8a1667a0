// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaiadapter.h"

#include <QFile>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
const Vendor &known(QStringView slug)
{
    return *findVendor(slug);
}

Result<ModelPage> read(const QByteArray &body, const Vendor &vendor = known(u"openrouter"))
{
    return OpenAiAdapter().readModels(vendor, body);
}

/// The one row of a list that holds \p row.
ModelListing only(const QByteArray &row, const Vendor &vendor = known(u"openrouter"))
{
    const auto page = read(R"({"object":"list","data":[)" + row + "]}", vendor);
    return page && page->models.size() == 1 ? page->models.first() : ModelListing{};
}

std::optional<Rate> perMillion(const char *dollars)
{
    return Rate::perMillion(dollars);
}
} // namespace

class TestOpenAiModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlainRow()
    {
        const ModelListing model =
            only(R"({"id":"m-1","object":"model","created":1700000000,"owned_by":"x"})");
        QCOMPARE(model.id, u"m-1"_s);
        QCOMPARE(model.name, QString());
        QCOMPARE(model.created, QDate(2023, 11, 14));
        QCOMPARE(model.capabilities, Capabilities{});
        QCOMPARE(model.prices, Prices{});
        QCOMPARE(model.contextTokens, 0);
        QVERIFY(model.chat);
    }

    void anOpenRouterRow()
    {
        const ModelListing model =
            only(R"({"id":"a/b","name":"A: B","created":1700000000,"context_length":1000000,
            "architecture":{"input_modalities":["text","image","file"],"output_modalities":["text"]},
            "pricing":{"prompt":"0.00000008333333333333334","completion":"0.000015","request":"0","image":"0.0048",
                       "input_cache_read":"0.0000003","input_cache_write":"0.00000375","internal_reasoning":"0",
                       "overrides":[{"min_prompt_tokens":200000,"prompt":"0.000006","completion":"0.0000225"},
                                    {"utc_start":"0000","utc_end":"0800","prompt":"0"}]},
            "top_provider":{"context_length":200000,"max_completion_tokens":64000},
            "supported_parameters":["tools","temperature","reasoning"]})");
        QCOMPARE(model.name, u"A: B"_s);
        QCOMPARE(model.contextTokens, 200'000); // the endpoint's, not what the model could
        QCOMPARE(model.maxOutputTokens, 64'000);
        QCOMPARE(model.prices.input, Rate{83'333'333'333}); // rounded once, to attodollars
        QCOMPARE(model.prices.output, perMillion("15"));
        QCOMPARE(model.prices.cacheRead, perMillion("0.3"));
        QCOMPARE(model.prices.cacheWrite, perMillion("3.75"));
        QCOMPARE(model.prices.reasoning, std::nullopt); // "0": no price of its own, so the output's
        QCOMPARE(model.prices.perRequest, std::nullopt);
        QCOMPARE(model.prices.perImage, Money{4'800'000'000});
        QCOMPARE(model.prices.overrides.size(), 1);
        QCOMPARE(model.prices.overrides[0].abovePromptTokens, 200'000);
        QCOMPARE(model.prices.overrides[0].output, perMillion("22.5"));
        const Capabilities can{.tools = true,
                               .structuredOutput = false,
                               .reasoning = true,
                               .temperature = true,
                               .imageInput = true,
                               .pdfInput = true,
                               .imageOutput = false};
        QCOMPARE(model.capabilities, can);
    }

    void aPriceThatVariesIsUnknownAndAFreeOneIsZero()
    {
        const Prices varies = only(R"({"id":"a/auto","pricing":{"prompt":"-1","completion":"-1"}})").prices;
        QVERIFY(!varies.input && !varies.output);
        const Prices free = only(R"({"id":"a/b:free","pricing":{"prompt":"0","completion":"0"}})").prices;
        QCOMPARE(free.input, Rate{0});
        QVERIFY(free.isFree());
        QVERIFY(!only(R"({"id":"a","pricing":{"prompt":"2.50","completion":"10"}})")
                     .prices.input); // no one's token
        QVERIFY(!only(R"({"id":"a","pricing":{"prompt":"cheap","completion":null}})").prices.input);
    }

    void pricesOfOtherShapes_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QByteArray>("input"); // USD per million; empty: unknown
        QTest::addColumn<QByteArray>("output");
        const auto row = [](const char *name, const char *slug, const char *json, const char *input,
                            const char *output) {
            QTest::newRow(name) << QString::fromLatin1(slug) << QByteArray(json) << QByteArray(input)
                                << QByteArray(output);
        };
        row("Perplexity, numbers per million", "perplexity",
            R"({"id":"p","pricing":{"input":0.25,"output":2.5,"cache_read":0.0625,"unit":"usd_per_1m_tokens"}})",
            "0.25", "2.5");
        row("Together, numbers per million", "togetherai",
            R"({"id":"p","type":"chat","pricing":{"input":0.18,"output":0.59}})", "0.18", "0.59");
        row("Vercel, text per token", "vercel",
            R"({"id":"p","type":"language","pricing":{"input":"0.0000025","output":"0.00001"}})", "2.5",
            "10");
        row("Venice, by currency", "venice",
            R"({"id":"p","type":"text","model_spec":{"pricing":{"input":{"usd":0.7,"diem":0.7},"output":{"usd":2.8,"diem":2.8}}}})",
            "0.7", "2.8");
        row("DeepInfra, in its metadata", "deepinfra",
            R"({"id":"p","metadata":{"context_length":9,"pricing":{"input_tokens":0.03,"output_tokens":0.05}}})",
            "0.03", "0.05");
        row("Novita, in ten-thousandths", "novita-ai",
            R"({"id":"p","input_token_price_per_m":5700,"output_token_price_per_m":23000})", "0.57", "2.3");
        row("Groq, speech without a price for its output", "groq",
            R"({"id":"p","output_modalities":["speech"],"pricing":{"prompt":"0.000022"}})", "22", "");
        row("Hugging Face, one provider", "huggingface",
            R"({"id":"p","providers":[{"status":"live","pricing":{"input":0.3,"output":1.2}}]})", "0.3",
            "1.2");
        row("Hugging Face, two that agree", "huggingface",
            R"({"id":"p","providers":[{"status":"live","pricing":{"input":0.3,"output":1.2}},{"status":"live","pricing":{"input":0.30,"output":1.2}},{"status":"staging","pricing":{"input":9,"output":9}}]})",
            "0.3", "1.2");
        row("Hugging Face, two that do not", "huggingface",
            R"({"id":"p","providers":[{"status":"live","pricing":{"input":0.3,"output":1.2}},{"status":"live","pricing":{"input":0.4,"output":1.2}}]})",
            "", "");
        row("Hugging Face, one that does not tell", "huggingface",
            R"({"id":"p","providers":[{"status":"live","pricing":{"input":0.3,"output":1.2}},{"status":"live"}]})",
            "", "");
        row("yuan are no dollars", "siliconflow-cn", R"({"id":"p","pricing":{"input":4,"output":16}})", "",
            "");
    }
    void pricesOfOtherShapes()
    {
        QFETCH(QString, slug);
        QFETCH(QByteArray, row);
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, output);
        const Prices prices = only(row, known(slug)).prices;
        QCOMPARE(prices.input, Rate::perMillion(input));
        QCOMPARE(prices.output, Rate::perMillion(output));
    }

    void limitsOfOtherShapes_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<qint64>("context");
        QTest::addColumn<qint64>("output");
        const auto row = [](const char *name, const char *json, qint64 context, qint64 output) {
            QTest::newRow(name) << QByteArray(json) << context << output;
        };
        row("Groq", R"({"id":"p","context_window":131072,"max_completion_tokens":8192})", 131'072, 8192);
        row("Mistral", R"({"id":"p","max_context_length":32768})", 32'768, 0);
        row("vLLM", R"({"id":"p","max_model_len":4096})", 4096, 0);
        row("llama.cpp, as it runs", R"({"id":"p","meta":{"n_ctx":512,"n_ctx_train":131072}})", 512, 0);
        row("llama.cpp, before it runs", R"({"id":"p","meta":{"n_ctx":0,"n_ctx_train":131072}})", 131'072, 0);
        row("DeepSeek", R"({"id":"p","context_window":64000,"max_output_tokens":8000})", 64'000, 8000);
        row("Vercel", R"({"id":"p","context_window":200000,"max_tokens":64000})", 200'000, 64'000);
        row("Venice", R"({"id":"p","model_spec":{"availableContextTokens":65536}})", 65'536, 0);
        row("Hugging Face, the least that all hold",
            R"({"id":"p","providers":[{"status":"live","context_length":9000},{"status":"live","context_length":8000},{"status":"staging","context_length":1}]})",
            8000, 0);
        row("null where OpenRouter does not know",
            R"({"id":"p","context_length":null,"top_provider":{"context_length":null}})", 0, 0);
        row("nonsense", R"({"id":"p","context_length":-5,"max_completion_tokens":"many"})", 0, 0);
    }
    void limitsOfOtherShapes()
    {
        QFETCH(QByteArray, row);
        QFETCH(qint64, context);
        QFETCH(qint64, output);
        const ModelListing model = only(row);
        QCOMPARE(model.contextTokens, context);
        QCOMPARE(model.maxOutputTokens, output);
    }

    void abilitiesOfOtherShapes()
    {
        const Capabilities groq =
            only(R"({"id":"p","input_modalities":["text","image"],"output_modalities":["text"],
                    "supported_features":["tools","structured_outputs"],"supported_sampling_parameters":["temperature"]})")
                .capabilities;
        QCOMPARE(groq.tools, true);
        QCOMPARE(groq.structuredOutput, true);
        QCOMPARE(groq.reasoning, false);
        QCOMPARE(groq.temperature, true);
        QCOMPARE(groq.imageInput, true);
        QCOMPARE(groq.pdfInput, std::nullopt);
        const Capabilities mistral =
            only(
                R"({"id":"p","capabilities":{"completion_chat":true,"function_calling":true,"vision":false}})")
                .capabilities;
        QCOMPARE(mistral.tools, true);
        QCOMPARE(mistral.imageInput, false);
        QCOMPARE(mistral.structuredOutput, std::nullopt);
        const Capabilities hub =
            only(
                R"({"id":"p","providers":[{"status":"live","supports_tools":false},{"status":"live","supports_tools":true}]})")
                .capabilities;
        QCOMPARE(hub.tools, true);
        const Capabilities venice =
            only(
                R"({"id":"p","model_spec":{"capabilities":{"supportsFunctionCalling":true,"supportsVision":false,"supportsReasoning":true,"supportsResponseSchema":false}}})")
                .capabilities;
        QCOMPARE(venice.tools, true);
        QCOMPARE(venice.imageInput, false);
        QCOMPARE(venice.reasoning, true);
        QCOMPARE(venice.structuredOutput, false);
        const Capabilities vercel = only(R"({"id":"p","tags":["reasoning","tool-use"]})").capabilities;
        QCOMPARE(vercel.reasoning, true);
        QCOMPARE(vercel.tools, true);
        QCOMPARE(vercel.imageInput, std::nullopt); // tags need not be all
    }

    void whatAnswersNoChatIsMarked_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<bool>("chat");
        const auto row = [](const char *json, bool chat) { QTest::newRow(json) << QByteArray(json) << chat; };
        row(R"({"id":"x","architecture":{"output_modalities":["image"]}})", false);
        row(R"({"id":"x","architecture":{"output_modalities":["image","text"]}})", true);
        row(R"({"id":"gemini-image","architecture":{"output_modalities":["image","text"]}})", true);
        row(R"({"id":"x","output_modalities":["transcription"]})", false);
        row(R"({"id":"x","capabilities":{"completion_chat":false}})", false);
        row(R"({"id":"x","supports_chat":false})", false);
        row(R"({"id":"x","type":"embedding"})", false);
        row(R"({"id":"x","type":"language"})", true);
        row(R"({"id":"x","type":"chat"})", true);
        row(R"({"id":"x","model_type":"rerank"})", false);
        row(R"({"name":"command","endpoints":["generate","chat"]})", true);
        row(R"({"name":"embed","endpoints":["embed"]})", false);
        row(R"({"id":"text-embedding-3-small"})", false);
        row(R"({"id":"whisper-1"})", false);
        row(R"({"id":"gpt-4o-mini-tts"})", false);
        row(R"({"id":"gpt-realtime-mini"})", false);
        row(R"({"id":"dall-e-3"})", false);
        row(R"({"id":"gpt-image-1"})", false);
        row(R"({"id":"gpt-3.5-turbo-instruct"})", false);
        row(R"({"id":"davinci-002"})", false);
        row(R"({"id":"omni-moderation-latest"})", false);
        row(R"({"id":"qwen3-asr-flash"})", false);
        row(R"({"id":"MiniMax/speech-2.8-hd"})", false);
        row(R"({"id":"gpt-4o-search-preview"})", true);
        row(R"({"id":"qwen2.5-7b-instruct"})", true);
        row(R"({"id":"imagine-7b"})", true);
    }
    void whatAnswersNoChatIsMarked()
    {
        QFETCH(QByteArray, row);
        QFETCH(bool, chat);
        const ModelListing model = only(row);
        QVERIFY(!model.id.isEmpty());
        QCOMPARE(model.chat, chat);
    }

    void listsComeInThreeShapes()
    {
        QCOMPARE(read(R"([{"id":"a"},{"id":"b"}])")->models.size(), 2);            // Together
        QCOMPARE(read(R"({"models":[{"name":"a"}]})")->models.first().id, u"a"_s); // Cohere
        QCOMPARE(read(R"({"models":[{"name":"x"}],"data":[{"id":"a"}]})")->models.first().id,
                 u"a"_s); // llama.cpp
        QCOMPARE(read(R"({"data":[{"id":"a"},{},{"id":""},{"id":7},null,"x"]})")->models.size(), 1);
        QVERIFY(read(R"({"data":[]})")->models.isEmpty());
    }

    void pages_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("next");
        const auto row = [](const char *name, const char *slug, const char *body, const char *next) {
            QTest::newRow(name) << QString::fromLatin1(slug) << QByteArray(body) << QByteArray(next);
        };
        row("DashScope, more to come", "alibaba",
            R"({"data":[{"id":"a"}],"has_more":true,"last_id":"a/b c&d"})", "/models?after=a%2Fb%20c%26d");
        row("DashScope, the last", "alibaba", R"({"data":[{"id":"a"}],"has_more":false,"last_id":"a"})", "");
        row("OpenRouter, more to come", "openrouter",
            R"({"data":[{"id":"a"}],"links":{"next":"https://openrouter.ai/api/v1/models?limit=1&offset=1"}})",
            "/models?limit=1&offset=1");
        row("a next page elsewhere stays at home", "openrouter",
            R"({"data":[{"id":"a"}],"links":{"next":"https://elsewhere.example/steal?offset=1"}})",
            "/models?offset=1");
        row("OpenRouter, the last", "openrouter", R"({"data":[{"id":"a"}],"links":{"next":null}})", "");
        row("Cohere, more to come", "cohere", R"({"models":[{"name":"a"}],"next_page_token":"x=y"})",
            "/../../v1/models?endpoint=chat&page_size=1000&page_token=x%3Dy");
        row("Cohere, the last", "cohere", R"({"models":[{"name":"a"}],"next_page_token":""})", "");
        row("an empty page that promises more", "alibaba", R"({"data":[],"has_more":true,"last_id":"a"})",
            "");
    }
    void pages()
    {
        QFETCH(QString, slug);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, next);
        QCOMPARE(read(body, known(slug))->nextPath, next);
    }

    void whatIsNoListIsAnError_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("a web page") << "<html></html>"_ba << ErrorKind::Protocol;
        QTest::newRow("nothing") << ""_ba << ErrorKind::Protocol;
        QTest::newRow("another object") << R"({"object":"list"})"_ba << ErrorKind::Protocol;
        QTest::newRow("a list that is none") << R"({"data":{"id":"a"}})"_ba << ErrorKind::Protocol;
        QTest::newRow("text") << R"("models")"_ba << ErrorKind::Protocol;
        QTest::newRow("an error with status 200")
            << R"({"error":{"message":"Incorrect API key","code":"invalid_api_key"}})"_ba
            << ErrorKind::Authentication;
    }
    void whatIsNoListIsAnError()
    {
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        const auto page = read(body);
        QVERIFY(!page);
        QCOMPARE(page.error().kind, kind);
    }

    // --- recorded lists

    void recordedLists_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("chats");
        QTest::addColumn<int>("priced");
        const auto row = [](const char *file, const char *slug, int rows, int chats, int priced) {
            QTest::newRow(file) << QString::fromLatin1(slug) << rows << chats << priced;
        };
        row("openrouter/models_full.json", "openrouter", 353, 353, 351); // two routers have no price
        row("openrouter/models_small.json", "openrouter", 4, 4, 4);
        row("groq/models.json", "groq", 15, 11, 8);
        row("mistral/models.json", "mistral", 64, 54, 0); // of 66, two are listed twice
        row("perplexity/models.json", "perplexity", 39, 39, 39);
        row("huggingface-router/models.json", "huggingface", 127, 127, -1);
        row("qwen-dashscope/models.json", "alibaba-cn", 239, -1, 0);
        row("cerebras/models.json", "cerebras", 3, 3, 0);
        row("deepseek/models.json", "deepseek", 2, 2, 0);
        row("openai/models.json", "openai", 135, -1, 0);
    }
    void recordedLists()
    {
        QFETCH(QString, slug);
        QFETCH(int, rows);
        QFETCH(int, chats);
        QFETCH(int, priced);
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/wire/"_s +
                   QString::fromUtf8(QTest::currentDataTag()));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the recorded traffic is not beside this checkout");
        const auto page = read(file.readAll(), known(slug));
        QVERIFY(page);
        QCOMPARE(page->models.size(), rows);
        QVERIFY(page->nextPath.isEmpty());
        const auto count = [&](auto which) { return int(std::ranges::count_if(page->models, which)); };
        const int chatting = count(&ModelListing::chat);
        const int known = count([](const ModelListing &model) { return model.prices.isKnown(); });
        QVERIFY(chats < 0 ? chatting > rows / 2 && chatting < rows : chatting == chats);
        QVERIFY2(priced < 0 ? known > 0 && known < rows : known == priced,
                 qPrintable(QString::number(known)));
        QSet<QString> ids;
        for (const ModelListing &model : page->models) {
            QVERIFY(!ids.contains(model.id));
            ids.insert(model.id);
        }
    }

    void aRecordedPriceIsExact()
    {
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/wire/groq/models.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the recorded traffic is not beside this checkout");
        const auto page = read(file.readAll(), known(u"groq"));
        const auto found = std::ranges::find(page->models, u"openai/gpt-oss-20b"_s, &ModelListing::id);
        QVERIFY(found != page->models.end());
        QCOMPARE(found->prices.input, perMillion("0.075"));
        QCOMPARE(found->prices.cacheRead, perMillion("0.0375"));
        QCOMPARE(found->prices.output, perMillion("0.3"));
        QCOMPARE(found->capabilities.reasoning, true);
        QCOMPARE(found->contextTokens, 131'072);
        QCOMPARE(found->maxOutputTokens, 65'536);
    }
};

QTEST_GUILESS_MAIN(TestOpenAiModels)
#include "tst_openaimodels.moc"
