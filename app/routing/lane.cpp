// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/logging.h"
#include "app/routing/run.h"
#include "app/storage/store.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

Lane::Lane(const RunContext &context, RunRecord run, int number, Result<LanePlan> plan, ChatRequest request,
           QObject *parent)
    : QObject(parent), m_context(context), m_run(std::move(run)), m_number(number), m_plan(std::move(plan)),
      m_request(std::move(request))
{
}

/// The Sandbox's token is nobody's key.
static QString keyShown(const LanePlan &plan)
{
    return plan.vendor.simulated ? QString() : plan.key.value.lastFour();
}

qint64 Lane::elapsed() const
{
    return m_context.clock.steadyMs() - m_startMs;
}

void Lane::publish(LaneState state, std::optional<StreamEvent> event)
{
    m_state = state;
    const LaneUpdate update{m_run.id, m_number, m_take, elapsed(), state, std::move(event)};
    m_answer.apply(update);
    m_context.store.append(update);
}

void Lane::publishAttempt()
{
    publish(m_state, RouteChanged{0, m_attempt});
}

void Lane::start()
{
    m_answer = Answer();
    m_attempt = Attempt();
    m_stopAsked = false;
    m_ledgerRow = 0;
    m_startMs = m_context.clock.steadyMs();
    publish(LaneState::Queued);
    if (!m_plan)
        fail(m_plan.error());
    else
        reserve();
}

bool Lane::retry()
{
    if (!hasEnded())
        return false;
    ++m_take;
    start();
    return true;
}

void Lane::resumeAfter(int take)
{
    m_take = take;
    m_state = LaneState::Stopped;
}

ChatJob::Timeouts Lane::timeouts() const
{
    const Settings &settings = m_context.settings;
    return {settings.connectTimeout, settings.firstTokenTimeoutOf(m_plan->spec.model), settings.idleTimeout};
}

void Lane::fail(const Error &error)
{
    publish(LaneState::Queued, Priced{Money{0}, CostState::Computed}); // nothing was sent
    publish(LaneState::Failed, Failed{error});
    Q_EMIT ended();
}

void Lane::reserve()
{
    const qint64 input = estimateTokens(m_run.system) + estimateTokens(m_run.prompt);
    Reservation reservation{.runId = m_run.id,
                            .lane = m_number,
                            .source = m_run.source,
                            .provider = m_plan->vendor.slug,
                            .model = m_plan->spec.model,
                            .keyLastFour = keyShown(*m_plan),
                            .bound = costBound(input, m_request.maxTokens, m_plan->prices),
                            .prices = m_plan->prices,
                            .simulated = m_plan->vendor.simulated};
    m_context.store.reserve(reservation).then(this, [this](const Result<qint64> &row) {
        if (m_stopAsked) {
            fail({ErrorKind::Cancelled, tr("You stopped it before it was sent."), {}, {}});
            return;
        }
        if (row) {
            m_ledgerRow = *row;
            send();
        } else {
            fail({ErrorKind::Storage, tr("Nothing was sent: the ledger can not be written."),
                  row.error().message, row.error().detail});
        }
    });
}

void Lane::send()
{
    m_attempt = {.provider = m_plan->vendor.slug,
                 .providerName = m_plan->vendor.name,
                 .model = m_plan->providerModelId,
                 .keyLastFour = keyShown(*m_plan),
                 .startedMs = elapsed(),
                 .endedMs = {},
                 .errorKind = {},
                 .simulated = m_plan->vendor.simulated};
    m_state = LaneState::Connecting;
    publishAttempt();
    m_job = new ChatJob(m_context.http, *m_plan, m_request, timeouts(), this);
    connect(m_job, &ChatJob::connected, this, [this] { publish(LaneState::Waiting); });
    connect(m_job, &ChatJob::arrived, this, &Lane::take);
    connect(m_job, &ChatJob::ended, this, [this] {
        m_job->deleteLater();
        m_job = nullptr;
        Q_EMIT ended();
    });
    m_job->start();
}

void Lane::stop()
{
    if (hasEnded())
        return;
    m_stopAsked = true;
    if (m_job)
        m_job->stop();
}

void Lane::take(const StreamEvent &event)
{
    if (std::holds_alternative<Finished>(event) || std::holds_alternative<Failed>(event)) {
        takeLast(event);
        return;
    }
    LaneState state = m_state;
    if (std::holds_alternative<ReasoningDelta>(event) && m_answer.text.isEmpty())
        state = LaneState::Thinking;
    else if (std::holds_alternative<TextDelta>(event) || std::holds_alternative<RefusalDelta>(event) ||
             std::holds_alternative<ToolCallDelta>(event))
        state = LaneState::Streaming;
    publish(state, event);
}

void Lane::takeLast(const StreamEvent &event)
{
    const auto *failed = std::get_if<Failed>(&event);
    LaneState state = LaneState::Done;
    AttemptOutcome outcome = AttemptOutcome::Answered;
    if (failed && failed->error.kind == ErrorKind::Cancelled) {
        state = LaneState::Stopped;
        outcome = AttemptOutcome::Stopped;
    } else if (failed && (failed->incomplete || m_answer.ttftMs)) {
        // Text that was paid for is no failure without it: it is an answer that broke off.
        state = LaneState::Incomplete;
        outcome = AttemptOutcome::Incomplete;
    } else if (failed) {
        state = LaneState::Failed;
        outcome = AttemptOutcome::Failed;
    }
    m_attempt.httpStatus = m_job->httpStatus();
    m_attempt.endedMs = elapsed();
    m_attempt.outcome = outcome;
    if (failed)
        m_attempt.errorKind = failed->error.kind;
    if (outcome == AttemptOutcome::Failed && !failed->error.maybeBilled)
        publish(m_state, Priced{Money{0}, CostState::Computed});
    else
        price();
    publishAttempt();
    settle(outcome);
    qCInfo(lcRouting) << "lane" << m_number << "of" << m_run.id << "ended" << laneStateName(state) << "http"
                      << m_attempt.httpStatus << (failed ? failed->error.message : QString());
    publish(state, event);
}

void Lane::price()
{
    if (m_answer.usageState != UsageState::Reported) {
        Usage usage;
        usage.input = estimateTokens(m_run.system) + estimateTokens(m_run.prompt);
        usage.output = m_answer.outputTokens();
        publish(m_state, UsageReport{usage, UsageState::Estimated});
    }
    const bool reported = m_answer.usageState == UsageState::Reported;
    Priced priced;
    if (m_answer.usage.reportedCost)
        priced = {m_answer.usage.reportedCost, CostState::Reported};
    else if (const auto cost =
                 computeCost(m_answer.usage, m_plan->prices, {.utcMs = m_context.clock.wallMs() - elapsed()}))
        priced = {cost, reported || m_plan->prices.isFree() ? CostState::Computed : CostState::Estimated};
    publish(m_state, priced);
}

void Lane::settle(AttemptOutcome outcome)
{
    const bool perhapsBilled =
        m_answer.costState == CostState::Unknown && outcome != AttemptOutcome::Answered;
    m_context.store.settle({.rowId = m_ledgerRow,
                            .usage = m_answer.usage,
                            .usageState = m_answer.usageState,
                            .cost = m_answer.cost,
                            .costState = m_answer.costState,
                            .outcome = perhapsBilled ? u"may_be_billed"_s : QString(outcomeName(outcome)),
                            .requestId = m_answer.responseId});
}

} // namespace Crossroads
