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
        settings.idleTimeout = std::chrono::milliseconds(1500);
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
        raw.write("[General]\nmax_tokens=-5\nidle_timeout_ms=soon\ntheme=purple\nlayout=spiral\n");
        raw.close();
        QCOMPARE(SettingsFile(raw.fileName()).load(), Settings());
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
