// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/store.h"

#include "app/storage/storewriter.h"

#include <QPromise>

#include <functional>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype mostJournaled = 64 * 1024; // characters of a run's parameters

Store::Store(QString path) : m_writer(new Writer(*this, path))
{
    qRegisterMetaType<QList<LaneUpdate>>();
    m_thread.setObjectName(u"store"_s);
    m_writer->moveToThread(&m_thread);
    m_thread.start();
}

Store::~Store()
{
    QMetaObject::invokeMethod(
        m_writer,
        [this] {
            m_writer->close();
            delete m_writer; // on its own thread, where its connection belongs
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

template<typename T>
QFuture<Result<T>> Store::ask(std::function<Result<T>(Writer &)> work)
{
    const auto promise =
        std::make_shared<QPromise<Result<T>>>(); // shared with the closure, which must be copyable
    promise->start();
    QMetaObject::invokeMethod(m_writer, [this, promise, work = std::move(work)] {
        promise->addResult(work(*m_writer));
        promise->finish();
    });
    return promise->future();
}

/// \p work where the database is open, else why it is not.
template<typename T>
QFuture<Result<T>> Store::askOpen(std::function<Result<T>(Writer &)> work)
{
    return ask<T>([work = std::move(work)](Writer &writer) -> Result<T> {
        writer.commitJournaled();
        if (auto ready = writer.durable(); !ready)
            return std::unexpected(ready.error());
        return work(writer);
    });
}

QFuture<Result<void>> Store::open()
{
    return ask<void>([](Writer &writer) { return writer.open(); });
}

void Store::beginRun(const RunRecord &run)
{
    // A run with files would be written out only to be found too long for the journal.
    if (run.parameters.size() < mostJournaled && m_journal.append(run, m_clock.wallMs()))
        return;
    ++m_runsUnderWay;
    QMetaObject::invokeMethod(m_writer, [this, run] { m_writer->beginRun(run); });
}

void Store::append(const LaneUpdate &update)
{
    QMetaObject::invokeMethod(m_writer, [this, update] { m_writer->append(update); });
}

void Store::endRun(const QString &runId)
{
    QMetaObject::invokeMethod(m_writer, [this, runId] { m_writer->endRun(runId); });
}

QFuture<Result<Reserved>> Store::reserve(const Reservation &reservation)
{
    if (reservation.budgets.isEmpty() && m_runsUnderWay == 0) {
        if (const qint64 number = m_journal.append(reservation, m_clock.wallMs()))
            return QtFuture::makeReadyValueFuture(
                Result<Reserved>(Reserved{-number, reservation.outputTokens, reservation.bound}));
    }
    const auto promise =
        std::make_shared<QPromise<Result<Reserved>>>(); // shared with the writer until it is committed
    promise->start();
    ++m_reservationsUnderWay;
    QMetaObject::invokeMethod(m_writer,
                              [this, reservation, promise] { m_writer->reserve(reservation, promise); });
    return promise->future();
}

/// There is a journaled reservation to take. Waking a thread takes as long as sending the request does: that
/// comes first, in this turn of the caller's event loop.
void Store::wakeLater()
{
    QMetaObject::invokeMethod(
        this, [this] { QMetaObject::invokeMethod(m_writer, &Writer::commitSoon); }, Qt::QueuedConnection);
}

void Store::settle(const Settlement &settlement)
{
    QMetaObject::invokeMethod(m_writer, [this, settlement] { m_writer->settle(settlement); });
}

void Store::saveHealth(const QList<StoredHealth> &offers)
{
    QMetaObject::invokeMethod(m_writer, [this, offers] { m_writer->saveHealth(offers); });
}

QFuture<Result<QList<StoredHealth>>> Store::loadHealth()
{
    return askOpen<QList<StoredHealth>>([](Writer &writer) { return writer.loadHealth(); });
}

QFuture<Result<QList<PastRequest>>> Store::lastRequests(int most)
{
    return askOpen<QList<PastRequest>>([most](Writer &writer) { return writer.ledger().lastRequests(most); });
}

QFuture<Result<QList<RouteRecord>>> Store::recentRoutes(int most)
{
    return askOpen<QList<RouteRecord>>(
        [most](Writer &writer) { return writer.history().recentRoutes(most); });
}

QFuture<Result<QList<RunSummary>>> Store::recentRuns(int most, const QString &containing)
{
    return askOpen<QList<RunSummary>>(
        [most, containing](Writer &writer) { return writer.history().recent(most, containing); });
}

QFuture<Result<StoredRun>> Store::loadRun(const QString &runId)
{
    return askOpen<StoredRun>([runId](Writer &writer) { return writer.history().load(runId); });
}

QFuture<Result<QList<StoredRun>>> Store::takeInterruptedRuns()
{
    return askOpen<QList<StoredRun>>([](Writer &writer) { return writer.takeInterruptedRuns(); });
}

QFuture<Result<void>> Store::deleteRun(const QString &runId)
{
    return askOpen<void>([runId](Writer &writer) { return writer.deleteRun(runId); });
}

QFuture<Result<Money>> Store::spentSince(qint64 sinceWallMs)
{
    return askOpen<Money>(
        [sinceWallMs](Writer &writer) { return writer.sums().knownSince(localDay(sinceWallMs)); });
}

QFuture<Result<QList<SpendCell>>> Store::spend(const SpendQuery &query)
{
    return askOpen<QList<SpendCell>>([query](Writer &writer) { return writer.sums().cells(query); });
}

QFuture<Result<void>> Store::correct(const Correction &correction)
{
    return askOpen<void>([correction](Writer &writer) { return writer.correct(correction); });
}

QFuture<Result<QList<CostDrift>>> Store::drift(const SpendQuery &query)
{
    return askOpen<QList<CostDrift>>([query](Writer &writer) { return writer.sums().drift(query); });
}

QFuture<Result<QList<TokenSample>>> Store::tokenSamples(int most)
{
    return askOpen<QList<TokenSample>>(
        [most](Writer &writer) { return writer.history().tokenSamples(most); });
}

QFuture<Result<Money>> Store::spentOf(const BudgetLimit &budget, const QString &runId)
{
    return askOpen<Money>([budget, runId](Writer &writer) { return writer.ledger().spentOf(budget, runId); });
}

QFuture<Result<QList<KeyRecord>>> Store::keyRecords()
{
    return askOpen<QList<KeyRecord>>([](Writer &writer) { return writer.keys().keys(); });
}

QFuture<Result<void>> Store::saveKey(const KeyRecord &key)
{
    return askOpen<void>([key](Writer &writer) { return writer.keys().save(key); });
}

QFuture<Result<void>> Store::saveKeyCondition(const QString &id, const KeyConditionRecord &condition)
{
    return askOpen<void>(
        [id, condition](Writer &writer) { return writer.keys().saveCondition(id, condition); });
}

QFuture<Result<void>> Store::saveKeyBalance(const QString &id, const QString &balance)
{
    return askOpen<void>([id, balance](Writer &writer) { return writer.keys().saveBalance(id, balance); });
}

QFuture<Result<void>> Store::removeKey(const QString &id)
{
    return askOpen<void>([id](Writer &writer) { return writer.keys().remove(id); });
}

QFuture<Result<QByteArray>> Store::keySalt()
{
    return askOpen<QByteArray>([](Writer &writer) { return writer.keys().salt(); });
}

QFuture<Result<QList<KeySpend>>> Store::keySpendSince(qint64 sinceWallMs)
{
    return askOpen<QList<KeySpend>>(
        [sinceWallMs](Writer &writer) { return writer.keys().spentSince(sinceWallMs); });
}

QFuture<Result<QList<ProviderRecord>>> Store::customProviders()
{
    return askOpen<QList<ProviderRecord>>([](Writer &writer) { return writer.keys().providers(); });
}

QFuture<Result<void>> Store::saveProvider(const ProviderRecord &provider)
{
    return askOpen<void>([provider](Writer &writer) { return writer.keys().saveProvider(provider); });
}

QFuture<Result<void>> Store::removeProvider(const QString &slug)
{
    return askOpen<void>([slug](Writer &writer) { return writer.keys().removeProvider(slug); });
}

QFuture<Result<MonthUsage>> Store::usageSince(qint64 sinceWallMs)
{
    return askOpen<MonthUsage>(
        [sinceWallMs](Writer &writer) { return writer.ledger().usageSince(sinceWallMs); });
}

QFuture<Result<QList<Observation>>> Store::observationsSince(qint64 sinceWallMs)
{
    return askOpen<QList<Observation>>(
        [sinceWallMs](Writer &writer) { return writer.ledger().observationsSince(sinceWallMs); });
}

QFuture<Result<void>> Store::flush()
{
    return ask<void>([](Writer &writer) { return writer.flush(); });
}

} // namespace Crossroads
