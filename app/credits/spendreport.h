// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/spendrecords.h"

#include <QByteArray>
#include <QFlags>
#include <QList>

#include <optional>

namespace Crossroads {

// What the Spend room and the command line say about cells of the ledger. Pure; every amount is an exact sum
// of picodollars, never a floating number, so that all views of the same cells agree to the last digit.

/// What spending can be grouped by.
enum class SpendPart { Model, Provider, Key, Source, Day };

/// The group that \p cell belongs to: a catalog id, a slug, "SLUG/LASTFOUR" (four characters alone may be
/// those of two providers' keys), a source, an ISO date.
QString partOf(const SpendCell &cell, SpendPart part);

/// How the costs of a sum are known.
enum class CostBasis { Reported = 1, Computed = 2, Estimated = 4, Unknown = 8 };
Q_DECLARE_FLAGS(CostBases, CostBasis)
Q_DECLARE_OPERATORS_FOR_FLAGS(CostBases)

/// Cells added up.
struct SpendSums
{
    qint64 attempts = 0;
    qint64 answered = 0;
    qint64 input = 0;       ///< tokens, cached ones among them
    qint64 cachedInput = 0; ///< of input
    qint64 cacheWrite = 0;  ///< of input
    qint64 output = 0;      ///< tokens, reasoning among them
    qint64 reasoning = 0;   ///< of output
    Money reported;
    Money computed;
    Money estimated;
    Money corrections;
    qint64 unknownCost = 0; ///< attempts that are left out of the cost
    qint64 unsettled = 0;
    Money unsettledBound;

    void add(const SpendCell &cell);
    Money cost() const { return reported + computed + estimated + corrections; }
    qint64 tokens() const { return input + output; }
    CostBases basis() const;                ///< none: nothing was charged
    std::optional<int> cacheHits() const;   ///< permille of the input; absent: no input
    std::optional<int> thinking() const;    ///< permille of the output that was reasoning
    std::optional<Money> perAnswer() const; ///< rounded half-even; absent: nothing was answered
    bool operator==(const SpendSums &) const = default;
};
SpendSums sumsOf(const QList<SpendCell> &cells);

/// \p part of \p whole in permille, rounded half-even; 0 where there is no whole.
int permilleOf(qint64 part, qint64 whole);

struct SpendGroup
{
    QString of; ///< as partOf()
    SpendSums sums;
    bool operator==(const SpendGroup &) const = default;
};
/// The dearest first, then the most used; days in their order.
QList<SpendGroup> groupsOf(const QList<SpendCell> &cells, SpendPart part);

/// Groups that are looked at alone; an empty text is all.
struct SpendFilter
{
    QString model, provider, key, source, day; ///< as partOf()

    QString &value(SpendPart part);
    QString value(SpendPart part) const { return const_cast<SpendFilter *>(this)->value(part); }
    bool passes(const SpendCell &cell) const;
    bool isEmpty() const { return *this == SpendFilter{}; }
    bool operator==(const SpendFilter &) const = default;
};
QList<SpendCell> filtered(const QList<SpendCell> &cells, const SpendFilter &filter);

/// Bars of days, each of as many parts as there are series.
struct DayBars
{
    struct Series
    {
        QString of;           ///< as partOf(); empty: all others
        QList<qint64> values; ///< one a day: picodollars, or tokens
        qint64 total() const;
        bool operator==(const Series &) const = default;
    };
    QDate first;
    QList<Series> series;

    int days() const { return series.isEmpty() ? 0 : int(series.first().values.size()); }
    qint64 dayTotal(int day) const;
    qint64 greatest() const; ///< of the days' totals
    bool operator==(const DayBars &) const = default;
};
/// Cost by day, stacked by \p part, the dearest at the bottom. Groups beyond \p most - 1 are one series where
/// there are more than \p most.
DayBars costByDay(const QList<SpendCell> &cells, SpendPart part, QDate first, QDate last, int most = 4);
/// Tokens by day in four series: "input" (not cached), "cached", "output" (not reasoning), "reasoning".
DayBars tokensByDay(const QList<SpendCell> &cells, QDate first, QDate last);

/// How many whole days \p left lasts where \p spent went in \p days; nothing where that can not be told: less
/// than three days are known, or nothing was spent. Both amounts of one currency, in 1e-12 of it.
std::optional<qint64> daysLeft(qint64 left, qint64 spent, int days);
/// How many days up to \p today \p cells tell about, at most \p most: from their first one on.
int daysKnown(const QList<SpendCell> &cells, QDate today, int most = 30);
/// What a month comes to that goes on as it did up to \p today, rounded half-even.
Money onCourseFor(Money spentThisMonth, QDate today);
/// What buying \p spent of credit costs on top, rounded half-even. \param basisPoints hundredths of a
/// percent.
Money feeOn(Money spent, int basisPoints);

/// One line a cell with exact decimal dollars, UTF-8, as RFC 4180 has it; for spreadsheets and scripts.
QByteArray spendCsv(const QList<SpendCell> &cells);

} // namespace Crossroads
