// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/catalog.h"
#include "app/catalog/editdistance.h"
#include "app/catalog/imagerates.h"
#include "app/catalog/offerbook.h"
#include "app/catalog/snapshot.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
Prices prices(const char *input, const char *output)
{
    Prices p;
    p.input = Rate::perMillion(input);
    p.output = Rate::perMillion(output);
    return p;
}

Offer offer(const QString &provider, const Prices &p)
{
    Offer o;
    o.provider = provider;
    o.providerModelId = provider + u"-m"_s;
    o.prices = p;
    o.asOf = QDate(2026, 11, 10);
    return o;
}

CatalogProvider provider(const QString &slug, bool established = true)
{
    return {.slug = slug,
            .name = slug.toUpper(),
            .apiBase = u"https://%1.example/v1"_s.arg(slug),
            .wire = u"openai"_s,
            .keyEnv = {u"%1_API_KEY"_s.arg(slug.toUpper())},
            .docs = {},
            .established = established};
}

/// One of everything that the format can hold.
Catalog richCatalog()
{
    Catalog catalog;
    for (const char *slug : {"p", "q", "aggregator"})
        catalog.addProvider(provider(QString::fromLatin1(slug)));
    CatalogProvider fee = provider(u"aggregator"_s);
    fee.feeBasisPoints = 550;
    catalog.addProvider(fee);
    catalog.setSource({u"openrouter"_s, 1'790'000'000'000, "\"etag\"", "Tue, 10 Nov 2026 00:00:00 GMT", 381});
    Offer full = offer(u"p"_s, prices("2.5", "10"));
    full.prices.cacheRead = Rate::perMillion("0.25");
    full.prices.cacheWriteHour = Rate::perMillion("5");
    full.prices.audioInput = Rate::perMillion("40");
    full.prices.imageOutput = Rate::perMillion("30");
    full.prices.perRequest = Money{5'000'000'000};
    full.prices.perImage = Money{0};
    full.prices.discountPercent = 25;
    PriceOverride tier;
    tier.abovePromptTokens = 200'000;
    tier.input = Rate::perMillion("5");
    PriceOverride night;
    night.utcFromMinute = 990;
    night.utcToMinute = 30;
    night.utcDays = 0b0011111;
    night.output = Rate::perMillion("1");
    full.prices.overrides = {tier, night};
    full.history = {{QDate(2026, 9, 30), Rate{3}, std::nullopt}, {QDate(2026, 10, 30), Rate{4}, Rate{5}}};
    full.region = u"eu"_s;
    full.variant = OfferVariant::Thinking;
    full.status = OfferStatus::Beta;
    full.priceJumped = true;
    Offer odd = offer(u"q"_s, {});
    odd.unpriced = Unpriced::Subscription;
    odd.wire = u"anthropic"_s;
    odd.apiBase = u"https://other.example"_s;
    odd.responsesOnly = true;
    odd.listed = false;
    odd.custom = true;
    Model model{.id = u"a/m-1"_s,
                .name = u"Model Öne"_s,
                .author = u"a"_s,
                .contextTokens = 1000,
                .reasoning = true,
                .offers = {full, odd}};
    model.inputs = Modality::Text | Modality::Image | Modality::Pdf;
    model.tools = Known::Yes;
    model.structuredOutput = Known::No;
    model.openWeights = Known::Yes;
    model.released = QDate(2025, 9, 1);
    model.releasedMonthOnly = true;
    model.knowledgeCutoff = u"2025-01"_s;
    model.huggingFaceId = u"a/M"_s;
    model.modelsDevId = u"a/m"_s;
    model.custom = true;
    model.simulated = true;
    catalog.add(model);
    Model router{.id = u"r/auto"_s, .name = u"Auto"_s, .author = u"r"_s, .offers = {offer(u"p"_s, {})}};
    router.kind = ModelKind::Router;
    catalog.add(router);
    return catalog;
}
} // namespace

class TestCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pictureRatesAreToldApartFromTexts_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pictures");
        QTest::addColumn<bool>("textGuessed");
        QTest::newRow("a list that names the pictures' rate") << u"maker"_s << u"2.5"_s << u"30"_s << true;
        QTest::newRow("a list that names the text's rate") << u"gateway"_s << u"2.5"_s << u"30"_s << false;
        QTest::newRow("a list that names both") << u"both"_s << u"2.5"_s << u"31"_s << false;
        QTest::newRow("another price of the prompt is another bill")
            << u"half"_s << u"1.25"_s << QString() << false;
        QTest::newRow("a margin is no rate of its own") << u"margin"_s << u"3"_s << u"30"_s << false;
    }
    void pictureRatesAreToldApartFromTexts()
    {
        QFETCH(QString, from);
        Model model;
        model.outputs = Modality::Text | Modality::Image;
        model.offers = {offer(u"maker"_s, prices("0.3", "30")),   offer(u"gateway"_s, prices("0.3", "2.5")),
                        offer(u"other"_s, prices("0.3", "2.5")),  offer(u"both"_s, prices("0.3", "2.5")),
                        offer(u"half"_s, prices("0.15", "1.25")), offer(u"margin"_s, prices("0.3", "3"))};
        model.offers[3].prices.imageOutput = Rate::perMillion("31");
        const auto one = std::ranges::find(model.offers, from, &Offer::provider);
        const Prices told = withImageRates(model, *one);
        const auto words = [](std::optional<Rate> rate) { return rate ? rate->toPerMillion() : QString(); };
        QTEST(words(told.output), "text");
        QTEST(words(told.imageOutput), "pictures");
        QTEST(told.outputGuessed, "textGuessed");
        QCOMPARE(told.imageOutputGuessed, from != "both"_L1);
        model.outputs = Modality::Text;
        QCOMPARE(withImageRates(model, *one), one->prices);
    }

    void aSnapshotKeepsEveryFact()
    {
        const Catalog catalog = richCatalog();
        const auto again = decodeSnapshot(encodeSnapshot(catalog));
        QVERIFY(again);
        QCOMPARE(again->models()[0], catalog.models()[0]);
        QCOMPARE(again->models()[1], catalog.models()[1]);
        QVERIFY(*again == catalog);
        QCOMPARE(encodeSnapshot(*again), encodeSnapshot(catalog)); // the same facts, the same bytes
    }

    void aSnapshotThatIsCutOffIsRefused()
    {
        const QByteArray whole = encodeSnapshot(richCatalog());
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY2(!decodeSnapshot(QByteArrayView(whole).first(size)), qPrintable(QString::number(size)));
        QVERIFY(!decodeSnapshot(whole + 'x'));
    }

    void damageIsFoundWhereverItIs()
    {
        const QByteArray whole = encodeSnapshot(richCatalog());
        for (qsizetype at = 0; at < whole.size(); ++at) {
            QByteArray damaged = whole;
            damaged[at] = char(damaged[at] ^ 0x20);
            QVERIFY2(!decodeSnapshot(damaged), qPrintable(QString::number(at)));
        }
    }

    void theBundledSnapshotIsWhole()
    {
        QFile file(QStringLiteral(CATALOG_FILE));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto catalog = Catalog::fromSnapshot(file.readAll());
        QVERIFY(catalog);
        QVERIFY(catalog->models().size() > 900);
        QVERIFY(catalog->offerCount() > 8000);
        QVERIFY(catalog->asOf().isValid());
        for (const Model &model : catalog->models()) {
            QVERIFY2(model.id.contains(u'/') && !model.offers.isEmpty(), qPrintable(model.id));
            for (const Offer &o : model.offers) {
                QVERIFY(catalog->provider(o.provider));
                QVERIFY2(o.asOf.isValid(), qPrintable(model.id)); // the age of every price is known
                QVERIFY(!o.prices.input || o.prices.input->atto >= 0);
                // Unknown is not zero, and an offer without a price says why.
                QVERIFY2(o.prices.isKnown() || o.unpriced != Unpriced::No, qPrintable(model.id + o.provider));
            }
        }
        const Model *sonnet = catalog->find(u"anthropic/claude-sonnet-4.5");
        QVERIFY(sonnet);
        const auto own = std::ranges::find(sonnet->offers, u"anthropic"_s, &Offer::provider);
        QVERIFY(own != sonnet->offers.end());
        QCOMPARE(own->prices.input->toPerMillion(), u"3"_s);
        QCOMPARE(own->prices.output->toPerMillion(), u"15"_s);
    }

    void reachSaysWhyAnOfferCanNotBeCalled_data()
    {
        QTest::addColumn<QString>("wire");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("ownWire");
        QTest::addColumn<bool>("listed");
        QTest::addColumn<Reach>("reach");
        const QString base = u"https://p.example/v1"_s;
        QTest::newRow("a provider that we speak to")
            << u"openai"_s << base << QString() << true << Reach::Callable;
        QTest::newRow("a wire that we do not speak")
            << u"bedrock"_s << base << QString() << true << Reach::UnknownWire;
        QTest::newRow("no address") << u"openai"_s << QString() << QString() << true << Reach::NoAddress;
        QTest::newRow("an address that depends on the account")
            << u"openai"_s << u"https://${HOST}/v1"_s << QString() << true << Reach::NoAddress;
        QTest::newRow("another wire for this offer")
            << u"openai"_s << base << u"anthropic"_s << true << Reach::OtherWire;
        QTest::newRow("no longer listed") << u"openai"_s << base << QString() << false << Reach::Withdrawn;
    }
    void reachSaysWhyAnOfferCanNotBeCalled()
    {
        QFETCH(QString, wire);
        QFETCH(QString, base);
        QFETCH(QString, ownWire);
        QFETCH(bool, listed);
        QFETCH(Reach, reach);
        Catalog catalog;
        CatalogProvider p = provider(u"p"_s);
        p.wire = wire;
        p.apiBase = base;
        catalog.addProvider(p);
        Offer o = offer(u"p"_s, prices("1", "2"));
        o.wire = ownWire;
        o.listed = listed;
        catalog.add({.id = u"a/m"_s, .name = u"M"_s, .author = u"a"_s, .offers = {o}});
        QCOMPARE(catalog.find(u"a/m")->offers[0].reach, reach);
    }

    void theOfferBookIsInOrderOfWhatIsPaid()
    {
        auto catalog = std::make_shared<Catalog>(richCatalog());
        Offer gone = offer(u"p"_s, prices("0.01", "0.01"));
        gone.listed = false;
        Offer batch = offer(u"p"_s, prices("0.02", "0.02"));
        batch.variant = OfferVariant::Batch;
        Offer jumped = offer(u"q"_s, prices("0.0062", "0.01"));
        jumped.priceJumped = true;
        const QList<Offer> offers{offer(u"q"_s, {}),
                                  offer(u"aggregator"_s, prices("1", "1")),
                                  offer(u"p"_s, prices("1.05", "1.05")),
                                  gone,
                                  batch,
                                  jumped};
        catalog->add({.id = u"a/m"_s, .name = u"M"_s, .author = u"a"_s, .offers = offers});
        Standing standing;
        standing.keyed = {u"q"_s};
        const CatalogIndex index(catalog, standing);
        const int model = int(catalog->indexOf(u"a/m"));
        const QList<BookLine> book = offerBook(index, model);
        QCOMPARE(book.size(), 6);
        // 1 USD with 5.5 % on top is more than 1.05 USD.
        QCOMPARE(book[0].offer->prices.input->toPerMillion(), u"1.05"_s);
        QVERIFY(book[0].isFloor && !book[1].isFloor);
        QCOMPARE(book[1].effective.input->toPerMillion(), u"1.055"_s);
        QVERIFY(book[2].offer->priceJumped); // not believed while there are others
        QVERIFY(!book[3].offer->prices.isKnown() && book[3].hasKey && !book[3].dimmed);
        QVERIFY(book[4].dimmed && book[5].dimmed);
        QCOMPARE(index.row(model).floor->input->toPerMillion(), u"1"_s); // before fees
        QVERIFY(index.row(model).hasKey);
        QCOMPARE(index.row(model).offers, 5);
    }

    void smallResellersCountOnlyWhenAsked()
    {
        auto catalog = std::make_shared<Catalog>();
        catalog->addProvider(provider(u"big"_s));
        catalog->addProvider(provider(u"reseller"_s, false));
        catalog->add(
            {.id = u"a/both"_s,
             .name = u"Both"_s,
             .author = u"a"_s,
             .offers = {offer(u"big"_s, prices("3", "15")), offer(u"reseller"_s, prices("0.3", "1.5"))}});
        catalog->add({.id = u"a/only"_s,
                      .name = u"Only"_s,
                      .author = u"a"_s,
                      .offers = {offer(u"reseller"_s, prices("1", "1"))}});
        QCOMPARE(CatalogIndex(catalog, {}).search({.text = {}, .authors = {}, .providers = {}}).size(), 1);
        QCOMPARE(CatalogIndex(catalog, {}).row(0).floor->input->toPerMillion(), u"3"_s);
        Standing everything;
        everything.everything = true;
        QCOMPARE(
            CatalogIndex(catalog, everything).search({.text = {}, .authors = {}, .providers = {}}).size(), 2);
        QCOMPARE(CatalogIndex(catalog, everything).row(0).floor->input->toPerMillion(), u"0.3"_s);
        Standing keyed;
        keyed.keyed = {u"reseller"_s}; // who has a key there has decided
        QCOMPARE(CatalogIndex(catalog, keyed).modelCount(), 2);
    }

    void editsAreCounted_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<int>("distance");
        QTest::newRow("the same") << u"sonnet"_s << u"sonnet"_s << 0;
        QTest::newRow("a letter left out") << u"sonet"_s << u"sonnet"_s << 1;
        QTest::newRow("two neighbours swapped") << u"qwne"_s << u"qwen"_s << 1;
        QTest::newRow("a letter too many and one wrong") << u"gemminy"_s << u"gemini"_s << 2;
        QTest::newRow("over the limit") << u"abcdefgh"_s << u"ijklmnop"_s << 4;
    }
    void editsAreCounted()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(int, distance);
        QCOMPARE(editDistance(a, b, 3), distance);
        QCOMPARE(editDistance(b, a, 3), distance);
        QVERIFY(editDistanceToPrefix(a, b + u"rest"_s, 3) <= distance);
    }

    void nearMatchesFindWhatWasMeant()
    {
        Catalog catalog;
        for (const char *id :
             {"deepseek/deepseek-v3.2", "deepseek/deepseek-r1", "openai/gpt-5", "openai/gpt-5-mini"})
            catalog.add(
                {.id = QString::fromLatin1(id), .name = QString::fromLatin1(id), .author = {}, .offers = {}});
        QCOMPARE(catalog.nearMatches(u"deepsek/deepseek-v3.2").value(0), u"deepseek/deepseek-v3.2"_s);
        QCOMPARE(catalog.nearMatches(u"gpt-5").value(0), u"openai/gpt-5"_s);
        QVERIFY(catalog.nearMatches(u"zzzzzzzzzz").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
