// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/error.h"
#include "app/core/ids.h"
#include "app/core/logging.h"
#include "app/core/redact.h"
#include "app/core/secret.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <optional>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestCore : public QObject
{
    Q_OBJECT

    /// How often \p masked, unmasked, is in the writable memory of this process, in one or two bytes a
    /// letter.
    static int placesOf(const QByteArray &masked, char mask)
    {
        QFile maps(u"/proc/self/maps"_s), memory(u"/proc/self/mem"_s);
        if (!maps.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return -1;
        const auto isAt = [&](const char *at, int step) {
            for (qsizetype i = 0; i < masked.size(); ++i) {
                if ((at[i * step] ^ mask) != masked[i])
                    return false;
            }
            return true;
        };
        int places = 0;
        const QList<QByteArray> lines = maps.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> words = line.simplified().split(' ');
            if (words.size() < 5 || !words[1].startsWith("rw") || words[4] != "0")
                continue; // of the heap and the stacks
            const qint64 from = words[0].split('-')[0].toLongLong(nullptr, 16);
            const qint64 to = words[0].split('-')[1].toLongLong(nullptr, 16);
            constexpr qint64 mostBytes = 256 * 1024 * 1024;
            if (to - from > mostBytes || !memory.seek(from))
                continue;
            QByteArray bytes(to - from, Qt::Uninitialized);
            bytes.resize(qMax(qint64(0), memory.read(bytes.data(), bytes.size())));
            for (qsizetype i = 0; i + masked.size() * 2 <= bytes.size(); ++i)
                places += int(isAt(bytes.constData() + i, 1)) + int(isAt(bytes.constData() + i, 2));
            bytes.fill('\0'); // what is read is not to be found again
        }
        return places;
    }

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

    void redactBlanksSecretsInEveryFormWhileTheyLive()
    {
        QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see ordinary words/with=signs here"_s);
        std::optional<Secret> odd("ordinary words/with=signs");
        QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see [redacted] here"_s);
        QCOMPARE(redact(u"?k=ordinary%20words%2Fwith%3Dsigns&x"_s), u"?k=[redacted]&x"_s);
        QVERIFY(
            redact(QString::fromLatin1(odd->expose().toByteArray().toBase64())).startsWith(u"[redacted]"_s));
        // A copy is the same secret: the last one counts.
        std::optional<Secret> copy = odd;
        odd.reset();
        QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see [redacted] here"_s);
        {
            const Secret moved = *std::exchange(copy, std::nullopt);
            QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see [redacted] here"_s);
        }
        QCOMPARE(redact(u"see ordinary words/with=signs here"_s), u"see ordinary words/with=signs here"_s);
    }

    void twoOfTheSameValueAreForgottenOneByOne()
    {
        auto one = std::make_unique<Secret>("canary-value-0001");
        auto other = std::make_unique<Secret>("canary-value-0001");
        one.reset();
        QCOMPARE(redact(u"a canary-value-0001 b"_s), u"a [redacted] b"_s);
        other.reset();
        QCOMPARE(redact(u"a canary-value-0001 b"_s), u"a canary-value-0001 b"_s);
    }

    void theLongestSecretIsBlankedFirst()
    {
        for (const bool longFirst : {true, false}) {
            const Secret first(longFirst ? "canary-one-two-three" : "canary-one");
            const Secret second(longFirst ? "canary-one" : "canary-one-two-three");
            QCOMPARE(redact(u"a canary-one-two-three b canary-one c"_s), u"a [redacted] b [redacted] c"_s);
        }
    }

    void shortWordsAreNoSecretsToTheLog()
    {
        const Secret tiny("words");
        const Secret none("");
        QVERIFY(none.isEmpty());
        QCOMPARE(redact(u"plain words stay"_s), u"plain words stay"_s);
    }

    void secretsComeAndGoWhileOthersWriteTheLog()
    {
        const Secret stays("canary-that-stays");
        std::atomic<bool> over = false;
        std::atomic<int> shown = 0;
        const std::unique_ptr<QThread> reader(QThread::create([&] {
            while (!over) {
                if (redact(u"a canary-that-stays b"_s).contains(u"canary"_s))
                    ++shown;
            }
        }));
        reader->start();
        for (int i = 0; i < 2000; ++i)
            const Secret passing(QByteArray("canary-that-goes-") + QByteArray::number(i));
        over = true;
        reader->wait();
        QCOMPARE(shown.load(), 0);
    }

    /// The value is never written here as it is: the test would find its own.
    void nothingOfASecretStaysInMemory()
    {
        constexpr char mask = 0x55;
        QByteArray masked(40, Qt::Uninitialized);
        for (qsizetype i = 0; i < masked.size(); ++i)
            masked[i] = char(('a' + (i * 7 + 3) % 26) ^ mask);
        {
            QByteArray value = masked;
            for (char &c : value)
                c = char(c ^ mask);
            const Secret secret(value);
            value.fill('\0');
            QCOMPARE(redact(u"some other text"_s), u"some other text"_s);
            QVERIFY(placesOf(masked, mask) >=
                    2); // the value, and what is searched for: else this proves nothing
        }
        QCOMPARE(placesOf(masked, mask), 0);
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
