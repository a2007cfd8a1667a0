// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/ledger.h"

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

} // namespace Crossroads
