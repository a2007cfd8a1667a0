// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/logging.h"
#include "app/storage/backups.h"
#include "app/storage/database.h"
#include "app/storage/migrations.h"
#include "app/storage/store.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
template<typename T>
T wait(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}

/// Who may do what with \p path; -1 where it is not there.
int modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? int(status.st_mode & 0777) : -1;
}

RunRecord record(const QString &id)
{
    RunRecord run;
    run.id = id;
    run.startedWallMs = 1'700'000'000'000;
    run.prompt = u"why is 100% of it_blue?"_s;
    run.lanes = {{u"sandbox/swift"_s, u"Swift"_s, true}, {u"a/b"_s, u"B"_s, false}};
    return run;
}

LaneUpdate update(const QString &run, int lane, LaneState state, std::optional<StreamEvent> event = {},
                  int take = 0)
{
    return {run, lane, take, 5, state, std::move(event)};
}

/// The child of the kill test: streams for ever, and prints how many pieces were committed.
int streamUntilKilled(const QString &path)
{
    Store store(path);
    wait(store.open());
    store.beginRun(record(u"killed"_s));
    store.append(update(u"killed"_s, 0, LaneState::Queued));
    wait(store.reserve({.runId = u"killed"_s,
                        .lane = 0,
                        .source = u"compare"_s,
                        .provider = u"lab"_s,
                        .model = u"lab/m"_s,
                        .keyLastFour = {},
                        .bound = Money{777},
                        .prices = {}}));
    int committed = 0;
    qint64 ms = 0; // each piece comes a millisecond after the one before
    QObject::connect(&store, &Store::committed, &store, [&](const QList<LaneUpdate> &updates) {
        for (const LaneUpdate &one : updates)
            committed += one.event.has_value();
        std::printf("%d\n", committed);
        std::fflush(stdout);
        for (int i = 0; i < 3; ++i)
            store.append({u"killed"_s, 0, 0, ++ms, LaneState::Streaming, TextDelta{u"piece "_s}});
    });
    return QCoreApplication::exec();
}
} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Bytes that this process has written, wherever to.
    static qint64 written()
    {
        QFile file(u"/proc/self/io"_s);
        if (!file.open(QIODevice::ReadOnly))
            return -1;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("wchar: "))
                return line.sliced(7).toLongLong();
        }
        return -1;
    }

    void theEndOfLongArgumentsCostsAsMuchAsTheirStart_data()
    {
        QTest::addColumn<StreamEvent>("beside");
        QTest::newRow("arguments alone") << StreamEvent(ToolCallDelta{0, {}, {}, u"x"_s});
        QTest::newRow("with usage in every chunk") << StreamEvent(UsageReport{{.input = 3, .output = 4}});
        QTest::newRow("with a source now and then") << StreamEvent(Citation{u"https://a.example"_s, u"A"_s});
    }
    void theEndOfLongArgumentsCostsAsMuchAsTheirStart()
    {
        QFETCH(StreamEvent, beside);
        if (written() < 0)
            QSKIP("this system does not tell what a process has written");
        const QTemporaryDir folder;
        Store store(folder.filePath(u"c.db"_s));
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"r"_s));
        const QString fragment = u"\"some twenty bytes\","_s;
        const auto sendQuarter = [&] {
            const qint64 before = written();
            for (int commit = 0; commit < 100; ++commit) {
                for (int i = 0; i < 20; ++i)
                    store.append(update(u"r"_s, 0, LaneState::Streaming, ToolCallDelta{0, {}, {}, fragment}));
                store.append(update(u"r"_s, 0, LaneState::Streaming, beside));
                (void)wait(store.flush());
            }
            return written() - before;
        };
        store.append(
            update(u"r"_s, 0, LaneState::Streaming, ToolCallDelta{0, u"call"_s, u"write_file"_s, {}}));
        const qint64 first = sendQuarter();
        sendQuarter();
        sendQuarter();
        const qint64 last = sendQuarter();
        QVERIFY2(last < first * 3, qPrintable(u"%1 bytes, at first %2"_s.arg(last).arg(first)));
        // What a process that dies now leaves is whole.
        const auto left = wait(store.loadRun(u"r"_s));
        QVERIFY(left);
        QCOMPARE(left->answers[0].toolCalls.size(), 1);
        const ToolCall &call = left->answers[0].toolCalls[0];
        QCOMPARE(call.name, u"write_file"_s);
        QCOMPARE(call.id, u"call"_s);
        QVERIFY(call.arguments.startsWith(fragment + fragment));
        QCOMPARE(call.arguments.size() - call.arguments.count(u'x'), 8'000 * fragment.size());
    }

    void whatArrivedComesBackFromItsChunks()
    {
        const QTemporaryDir folder;
        Store store(folder.filePath(u"c.db"_s));
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"r"_s));
        const QList<StreamEvent> events{ReasoningDelta{u"first "_s, {}},
                                        ReasoningDelta{u"thought"_s, "sig"},
                                        ReasoningDelta{u"second"_s, {}},
                                        ReasoningDelta{{}, "hidden", true},
                                        TextDelta{u"line\n"_s},
                                        TextDelta{u"two"_s},
                                        RefusalDelta{u"no"_s},
                                        ToolCallDelta{0, u"a"_s, u"f"_s, u"{\"x\":"_s},
                                        ToolCallDelta{1, u"b"_s, u"g"_s, u"{}\n"_s, true},
                                        ToolCallDelta{0, {}, {}, u"1}"_s},
                                        ImageDelta{"image/png", QByteArray("\0\1", 2)},
                                        Citation{u"https://a.example"_s, u"A"_s},
                                        Noted{u"a note"_s}};
        Answer whole;
        for (qsizetype i = 0; i < events.size(); ++i) {
            const LaneUpdate one = update(u"r"_s, 0, LaneState::Streaming, events[i]);
            whole.apply(one);
            store.append(one);
            if (i % 3 == 0)
                (void)wait(store.flush());
        }
        (void)wait(store.flush());
        Answer left = wait(store.loadRun(u"r"_s))->answers[0];
        QCOMPARE(left.text, whole.text);
        QCOMPARE(left.reasoning, whole.reasoning);
        QCOMPARE(left.refusal, whole.refusal);
        QCOMPARE(left.toolCalls, whole.toolCalls);
        QCOMPARE(left.images, whole.images);
        QCOMPARE(left.citations, whole.citations);
        QCOMPARE(left.notes, whole.notes);
        QCOMPARE(left.reasoningBlocks, whole.reasoningBlocks);
        // Begun anew, only the notes are left.
        store.append(update(u"r"_s, 0, LaneState::Streaming, Restarted{}));
        store.append(update(u"r"_s, 0, LaneState::Streaming, TextDelta{u"anew"_s}));
        (void)wait(store.flush());
        left = wait(store.loadRun(u"r"_s))->answers[0];
        QCOMPARE(left.text, u"anew"_s);
        QVERIFY(left.toolCalls.isEmpty() && left.images.isEmpty() && left.citations.isEmpty());
        QCOMPARE(left.notes, whole.notes);
        // And whole at the end.
        store.append(update(u"r"_s, 0, LaneState::Done, Finished{FinishReason::Stop, {}}));
        (void)wait(store.flush());
        left = wait(store.loadRun(u"r"_s))->answers[0];
        QCOMPARE(left.text, u"anew"_s);
        QCOMPARE(left.notes, whole.notes);
    }

    void notesPicturesAndSignaturesComeBack()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"crossroads.db"_s);
        {
            Store store(path);
            QVERIFY(wait(store.open()));
            store.beginRun(record(u"r1"_s));
            const auto streamed = [&](const StreamEvent &event) {
                store.append(update(u"r1"_s, 0, LaneState::Streaming, event));
            };
            streamed(ReasoningDelta{u"first"_s, {}});
            streamed(ReasoningDelta{{}, QByteArray("sig\0one", 7)});
            streamed(ReasoningDelta{u"second"_s, "two"});
            streamed(ImageDelta{"image/png", QByteArray("\x89PNG\0", 5)});
            streamed(Noted{u"top_k was left out."_s});
            streamed(TextDelta{u"answer"_s});
            store.append(update(u"r1"_s, 0, LaneState::Done, Finished{FinishReason::Stop, u"stop"_s}));
            store.endRun(u"r1"_s);
            QVERIFY(wait(store.flush()));
        }
        Store store(path);
        QVERIFY(wait(store.open()));
        const auto stored = wait(store.loadRun(u"r1"_s));
        QVERIFY(stored);
        const Answer &answer = stored->answers[0];
        QCOMPARE(answer.notes, QStringList{u"top_k was left out."_s});
        QCOMPARE(answer.images, (QList<AnswerImage>{{"image/png", QByteArray("\x89PNG\0", 5)}}));
        QCOMPARE(answer.reasoningBlocks,
                 (QList<ReasoningBlock>{{u"first"_s, QByteArray("sig\0one", 7)}, {u"second"_s, "two"}}));
    }

    void anAnswerThatBeganAnewKeepsOnlyTheNewText()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"crossroads.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"r1"_s));
        store.append(update(u"r1"_s, 0, LaneState::Streaming, TextDelta{u"void, committed"_s}));
        QVERIFY(wait(store.flush()));
        store.append(update(u"r1"_s, 0, LaneState::Streaming, TextDelta{u", void, gathered"_s}));
        store.append(update(u"r1"_s, 0, LaneState::Streaming, Restarted{}));
        store.append(update(u"r1"_s, 0, LaneState::Streaming, TextDelta{u"new"_s}));
        QVERIFY(wait(store.flush()));
        // In mid-answer, as after kill -9: what the chunks say.
        QCOMPARE(wait(store.loadRun(u"r1"_s))->answers[0].text, u"new"_s);
        store.append(update(u"r1"_s, 0, LaneState::Done, Finished{FinishReason::Stop, u"stop"_s}));
        QVERIFY(wait(store.flush()));
        QCOMPARE(wait(store.loadRun(u"r1"_s))->answers[0].text, u"new"_s);
    }

    void aRunComesBackAsItWas()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"deep/er/crossroads.db"_s);
        {
            Store store(path);
            QVERIFY(wait(store.open()));
            QSignalSpy committed(&store, &Store::committed);
            store.beginRun(record(u"r1"_s));
            Attempt attempt;
            attempt.provider = u"sandbox"_s;
            attempt.httpStatus = 200;
            attempt.simulated = true;
            Usage usage{.input = 3,
                        .cachedInput = {},
                        .cacheWrite = {},
                        .output = 7,
                        .reasoning = 2,
                        .reportedCost = {}};
            store.append(update(u"r1"_s, 0, LaneState::Queued));
            store.append(update(u"r1"_s, 0, LaneState::Connecting, RouteChanged{0, attempt}));
            store.append(update(u"r1"_s, 0, LaneState::Thinking, ReasoningDelta{u"hm"_s, {}}));
            store.append(update(u"r1"_s, 0, LaneState::Streaming, TextDelta{u"Hel"_s}));
            store.append(update(u"r1"_s, 0, LaneState::Streaming, TextDelta{u"lo 漢😀"_s}));
            store.append(update(u"r1"_s, 0, LaneState::Streaming, UsageReport{usage, UsageState::Reported}));
            store.append(update(u"r1"_s, 0, LaneState::Streaming, Priced{Money{42}, CostState::Computed}));
            store.append(update(u"r1"_s, 0, LaneState::Done, Finished{FinishReason::Stop, u"stop"_s}));
            store.append(update(u"r1"_s, 1, LaneState::Queued));
            store.append(update(u"r1"_s, 1, LaneState::Failed,
                                Failed{Error{ErrorKind::Payment, u"no credit"_s, u"top up"_s, {}}}));
            store.endRun(u"r1"_s);
            QVERIFY(wait(store.flush()));
            qsizetype updates = 0;
            QTRY_VERIFY(!committed.isEmpty());
            for (const auto &call : std::as_const(committed))
                updates += call.first().value<QList<LaneUpdate>>().size();
            QCOMPARE(updates, 10);
        }
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        Store store(path);
        QVERIFY(wait(store.open()));
        const auto run = wait(store.loadRun(u"r1"_s));
        QVERIFY(run);
        QCOMPARE(run->run.lanes, record(u"r1"_s).lanes);
        const Answer &answer = run->answers[0];
        QCOMPARE(answer.text, u"Hello 漢😀"_s);
        QCOMPARE(answer.reasoning, u"hm"_s);
        QCOMPARE(answer.state, LaneState::Done);
        QCOMPARE(answer.usage.output, 7);
        QCOMPARE(answer.cost, Money{42});
        QCOMPARE(answer.attempts.size(), 1);
        QCOMPARE(answer.attempts[0].httpStatus, 200);
        QCOMPARE(answer.displayName, u"Swift"_s);
        QCOMPARE(run->answers[1].error->kind, ErrorKind::Payment);
        QCOMPARE(run->answers[1].error->hint, u"top up"_s);
        const auto list = wait(store.recentRuns(10));
        QCOMPARE(list->size(), 1);
        QCOMPARE(list->first().doneLanes, 1);
        QVERIFY(!list->first().cost); // one lane's cost is unknown, so the sum is
        QCOMPARE(wait(store.recentRuns(10, u"漢"_s))->size(), 1);
        QCOMPARE(wait(store.recentRuns(10, u"100% of it_"_s))->size(), 1);
        QCOMPARE(wait(store.recentRuns(10, u"100_ of"_s))->size(), 0); // no wildcard
        QVERIFY(wait(store.takeInterruptedRuns())->isEmpty());
    }

    void aRetryReplacesTheEarlierTake()
    {
        Store store(u":memory:"_s);
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"r"_s));
        store.append(update(u"r"_s, 0, LaneState::Queued));
        store.append(update(u"r"_s, 0, LaneState::Streaming, TextDelta{u"first"_s}));
        store.append(update(u"r"_s, 0, LaneState::Incomplete, Failed{Error{}, true}));
        store.append(update(u"r"_s, 0, LaneState::Queued, {}, 1));
        store.append(update(u"r"_s, 0, LaneState::Streaming, TextDelta{u"second"_s}, 1));
        store.append(update(u"r"_s, 0, LaneState::Done, Finished{}, 1));
        QVERIFY(wait(store.flush()));
        QCOMPARE(wait(store.loadRun(u"r"_s))->answers[0].text, u"second"_s);
    }

    void whatWasCommittedSurvivesAKill()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--stream-until-killed"_s, path});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += child.readAllStandardOutput(), said.count('\n') > 40), 20'000);
        {
            // While it lives, its run is not ours to take.
            Store store(path);
            QVERIFY(wait(store.open()));
            QVERIFY(wait(store.takeInterruptedRuns())->isEmpty());
        }
        child.kill();
        QVERIFY(child.waitForFinished());
        said += child.readAllStandardOutput();
        const QList<QByteArray> lines = said.first(said.lastIndexOf('\n')).split('\n');
        const int shown = lines.last().toInt();
        QVERIFY(shown > 40);
        Store store(path);
        QVERIFY(wait(store.open()));
        const auto runs = wait(store.takeInterruptedRuns());
        QVERIFY(runs);
        QCOMPARE(runs->size(), 1);
        QVERIFY(runs->first().interrupted);
        const Answer &answer = runs->first().answers[0];
        QCOMPARE(answer.state, LaneState::Incomplete);
        QCOMPARE(answer.usage.output, estimateTokens(answer.text)); // seen so far
        QCOMPARE(answer.usageState, UsageState::Estimated);
        QCOMPARE(answer.totalMs, answer.text.count(u"piece "_s)); // until the last piece, and no longer
        QVERIFY2(answer.text.count(u"piece "_s) >= shown,
                 qPrintable(u"%1 shown, %2 kept"_s.arg(shown).arg(answer.text.size() / 6)));
        QVERIFY(wait(store.takeInterruptedRuns())->isEmpty()); // offered once
        // In the ledger it has ended: perhaps billed, at its bound, with the tokens that were seen.
        const auto cells = wait(store.spend({}));
        QCOMPARE(cells->size(), 1);
        QCOMPARE(cells->first().unsettled, 0);
        QCOMPARE(cells->first().estimated, Money{777});
        QCOMPARE(cells->first().output, *answer.usage.output);
        QCOMPARE(cells->first().answered, 0);
        Database database;
        QVERIFY(database.open(path));
        auto check = database.run(u"PRAGMA integrity_check"_s);
        QVERIFY(check && check->next());
        QCOMPARE(check->value(0).toString(), u"ok"_s);
    }

    void aStatementThatStaysPreparedTakesItsNewValues()
    {
        Database database;
        QVERIFY(database.open(u":memory:"_s));
        QVERIFY(database.run(u"CREATE TABLE t (a INTEGER, b TEXT)"_s));
        const QVariant null(QMetaType::fromType<qint64>());
        const QList<QVariantList> rows{{qint64(0), u"x"_s}, {null, u"x"_s},      {qint64(0), QString()},
                                       {qint64(7), u""_s},  {qint64(7), u"x"_s}, {null, u"y"_s}};
        qint64 number = 0;
        for (const QVariantList &row : rows)
            QCOMPARE(database.runAgain(u"INSERT INTO t VALUES (?, ?)"_s, row), ++number);
        auto kept = database.run(u"SELECT a, b FROM t ORDER BY rowid"_s);
        QVERIFY(kept);
        for (const QVariantList &row : rows) {
            QVERIFY(kept->next());
            QCOMPARE(kept->isNull(0), row[0].isNull()); // 0 and nothing are two things
            QCOMPARE(kept->value(0).toLongLong(), row[0].toLongLong());
            QCOMPARE(kept->value(1).toString(), row[1].toString());
        }
    }

    void answersWithReportedTokensAreSamples()
    {
        const QTemporaryDir folder;
        Store store(folder.filePath(u"c.db"_s));
        QVERIFY(wait(store.open()));
        const QString words = u"These words are long enough to be counted by someone."_s;
        Usage told;
        told.input = 5;
        told.output = 20;
        told.reasoning = 8;
        const auto answer = [&](const QString &run, int lane, const QString &text, UsageState state) {
            store.append(update(run, lane, LaneState::Streaming, TextDelta{text}));
            store.append(update(run, lane, LaneState::Streaming, UsageReport{told, state}));
            store.append(update(run, lane, LaneState::Done, Finished{FinishReason::Stop, u"stop"_s}));
        };
        for (const QString &run : {u"told"_s, u"short"_s, u"guessed"_s})
            store.beginRun(record(run));
        answer(u"told"_s, 0, words, UsageState::Reported); // simulated
        answer(u"told"_s, 1, words, UsageState::Reported);
        answer(u"short"_s, 1, u"No."_s, UsageState::Reported);
        answer(u"guessed"_s, 1, words, UsageState::Estimated);
        QVERIFY(wait(store.flush()));
        const auto samples = wait(store.tokenSamples(10));
        QVERIFY(samples);
        QCOMPARE(samples->size(), 1);
        QCOMPARE(samples->first().model, u"a/b"_s);
        QCOMPARE(samples->first().text, words);
        QCOMPARE(samples->first().tokens, 12); // without its reasoning
    }

    void theLedgerOnlyGrows()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        Reservation reservation{.runId = u"r"_s,
                                .lane = 0,
                                .source = u"cli"_s,
                                .provider = u"p"_s,
                                .model = u"m"_s,
                                .keyLastFour = u"abcd"_s,
                                .bound = Money{500},
                                .prices = {},
                                .simulated = false};
        const auto first = wait(store.reserve(reservation));
        const auto second = wait(store.reserve(reservation));
        QVERIFY(first && second && first->rowId != second->rowId);
        Settlement settlement{.rowId = first->rowId,
                              .usage = {},
                              .usageState = UsageState::Unknown,
                              .cost = Money{123},
                              .costState = CostState::Computed,
                              .outcome = u"answered"_s,
                              .requestId = {}};
        store.settle(settlement);
        QVERIFY(wait(store.flush()));
        QCOMPARE(*wait(store.spentSince(0)), Money{123});
        Database database;
        QVERIFY(database.open(path));
        QVERIFY(!database.run(u"UPDATE ledger SET cost_pico = 0"_s));
        QVERIFY(!database.run(u"DELETE FROM ledger"_s));
        QVERIFY(wait(store.deleteRun(u"r"_s)));
        QCOMPARE(*wait(store.spentSince(0)), Money{123});
    }

    void aFullDiskLosesNothingShown()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"r"_s));
        store.append(update(u"r"_s, 0, LaneState::Queued));
        QVERIFY(wait(store.flush()));
        QSignalSpy failed(&store, &Store::failed);
        QSignalSpy recovered(&store, &Store::recovered);
        QSignalSpy committed(&store, &Store::committed);
        // The kernel refuses to let this process's files grow, as a full disk does.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight{4096, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &tight), 0);
        store.append(update(u"r"_s, 0, LaneState::Streaming, TextDelta{u"paid text"_s}));
        QTRY_COMPARE(failed.size(), 1);
        QTRY_VERIFY(!committed.isEmpty()); // it is shown all the same
        QVERIFY(!failed.first().first().value<Error>().hint.isEmpty());
        setrlimit(RLIMIT_FSIZE, &before);
        store.append(update(u"r"_s, 0, LaneState::Streaming, TextDelta{u" and more"_s}));
        QTRY_COMPARE(recovered.size(), 1);
        store.append(update(u"r"_s, 0, LaneState::Done, Finished{}));
        QVERIFY(wait(store.flush()));
        QCOMPARE(wait(store.loadRun(u"r"_s))->answers[0].text, u"paid text and more"_s);
    }

    void aDatabaseOfAnEarlierVersionIsBroughtUp()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        {
            Store store(path);
            QVERIFY(wait(store.open()));
            store.beginRun(record(u"old"_s));
            QVERIFY(wait(store.flush()));
        }
        {
            // As version 1 had it.
            Database database;
            QVERIFY(database.open(path));
            QVERIFY(database.run(u"ALTER TABLE run DROP COLUMN max_tokens"_s));
            QVERIFY(database.run(u"ALTER TABLE run DROP COLUMN temperature"_s));
            QVERIFY(database.run(u"ALTER TABLE run DROP COLUMN rules"_s));
            QVERIFY(database.run(u"ALTER TABLE run DROP COLUMN parameters"_s));
            QVERIFY(database.run(u"ALTER TABLE answer DROP COLUMN extras"_s));
            for (const QString &table : {u"api_key"_s, u"key_salt"_s, u"custom_provider"_s})
                QVERIFY(database.run(u"DROP TABLE "_s + table));
            QVERIFY(database.run(u"DROP INDEX ledger_run"_s));
            QVERIFY(database.run(u"DROP TABLE offer_health"_s));
            for (const QString &trigger : {u"reserved"_s, u"settled"_s, u"corrected"_s})
                QVERIFY(database.run(u"DROP TRIGGER spend_"_s + trigger));
            for (const QString &table : {u"spend_cell"_s, u"spend_total"_s, u"journal_mark"_s})
                QVERIFY(database.run(u"DROP TABLE "_s + table));
            for (const QString &index : {u"ledger_corrected"_s, u"ledger_compared"_s})
                QVERIFY(database.run(u"DROP INDEX "_s + index));
            for (const QString &column :
                 {u"day"_s, u"computed_pico"_s, u"cache_write_hour"_s, u"image_output"_s})
                QVERIFY(database.run(u"ALTER TABLE ledger DROP COLUMN "_s + column));
            QVERIFY(database.run(u"PRAGMA user_version=1"_s));
        }
        Store store(path);
        QVERIFY(wait(store.open()));
        RunRecord run = record(u"new"_s);
        run.maxTokens = 77;
        run.temperature = 0.5;
        store.beginRun(run);
        const auto before = wait(store.loadRun(u"old"_s));
        QCOMPARE(before->run.prompt, run.prompt);
        QVERIFY(!before->run.maxTokens && !before->run.temperature);
        const auto after = wait(store.loadRun(u"new"_s));
        QCOMPARE(after->run.maxTokens, 77);
        QCOMPARE(after->run.temperature, 0.5);
        QVERIFY(QFile::exists(path + u".backup-v1"_s));
    }

    void whatIsKeptIsThePersonsAlone()
    {
        const QTemporaryDir folder;
        const QString data = folder.filePath(u"share/crossroads"_s);
        const QString path = data + u"/crossroads.db"_s;
        const mode_t before = ::umask(022);
        const auto back = qScopeGuard([before] { ::umask(before); });
        const auto modesAreRight = [&] {
            QCOMPARE(modeOf(data), 0700);
            QCOMPARE(modeOf(path), 0600);
            QCOMPARE(modeOf(path + u"-wal"_s), 0600);
            QCOMPARE(modeOf(path + u"-shm"_s), 0600);
            QCOMPARE(modeOf(path + u".sessions"_s), 0700);
            QDirIterator sessions(path + u".sessions"_s, QDir::Files);
            int files = 0;
            for (; sessions.hasNext(); ++files)
                QCOMPARE(modeOf(sessions.next()), 0600);
            QVERIFY(files >= 2); // the lock and the journal
        };
        {
            Store store(path);
            QVERIFY(wait(store.open()));
            store.beginRun(record(u"r"_s));
            QVERIFY(wait(store.flush()));
            modesAreRight();
        }
        QCOMPARE(modeOf(folder.filePath(u"share"_s)), 0755); // others' things lie there, too
        // As earlier versions left it.
        for (const QString &file :
             {path, path + u".backup-v1"_s, path + u".backup-v10"_s, path + u".backup-v9"_s}) {
            if (!QFile::exists(file))
                QVERIFY(QFile::copy(path, file));
            QCOMPARE(::chmod(QFile::encodeName(file).constData(), 0644), 0);
        }
        QCOMPARE(::chmod(QFile::encodeName(data).constData(), 0777), 0);
        QCOMPARE(::chmod(QFile::encodeName(path + u".sessions"_s).constData(), 0755), 0);
        Store store(path);
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"s"_s));
        QVERIFY(wait(store.flush()));
        modesAreRight();
        QCOMPARE(modeOf(path + u".backup-v10"_s), 0600);
        QVERIFY(!QFile::exists(path + u".backup-v1"_s) && !QFile::exists(path + u".backup-v9"_s));
    }

    void aCopyGoesWithTheRunsInIt_data()
    {
        QTest::addColumn<QString>("deleted");
        QTest::addColumn<bool>("stays");
        QTest::newRow("a run that is in it") << u"old"_s << false;
        QTest::newRow("a run that came later") << u"new"_s << true;
    }
    void aCopyGoesWithTheRunsInIt()
    {
        QFETCH(QString, deleted);
        QFETCH(bool, stays);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        const QString backup = path + u".backup-v%1"_s.arg(schemaVersion() - 1);
        {
            Store store(path);
            QVERIFY(wait(store.open()));
            store.beginRun(record(u"old"_s));
            QVERIFY(wait(store.flush()));
        }
        {
            Database database;
            QVERIFY(database.open(path));
            QVERIFY(backUp(database, path, schemaVersion() - 1));
            QCOMPARE(modeOf(backup), 0600);
        }
        Store store(path);
        QVERIFY(wait(store.open()));
        store.beginRun(record(u"new"_s));
        QVERIFY(wait(store.deleteRun(u"no such run"_s)));
        QVERIFY(QFile::exists(backup));
        QVERIFY(wait(store.deleteRun(deleted)));
        QCOMPARE(QFile::exists(backup), stays);
        QVERIFY(wait(store.loadRun(stays ? u"old"_s : u"new"_s)));
        // One that cannot be read may hold anything.
        QFile::remove(backup);
        QFile broken(backup);
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no database") > 0);
        broken.close();
        QVERIFY(wait(store.deleteRun(u"another"_s)));
        QVERIFY(!QFile::exists(backup));
    }

    void onlyTheLastCopyStays()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Database database;
        QVERIFY(database.open(path));
        QVERIFY(migrate(database, path));
        for (const int version : {1, 2, 3})
            QVERIFY(backUp(database, path, version));
        QVERIFY(QFile::exists(path + u".backup-v3"_s));
        QVERIFY(!QFile::exists(path + u".backup-v2"_s) && !QFile::exists(path + u".backup-v1"_s));
    }

    void theEndOfWhatNobodyReservedIsTold()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        Store store(path);
        QVERIFY(wait(store.open()));
        QSignalSpy failed(&store, &Store::failed);
        const auto row = wait(store.reserve({.runId = u"r"_s,
                                             .lane = 0,
                                             .source = u"compare"_s,
                                             .provider = u"p"_s,
                                             .model = u"m"_s,
                                             .keyLastFour = {},
                                             .bound = Money{500},
                                             .prices = {},
                                             .simulated = false}));
        QVERIFY(row);
        const auto end = [](qint64 id, qint64 cost) {
            return Settlement{.rowId = id,
                              .usage = {},
                              .usageState = UsageState::Unknown,
                              .cost = Money{cost},
                              .costState = CostState::Computed,
                              .outcome = u"answered"_s,
                              .requestId = {}};
        };
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"nobody reserved"_s));
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"nobody reserved"_s));
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"nobody reserved"_s));
        for (const qint64 unknown : {qint64(0), qint64(77'777), qint64(-77'777)})
            store.settle(end(unknown, 1));
        store.settle(end(row->rowId, 123)); // those that are known are entered all the same
        QVERIFY(wait(store.flush()));
        QTRY_COMPARE(failed.size(), 3);
        QCOMPARE(*wait(store.spentSince(0)), Money{123});
        // Ended twice is no such failure, and changes nothing.
        store.settle(end(row->rowId, 999));
        QVERIFY(wait(store.flush()));
        QCOMPARE(*wait(store.spentSince(0)), Money{123});
        const auto corrected = wait(store.correct({.rowId = 77'777, .cost = Money{1}, .usage = {}}));
        QVERIFY(!corrected);
        QVERIFY(!corrected.error().message.isEmpty());
        QVERIFY(wait(store.correct({.rowId = row->rowId, .cost = Money{130}, .usage = {}})));
        QCOMPARE(*wait(store.spentSince(0)), Money{130});
        QCOMPARE(failed.size(), 3);
    }

    void aLaneSentAgainMakesItsRunAnUnendedOne()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        {
            Store store(path);
            QVERIFY(wait(store.open()));
            store.beginRun(record(u"r"_s));
            store.append(update(u"r"_s, 0, LaneState::Queued));
            store.append(update(u"r"_s, 0, LaneState::Done, Finished{}));
            store.endRun(u"r"_s);
            store.append(update(u"r"_s, 0, LaneState::Queued, {}, 1));
            store.append(update(u"r"_s, 0, LaneState::Streaming, TextDelta{u"second take"_s}, 1));
            QVERIFY(wait(store.flush()));
        }
        Store store(path); // the process that sent it again is gone
        QVERIFY(wait(store.open()));
        const auto interrupted = wait(store.takeInterruptedRuns());
        QCOMPARE(interrupted->size(), 1);
        QCOMPARE(interrupted->first().answers[0].text, u"second take"_s);
        QCOMPARE(interrupted->first().answers[0].state, LaneState::Incomplete);
        QCOMPARE(interrupted->first().takes.value(0), 1);
    }

    void aNewerDatabaseIsLeftAlone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"c.db"_s);
        {
            Database database;
            QVERIFY(database.open(path));
            QVERIFY(database.run(u"PRAGMA user_version=%1"_s.arg(schemaVersion() + 1)));
        }
        Store store(path);
        const auto opened = wait(store.open());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::Storage);
        QVERIFY(!opened.error().hint.isEmpty());
        QVERIFY(!wait(store.reserve({}))); // nothing can be sent without a ledger
    }

    void anUnusablePlaceIsSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("a file that is no database") << QByteArray(4096, 'x');
    }
    void anUnusablePlaceIsSaid()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"c.db"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        Store store(file.fileName());
        const auto opened = wait(store.open());
        QVERIFY(!opened);
        QVERIFY(opened.error().message.contains(u"damaged"_s));
    }

    void twoProcessesShareOneStore()
    {
        const QTemporaryDir folder;
        Store a(folder.filePath(u"c.db"_s));
        Store b(folder.filePath(u"c.db"_s));
        QVERIFY(wait(a.open()) && wait(b.open()));
        for (int i = 0; i < 20; ++i) {
            a.beginRun(record(u"a%1"_s.arg(i)));
            b.beginRun(record(u"b%1"_s.arg(i)));
        }
        QVERIFY(wait(a.flush()) && wait(b.flush()));
        QCOMPARE(wait(a.recentRuns(100))->size(), 40);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.value(1) == "--stream-until-killed"_L1)
        return streamUntilKilled(words.value(2));
    TestStore test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_store.moc"
