// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/core/result.h"
#include "app/routing/chatjob.h"
#include "app/routing/plan.h"
#include "app/stream/answer.h"

#include <QList>
#include <QObject>

#include <memory>
#include <vector>

namespace Crossroads {

class HttpClient;
class Store;

/// What lanes need of the app; all outlive every run.
struct RunContext
{
    HttpClient &http;
    Store &store;
    const Clock &clock;
    WireLog &wireLog;
    Settings settings; ///< as they were when the run began
};

/// One model's place in a run: reserves in the ledger, sends, follows the answer, prices and settles it.
/// Every take ends in exactly one Finished or Failed, sent to the store.
class Lane : public QObject
{
    Q_OBJECT

public:
    Lane(const RunContext &context, RunRecord run, int number, Result<LanePlan> plan, ChatRequest request,
         QObject *parent);

    void start();
    void stop();
    bool retry(); ///< a new take; false, and nothing, while one runs
    /// The lane of an earlier run, which ended with \p take.
    void resumeAfter(int take);
    bool hasEnded() const { return isEnded(m_state); }

Q_SIGNALS:
    void ended();

private:
    void reserve();
    void send();
    void take(const StreamEvent &event);
    void takeLast(const StreamEvent &event);
    void settle(AttemptOutcome outcome);
    void price();
    void fail(const Error &error);
    void publish(LaneState state, std::optional<StreamEvent> event = std::nullopt);
    void publishAttempt();
    qint64 elapsed() const;
    ChatJob::Timeouts timeouts() const;

    RunContext m_context;
    RunRecord m_run;
    int m_number;
    Result<LanePlan> m_plan;
    ChatRequest m_request;
    Answer m_answer; // kept by the same rules as every viewer's
    Attempt m_attempt;
    ChatJob *m_job = nullptr;
    LaneState m_state = LaneState::Queued;
    qint64 m_ledgerRow = 0;
    qint64 m_startMs = 0;
    int m_take = 0;
    bool m_stopAsked = false;
};

/// One prompt to one lineup: all lanes start together and end each on its own.
class Run : public QObject
{
    Q_OBJECT

public:
    Run(const RunContext &context, const RunRecord &record, const QList<Result<LanePlan>> &plans,
        const RunRequest &request, QObject *parent);

    void start();
    void stop();
    void stopLane(int lane);
    bool retryLane(int lane); ///< false: there is no such lane, or it still runs
    bool hasEnded() const;
    /// Makes every lane an ended one whose last take is known.
    void resumeAfter(const QList<int> &takes);

Q_SIGNALS:
    void ended();

private:
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace Crossroads
