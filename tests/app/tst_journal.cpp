// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/database.h"
#include "app/storage/journal.h"
#include "app/storage/store.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <csignal>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
template<typename T>
Result<T> wait(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.result();
}

/// With a price of every kind, so that the snapshot is seen to come through whole.
Reservation reservation(int lane)
{
    Reservation r{.runId = u"run"_s,
                  .lane = lane,
                  .source = u"compare"_s,
                  .provider = u"lab"_s,
                  .model = u"lab/größer"_s,
                  .keyLastFour = u"abcd"_s,
                  .bound = Money{600},
                  .prices = {}};
    r.prices.input = Rate{1};
    r.prices.output = Rate{2'000'000'000'000};
    r.prices.cacheRead = Rate{0};
    r.prices.cacheWrite = Rate{3};
    r.prices.reasoning = Rate{4};
    r.prices.cacheWriteHour = Rate{10};
    r.prices.imageOutput = Rate{11};
    r.prices.perRequest = Money{5};
    r.prices.perImage = Money{6};
    PriceOverride night{.abovePromptTokens = 7,
                        .utcFromMinute = 1'380,
                        .utcToMinute = 0,
                        .utcDays = 0x1f,
                        .input = Rate{8},
                        .output = {},
                        .cacheRead = Rate{9},
                        .cacheWrite = {},
                        .reasoning = {}};
    r.prices.overrides = {night, PriceOverride{}};
    return r;
}

RunRecord askedFor()
{
    RunRecord run{.id = u"run"_s,
                  .startedWallMs = 1'764'000'000'000,
                  .source = u"cli"_s,
                  .prompt = u"What is 通义?"_s,
                  .system = u"Be brief."_s,
                  .lanes = {},
                  .maxTokens = 77,
                  .temperature = 0.25,
                  .parameters = u"{\"top_p\":0.5}"_s,
                  .rules = u"{}"_s};
    for (int i = 0; i < 50; ++i)
        run.lanes.append({u"lab/m%1"_s.arg(i), u"M %1"_s.arg(i), i % 2 == 0});
    return run;
}

/// The child: reserves, of which the first \p written get into the ledger, and is gone before it has turned
/// to anything else.
int reserveAndDie(const QString &path, int written, int more)
{
    Store store(path);
    wait(store.open());
    store.beginRun(askedFor());
    for (int i = 0; i < written; ++i)
        wait(store.reserve(reservation(i)));
    if (written > 0)
        wait(store.flush());
    for (int i = 0; i < more; ++i)
        wait(store.reserve(reservation(written + i)));
    ::raise(SIGKILL);
    return 0;
}

int openAndLeave(const QString &path)
{
    Store store(path);
    return wait(store.open()) ? 0 : 1;
}

void runChild(const QStringList &words)
{
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), words);
    QVERIFY(child.waitForFinished());
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);
}

QStringList journalsBeside(const QString &path)
{
    return QDir(path + u".sessions"_s).entryList({u"*.journal"_s}, QDir::Files);
}

QList<int> lanesInLedger(const QString &path)
{
    Database database;
    QList<int> lanes;
    if (!database.open(path))
        return lanes;
    auto rows = database.run(u"SELECT lane FROM ledger WHERE kind = 'reserved' ORDER BY id"_s);
    while (rows && rows->next())
        lanes.append(rows->value(0).toInt());
    return lanes;
}
} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAKilledProcessReservedIsInTheLedger_data()
    {
        QTest::addColumn<int>("written");
        QTest::addColumn<int>("more");
        QTest::newRow("none written") << 0 << 3;
        QTest::newRow("some written") << 3 << 2;
        QTest::newRow("all written") << 3 << 0;
    }
    void whatAKilledProcessReservedIsInTheLedger()
    {
        QFETCH(int, written);
        QFETCH(int, more);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        runChild({u"--reserve-and-die"_s, path, QString::number(written), QString::number(more)});
        QCOMPARE(journalsBeside(path).size(), 1);
        QCOMPARE(lanesInLedger(path).size(), written);
        QList<int> all(written + more);
        std::iota(all.begin(), all.end(), 0);
        for (int start = 0; start < 2; ++start) { // it is done once
            {
                Store store(path);
                QVERIFY(wait(store.open()));
                const auto spent = wait(store.spentOf({.scope = BudgetLimit::Scope::Day, .limit = Money{1}}));
                QCOMPARE(spent->pico, 600 * (written + more));
            }
            QCOMPARE(lanesInLedger(path), all);
            QCOMPARE(journalsBeside(path), QStringList());
        }
    }

    void whatAKilledProcessAskedIsInTheHistory()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        runChild({u"--reserve-and-die"_s, path, u"0"_s, u"3"_s});
        Store store(path);
        QVERIFY(wait(store.open()));
        const auto interrupted = wait(store.takeInterruptedRuns());
        QVERIFY(interrupted);
        QCOMPARE(interrupted->size(), 1);
        const RunRecord run = interrupted->first().run;
        const RunRecord asked = askedFor();
        QCOMPARE(run.prompt, asked.prompt);
        QCOMPARE(run.system, asked.system);
        QCOMPARE(run.source, asked.source);
        QCOMPARE(run.startedWallMs, asked.startedWallMs);
        QCOMPARE(run.lanes, asked.lanes);
        QCOMPARE(run.maxTokens, asked.maxTokens);
        QCOMPARE(run.temperature, asked.temperature);
        QCOMPARE(run.parameters, asked.parameters);
        QCOMPARE(run.rules, asked.rules);
        QCOMPARE(interrupted->first().answers.size(), asked.lanes.size());
        // Its attempts have ended, at their bounds.
        QCOMPARE(wait(store.spentOf({.scope = BudgetLimit::Scope::Day, .limit = Money{1}}))->pico, 3 * 600);
        Database database;
        QVERIFY(database.open(path));
        auto rows = database.run(
            u"SELECT count(*) FROM ledger WHERE kind = 'settled' AND outcome = 'may_be_billed'"_s);
        QVERIFY(rows && rows->next());
        QCOMPARE(rows->value(0).toInt(), 3);
    }

    void aLargePromptIsWaitedForByItsReservations()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        RunRecord run = askedFor();
        run.prompt = u"long "_s.repeated(400'000);
        store.beginRun(run);
        QVERIFY(wait(store.reserve(reservation(0)))->rowId > 0);
        Database database; // by now it is there for everybody
        QVERIFY(database.open(path));
        auto rows = database.run(u"SELECT length(prompt) FROM run"_s);
        QVERIFY(rows && rows->next());
        QCOMPARE(rows->value(0).toInt(), 2'000'000);
        QVERIFY(wait(store.reserve(reservation(1)))->rowId < 0);
    }

    void whatIsReadNextHasTheRun()
    {
        const QTemporaryDir folder;
        Store store(folder.filePath(u"c.db"_s));
        QVERIFY(wait(store.open()));
        QSignalSpy began(&store, &Store::runBegan);
        store.beginRun(askedFor());
        QCOMPARE(wait(store.loadRun(u"run"_s))->run.prompt, askedFor().prompt);
        QTRY_COMPARE(began.size(), 1); // and it is told, once, whoever made it be written
        QVERIFY(wait(store.flush()));
        QCOMPARE(began.size(), 1);
    }

    void aDeletedPromptIsInNoFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        RunRecord run = askedFor();
        run.prompt = u"a secret of mine"_s;
        store.beginRun(run);
        QVERIFY(wait(store.deleteRun(run.id)));
        QFile journal(path + u".sessions/"_s + journalsBeside(path).value(0));
        QVERIFY(journal.open(QIODevice::ReadOnly));
        QCOMPARE(journal.size(), 0);
    }

    void textsThatAreMissingHoldNothingUp()
    {
        const QTemporaryDir folder;
        Store store(folder.filePath(u"c.db"_s));
        QVERIFY(wait(store.open()));
        RunRecord run = askedFor();
        run.prompt = run.system = run.lanes[0].displayName = QString(); // null, not empty
        store.beginRun(run);
        QVERIFY(wait(store.flush()));
        QVERIFY(wait(store.loadRun(run.id)));
    }

    void aRecoveredRowIsTheSameAsAWrittenOne()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        runChild({u"--reserve-and-die"_s, path, u"1"_s, u"1"_s});
        {
            Store store(path);
            QVERIFY(wait(store.open()));
        }
        Database database;
        QVERIFY(database.open(path));
        auto rows =
            database.run(u"SELECT count(*), min(prices), count(DISTINCT day), max(at_ms) - min(at_ms) "
                         "FROM ledger GROUP BY run_id, source, provider, model, key_last_four, simulated, "
                         "prices, bound_pico"_s);
        QVERIFY(rows && rows->next());
        QCOMPARE(rows->value(0).toInt(), 2);
        QVERIFY(rows->value(1).toString().contains(u"2000000000000"_s));
        QVERIFY(rows->value(3).toLongLong() < 60'000); // when it was made, not when it was recovered
    }

    void severalStartsAtOnceRecoverItOnce()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        runChild({u"--reserve-and-die"_s, path, u"2"_s, u"40"_s});
        QList<QProcess *> starts;
        for (int i = 0; i < 4; ++i) {
            auto *start = new QProcess(this);
            start->start(QCoreApplication::applicationFilePath(), {u"--open"_s, path});
            starts.append(start);
        }
        for (QProcess *start : std::as_const(starts)) {
            QVERIFY(start->waitForFinished());
            QCOMPARE(start->exitCode(), 0);
        }
        QCOMPARE(lanesInLedger(path).size(), 42);
        QCOMPARE(journalsBeside(path), QStringList());
    }

    void aRecordCutOffIsLeftOut_data()
    {
        QTest::addColumn<int>("kept");
        QTest::addColumn<QByteArray>("tail");
        QTest::newRow("half a record") << 3 << QByteArray("\0\0\1\0ab", 6);
        QTest::newRow("a length beyond the end") << 3 << QByteArray(64, '\xff');
        QTest::newRow("a whole record that is not what was written") << 3 << QByteArray("\0\0\0\3\1\2xyz", 9);
    }
    void aRecordCutOffIsLeftOut()
    {
        QFETCH(int, kept);
        QFETCH(QByteArray, tail);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        runChild({u"--reserve-and-die"_s, path, u"0"_s, u"3"_s});
        QFile journal(path + u".sessions/"_s + journalsBeside(path).value(0));
        QVERIFY(journal.open(QIODevice::Append));
        journal.write(tail);
        journal.close();
        Store store(path);
        QVERIFY(wait(store.open()));
        QCOMPARE(lanesInLedger(path).size(), kept);
    }

    void aRecordOfAnOlderCrossroadsIsRead()
    {
        // It knew no rates for an hour and for pictures: two bytes, where both are absent.
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"j.journal"_s);
        Journal journal;
        QVERIFY(journal.open(path, [] {}));
        Reservation r = reservation(3);
        r.prices.cacheWriteHour.reset();
        r.prices.imageOutput.reset();
        QVERIFY(journal.append(r, 5) > 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray written = file.readAll();
        constexpr qsizetype head = sizeof(quint32) + sizeof(quint16);
        const QByteArray payload = written.sliced(head).chopped(2);
        QByteArray old(head, 0);
        qToBigEndian(quint32(payload.size()), old.data());
        qToBigEndian(qChecksum(payload), old.data() + sizeof(quint32));
        QVERIFY(file.resize(0) && file.seek(0));
        file.write(old + payload);
        file.close();
        Journal::Entries found;
        QVERIFY(Journal::recover(path, [&](const Journal::Entries &entries) -> Result<void> {
            found = entries;
            return {};
        }));
        QCOMPARE(found.size(), 1);
        const auto &read = std::get<Reservation>(found[0].what);
        QCOMPARE(read.lane, 3);
        QCOMPARE(read.prices, r.prices);
    }

    void aLedgerThatRefusesKeepsTheJournal()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"j"_s);
        {
            Journal journal;
            QVERIFY(journal.open(path, [] {}));
            QCOMPARE(journal.append(reservation(0), 1), 1);
        }
        int seen = 0;
        const auto refuse = [&](const Journal::Entries &left) -> Result<void> {
            seen += int(left.size());
            return fail(ErrorKind::Storage, u"full"_s);
        };
        QVERIFY(!Journal::recover(path, refuse));
        QVERIFY(QFile::exists(path));
        const auto take = [&](const Journal::Entries &left) -> Result<void> {
            seen += int(left.size());
            return {};
        };
        QVERIFY(Journal::recover(path, take));
        QVERIFY(Journal::recover(path, take)); // gone already
        QVERIFY(!QFile::exists(path));
        QCOMPARE(seen, 2);
    }

    void theFileStaysSmall()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"j"_s);
        int woken = 0;
        Journal journal;
        QVERIFY(journal.open(path, [&] { ++woken; }));
        for (int i = 1; i <= 1'000; ++i)
            QCOMPARE(journal.append(reservation(i), i), i);
        QCOMPARE(woken, 1); // what has not been taken needs no second call
        QCOMPARE(journal.take().size(), 1'000);
        journal.forget(999);
        QVERIFY(QFileInfo(path).size() > 100'000); // the last one is still needed
        journal.forget(1'000);
        QCOMPARE(QFileInfo(path).size(), 0);
        QCOMPARE(journal.append(reservation(0), 1), 1'001);
        QCOMPARE(woken, 2);
        journal.pause(true);
        QCOMPARE(journal.append(reservation(0), 1), 0);
        journal.pause(false);
        QCOMPARE(journal.append(reservation(0), 1), 1'002);
        QVERIFY(!QFileInfo(path).permission(QFile::ReadGroup) &&
                !QFileInfo(path).permission(QFile::ReadOther));
    }

    void itIsSettledAndCorrectedByItsNumber()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        const auto reserved = wait(store.reserve(reservation(0)));
        QVERIFY(reserved->rowId < 0);
        QCOMPARE(reserved->bound, std::optional(Money{600}));
        store.settle({.rowId = reserved->rowId,
                      .usage = {},
                      .usageState = UsageState::Reported,
                      .cost = Money{50},
                      .costState = CostState::Computed,
                      .outcome = u"answered"_s,
                      .requestId = {}});
        const BudgetLimit day{.scope = BudgetLimit::Scope::Day, .limit = Money{1'000}};
        QCOMPARE(wait(store.spentOf(day))->pico, 50);
        QVERIFY(wait(store.correct({.rowId = reserved->rowId, .cost = Money{70}})));
        QCOMPARE(wait(store.spentOf(day))->pico, 70);
        QVERIFY(!wait(store.correct({.rowId = -77, .cost = Money{70}}))); // nobody's
    }

    void aBudgetSeesWhatIsOnlyJournaled()
    {
        const QTemporaryDir folder;
        Store store(folder.filePath(u"c.db"_s));
        QVERIFY(wait(store.open()));
        QVERIFY(wait(store.reserve(reservation(0)))->rowId < 0);
        Reservation held = reservation(1);
        held.budgets = {{.scope = BudgetLimit::Scope::Day, .limit = Money{1'000}}};
        const auto refused = wait(store.reserve(held));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Budget);
        held.budgets[0].limit = Money{1'200};
        QVERIFY(wait(store.reserve(held))->rowId > 0);
    }

    void withoutAFileTheLedgerItselfIsWaitedFor()
    {
        Store store(u":memory:"_s);
        QVERIFY(wait(store.open()));
        QVERIFY(wait(store.reserve(reservation(0)))->rowId > 0);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.value(1) == "--reserve-and-die"_L1)
        return reserveAndDie(words.value(2), words.value(3).toInt(), words.value(4).toInt());
    if (words.value(1) == "--open"_L1)
        return openAndLeave(words.value(2));
    TestJournal test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_journal.moc"
