// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/spendschema.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

/// The day of the rows that are there already, by the calendar of who migrates.
static QStringList dayColumn()
{
    return {
        u"ALTER TABLE ledger ADD COLUMN day INTEGER"_s,
        u"ALTER TABLE ledger ADD COLUMN computed_pico INTEGER"_s, // ours, where the provider's own is the
                                                                  // cost
        u"DROP TRIGGER ledger_no_update"_s,
        uR"(UPDATE ledger SET day = CAST(julianday(coalesce(
                (SELECT r.at_ms FROM ledger r WHERE r.id = ledger.reserved_id), at_ms) / 1000,
                'unixepoch', 'localtime') + 0.5 AS INTEGER))"_s,
        uR"(CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END)"_s,
        u"CREATE INDEX ledger_corrected ON ledger (reserved_id) WHERE kind = 'corrected'"_s,
        u"CREATE INDEX ledger_compared ON ledger (day) WHERE computed_pico IS NOT NULL"_s,
    };
}

static QStringList tables()
{
    return {
        uR"(CREATE TABLE spend_cell (
                day INTEGER NOT NULL, model TEXT NOT NULL, provider TEXT NOT NULL, key_last_four TEXT NOT NULL,
                source TEXT NOT NULL, attempts INTEGER NOT NULL, answered INTEGER NOT NULL,
                input INTEGER NOT NULL, cached_input INTEGER NOT NULL, cache_write INTEGER NOT NULL,
                output INTEGER NOT NULL, reasoning INTEGER NOT NULL, reported_pico INTEGER NOT NULL,
                computed_pico INTEGER NOT NULL, estimated_pico INTEGER NOT NULL, unknown_cost INTEGER NOT NULL,
                unknown_bound_pico INTEGER NOT NULL, unsettled INTEGER NOT NULL,
                unsettled_bound_pico INTEGER NOT NULL, corrections_pico INTEGER NOT NULL,
                PRIMARY KEY (day, model, provider, key_last_four, source)) STRICT, WITHOUT ROWID)"_s,
        uR"(CREATE TABLE spend_total (
                scope TEXT NOT NULL, of TEXT NOT NULL, day INTEGER NOT NULL, counted_pico INTEGER NOT NULL,
                PRIMARY KEY (scope, of, day)) STRICT, WITHOUT ROWID)"_s,
    };
}

/// The sums of what is in the ledger already. Nothing wrote corrections before this.
static QStringList fill()
{
    return {
        uR"(INSERT INTO spend_cell SELECT r.day, r.model, r.provider, coalesce(r.key_last_four, ''), r.source,
                count(*), coalesce(sum(s.outcome = 'answered'), 0),
                coalesce(sum(s.input), 0), coalesce(sum(s.cached_input), 0), coalesce(sum(s.cache_write), 0),
                coalesce(sum(s.output), 0), coalesce(sum(s.reasoning), 0),
                coalesce(sum(CASE WHEN s.cost_state = 3 THEN s.cost_pico END), 0),
                coalesce(sum(CASE WHEN s.cost_state = 2 THEN s.cost_pico END), 0),
                coalesce(sum(CASE WHEN s.cost_state < 2 THEN s.cost_pico END), 0),
                coalesce(sum(s.id IS NOT NULL AND s.cost_pico IS NULL), 0),
                coalesce(sum(CASE WHEN s.id IS NOT NULL AND s.cost_pico IS NULL THEN r.bound_pico END), 0),
                coalesce(sum(s.id IS NULL), 0),
                coalesce(sum(CASE WHEN s.id IS NULL THEN r.bound_pico END), 0), 0
            FROM ledger r LEFT JOIN ledger s ON s.reserved_id = r.id AND s.kind = 'settled'
            WHERE r.kind = 'reserved' AND r.simulated = 0 GROUP BY 1, 2, 3, 4, 5)"_s,
        uR"(INSERT INTO spend_total
            WITH counted AS (SELECT day, provider, key_last_four, source, reported_pico + computed_pico +
                estimated_pico + unknown_bound_pico + unsettled_bound_pico + corrections_pico AS pico
                FROM spend_cell)
            SELECT 'all', '', day, sum(pico) FROM counted GROUP BY day
            UNION ALL SELECT 'provider', provider, day, sum(pico) FROM counted GROUP BY provider, day
            UNION ALL SELECT 'key', key_last_four, day, sum(pico) FROM counted GROUP BY key_last_four, day
            UNION ALL SELECT 'source', source, day, sum(pico) FROM counted GROUP BY source, day)"_s,
    };
}

/// A trigger that adds to the cell of a new ledger row. \param values for the columns from attempts on.
static QString cellTrigger(const QString &kind, const QString &values)
{
    static const QStringList columns{u"attempts"_s,        u"answered"_s,
                                     u"input"_s,           u"cached_input"_s,
                                     u"cache_write"_s,     u"output"_s,
                                     u"reasoning"_s,       u"reported_pico"_s,
                                     u"computed_pico"_s,   u"estimated_pico"_s,
                                     u"unknown_cost"_s,    u"unknown_bound_pico"_s,
                                     u"unsettled"_s,       u"unsettled_bound_pico"_s,
                                     u"corrections_pico"_s};
    QStringList sums;
    for (const QString &column : columns)
        sums.append(u"%1 = %1 + excluded.%1"_s.arg(column));
    return uR"(CREATE TRIGGER spend_%1 AFTER INSERT ON ledger WHEN NEW.kind = '%1' AND NEW.simulated = 0 BEGIN
            INSERT INTO spend_cell VALUES (NEW.day, NEW.model, NEW.provider, coalesce(NEW.key_last_four, ''),
                NEW.source, %2) ON CONFLICT (day, model, provider, key_last_four, source) DO UPDATE SET %3; END)"_s
        .arg(kind, values, sums.join(u", "_s));
}

static QStringList cellTriggers()
{
    // The first correction of an attempt of unknown cost makes its cost known.
    const QString wasUnknown =
        uR"(((SELECT s.cost_pico IS NULL FROM ledger s WHERE s.reserved_id = NEW.reserved_id AND s.kind = 'settled')
             AND NOT EXISTS (SELECT 1 FROM ledger c WHERE c.reserved_id = NEW.reserved_id AND c.kind = 'corrected'
             AND c.id <> NEW.id)))"_s;
    return {
        cellTrigger(u"reserved"_s,
                    u"1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, coalesce(NEW.bound_pico, 0), 0"_s),
        cellTrigger(u"settled"_s, uR"(0, coalesce(NEW.outcome = 'answered', 0), coalesce(NEW.input, 0),
                coalesce(NEW.cached_input, 0), coalesce(NEW.cache_write, 0), coalesce(NEW.output, 0),
                coalesce(NEW.reasoning, 0),
                CASE WHEN NEW.cost_state = 3 THEN coalesce(NEW.cost_pico, 0) ELSE 0 END,
                CASE WHEN NEW.cost_state = 2 THEN coalesce(NEW.cost_pico, 0) ELSE 0 END,
                CASE WHEN NEW.cost_state < 2 THEN coalesce(NEW.cost_pico, 0) ELSE 0 END,
                NEW.cost_pico IS NULL,
                CASE WHEN NEW.cost_pico IS NULL THEN coalesce(NEW.bound_pico, 0) ELSE 0 END,
                -1, -coalesce(NEW.bound_pico, 0), 0)"_s),
        cellTrigger(u"corrected"_s, uR"(0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                -coalesce(%1, 0), CASE WHEN %1 THEN -coalesce(NEW.bound_pico, 0) ELSE 0 END,
                0, 0, coalesce(NEW.cost_pico, 0))"_s.arg(wasUnknown)),
    };
}

/// A trigger that adds a cell's change to the totals.
static QString totalTrigger(const QString &event, const QString &difference)
{
    QString statements;
    for (const auto &[scope, of] :
         {std::pair(u"all"_s, u"''"_s), std::pair(u"provider"_s, u"NEW.provider"_s),
          std::pair(u"key"_s, u"NEW.key_last_four"_s), std::pair(u"source"_s, u"NEW.source"_s)})
        statements += uR"(INSERT INTO spend_total VALUES ('%1', %2, NEW.day, %3) ON CONFLICT (scope, of, day)
            DO UPDATE SET counted_pico = counted_pico + excluded.counted_pico; )"_s.arg(scope, of,
                                                                                        difference);
    return u"CREATE TRIGGER spend_total_%1 AFTER %1 ON spend_cell BEGIN %2 END"_s.arg(event, statements);
}

static QStringList totalTriggers()
{
    const QString counted = u"(%1.reported_pico + %1.computed_pico + %1.estimated_pico + "
                            "%1.unknown_bound_pico + %1.unsettled_bound_pico + %1.corrections_pico)"_s;
    return {totalTrigger(u"INSERT"_s, counted.arg(u"NEW"_s)),
            totalTrigger(u"UPDATE"_s, counted.arg(u"NEW"_s) + u" - "_s + counted.arg(u"OLD"_s))};
}

QStringList spendSchema()
{
    return dayColumn() + tables() + fill() + cellTriggers() + totalTriggers();
}

} // namespace Crossroads
