// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/error.h"
#include "app/core/ids.h"
#include "app/core/logging.h"
#include "app/core/redact.h"
#include "app/core/secret.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestCore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyErrorKindHasItsName()
    {
        for (int i = 0; i <= int(ErrorKind::Internal); ++i) {
            const auto kind = ErrorKind(i);
            QVERIFY(!errorKindName(kind).isEmpty());
            QCOMPARE(errorKindFromName(errorKindName(kind)), kind);
        }
        QVERIFY(!errorKindFromName(u"no such kind"));
    }

    void aSecretShowsOnlyItsEnd()
    {
        const Secret key("sk-fake-0123456789abcdef");
        QCOMPARE(key.masked(), u"...cdef"_s);
        QString text;
        QDebug(&text) << key;
        QVERIFY(!text.contains(u"fake"_s));
        QVERIFY(text.contains(u"cdef"_s));
        QCOMPARE(Secret("short").masked(), u"..."_s); // four of five characters would be the secret itself
    }

    void secretsCompareByValue()
    {
        const Secret key("sk-fake-0123456789abcdef");
        Secret copy = key;
        QVERIFY(copy == key);
        copy = Secret("sk-fake-0123456789abcdeg");
        QVERIFY(!(copy == key));
        QVERIFY(!(Secret() == key));
    }

    void redactBlanksKeys_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("an OpenAI key")
            << u"key sk-proj-FAKEfake00001111 is bad"_s << u"key [redacted] is bad"_s;
        QTest::newRow("an OpenRouter key") << u"sk-or-v1-fakefakefakefake0000"_s << u"[redacted]"_s;
        QTest::newRow("a bearer header")
            << u"Authorization: Bearer abc123def456"_s << u"Authorization: Bearer [redacted]"_s;
        QTest::newRow("a Google key in a URL") << u"https://x.example/v1?key=AIzaFAKE00000000000000000"_s
                                               << u"https://x.example/v1?key=[redacted]"_s;
        QTest::newRow("plain words stay")
            << u"ask the risk-free desk-top team"_s << u"ask the risk-free desk-top team"_s;
        QTest::newRow("a short word with a key's prefix stays") << u"sk-learn"_s << u"sk-learn"_s;
    }
    void redactBlanksKeys()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(redact(text), expected);
    }

    void redactBlanksRememberedSecretsInEveryForm()
    {
        const Secret odd("ordinary words/with=signs");
        QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see ordinary words/with=signs here"_s);
        rememberSecret(odd);
        QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see [redacted] here"_s);
        QCOMPARE(redact(u"?k=ordinary%20words%2Fwith%3Dsigns&x"_s), u"?k=[redacted]&x"_s);
        QVERIFY(
            redact(QString::fromLatin1(odd.expose().toByteArray().toBase64())).startsWith(u"[redacted]"_s));
    }

    void runIdsSortByTime()
    {
        const QString early = newRunId(1'700'000'000'000);
        const QString late = newRunId(1'700'000'000'001);
        QVERIFY(early < late);
        QCOMPARE(early.size(), 36);
        QCOMPARE(early[14], u'7');
        QVERIFY(newRunId(5) != newRunId(5));
    }

    void theLogIsRedactedAndRotates()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"state/crossroads.log"_s);
        QVERIFY(startLogging(path, u"info", false));
        qCInfo(lcApp) << "the key is sk-proj-FAKEfake00001111";
        qCDebug(lcApp) << "not at this level";
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.contains("the key is [redacted]"));
        QVERIFY(!text.contains("not at this level"));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const QString line(100'000, u'x');
        for (int i = 0; i < 100; ++i)
            qCInfo(lcApp).noquote() << line;
        const QStringList files = QDir(folder.filePath(u"state"_s)).entryList(QDir::Files);
        QCOMPARE(files, QStringList({u"crossroads.log"_s, u"crossroads.log.1"_s, u"crossroads.log.2"_s,
                                     u"crossroads.log.3"_s}));
        for (const QString &name : files)
            QVERIFY(QFileInfo(folder.filePath(u"state/"_s + name)).size() < 2'300'000);
        qInstallMessageHandler(nullptr);
    }

    void anUnwritableLogIsReported()
    {
        QVERIFY(!startLogging(u"/proc/no-such-folder/crossroads.log"_s, u"info", false));
        qInstallMessageHandler(nullptr);
    }
};

QTEST_GUILESS_MAIN(TestCore)
#include "tst_core.moc"
