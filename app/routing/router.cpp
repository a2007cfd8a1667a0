// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/router.h"

#include "app/core/ids.h"
#include "app/core/logging.h"
#include "app/http/httpclient.h"
#include "app/routing/run.h"
#include "app/routing/runparameters.h"
#include "app/storage/store.h"

#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Ended runs that stay in memory, so that a lane can be sent again at once; older ones are read from the
// history.
static constexpr qsizetype mostEndedRuns = 8;

Router::Router(HttpClient &http, Store &store, const Clock &clock, KeyHealth &keyHealth,
               const Settings &settings)
    : m_settings(settings), m_http(http), m_store(store), m_clock(clock), m_keyHealth(keyHealth),
      m_gate(clock, this)
{
    applyLimits(settings);
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
    {
        const QMutexLocker lock(&m_mutex);
        m_settings = settings;
    }
    QMetaObject::invokeMethod(this, [this, settings] { applyLimits(settings); });
}

void Router::setTokenCalibration(const TokenCalibration &calibration)
{
    const QMutexLocker lock(&m_mutex);
    m_tokens = calibration;
}

void Router::applyLimits(const Settings &settings)
{
    QHash<QString, RateLimits> limits;
    for (auto it = settings.rateLimits.cbegin(); it != settings.rateLimits.cend(); ++it)
        limits.insert(it.key(), {it->concurrent, it->perMinute});
    m_gate.setLimits(limits);
}

/// The rules kept as \p key, on top of \p base.
static RouteRules keptRules(const Settings &settings, const QString &key, const RouteRules &base)
{
    const QString text = settings.routeRules.value(key);
    return rulesFromJson(QJsonDocument::fromJson(text.toUtf8()).object(), base).value_or(base);
}

/// The person's rules: those of the model, else those for all.
RouteRules Router::rulesFor(const Settings &settings, const QString &model) const
{
    return keptRules(settings, model.section(u'@', 0, 0), keptRules(settings, u"*"_s, {}));
}

std::optional<RouteRules> Router::rulesOfLineup(const QStringList &lineup) const
{
    const QMutexLocker lock(&m_mutex);
    const QString key = lineupKey(lineup);
    if (!m_settings.routeRules.contains(key))
        return std::nullopt;
    return keptRules(m_settings, key, keptRules(m_settings, u"*"_s, {}));
}

Result<void> Router::checkProviders(const QStringList &names) const
{
    Directory directory;
    {
        const QMutexLocker lock(&m_mutex);
        directory = m_directory;
    }
    return Crossroads::checkProviders(directory, names);
}

Result<RoutePlan> Router::plan(const QString &model, const std::optional<RouteRules> &rules,
                               const RouteNeed &need, quint64 seed, bool rehearsal) const
{
    Directory directory; // shared, not copied: planning must not hold up whoever sets a new one
    Settings settings;
    {
        const QMutexLocker lock(&m_mutex);
        directory = m_directory;
        settings = m_settings;
    }
    directory.privateProviders = settings.privateProviders;
    if (rehearsal) {
        for (Vendor &vendor : directory.vendors)
            vendor.keyOptional = true;
    }
    RouteRules used = rules ? *rules : rulesFor(settings, model);
    QString asked = model;
    if (model.startsWith("rule/"_L1)) {
        // A rule names its models itself: the first is asked for, the others are fallbacks.
        if (!settings.routeRules.contains(model))
            return fail(ErrorKind::WrongUse, tr("There is no rule called \"%1\".").arg(model.sliced(5)),
                        tr("Rules are made on the Routes page."));
        used = rulesFor(settings, model);
        if (used.fallbackModels.isEmpty())
            return fail(ErrorKind::WrongUse, tr("The rule \"%1\" names no model.").arg(model.sliced(5)),
                        tr("Add one on the Routes page."));
        asked = used.fallbackModels.takeFirst();
    }
    const HealthSnapshot health = m_health.snapshot();
    auto plan = planRoute({.directory = directory,
                           .health = health,
                           .keys = m_keyHealth,
                           .rules = used,
                           .need = need,
                           .nowMs = m_clock.wallMs(),
                           .seed = seed,
                           .warm = m_sessions.warm(need.session, asked, m_clock.wallMs())},
                          asked);
    if (plan && asked != model)
        plan->spec.model = model;
    return plan;
}

RunContext Router::context()
{
    const QMutexLocker lock(&m_mutex);
    return {.services = {m_http, m_store, m_clock, m_health, m_keyHealth, m_gate, m_wireLog, &m_records},
            .settings = m_settings,
            .plan = [this](const QString &model, const std::optional<RouteRules> &rules,
                           const RouteNeed &need, quint64 seed,
                           bool rehearsal) { return plan(model, rules, need, seed, rehearsal); },
            .sessions = &m_sessions,
            .tokens = m_tokens,
            .directory =
                [this] {
                    const QMutexLocker guard(&m_mutex);
                    return m_directory;
                }};
}

Result<RunRecord> Router::start(const RunRequest &asked)
{
    RunRequest request = asked;
    if (!request.rules)
        request.rules = rulesOfLineup(request.lineup);
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
    // With files it is a long text, which the engine's thread makes while the caller's goes on.
    const bool files = !request.attachments.isEmpty();
    if (!files)
        record.parameters = parametersText(request.parameters, {});
    if (request.rules)
        record.rules =
            QString::fromUtf8(QJsonDocument(rulesToJson(*request.rules)).toJson(QJsonDocument::Compact));
    for (const QString &model : request.lineup) {
        const auto planned = plan(model, request.rules);
        record.lanes.append(planned ? planned->spec : LaneSpec{model, model, false});
    }
    if (!files)
        m_store.beginRun(record);
    ++m_active;
    QMetaObject::invokeMethod(this, [this, record, request, files] {
        if (files) {
            RunRecord whole = record;
            whole.parameters = parametersText(request.parameters, request.attachments);
            m_store.beginRun(whole);
        }
        m_counted.insert(record.id);
        add(record, request)->start(); // which has the files themselves, and needs no text of them
    });
    return record;
}

Run *Router::add(const RunRecord &record, const RunRequest &request)
{
    auto *run = new Run(context(), record, request, nullptr);
    m_runs.insert(record.id, run);
    // Queued: a lane that fails to be planned ends while the others are still being started.
    connect(
        run, &Run::ended, this,
        [this, id = record.id] {
            Run *ended = m_runs.value(id);
            if (!ended || !ended->hasEnded() || !m_counted.remove(id))
                return; // a lane was retried meanwhile, or its end has been taken already
            m_store.endRun(id);
            --m_active;
            keepEnded(id);
            saveHealth();
            Q_EMIT runEnded(id);
        },
        Qt::QueuedConnection);
    return run;
}

void Router::saveHealth()
{
    QList<StoredHealth> offers;
    const HealthSnapshot changed = m_health.takeChanged();
    for (auto it = changed.cbegin(); it != changed.cend(); ++it) {
        const QByteArray state = QJsonDocument(it->toJson()).toJson(QJsonDocument::Compact);
        if (it.key().provider != "sandbox"_L1)
            offers.append({it.key().provider, it.key().model, QString::fromUtf8(state), m_clock.wallMs()});
    }
    if (!offers.isEmpty())
        m_store.saveHealth(offers);
}

void Router::restoreHealth(const QList<StoredHealth> &offers)
{
    for (const StoredHealth &one : offers)
        m_health.restore({one.provider, one.model},
                         OfferHealth::fromJson(QJsonDocument::fromJson(one.state.toUtf8()).object()));
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

void Router::retryLane(const QString &runId, int lane, Again again)
{
    QMetaObject::invokeMethod(this, [this, runId, lane, again] {
        if (m_runs.contains(runId))
            retryKept(runId, lane, again);
        else
            m_store.loadRun(runId).then(this, [this, runId, lane, again](const Result<StoredRun> &stored) {
                if (stored && !m_runs.contains(runId)) // else another lane of it was quicker
                    revive(*stored);
                retryKept(runId, lane, again);
            });
    });
}

void Router::retryKept(const QString &runId, int lane, Again again)
{
    Run *run = m_runs.value(runId);
    if (!run || !run->retryLane(lane, again)) {
        qCWarning(lcRouting) << "lane" << lane << "of" << runId << "can not be sent again";
        if (run && !m_counted.contains(runId))
            keepEnded(runId);
        return;
    }
    m_endedRuns.removeAll(runId);
    // Not by whether it had ended: its end may still be queued, and nothing would take it off again.
    if (!m_counted.contains(runId)) {
        m_counted.insert(runId);
        ++m_active;
    }
}

/// A run of the history, as if it had just ended here.
void Router::revive(const StoredRun &stored)
{
    RunRequest request{.prompt = stored.run.prompt,
                       .system = stored.run.system,
                       .lineup = {},
                       .maxTokens = stored.run.maxTokens.value_or(Settings().maxTokens),
                       .temperature = stored.run.temperature,
                       .source = stored.run.source};
    readParameters(stored.run.parameters, request.parameters, request.attachments);
    if (!stored.run.rules.isEmpty()) {
        if (const auto rules = rulesFromJson(QJsonDocument::fromJson(stored.run.rules.toUtf8()).object()))
            request.rules = *rules;
    }
    for (const LaneSpec &lane : stored.run.lanes)
        request.lineup.append(lane.model);
    add(stored.run, request)->resumeAfter(stored.takes, stored.answers);
}

QList<WireRecord> Router::wire(const QString &runId, int lane, std::optional<int> take) const
{
    if (!take)
        take = m_wireLog.lastTake(runId, lane);
    if (!take)
        return {};
    return m_wireLog.attempts({runId, lane, *take});
}

int Router::activeRuns() const
{
    return m_active;
}

} // namespace Crossroads
