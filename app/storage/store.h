// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/core/result.h"
#include "app/storage/journal.h"
#include "app/storage/keyrecords.h"
#include "app/storage/records.h"
#include "app/storage/spendrecords.h"

#include <QFuture>
#include <QObject>
#include <QThread>

#include <atomic>
#include <functional>

namespace Crossroads {

/// The database: history of runs and the ledger, written by one thread of its own. Every method may be called
/// from any thread and returns at once; futures resolve on the store's thread (use .then(context, ...)).
///
/// Promise: a LaneUpdate comes back through committed() only after its text is in the database, so that what
/// is painted survives kill -9; every two seconds a commit is synced to the disk, so that a power cut loses
/// no more. Where the disk refuses, updates still come back (with the text), and failed() tells why: nothing
/// paid is hidden.
class Store : public QObject
{
    Q_OBJECT

public:
    /// \param path of the database file; its folder is made (0700, the file 0600). ":memory:" for tests.
    explicit Store(QString path);
    ~Store() override; ///< commits what is pending, then ends the thread

    /// Opens and migrates; resolves once the store can be used. A database of a newer version is a Storage
    /// error.
    QFuture<Result<void>> open();

    /// Keeps what is asked, before any of it is sent: journaled when this returns (see reserve()), unless it
    /// is large; then the reservations wait for it.
    void beginRun(const RunRecord &run);
    /// A lane starts anew: its earlier take is kept as an older one.
    void append(const LaneUpdate &update);
    /// The run has ended in all lanes (or was given up): it is no longer "interrupted" after a crash.
    void endRun(const QString &runId);

    /// Keeps the reservation before the request is sent, so that it survives this process; Budget error where
    /// its bound passes a limit. Reservations of several processes are held against each other. Without a
    /// budget it has been journaled when this returns, and its ledger row follows within moments; else, and
    /// where the journal can not be written, the future waits for the row.
    QFuture<Result<Reserved>> reserve(const Reservation &reservation);
    void settle(const Settlement &settlement);

    /// Keeps what is known about offers, for the next start. A newer row of another process stays.
    void saveHealth(const QList<StoredHealth> &offers);
    QFuture<Result<QList<StoredHealth>>> loadHealth();

    /// Answered requests, the newest first.
    QFuture<Result<QList<PastRequest>>> lastRequests(int most);
    /// Lanes with their attempts, the newest first.
    QFuture<Result<QList<RouteRecord>>> recentRoutes(int most);

    QFuture<Result<QList<RunSummary>>> recentRuns(int most, const QString &containing = {});
    QFuture<Result<StoredRun>> loadRun(const QString &runId);
    /// Runs of processes that died: their text so far. Marks them incomplete; each is returned once.
    QFuture<Result<QList<StoredRun>>> takeInterruptedRuns();
    QFuture<Result<void>> deleteRun(const QString &runId);
    /// Known costs from the day of \p sinceWallMs on, simulated rows left out.
    QFuture<Result<Money>> spentSince(qint64 sinceWallMs);
    /// The spending by day, model, provider, key and source, the oldest day first.
    QFuture<Result<QList<SpendCell>>> spend(const SpendQuery &query);
    /// Adds what became known later about an attempt. It counts on the day of its request.
    QFuture<Result<void>> correct(const Correction &correction);
    /// Reported costs beside our own figures, by provider and model, the greatest difference first. Of
    /// \p query only the days are read.
    QFuture<Result<QList<CostDrift>>> drift(const SpendQuery &query);
    /// The last answers whose tokens were reported, for learning how far estimates are off.
    QFuture<Result<QList<TokenSample>>> tokenSamples(int most);
    /// What counts against \p budget (see Ledger::spentOf()). \p runId is read for the scope Run.
    QFuture<Result<Money>> spentOf(const BudgetLimit &budget, const QString &runId = {});
    // Records of keys and custom providers (see KeyTable); values are never among them.
    QFuture<Result<QList<KeyRecord>>> keyRecords();
    QFuture<Result<void>> saveKey(const KeyRecord &key);
    QFuture<Result<void>> saveKeyCondition(const QString &id, const KeyConditionRecord &condition);
    QFuture<Result<void>> saveKeyBalance(const QString &id, const QString &balance);
    QFuture<Result<void>> removeKey(const QString &id);
    QFuture<Result<QByteArray>> keySalt();
    QFuture<Result<QList<KeySpend>>> keySpendSince(qint64 sinceWallMs);
    QFuture<Result<QList<ProviderRecord>>> customProviders();
    QFuture<Result<void>> saveProvider(const ProviderRecord &provider);
    QFuture<Result<void>> removeProvider(const QString &slug);
    /// Settled answers since \p sinceWallMs, for pricing them again; simulated ones left out.
    QFuture<Result<MonthUsage>> usageSince(qint64 sinceWallMs);
    /// Per provider and model, how the person's own traffic fared since \p sinceWallMs.
    QFuture<Result<QList<Observation>>> observationsSince(qint64 sinceWallMs);
    /// Resolves when everything handed in before it is committed.
    QFuture<Result<void>> flush();

Q_SIGNALS:
    void runBegan(const Crossroads::RunRecord &run);
    void committed(const QList<Crossroads::LaneUpdate> &updates);
    /// The database refuses to be written; emitted once per failure streak. recovered() ends it.
    void failed(const Crossroads::Error &error);
    void recovered();

private:
    class Writer; // lives on m_thread, owns the Database
    template<typename T>
    QFuture<Result<T>> ask(std::function<Result<T>(Writer &)> work);
    template<typename T>
    QFuture<Result<T>> askOpen(std::function<Result<T>(Writer &)> work);
    void wakeLater();
    Clock m_clock;
    Journal m_journal;
    QThread m_thread;
    Writer *m_writer;
    std::atomic<int> m_runsUnderWay = 0;         ///< begun and not journaled, not in the database yet
    std::atomic<int> m_reservationsUnderWay = 0; ///< handed in, not yet in the writer's hands
};

} // namespace Crossroads
