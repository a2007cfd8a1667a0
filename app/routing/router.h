// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/credits/tokencalibration.h"
#include "app/keys/keyhealth.h"
#include "app/routing/generationlookup.h"
#include "app/routing/health.h"
#include "app/routing/plan.h"
#include "app/routing/rategate.h"
#include "app/routing/runrequest.h"
#include "app/routing/sessions.h"
#include "app/routing/wirelog.h"
#include "app/settings/settings.h"

#include <QHash>
#include <QMutex>
#include <QObject>
#include <QSet>

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
    Router(HttpClient &http, Store &store, const Clock &clock, KeyHealth &keyHealth,
           const Settings &settings);
    ~Router() override;

    /// Replaces the providers, keys and catalog for later runs. Thread-safe.
    void setDirectory(Directory directory);
    void setSettings(const Settings &settings);
    /// What is known about counting tokens, for later runs. Thread-safe.
    void setTokenCalibration(const TokenCalibration &calibration);
    /// WrongUse where no provider is called so. Thread-safe.
    Result<void> checkProviders(const QStringList &names) const;
    /// What a request to a model would be sent to now, in order, and what is left out and why; the errors of
    /// planRoute(). \param rules absent: the person's own. \param rehearsal as if there were a key for every
    /// provider. Thread-safe and without I/O.
    Result<RoutePlan> plan(const QString &model, const std::optional<RouteRules> &rules = {},
                           const RouteNeed &need = {}, quint64 seed = 0, bool rehearsal = false) const;
    /// The person's rule for this very lineup, on top of the one for all models; absent where there is none.
    /// It stands in for the rules of its models. Thread-safe.
    std::optional<RouteRules> rulesOfLineup(const QStringList &lineup) const;
    /// What an earlier process knew about offers. Thread-safe.
    void restoreHealth(const QList<StoredHealth> &offers);
    HealthBook &health() { return m_health; }      ///< thread-safe
    KeyHealth &keyHealth() { return m_keyHealth; } ///< thread-safe

    /// Starts a run and returns its record at once. A lane whose model can not be planned fails in its lane.
    /// WrongUse for an empty prompt or lineup.
    Result<RunRecord> start(const RunRequest &request);
    void stopLane(const QString &runId, int lane);
    void stopRun(const QString &runId);
    void stopAll();
    /// Sends the lane's prompt again (a new take); only an ended lane can be retried. Any run of the history
    /// will do.
    void retryLane(const QString &runId, int lane, Again again = Again::Same);
    /// The exact requests and responses of a lane's take, in order of its attempts; empty where they are no
    /// longer kept (this session's latest are). Thread-safe.
    QList<WireRecord> wire(const QString &runId, int lane, std::optional<int> take) const;
    /// Runs under way now. Thread-safe.
    int activeRuns() const;

Q_SIGNALS:
    /// All lanes of the run have ended, and their last updates are on their way to the store.
    void runEnded(const QString &runId);

private:
    RunContext context();
    Run *add(const RunRecord &record, const RunRequest &request);
    void keepEnded(const QString &runId);
    void saveHealth();
    void retryKept(const QString &runId, int lane, Again again);
    void revive(const StoredRun &stored);
    RouteRules rulesFor(const Settings &settings, const QString &model) const;
    void applyLimits(const Settings &settings);

    mutable QMutex m_mutex; // guards the three below: plan() is called from the caller's thread
    Directory m_directory;
    Settings m_settings;
    TokenCalibration m_tokens;
    HttpClient &m_http;
    Store &m_store;
    const Clock &m_clock;
    mutable WireLog m_wireLog; // locks itself
    HealthBook m_health;
    KeyHealth &m_keyHealth;
    RateGate m_gate;
    GenerationLookup m_records{m_http, m_store};
    Sessions m_sessions;
    QHash<QString, Run *> m_runs; // these three: engine thread only
    QStringList m_endedRuns;      // of m_runs, the longest ended first
    QSet<QString> m_counted;      // of m_runs, those that m_active counts
    std::atomic<int> m_active = 0;
};

} // namespace Crossroads
