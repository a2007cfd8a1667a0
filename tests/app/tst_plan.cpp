// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/plan.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestPlan : public QObject
{
    Q_OBJECT

    static constexpr qint64 now = 1'800'000'000'000;
    HealthSnapshot m_health;
    std::unique_ptr<KeyHealth> m_keys;

    static Offer offer(const QString &provider, const char *input, const char *output)
    {
        Offer one;
        one.provider = provider;
        one.providerModelId = provider + u"-id"_s;
        one.prices.input = Rate::perMillion(input);
        one.prices.output = Rate::perMillion(output);
        return one;
    }

    static ProviderKey key(const char *value)
    {
        return {.id = QString::fromLatin1(value), .label = {}, .fingerprint = {}, .value = Secret(value)};
    }

    static Model model(const QString &id, const QString &name, const QList<Offer> &offers)
    {
        Model one;
        one.id = id;
        one.name = name;
        one.author = id.section(u'/', 0, 0);
        one.offers = offers;
        return one;
    }

    /// Keys for deepseek (two), openrouter and togetherai; groq has an offer but no key.
    static Directory directory()
    {
        Catalog catalog;
        catalog.add(model(u"deepseek/deepseek-v3"_s, u"DeepSeek V3"_s,
                          {offer(u"openrouter"_s, "0.5", "1.5"), offer(u"deepseek"_s, "0.3", "0.9"),
                           offer(u"togetherai"_s, "0.4", "1.2"), offer(u"groq"_s, "0.1", "0.1"),
                           offer(u"nobody-knows"_s, "0.01", "0.01")}));
        catalog.add(model(u"mistralai/small"_s, u"Mistral Small"_s, {offer(u"openrouter"_s, "0.1", "0.3")}));
        Directory directory;
        directory.catalog = std::make_shared<const Catalog>(catalog);
        for (const Vendor &vendor : knownVendors())
            directory.vendors.insert(vendor.slug, vendor);
        directory.keys[u"deepseek"_s] = {key("fake-deepseek-first"), key("fake-deepseek-second")};
        directory.keys[u"openrouter"_s] = {key("fake-openrouter-key")};
        directory.keys[u"togetherai"_s] = {key("fake-together-key1")};
        return directory;
    }

    Result<RoutePlan> plan(const Directory &all, const QString &asked, const RouteRules &rules = {},
                           const RouteNeed &need = {}, quint64 seed = 1) const
    {
        return planRoute({.directory = all,
                          .health = m_health,
                          .keys = *m_keys,
                          .rules = rules,
                          .need = need,
                          .nowMs = now,
                          .seed = seed},
                         asked);
    }

    /// "deepseek deepseek openrouter": the providers in order, once per key.
    static QString names(const Result<RoutePlan> &plan)
    {
        if (!plan)
            return u"error "_s + errorKindName(plan.error().kind);
        QStringList slugs;
        for (const Candidate &candidate : plan->candidates)
            slugs.append(candidate.vendor.slug);
        return slugs.join(u' ');
    }

    static LeftOut::Reason reason(const Result<RoutePlan> &plan, const QString &provider)
    {
        const auto found = std::ranges::find(plan->leftOut, provider, &LeftOut::provider);
        if (found == plan->leftOut.end())
            qFatal("%s was not left out", qPrintable(provider));
        if (found->sentence.isEmpty())
            qFatal("%s was left out without a reason", qPrintable(provider));
        return found->reason;
    }

private Q_SLOTS:
    void init()
    {
        m_health.clear();
        m_keys = std::make_unique<KeyHealth>();
    }

    void orders_data()
    {
        QTest::addColumn<RouteRules>("rules");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &expected,
                            const std::function<void(RouteRules &)> &set) {
            RouteRules rules;
            rules.sort = Strategy::Price;
            set(rules);
            QTest::newRow(name) << rules << expected;
        };
        row("by price, every key of an offer after the other", u"deepseek deepseek togetherai openrouter"_s,
            [](RouteRules &) {});
        row("pinned ones first, in their order", u"openrouter togetherai deepseek deepseek"_s,
            [](RouteRules &r) { r.order = {u"openrouter"_s, u"togetherai"_s}; });
        row("another spelling of a provider", u"togetherai deepseek deepseek openrouter"_s,
            [](RouteRules &r) { r.order = {u"Together"_s}; });
        row("only the allowed", u"togetherai"_s, [](RouteRules &r) { r.only = {u"togetherai"_s}; });
        row("without the ignored", u"togetherai openrouter"_s,
            [](RouteRules &r) { r.ignore = {u"deepseek"_s}; });
        row("without fallbacks the first offer and its keys", u"deepseek deepseek"_s,
            [](RouteRules &r) { r.fallbacks = false; });
        row("without fallbacks all that are pinned", u"openrouter togetherai"_s, [](RouteRules &r) {
            r.fallbacks = false;
            r.order = {u"openrouter"_s, u"togetherai"_s};
        });
        row("under a price for input", u"deepseek deepseek togetherai"_s,
            [](RouteRules &r) { r.maxInput = Rate::perMillion("0.4"); });
        row("under a price for output", u"deepseek deepseek"_s,
            [](RouteRules &r) { r.maxOutput = Rate::perMillion("1"); });
        row("under a price that nobody meets", u"error no_offer"_s,
            [](RouteRules &r) { r.maxOutput = Rate::perMillion("0.05"); });
        row("the model's own vendor first, aggregators last", u"deepseek deepseek togetherai openrouter"_s,
            [](RouteRules &r) { r.sort = Strategy::Direct; });
        row("then the fallback model", u"deepseek deepseek togetherai openrouter openrouter"_s,
            [](RouteRules &r) { r.fallbackModels = {u"mistralai/small"_s}; });
        row("a provider that does not exist", u"error wrong_use"_s,
            [](RouteRules &r) { r.only = {u"nobody"_s}; });
        row("a fallback model that does not exist", u"error wrong_use"_s,
            [](RouteRules &r) { r.fallbackModels = {u"no/such"_s}; });
        row("providers that keep no prompts, none of which is known", u"openrouter"_s,
            [](RouteRules &r) { r.denyDataCollection = true; });
    }
    void orders()
    {
        QFETCH(RouteRules, rules);
        QFETCH(QString, expected);
        QCOMPARE(names(plan(directory(), u"deepseek/deepseek-v3"_s, rules)), expected);
    }

    void whatIsLeftOutHasAReason()
    {
        RouteRules rules;
        rules.ignore = {u"togetherai"_s};
        rules.maxOutput = Rate::perMillion("1");
        const auto made = plan(directory(), u"deepseek/deepseek-v3"_s, rules);
        QCOMPARE(names(made), u"deepseek deepseek"_s);
        QCOMPARE(reason(made, u"togetherai"_s), LeftOut::Reason::Ignored);
        QCOMPARE(reason(made, u"openrouter"_s), LeftOut::Reason::TooDear);
        QCOMPARE(reason(made, u"groq"_s), LeftOut::Reason::NoKey);
        QCOMPARE(reason(made, u"nobody-knows"_s), LeftOut::Reason::UnknownWire);
        QVERIFY(std::ranges::all_of(made->candidates, [](const Candidate &c) { return !c.why.isEmpty(); }));
    }

    void balancedDrawsByTheInverseSquareOfThePrice()
    {
        Directory all = directory();
        all.keys[u"deepseek"_s] = {key("fake-deepseek-first")};
        QHash<QString, int> first;
        constexpr int draws = 20'000;
        for (int seed = 0; seed < draws; ++seed)
            ++first[plan(all, u"deepseek/deepseek-v3"_s, {}, {}, quint64(seed))->first().vendor.slug];
        // All rates stand 3 : 4 : 5, so the weights are 1/9, 1/16 and 1/25.
        const double sum = 1.0 / 9 + 1.0 / 16 + 1.0 / 25;
        const auto share = [&](const QString &slug) { return double(first.value(slug)) / draws * sum; };
        QVERIFY(qAbs(share(u"deepseek"_s) - 1.0 / 9) < 0.003);
        QVERIFY(qAbs(share(u"togetherai"_s) - 1.0 / 16) < 0.003);
        QVERIFY(qAbs(share(u"openrouter"_s) - 1.0 / 25) < 0.003);
        QCOMPARE(names(plan(all, u"deepseek/deepseek-v3"_s, {}, {}, 7)),
                 names(plan(all, u"deepseek/deepseek-v3"_s, {}, {}, 7)));
    }

    void observedSpeedDecidesAndTheUnknownIsTried()
    {
        const Directory all = directory();
        RouteRules rules;
        rules.sort = Strategy::Latency;
        m_health[{u"deepseek"_s, u"deepseek-id"_s}].answered(now, 900, 20);
        m_health[{u"togetherai"_s, u"togetherai-id"_s}].answered(now, 300, 90);
        m_health[{u"openrouter"_s, u"openrouter-id"_s}].answered(now, 500, 40);
        QCOMPARE(names(plan(all, u"deepseek/deepseek-v3"_s, rules)),
                 u"togetherai openrouter deepseek deepseek"_s);
        rules.sort = Strategy::Throughput;
        QCOMPARE(names(plan(all, u"deepseek/deepseek-v3"_s, rules)),
                 u"togetherai openrouter deepseek deepseek"_s);
        m_health.remove({u"openrouter"_s, u"openrouter-id"_s});
        int curious = 0;
        for (quint64 seed = 0; seed < 1'000; ++seed) {
            const auto made = plan(all, u"deepseek/deepseek-v3"_s, rules, {}, seed);
            const bool first = made->first().vendor.slug == u"openrouter"_s;
            curious += first;
            QCOMPARE(made->candidates.last().vendor.slug == u"openrouter"_s, !first); // else it comes last
        }
        QVERIFY(curious > 50 && curious < 200); // about one in ten
    }

    void anOpenBreakerPutsAnOfferLast()
    {
        Error error;
        error.kind = ErrorKind::Server;
        OfferHealth &health = m_health[{u"deepseek"_s, u"deepseek-id"_s}];
        for (int i = 0; i < 3; ++i)
            health.failed(now - 1, error);
        RouteRules rules;
        rules.sort = Strategy::Price;
        QCOMPARE(names(plan(directory(), u"deepseek/deepseek-v3"_s, rules)),
                 u"togetherai openrouter deepseek deepseek"_s);
        // After its rest it has its old place back, for one request at a time.
        const qint64 later = now + 31'000;
        const Directory all = directory();
        const auto at = [&] {
            return planRoute(
                {.directory = all, .health = m_health, .keys = *m_keys, .rules = rules, .nowMs = later},
                u"deepseek/deepseek-v3"_s);
        };
        QCOMPARE(at()->first().vendor.slug, u"deepseek"_s);
        QCOMPARE(at()->first().tier, Candidate::Tier::Trying);
        health.probing(later);
        QCOMPARE(at()->first().vendor.slug, u"togetherai"_s);
        rules.only = {u"deepseek"_s}; // nobody else: better a resting offer than none
        QCOMPARE(names(plan(directory(), u"deepseek/deepseek-v3"_s, rules)), u"deepseek deepseek"_s);
    }

    void aRestingKeyIsLeftOutAndTheNextOneTaken()
    {
        Error error;
        error.kind = ErrorKind::RateLimited;
        error.retryAfter = std::chrono::seconds(14);
        m_keys->report(u"fake-deepseek-first"_s, error, now, u"deepseek-id"_s);
        RouteRules rules;
        rules.only = {u"deepseek"_s};
        auto made = plan(directory(), u"deepseek/deepseek-v3"_s, rules);
        QCOMPARE(made->candidates.size(), 1);
        QCOMPARE(made->first().key.value.lastFour(), u"cond"_s);
        QCOMPARE(reason(made, u"deepseek"_s), LeftOut::Reason::KeyResting);
        m_keys->report(u"fake-deepseek-second"_s, error, now, u"deepseek-id"_s);
        made = plan(directory(), u"deepseek/deepseek-v3"_s, rules);
        QCOMPARE(made.error().kind, ErrorKind::RateLimited);
        QCOMPARE(made.error().retryAfter, std::chrono::milliseconds(14'000));
        error.kind = ErrorKind::Authentication;
        m_keys->report(u"fake-deepseek-first"_s, error, now);
        m_keys->report(u"fake-deepseek-second"_s, error, now);
        rules.only.clear();
        QCOMPARE(plan(directory(), u"deepseek/deepseek-v3"_s, rules)->candidates.size(), 2); // the others
    }

    void needs_data()
    {
        QTest::addColumn<RouteNeed>("need");
        QTest::addColumn<QString>("expected");
        RouteNeed need;
        need.inputTokens = 100'000;
        QTest::newRow("a long prompt goes where it fits") << need << u"togetherai"_s;
        need = {};
        need.outputTokens = 8'000;
        need.outputAsked = true;
        QTest::newRow("a long answer goes where it may be") << need << u"togetherai"_s;
        need.outputAsked = false;
        QTest::newRow("a default length only puts an offer last")
            << need << u"togetherai deepseek deepseek"_s;
    }
    void needs()
    {
        QFETCH(RouteNeed, need);
        QFETCH(QString, expected);
        Offer small = offer(u"deepseek"_s, "0.1", "0.1");
        small.contextTokens = 64'000;
        small.maxOutputTokens = 4'000;
        Offer large = offer(u"togetherai"_s, "1", "1");
        large.contextTokens = 200'000;
        Catalog catalog;
        catalog.add(model(u"a/b"_s, u"B"_s, {small, large}));
        Directory all = directory();
        all.catalog = std::make_shared<const Catalog>(catalog);
        RouteRules rules;
        rules.sort = Strategy::Price;
        QCOMPARE(names(plan(all, u"a/b"_s, rules, need)), expected);
    }

    void aWarmOfferIsStuckTo()
    {
        const Directory all = directory();
        const PlanInput input{.directory = all,
                              .health = m_health,
                              .keys = *m_keys,
                              .rules = {.sort = Strategy::Price},
                              .nowMs = now,
                              .warm = WarmOffer{{u"openrouter"_s, u"openrouter-id"_s}, 90'000}};
        const auto made = planRoute(input, u"deepseek/deepseek-v3"_s);
        QCOMPARE(made->first().vendor.slug, u"openrouter"_s);
        QVERIFY(made->first().why.contains(u"cache"_s));
    }

    void variantsOfAName()
    {
        Directory all = directory();
        RouteRules rules;
        QCOMPARE(plan(all, u"deepseek/deepseek-v3:floor"_s)->rules.sort, Strategy::Price);
        QCOMPARE(names(plan(all, u"deepseek/deepseek-v3:floor"_s)),
                 u"deepseek deepseek togetherai openrouter"_s);
        QCOMPARE(names(plan(all, u"deepseek/deepseek-v3:free"_s)), u"error no_offer"_s);
        const auto nitro = plan(all, u"deepseek/deepseek-v3:nitro"_s);
        // OpenRouter does it better among its own upstreams, so the suffix goes there.
        for (const Candidate &candidate : nitro->candidates)
            QCOMPARE(candidate.providerModelId.endsWith(u":nitro"_s),
                     candidate.vendor.slug == u"openrouter"_s);
        QCOMPARE(names(plan(all, u"mistralai/small:unheard"_s)), u"error wrong_use"_s);
        Catalog catalog = *all.catalog;
        catalog.add(model(u"deepseek/deepseek-v3:free"_s, u"DeepSeek V3 (free)"_s,
                          {offer(u"openrouter"_s, "0", "0")}));
        all.catalog = std::make_shared<const Catalog>(catalog);
        QCOMPARE(names(plan(all, u"deepseek/deepseek-v3:free"_s)), u"openrouter"_s); // a model of its own
    }

    void withoutAKeyItSaysWhatToSet()
    {
        Directory all = directory();
        all.keys.clear();
        const auto made = plan(all, u"deepseek/deepseek-v3"_s);
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Authentication);
        QVERIFY(made.error().hint.contains(u"DEEPSEEK_API_KEY"_s));
    }

    void anUnknownModelNamesNearOnes()
    {
        const auto made = plan(directory(), u"mistralai/smal"_s);
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::WrongUse);
        QVERIFY(made.error().hint.contains(u"mistralai/small"_s));
        QCOMPARE(plan(directory(), QString()).error().kind, ErrorKind::WrongUse);
    }

    void everyModelOfACustomProviderIsCallable()
    {
        Directory all = directory();
        all.vendors.insert(u"lab"_s, {.slug = u"lab"_s,
                                      .name = u"lab"_s,
                                      .baseUrl = QUrl(u"http://127.0.0.1:1"_s),
                                      .keyEnv = {},
                                      .keyOptional = true,
                                      .custom = true});
        const auto made = plan(all, u"lab/any/thing:free@x"_s);
        QCOMPARE(made->first().providerModelId, u"any/thing:free@x"_s);
        QVERIFY(!made->first().prices.input); // unknown, not zero
        QVERIFY(!plan(all, u"lab/"_s));
        RouteRules rules;
        rules.maxInput = Rate::perMillion("100");
        QCOMPARE(names(plan(all, u"lab/any"_s, rules)), u"error no_offer"_s); // unknown is not cheap
    }

    void aListingThatIsNeverPlannedIsAskedAsWritten()
    {
        Directory all = directory();
        Vendor sandbox;
        sandbox.slug = u"sandbox"_s;
        sandbox.name = u"Sandbox"_s;
        sandbox.simulated = true;
        all.vendors.insert(sandbox.slug, sandbox);
        all.keys[sandbox.slug] = {key("fake-sandbox-token")};
        Offer listed = offer(u"sandbox"_s, "0", "0");
        listed.variant = OfferVariant::Other; // as the catalog shows the Sandbox's models
        Catalog catalog;
        catalog.add(model(u"sandbox/swift"_s, u"Sandbox Swift"_s, {listed}));
        all.catalog = std::make_shared<const Catalog>(catalog);
        const auto made = plan(all, u"sandbox/swift@rate=0"_s);
        QVERIFY(made);
        QCOMPARE(made->first().providerModelId, u"swift@rate=0"_s); // its parameters go with it
        QVERIFY(made->spec.simulated);
        QCOMPARE(made->spec.displayName, u"Sandbox Swift"_s);
    }

    void aReplacedProviderKeepsItsOffers()
    {
        Directory all = directory();
        all.keys.clear();
        all.vendors[u"deepseek"_s].baseUrl = QUrl(u"http://127.0.0.1:9"_s);
        all.vendors[u"deepseek"_s].keyOptional = true;
        const auto made = plan(all, u"deepseek/deepseek-v3"_s);
        QCOMPARE(made->first().providerModelId, u"deepseek-id"_s);
        QCOMPARE(made->first().vendor.baseUrl.port(), 9);
        QVERIFY(made->first().prices.input);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
