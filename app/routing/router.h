// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/routing/plan.h"
#include "app/routing/wirelog.h"
#include "app/settings/settings.h"

#include <QHash>
#include <QMutex>
#include <QObject>

#include <atomic>

namespace Crossroads {

class HttpClient;
class Run;
class Store;
struct RunContext;

/// One request in, the best available offer answers. Everything that sends (window, command line, later judge
/// and gateway) sends here. Lives on the engine thread; start(), stop...() and retry() may be called from any
/// thread. Each lane ends in exactly one Finished or Failed per take; lanes start together and stream at
/// once. Updates go to the Store and come back to viewers through Store::committed().
class Router : public QObject
{
    Q_OBJECT

public:
    Router(HttpClient &http, Store &store, const Clock &clock, const Settings &settings);
    ~Router() override;

    /// Replaces the providers, keys and catalog for later runs. Thread-safe.
    void setDirectory(Directory directory);
    void setSettings(const Settings &settings);
    /// Which offer a model id would be sent to now; WrongUse (with near matches) for an unknown one,
    /// Authentication where no key is known. Thread-safe and without I/O.
    Result<LanePlan> plan(const QString &model) const;

    /// Starts a run and returns its record at once. A lane whose model can not be planned fails in its lane.
    /// WrongUse for an empty prompt or lineup.
    Result<RunRecord> start(const RunRequest &request);
    void stopLane(const QString &runId, int lane);
    void stopRun(const QString &runId);
    void stopAll();
    /// Sends the lane's prompt again (a new take); only an ended lane can be retried. Any run of the history
    /// will do.
    void retryLane(const QString &runId, int lane);
    /// The exact requests and responses of a lane's take, in order of its attempts; empty where they are no
    /// longer kept (this session's latest are). Thread-safe.
    QList<WireRecord> wire(const QString &runId, int lane, int take) const;
    /// Runs under way now. Thread-safe.
    int activeRuns() const;

Q_SIGNALS:
    /// All lanes of the run have ended, and their last updates are on their way to the store.
    void runEnded(const QString &runId);

private:
    RunContext context() const;
    Run *add(const RunRecord &record, const QList<Result<LanePlan>> &plans, const RunRequest &request);
    void keepEnded(const QString &runId);
    void retryKept(const QString &runId, int lane);
    void revive(const StoredRun &stored);
    void begin(const RunRecord &record, const QList<Result<LanePlan>> &plans, const RunRequest &request);

    mutable QMutex m_mutex; // guards the two below: plan() is called from the caller's thread
    Directory m_directory;
    Settings m_settings;
    HttpClient &m_http;
    Store &m_store;
    const Clock &m_clock;
    mutable WireLog m_wireLog;    // locks itself
    QHash<QString, Run *> m_runs; // these two: engine thread only
    QStringList m_endedRuns;      // of m_runs, the longest ended first
    std::atomic<int> m_active = 0;
};

} // namespace Crossroads
