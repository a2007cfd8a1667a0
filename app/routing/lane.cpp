// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/logging.h"
#include "app/routing/drill.h"
#include "app/routing/run.h"
#include "app/storage/store.h"

#include <QDateTime>

namespace Crossroads {

using namespace Qt::StringLiterals;

Lane::Lane(const RunContext &context, const RunRecord &run, int number, RunRequest request, QObject *parent)
    : QObject(parent), m_context(context), m_run(run), m_number(number), m_request(std::move(request))
{
}

qint64 Lane::elapsed() const
{
    return m_context.services.clock.steadyMs() - m_startMs;
}

void Lane::publish(LaneState state, const std::optional<StreamEvent> &event)
{
    m_state = state;
    const LaneUpdate update{m_run.id, m_number, m_take, elapsed(), state, event};
    m_answer.apply(update);
    m_context.services.store.append(update);
}

void Lane::start()
{
    m_answer = Answer();
    m_startMs = m_context.services.clock.steadyMs();
    publish(LaneState::Queued);
    plan();
}

bool Lane::retry(Again again)
{
    if (!hasEnded())
        return false;
    m_again = again;
    m_soFar = again == Again::Continue ? m_answer.text : QString();
    m_avoided.clear();
    if (again != Again::Same) {
        for (const Attempt &attempt : std::as_const(m_answer.attempts))
            m_avoided.append({attempt.provider, attempt.model});
    }
    ++m_take;
    start();
    return true;
}

void Lane::resumeAfter(int take, const Answer &answer)
{
    m_take = take;
    m_answer = answer;
    m_state = LaneState::Stopped;
}

ChatRequest Lane::chatRequest() const
{
    ChatRequest chat = m_request.parameters;
    chat.system = m_request.system;
    chat.messages = {ChatMessage::ofText(ChatMessage::Role::User, m_request.prompt)};
    chat.messages.first().parts += m_request.attachments;
    // What is large and stays the same is worth a cache: sent again, it costs a tenth.
    if (chat.systemCacheMark && !m_request.attachments.isEmpty())
        chat.messages.first().parts.last().cacheMark = true;
    if (!m_soFar.isEmpty()) {
        // An instruction, not a prefilled answer: several models refuse those.
        chat.messages.append(ChatMessage::ofText(ChatMessage::Role::Assistant, m_soFar));
        chat.messages.append(
            ChatMessage::ofText(ChatMessage::Role::User,
                                u"Your answer was cut off. Continue it exactly where it ends, from the next "
                                "character on, without repeating anything and without remarks."_s));
    }
    chat.maxTokens = m_request.maxTokens;
    chat.temperature = m_request.temperature;
    return chat;
}

/// The same run, lane and take give the same draw.
quint64 Lane::seed() const
{
    quint64 seed = m_request.seed.value_or(0);
    if (!m_request.seed) {
        for (const QChar c : m_run.id)
            seed = (seed ^ c.unicode()) * 0x100000001b3;
    }
    return seed + quint64(m_number) + (quint64(m_take) << 32);
}

/// Offers that an earlier take had come last, unless there is nothing else.
void Lane::avoid(RoutePlan &plan) const
{
    std::ranges::stable_partition(plan.candidates, [this](const Candidate &candidate) {
        return !m_avoided.contains(candidate.offer());
    });
}

/// How far estimates of this prompt's tokens have been off for this model.
int Lane::tokensPermille() const
{
    return m_context.tokens.permille(m_run.lanes[m_number].model, mainScript(m_request.prompt));
}

void Lane::plan()
{
    RouteNeed need = needOf(chatRequest(), tokenFamilyOf(m_run.lanes[m_number].model));
    need.inputTokens = need.inputTokens * tokensPermille() / 1'000;
    need.session = m_request.session;
    need.outputAsked = m_request.maxTokensAsked && m_request.source != "compare"_L1;
    auto plan = m_context.plan(m_run.lanes[m_number].model, m_request.rules, need, seed(),
                               m_request.drill.has_value());
    if (!plan) {
        fail(plan.error());
        return;
    }
    avoid(*plan);
    if (m_request.drill) {
        const Directory directory = m_context.directory();
        const QString sandbox = u"sandbox"_s;
        *plan = drillPlan(*plan, directory.vendors.value(sandbox), directory.keys.value(sandbox).value(0),
                          *m_request.drill);
    }
    if (!plan->leaving.isEmpty())
        publish(LaneState::Queued, Noted{plan->leaving});
    if (!m_soFar.isEmpty()) {
        publish(LaneState::Queued, TextDelta{m_soFar});
        publish(LaneState::Queued, Noted{tr("Continued by another model or provider from here: the first %1 "
                                            "characters are of the answer that broke off.")
                                             .arg(m_soFar.size())});
    }
    send(std::move(*plan));
}

/// The run's own, and the person's. Those of parts are held only against what counts for them.
QList<BudgetLimit> Lane::budgets() const
{
    const Settings &settings = m_context.settings;
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_context.services.clock.wallMs());
    if (m_request.budgetsLifted)
        return limitsOf(m_request.budgets, now);
    return limitsOf(m_request.budgets, now) +
           limitsOf(budgetsFrom(settings.budgetPerRun, settings.budgetPerDay, settings.budgetPerMonth,
                                settings.budgetsOf),
                    now);
}

void Lane::send(RoutePlan plan)
{
    const Settings &settings = m_context.settings;
    RouteTask task{.plan = std::move(plan),
                   .request = chatRequest(),
                   .runId = m_run.id,
                   .lane = m_number,
                   .take = m_take,
                   .source = m_run.source,
                   .tokensPermille = tokensPermille(),
                   .budgets = budgets(),
                   .outputFlexible = !m_request.maxTokensAsked,
                   .unknownAllowed = m_request.unknownPriceAllowed,
                   .timeouts = {settings.connectTimeout,
                                settings.firstTokenTimeoutOf(m_run.lanes[m_number].model),
                                settings.idleTimeout, settings.aliveTimeout}};
    if (m_job)
        m_job->deleteLater();
    m_job = new RouteJob(m_context.services, std::move(task), this);
    connect(m_job, &RouteJob::moved, this, &Lane::publish);
    connect(m_job, &RouteJob::ended, this, [this] {
        rememberOffer();
        qCInfo(lcRouting) << "lane" << m_number << "of" << m_run.id << "ended" << laneStateName(m_state)
                          << (m_answer.error ? m_answer.error->message : QString());
        m_job->deleteLater();
        m_job.clear();
        Q_EMIT ended();
    });
    m_job->start();
}

/// The offer that answered has the conversation in its cache now.
void Lane::rememberOffer()
{
    const Attempt *attempt = m_answer.currentAttempt();
    if (!attempt || m_state != LaneState::Done)
        return;
    m_context.sessions->used(m_request.session, m_run.lanes[m_number].model,
                             {attempt->provider, attempt->model}, m_answer.usage.input.value_or(0),
                             m_context.services.clock.wallMs());
}

void Lane::stop()
{
    if (m_job)
        m_job->stop();
}

/// Nothing was sent.
void Lane::fail(const Error &error)
{
    publish(LaneState::Queued, Priced{Money{0}, CostState::Computed});
    publish(LaneState::Failed, Failed{error});
    Q_EMIT ended();
}

} // namespace Crossroads
