// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/routejob.h"

#include "app/core/logging.h"
#include "app/credits/bound.h"
#include "app/credits/budgets.h"
#include "app/http/httpclient.h"
#include "app/keys/keyhealth.h"
#include "app/money/bound.h"
#include "app/routing/generationlookup.h"
#include "app/routing/rategate.h"
#include "app/storage/store.h"

#include <QMutex>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

// An offer's 95th percentile is worth something from this many observations on.
static constexpr double leastForHedge = 5;
static constexpr milliseconds leastHedgeDelay{250};
// Token estimates are taken to be off by a tenth.
static constexpr qint64 estimateErrorShare = 10;

/// A reservation on its way from the ledger's thread to the job's. What comes when the job is gone is
/// settled: nothing was sent for it.
class RouteJob::Reserving
{
public:
    using Taker = std::function<void(const Result<Reserved> &)>;

    Reserving(Store &store, QObject *job, Taker taker) : m_store(store), m_job(job), m_taker(std::move(taker))
    {
    }

    static std::shared_ptr<Reserving> await(QFuture<Result<Reserved>> future, Store &store, QObject *job,
                                            Taker taker)
    {
        auto made = std::make_shared<Reserving>(store, job, std::move(taker)); // shared by both threads
        future.then([made](const Result<Reserved> &result) { made->arrived(made, result); });
        return made;
    }

    /// The job is about to be gone.
    void abandon()
    {
        const QMutexLocker lock(&m_mutex);
        m_job = nullptr;
        if (m_result)
            giveBack();
    }

private:
    void arrived(const std::shared_ptr<Reserving> &self, const Result<Reserved> &result)
    {
        const QMutexLocker lock(&m_mutex);
        m_result = result;
        if (m_job) // it can not go while this holds the lock
            QMetaObject::invokeMethod(
                m_job, [self] { self->m_taker(*self->m_result); }, Qt::QueuedConnection);
        else
            giveBack();
    }

    void giveBack()
    {
        if (*m_result)
            m_store.settle({.rowId = (*m_result)->rowId,
                            .usage = {},
                            .usageState = UsageState::Unknown,
                            .cost = Money{0},
                            .costState = CostState::Computed,
                            .outcome = outcomeName(AttemptOutcome::Stopped),
                            .requestId = {},
                            .computed = {}});
    }

    Store &m_store;
    QMutex m_mutex; // guards the two below
    QObject *m_job;
    std::optional<Result<Reserved>> m_result;
    Taker m_taker; // called on the job's thread alone
};

/// One attempt, from its reservation to its end.
struct RouteJob::Try
{
    int candidate = 0;
    Candidate offer;
    int index = -1; ///< among the answer's attempts; -1: not sent yet
    Attempt attempt = {};
    Answer figures = {};          ///< of this attempt alone
    QList<StreamEvent> held = {}; ///< until its first token
    qint64 ledgerRow = 0;
    qint64 startedWallMs = 0;
    std::optional<Money> bound = {};
    std::optional<qint64> outputPaid = {};  ///< tokens that its reservation pays for; absent: no limit
    std::unique_ptr<ChatJob> prepared = {}; ///< until it is sent
    QPointer<ChatJob> job = {};
    std::shared_ptr<Reserving> reserving = {}; ///< until the ledger has answered
    bool queued = true;                        ///< waits for its provider's gate
    bool sent = false;
    bool closed = false;
};

RouteJob::RouteJob(const RouteServices &services, RouteTask task, QObject *parent)
    : QObject(parent), m_services(services), m_task(std::move(task)),
      m_inputTokens(needOf(m_task.request, tokenFamilyOf(m_task.plan.spec.model)).inputTokens *
                    m_task.tokensPermille / 1'000),
      m_inputBound(inputBound(m_task.request)), m_images(imageCount(m_task.request))
{
    m_wait.setSingleShot(true);
    m_hedge.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &RouteJob::goOn);
    connect(&m_hedge, &QTimer::timeout, this, &RouteJob::hedge);
}

RouteJob::~RouteJob()
{
    // First: whoever leaves the gate lets others in.
    for (const auto &attempt : m_tries)
        attempt->closed = attempt->closed || attempt->queued;
    for (const auto &attempt : m_tries) {
        if (attempt->closed)
            continue;
        if (attempt->reserving) {
            attempt->reserving->abandon();
            letGo(*attempt);
        } else {
            const Error error{.kind = ErrorKind::Cancelled,
                              .message = {},
                              .hint = {},
                              .detail = {},
                              .maybeBilled = attempt->sent};
            settle(*attempt, AttemptOutcome::Stopped, &error);
        }
    }
}

/// The Sandbox's token is nobody's key.
static QString keyShown(const Candidate &candidate)
{
    return candidate.vendor.simulated ? QString() : candidate.key.value.lastFour();
}

qint64 RouteJob::elapsed() const
{
    return m_services.clock.steadyMs() - m_startMs;
}

void RouteJob::publish(LaneState state, std::optional<StreamEvent> event)
{
    m_state = state;
    Q_EMIT moved(state, event);
}

void RouteJob::start()
{
    m_startMs = m_services.clock.steadyMs();
    m_walk = RouteWalk(m_task.plan.candidates, m_task.plan.rules, m_task.plan.seed, m_startMs);
    goOn();
}

void RouteJob::stop()
{
    if (m_last)
        return;
    m_stopAsked = true;
    m_wait.stop();
    m_hedge.stop();
    bool any = false;
    for (const auto &attempt : m_tries) {
        if (attempt->closed)
            continue;
        if (attempt->job) {
            any = true;
            attempt->job->stop();
        } else if (attempt->queued) {
            attempt->closed = true;
        } else {
            any = true; // its reservation is on the way
        }
    }
    if (!any)
        failLane({ErrorKind::Cancelled, tr("You stopped it."), {}, {}});
}

/// Begins the next attempt, now or after the wait that the walk asks for; or gives up.
void RouteJob::goOn()
{
    const auto step = m_walk.next(m_services.clock.steadyMs());
    if (const auto *go = std::get_if<RouteWalk::Go>(&step)) {
        if (go->wait.count() > 0)
            m_wait.start(go->wait);
        else
            begin(go->candidate);
        return;
    }
    Error error = m_lastError.value_or(Error{ErrorKind::NoOffer, tr("No offer is left to ask."), {}, {}});
    if (m_attempts > 1 && error.kind != ErrorKind::Cancelled)
        error.message = tr("%Ln attempts failed. The last: %1", nullptr, m_attempts).arg(error.message);
    failLane(error);
}

// --- sending
// ------------------------------------------------------------------------------------------------

void RouteJob::begin(int candidate)
{
    m_walk.began(candidate);
    m_tries.push_back(std::make_unique<Try>());
    Try &attempt = *m_tries.back();
    attempt.candidate = candidate;
    attempt.offer = m_walk.candidates()[candidate];
    // What runs on this machine is paid for already, priced or not.
    if (attempt.offer.vendor.local && !attempt.offer.prices.isKnown())
        attempt.offer.prices = {.input = Rate{0}, .output = Rate{0}};
    m_services.gate.enter(attempt.offer.vendor.slug, attempt.offer.key.id, this, [this, &attempt] {
        attempt.queued = false;
        if (attempt.closed)
            m_services.gate.leave(attempt.offer.vendor.slug, attempt.offer.key.id);
        else
            reserve(attempt);
    });
}

/// The task's, as far as this offer counts for them, and the limit that the person gave its key.
static QList<BudgetLimit> budgetsOf(const RouteTask &task, const Candidate &offer, qint64 wallMs)
{
    if (task.budgets.isEmpty() && !offer.key.limit)
        return {}; // the usual case, without asking what month it is here
    const QString lastFour = keyShown(offer);
    return limitsFor(task.budgets, lastFour, offer.vendor.slug, task.source) +
           limitOfKey(offer.key.limit, lastFour, QDateTime::fromMSecsSinceEpoch(wallMs));
}

void RouteJob::reserve(Try &attempt)
{
    const Candidate &offer = attempt.offer;
    const qint64 output = outputBound(m_task.request, offer.maxOutputTokens);
    Reservation reservation{.runId = m_task.runId,
                            .lane = m_task.lane,
                            .source = m_task.source,
                            .provider = offer.vendor.slug,
                            .model = offer.model,
                            .keyLastFour = keyShown(offer),
                            .bound = output > 0
                                         ? costBound(m_inputBound, output, offer.prices, {.images = m_images})
                                         : std::nullopt,
                            .prices = offer.prices,
                            .simulated = offer.vendor.simulated,
                            .budgets = budgetsOf(m_task, offer, m_services.clock.wallMs()),
                            .inputBound = m_inputBound,
                            .outputTokens = output,
                            .outputFlexible = m_task.outputFlexible,
                            .unknownAllowed = m_task.unknownAllowed};
    if (offer.prices.isFree())
        reservation.bound = Money{0};
    QFuture<Result<Reserved>> future = m_services.store.reserve(reservation);
    // While the store writes. A budget may still shorten the answer.
    if (reservation.budgets.isEmpty())
        prepare(attempt, output);
    // The usual case, and the one in a hurry.
    if (future.isFinished() && future.result()) {
        reserved(attempt, future.result());
        return;
    }
    // Never from inside start().
    attempt.reserving =
        Reserving::await(future, m_services.store, this,
                         [this, &attempt](const Result<Reserved> &result) { reserved(attempt, result); });
}

/// The output tokens that \p bound pays for, by what the prompt comes to. Nothing where there is no limit.
std::optional<qint64> RouteJob::outputPaid(const Prices &prices, Money bound) const
{
    if (prices.isFree() || bound.pico == 0)
        return std::nullopt;
    return outputWithin(bound, m_inputTokens, std::numeric_limits<int>::max(), prices);
}

void RouteJob::reserved(Try &attempt, const Result<Reserved> &result)
{
    const auto holder = std::exchange(attempt.reserving, nullptr); // the result is in it
    if (result) {
        attempt.ledgerRow = result->rowId;
        attempt.bound = result->bound;
        if (!m_task.budgets.isEmpty() && result->bound)
            attempt.outputPaid = outputPaid(attempt.offer.prices, *result->bound);
    }
    if (m_stopAsked || m_winner || m_last) {
        if (result)
            close(attempt, AttemptOutcome::Stopped, nullptr);
        else
            letGo(attempt);
        if (m_last)
            conclude();
        else if (m_stopAsked && !othersRun(attempt)) // else theirs is the end
            failLane({ErrorKind::Cancelled, tr("You stopped it before it was sent."), {}, {}});
        return;
    }
    if (result) {
        send(attempt, *result);
        return;
    }
    letGo(attempt);
    const Error &error = result.error();
    if (error.kind != ErrorKind::Budget) {
        if (othersRun(attempt))
            return; // what was sent goes on
        failLane({ErrorKind::Storage, tr("Nothing was sent: the ledger can not be written."), error.message,
                  error.detail});
        return;
    }
    // An offer that costs less may still be within it. What was tried before tells more than this, if it was.
    if (!m_lastError || m_attempts == 0)
        m_lastError = error;
    const auto budgets = budgetsOf(m_task, attempt.offer, m_services.clock.wallMs());
    if (std::ranges::contains(budgets, BudgetLimit::Scope::Key, &BudgetLimit::scope))
        m_walk.keyIsSpent(attempt.candidate);
    else
        m_walk.failed(attempt.candidate, error, m_services.clock.steadyMs());
    if (!othersRun(attempt))
        goOn();
}

ChatRequest RouteJob::requestFor(Try &attempt, qint64 outputTokens) const
{
    const Candidate &offer = attempt.offer;
    ChatRequest request = m_task.request;
    if (const auto altered = m_altered.constFind(attempt.candidate); altered != m_altered.cend()) {
        request = altered->request;
        attempt.held.append(Noted{altered->note});
    }
    request.model = offer.providerModelId;
    request.capabilities = offer.capabilities;
    request.maxOutputTokens = offer.maxOutputTokens;
    if (outputTokens > 0 && outputTokens < request.maxTokens) {
        const bool byBudget = offer.maxOutputTokens == 0 || outputTokens < offer.maxOutputTokens;
        attempt.held.append(Noted{
            byBudget
                ? tr("Limited to %1 tokens: the budget buys no more.").arg(outputTokens)
                : tr("Limited to %1 tokens: %2 gives no more.").arg(outputTokens).arg(offer.vendor.name)});
        request.maxTokens = int(outputTokens);
    } else if (request.maxTokens == 0 && !budgetsOf(m_task, offer, m_services.clock.wallMs()).isEmpty()) {
        request.maxTokens = int(outputTokens);
    }
    if (offer.fallback > 0)
        attempt.held.append(
            Noted{tr("%1 answers in place of %2.").arg(offer.modelName, m_task.plan.spec.displayName)});
    // OpenRouter routes by the same rules among its own upstreams.
    if (offer.vendor.slug == "openrouter"_L1) {
        const QJsonObject provider = aggregatorObject(m_task.plan.rules, offer.vendor.slug);
        if (!provider.isEmpty())
            request.extra["provider"_L1] = provider;
    }
    return request;
}

/// All that can be done before the ledger has answered.
void RouteJob::prepare(Try &attempt, qint64 outputTokens)
{
    ChatRequest request = requestFor(attempt, outputTokens);
    Candidate &offer = attempt.offer;
    if (const auto altered = m_altered.constFind(attempt.candidate); altered != m_altered.cend())
        offer.vendor.quirks = altered->quirks;
    attempt.prepared = std::make_unique<ChatJob>(
        m_services.http, offer, std::move(request), m_task.timeouts,
        ChatJob::Tap{&m_services.wireLog, {m_task.runId, m_task.lane, m_task.take}});
    attempt.prepared->prepare();
}

void RouteJob::send(Try &attempt, const Reserved &reserved)
{
    if (!attempt.prepared)
        prepare(attempt, reserved.outputTokens);
    const Candidate &offer = attempt.offer;
    attempt.index = m_attempts++;
    attempt.startedWallMs = m_services.clock.wallMs();
    attempt.attempt = {.provider = offer.vendor.slug,
                       .providerName = offer.vendor.name,
                       .model = offer.providerModelId,
                       .keyLastFour = keyShown(offer),
                       .startedMs = elapsed(),
                       .endedMs = {},
                       .errorKind = {},
                       .simulated = offer.vendor.simulated,
                       .substitute = offer.fallback > 0,
                       .why = offer.why};
    if (!running()) // a hedge does not change what the lane is doing
        m_state = LaneState::Connecting;
    attempt.job = attempt.prepared.release();
    attempt.job->setParent(this);
    connect(attempt.job, &ChatJob::connected, this, [this, &attempt] {
        attempt.sent = true;
        if (!m_winner && m_state == LaneState::Connecting)
            publish(LaneState::Waiting);
    });
    connect(attempt.job, &ChatJob::alive, this, [this] {
        if (!m_winner && !m_last && (m_state == LaneState::Connecting || m_state == LaneState::Waiting))
            publish(LaneState::Alive);
    });
    connect(attempt.job, &ChatJob::arrived, this,
            [this, &attempt](const StreamEvent &event) { take(attempt, event); });
    connect(attempt.job, &ChatJob::ended, attempt.job, &QObject::deleteLater);
    attempt.job->start();
    // The request is on its way: what is told of it need not keep it waiting. Its tokens are counted after
    // its model.
    attempt.figures.apply(
        {m_task.runId, m_task.lane, 0, elapsed(), LaneState::Connecting, RouteChanged{0, attempt.attempt}});
    m_services.health.probing(offer.offer(), m_services.clock.wallMs());
    armHedge(attempt);
    publishAttempt(attempt); // last: whoever hears it may do anything
}

RouteJob::Try *RouteJob::running()
{
    const auto found = std::ranges::find_if(m_tries, [](const auto &t) { return t->job && !t->closed; });
    return found == m_tries.end() ? nullptr : found->get();
}

bool RouteJob::othersRun(const Try &attempt) const
{
    return std::ranges::any_of(m_tries, [&](const auto &t) { return t.get() != &attempt && !t->closed; });
}

// --- receiving
// ----------------------------------------------------------------------------------------------

static bool isToken(const StreamEvent &event)
{
    // A signature alone says nothing to anyone.
    if (const auto *reasoning = std::get_if<ReasoningDelta>(&event))
        return !reasoning->text.isEmpty() || reasoning->redacted;
    return std::holds_alternative<TextDelta>(event) || std::holds_alternative<RefusalDelta>(event) ||
           std::holds_alternative<ToolCallDelta>(event) || std::holds_alternative<ImageDelta>(event);
}

static LaneState stateAfter(const StreamEvent &event, LaneState now, bool textSeen)
{
    if (std::holds_alternative<ReasoningDelta>(event) && !textSeen)
        return LaneState::Thinking;
    if (isToken(event) && !std::holds_alternative<ReasoningDelta>(event))
        return LaneState::Streaming;
    return now;
}

void RouteJob::take(Try &attempt, const StreamEvent &event)
{
    if (attempt.closed)
        return;
    if (std::holds_alternative<Finished>(event) || std::holds_alternative<Failed>(event)) {
        takeLast(attempt, event);
        return;
    }
    const bool textSeen = !attempt.figures.text.isEmpty();
    attempt.figures.apply({m_task.runId, m_task.lane, 0, elapsed(), LaneState::Streaming, event});
    if (m_winner != &attempt) {
        if (!isToken(event)) {
            attempt.held.append(event);
            return;
        }
        commit(attempt);
    }
    publish(stateAfter(event, m_state, textSeen), event);
    if (isOverBound(attempt))
        stopForMoney(attempt);
}

/// Whether a stream has come to more than was reserved for it. Estimated tokens have to be over it by as much
/// as estimates are usually off: an answer that keeps to its length must not be cut for our miscounting.
bool RouteJob::isOverBound(const Try &attempt) const
{
    if (!attempt.outputPaid || attempt.closed)
        return false;
    const qint64 tokens = attempt.figures.outputTokens();
    const qint64 margin = attempt.figures.outputIsEstimate() ? tokens / estimateErrorShare : 0;
    return tokens - margin > *attempt.outputPaid;
}

/// The provider goes on past the length that it was asked to keep: what comes now, no budget has room for.
void RouteJob::stopForMoney(Try &attempt)
{
    const Error error{.kind = ErrorKind::Budget,
                      .message =
                          tr("Stopped: the answer is longer than was asked for, and the $%1 reserved for "
                             "it are used up.")
                              .arg(attempt.bound.value_or(Money{}).toDecimal()),
                      .hint = tr("What arrived is kept. Raise the output limit or the budget for more."),
                      .detail = {},
                      .maybeBilled = true};
    ChatJob *job = attempt.job;
    close(attempt, AttemptOutcome::Incomplete, &error);
    disconnect(job, nullptr, this, nullptr);
    job->stop();
    finish(LaneState::Incomplete, Failed{error});
}

/// From here on this attempt is the answer; what else is under way has lost.
void RouteJob::commit(Try &attempt)
{
    m_winner = &attempt;
    m_hedge.stop();
    m_wait.stop();
    for (const auto &other : m_tries) {
        if (other.get() == &attempt || other->closed)
            continue;
        if (other->job)
            lost(*other);
        else if (other->queued)
            other->closed = true;
    }
    // The last attempt listed is the one that answers, for whoever shows only one.
    publishAttempt(attempt);
    for (const StreamEvent &event : std::exchange(attempt.held, {}))
        publish(m_state, event);
}

void RouteJob::lost(Try &attempt)
{
    const Error error{
        .kind = ErrorKind::Cancelled, .message = {}, .hint = {}, .detail = {}, .maybeBilled = attempt.sent};
    ChatJob *job = attempt.job;
    close(attempt, AttemptOutcome::GaveUp, &error);
    disconnect(job, nullptr, this, nullptr);
    job->stop();
}

void RouteJob::takeLast(Try &attempt, const StreamEvent &event)
{
    const auto *failed = std::get_if<Failed>(&event);
    if (!failed) {
        if (m_winner != &attempt)
            commit(attempt); // an answer without a single token is one, too
        close(attempt, AttemptOutcome::Answered, nullptr);
        finish(LaneState::Done, event);
        return;
    }
    const Error &error = failed->error;
    if (error.kind == ErrorKind::Cancelled) {
        if (!m_winner)
            m_winner = &attempt;
        close(attempt, AttemptOutcome::Stopped, &error);
        for (const auto &other : m_tries) {
            if (other->job && !other->closed)
                lost(*other);
        }
        finish(LaneState::Stopped, event);
    } else if (m_winner == &attempt) {
        // Text that was paid for is no failure without it: it is an answer that broke off.
        close(attempt, AttemptOutcome::Incomplete, &error);
        finish(LaneState::Incomplete, event);
    } else {
        failedBeforeToken(attempt, error);
    }
}

/// Prepares the same request without what the provider does not take: true where that can be sent.
bool RouteJob::alter(const Try &attempt, const Error &error)
{
    if (error.parameter.isEmpty() || m_task.request.strict || m_altered.contains(attempt.candidate))
        return false;
    Altered altered{m_task.request, attempt.offer.vendor.quirks, {}};
    if (error.parameter == "max_tokens"_L1 && !altered.quirks.maxCompletionTokens) {
        altered.quirks.maxCompletionTokens = true;
        altered.note =
            tr("%1 wants max_completion_tokens in place of max_tokens.").arg(attempt.offer.vendor.name);
    } else if (dropParameter(altered.request, error.parameter)) {
        altered.note =
            tr("%1 was left out: %2 does not take it.").arg(error.parameter, attempt.offer.vendor.name);
    } else {
        return false;
    }
    m_altered.insert(attempt.candidate, altered);
    return true;
}

void RouteJob::failedBeforeToken(Try &attempt, const Error &error)
{
    const qint64 now = m_services.clock.steadyMs();
    const bool canAlter = remedyFor(error) == Remedy::WithoutParameter && alter(attempt, error);
    m_walk.failed(attempt.candidate, error, now, canAlter);
    m_lastError = error;
    const bool more = othersRun(attempt) || std::holds_alternative<RouteWalk::Go>(m_walk.next(now));
    close(attempt, more ? AttemptOutcome::Switched : AttemptOutcome::Failed, &error);
    qCInfo(lcRouting) << "lane" << m_task.lane << "of" << m_task.runId << attempt.offer.vendor.slug << "http"
                      << attempt.attempt.httpStatus << errorKindName(error.kind)
                      << (more ? "going on" : "gave up");
    if (!othersRun(attempt))
        goOn();
}

// --- accounts
// -----------------------------------------------------------------------------------------------

/// What a key or an offer is to be remembered for.
void RouteJob::observe(const Try &attempt, AttemptOutcome outcome, const Error *error)
{
    const Candidate &offer = attempt.offer;
    if (!attempt.job || offer.providerModelId.contains(u'@'))
        return; // not sent; or a Sandbox model with a failure of its own
    const qint64 now = m_services.clock.wallMs();
    if (outcome == AttemptOutcome::Answered) {
        const auto ttft = attempt.figures.ttftMs
                              ? std::optional(*attempt.figures.ttftMs - attempt.attempt.startedMs)
                              : std::nullopt;
        m_services.keys.reportWorked(offer.key.id, now, offer.providerModelId);
        m_services.health.answered(offer.offer(), now, ttft, attempt.figures.tokensPerSecond());
    } else if (error && error->kind != ErrorKind::Cancelled && error->kind != ErrorKind::Budget) {
        m_services.keys.report(offer.key.id, *error, now, offer.providerModelId);
        m_services.health.failed(offer.offer(), now, *error, !offer.key.id.isEmpty());
    }
}

void RouteJob::letGo(Try &attempt)
{
    attempt.closed = true;
    attempt.prepared.reset(); // it holds the whole request
    m_services.gate.leave(attempt.offer.vendor.slug, attempt.offer.key.id);
}

/// Ends an attempt in the ledger. Called once for each that has a row there.
AttemptCost RouteJob::settle(Try &attempt, AttemptOutcome outcome, const Error *error)
{
    if (attempt.job)
        m_services.gate.learn(attempt.offer.vendor.slug, attempt.offer.key.id, attempt.job->headers());
    letGo(attempt);
    observe(attempt, outcome, error);
    attempt.figures.totalMs = elapsed();
    AttemptCost cost = costOf(attempt.figures, attempt.offer.prices,
                              {.outcome = outcome,
                               .sent = attempt.sent || (error && error->httpStatus > 0),
                               .maybeBilled = error && error->maybeBilled,
                               .inputTokens = m_inputTokens,
                               .bound = attempt.bound,
                               .when = {.utcMs = attempt.startedWallMs, .images = m_images}});
    attempt.attempt.maybeBilled =
        cost.atBound || (cost.costState == CostState::Unknown && outcome != AttemptOutcome::Answered);
    m_services.store.settle(
        {.rowId = attempt.ledgerRow,
         .usage = cost.usage,
         .usageState = cost.usageState,
         .cost = cost.cost,
         .costState = cost.costState,
         .outcome = attempt.attempt.maybeBilled ? u"may_be_billed"_s : QString(outcomeName(outcome)),
         .requestId = attempt.figures.responseId,
         .computed = cost.computed});
    if (m_services.records && attempt.index >= 0 && cost.costState != CostState::Reported)
        m_services.records->ask(attempt.offer, attempt.figures.responseId, attempt.ledgerRow);
    return cost;
}

/// Ends an attempt in the route and in the ledger.
void RouteJob::close(Try &attempt, AttemptOutcome outcome, const Error *error)
{
    const AttemptCost cost = settle(attempt, outcome, error);
    addCost(m_cost, m_costState, cost);
    if (attempt.index < 0)
        return; // reserved, never sent
    attempt.attempt.httpStatus = attempt.job ? attempt.job->httpStatus() : 0;
    attempt.attempt.endedMs = elapsed();
    attempt.attempt.outcome = outcome;
    attempt.attempt.cost = cost.cost;
    attempt.attempt.costState = cost.costState;
    if (error)
        attempt.attempt.errorKind = error->kind;
    if (m_winner == &attempt && cost.refused)
        publish(m_state, Noted{tr("%1 reported a cost of $%2, which cannot be true. It was not used.")
                                   .arg(attempt.offer.vendor.name, cost.refused->toDecimal())});
    if (m_winner == &attempt && cost.usageState == UsageState::Estimated)
        publish(m_state, UsageReport{cost.usage, cost.usageState});
    publishAttempt(attempt);
}

void RouteJob::publishAttempt(const Try &attempt)
{
    publish(m_state, RouteChanged{attempt.index, attempt.attempt});
}

/// Decides how it ends.
void RouteJob::finish(LaneState state, const StreamEvent &last)
{
    if (m_last)
        return;
    m_last.emplace(state, last);
    m_wait.stop();
    m_hedge.stop();
    conclude();
}

/// Tells the end, once no reservation is on its way any more: each is settled first.
void RouteJob::conclude()
{
    if (m_ended || std::ranges::any_of(m_tries, [](const auto &t) { return t->reserving != nullptr; }))
        return;
    m_ended = true;
    const auto [state, last] = *m_last;
    publish(m_state, Priced{m_cost, m_costState});
    publish(state, last);
    Q_EMIT ended();
}

/// No attempt answered.
void RouteJob::failLane(Error error)
{
    const bool stopped = error.kind == ErrorKind::Cancelled;
    finish(stopped ? LaneState::Stopped : LaneState::Failed, Failed{std::move(error)});
}

// --- hedging
// ------------------------------------------------------------------------------------------------

void RouteJob::armHedge(const Try &attempt)
{
    if (!m_task.plan.rules.hedge || m_tries.size() > 1)
        return;
    const auto late =
        m_services.health.of(attempt.offer.offer()).ttft(m_services.clock.wallMs(), 0.95, leastForHedge);
    if (late)
        m_hedge.start(qMax(*late, leastHedgeDelay));
}

/// The first is later than it usually is: a second one starts, and who speaks first wins.
void RouteJob::hedge()
{
    const Try *first = running();
    if (m_winner || m_last || !first)
        return;
    if (first->job->isAlive()) {
        m_hedge.start(); // it works at it, and is to be paid: a second one would be paid as well
        return;
    }
    if (const auto other = m_walk.beside(first->candidate))
        begin(*other);
}

} // namespace Crossroads
