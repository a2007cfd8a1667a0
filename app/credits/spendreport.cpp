// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/spendreport.h"

#include "app/money/decimal.h"

#include <QHash>

#include <algorithm>
#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int leastDays = 3; // fewer tell nothing about those to come

static Money rounded(Int128 value, Int128 divisor)
{
    constexpr Int128 most = std::numeric_limits<qint64>::max();
    return {qint64(std::clamp(divideHalfEven(value, divisor), -most, most))};
}

QString partOf(const SpendCell &cell, SpendPart part)
{
    switch (part) {
    case SpendPart::Model:
        return cell.model;
    case SpendPart::Provider:
        return cell.provider;
    case SpendPart::Key:
        return cell.provider + u'/' + cell.key;
    case SpendPart::Source:
        return cell.source;
    case SpendPart::Day:
        break;
    }
    return cell.day.toString(Qt::ISODate);
}

// --- sums ---

void SpendSums::add(const SpendCell &cell)
{
    attempts += cell.attempts;
    answered += cell.answered;
    input += cell.input;
    cachedInput += cell.cachedInput;
    cacheWrite += cell.cacheWrite;
    output += cell.output;
    reasoning += cell.reasoning;
    reported += cell.reported;
    computed += cell.computed;
    estimated += cell.estimated;
    corrections += cell.corrections;
    unknownCost += cell.unknownCost;
    unsettled += cell.unsettled;
    unsettledBound += cell.unsettledBound;
}

CostBases SpendSums::basis() const
{
    CostBases bases;
    bases.setFlag(CostBasis::Reported, reported != Money{});
    bases.setFlag(CostBasis::Computed, computed != Money{});
    bases.setFlag(CostBasis::Estimated, estimated != Money{});
    bases.setFlag(CostBasis::Unknown, unknownCost > 0);
    return bases;
}

int permilleOf(qint64 part, qint64 whole)
{
    return whole > 0 ? int(divideHalfEven(Int128(part) * 1000, whole)) : 0;
}

std::optional<int> SpendSums::cacheHits() const
{
    return input > 0 ? std::optional(permilleOf(cachedInput, input)) : std::nullopt;
}

std::optional<int> SpendSums::thinking() const
{
    return output > 0 ? std::optional(permilleOf(reasoning, output)) : std::nullopt;
}

std::optional<Money> SpendSums::perAnswer() const
{
    return answered > 0 ? std::optional(rounded(cost().pico, answered)) : std::nullopt;
}

SpendSums sumsOf(const QList<SpendCell> &cells)
{
    SpendSums sums;
    for (const SpendCell &cell : cells)
        sums.add(cell);
    return sums;
}

QList<SpendGroup> groupsOf(const QList<SpendCell> &cells, SpendPart part)
{
    QHash<QString, SpendSums> byName;
    for (const SpendCell &cell : cells)
        byName[partOf(cell, part)].add(cell);
    QList<SpendGroup> groups;
    for (auto it = byName.cbegin(); it != byName.cend(); ++it)
        groups.append({it.key(), it.value()});
    std::ranges::sort(groups, [part](const SpendGroup &a, const SpendGroup &b) {
        if (part == SpendPart::Day)
            return a.of < b.of;
        const Money costA = a.sums.cost(), costB = b.sums.cost();
        if (costA != costB)
            return costA > costB;
        return a.sums.answered != b.sums.answered ? a.sums.answered > b.sums.answered : a.of < b.of;
    });
    return groups;
}

QString &SpendFilter::value(SpendPart part)
{
    switch (part) {
    case SpendPart::Model:
        return model;
    case SpendPart::Provider:
        return provider;
    case SpendPart::Key:
        return key;
    case SpendPart::Source:
        return source;
    case SpendPart::Day:
        break;
    }
    return day;
}

bool SpendFilter::passes(const SpendCell &cell) const
{
    const auto fits = [&](SpendPart part) {
        const QString wanted = value(part);
        return wanted.isEmpty() || wanted == partOf(cell, part);
    };
    return fits(SpendPart::Model) && fits(SpendPart::Provider) && fits(SpendPart::Key) &&
           fits(SpendPart::Source) && fits(SpendPart::Day);
}

QList<SpendCell> filtered(const QList<SpendCell> &cells, const SpendFilter &filter)
{
    if (filter.isEmpty())
        return cells;
    QList<SpendCell> passing;
    std::ranges::copy_if(cells, std::back_inserter(passing),
                         [&](const SpendCell &cell) { return filter.passes(cell); });
    return passing;
}

// --- by day ---

qint64 DayBars::Series::total() const
{
    Money sum;
    for (const qint64 value : values)
        sum += Money{value}; // saturates; for tokens as well
    return sum.pico;
}

qint64 DayBars::dayTotal(int day) const
{
    Money sum;
    for (const Series &one : series)
        sum += Money{one.values.value(day)};
    return sum.pico;
}

qint64 DayBars::greatest() const
{
    qint64 most = 0;
    for (int day = 0; day < days(); ++day)
        most = qMax(most, dayTotal(day));
    return most;
}

static DayBars emptyBars(const QStringList &names, QDate first, QDate last)
{
    DayBars bars{.first = first, .series = {}};
    const qsizetype days = first.isValid() && last >= first ? first.daysTo(last) + 1 : 0;
    for (const QString &name : names)
        bars.series.append({name, QList<qint64>(days, 0)});
    return bars;
}

/// The day's place in \p bars; -1 outside.
static int placeOf(const DayBars &bars, QDate day)
{
    const qint64 place = bars.first.daysTo(day);
    return place >= 0 && place < bars.days() ? int(place) : -1;
}

DayBars costByDay(const QList<SpendCell> &cells, SpendPart part, QDate first, QDate last, int most)
{
    QList<SpendGroup> groups = groupsOf(cells, part);
    // What cost nothing, or nobody knows what, has no bar and so no place in the legend.
    const auto free = [](const SpendGroup &group) { return group.sums.cost() == Money{}; };
    if (!std::ranges::all_of(groups, free))
        groups.removeIf(free);
    const bool others = groups.size() > most;
    QStringList names;
    for (const SpendGroup &group : groups.first(others ? most - 1 : groups.size()))
        names.append(group.of);
    if (others)
        names.append(QString());
    DayBars bars = emptyBars(names, first, last);
    for (const SpendCell &cell : cells) {
        const int day = placeOf(bars, cell.day);
        if (day < 0)
            continue;
        const qsizetype own = names.indexOf(partOf(cell, part));
        if (own < 0 && !others)
            continue;
        qint64 &value = bars.series[own < 0 ? names.size() - 1 : own].values[day];
        value = (Money{value} + cell.cost()).pico;
    }
    return bars;
}

DayBars tokensByDay(const QList<SpendCell> &cells, QDate first, QDate last)
{
    DayBars bars = emptyBars({u"input"_s, u"cached"_s, u"output"_s, u"reasoning"_s}, first, last);
    for (const SpendCell &cell : cells) {
        const int day = placeOf(bars, cell.day);
        if (day < 0)
            continue;
        const qint64 kinds[] = {qMax(0LL, cell.input - cell.cachedInput), cell.cachedInput,
                                qMax(0LL, cell.output - cell.reasoning), cell.reasoning};
        for (int kind = 0; kind < 4; ++kind)
            bars.series[kind].values[day] += kinds[kind];
    }
    return bars;
}

// --- forecasts ---

std::optional<qint64> daysLeft(qint64 left, qint64 spent, int days)
{
    if (days < leastDays || spent <= 0)
        return std::nullopt;
    const Int128 whole = Int128(qMax(0LL, left)) * days / spent;
    return qint64(qMin(whole, Int128(std::numeric_limits<qint64>::max())));
}

int daysKnown(const QList<SpendCell> &cells, QDate today, int most)
{
    QDate first = today.addDays(1);
    for (const SpendCell &cell : cells)
        first = qMin(first, cell.day);
    return int(qBound(0LL, first.daysTo(today) + 1, qint64(most)));
}

Money onCourseFor(Money spentThisMonth, QDate today)
{
    return rounded(Int128(spentThisMonth.pico) * today.daysInMonth(), today.day());
}

Money feeOn(Money spent, int basisPoints)
{
    return rounded(Int128(spent.pico) * basisPoints, 10'000);
}

// --- CSV ---

static QString quoted(const QString &text)
{
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text;
    return u'"' + QString(text).replace(u'"', u"\"\""_s) + u'"';
}

static QString csvLine(const SpendCell &c)
{
    QStringList fields{c.day.toString(Qt::ISODate), quoted(c.model), quoted(c.provider), quoted(c.key),
                       quoted(c.source)};
    for (const qint64 count :
         {c.attempts, c.answered, c.input, c.cachedInput, c.cacheWrite, c.output, c.reasoning})
        fields.append(QString::number(count));
    for (const Money money : {c.cost(), c.reported, c.computed, c.estimated, c.corrections})
        fields.append(money.toDecimal());
    fields += {QString::number(c.unknownCost), QString::number(c.unsettled), c.unsettledBound.toDecimal()};
    return fields.join(u',');
}

QByteArray spendCsv(const QList<SpendCell> &cells)
{
    QString text = u"day,model,provider,key_last_four,source,attempts,answered,input_tokens,cached_tokens,"
                   "cache_write_tokens,output_tokens,reasoning_tokens,cost_usd,reported_usd,computed_usd,"
                   "estimated_usd,corrections_usd,unknown_cost,unsettled,unsettled_bound_usd\r\n"_s;
    for (const SpendCell &cell : cells)
        text += csvLine(cell) + u"\r\n"_s;
    return text.toUtf8();
}

} // namespace Crossroads
