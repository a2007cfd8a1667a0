// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/router.h"

#include "app/core/ids.h"
#include "app/core/logging.h"
#include "app/http/httpclient.h"
#include "app/routing/run.h"
#include "app/storage/store.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

// Ended runs that stay in memory, so that a lane can be sent again at once; older ones are read from the
// history.
static constexpr qsizetype mostEndedRuns = 8;

Router::Router(HttpClient &http, Store &store, const Clock &clock, const Settings &settings)
    : m_settings(settings), m_http(http), m_store(store), m_clock(clock)
{
}

Router::~Router()
{
    qDeleteAll(m_runs);
}

void Router::setDirectory(Directory directory)
{
    const QMutexLocker lock(&m_mutex);
    m_directory = std::move(directory);
}

void Router::setSettings(const Settings &settings)
{
    const QMutexLocker lock(&m_mutex);
    m_settings = settings;
}

Result<LanePlan> Router::plan(const QString &model) const
{
    const QMutexLocker lock(&m_mutex);
    return planLane(m_directory, model);
}

RunContext Router::context() const
{
    const QMutexLocker lock(&m_mutex);
    return {m_http, m_store, m_clock, m_wireLog, m_settings};
}

Result<RunRecord> Router::start(const RunRequest &request)
{
    if (request.prompt.trimmed().isEmpty())
        return fail(ErrorKind::WrongUse, tr("The prompt is empty."),
                    tr("Write what the models are to answer."));
    if (request.lineup.isEmpty())
        return fail(ErrorKind::WrongUse, tr("No model is in the lineup."), tr("Add at least one model."));
    RunRecord record;
    record.startedWallMs = m_clock.wallMs();
    record.id = newRunId(record.startedWallMs);
    record.source = request.source;
    record.prompt = request.prompt;
    record.system = request.system;
    record.maxTokens = request.maxTokens;
    record.temperature = request.temperature;
    QList<Result<LanePlan>> plans;
    for (const QString &model : request.lineup) {
        plans.append(plan(model));
        record.lanes.append(plans.last() ? plans.last()->spec : LaneSpec{model, model, false});
    }
    m_store.beginRun(record);
    ++m_active;
    QMetaObject::invokeMethod(this, [this, record, plans, request] { begin(record, plans, request); });
    return record;
}

void Router::begin(const RunRecord &record, const QList<Result<LanePlan>> &plans, const RunRequest &request)
{
    add(record, plans, request)->start();
}

Run *Router::add(const RunRecord &record, const QList<Result<LanePlan>> &plans, const RunRequest &request)
{
    auto *run = new Run(context(), record, plans, request, nullptr);
    m_runs.insert(record.id, run);
    // Queued: a lane that fails to be planned ends while the others are still being started.
    connect(
        run, &Run::ended, this,
        [this, id = record.id] {
            Run *ended = m_runs.value(id);
            if (!ended || !ended->hasEnded())
                return; // a lane was retried meanwhile
            m_store.endRun(id);
            --m_active;
            keepEnded(id);
            Q_EMIT runEnded(id);
        },
        Qt::QueuedConnection);
    return run;
}

void Router::keepEnded(const QString &runId)
{
    m_endedRuns.removeAll(runId);
    m_endedRuns.append(runId);
    while (m_endedRuns.size() > mostEndedRuns)
        delete m_runs.take(m_endedRuns.takeFirst());
}

void Router::stopLane(const QString &runId, int lane)
{
    QMetaObject::invokeMethod(this, [this, runId, lane] {
        if (Run *run = m_runs.value(runId))
            run->stopLane(lane);
    });
}

void Router::stopRun(const QString &runId)
{
    QMetaObject::invokeMethod(this, [this, runId] {
        if (Run *run = m_runs.value(runId))
            run->stop();
    });
}

void Router::stopAll()
{
    QMetaObject::invokeMethod(this, [this] {
        for (Run *run : std::as_const(m_runs))
            run->stop();
    });
}

void Router::retryLane(const QString &runId, int lane)
{
    QMetaObject::invokeMethod(this, [this, runId, lane] {
        if (m_runs.contains(runId))
            retryKept(runId, lane);
        else
            m_store.loadRun(runId).then(this, [this, runId, lane](const Result<StoredRun> &stored) {
                if (stored && !m_runs.contains(runId)) // else another lane of it was quicker
                    revive(*stored);
                retryKept(runId, lane);
            });
    });
}

void Router::retryKept(const QString &runId, int lane)
{
    Run *run = m_runs.value(runId);
    const bool hadEnded = run && run->hasEnded();
    if (!run || !run->retryLane(lane)) {
        qCWarning(lcRouting) << "lane" << lane << "of" << runId << "can not be sent again";
        return;
    }
    m_endedRuns.removeAll(runId);
    if (hadEnded)
        ++m_active;
}

/// A run of the history, as if it had just ended here.
void Router::revive(const StoredRun &stored)
{
    RunRequest request{.prompt = stored.run.prompt,
                       .system = stored.run.system,
                       .lineup = {},
                       .maxTokens = stored.run.maxTokens.value_or(context().settings.maxTokens),
                       .temperature = stored.run.temperature,
                       .source = stored.run.source};
    QList<Result<LanePlan>> plans;
    for (const LaneSpec &lane : stored.run.lanes) {
        request.lineup.append(lane.model);
        plans.append(plan(lane.model));
    }
    add(stored.run, plans, request)->resumeAfter(stored.takes);
}

QList<WireRecord> Router::wire(const QString &runId, int lane, int take) const
{
    return m_wireLog.attempts({runId, lane, take});
}

int Router::activeRuns() const
{
    return m_active;
}

} // namespace Crossroads
