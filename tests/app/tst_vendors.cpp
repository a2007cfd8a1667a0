// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/providers/vendors.h"

#include <QFile>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static QStringList rowsOfKey(const QString &key)
{
    QStringList slugs;
    for (const Vendor &vendor : knownVendors()) {
        const bool fits = std::ranges::any_of(vendor.keyFormats, [&](const KeyFormat &format) {
            return QRegularExpression(format.pattern).match(key).hasMatch();
        });
        if (fits)
            slugs.append(vendor.slug);
    }
    return slugs;
}

class TestVendors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVendorThatPeopleKnowIsThere_data()
    {
        QTest::addColumn<Wire>("wire");
        const auto rows = [](Wire wire, std::initializer_list<const char *> slugs) {
            for (const char *slug : slugs)
                QTest::newRow(slug) << wire;
        };
        rows(Wire::OpenAi, {"openrouter",
                            "openai",
                            "deepseek",
                            "mistral",
                            "groq",
                            "xai",
                            "moonshotai",
                            "moonshotai-cn",
                            "kimi-code-plan-cn",
                            "kimi-code-plan-global",
                            "minimax",
                            "minimax-cn",
                            "stepfun",
                            "stepfun-ai",
                            "zai",
                            "zhipuai",
                            "zai-coding-plan",
                            "01-ai",
                            "alibaba",
                            "alibaba-cn",
                            "alibaba-us",
                            "togetherai",
                            "fireworks-ai",
                            "cerebras",
                            "deepinfra",
                            "novita-ai",
                            "siliconflow",
                            "siliconflow-cn",
                            "perplexity",
                            "cohere",
                            "nvidia",
                            "huggingface",
                            "vercel",
                            "venice",
                            "nebius",
                            "baseten",
                            "lmstudio",
                            "llamacpp",
                            "vllm"});
        rows(Wire::Anthropic, {"anthropic", "minimax-coding-plan", "minimax-cn-coding-plan"});
        rows(Wire::Gemini, {"google"});
        rows(Wire::Ollama, {"ollama", "ollama-cloud"});
    }
    void everyVendorThatPeopleKnowIsThere()
    {
        QFETCH(Wire, wire);
        const Vendor *vendor = findVendor(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(vendor);
        QCOMPARE(vendor->wire, wire);
        QVERIFY(!findVendor(u"nobody"_s));
    }

    void rows_data()
    {
        QTest::addColumn<Vendor>("vendor");
        for (const Vendor &vendor : knownVendors())
            QTest::newRow(qPrintable(vendor.slug)) << vendor;
    }
    void rows()
    {
        QFETCH(Vendor, vendor);
        static const QRegularExpression slug(u"^[a-z0-9]+(?:-[a-z0-9]+)*$"_s);
        QVERIFY(slug.match(vendor.slug).hasMatch());
        QVERIFY(!vendor.name.isEmpty());
        QVERIFY(vendor.baseUrl.isValid());
        const bool loopback = QHostAddress(vendor.baseUrl.host()).isLoopback();
        QCOMPARE(vendor.baseUrl.scheme(), loopback ? u"http"_s : u"https"_s);
        QCOMPARE(vendor.local, loopback);
        QCOMPARE(vendor.keyOptional, vendor.local);
        const QString base = vendor.baseUrl.toString();
        QVERIFY(!base.endsWith(u'/') && !base.contains(u'$') && !vendor.baseUrl.hasQuery());
        QVERIFY(!vendor.simulated && !vendor.custom);
        for (const QUrl &page : {vendor.docsUrl, vendor.keysUrl, vendor.topUpUrl})
            QVERIFY(page.isEmpty() || (page.isValid() && page.scheme() == "https"_L1));
        QVERIFY(!vendor.docsUrl.isEmpty());
        QCOMPARE(vendor.keysUrl.isEmpty(), vendor.local);
        static const QRegularExpression currency(u"^[A-Z]{3}$"_s);
        QVERIFY(currency.match(vendor.currency).hasMatch());
        QVERIFY(!vendor.quirks.knownFields.isEmpty() || !vendor.quirks.refusesUnknown);
    }

    void aRowsVariables_data() { rows_data(); }
    void aRowsVariables()
    {
        QFETCH(Vendor, vendor);
        QCOMPARE(vendor.keyEnv.isEmpty(), vendor.local);
        static const QRegularExpression variable(u"^[A-Z][A-Z0-9_]*_(?:KEY|TOKEN)$"_s);
        QList<QByteArray> names = vendor.otherKeyEnvs;
        if (!vendor.keyEnv.isEmpty())
            names.prepend(vendor.keyEnv);
        for (const QByteArray &name : std::as_const(names)) {
            QVERIFY2(variable.match(QString::fromLatin1(name)).hasMatch(), name.constData());
            QCOMPARE(names.count(name), 1);
        }
    }

    void aRowsPaths_data() { rows_data(); }
    void aRowsPaths()
    {
        QFETCH(Vendor, vendor);
        for (const QByteArray &path : {vendor.modelsPath, vendor.keyTestPath, vendor.balancePath})
            QVERIFY(path.isEmpty() || path.startsWith('/'));
        QCOMPARE(vendor.balancePath.isEmpty(), vendor.balance == BalanceApi::None);
        const QUrl balance = balanceUrl(vendor);
        QCOMPARE(balance.isEmpty(), vendor.balance == BalanceApi::None);
        QVERIFY(balance.isEmpty() || (balance.isValid() && balance.host() == vendor.baseUrl.host()));
        const QUrl models = requestUrl(vendor, vendor.modelsPath);
        QVERIFY(models.isValid() && models.host() == vendor.baseUrl.host());
        QVERIFY(!models.path().contains(".."_L1));
    }

    /// Joined addresses are remembered: each pair of base and path must get its own.
    void everyBaseAndPathIsJoined()
    {
        for (int round = 0; round < 2; ++round) {
            for (int i = 0; i < 50; ++i) {
                for (const QByteArray &path : {"/chat/completions"_ba, "/../models"_ba}) {
                    Vendor vendor;
                    vendor.baseUrl = QUrl(u"https://h%1.example/v1"_s.arg(i));
                    const QUrl joined = requestUrl(vendor, path);
                    QCOMPARE(joined.host(), u"h%1.example"_s.arg(i));
                    QCOMPARE(joined.path(),
                             path.startsWith("/..") ? u"/models"_s : u"/v1/chat/completions"_s);
                }
            }
        }
    }

    void aRowsKeyFormats_data() { rows_data(); }
    void aRowsKeyFormats()
    {
        QFETCH(Vendor, vendor);
        for (const KeyFormat &format : std::as_const(vendor.keyFormats)) {
            const QRegularExpression pattern(format.pattern);
            QVERIFY2(pattern.isValid(), qPrintable(pattern.errorString()));
            QVERIFY(format.pattern.startsWith("^(?:"_L1) && format.pattern.endsWith(")$"_L1));
            QVERIFY(!pattern.match(QString()).hasMatch());
            QVERIFY(!pattern.match(u"hello"_s).hasMatch());
        }
    }

    void noTwoRowsAreTheSame()
    {
        QSet<QString> slugs, names;
        QSet<QUrl> bases;
        QHash<QByteArray, QString> variables;
        for (const Vendor &vendor : knownVendors()) {
            QVERIFY2(!slugs.contains(vendor.slug), qPrintable(vendor.slug));
            QVERIFY2(!names.contains(vendor.name), qPrintable(vendor.name));
            QVERIFY2(!bases.contains(vendor.baseUrl), qPrintable(vendor.slug));
            slugs.insert(vendor.slug);
            names.insert(vendor.name);
            bases.insert(vendor.baseUrl);
            if (vendor.keyEnv.isEmpty())
                continue;
            QVERIFY2(!variables.contains(vendor.keyEnv), vendor.keyEnv.constData());
            variables.insert(vendor.keyEnv, vendor.slug);
        }
    }

    void sitesOfOneVendorKeepKeysAndMoneyApart_data()
    {
        QTest::addColumn<QString>("abroad");
        QTest::addColumn<QString>("china");
        QTest::addColumn<QByteArray>("shared"); // the variable that both read
        QTest::newRow("Moonshot") << u"moonshotai"_s << u"moonshotai-cn"_s << "MOONSHOT_API_KEY"_ba;
        QTest::newRow("Kimi Code") << u"kimi-code-plan-global"_s << u"kimi-code-plan-cn"_s
                                   << "KIMI_API_KEY"_ba;
        QTest::newRow("MiniMax") << u"minimax"_s << u"minimax-cn"_s << "MINIMAX_API_KEY"_ba;
        QTest::newRow("StepFun") << u"stepfun-ai"_s << u"stepfun"_s << "STEPFUN_API_KEY"_ba;
        QTest::newRow("Z.ai") << u"zai"_s << u"zhipuai"_s << "ZHIPU_API_KEY"_ba;
        QTest::newRow("DashScope") << u"alibaba"_s << u"alibaba-cn"_s << "DASHSCOPE_API_KEY"_ba;
        QTest::newRow("SiliconFlow") << u"siliconflow"_s << u"siliconflow-cn"_s << "SILICONFLOW_API_KEY"_ba;
    }
    void sitesOfOneVendorKeepKeysAndMoneyApart()
    {
        QFETCH(QString, abroad);
        QFETCH(QString, china);
        QFETCH(QByteArray, shared);
        const Vendor *one = findVendor(abroad);
        const Vendor *other = findVendor(china);
        QVERIFY(one && other);
        QVERIFY(one->baseUrl.host() != other->baseUrl.host());
        QCOMPARE(one->currency, u"USD"_s);
        QCOMPARE(other->currency, u"CNY"_s);
        QCOMPARE(one->region, u"International"_s);
        QCOMPARE(other->region, u"China"_s);
        QCOMPARE(one->wire, other->wire);
        QCOMPARE(one->quirks, other->quirks);
        QCOMPARE(one->keyFormats, other->keyFormats);
        for (const Vendor *site : {one, other})
            QVERIFY(site->keyEnv == shared || site->otherKeyEnvs.contains(shared));
    }

    void aSitesOwnVariableComesBeforeTheSharedOne()
    {
        const Vendor &china = *findVendor(u"moonshotai-cn");
        qunsetenv("MOONSHOT_CN_API_KEY");
        qunsetenv("MOONSHOT_API_KEY");
        QCOMPARE(keyVariable(china), QByteArray());
        qputenv("MOONSHOT_API_KEY", "fake");
        QCOMPARE(keyVariable(china), "MOONSHOT_API_KEY"_ba);
        qputenv("MOONSHOT_CN_API_KEY", " \n");
        QCOMPARE(keyVariable(china), "MOONSHOT_API_KEY"_ba); // blank counts as unset
        qputenv("MOONSHOT_CN_API_KEY", "fake");
        QCOMPARE(keyVariable(china), "MOONSHOT_CN_API_KEY"_ba);
        QCOMPARE(keyVariable(*findVendor(u"moonshotai")), "MOONSHOT_API_KEY"_ba);
        QCOMPARE(keyVariable(*findVendor(u"ollama")), QByteArray());
    }

    void keysAreRecognisedByTheirShape_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QStringList>("rows");
        QTest::addColumn<bool>("certain");
        const auto fill = [](qsizetype length, const char *alphabet = "FAKEfake0") {
            const QString all = QString::fromLatin1(alphabet);
            return all.repeated(length / all.size() + 1).first(length);
        };
        const auto row = [](const char *name, const QString &key, const char *slugs, bool certain) {
            QTest::newRow(name) << key << QString::fromLatin1(slugs).split(u' ', Qt::SkipEmptyParts)
                                << certain;
        };
        row("Anthropic", u"sk-ant-api03-"_s + fill(93) + u"AA"_s, "anthropic", true);
        row("Anthropic's OAuth token", u"sk-ant-oat01-"_s + fill(40), "anthropic", true);
        row("OpenRouter", u"sk-or-v1-"_s + fill(64, "fade0"), "openrouter", true);
        row("OpenAI, of a project", u"sk-proj-"_s + fill(60) + u"T3BlbkFJ"_s + fill(60), "openai", true);
        row("OpenAI, of a service account", u"sk-svcacct-"_s + fill(60), "openai", true);
        row("OpenAI, of an administrator", u"sk-admin-"_s + fill(60), "openai", true);
        row("OpenAI, of old", u"sk-"_s + fill(20) + u"T3BlbkFJ"_s + fill(20), "openai", true);
        row("Kimi's coding plan", u"sk-kimi-"_s + fill(48), "kimi-code-plan-cn kimi-code-plan-global", false);
        row("MiniMax, as you go", u"sk-api-"_s + fill(60), "minimax minimax-cn", false);
        row("MiniMax, of a subscription", u"sk-cp-"_s + fill(60),
            "minimax-coding-plan minimax-cn-coding-plan", false);
        row("MiniMax, of old", u"eyJfake."_s + fill(60) + u"."_s + fill(40), "minimax minimax-cn", false);
        row("DashScope's coding plan", u"sk-sp-"_s + fill(32), "alibaba-coding-plan alibaba-coding-plan-cn",
            false);
        row("Groq", u"gsk_"_s + fill(52), "groq", true);
        row("xAI", u"xai-"_s + fill(80), "xai", true);
        row("Google", u"AIza"_s + fill(35), "google", true);
        row("Google, new style", u"AQ."_s + fill(60), "google", true);
        row("Perplexity", u"pplx-"_s + fill(48), "perplexity", true);
        row("Hugging Face", u"hf_"_s + fill(34, "FAKEfake"), "huggingface", true);
        row("Hugging Face, of an organisation", u"api_org_"_s + fill(34, "FAKEfake"), "huggingface", true);
        row("NVIDIA", u"nvapi-"_s + fill(64), "nvidia", true);
        row("Cerebras", u"csk-"_s + fill(48, "fake0"), "cerebras", true);
        row("Together", u"tgp_v1_"_s + fill(43), "togetherai", true);
        row("Together, of old", fill(64, "fade0"), "togetherai", false);
        row("Fireworks", u"fw_"_s + fill(22), "fireworks-ai", true);
        row("Vercel", u"vck_"_s + fill(56), "vercel", true);
        row("Zhipu and Z.ai", fill(32, "fade0") + u"."_s + fill(16),
            "zai zhipuai zai-coding-plan zhipuai-coding-plan", false);
        row("Ollama's cloud", fill(32, "fade0") + u"."_s + fill(24), "ollama-cloud", true);
        row("DeepSeek or DashScope", u"sk-"_s + fill(32, "fade0"), "deepseek alibaba alibaba-cn alibaba-us",
            false);
        row("Moonshot or SiliconFlow", u"sk-"_s + fill(48),
            "moonshotai moonshotai-cn siliconflow siliconflow-cn", false);
        row("32 letters and digits", fill(32), "mistral", false);
        row("40 letters and digits", fill(40), "cohere", false);
        row("Replicate, who answers no chats", u"r8_"_s + fill(37), "", false);
        row("a short word", u"sk-fake"_s, "", false);
        row("a key with something before it", u"x sk-or-v1-"_s + fill(64, "fade0"), "", false);
        row("a key with a second line behind it", u"sk-or-v1-"_s + fill(64, "fade0") + u"\nmore"_s, "",
            false);
    }
    void keysAreRecognisedByTheirShape()
    {
        QFETCH(QString, key);
        QFETCH(QStringList, rows);
        QFETCH(bool, certain);
        QCOMPARE(rowsOfKey(key), rows);
        for (const Vendor &vendor : knownVendors()) {
            for (const KeyFormat &format : vendor.keyFormats) {
                if (QRegularExpression(format.pattern).match(key).hasMatch())
                    QCOMPARE(format.certain, certain);
            }
        }
        QVERIFY(!certain || rows.size() == 1);
    }

    void slugsAndAddressesAreTheCatalogs()
    {
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/catalog/models.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the catalog's facts are not beside this checkout");
        const QByteArray facts = file.readAll();
        QHash<QString, QString> bases;
        for (const QJsonValue &provider : QJsonDocument::fromJson(facts).object()["providers"_L1].toArray())
            bases.insert(provider["slug"_L1].toString(), provider["api_base"_L1].toString());
        QVERIFY(bases.size() > 100);
        // No provider of the catalog: a region it does not tell apart, a retired vendor, programs.
        const QStringList ours = {u"alibaba-us"_s, u"01-ai"_s, u"ollama"_s, u"llamacpp"_s, u"vllm"_s};
        // MiniMax has both wires, and its site in China two names; Ollama's cloud is spoken to natively.
        const QStringList elsewhere = {u"minimax"_s, u"minimax-cn"_s, u"minimax-cn-coding-plan"_s,
                                       u"ollama-cloud"_s};
        for (const Vendor &vendor : knownVendors()) {
            QVERIFY2(bases.contains(vendor.slug) != ours.contains(vendor.slug), qPrintable(vendor.slug));
            QString base = bases.value(vendor.slug);
            if (base.endsWith(u'/'))
                base.chop(1);
            if (!ours.contains(vendor.slug) && !elsewhere.contains(vendor.slug))
                QCOMPARE(vendor.baseUrl.toString(), base);
        }
    }
};

QTEST_GUILESS_MAIN(TestVendors)
#include "tst_vendors.moc"
