// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/plan.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestPlan : public QObject
{
    Q_OBJECT

    static Offer offer(const QString &provider, const char *input, const char *output)
    {
        return {.provider = provider,
                .providerModelId = provider + u"-id"_s,
                .prices = {.input = Rate::perMillion(input),
                           .output = Rate::perMillion(output),
                           .cacheRead = {},
                           .cacheWrite = {},
                           .reasoning = {}},
                .asOf = {}};
    }

    static ProviderKey key(const char *value)
    {
        return {.id = QString::fromLatin1(value), .label = {}, .fingerprint = {}, .value = Secret(value)};
    }

    static Directory directory()
    {
        Catalog catalog;
        catalog.add({.id = u"deepseek/deepseek-v3"_s,
                     .name = u"DeepSeek V3"_s,
                     .author = u"deepseek"_s,
                     .offers = {offer(u"openrouter"_s, "0.5", "1.5"), offer(u"deepseek"_s, "0.3", "0.9"),
                                offer(u"nobody-knows"_s, "0.01", "0.01")}});
        Directory directory;
        directory.catalog = std::make_shared<const Catalog>(catalog);
        for (const Vendor &vendor : knownVendors())
            directory.vendors.insert(vendor.slug, vendor);
        return directory;
    }

private Q_SLOTS:
    void theCheapestOfferWithAKeyIsTaken()
    {
        Directory all = directory();
        all.keys[u"openrouter"_s] = {key("fake-openrouter-key")};
        QCOMPARE(planLane(all, u"deepseek/deepseek-v3"_s)->vendor.slug, u"openrouter"_s);
        all.keys[u"deepseek"_s] = {key("fake-deepseek-first"), key("fake-deepseek-second")};
        const auto plan = planLane(all, u"deepseek/deepseek-v3"_s);
        QCOMPARE(plan->vendor.slug, u"deepseek"_s);
        QCOMPARE(plan->key.value.lastFour(), u"irst"_s);
        QCOMPARE(plan->providerModelId, u"deepseek-id"_s);
        QCOMPARE(plan->spec.displayName, u"DeepSeek V3"_s);
    }

    void withoutAKeyItSaysWhatToSet()
    {
        const auto plan = planLane(directory(), u"deepseek/deepseek-v3"_s);
        QVERIFY(!plan);
        QCOMPARE(plan.error().kind, ErrorKind::Authentication);
        QVERIFY(plan.error().hint.contains(u"DEEPSEEK_API_KEY"_s));
    }

    void anUnknownModelNamesNearOnes()
    {
        const auto plan = planLane(directory(), u"deepseek/deepsek-v3"_s);
        QVERIFY(!plan);
        QCOMPARE(plan.error().kind, ErrorKind::WrongUse);
        QVERIFY(plan.error().hint.contains(u"deepseek/deepseek-v3"_s));
        QCOMPARE(planLane(directory(), QString()).error().kind, ErrorKind::WrongUse);
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
        const auto plan = planLane(all, u"lab/any/thing@x"_s);
        QCOMPARE(plan->providerModelId, u"any/thing@x"_s);
        QVERIFY(!plan->prices.input); // unknown, not zero
        QVERIFY(!planLane(all, u"lab/"_s));
    }

    void aReplacedProviderKeepsItsOffers()
    {
        Directory all = directory();
        all.vendors[u"deepseek"_s].baseUrl = QUrl(u"http://127.0.0.1:9"_s);
        all.vendors[u"deepseek"_s].keyOptional = true;
        const auto plan = planLane(all, u"deepseek/deepseek-v3"_s);
        QCOMPARE(plan->providerModelId, u"deepseek-id"_s);
        QCOMPARE(plan->vendor.baseUrl.port(), 9);
        QVERIFY(plan->prices.input);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
