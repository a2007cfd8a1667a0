// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The catalog's sources: over real sockets, against a server that answers as the real ones do, and worse.
#include "app/catalog/snapshot.h"
#include "app/providers/adapter.h"
#include "app/refresh/catalogshelf.h"
#include "app/refresh/custommodels.h"
#include "app/refresh/factslist.h"
#include "app/refresh/json.h"
#include "app/refresh/modelsdevlist.h"
#include "tests/support/faultserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
/// A row as OpenRouter's list has it.
QByteArray row(const QByteArray &id, const QByteArray &prompt, const QByteArray &completion,
               const QByteArray &more = {})
{
    return "{\"id\":\"" + id + "\",\"name\":\"Lab: " + id +
           "\",\"created\":1770000000,\"context_length\":200000,\n"
           "        "
           "\"architecture\":{\"input_modalities\":[\"text\",\"image\",\"file\"],\"output_modalities\":["
           "\"text\"]},\n"
           "        \"pricing\":{\"prompt\":\"" +
           prompt + "\",\"completion\":\"" + completion + "\"" + more +
           "},\"top_provider\":{\"context_length\":200000,\"max_completion_tokens\":64000,\"is_moderated\":"
           "false},\n"
           "        \"supported_parameters\":[\"tools\",\"reasoning\",\"temperature\"]}";
}

QByteArray list(const QList<QByteArray> &rows, const QByteArray &next = "null")
{
    return "{\"data\":[" + rows.join(',') + "],\"links\":{\"next\":" + next + "}}";
}

QList<QByteArray> manyRows(int count)
{
    QList<QByteArray> rows;
    for (int i = 0; i < count; ++i)
        rows.append(row("lab/model-" + QByteArray::number(i), "0.000001", "0.000002"));
    return rows;
}

Catalog smallCatalog()
{
    Catalog catalog;
    catalog.addProvider({.slug = u"openrouter"_s,
                         .name = u"OpenRouter"_s,
                         .apiBase = u"https://openrouter.ai/api/v1"_s,
                         .wire = u"openai"_s,
                         .keyEnv = {},
                         .docs = {},
                         .established = true});
    return catalog;
}
} // namespace

class TestRefresh : public QObject
{
    Q_OBJECT

private:
    QDate m_today{2026, 11, 24};

    RefreshOutcome refreshFrom(const Catalog &base, const QUrl &url,
                               RefreshSource::Kind kind = RefreshSource::Kind::OpenRouter)
    {
        HttpClient http;
        CatalogRefresh refresh(http);
        QSignalSpy ended(&refresh, &CatalogRefresh::finished);
        refresh.start({std::make_shared<const Catalog>(base),
                       {{.kind = kind, .name = u"openrouter"_s, .url = url}},
                       m_today,
                       {}});
        const bool done = ended.wait(20'000);
        if (!done)
            qFatal("the refresh did not end");
        return ended[0][0].value<RefreshOutcome>();
    }

    /// The catalog after one good list.
    Catalog merged(const Catalog &base, const QByteArray &body)
    {
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("application/json", body));
        });
        return *refreshFrom(base, server.url()).catalog;
    }

private Q_SLOTS:
    void aListInPagesIsMerged()
    {
        FaultServer *self = nullptr;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &request) {
            const bool second = request.startsWith("GET /v1?offset=2");
            socket->write(FaultServer::ok(
                "application/json",
                second ? list({row("lab/three:free", "0", "0"), row("~lab/x-latest", "0.000003", "0.000015")})
                       : list({row("lab/one", "0.00000008333333333333334", "0.0000025",
                                   ",\"input_cache_read\":\"0.0000003\",\"request\":\"0.005\",\"discount\":0."
                                   "25,\n"
                                   "                                       "
                                   "\"overrides\":[{\"min_prompt_tokens\":200000,\"prompt\":\"0.000006\"},\n"
                                   "                                                    "
                                   "{\"utc_start\":1630,\"utc_end\":30,\"completion\":\"0.000001\"}]"),
                               row("lab/router", "-1", "-1")},
                              "\"" + self->url(u"/v1?offset=2"_s).toEncoded() + "\"")));
        });
        self = &server;
        const RefreshOutcome outcome = refreshFrom(smallCatalog(), server.url());
        QCOMPARE(server.requests().size(), 2);
        QVERIFY2(outcome.notices.isEmpty(), qPrintable(outcome.notices.join(u' ')));
        QCOMPARE(outcome.changes.size(), 4);
        const Model *one = outcome.catalog->find(u"lab/one");
        QVERIFY(one);
        const Offer &offer = one->offers[0];
        QCOMPARE(offer.prices.input->atto, 83'333'333'333); // half-even, not through double
        QCOMPARE(offer.prices.cacheRead->toPerMillion(), u"0.3"_s);
        QCOMPARE(offer.prices.perRequest->toDecimal(), u"0.005"_s);
        QCOMPARE(offer.prices.discountPercent, 25);
        QCOMPARE(offer.prices.overrides.size(), 2);
        QCOMPARE(offer.prices.overrides[1].utcFromMinute, 16 * 60 + 30);
        QCOMPARE(offer.asOf, m_today);
        QCOMPARE(one->tools, Known::Yes);
        QCOMPARE(one->structuredOutput, Known::No);
        QVERIFY(one->inputs.testFlag(Modality::Pdf) && one->reasoning);
        // Varying, free and unknown are three things.
        QVERIFY(!outcome.catalog->find(u"lab/router")->offers[0].prices.isKnown());
        QCOMPARE(outcome.catalog->find(u"lab/router")->kind, ModelKind::Router);
        const Model *three = outcome.catalog->find(u"lab/three");
        QVERIFY(three && three->offers[0].prices.isFree());
        QCOMPARE(three->offers[0].variant, OfferVariant::Free);
        QCOMPARE(outcome.catalog->find(u"lab/x-latest")->kind, ModelKind::Alias);
        QCOMPARE(outcome.catalog->find(u"lab/x-latest")->offers[0].providerModelId, u"~lab/x-latest"_s);
    }

    void nothingNewCostsNothing()
    {
        FaultServer server([&](QTcpSocket *socket, const QByteArray &request) {
            if (request.contains("\r\nIf-None-Match: \"v1\"") ||
                request.contains("\r\nif-none-match: \"v1\""))
                socket->write(FaultServer::status(304, {}, "ETag: \"v1\"\r\n"));
            else
                socket->write(FaultServer::status(200, list({row("lab/one", "0.000001", "0.000002")}),
                                                  "ETag: \"v1\"\r\nContent-Type: application/json\r\n"));
        });
        const RefreshOutcome first = refreshFrom(smallCatalog(), server.url());
        QCOMPARE(first.changes.size(), 1);
        const RefreshOutcome second = refreshFrom(*first.catalog, server.url());
        QCOMPARE(server.requests().size(), 2);
        QVERIFY(second.changes.isEmpty() && second.notices.isEmpty());
        QCOMPARE(second.answered, 1);
        QCOMPARE(second.catalog->models(), first.catalog->models());
        QVERIFY(second.catalog->source(u"openrouter")->checkedMs >=
                first.catalog->source(u"openrouter")->checkedMs);
    }

    /// As a release does: the bundled file from the lists as they are today, or not at all.
    void theBundledCatalogIsMadeFromTheLists()
    {
        bool fails = false;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &request) {
            if (request.startsWith("GET /v1/api.json"))
                socket->write(FaultServer::ok(
                    "application/json",
                    "{\"lab\":{\"id\":\"lab\",\"name\":\"Lab\",\"api\":\"https://lab.example/v1\","
                    "\"npm\":\"@ai-sdk/openai-compatible\",\"models\":{\"one\":{\"id\":"
                    "\"one\",\"name\":\"One\",\"cost\":{\"input\":1,\"output\":2},"
                    "\"limit\":{\"context\":1000,\"output\":100}}}}}"));
            else if (fails)
                socket->write(FaultServer::status(500, "{}"));
            else
                socket->write(
                    FaultServer::ok("application/json", list({row("lab/one", "0.000001", "0.000002")})));
        });
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"catalog.snapshot"_s);
        const auto bytes = [&] {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(encodeSnapshot(smallCatalog()));
        file.close();
        const auto run = [&] {
            QProcess tool;
            QSignalSpy ended(&tool, &QProcess::finished);
            tool.start(QStringLiteral(MAKE_SNAPSHOT),
                       {u"--live"_s, path, u"openrouter="_s + server.url().toString(),
                        u"models.dev="_s + server.url(u"/v1/api.json"_s).toString()});
            return ended.wait(20'000) ? tool.exitCode() : -1;
        };
        fails = true;
        const QByteArray before = bytes();
        QCOMPARE(run(), 1);
        QCOMPARE(bytes(), before);
        fails = false;
        QCOMPARE(run(), 0);
        const auto made = decodeSnapshot(bytes());
        QVERIFY(made && made->find(u"lab/one"));
        QVERIFY(made->source(u"openrouter")->checkedMs > 0);
    }

    void whatChangedIsTold()
    {
        const Catalog base =
            merged(smallCatalog(),
                   list({row("lab/steady", "0.000001", "0.000002"), row("lab/down", "0.000001", "0.000002"),
                         row("lab/up", "0.000001", "0.000002"), row("lab/jump", "0.000001", "0.000002"),
                         row("lab/gone", "0.000001", "0.000002")}));
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok(
                "application/json",
                list({row("lab/steady", "0.000001", "0.000002"), row("lab/down", "0.0000009", "0.000002"),
                      row("lab/up", "0.000001", "0.000004"), row("lab/jump", "0.00000001", "0.000002"),
                      row("lab/new", "0.000001", "0.000002")})));
        });
        m_today = m_today.addDays(1);
        const RefreshOutcome outcome = refreshFrom(base, server.url());
        m_today = m_today.addDays(-1);
        QHash<QString, CatalogChange::Kind> kinds;
        for (const CatalogChange &change : outcome.changes)
            kinds.insert(change.model, change.kind);
        using Kind = CatalogChange::Kind;
        QCOMPARE(kinds.size(), 5);
        QVERIFY(kinds[u"lab/down"_s] == Kind::Cheaper && kinds[u"lab/up"_s] == Kind::Dearer);
        QVERIFY(kinds[u"lab/jump"_s] == Kind::Jumped && kinds[u"lab/gone"_s] == Kind::ModelRetired);
        QVERIFY(kinds[u"lab/new"_s] == Kind::ModelAdded);
        // The jump is taken, marked, and the price before it is kept.
        const Offer &jump = outcome.catalog->find(u"lab/jump")->offers[0];
        QVERIFY(jump.priceJumped);
        QCOMPARE(jump.history.size(), 1);
        QCOMPARE(jump.history[0].input->toPerMillion(), u"1"_s);
        QCOMPARE(jump.history[0].until, m_today.addDays(1));
        QCOMPARE(priceOn(jump, m_today).input->toPerMillion(), u"1"_s);
        // What is gone stays, marked.
        QCOMPARE(outcome.catalog->find(u"lab/gone")->offers[0].reach, Reach::Withdrawn);
        // The base is a value of its own.
        QVERIFY(base.find(u"lab/gone")->offers[0].listed);
    }

    void badAnswersHarmNothingAndAreNamed_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<bool>("partial"); // some rows are good and taken
        const auto json = [](const QByteArray &body) { return FaultServer::ok("application/json", body); };
        const QByteArray good = list(manyRows(20));
        QTest::newRow("an HTML page")
            << FaultServer::ok("text/html", "<html><body>Sign in</body></html>") << false;
        QTest::newRow("an empty body") << json({}) << false;
        QTest::newRow("JSON that ends in the middle") << json(good.first(good.size() / 2)) << false;
        QTest::newRow("a body shorter than announced")
            << FaultServer::ok("application/json", good).chopped(100) << false;
        QTest::newRow("JSON of another shape") << json("{\"models\":{\"a\":1}}") << false;
        QTest::newRow("a list that lost most of its rows") << json(list(manyRows(5))) << false;
        QTest::newRow("an empty list") << json(list({})) << false;
        QTest::newRow("nested without end") << json(QByteArray(100'000, '[')) << false;
        QTest::newRow("nested deeply but closed")
            << json(QByteArray(200, '[') + QByteArray(200, ']')) << false;
        QTest::newRow("a server error") << FaultServer::status(503, "busy") << false;
        QTest::newRow("a redirect elsewhere")
            << FaultServer::status(302, {}, "Location: https://elsewhere.example/\r\n") << false;
        QTest::newRow("the next page at another host")
            << json(list(manyRows(20), "\"https://elsewhere.example/models?offset=1\"")) << false;
        QTest::newRow("pages without end") << json(list(manyRows(1), "\"/v1?again\"")) << false;
        QTest::newRow("rows of no shape among good ones")
            << json(list(manyRows(20) +
                         QList<QByteArray>{"{}", "7", "{\"id\":5}", "{\"id\":\"../../etc/passwd\"}",
                                           "{\"id\":\"a/b\",\"name\":[\"x\"],\"pricing\":\"no\"}"}))
            << true;
        QTest::newRow("bytes that are no UTF-8") << json("{\"data\":[{\"id\":\"a/\xff\xfe\"}]}") << false;
    }
    void badAnswersHarmNothingAndAreNamed()
    {
        QFETCH(QByteArray, wire);
        QFETCH(bool, partial);
        const Catalog base = merged(smallCatalog(), list(manyRows(20)));
        QCOMPARE(base.models().size(), 20);
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(wire);
            socket->disconnectFromHost();
        });
        const RefreshOutcome outcome = refreshFrom(base, server.url());
        QCOMPARE(outcome.catalog->models(), base.models());
        QVERIFY(outcome.changes.isEmpty());
        QCOMPARE(outcome.answered, partial ? 1 : 0);
        QCOMPARE(outcome.notices.size(), 1);
        QVERIFY2(outcome.notices[0].contains(u"openrouter"_s, Qt::CaseInsensitive),
                 qPrintable(outcome.notices[0]));
    }

    void strangePricesAreNoPrices_data()
    {
        QTest::addColumn<QByteArray>("price");
        for (const char *price :
             {"-1", "-0.000001", "1e400", "NaN", "free", "", "99999999999999999999", "0x10"})
            QTest::newRow(price[0] ? price : "empty") << QByteArray(price);
    }
    void strangePricesAreNoPrices()
    {
        QFETCH(QByteArray, price);
        const Catalog catalog = merged(smallCatalog(), list({row("lab/one", price, "0.000002")}));
        QVERIFY(catalog.find(u"lab/one"));
        QVERIFY(!catalog.find(u"lab/one")->offers[0].prices.isKnown());
        QVERIFY(!catalog.find(u"lab/one")->offers[0].prices.isFree());
    }

    void oneSourceFailsAndTheOtherCounts()
    {
        FaultServer bad(
            [](QTcpSocket *socket, const QByteArray &) { socket->write(FaultServer::status(500, "no")); });
        FaultServer good([](QTcpSocket *socket, const QByteArray &) {
            socket->write(
                FaultServer::ok("application/json", list({row("lab/one", "0.000001", "0.000002")})));
        });
        HttpClient http;
        CatalogRefresh refresh(http);
        QSignalSpy ended(&refresh, &CatalogRefresh::finished);
        QSignalSpy progress(&refresh, &CatalogRefresh::progress);
        refresh.start(
            {std::make_shared<const Catalog>(smallCatalog()),
             {{.kind = RefreshSource::Kind::ModelsDev, .name = u"models.dev"_s, .url = bad.url()},
              {.kind = RefreshSource::Kind::OpenRouter, .name = u"openrouter"_s, .url = good.url()}},
             m_today,
             {}});
        QVERIFY(ended.wait(20'000));
        const auto outcome = ended[0][0].value<RefreshOutcome>();
        QCOMPARE(progress.size(), 2);
        QVERIFY(outcome.catalog->find(u"lab/one"));
        QCOMPARE(outcome.notices.size(), 1);
        QVERIFY(outcome.notices[0].startsWith("models.dev"_L1));
        QVERIFY(!refresh.isRunning());
    }

    void cancellingLeavesEverythingAsItWas()
    {
        FaultServer server([](QTcpSocket *, const QByteArray &) {}); // never answers
        HttpClient http;
        CatalogRefresh refresh(http);
        QSignalSpy ended(&refresh, &CatalogRefresh::finished);
        const auto base = std::make_shared<const Catalog>(smallCatalog());
        refresh.start({base, {{.name = u"openrouter"_s, .url = server.url()}}, m_today, {}});
        QTRY_COMPARE(server.requests().size(), 1);
        refresh.cancel();
        refresh.cancel(); // twice does nothing more
        QVERIFY(ended.wait(5'000));
        QCOMPARE(ended.size(), 1);
        QVERIFY(ended[0][0].value<RefreshOutcome>().cancelled);
        QCOMPARE(ended[0][0].value<RefreshOutcome>().catalog, base);
        QTRY_COMPARE(server.openSockets(), 0);
    }

    void modelsDevIsReadExactly()
    {
        const auto listing = readModelsDev(
            "{\n"
            "            "
            "\"lab\":{\"id\":\"lab\",\"name\":\"Lab\",\"env\":[\"LAB_KEY\"],\"npm\":\"@ai-sdk/"
            "anthropic\",\"api\":\"https://lab.example/v1\",\n"
            "                \"models\":{\"m-1\":{\"id\":\"m-1\",\"name\":\"M "
            "1\",\"canonical_model_id\":\"lab/m-1\",\"reasoning\":true,\"tool_call\":true,\n"
            "                    "
            "\"release_date\":\"2026-05-01\",\"modalities\":{\"input\":[\"text\",\"pdf\"],\"output\":["
            "\"text\"]},\"open_weights\":false,\n"
            "                    \"limit\":{\"context\":200000,\"output\":0},\n"
            "                    "
            "\"cost\":{\"input\":0.04999999999999999,\"output\":2.5,\"cache_read\":1e-1,\n"
            "                        "
            "\"tiers\":[{\"tier\":{\"type\":\"context\",\"size\":200000},\"input\":6}]}}}},\n"
            "            \"plan\":{\"name\":\"Plan\",\"models\":{\"m-1\":{\"id\":\"m-1\",\"name\":\"M "
            "1\",\"cost\":{\"input\":0,\"output\":0}}}},\n"
            "            "
            "\"openrouter\":{\"name\":\"OpenRouter\",\"models\":{\"x/y\":{\"id\":\"x/"
            "y\",\"name\":\"Y\",\"cost\":{\"input\":1,\"output\":1}}}}}");
        QVERIFY2(listing, qPrintable(listing ? QString() : listing.error().detail));
        QCOMPARE(listing->models.size(), 2);
        const Model &m = listing->models[0];
        QCOMPARE(m.offers[0].prices.input->toPerMillion(), u"0.05"_s);
        QCOMPARE(m.offers[0].prices.cacheRead->toPerMillion(), u"0.1"_s);
        QCOMPARE(m.offers[0].prices.overrides[0].abovePromptTokens, 200'000);
        QCOMPARE(m.id, u"lab/m-1"_s);
        QCOMPARE(m.maxOutputTokens, 0);
        QCOMPARE(listing->providers[0].wire, u"anthropic"_s);
        // Who says 0 for everything says nothing.
        QVERIFY(!listing->models[1].offers[0].prices.isKnown());
    }

    void aSourceCanNotMoveAProvider()
    {
        Catalog base = smallCatalog();
        base.addProvider({.slug = u"lab"_s,
                          .name = u"Lab"_s,
                          .apiBase = u"https://lab.example/v1"_s,
                          .wire = u"openai"_s,
                          .keyEnv = {},
                          .docs = {},
                          .established = true});
        Listing listing{.source = u"models.dev"_s,
                        .providers = {{.slug = u"lab"_s,
                                       .name = u"Lab"_s,
                                       .apiBase = u"https://thief.example/v1"_s,
                                       .wire = u"openai"_s,
                                       .keyEnv = {},
                                       .docs = {},
                                       .established = true},
                                      {.slug = u"fresh"_s,
                                       .name = u"Fresh"_s,
                                       .apiBase = u"https://fresh.example/v1"_s,
                                       .wire = u"openai"_s,
                                       .keyEnv = {},
                                       .docs = {},
                                       .established = true}},
                        .models = {},
                        .completeFor = {}};
        const auto result = merge(base, listing, m_today);
        QVERIFY(result);
        QCOMPARE(result->catalog.provider(u"lab"_s)->apiBase, u"https://lab.example/v1"_s);
        QVERIFY(!result->catalog.provider(u"fresh"_s)->established);
    }

    void aProvidersOwnListAddsItsModels()
    {
        Catalog base = smallCatalog();
        Vendor vendor;
        vendor.slug = u"lab"_s;
        vendor.name = u"Lab"_s;
        vendor.baseUrl = QUrl(u"https://lab.example/v1"_s);
        ModelListing chat;
        chat.id = u"m-1"_s;
        chat.name = u"M 1"_s;
        chat.contextTokens = 1000;
        ModelListing embedding;
        embedding.id = u"embed"_s;
        embedding.chat = false;
        const QList<ModelListing> rows{chat, embedding};
        const auto result = merge(base, providerListing(vendor, rows), m_today);
        QVERIFY(result);
        const Model *m = result->catalog.find(u"lab/m-1");
        QVERIFY(m && !result->catalog.find(u"lab/embed"));
        QCOMPARE(m->offers[0].providerModelId, u"m-1"_s);
        QVERIFY(!m->offers[0].prices.isKnown()); // unknown, not free
    }

    void theShelfKeepsWhatWasRefreshed()
    {
        const QTemporaryDir folder;
        const QByteArray bundled =
            encodeSnapshot(merged(smallCatalog(), list({row("lab/one", "0.000001", "0.000002")})));
        QByteArray answer =
            list({row("lab/one", "0.000002", "0.000002"), row("lab/two", "0.000001", "0.000002")});
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("application/json", answer));
        });
        const QList<RefreshSource> sources{{.name = u"openrouter"_s, .url = server.url()}};
        {
            QThread engine;
            engine.start();
            HttpClient *http = new HttpClient;
            http->moveToThread(&engine);
            CatalogShelf shelf(folder.path(), bundled, {});
            shelf.connectTo(*http, engine);
            QSignalSpy ended(&shelf, &CatalogShelf::refreshEnded);
            // A preview waits, and can be thrown away.
            shelf.refresh(sources, true);
            QVERIFY(ended.wait(20'000));
            QVERIFY(shelf.pending() && shelf.pending()->changes.size() == 2);
            QVERIFY(!shelf.catalog()->find(u"lab/two"));
            shelf.discard();
            QVERIFY(!shelf.catalog()->find(u"lab/two"));
            // Taken, it is used and kept.
            shelf.refresh(sources, false);
            QVERIFY(ended.wait(20'000));
            QVERIFY(shelf.catalog()->find(u"lab/two") && shelf.checkedMs() > 0);
            QTRY_VERIFY(QFile::exists(folder.filePath(u"catalog.snapshot"_s)));
            shelf.disconnectFromEngine();
            QMetaObject::invokeMethod(http, [http] { delete http; }, Qt::BlockingQueuedConnection);
            engine.quit();
            engine.wait();
        }
        CatalogShelf later(folder.path(), bundled, {});
        QVERIFY(later.catalog()->find(u"lab/two"));
        QCOMPARE(later.catalog()->find(u"lab/one")->offers[0].history.size(), 1);
        // A damaged file is named, and the bundled one is used.
        QFile file(folder.filePath(u"catalog.snapshot"_s));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(40) && file.write("damage") > 0);
        file.close();
        CatalogShelf damaged(folder.path(), bundled, {});
        QVERIFY(damaged.catalog()->find(u"lab/one") && !damaged.catalog()->find(u"lab/two"));
        QCOMPARE(damaged.notices().size(), 1);
    }

    void modelsMadeByHandStay()
    {
        const QTemporaryDir folder;
        const QByteArray bundled =
            encodeSnapshot(merged(smallCatalog(), list({row("lab/one", "0.000001", "0.000002")})));
        Offer offer;
        offer.provider = u"my-server"_s;
        offer.providerModelId = u"tuned"_s;
        offer.prices.input = Rate::perMillion("0.0123456789");
        offer.prices.output = Rate{0};
        offer.asOf = m_today;
        Model mine{.id = u"me/tuned"_s, .name = u"Tuned \"7B\" <b>"_s, .author = u"me"_s, .offers = {offer}};
        mine.contextTokens = 8192;
        {
            CatalogShelf shelf(folder.path(), bundled, {});
            QVERIFY(shelf.saveCustomModel(mine));
            Model another{.id = u"lab/one"_s, .name = {}, .author = {}, .offers = {offer}};
            QVERIFY(shelf.saveCustomModel(another)); // an offer of a known model
        }
        CatalogShelf shelf(folder.path(), bundled, {});
        QVERIFY2(shelf.notices().isEmpty(), qPrintable(shelf.notices().join(u' ')));
        const Model *again = shelf.catalog()->find(u"me/tuned");
        QVERIFY(again && again->custom && again->offers[0].custom);
        QCOMPARE(again->name, mine.name);
        QCOMPARE(again->offers[0].prices.input->toPerMillion(), u"0.0123456789"_s);
        QVERIFY(again->offers[0].prices.output && again->offers[0].prices.output->atto == 0);
        QCOMPARE(shelf.catalog()->find(u"lab/one")->offers.size(), 2);
        QCOMPARE(shelf.catalog()->find(u"lab/one")->name, u"lab/one"_s); // the source's name stays
        QVERIFY(shelf.removeCustomModel(u"me/tuned"_s) && shelf.removeCustomModel(u"lab/one"_s));
        CatalogShelf empty(folder.path(), bundled, {});
        QVERIFY(!empty.catalog()->find(u"me/tuned") && empty.notices().isEmpty());
    }

    void upstreamsAreAskedFor()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("application/json",
                                          "{\"data\":{\"id\":\"lab/one\",\"endpoints\":[\n"
                                          "                "
                                          "{\"provider_name\":\"DeepInfra\",\"tag\":\"deepinfra/"
                                          "fp8\",\"quantization\":\"fp8\",\"context_length\":164000,\n"
                                          "                 "
                                          "\"max_completion_tokens\":null,\"pricing\":{\"prompt\":\"0."
                                          "00000026\",\"completion\":\"0.00000038\"},\n"
                                          "                 \"status\":0,\"uptime_last_1d\":99.25},\n"
                                          "                "
                                          "{\"provider_name\":\"Slow\",\"pricing\":{\"prompt\":\"0.000001\","
                                          "\"completion\":\"0.000001\"},\"status\":-2}]}}"));
        });
        const QTemporaryDir folder;
        QThread engine;
        engine.start();
        HttpClient *http = new HttpClient;
        http->moveToThread(&engine);
        CatalogShelf shelf(folder.path(), encodeSnapshot(smallCatalog()), {});
        shelf.connectTo(*http, engine);
        const auto future = shelf.upstreams(server.url(u"/models/lab/one/endpoints"_s));
        QTRY_VERIFY(future.isFinished());
        const auto upstreams = future.result();
        QVERIFY(upstreams && upstreams->size() == 2);
        QCOMPARE(upstreams->at(0).prices.output->toPerMillion(), u"0.38"_s);
        QCOMPARE(upstreams->at(0).quantization, u"fp8"_s);
        QVERIFY(upstreams->at(1).disabled);
        shelf.disconnectFromEngine();
        QMetaObject::invokeMethod(http, [http] { delete http; }, Qt::BlockingQueuedConnection);
        engine.quit();
        engine.wait();
    }

    void theRecordedListsAreRead()
    {
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/catalog/openrouter-models-2026-05.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("SKIPPED: no recorded list beside this clone");
        const auto page = readOpenRouterPage(file.readAll());
        QVERIFY(page);
        QVERIFY(page->listing.models.size() > 340);
        QCOMPARE(page->listing.skippedRows, 0);
        QFile endpoints(qEnvironmentVariable("CROSSROADS_SHARED") +
                        u"/catalog/openrouter-endpoints-2025-05.json"_s);
        QVERIFY(endpoints.open(QIODevice::ReadOnly));
        const auto upstreams = readOpenRouterEndpoints(endpoints.readAll());
        QVERIFY(upstreams && upstreams->size() == 2);
        QCOMPARE(upstreams->at(0).prices.perImage->toDecimal(), u"0.00516"_s);
    }

    void theBundledSnapshotIsWhatTheFactsMake()
    {
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/catalog/models.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("SKIPPED: no facts beside this clone");
        const auto listing = readFacts(file.readAll());
        QVERIFY(listing);
        const auto made = merge(Catalog(), *listing, m_today);
        QVERIFY(made);
        QFile bundled(QStringLiteral(CATALOG_FILE));
        QVERIFY(bundled.open(QIODevice::ReadOnly));
        QVERIFY(encodeSnapshot(made->catalog) == bundled.readAll());
    }
};

QTEST_GUILESS_MAIN(TestRefresh)
#include "tst_refresh.moc"
