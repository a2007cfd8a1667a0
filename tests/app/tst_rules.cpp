// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/need.h"
#include "app/routing/rules.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestRules : public QObject
{
    Q_OBJECT

    static QJsonObject object(const char *json) { return QJsonDocument::fromJson(json).object(); }

private Q_SLOTS:
    void aggregatorsTermsAreUnderstood()
    {
        const auto rules = rulesFromJson(object(R"({"model":"a/b","models":["a/b","c/d"],"provider":{
            "order":["deepseek","together/fp8"],"ignore":["groq"],"allow_fallbacks":false,"sort":"throughput",
            "require_parameters":true,"data_collection":"deny","max_price":{"prompt":"0.50","completion":2}}})"));
        QVERIFY(rules);
        QCOMPARE(rules->order, QStringList({u"deepseek"_s, u"together/fp8"_s}));
        QCOMPARE(rules->ignore, QStringList(u"groq"_s));
        QVERIFY(!rules->fallbacks && rules->requireParameters && rules->denyDataCollection);
        QCOMPARE(rules->sort, Strategy::Throughput);
        QCOMPARE(rules->maxInput, Rate::perMillion("0.5"));
        QCOMPARE(rules->maxOutput, Rate::perMillion("2"));
        QCOMPARE(rules->fallbackModels, QStringList(u"c/d"_s)); // the model itself is no fallback
        QVERIFY(namesProvider(rules->order, u"togetherai"_s));
        QCOMPARE(rulesFromJson(object(R"({"provider":{"sort":{"by":"price","partition":"none"}}})"))->sort,
                 Strategy::Price);
        QCOMPARE(rulesFromJson(object(R"({"fallbacks":[{"model":"x/y"}]})"))->fallbackModels,
                 QStringList(u"x/y"_s));
        QVERIFY(rulesFromJson(object(R"({"provider":{"zdr":true}})"))->denyDataCollection);
        QCOMPARE(*rulesFromJson({}), RouteRules());
    }

    void wrongValuesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("field");
        QTest::newRow("a text for a list")
            << QByteArray(R"({"provider":{"order":"deepseek"}})") << u"order"_s;
        QTest::newRow("a number in a list") << QByteArray(R"({"provider":{"only":[1]}})") << u"only"_s;
        QTest::newRow("a text for a flag")
            << QByteArray(R"({"provider":{"allow_fallbacks":"no"}})") << u"allow_fallbacks"_s;
        QTest::newRow("an unknown order") << QByteArray(R"({"provider":{"sort":"beauty"}})") << u"sort"_s;
        QTest::newRow("a price in words")
            << QByteArray(R"({"provider":{"max_price":{"prompt":"cheap"}}})") << u"prompt"_s;
        QTest::newRow("a list for an object") << QByteArray(R"({"provider":[]})") << u"provider"_s;
        QTest::newRow("no names of models") << QByteArray(R"({"models":[7]})") << u"models"_s;
    }
    void wrongValuesAreNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, field);
        const auto rules = rulesFromJson(object(json.constData()));
        QVERIFY(!rules);
        QCOMPARE(rules.error().kind, ErrorKind::InvalidRequest);
        QCOMPARE(rules.error().parameter, field);
    }

    void rulesComeBackAsTheyWereKept()
    {
        RouteRules rules;
        rules.sort = Strategy::Direct;
        rules.order = {u"a"_s};
        rules.only = {u"a"_s, u"b"_s};
        rules.fallbacks = false;
        rules.fallbackModels = {u"c/d"_s};
        rules.maxInput = Rate::perMillion("0.075");
        rules.maxOutput = Rate::perMillion("15");
        rules.hedge = true;
        rules.maxAttempts = 3;
        RouteRules back = *rulesFromJson(rulesToJson(rules));
        back.forAggregator = {};
        QCOMPARE(back, rules);
        QVERIFY(rulesToJson({}).isEmpty());
    }

    void anAggregatorGetsWhatConcernsItsOwnUpstreams()
    {
        RouteRules rules;
        QVERIFY(aggregatorObject(rules, u"openrouter"_s).isEmpty());
        rules.sort = Strategy::Latency;
        rules.only = {u"openrouter"_s};
        rules.order = {u"OpenRouter"_s, u"deepinfra"_s};
        rules.denyDataCollection = true;
        const QJsonObject sent = aggregatorObject(rules, u"openrouter"_s);
        QCOMPARE(sent, object(R"({"sort":"latency","order":["deepinfra"],"data_collection":"deny"})"));
        const auto read = rulesFromJson(object(R"({"provider":{"quantizations":["fp8"],"sort":"exacto"}})"));
        QCOMPARE(aggregatorObject(*read, u"openrouter"_s),
                 object(R"({"quantizations":["fp8"],"sort":"exacto"})"));
    }

    void parametersAreDropped_data()
    {
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<bool>("dropped");
        for (const auto &[name, dropped] :
             {std::pair("temperature", true), std::pair("top_p", true), std::pair("reasoning_effort", true),
              std::pair("thinking.type", true), std::pair("stream_options", true), std::pair("seed", false),
              std::pair("messages", false), std::pair("tools[0].function", false),
              std::pair("logit_bias", true)})
            QTest::newRow(name) << QString::fromLatin1(name) << dropped;
    }
    void parametersAreDropped()
    {
        QFETCH(QString, parameter);
        QFETCH(bool, dropped);
        ChatRequest request;
        request.temperature = 1;
        request.topP = 0.5;
        request.reasoning.effort = ReasoningEffort::Low;
        request.extra = {{"logit_bias"_L1, 1}};
        const ChatRequest before = request;
        QCOMPARE(dropParameter(request, parameter), dropped);
        QCOMPARE(request != before, dropped);
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
