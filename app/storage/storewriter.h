// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/storage/database.h"
#include "app/storage/history.h"
#include "app/storage/journal.h"
#include "app/storage/keytable.h"
#include "app/storage/ledger.h"
#include "app/storage/sessionlock.h"
#include "app/storage/spendtable.h"
#include "app/storage/store.h"

#include <QHash>
#include <QPromise>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace Crossroads {

/// Everything that touches the database; lives on the store's thread.
class Store::Writer : public QObject
{
public:
    Writer(Store &store, const QString &path) : m_store(store), m_path(path), m_session(path) {}

    Result<void> open();
    void close();
    void beginRun(const RunRecord &run);
    void append(const LaneUpdate &update);
    void endRun(const QString &runId);
    void reserve(const Reservation &reservation, std::shared_ptr<QPromise<Result<Reserved>>> promise);
    void commitSoon();
    void settle(const Settlement &settlement);
    void saveHealth(const QList<StoredHealth> &offers);
    Result<QList<StoredHealth>> loadHealth();
    Result<QList<StoredRun>> takeInterruptedRuns();
    Result<void> deleteRun(const QString &runId);
    Result<void> flush();
    History &history() { return m_history; }
    Result<void> correct(const Correction &correction);
    KeyTable &keys() { return m_keys; }
    Ledger &ledger() { return m_ledger; }
    SpendTable &sums() { return m_sums; }
    void commitJournaled(); ///< so that what is read next has it
    Result<void> ready() const;
    Result<void> durable(); ///< ready, and what is written now is to outlive a power cut

private:
    struct Take
    {
        Answer answer;
        int take = 0;
        qint64 chunks = 0;
        bool begun = false;
        bool missing = false; ///< a commit failed: the database lacks some of it
    };
    using LaneKey = std::pair<QString, int>;

    using Step = std::function<Result<void>()>;

    QList<Step> advance(const QList<LaneUpdate> &updates);
    void advanceLane(const LaneKey &key, const QList<const LaneUpdate *> &updates, QList<Step> &steps);
    Result<void> endInterrupted(const QString &runId, StoredRun &run);
    Result<void> writeMissing();
    void commitUpdates();
    void commitReservations();
    void recoverJournals();
    Result<void> writeJournaled(const QString &session, const Journal::Entries &entries);
    qint64 rowOf(qint64 reservation) const;
    Result<void> writeSettlements(const QList<Settlement> &settlements);
    void forgetRows(const QList<Settlement> &settled);
    void report(const Result<void> &done);
    void markMissing(const QList<LaneUpdate> &updates);

    Store &m_store;
    QString m_path;
    SessionLock m_session;
    Clock m_clock;
    Database m_database;
    History m_history{m_database};
    Ledger m_ledger{m_database};
    SpendTable m_sums{m_database};
    KeyTable m_keys{m_database};
    std::optional<Error> m_notOpen =
        Error{ErrorKind::Storage, QStringLiteral("The store is not open."), {}, {}};
    QHash<LaneKey, Take> m_takes; // lanes that have not ended, or whose end is not written yet
    QList<LaneUpdate> m_pending;
    struct Waiting
    {
        Reservation reservation;
        std::shared_ptr<QPromise<Result<Reserved>>> promise; // shared with the caller's future
    };
    QList<Waiting> m_waiting;
    Journal::Entries m_journaled;     // not in the database yet
    QHash<qint64, qint64> m_rows;     // of the ledger, by the numbers of this session's journal
    std::deque<qint64> m_settledRows; // those numbers in the order in which they settled
    QList<Settlement> m_settlements;
    QTimer *m_commitTimer = nullptr;
    qint64 m_lastCommitMs = 0;
    qint64 m_lastSyncMs = 0;
    bool m_failing = false;
};

} // namespace Crossroads
