// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/core/result.h"
#include "app/credits/tokencalibration.h"
#include "app/routing/plan.h"
#include "app/routing/routejob.h"
#include "app/routing/runrequest.h"
#include "app/routing/sessions.h"
#include "app/settings/settings.h"
#include "app/stream/answer.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

namespace Crossroads {

/// What lanes need of the app; all outlive every run.
struct RunContext
{
    RouteServices services;
    Settings settings; ///< as they were when the run began
    /// Plans a request to a model by what is known now. \p seed makes it repeatable.
    std::function<Result<RoutePlan>(const QString &model, const std::optional<RouteRules> &rules,
                                    const RouteNeed &need, quint64 seed, bool rehearsal)>
        plan;
    Sessions *sessions;
    TokenCalibration tokens;              ///< what is known about counting them
    std::function<Directory()> directory; ///< as it is now
};

/// One model's place in a run: plans and sends its prompt, and follows the answer. Every take ends in exactly
/// one Finished or Failed, sent to the store.
class Lane : public QObject
{
    Q_OBJECT

public:
    Lane(const RunContext &context, const RunRecord &run, int number, RunRequest request, QObject *parent);

    void start();
    void stop();
    /// A new take; false, and nothing, while one runs. To continue, there must be text.
    bool retry(Again again);
    /// The lane of an earlier run, whose last take ended as \p answer.
    void resumeAfter(int take, const Answer &answer);
    bool hasEnded() const { return isEnded(m_state); }

Q_SIGNALS:
    void ended();

private:
    ChatRequest chatRequest() const;
    QList<BudgetLimit> budgets() const;
    int tokensPermille() const;
    void plan();
    void send(RoutePlan plan);
    void avoid(RoutePlan &plan) const;
    void fail(const Error &error);
    void rememberOffer();
    void publish(LaneState state, const std::optional<StreamEvent> &event = std::nullopt);
    qint64 elapsed() const;
    quint64 seed() const;

    RunContext m_context;
    RunRecord m_run;
    int m_number;
    RunRequest m_request;
    Answer m_answer; // kept by the same rules as every viewer's
    Again m_again = Again::Same;
    QString m_soFar; ///< text of the earlier take that is being continued
    QList<OfferId> m_avoided;
    QPointer<RouteJob> m_job;
    LaneState m_state = LaneState::Queued;
    qint64 m_startMs = 0;
    int m_take = 0;
};

/// One prompt to one lineup: all lanes start together and end each on its own.
class Run : public QObject
{
    Q_OBJECT

public:
    Run(const RunContext &context, const RunRecord &record, const RunRequest &request, QObject *parent);

    void start();
    void stop();
    void stopLane(int lane);
    bool retryLane(int lane, Again again); ///< false: there is no such lane, or it still runs
    bool hasEnded() const;
    /// Makes every lane an ended one whose last take is known.
    void resumeAfter(const QList<int> &takes, const QList<Answer> &answers);

Q_SIGNALS:
    void ended();

private:
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace Crossroads
