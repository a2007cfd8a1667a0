// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/decimal.h"
#include "app/storage/database.h"
#include "app/storage/spendtable.h"

#include <QDateTime>

#include <map>

namespace Crossroads {

/// A ledger row as it lies there.
struct LedgerRow
{
    qint64 id = 0;
    QString kind;
    qint64 reservedId = 0, atMs = 0;
    QStringList cell; ///< model, provider, key, source
    bool simulated = false;
    std::optional<qint64> bound, input, cached, written, output, reasoning, cost;
    int costState = 0;
    QString outcome;
};

/// Sums in 128 bits, so that nothing of the store's own arithmetic is repeated here.
struct Sums
{
    Int128 attempts = 0, answered = 0, input = 0, cached = 0, written = 0, output = 0, reasoning = 0;
    Int128 reported = 0, computed = 0, estimated = 0, unknown = 0, unsettled = 0, unsettledBound = 0;
    Int128 corrections = 0, counted = 0;
};
using CellKey = std::pair<qint64, QStringList>;

inline std::optional<qint64> optionalAt(const QSqlQuery &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.value(column).toLongLong());
}

/// One attempt with everything that the ledger says of it.
struct LedgerAttempt
{
    LedgerRow reserved;
    std::optional<LedgerRow> settled;
    QList<LedgerRow> corrections;
};

inline void addEnd(Sums &sums, const LedgerAttempt &attempt)
{
    const qint64 bound = attempt.reserved.bound.value_or(0);
    Int128 corrected = 0;
    for (const LedgerRow &row : attempt.corrections)
        corrected += row.cost.value_or(0);
    sums.corrections += corrected;
    if (!attempt.settled) {
        ++sums.unsettled;
        sums.unsettledBound += bound;
        sums.counted += bound + corrected;
        return;
    }
    const LedgerRow &end = *attempt.settled;
    sums.answered += end.outcome == QLatin1StringView("answered");
    sums.input += end.input.value_or(0);
    sums.cached += end.cached.value_or(0);
    sums.written += end.written.value_or(0);
    sums.output += end.output.value_or(0);
    sums.reasoning += end.reasoning.value_or(0);
    const bool known = end.cost || !attempt.corrections.isEmpty();
    sums.unknown += known ? 0 : 1;
    sums.counted += known ? Int128(end.cost.value_or(0)) + corrected : Int128(bound);
    if (end.cost)
        (end.costState == 3   ? sums.reported
         : end.costState == 2 ? sums.computed
                              : sums.estimated) += *end.cost;
}

/// What the cells beside the ledger must be.
inline std::map<CellKey, Sums> sumsOfLedger(Database &database)
{
    auto rows = database.run(QStringLiteral(
        "SELECT id, kind, reserved_id, at_ms, model, provider, key_last_four, source, simulated, "
        u"bound_pico, "
        "input, cached_input, cache_write, output, reasoning, cost_pico, cost_state, outcome FROM ledger"));
    std::map<qint64, LedgerAttempt> attempts;
    while (rows && rows->next()) {
        const auto text = [&](int column) { return rows->value(column).toString(); };
        const LedgerRow row{rows->value(0).toLongLong(),
                            text(1),
                            rows->value(2).toLongLong(),
                            rows->value(3).toLongLong(),
                            {text(4), text(5), text(6), text(7)},
                            rows->value(8).toBool(),
                            optionalAt(*rows, 9),
                            optionalAt(*rows, 10),
                            optionalAt(*rows, 11),
                            optionalAt(*rows, 12),
                            optionalAt(*rows, 13),
                            optionalAt(*rows, 14),
                            optionalAt(*rows, 15),
                            rows->value(16).toInt(),
                            text(17)};
        if (row.kind == QLatin1StringView("reserved"))
            attempts[row.id].reserved = row;
        else if (row.kind == QLatin1StringView("settled"))
            attempts[row.reservedId].settled = row;
        else
            attempts[row.reservedId].corrections.append(row);
    }
    std::map<CellKey, Sums> cells;
    for (const auto &[id, attempt] : attempts) {
        if (attempt.reserved.simulated)
            continue;
        const QDate day = QDateTime::fromMSecsSinceEpoch(attempt.reserved.atMs).date();
        Sums &sums = cells[{day.toJulianDay(), attempt.reserved.cell}];
        ++sums.attempts;
        addEnd(sums, attempt);
    }
    return cells;
}

/// What is different between the cells and the ledger that they sum up; empty: nothing, to the last
/// picodollar.
inline QString sumsDiffer(Database &database)
{
    const auto expected = sumsOfLedger(database);
    const auto cells = SpendTable(database).cells({});
    if (!cells || size_t(cells->size()) != expected.size())
        return QStringLiteral("the cells are not those of the ledger");
    qsizetype at = 0;
    for (const auto &[key, sums] : expected) {
        const SpendCell &cell = (*cells)[at++];
        if (cell.day.toJulianDay() != key.first ||
            QStringList{cell.model, cell.provider, cell.key, cell.source} != key.second)
            return QStringLiteral("a cell in place of that of ") + key.second.join(u' ');
        const std::tuple<const char *, Int128, Int128> figures[] = {
            {"attempts", cell.attempts, sums.attempts},
            {"answered", cell.answered, sums.answered},
            {"input", cell.input, sums.input},
            {"cached", cell.cachedInput, sums.cached},
            {"written", cell.cacheWrite, sums.written},
            {"output", cell.output, sums.output},
            {"reasoning", cell.reasoning, sums.reasoning},
            {"reported", cell.reported.pico, sums.reported},
            {"computed", cell.computed.pico, sums.computed},
            {"estimated", cell.estimated.pico, sums.estimated},
            {"unknown", cell.unknownCost, sums.unknown},
            {"unsettled", cell.unsettled, sums.unsettled},
            {"unsettled bound", cell.unsettledBound.pico, sums.unsettledBound},
            {"corrections", cell.corrections.pico, sums.corrections}};
        for (const auto &[name, found, wanted] : figures) {
            if (found != wanted)
                return QStringLiteral("%1 of %2 on %3")
                    .arg(QString::fromLatin1(name), key.second.join(u' '), cell.day.toString(Qt::ISODate));
        }
    }
    return {};
}

} // namespace Crossroads
