// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/settings/settingsfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestSettingsFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settingsComeBack()
    {
        const QTemporaryDir folder;
        const SettingsFile file(folder.filePath(u"c/crossroads.conf"_s));
        QCOMPARE(file.load(), Settings());
        Settings settings;
        settings.lineup = {u"a/b"_s, u"sandbox/slow@rate=1,ttft=2"_s};
        settings.systemPrompt = u"Be brief; 100 % \"quoted\"\n漢"_s;
        settings.maxTokens = 77;
        settings.firstTokenTimeouts = {{u"a/b:thinking"_s, std::chrono::minutes(10)},
                                       {u"c,d/e=f"_s, std::chrono::milliseconds(1)}};
        settings.idleTimeout = std::chrono::milliseconds(1500);
        settings.routeRules = {{u"*"_s, uR"({"provider":{"order":["a","b"],"sort":"price"}})"_s},
                               {u"rule/mine"_s, u"{}"_s}};
        settings.rateLimits = {{u""_s, {.concurrent = 8}}, {u"groq"_s, {.concurrent = 2, .perMinute = 30}}};
        settings.privateProviders = {u"groq"_s};
        settings.budgetPerDay = u"2.50"_s;
        settings.proxy = u"socks5://127.0.0.1:9050"_s;
        settings.proxies = {{u"deepseek"_s, u"none"_s}};
        settings.caFiles = {u"/etc/a, b.pem"_s};
        settings.theme = u"dark"_s;
        settings.layout = u"grid"_s;
        settings.railCollapsed = true;
        settings.windowGeometry = "\x00\x01\xff"_ba;
        QVERIFY(file.save(settings));
        QCOMPARE(file.load(), settings);
        settings.lineup = {};
        QVERIFY(file.save(settings));
        QCOMPARE(file.load().lineup, QStringList()); // an emptied lineup stays empty
    }

    void nonsenseGetsItsDefault()
    {
        const QTemporaryDir folder;
        QFile raw(folder.filePath(u"c.conf"_s));
        QVERIFY(raw.open(QIODevice::WriteOnly));
        raw.write("[General]\nmax_tokens=-5\nidle_timeout_ms=soon\ntheme=purple\nlayout=spiral\n"
                  "first_token_timeouts=a/b, c/d=, =5, e/f=-1, g/h=soon\n");
        raw.close();
        QCOMPARE(SettingsFile(raw.fileName()).load(), Settings());
    }

    void aModelMayHaveATimeOutOfItsOwn_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("seconds");
        QTest::newRow("another model has the common one") << u"a/b"_s << 120;
        QTest::newRow("the model's own") << u"a/slow"_s << 600;
        QTest::newRow("a variant has its model's") << u"a/slow:nitro"_s << 600;
        QTest::newRow("a variant's own comes first") << u"a/slow:free"_s << 900;
        QTest::newRow("parameters of a simulated model do not matter") << u"sandbox/slow@ttft=5:x"_s << 7;
    }
    void aModelMayHaveATimeOutOfItsOwn()
    {
        QFETCH(QString, model);
        QFETCH(int, seconds);
        Settings settings;
        settings.firstTokenTimeouts = {{u"a/slow"_s, std::chrono::seconds(600)},
                                       {u"a/slow:free"_s, std::chrono::seconds(900)},
                                       {u"sandbox/slow"_s, std::chrono::seconds(7)}};
        QCOMPARE(settings.firstTokenTimeoutOf(model), std::chrono::milliseconds(seconds * 1000));
    }

    void anUnwritablePlaceIsAnError()
    {
        const auto saved = SettingsFile(u"/proc/none/c.conf"_s).save({});
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::Storage);
    }
};

QTEST_GUILESS_MAIN(TestSettingsFile)
#include "tst_settingsfile.moc"
