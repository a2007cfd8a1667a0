// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/credits/settle.h"
#include "app/routing/chatjob.h"
#include "app/routing/walk.h"
#include "app/stream/answer.h"
#include "app/stream/laneupdate.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace Crossroads {

class GenerationLookup;
class HealthBook;
class HttpClient;
class KeyHealth;
class RateGate;
class Store;
class WireLog;

/// What routing needs of the app; all outlive every job.
struct RouteServices
{
    HttpClient &http;
    Store &store;
    const Clock &clock;
    HealthBook &health;
    KeyHealth &keys;
    RateGate &gate;
    WireLog &wireLog;
    GenerationLookup *records = nullptr; ///< null: costs stay as they were entered
};

/// One request and everything that was decided about it.
struct RouteTask
{
    RoutePlan plan;
    ChatRequest request; ///< model, capabilities and limits are filled in per offer
    QString runId;
    int lane = 0;
    int take = 0; ///< with the two above, where the wire is kept
    QString source;
    int tokensPermille = 1'000; ///< what estimates of the prompt's tokens are to be multiplied with
    QList<BudgetLimit> budgets = {};
    bool outputFlexible = false; ///< nobody named a length: a budget may shorten the answer
    bool unknownAllowed = false; ///< under a budget, too, an offer of unknown price is asked
    ChatJob::Timeouts timeouts = {};
};

/// Walks a plan: reserves in the ledger, sends, and on a failure before the first token goes on to whatever
/// the failure demands, until one answers. The first token commits: nothing is switched after it. Events come
/// out as of one answer, in order, from the event loop; RouteChanged tells every attempt, the first one's
/// start perhaps from inside start(). Ends with one Finished or Failed, then ended(), never from inside
/// start(). Every attempt is settled before that; the Priced event is the sum of all. Destroyed before its
/// end, it settles what was under way as stopped there.
class RouteJob : public QObject
{
    Q_OBJECT

public:
    RouteJob(const RouteServices &services, RouteTask task, QObject *parent = nullptr);
    ~RouteJob() override;

    void start();
    /// Ends with Failed of kind Cancelled; what has arrived stays. Nothing is retried.
    void stop();

Q_SIGNALS:
    void moved(Crossroads::LaneState state, const std::optional<Crossroads::StreamEvent> &event);
    void ended();

private:
    class Reserving;
    struct Try;

    void goOn();
    void begin(int candidate);
    void reserve(Try &attempt);
    void reserved(Try &attempt, const Result<Reserved> &result);
    std::optional<qint64> outputPaid(const Prices &prices, Money bound) const;
    bool isOverBound(const Try &attempt) const;
    void stopForMoney(Try &attempt);
    void prepare(Try &attempt, qint64 outputTokens);
    void send(Try &attempt, const Reserved &reserved);
    ChatRequest requestFor(Try &attempt, qint64 outputTokens) const;
    void take(Try &attempt, const StreamEvent &event);
    void commit(Try &attempt);
    void lost(Try &attempt);
    void takeLast(Try &attempt, const StreamEvent &event);
    void failedBeforeToken(Try &attempt, const Error &error);
    bool alter(const Try &attempt, const Error &error);
    void letGo(Try &attempt);
    void close(Try &attempt, AttemptOutcome outcome, const Error *error);
    void publishAttempt(const Try &attempt);
    void observe(const Try &attempt, AttemptOutcome outcome, const Error *error);
    void finish(LaneState state, const StreamEvent &last);
    void conclude();
    AttemptCost settle(Try &attempt, AttemptOutcome outcome, const Error *error);
    void failLane(Error error);
    void armHedge(const Try &attempt);
    void hedge();
    bool othersRun(const Try &attempt) const;
    void publish(LaneState state, std::optional<StreamEvent> event = std::nullopt);
    qint64 elapsed() const;
    Try *running();

    RouteServices m_services;
    RouteTask m_task;
    RouteWalk m_walk;
    qint64 m_inputTokens = 0;
    qint64 m_inputBound = 0;
    qint64 m_images = 0;
    qint64 m_startMs = 0;
    std::vector<std::unique_ptr<Try>> m_tries;
    Try *m_winner = nullptr;
    LaneState m_state = LaneState::Queued;
    std::optional<Error> m_lastError;
    struct Altered
    {
        ChatRequest request;
        Quirks quirks;
        QString note;
    };
    QHash<int, Altered> m_altered; ///< by candidate: what is sent to it instead
    std::optional<Money> m_cost = Money{0};
    CostState m_costState = CostState::Computed;
    int m_attempts = 0;
    std::optional<std::pair<LaneState, StreamEvent>> m_last; ///< decided; told when every attempt is settled
    bool m_stopAsked = false;
    bool m_ended = false;
    QTimer m_wait;
    QTimer m_hedge;
};

} // namespace Crossroads
