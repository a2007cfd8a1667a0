// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/storewriter.h"

#include "app/core/logging.h"
#include "app/storage/backups.h"
#include "app/storage/migrations.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Text waits at most this long for company in one commit: half a frame.
static constexpr qint64 gatherMs = 8;
// What a power cut may cost at most.
static constexpr qint64 syncEveryMs = 2'000;

Result<void> Store::Writer::open()
{
    m_commitTimer = new QTimer(this);
    m_commitTimer->setSingleShot(true);
    m_commitTimer->setTimerType(Qt::PreciseTimer);
    connect(m_commitTimer, &QTimer::timeout, this, &Writer::commitUpdates);
    Result<void> done = m_database.open(m_path);
    if (done)
        done = migrate(m_database, m_path);
    if (done)
        keepLastBackup(m_path);
    m_notOpen = done ? std::nullopt : std::optional(done.error());
    if (done) {
        recoverJournals();
        if (const QString path = m_session.journal(); !path.isEmpty())
            m_store.m_journal.open(path, [this] { m_store.wakeLater(); });
    }
    return done;
}

Result<void> Store::Writer::ready() const
{
    if (m_notOpen)
        return std::unexpected(*m_notOpen);
    return {};
}

Result<void> Store::Writer::durable()
{
    Result<void> done = ready();
    return done ? m_database.setSynced(true) : done;
}

void Store::Writer::close()
{
    commitReservations();
    commitUpdates();
    if (!m_notOpen && m_journaled.isEmpty()) {
        m_store.m_journal.remove();
        (void)m_database.run(u"DELETE FROM journal_mark WHERE session = ?"_s, {m_session.id()});
    }
}

/// Tells once when writing starts to fail, and once when it works again.
void Store::Writer::report(const Result<void> &done)
{
    if (done.has_value() != m_failing)
        return;
    m_failing = !done;
    m_store.m_journal.pause(m_failing); // nothing is sent before the ledger can be written again
    if (m_failing) {
        qCWarning(lcStore) << "can not write:" << done.error().message << done.error().detail;
        Q_EMIT m_store.failed(done.error());
    } else {
        Q_EMIT m_store.recovered();
    }
}

void Store::Writer::beginRun(const RunRecord &run)
{
    Result<void> done = ready();
    if (done)
        done = m_database.setSynced(true);
    if (done)
        done = m_database.transaction([&] { return m_history.insertRun(run, m_session.id()); });
    report(done);
    --m_store.m_runsUnderWay;
    Q_EMIT m_store.runBegan(run);
}

void Store::Writer::append(const LaneUpdate &update)
{
    m_pending.append(update);
    if (m_commitTimer && !m_commitTimer->isActive())
        m_commitTimer->start(
            int(qBound(qint64(0), m_lastCommitMs + gatherMs - m_clock.steadyMs(), gatherMs)));
}

void Store::Writer::markMissing(const QList<LaneUpdate> &updates)
{
    for (const LaneUpdate &update : updates) {
        if (const auto found = m_takes.find({update.runId, update.lane}); found != m_takes.end())
            found->missing = true;
    }
}

void Store::Writer::commitUpdates()
{
    const QList<LaneUpdate> updates = std::exchange(m_pending, {});
    const QList<Settlement> settlements = std::exchange(m_settlements, {});
    // Taken here, so that no settlement comes before its reservation.
    const Journal::Entries fresh = m_store.m_journal.take();
    const Journal::Entries journaled = std::exchange(m_journaled, {}) + fresh;
    if (updates.isEmpty() && settlements.isEmpty() && journaled.isEmpty())
        return;
    const qint64 now = m_clock.steadyMs();
    // What was paid and what was asked are to outlive a power cut, too.
    const bool asked = std::ranges::any_of(
        journaled, [](const JournalEntry &entry) { return std::holds_alternative<RunRecord>(entry.what); });
    const bool sync = asked || !settlements.isEmpty() || now - m_lastSyncMs >= syncEveryMs;
    const QList<Step> steps = advance(updates);
    Result<void> done = ready();
    if (done)
        done = m_database.setSynced(sync);
    if (done) {
        done = m_database.transaction([&]() -> Result<void> {
            if (auto written = writeJournaled(m_session.id(), journaled); !written)
                return written;
            if (auto settled = writeSettlements(settlements); !settled)
                return settled;
            for (const Step &step : steps) {
                if (auto stepped = step(); !stepped)
                    return stepped;
            }
            return writeMissing();
        });
    }
    m_lastCommitMs = m_clock.steadyMs();
    if (done && sync) {
        m_lastSyncMs = m_lastCommitMs;
        (void)m_database.setSynced(false); // now, so that the next reservation need not wait for it
    }
    if (done) {
        if (!journaled.isEmpty())
            m_store.m_journal.forget(journaled.last().number);
        for (Take &take : m_takes)
            take.missing = false;
        m_takes.removeIf([](const auto &entry) { return isEnded(entry.value().answer.state); });
        forgetRows(settlements);
    } else {
        markMissing(updates);
        // Money is never dropped; it goes with the next commit.
        m_settlements = settlements + m_settlements;
        m_journaled = journaled + m_journaled;
        for (const JournalEntry &entry : journaled)
            m_rows.remove(entry.number); // they were taken back
    }
    report(done);
    for (const JournalEntry &entry : fresh) {
        if (const auto *run = std::get_if<RunRecord>(&entry.what))
            Q_EMIT m_store.runBegan(*run);
    }
    // Also after a failure: what was paid for is shown, and a banner tells that it is not kept yet.
    if (!updates.isEmpty())
        Q_EMIT m_store.committed(updates);
}

/// Moves the answers in memory on, and lists what the database needs to follow them. The two are apart so
/// that the answers stay right when the database refuses.
QList<Store::Writer::Step> Store::Writer::advance(const QList<LaneUpdate> &updates)
{
    QHash<LaneKey, QList<const LaneUpdate *>> byLane;
    QList<LaneKey> order;
    for (const LaneUpdate &update : updates) {
        const LaneKey key{update.runId, update.lane};
        if (!byLane.contains(key))
            order.append(key);
        byLane[key].append(&update);
    }
    QList<Step> steps;
    for (const LaneKey &key : std::as_const(order))
        advanceLane(key, byLane[key], steps);
    return steps;
}

/// Writes whole what an earlier, refused commit should have kept.
Result<void> Store::Writer::writeMissing()
{
    for (auto it = m_takes.cbegin(); it != m_takes.cend(); ++it) {
        if (!it->missing)
            continue;
        if (auto done = m_history.saveWhole(it.key().first, it.key().second, it->take, it->answer); !done)
            return done;
    }
    return {};
}

/// The content of an answer that has begun anew: notes stay, and more where only its texts were void.
static QList<StreamEvent> whatIsLeft(const Answer &answer)
{
    QList<StreamEvent> events;
    for (const QString &note : answer.notes)
        events.append(Noted{note});
    if (!answer.refusal.isEmpty())
        events.append(RefusalDelta{answer.refusal});
    for (const ToolCall &call : answer.toolCalls)
        events.append(ToolCallDelta{call.index, call.id, call.name, call.arguments, call.server});
    for (const Citation &citation : answer.citations)
        events.append(citation);
    for (const AnswerImage &image : answer.images)
        events.append(ImageDelta{image.mimeType, image.bytes});
    return events;
}

void Store::Writer::advanceLane(const LaneKey &key, const QList<const LaneUpdate *> &updates,
                                QList<Step> &steps)
{
    const auto &[runId, lane] = key;
    Take &take = m_takes[key];
    bool figuresChanged = false;
    ChunkGatherer gatherer([&](ChunkKind kind, const QString &text) {
        steps.append([this, runId, lane, number = take.take, seq = take.chunks++, kind, text] {
            return m_history.appendChunk(runId, lane, number, seq, kind, text);
        });
    });
    for (const LaneUpdate *update : updates) {
        if (update->take > take.take || !take.begun) {
            gatherer.flush();
            take = {.answer = {}, .take = update->take, .begun = true};
            // Sent again, the run is under way anew: should we die, it counts as interrupted.
            if (take.take > 0)
                steps.append([this, runId] { return m_history.reopenRun(runId, m_session.id()); });
            steps.append([this, runId, lane, number = take.take] {
                return m_history.insertAnswer(runId, lane, number);
            });
        }
        take.answer.apply(*update);
        if (!update->event || !gatherer.take(*update->event))
            figuresChanged = true;
        if (update->event && std::holds_alternative<Restarted>(*update->event)) {
            gatherer.drop();
            steps.append(
                [this, runId, lane, number = take.take] { return m_history.dropTexts(runId, lane, number); });
            for (const StreamEvent &left : whatIsLeft(take.answer))
                gatherer.take(left);
        }
    }
    if (isEnded(take.answer.state)) {
        steps.append([this, key] {
            return m_history.saveWhole(key.first, key.second, m_takes[key].take, m_takes[key].answer);
        });
        return;
    }
    gatherer.flush();
    if (figuresChanged)
        steps.append([this, key] {
            return m_history.saveFigures(key.first, key.second, m_takes[key].take, m_takes[key].answer);
        });
    else if (!updates.isEmpty()) // should we die, it is known until when it ran
        steps.append([this, key] {
            return m_history.saveTime(key.first, key.second, m_takes[key].take, m_takes[key].answer.totalMs);
        });
}

void Store::Writer::endRun(const QString &runId)
{
    commitUpdates();
    Result<void> done = ready();
    if (done)
        done = m_history.endRun(runId, m_clock.wallMs());
    report(done);
}

void Store::Writer::reserve(const Reservation &reservation,
                            std::shared_ptr<QPromise<Result<Reserved>>> promise)
{
    m_waiting.append({reservation, std::move(promise)});
    // More are queued right behind: the lanes of a run reserve together, in few commits.
    if (--m_store.m_reservationsUnderWay == 0)
        commitReservations();
}

void Store::Writer::commitReservations()
{
    const QList<Waiting> waiting = std::exchange(m_waiting, {});
    if (waiting.isEmpty())
        return;
    // What has ended meanwhile makes room in its budgets, and what has begun takes it.
    if (std::ranges::any_of(waiting, [](const Waiting &one) { return !one.reservation.budgets.isEmpty(); }))
        commitUpdates();
    QList<Result<Reserved>> given;
    Result<void> done = ready();
    if (done)
        done = m_database.setSynced(false); // it must outlive us, not the power
    if (done) {
        const auto write = [&]() -> Result<void> {
            for (const Waiting &one : waiting) {
                auto reserved = m_ledger.reserve(one.reservation, m_clock.wallMs());
                if (!reserved && reserved.error().kind != ErrorKind::Budget)
                    return std::unexpected(reserved.error());
                given.append(reserved);
            }
            return {};
        };
        // One row that nothing is read for is a transaction of its own, with the sums that it moves.
        const bool alone = waiting.size() == 1 && waiting.first().reservation.budgets.isEmpty();
        done = alone ? write() : m_database.transaction(write);
    }
    report(done);
    for (qsizetype i = 0; i < waiting.size(); ++i) {
        waiting[i].promise->addResult(done ? given[i] : std::unexpected(done.error()));
        waiting[i].promise->finish();
    }
}

// --- what was journaled
// ------------------------------------------------------------------------------------------------

/// Within the caller's transaction.
Result<void> Store::Writer::writeJournaled(const QString &session, const Journal::Entries &entries)
{
    if (entries.isEmpty())
        return {};
    for (const JournalEntry &entry : entries) {
        if (const auto *run = std::get_if<RunRecord>(&entry.what)) {
            if (auto inserted = m_history.insertRun(*run, session); !inserted)
                return inserted;
            continue;
        }
        const auto reserved = m_ledger.reserve(std::get<Reservation>(entry.what), entry.wallMs);
        if (!reserved)
            return std::unexpected(reserved.error());
        m_rows.insert(entry.number, reserved->rowId);
    }
    auto marked = m_database.runAgain(u"INSERT INTO journal_mark (session, number) VALUES (?, ?) "
                                      "ON CONFLICT (session) DO UPDATE SET number = excluded.number"_s,
                                      {session, entries.last().number});
    if (!marked)
        return std::unexpected(marked.error());
    return {};
}

/// Within the caller's transaction. What was never reserved can not be entered, now or later: that is told,
/// and keeps nothing else out of the ledger.
Result<void> Store::Writer::writeSettlements(const QList<Settlement> &settlements)
{
    for (Settlement settlement : settlements) {
        const qint64 asked = settlement.rowId;
        settlement.rowId = rowOf(asked);
        const auto settled = m_ledger.settle(settlement, m_clock.wallMs());
        if (settled)
            continue;
        if (settled.error().kind != ErrorKind::Internal)
            return settled;
        qCCritical(lcStore) << "an attempt that nobody reserved has ended:" << asked << settlement.outcome;
        Q_EMIT m_store.failed(settled.error());
    }
    return {};
}

/// Those who have settled may still be corrected; not for ever.
void Store::Writer::forgetRows(const QList<Settlement> &settled)
{
    constexpr size_t remembered = 4096;
    for (const Settlement &settlement : settled) {
        if (settlement.rowId < 0)
            m_settledRows.push_back(-settlement.rowId);
    }
    while (m_settledRows.size() > remembered) {
        m_rows.remove(m_settledRows.front());
        m_settledRows.pop_front();
    }
}

/// \param reservation as Reserved::rowId names it
qint64 Store::Writer::rowOf(qint64 reservation) const
{
    return reservation < 0 ? m_rows.value(-reservation) : reservation;
}

/// What processes that died had begun, and perhaps sent, without writing it into the database. Where that
/// fails, the next start tries again.
void Store::Writer::recoverJournals()
{
    const QHash<QString, QString> journals = m_session.journalsOfTheDead();
    for (auto it = journals.cbegin(); it != journals.cend(); ++it) {
        const QString session = it.key();
        const auto take = [&](Journal::Entries left) {
            return m_database.transaction([&]() -> Result<void> {
                auto rows = m_database.run(u"SELECT number FROM journal_mark WHERE session = ?"_s, {session});
                if (!rows)
                    return std::unexpected(rows.error());
                const qint64 written = rows->next() ? rows->value(0).toLongLong() : 0;
                left.removeIf([written](const JournalEntry &entry) { return entry.number <= written; });
                return writeJournaled(session, left);
            });
        };
        if (auto recovered = Journal::recover(it.value(), take); !recovered)
            qCWarning(lcStore) << "a journal was not recovered:" << recovered.error().message;
        else
            (void)m_database.run(u"DELETE FROM journal_mark WHERE session = ?"_s, {session});
    }
    m_rows.clear(); // theirs are nobody's any more
}

// --- ends
// ------------------------------------------------------------------------------------------------

/// Settlements and what is journaled wait for company.
void Store::Writer::commitSoon()
{
    if (m_commitTimer && !m_commitTimer->isActive())
        m_commitTimer->start(int(gatherMs));
}

void Store::Writer::settle(const Settlement &settlement)
{
    m_settlements.append(settlement);
    commitSoon();
}

Result<void> Store::Writer::correct(const Correction &correction)
{
    commitUpdates(); // its reservation or settlement may wait there
    Correction resolved = correction;
    resolved.rowId = rowOf(correction.rowId);
    return m_database.transaction([&] { return m_ledger.correct(resolved, m_clock.wallMs()); });
}

void Store::Writer::saveHealth(const QList<StoredHealth> &offers)
{
    Result<void> done = ready();
    if (done)
        done = m_database.transaction([&]() -> Result<void> {
            for (const StoredHealth &one : offers) {
                auto saved = m_database.run(
                    u"INSERT INTO offer_health (provider, model, state, updated_ms) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (provider, model) DO UPDATE SET state = excluded.state, updated_ms = "
                    "excluded.updated_ms WHERE excluded.updated_ms >= updated_ms"_s,
                    {one.provider, one.model, one.state, one.updatedMs});
                if (!saved)
                    return std::unexpected(saved.error());
            }
            return {};
        });
    if (!done) // it is only advice: nothing is lost that a person would miss
        qCWarning(lcStore) << "health not kept:" << done.error().message << done.error().detail;
}

Result<QList<StoredHealth>> Store::Writer::loadHealth()
{
    auto rows = m_database.run(u"SELECT provider, model, state, updated_ms FROM offer_health"_s);
    if (!rows)
        return std::unexpected(rows.error());
    QList<StoredHealth> offers;
    while (rows->next())
        offers.append({rows->value(0).toString(), rows->value(1).toString(), rows->value(2).toString(),
                       rows->value(3).toLongLong()});
    return offers;
}

/// In the history and in the ledger. \param run as it was left
Result<void> Store::Writer::endInterrupted(const QString &runId, StoredRun &run)
{
    if (auto marked = m_history.markInterrupted(runId); !marked)
        return marked;
    auto loaded = m_history.load(runId);
    if (!loaded)
        return std::unexpected(loaded.error());
    run = *loaded;
    for (qsizetype lane = 0; lane < run.answers.size(); ++lane) {
        const qint64 seen = run.answers[lane].usage.output.value_or(0);
        if (auto ended = m_ledger.endInterrupted(runId, int(lane), seen, m_clock.wallMs()); !ended)
            return ended;
    }
    return {};
}

Result<QList<StoredRun>> Store::Writer::takeInterruptedRuns()
{
    auto unended = m_history.unendedRuns();
    if (!unended)
        return std::unexpected(unended.error());
    QList<StoredRun> taken;
    for (const auto &[id, session] : *unended) {
        if (m_session.isAlive(session))
            continue;
        StoredRun run;
        const auto end = [&, runId = id] { return endInterrupted(runId, run); };
        if (auto done = m_database.transaction(end); !done)
            return std::unexpected(done.error());
        taken.append(run);
    }
    return taken;
}

Result<void> Store::Writer::deleteRun(const QString &runId)
{
    Result<void> done = m_database.transaction([&] { return m_history.remove(runId); });
    if (done)
        dropBackupsWith(m_database, m_path, runId);
    return done;
}

void Store::Writer::commitJournaled()
{
    if (!m_journaled.isEmpty() || m_store.m_journal.hasUntaken())
        commitUpdates();
}

Result<void> Store::Writer::flush()
{
    commitReservations();
    commitUpdates();
    if (m_failing)
        return fail(ErrorKind::Storage,
                    QCoreApplication::translate("Store", "Not everything could be written."));
    return {};
}

} // namespace Crossroads
