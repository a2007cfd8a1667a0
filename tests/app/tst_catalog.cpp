// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/catalog.h"

#include <QFile>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFormatIsRead()
    {
        const auto catalog = Catalog::fromSnapshot(
            R"({"format":1,"as_of":"2026-11-10","providers":["p","q"],"models":[
            ["a/m-1","Model One","a",1000,1,[[0,"m1","2.50","10",null,null,null,900,100,"2026-11-10"],
                                             [1,"x/m1","0","0","0",null,null,0,0,"2026-09-30"]]]]})");
        QVERIFY(catalog);
        const Model *model = catalog->find(u"a/m-1");
        QVERIFY(model);
        QCOMPARE(model->offers[0].prices.input, Rate::perMillion("2.5"));
        QVERIFY(!model->offers[0].prices.cacheRead); // unknown
        QVERIFY(model->offers[1].prices.isFree());   // not unknown
        QCOMPARE(model->offers[1].provider, u"q"_s);
        QVERIFY(!catalog->find(u"a/M-1"));
    }

    void damagedFactsAreRefused()
    {
        QVERIFY(!Catalog::fromSnapshot("not JSON"));
        QVERIFY(!Catalog::fromSnapshot(R"({"format":2})"));
    }

    void theBundledSnapshotIsWhole()
    {
        QFile file(QStringLiteral(CATALOG_FILE));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto catalog = Catalog::fromSnapshot(file.readAll());
        QVERIFY(catalog);
        QVERIFY(catalog->models().size() > 200);
        QVERIFY(catalog->asOf().isValid());
        for (const Model &model : catalog->models()) {
            QVERIFY(model.id.contains(u'/') && !model.offers.isEmpty());
            for (const Offer &offer : model.offers)
                QVERIFY(offer.prices.input && offer.prices.output && !offer.provider.isEmpty());
        }
    }

    void nearMatchesAndSearchFindWhatWasMeant()
    {
        Catalog catalog;
        for (const char *id :
             {"deepseek/deepseek-v3.2", "deepseek/deepseek-r1", "openai/gpt-5", "openai/gpt-5-mini"})
            catalog.add(
                {.id = QString::fromLatin1(id), .name = QString::fromLatin1(id), .author = {}, .offers = {}});
        QCOMPARE(catalog.nearMatches(u"deepsek/deepseek-v3.2").value(0), u"deepseek/deepseek-v3.2"_s);
        QCOMPARE(catalog.nearMatches(u"gpt-5").value(0), u"openai/gpt-5"_s);
        QVERIFY(catalog.nearMatches(u"zzzzzzzzzz").isEmpty());
        QCOMPARE(catalog.search(u"gpt mini").value(0)->id, u"openai/gpt-5-mini"_s);
        QCOMPARE(catalog.search(u"").size(), 4);
        QVERIFY(catalog.search(u"nothing like it").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
