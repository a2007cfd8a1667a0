// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/fingerprint.h"
#include "app/keys/keyring.h"
#include "app/storage/store.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

template<typename T>
static T ended(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("no answer");
    return future.result();
}

static void ended(QFuture<void> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("no answer");
}

namespace {
/// One process's share of the app.
struct Process
{
    explicit Process(const QString &path) : store(path) { ended(store.open()); }
    ~Process() { ended(store.flush()); }
    Store store;
    KeychainStore keychain;
    KeyHealth health;
    Clock clock;
    KeyRing ring{store, keychain, health, clock};
};

QStringList valuesOf(const KeyRing &ring, const QString &provider)
{
    QStringList values;
    const auto keys = ring.usable().value(provider);
    for (const ProviderKey &key : keys)
        values.append(QString::fromLatin1(key.value.expose()));
    return values;
}
} // namespace

class TestKeyRing : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_stores = 0;

    QString freshStore() { return m_folder.filePath(u"%1/crossroads.db"_s.arg(++m_stores)); }

    static QString add(KeyRing &ring, const QString &provider, const char *value, const QString &label = {},
                       bool sessionOnly = false)
    {
        const auto id = ended(ring.add(
            {.provider = provider, .label = label, .value = Secret(value), .sessionOnly = sessionOnly}));
        return id ? *id : u"failed: "_s + id.error().message;
    }

private Q_SLOTS:
    void keysComeBackInTheNextProcess()
    {
        const QString path = freshStore();
        QString work, home;
        {
            Process first(path);
            ended(first.ring.load());
            QVERIFY(first.ring.isLoaded());
            work = add(first.ring, u"deepseek"_s, "sk-FAKE-CANARY-work-0001", u"Work"_s);
            home = add(first.ring, u"deepseek"_s, "sk-FAKE-CANARY-home-0002");
            add(first.ring, u"openrouter"_s, "sk-or-v1-FAKE-CANARY-0003");
            QCOMPARE(valuesOf(first.ring, u"deepseek"_s),
                     QStringList({u"sk-FAKE-CANARY-work-0001"_s, u"sk-FAKE-CANARY-home-0002"_s}));
            first.ring.move(home, 0);
            first.ring.setLabel(home, u" Home "_s);
            first.ring.setLimit(home, Money::fromDecimal("40"));
            first.ring.setBalance(home, u"{}"_s);
            first.health.report(work,
                                {.kind = ErrorKind::Authentication,
                                 .message = u"no"_s,
                                 .hint = {},
                                 .detail = {},
                                 .httpStatus = 401},
                                1'800'000'000'000);
        }
        Process second(path);
        QVERIFY(!second.ring.isLoaded());
        ended(second.ring.load());
        QCOMPARE(valuesOf(second.ring, u"deepseek"_s),
                 QStringList({u"sk-FAKE-CANARY-home-0002"_s, u"sk-FAKE-CANARY-work-0001"_s}));
        QCOMPARE(second.ring.keys().size(), 3);
        const KeyEntry *entry = second.ring.find(home);
        QCOMPARE(entry->record.label, u"Home"_s);
        QCOMPARE(entry->record.lastFour, u"0002"_s);
        QCOMPARE(entry->record.fingerprint.size(), 6);
        QCOMPARE(entry->record.limit, Money::fromDecimal("40"));
        QCOMPARE(entry->record.balance, u"{}"_s);
        QCOMPARE(second.ring.find(work)->condition.state, KeyState::Refused);
        QVERIFY(!second.health.usable(work, 1'800'000'000'001)); // a dead key stays dead in the next process
        QVERIFY(ended(second.ring.remove(home)));
        QVERIFY(ended(second.ring.remove(work)));
        QCOMPARE(ended(second.keychain.read(home)).error(), KeychainProblem::Missing);
        QCOMPARE(second.ring.keys().size(), 1);
        // Nothing of a value in any file of the store.
        QDirIterator files(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int seen = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("CANARY"), qPrintable(file.fileName()));
            ++seen;
        }
        QVERIFY(seen > 0);
    }

    void aKeySwitchedOffIsNotSent()
    {
        Process process(freshStore());
        const QString id = add(process.ring, u"groq"_s, "gsk_FAKE-0123456789");
        QCOMPARE(process.ring.usable().value(u"groq"_s).size(), 1);
        process.ring.setEnabled(id, false);
        QVERIFY(process.ring.usable().value(u"groq"_s).isEmpty());
        QVERIFY(ended(process.ring.remove(id)));
    }

    void theSameKeyIsTakenOnce()
    {
        Process process(freshStore());
        const QString id = add(process.ring, u"groq"_s, "gsk_FAKE-same-0123", u"First"_s);
        QCOMPARE(add(process.ring, u"groq"_s, "gsk_FAKE-same-0123"),
                 u"failed: This key is there already, as \"First\"."_s);
        QCOMPARE(process.ring.keys().size(), 1);
        QVERIFY(ended(process.ring.remove(id)));
        QCOMPARE(
            ended(process.ring.add({.provider = u"groq"_s, .label = {}, .value = Secret()})).error().kind,
            ErrorKind::WrongUse);
    }

    void aReplacedKeyStartsAnew()
    {
        Process process(freshStore());
        const QString id = add(process.ring, u"groq"_s, "gsk_FAKE-old-000000");
        process.health.report(
            id, {.kind = ErrorKind::Authentication, .message = {}, .hint = {}, .detail = {}}, 5);
        QCOMPARE(process.ring.find(id)->condition.state, KeyState::Refused);
        QVERIFY(ended(process.ring.replace(id, Secret("gsk_FAKE-new-111111"))));
        QCOMPARE(process.ring.find(id)->condition.state, KeyState::Untested);
        QCOMPARE(process.ring.find(id)->record.lastFour, u"1111"_s);
        QCOMPARE(ended(process.keychain.read(id))->expose().toByteArray(), "gsk_FAKE-new-111111");
        QVERIFY(ended(process.ring.remove(id)));
    }

    void aMissingItemKeepsItsRecord()
    {
        const QString path = freshStore();
        QString id;
        {
            Process first(path);
            id = add(first.ring, u"groq"_s, "gsk_FAKE-gone-000000");
            QVERIFY(ended(first.keychain.remove(id))); // by another program, as it were
        }
        Process second(path);
        ended(second.ring.load());
        QCOMPARE(second.ring.find(id)->problem, KeychainProblem::Missing);
        QVERIFY(!second.ring.problem()); // the keychain itself is well
        QVERIFY(second.ring.usable().isEmpty());
        QVERIFY(ended(second.ring.replace(id, Secret("gsk_FAKE-back-000000"))));
        QCOMPARE(valuesOf(second.ring, u"groq"_s), QStringList(u"gsk_FAKE-back-000000"_s));
        QVERIFY(ended(second.ring.remove(id)));
    }

    void aSessionKeyIsNeverWritten()
    {
        const QString path = freshStore();
        {
            Process first(path);
            const QString id = add(first.ring, u"groq"_s, "gsk_FAKE-memory-000", {}, true);
            QCOMPARE(valuesOf(first.ring, u"groq"_s), QStringList(u"gsk_FAKE-memory-000"_s));
            QVERIFY(first.ring.find(id)->sessionOnly);
            first.ring.setLabel(id, u"Here"_s);
            ended(first.ring.load()); // records are read again, and it stays
            QCOMPARE(first.ring.keys().size(), 1);
            QCOMPARE(ended(first.keychain.read(id)).error(), KeychainProblem::Missing);
        }
        Process second(path);
        ended(second.ring.load());
        QVERIFY(second.ring.keys().isEmpty());
    }

    void aKeyAtItsLimitIsNotSent()
    {
        Process process(freshStore());
        const QString id = add(process.ring, u"groq"_s, "gsk_FAKE-limit-9999");
        process.ring.setLimit(id, Money::fromDecimal("0.02"));
        for (int i = 0; i < 2; ++i) {
            const auto row = ended(process.store.reserve({.runId = u"r"_s,
                                                          .lane = i,
                                                          .source = u"cli"_s,
                                                          .provider = u"groq"_s,
                                                          .model = u"a/b"_s,
                                                          .keyLastFour = u"9999"_s,
                                                          .bound = {},
                                                          .prices = {}}));
            QVERIFY(row);
            process.store.settle({.rowId = row->rowId,
                                  .usage = {},
                                  .cost = Money::fromDecimal("0.01"),
                                  .costState = CostState::Reported,
                                  .outcome = u"answered"_s,
                                  .requestId = {}});
        }
        ended(process.store.flush());
        process.ring.refreshSpend();
        QTRY_COMPARE(process.ring.find(id)->spent, *Money::fromDecimal("0.02"));
        QTRY_VERIFY(process.ring.usable().value(u"groq"_s).isEmpty());
        process.ring.setLimit(id, Money::fromDecimal("0.03"));
        QCOMPARE(process.ring.usable().value(u"groq"_s).size(), 1);
        QVERIFY(ended(process.ring.remove(id)));
    }

    void withoutRecordsTheKeychainIsLeftAlone()
    {
        Process process(freshStore());
        ended(process.ring.load());
        QVERIFY(process.ring.isLoaded());
        QVERIFY(process.keychain.serviceName().isEmpty()); // never asked
    }

    void fingerprintsTellKeysApartAndStores()
    {
        const Secret a("sk-FAKE-0123456789a"), b("sk-FAKE-0123456789b");
        QCOMPARE(keyFingerprint(a, "salt"), keyFingerprint(a, "salt"));
        QVERIFY(keyFingerprint(a, "salt") != keyFingerprint(b, "salt"));
        QVERIFY(keyFingerprint(a, "salt") != keyFingerprint(a, "pepper"));
        QCOMPARE(keyFingerprint(a, "salt").size(), 6);
    }
};

QTEST_GUILESS_MAIN(TestKeyRing)
#include "tst_keyring.moc"
