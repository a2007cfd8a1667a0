// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What people type, and what they mean: over the bundled catalog.
#include "app/catalog/catalogindex.h"

#include <QFile>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestCatalogSearch : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Catalog> m_catalog;
    std::unique_ptr<CatalogIndex> m_index;

    QStringList find(const CatalogFilter &filter) const
    {
        QStringList ids;
        for (const int model : m_index->search(filter))
            ids.append(m_catalog->models()[model].id);
        return ids;
    }
    QStringList find(const QString &text) const
    {
        return find({.text = text, .authors = {}, .providers = {}});
    }
    const Model &model(const QString &id) const { return *m_catalog->find(id); }
    const CatalogRow &row(const QString &id) const { return m_index->row(int(m_catalog->indexOf(id))); }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(CATALOG_FILE));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto catalog = Catalog::fromSnapshot(file.readAll());
        QVERIFY(catalog);
        m_catalog = std::make_shared<const Catalog>(std::move(*catalog));
        Standing standing;
        standing.today = QDate(2026, 11, 24); // how new a model is counts: hold the day still
        standing.keyed = {u"openai"_s, u"deepseek"_s};
        standing.favourites = {u"z-ai/glm-4.6"_s};
        m_index = std::make_unique<CatalogIndex>(m_catalog, standing);
    }

    void theFirstHitIsWhatWasMeant_data()
    {
        QTest::addColumn<QString>("first");
        static constexpr std::pair<const char *, const char *> table[] = {
            {"sonnet 4.5", "anthropic/claude-sonnet-4.5"},
            {"sonnet", "anthropic/claude-sonnet-5"},
            {"opus", "anthropic/claude-opus-5.5"},
            {"opus 4.8", "anthropic/claude-opus-4.8"},
            {"gpt5 mini", "openai/gpt-5-mini"},
            {"gpt-5", "openai/gpt-5"},
            {"gpt5", "openai/gpt-5"},
            {"gpt 4o", "openai/gpt-4o"},
            {"4o", "openai/gpt-4o"},
            {"gpt 4o mini", "openai/gpt-4o-mini"},
            {"4o-mini", "openai/gpt-4o-mini"},
            {"gpt-4.1", "openai/gpt-4.1"},
            {"o3", "openai/o3"},
            {"o4 mini", "openai/o4-mini"},
            {"gpt oss", "openai/gpt-oss-120b"},
            {"gpt-oss 120b", "openai/gpt-oss-120b"},
            {"gpt 5.6 sol", "openai/gpt-5.6-sol"},
            {"gemini pro", "google/gemini-3.1-pro-preview"},
            {"gemini 2.5 pro", "google/gemini-2.5-pro"},
            {"gemini flash", "google/gemini-3.8-flash"},
            {"gemini flash lite", "google/gemini-3.5-flash-lite"},
            {"llama 70b", "meta-llama/llama-3.3-70b-instruct"},
            {"llama 3.3", "meta-llama/llama-3.3-70b-instruct"},
            {"llama 4 maverick", "meta-llama/llama-4-maverick"},
            {"llama 8b", "meta-llama/llama-3.1-8b-instruct"},
            {"deepseek", "deepseek/deepseek-v3.2"},
            {"deepseek cheap", "deepseek/deepseek-v4.1-flash"},
            {"deepseek v3.2", "deepseek/deepseek-v3.2"},
            {"deepseek r1", "deepseek/deepseek-r1"},
            {"deepseek v3", "deepseek/deepseek-chat"},
            {"deepseekv3.2", "deepseek/deepseek-v3.2"},
            {"ds r1", "deepseek/deepseek-r1"},
            {"qwen coder", "qwen/qwen3-coder"},
            {"qwen3 coder", "qwen/qwen3-coder"},
            {"qwen3 235b", "qwen/qwen3-235b-a22b"},
            {"qwen max", "qwen/qwen3.8-max"},
            {"qwen vl", "qwen/qwen3-vl-8b-instruct"},
            {"qwq", "qwen/qwq-32b"},
            {"kimi", "moonshotai/kimi-k3"},
            {"kimi k2", "moonshotai/kimi-k2"},
            {"kimi k2 thinking", "moonshotai/kimi-k2-thinking"},
            {"moonshot", "moonshotai/kimi-k3"},
            {"月之暗面", "moonshotai/kimi-k3"},
            {"通义", "qwen/qwen3.8-27b"},
            {"通义千问", "qwen/qwen3.8-27b"},
            {"千问 coder", "qwen/qwen3-coder"},
            {"智谱", "z-ai/glm-5.3"},
            {"豆包", "bytedance-seed/seed-1-8"},
            {"文心一言", "baidu/ernie-5.0-thinking-preview"},
            {"混元", "tencent/hy3"},
            {"阶跃星辰", "stepfun/step-5-preview"},
            {"深度求索 v3.2", "deepseek/deepseek-v3.2"},
            {"零一万物", "01-ai/yi-large"},
            {"小米", "xiaomi/mimo-v2.5"},
            {"glm", "z-ai/glm-5.3"},
            {"glm 4.6", "z-ai/glm-4.6"},
            {"zhipu", "z-ai/glm-5.3"},
            {"grok", "x-ai/grok-4.6"},
            {"grok 4 fast", "x-ai/grok-4-fast"},
            {"mistral", "mistralai/mistral-medium-3-5"},
            {"mistral large", "mistralai/mistral-large-4-0"},
            {"devstral", "mistralai/devstral-2512"},
            {"nova pro", "amazon/nova-pro-v1"},
            {"command a", "cohere/command-a"},
            {"command r+", "cohere/command-r-plus-08-2024"},
            {"minimax", "minimax/minimax-m3"},
            {"minimax m2", "minimax/minimax-m2"},
            {"claud sonet 4.5", "anthropic/claude-sonnet-4.5"},
            {"sonet45", "anthropic/claude-sonnet-4.5"},
            {"claude-sonet-4.5", "anthropic/claude-sonnet-4.5"},
            {"deepsek", "deepseek/deepseek-v3.2"},
            {"gemeni flash", "google/gemini-3.8-flash"},
            {"mistrl large", "mistralai/mistral-large-4-0"},
            {"qwne coder", "qwen/qwen3-coder"},
            {"antropic opus", "anthropic/claude-opus-5.5"},
            {"lama 3.3 70b", "meta-llama/llama-3.3-70b-instruct"},
            {"opnai gpt 5", "openai/gpt-5"},
            {"grk 4", "x-ai/grok-4"},
            {"kimmi k2", "moonshotai/kimi-k2"},
            {"phi 4", "microsoft/phi-4"},
            {"free llama", "meta-llama/llama-3.3-70b-instruct"},
            {"groq llama", "meta-llama/llama-3.3-70b-instruct"},
            {"openrouter auto", "openrouter/auto"},
            {"anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5"},
            {"claude 3.5 sonnet", "anthropic/claude-3-5-sonnet-20241022"},
            {"sonnet 3.7", "anthropic/claude-3-7-sonnet-20250219"},
            {"hermes 4 405b", "nousresearch/hermes-4-405b"},
            {"step 3.5", "stepfun/step-3.5-flash"},
            {"seed 1.6", "bytedance-seed/seed-1.6"},
            {"ernie", "baidu/ernie-5.0-thinking-preview"},
            {"hunyuan", "tencent/hy3"},
            {"nano banana", "google/gemini-3-pro-image"},
            {"longcat", "meituan/longcat-2.0"},
            {"perplexity", "perplexity/sonar"},
            {"sonar pro", "perplexity/sonar-pro"},
            {"ui tars", "bytedance/ui-tars-1.5-7b"},
            {"cldsnt", "anthropic/claude-sonnet-5"},
            {"gpt 5 codex", "openai/gpt-5-codex"},
        };
        static_assert(std::size(table) >= 60);
        for (const auto &[typed, first] : table)
            QTest::newRow(typed) << QString::fromUtf8(first);
    }
    void theFirstHitIsWhatWasMeant()
    {
        QFETCH(QString, first);
        const QStringList found = find(QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY2(found.value(0) == first,
                 qPrintable(found.first(qMin(qsizetype(5), found.size())).join(u", "_s)));
    }

    void theFirstHitIsOfTheFamily_data()
    {
        QTest::addColumn<QString>("start");
        // Several models are right: any of the family will do.
        static constexpr std::pair<const char *, const char *> table[] = {
            {"claude", "anthropic/claude-"},
            {"claude 4.5", "anthropic/claude-"},
            {"haiku", "anthropic/claude-haiku-"},
            {"chatgpt", "openai/gpt-"},
            {"chatgtp", "openai/gpt-"},
            {"gemini", "google/gemini-"},
            {"llama", "meta-llama/llama-"},
            {"qwen", "qwen/qwen"},
            {"newest qwen", "qwen/qwen3.8"},
            {"nemotron", "nvidia/nemotron-"},
            {"jamba", "ai21/jamba-"},
            {"codestral", "mistralai/codestral"},
            {"mixtral", "mistralai/"},
            {"magistral", "mistralai/magistral-"},
            {"gemma 27b", "google/gemma-"},
            {"hermes", "nousresearch/hermes-"},
            {"latest gemini", "google/gemini-"},
            {"字节跳动", "bytedance"},
            {"百度", "baidu/"},
            {"腾讯", "tencent/"},
            {"美团", "meituan/"},
            {"谷歌", "google/"},
            {"便宜 deepseek", "deepseek/"},
            {"免费 llama", "meta-llama/"},
            {"mini max", "minimax/"},
            {"deep seek v3.2", "deepseek/deepseek-v3.2"},
            {"ＧＰＴ－５", "openai/gpt-5"}, // full-width
            {"GPT-5", "openai/gpt-5"},
            {"  sonnet   4.5  ", "anthropic/claude-sonnet-4.5"},
            {"4.5 sonnet", "anthropic/claude-sonnet-4.5"},
        };
        for (const auto &[typed, start] : table)
            QTest::newRow(typed) << QString::fromUtf8(start);
    }
    void theFirstHitIsOfTheFamily()
    {
        QFETCH(QString, start);
        const QStringList found = find(QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY2(found.value(0).startsWith(start),
                 qPrintable(found.first(qMin(qsizetype(5), found.size())).join(u", "_s)));
    }

    void everyIdAndNameFindsItself()
    {
        QStringList lost;
        for (const Model &m : m_catalog->models()) {
            if (!m_index->row(int(m_catalog->indexOf(m.id))).known)
                continue;
            if (find(m.id).value(0) != m.id)
                lost.append(m.id);
            if (!find(m.name).first(qMin(qsizetype(20), find(m.name).size())).contains(m.id))
                lost.append(m.name);
        }
        QVERIFY2(lost.isEmpty(), qPrintable(lost.join(u", "_s)));
    }

    void aSlipOfTheFingerStillFindsThem_data()
    {
        QTest::addColumn<QString>("word");
        for (const char *word : {"claude sonnet", "deepseek", "gemini flash", "mistral large", "moonshot",
                                 "minimax", "perplexity", "nemotron", "command", "codestral"})
            QTest::newRow(word) << QString::fromLatin1(word);
    }
    /// Every letter left out, doubled, and swapped with the next: the author must stay the same.
    void aSlipOfTheFingerStillFindsThem()
    {
        QFETCH(QString, word);
        const QString meant = find(word).value(0).section(u'/', 0, 0);
        int slips = 0, missed = 0;
        QStringList examples;
        const auto check = [&](const QString &typed) {
            ++slips;
            if (find(typed).value(0).section(u'/', 0, 0) == meant)
                return;
            ++missed;
            examples.append(typed);
        };
        for (qsizetype i = 1; i < word.size(); ++i) { // rarely the first letter
            if (!word[i].isLetter())
                continue;
            check(QString(word).remove(i, 1));
            check(QString(word).insert(i, word[i]));
            if (i + 1 < word.size() && word[i + 1].isLetter() && word[i] != word[i + 1]) {
                QString swapped = word;
                std::swap(swapped[i], swapped[i + 1]);
                check(swapped);
            }
        }
        QVERIFY2(missed * 20 <= slips,
                 qPrintable(u"%1 of %2: %3"_s.arg(missed).arg(slips).arg(examples.join(u", "_s))));
    }

    void nonsenseFindsNothing()
    {
        QVERIFY(find(u"zzzzqqqq xxyyzz"_s).isEmpty());
        QVERIFY(find(QString(100'000, u'x')).isEmpty());
    }

    void cheapMeansCheap()
    {
        const QStringList found = find(u"deepseek cheap"_s);
        const Rate first = *blendedRate(*row(found.value(0)).floor);
        QVERIFY(first < *blendedRate(*row(u"deepseek/deepseek-v4-pro"_s).floor));
        QVERIFY(first < *blendedRate(*row(u"deepseek/deepseek-r1"_s).floor));
    }

    void wishesHold()
    {
        for (const QString &id : find(u"claude vision"_s))
            QVERIFY2(model(id).inputs.testFlag(Modality::Image) || id.contains("vision"_L1), qPrintable(id));
        for (const QString &id : find(u"free"_s).first(5))
            QVERIFY2(row(id).hasFree || id.contains("free"_L1), qPrintable(id));
        for (const QString &id : find(u"gemini 1m"_s))
            QVERIFY2(model(id).contextTokens >= 1'000'000, qPrintable(id));
    }

    void filtersHoldTogether()
    {
        CatalogFilter filter{.text = {}, .authors = {}, .providers = {}};
        const qsizetype all = find(filter).size();
        QVERIFY(all > 800);
        filter.tools = filter.withKey = true;
        filter.minContext = 128'000;
        filter.maxOutput = Rate::perMillion("15");
        filter.inputs = Modality::Image;
        const QStringList found = find(filter);
        QVERIFY(!found.isEmpty() && found.size() < all);
        for (const QString &id : found) {
            const Model &m = model(id);
            QVERIFY(m.tools == Known::Yes && m.contextTokens >= 128'000 &&
                    m.inputs.testFlag(Modality::Image));
            QVERIFY(row(id).hasKey && *row(id).floor->output <= *Rate::perMillion("15"));
        }
        filter = {.text = {}, .authors = {u"qwen"_s}, .providers = {u"groq"_s}};
        QVERIFY(!find(filter).isEmpty());
        for (const QString &id : find(filter)) {
            QVERIFY(id.startsWith("qwen/"_L1));
            QVERIFY(std::ranges::any_of(model(id).offers,
                                        [](const Offer &o) { return o.provider == "groq"_L1; }));
        }
        filter = {.text = {}, .authors = {}, .providers = {}};
        filter.favourites = true;
        QCOMPARE(find(filter), QStringList{u"z-ai/glm-4.6"_s});
        filter = {.text = {}, .authors = {}, .providers = {}};
        filter.releasedSince = QDate(2026, 9, 1);
        for (const QString &id : find(filter))
            QVERIFY(model(id).released >= QDate(2026, 9, 1));
    }

    void sortingIsByRawValuesAndUnknownComesLast_data()
    {
        QTest::addColumn<CatalogFilter::Sort>("sort");
        QTest::newRow("input") << CatalogFilter::Sort::Input;
        QTest::newRow("output") << CatalogFilter::Sort::Output;
        QTest::newRow("context") << CatalogFilter::Sort::Context;
        QTest::newRow("released") << CatalogFilter::Sort::Released;
        QTest::newRow("trend") << CatalogFilter::Sort::Trend;
    }
    void sortingIsByRawValuesAndUnknownComesLast()
    {
        QFETCH(CatalogFilter::Sort, sort);
        const auto value = [&](const QString &id) -> std::optional<qint64> {
            const CatalogRow &r = row(id);
            const Model &m = model(id);
            switch (sort) {
            case CatalogFilter::Sort::Input:
                return r.floor ? std::optional(r.floor->input->atto) : std::nullopt;
            case CatalogFilter::Sort::Output:
                return r.floor ? std::optional(r.floor->output->atto) : std::nullopt;
            case CatalogFilter::Sort::Context:
                return m.contextTokens ? std::optional(m.contextTokens) : std::nullopt;
            case CatalogFilter::Sort::Trend:
                return r.trendPermille ? std::optional(qint64(*r.trendPermille)) : std::nullopt;
            default:
                return m.released.isValid() ? std::optional(m.released.toJulianDay()) : std::nullopt;
            }
        };
        for (const bool descending : {false, true}) {
            CatalogFilter filter{.text = {}, .authors = {}, .providers = {}};
            filter.sort = sort;
            filter.descending = descending;
            std::optional<qint64> before;
            bool unknownSeen = false;
            int known = 0;
            for (const QString &id : find(filter)) {
                const auto now = value(id);
                unknownSeen |= !now;
                QVERIFY(!now || !unknownSeen);
                known += now.has_value();
                if (now && before)
                    QVERIFY(descending ? *now <= *before : *now >= *before);
                before = now;
            }
            QVERIFY(known > 5);
        }
    }

    void aDropInThirtyDaysIsSeen()
    {
        // The facts hold what some offers cost before 10 November.
        int drops = 0, rises = 0;
        for (int i = 0; i < int(m_catalog->models().size()); ++i) {
            drops += m_index->row(i).trendPermille.value_or(0) < 0;
            rises += m_index->row(i).trendPermille.value_or(0) > 0;
        }
        QVERIFY(drops > 0 && rises > 0);
    }
};

QTEST_GUILESS_MAIN(TestCatalogSearch)
#include "tst_catalogsearch.moc"
