// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/ledger.h"

#include "app/money/bound.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QVariant orNull(const std::optional<qint64> &value)
{
    return value ? QVariant(*value) : QVariant(QMetaType::fromType<qint64>());
}

static QVariant orNull(const std::optional<Money> &value)
{
    return value ? QVariant(value->pico) : QVariant(QMetaType::fromType<qint64>());
}

static QJsonArray overridesJson(const QList<PriceOverride> &overrides)
{
    QJsonArray array;
    for (const PriceOverride &o : overrides) {
        QJsonObject object{{"above_prompt_tokens"_L1, QString::number(o.abovePromptTokens)}};
        const auto put = [&](QLatin1StringView name, const std::optional<Rate> &rate) {
            if (rate)
                object[name] = QString::number(rate->atto);
        };
        put("input_atto"_L1, o.input);
        put("output_atto"_L1, o.output);
        put("cache_read_atto"_L1, o.cacheRead);
        put("cache_write_atto"_L1, o.cacheWrite);
        put("reasoning_atto"_L1, o.reasoning);
        if (o.dependsOnTime()) {
            object["utc_from_minute"_L1] = o.utcFromMinute.value_or(0);
            object["utc_to_minute"_L1] = o.utcToMinute.value_or(1440);
            object["utc_days"_L1] = o.utcDays;
        }
        array.append(object);
    }
    return array;
}

/// The rates as decimal integers in text: JSON numbers would pass through double.
static QString pricesText(const Prices &prices)
{
    QJsonObject object;
    const auto put = [&](QLatin1StringView name, const std::optional<Rate> &rate) {
        if (rate)
            object[name] = QString::number(rate->atto);
    };
    put("input_atto"_L1, prices.input);
    put("output_atto"_L1, prices.output);
    put("cache_read_atto"_L1, prices.cacheRead);
    put("cache_write_atto"_L1, prices.cacheWrite);
    put("reasoning_atto"_L1, prices.reasoning);
    put("cache_write_hour_atto"_L1, prices.cacheWriteHour);
    put("image_output_atto"_L1, prices.imageOutput);
    if (prices.perRequest)
        object["per_request_pico"_L1] = QString::number(prices.perRequest->pico);
    if (prices.perImage)
        object["per_image_pico"_L1] = QString::number(prices.perImage->pico);
    if (!prices.overrides.isEmpty())
        object["overrides"_L1] = overridesJson(prices.overrides);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

static QString tr(const char *text)
{
    return QCoreApplication::translate("Ledger", text);
}

// An answer of fewer tokens is not worth paying the prompt for.
static constexpr qint64 leastWorthwhile = 16;

Result<Money> Ledger::spentOfRun(const QString &runId)
{
    // A run has few rows, found by its index.
    auto rows = m_database.run(uR"(SELECT coalesce(sum(CASE WHEN s.id IS NULL THEN r.bound_pico
                WHEN s.cost_pico IS NULL AND r.corrected IS NULL THEN r.bound_pico
                ELSE coalesce(s.cost_pico, 0) + coalesce(r.corrected, 0) END), 0)
            FROM (SELECT *, (SELECT sum(cost_pico) FROM ledger WHERE reserved_id = l.id AND kind = 'corrected')
                AS corrected FROM ledger l WHERE run_id = ? AND kind = 'reserved' AND simulated = 0) r
            LEFT JOIN ledger s ON s.reserved_id = r.id AND s.kind = 'settled')"_s,
                               {runId});
    if (!rows)
        return std::unexpected(rows.error());
    return Money{rows->next() ? rows->value(0).toLongLong() : 0};
}

Result<Money> Ledger::spentOf(const BudgetLimit &budget, const QString &runId)
{
    if (budget.scope == BudgetLimit::Scope::Run)
        return spentOfRun(runId);
    const QDate since = budget.sinceMs == 0 ? QDate() : localDay(budget.sinceMs);
    return m_sums.countedSince(since, budget.scope, budget.of);
}

static QString limitWords(const BudgetLimit &budget)
{
    const QString amount = u'$' + budget.limit.toDecimal();
    switch (budget.scope) {
    case BudgetLimit::Scope::Run:
        return tr("%1 a run").arg(amount);
    case BudgetLimit::Scope::Day:
        return tr("%1 a day").arg(amount);
    case BudgetLimit::Scope::Month:
        return tr("%1 a month").arg(amount);
    case BudgetLimit::Scope::Key:
        return tr("%1 a month for the key …%2").arg(amount, budget.of);
    case BudgetLimit::Scope::Provider:
    case BudgetLimit::Scope::Source:
        break;
    }
    return tr("%1 a month for %2").arg(amount, budget.of);
}

/// A budget of a key, a provider or a source is about the requests with it.
static bool concerns(const BudgetLimit &budget, const Reservation &r)
{
    switch (budget.scope) {
    case BudgetLimit::Scope::Key:
        return budget.of == r.keyLastFour;
    case BudgetLimit::Scope::Provider:
        return budget.of == r.provider;
    case BudgetLimit::Scope::Source:
        return budget.of == r.source;
    case BudgetLimit::Scope::Run:
    case BudgetLimit::Scope::Day:
    case BudgetLimit::Scope::Month:
        break;
    }
    return true;
}

/// Lowers the output to what every budget still buys, where that is allowed.
Result<void> Ledger::fit(Reservation &r)
{
    if (r.bound && r.bound->pico == 0)
        return {}; // no budget is ever too small for what is free
    for (const BudgetLimit &budget : std::as_const(r.budgets)) {
        if (!concerns(budget, r))
            continue;
        if (!r.bound) {
            if (r.unknownAllowed)
                continue;
            return fail(
                ErrorKind::Budget,
                tr("The price of this offer is unknown, and your limit is %1.").arg(limitWords(budget)),
                tr("Nothing was sent. Allow it once, or pick an offer with a price."));
        }
        const auto spent = spentOf(budget, r.runId);
        if (!spent)
            return std::unexpected(spent.error());
        const Money left{budget.limit.pico - qMin(spent->pico, budget.limit.pico)};
        if (*r.bound <= left)
            continue;
        const qint64 fits =
            r.outputFlexible ? outputWithin(left, r.inputBound, r.outputTokens, r.prices).value_or(0) : 0;
        if (fits < leastWorthwhile)
            return fail(ErrorKind::Budget,
                        tr("This could cost up to $%1; your limit is %2, and $%3 of it is left.")
                            .arg(r.bound->toDecimal(), limitWords(budget), left.toDecimal()),
                        tr("Nothing was sent. Lower the output limit, or raise the budget."));
        r.outputTokens = fits;
        r.bound = costBound(r.inputBound, fits, r.prices);
    }
    return {};
}

Result<Reserved> Ledger::reserve(const Reservation &asked, qint64 wallMs)
{
    Reservation r = asked;
    if (!r.simulated) {
        if (auto fitted = fit(r); !fitted)
            return std::unexpected(fitted.error());
    }
    auto row = m_database.runAgain(
        u"INSERT INTO ledger (kind, at_ms, day, run_id, lane, source, provider, model, key_last_four, "
        u"simulated, prices, bound_pico) VALUES ('reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {wallMs, localDay(wallMs).toJulianDay(), r.runId, r.lane, r.source, r.provider, r.model,
         r.keyLastFour, int(r.simulated), pricesText(r.prices), orNull(r.bound)});
    if (!row)
        return std::unexpected(row.error());
    return Reserved{*row, r.outputTokens, r.bound};
}

/// What nobody reserved can be entered nowhere: it has no run, no provider and no day.
static Error noSuchRequest(qint64 rowId)
{
    return {ErrorKind::Internal, tr("The ledger has no such request."),
            tr("What it cost is not in the figures of Spending."), u"row %1"_s.arg(rowId)};
}

Result<bool> Ledger::isReserved(qint64 rowId)
{
    auto rows = m_database.run(u"SELECT 1 FROM ledger WHERE id = ? AND kind = 'reserved'"_s, {rowId});
    if (!rows)
        return std::unexpected(rows.error());
    return rows->next();
}

Result<void> Ledger::settle(const Settlement &s, qint64 wallMs)
{
    int changed = 0;
    auto done = m_database.runAgain(
        u"INSERT INTO ledger (kind, reserved_id, at_ms, day, run_id, lane, source, provider, model, "
        "key_last_four, simulated, prices, bound_pico, input, cached_input, cache_write, cache_write_hour, "
        "output, reasoning, image_output, usage_state, cost_pico, cost_state, computed_pico, outcome, "
        "request_id) "
        "SELECT 'settled', id, ?, day, run_id, lane, source, provider, model, key_last_four, simulated, "
        "prices, bound_pico, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM ledger WHERE id = ? AND kind = "
        "'reserved' "
        "ON CONFLICT (reserved_id) WHERE kind = 'settled' DO NOTHING"_s,
        {wallMs, orNull(s.usage.input), orNull(s.usage.cachedInput), orNull(s.usage.cacheWrite),
         orNull(s.usage.cacheWriteHour), orNull(s.usage.output), orNull(s.usage.reasoning),
         orNull(s.usage.imageOutput), int(s.usageState), orNull(s.cost), int(s.costState), orNull(s.computed),
         s.outcome, s.requestId, s.rowId},
        &changed);
    if (!done)
        return std::unexpected(done.error());
    if (changed > 0)
        return {};
    const auto reserved = isReserved(s.rowId);
    if (!reserved)
        return std::unexpected(reserved.error());
    return *reserved ? Result<void>() : std::unexpected(noSuchRequest(s.rowId));
}

Result<void> Ledger::endInterrupted(const QString &runId, int lane, qint64 outputSeen, qint64 wallMs)
{
    auto rows = m_database.run(
        u"SELECT r.id, r.bound_pico FROM ledger r LEFT JOIN ledger s ON s.reserved_id = r.id AND "
        "s.kind = 'settled' WHERE r.kind = 'reserved' AND r.run_id = ? AND r.lane = ? AND s.id IS NULL "
        "ORDER BY r.id DESC"_s,
        {runId, lane});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Settlement> ends;
    while (rows->next()) {
        Settlement end;
        end.rowId = rows->value(0).toLongLong();
        end.usageState = UsageState::Estimated;
        end.outcome = u"may_be_billed"_s;
        if (ends.isEmpty())
            end.usage.output = outputSeen;
        if (!rows->isNull(1)) {
            end.cost = Money{rows->value(1).toLongLong()};
            end.costState = CostState::Estimated;
        }
        ends.append(end);
    }
    for (const Settlement &end : std::as_const(ends)) {
        if (auto done = settle(end, wallMs); !done)
            return done;
    }
    return {};
}

Result<void> Ledger::correct(const Correction &c, qint64 wallMs)
{
    auto rows = m_database.run(
        uR"(SELECT s.id, s.cost_pico, (SELECT sum(cost_pico) FROM ledger WHERE reserved_id = r.id AND kind = 'corrected')
            FROM ledger r LEFT JOIN ledger s ON s.reserved_id = r.id AND s.kind = 'settled'
            WHERE r.id = ? AND r.kind = 'reserved')"_s,
        {c.rowId});
    if (!rows)
        return std::unexpected(rows.error());
    if (!rows->next())
        return std::unexpected(noSuchRequest(c.rowId));
    if (rows->isNull(0))
        return settle({.rowId = c.rowId,
                       .usage = c.usage,
                       .usageState = c.usage.output ? UsageState::Reported : UsageState::Unknown,
                       .cost = c.cost,
                       .costState = CostState::Reported,
                       .outcome = u"interrupted"_s,
                       .requestId = {}},
                      wallMs);
    const bool known = !rows->isNull(1) || !rows->isNull(2);
    const Money so{rows->value(1).toLongLong() + rows->value(2).toLongLong()};
    if (known && so == c.cost)
        return {};
    auto done = m_database.run(
        u"INSERT INTO ledger (kind, reserved_id, at_ms, day, run_id, lane, source, provider, model, "
        "key_last_four, simulated, prices, bound_pico, cost_pico, cost_state) SELECT 'corrected', id, ?, "
        "day, "
        "run_id, lane, source, provider, model, key_last_four, simulated, prices, bound_pico, ?, ? "
        "FROM ledger WHERE id = ?"_s,
        {wallMs, c.cost.pico - so.pico, int(CostState::Reported), c.rowId});
    if (!done)
        return std::unexpected(done.error());
    return {};
}

static std::optional<qint64> optionalInt(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

Result<QList<PastRequest>> Ledger::lastRequests(int most)
{
    auto rows = m_database.run(
        u"SELECT s.at_ms, s.model, s.provider, s.input, s.cached_input, s.cache_write, s.output, "
        u"s.reasoning, "
        "s.cost_pico, s.simulated, (SELECT a.ttft_ms FROM answer a WHERE a.run_id = s.run_id AND a.lane = "
        "s.lane "
        "ORDER BY a.take DESC LIMIT 1), s.cache_write_hour, s.image_output FROM ledger s "
        "WHERE s.kind = 'settled' AND s.outcome = 'answered' "
        "ORDER BY s.id DESC LIMIT ?"_s,
        {most});
    if (!rows)
        return std::unexpected(rows.error());
    QList<PastRequest> requests;
    while (rows->next()) {
        PastRequest one{.atMs = rows->value(0).toLongLong(),
                        .model = rows->value(1).toString(),
                        .provider = rows->value(2).toString()};
        one.usage = {.input = optionalInt(rows->value(3)),
                     .cachedInput = optionalInt(rows->value(4)),
                     .cacheWrite = optionalInt(rows->value(5)),
                     .cacheWriteHour = optionalInt(rows->value(11)),
                     .output = optionalInt(rows->value(6)),
                     .reasoning = optionalInt(rows->value(7)),
                     .imageOutput = optionalInt(rows->value(12)),
                     .reportedCost = {}};
        if (const auto pico = optionalInt(rows->value(8)))
            one.cost = Money{*pico};
        one.simulated = rows->value(9).toBool();
        one.ttftMs = optionalInt(rows->value(10));
        requests.append(one);
    }
    return requests;
}

static std::optional<qint64> count(const QSqlQuery &rows, int column)
{
    return rows.isNull(column) ? std::nullopt : std::optional(rows.value(column).toLongLong());
}

Result<MonthUsage> Ledger::usageSince(qint64 wallMs)
{
    auto rows = m_database.run(u"SELECT input, cached_input, cache_write, output, reasoning, cost_pico, "
                               u"cache_write_hour, image_output FROM ledger WHERE kind = 'settled' "
                               "AND simulated = 0 AND at_ms >= ? AND (output > 0 OR cost_pico > 0)"_s,
                               {wallMs});
    if (!rows)
        return std::unexpected(rows.error());
    MonthUsage month;
    while (rows->next()) {
        Usage usage;
        usage.input = count(*rows, 0);
        usage.cachedInput = count(*rows, 1);
        usage.cacheWrite = count(*rows, 2);
        usage.output = count(*rows, 3);
        usage.reasoning = count(*rows, 4);
        usage.cacheWriteHour = count(*rows, 6);
        usage.imageOutput = count(*rows, 7);
        month.answers.append(usage);
        if (const auto pico = count(*rows, 5))
            month.paid += Money{*pico};
        else
            ++month.unknown;
    }
    return month;
}

Result<QList<Observation>> Ledger::observationsSince(qint64 wallMs)
{
    // The figures of an answer are its last attempt's: only that one answered.
    auto rows =
        m_database.run(uR"(SELECT l.provider, l.model, count(*), sum(l.outcome = 'answered'), avg(a.ttft_ms),
               sum(CASE WHEN a.total_ms > a.ttft_ms THEN a.output END),
               sum(CASE WHEN a.total_ms > a.ttft_ms THEN a.total_ms - a.ttft_ms END)
            FROM ledger l LEFT JOIN answer a ON l.outcome = 'answered' AND a.run_id = l.run_id AND a.lane = l.lane
                AND a.take = (SELECT max(take) FROM answer b WHERE b.run_id = a.run_id AND b.lane = a.lane)
            WHERE l.kind = 'settled' AND l.simulated = 0 AND l.at_ms >= ?
            GROUP BY l.provider, l.model)"_s,
                       {wallMs});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Observation> all;
    while (rows->next()) {
        Observation seen{.provider = rows->value(0).toString(),
                         .model = rows->value(1).toString(),
                         .attempts = rows->value(2).toInt(),
                         .answered = rows->value(3).toInt(),
                         .ttftMs = count(*rows, 4)};
        if (const double ms = rows->value(6).toDouble(); ms > 0)
            seen.tokensPerSecond = rows->value(5).toDouble() * 1000.0 / ms;
        all.append(seen);
    }
    return all;
}

} // namespace Crossroads
