// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/ledger.h"

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
    if (prices.perRequest)
        object["per_request_pico"_L1] = QString::number(prices.perRequest->pico);
    if (prices.perImage)
        object["per_image_pico"_L1] = QString::number(prices.perImage->pico);
    if (!prices.overrides.isEmpty())
        object["overrides"_L1] = overridesJson(prices.overrides);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<qint64> Ledger::reserve(const Reservation &r, qint64 wallMs)
{
    auto done = m_database.run(u"INSERT INTO ledger (kind, at_ms, run_id, lane, source, provider, model, "
                               u"key_last_four, simulated, prices, "
                               "bound_pico) VALUES ('reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                               {wallMs, r.runId, r.lane, r.source, r.provider, r.model, r.keyLastFour,
                                int(r.simulated), pricesText(r.prices), orNull(r.bound)});
    if (!done)
        return std::unexpected(done.error());
    return done->lastInsertId().toLongLong();
}

Result<void> Ledger::settle(const Settlement &s, qint64 wallMs)
{
    auto done = m_database.run(
        u"INSERT INTO ledger (kind, reserved_id, at_ms, run_id, lane, source, provider, model, "
        u"key_last_four, "
        "simulated, prices, bound_pico, input, cached_input, cache_write, output, reasoning, usage_state, "
        "cost_pico, "
        "cost_state, outcome, request_id) SELECT 'settled', id, ?, run_id, lane, source, provider, model, "
        "key_last_four, simulated, prices, bound_pico, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM ledger WHERE id = ?"_s,
        {wallMs, orNull(s.usage.input), orNull(s.usage.cachedInput), orNull(s.usage.cacheWrite),
         orNull(s.usage.output), orNull(s.usage.reasoning), int(s.usageState), orNull(s.cost),
         int(s.costState), s.outcome, s.requestId, s.rowId});
    if (!done)
        return std::unexpected(done.error());
    return {};
}

Result<Money> Ledger::spentSince(qint64 wallMs)
{
    auto rows = m_database.run(
        u"SELECT coalesce(sum(cost_pico), 0) FROM ledger WHERE kind <> 'reserved' AND simulated = 0 AND at_ms >= ?"_s,
        {wallMs});
    if (!rows)
        return std::unexpected(rows.error());
    return Money{rows->next() ? rows->value(0).toLongLong() : 0};
}

static std::optional<qint64> count(const QSqlQuery &rows, int column)
{
    return rows.isNull(column) ? std::nullopt : std::optional(rows.value(column).toLongLong());
}

Result<MonthUsage> Ledger::usageSince(qint64 wallMs)
{
    auto rows = m_database.run(u"SELECT input, cached_input, cache_write, output, reasoning, cost_pico FROM "
                               u"ledger WHERE kind = 'settled' "
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
