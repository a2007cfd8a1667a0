// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/spendcommand.h"

#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"
#include "app/cli/waitfor.h"
#include "app/services/services.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <map>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("SpendCommand", text);
}

namespace {
using GroupOf = QString (*)(const SpendCell &);

/// What rows can stand for.
struct Grouping
{
    QLatin1StringView name;
    GroupOf groupOf;
};
constexpr Grouping groupings[] = {
    {"model"_L1, [](const SpendCell &cell) { return cell.model; }},
    {"provider"_L1, [](const SpendCell &cell) { return cell.provider; }},
    {"key"_L1, [](const SpendCell &cell) { return cell.key; }},
    {"source"_L1, [](const SpendCell &cell) { return cell.source; }},
    {"day"_L1, [](const SpendCell &cell) { return cell.day.toString(Qt::ISODate); }},
};

struct SpendOptions
{
    const Grouping *by = &groupings[0];
    QDate since, until; ///< both valid
    bool json = false;
    bool csv = false;
    bool drift = false; ///< reported costs beside ours
};

/// The sum of some cells.
struct SpendRow
{
    QString group;
    qint64 attempts = 0, input = 0, output = 0;
    Money cost;
    qint64 unknown = 0; ///< attempts whose cost is not in cost: nobody knows it, or they have no end
    qint64 unsettled = 0;
    Money unsettledBound;
    bool estimated = false;

    void add(const SpendCell &cell)
    {
        attempts += cell.attempts;
        input += cell.input;
        output += cell.output;
        cost += cell.cost();
        unknown += cell.unknownCost + cell.unsettled;
        unsettled += cell.unsettled;
        unsettledBound += cell.unsettledBound;
        estimated = estimated || cell.estimated.pico != 0;
    }
};
} // namespace

static Result<QDate> dateFrom(Arguments &arguments, const QString &option)
{
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    const QDate date = QDate::fromString(*text, Qt::ISODate);
    if (!date.isValid() || text->size() != 10)
        return fail(ErrorKind::WrongUse, tr("%1 takes a day as in 2026-11-01, not %2.").arg(option, *text));
    return date;
}

static Result<const Grouping *> groupingFrom(Arguments &arguments)
{
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    const auto found = std::ranges::find(groupings, *text, &Grouping::name);
    if (found == std::end(groupings))
        return fail(ErrorKind::WrongUse,
                    tr("--by takes model, provider, key, source or day, not %1.").arg(*text));
    return found;
}

/// Takes the next word into \p options.
static Result<void> take(Arguments &arguments, SpendOptions &options)
{
    if (arguments.flag(u"--json")) {
        options.json = true;
    } else if (arguments.flag(u"--csv")) {
        options.csv = true;
    } else if (arguments.flag(u"--drift")) {
        options.drift = true;
    } else if (arguments.option(u"--by")) {
        const auto by = groupingFrom(arguments);
        if (!by)
            return std::unexpected(by.error());
        options.by = *by;
    } else if (arguments.option(u"--since")) {
        const auto date = dateFrom(arguments, u"--since"_s);
        if (!date)
            return std::unexpected(date.error());
        options.since = *date;
    } else if (arguments.option(u"--until")) {
        const auto date = dateFrom(arguments, u"--until"_s);
        if (!date)
            return std::unexpected(date.error());
        options.until = *date;
    } else {
        return fail(ErrorKind::WrongUse, tr("spend does not understand %1.").arg(arguments.front()));
    }
    return {};
}

/// \param today for what is not said: from the first of the month on, up to today.
static Result<SpendOptions> parse(const QStringList &words, QDate today)
{
    SpendOptions options;
    Arguments arguments(words);
    while (!arguments.atEnd()) {
        if (auto taken = take(arguments, options); !taken)
            return std::unexpected(taken.error());
    }
    if (options.json && options.csv)
        return fail(ErrorKind::WrongUse, tr("Choose one of --json and --csv."));
    if (options.csv && options.drift)
        return fail(ErrorKind::WrongUse, tr("--drift goes with --json, or alone."));
    if (!options.until.isValid())
        options.until = qMax(today, options.since);
    if (!options.since.isValid())
        options.since = QDate(options.until.year(), options.until.month(), 1);
    if (options.since > options.until)
        return fail(ErrorKind::WrongUse,
                    tr("--since %1 is after --until %2.")
                        .arg(options.since.toString(Qt::ISODate), options.until.toString(Qt::ISODate)));
    return options;
}

/// The dearest first; days in their order.
static QList<SpendRow> rowsOf(const QList<SpendCell> &cells, const Grouping &by)
{
    std::map<QString, SpendRow> groups;
    for (const SpendCell &cell : cells) {
        SpendRow &row = groups[by.groupOf(cell)];
        row.group = by.groupOf(cell);
        row.add(cell);
    }
    QList<SpendRow> rows;
    for (const auto &[group, row] : groups)
        rows.append(row);
    if (by.name != "day"_L1)
        std::ranges::stable_sort(rows, std::ranges::greater(), &SpendRow::cost);
    return rows;
}

static SpendRow totalOf(const QList<SpendCell> &cells)
{
    SpendRow total;
    for (const SpendCell &cell : cells)
        total.add(cell);
    return total;
}

static void printJson(const SpendOptions &options, const QList<SpendRow> &rows, const SpendRow &total)
{
    QJsonArray array;
    for (const SpendRow &row : rows)
        array.append(QJsonObject{{"group"_L1, row.group},
                                 {"attempts"_L1, row.attempts},
                                 {"input"_L1, row.input},
                                 {"output"_L1, row.output},
                                 {"cost_picousd"_L1, row.cost.pico},
                                 {"unknown_cost_attempts"_L1, row.unknown}});
    printOut(QJsonDocument(QJsonObject{{"since"_L1, options.since.toString(Qt::ISODate)},
                                       {"until"_L1, options.until.toString(Qt::ISODate)},
                                       {"total_picousd"_L1, total.cost.pico},
                                       {"rows"_L1, array}})
                 .toJson(QJsonDocument::Compact) +
             '\n');
}

/// A field after RFC 4180.
static QString quoted(QString field)
{
    static const QString special = u",\"\r\n"_s;
    if (std::ranges::none_of(field, [](QChar c) { return special.contains(c); }))
        return field;
    return u'"' + field.replace(u'"', u"\"\""_s) + u'"';
}

static void printCsv(const SpendOptions &options, const QList<SpendRow> &rows)
{
    QString text = options.by->name + u",attempts,input,output,cost_usd,unknown_cost_attempts\n"_s;
    for (const SpendRow &row : rows)
        text += QStringList{quoted(row.group),          QString::number(row.attempts),
                            QString::number(row.input), QString::number(row.output),
                            row.cost.toDecimal(),       QString::number(row.unknown)}
                    .join(u',') +
                u'\n';
    printOut(text.toUtf8());
}

/// What a person calls a group.
static QString groupText(const QString &group, const Grouping &by)
{
    if (by.name == "key"_L1)
        return group.isEmpty() ? tr("no key") : u"..."_s + group;
    return group;
}

static void printLine(const QStringList &cells, int widest)
{
    printOut(terminalSafe(u"%1 %2 %3 %4  %5"_s.arg(cells[0], -widest)
                              .arg(cells[1], 9)
                              .arg(cells[2], 13)
                              .arg(cells[3], 13)
                              .arg(cells[4], -16)
                              .trimmed()));
}

static QStringList cellsOf(const QString &group, const SpendRow &row)
{
    return {group, QString::number(row.attempts), QString::number(row.input), QString::number(row.output),
            (row.estimated ? u"~$"_s : u"$"_s) + row.cost.toDecimal()};
}

static void printTable(const SpendOptions &options, const QList<SpendRow> &rows, const SpendRow &total)
{
    const QString since = options.since.toString(Qt::ISODate);
    const QString until = options.until.toString(Qt::ISODate);
    if (rows.isEmpty()) {
        printOut(tr("Nothing was sent from %1 to %2.").arg(since, until));
        return;
    }
    constexpr int least = 12;
    int widest = least;
    for (const SpendRow &row : rows)
        widest = qMax(widest, int(groupText(row.group, *options.by).size()));
    printLine({options.by->name, tr("attempts"), tr("tokens in"), tr("tokens out"), tr("cost")}, widest);
    for (const SpendRow &row : rows)
        printLine(cellsOf(groupText(row.group, *options.by), row), widest);
    printLine(cellsOf(tr("total"), total), widest);
    printOut(tr("From %1 to %2.").arg(since, until));
    if (total.estimated)
        printOut(tr("~ Some of it is estimated: the provider told no tokens."));
    if (const qint64 unknown = total.unknown - total.unsettled; unknown > 0)
        printOut(QCoreApplication::translate(
            "SpendCommand", "The cost of %Ln attempts is not known; it is not in these sums.", nullptr,
            int(unknown)));
    if (total.unsettled > 0)
        printOut(QCoreApplication::translate(
                     "SpendCommand",
                     "%Ln attempts have no end (under way, or interrupted); they may cost up to $%1 more.",
                     nullptr, int(total.unsettled))
                     .arg(total.unsettledBound.toDecimal()));
}

static void printDrift(const SpendOptions &options, const QList<CostDrift> &all)
{
    QJsonArray array;
    for (const CostDrift &one : all) {
        array.append(QJsonObject{{"provider"_L1, one.provider},
                                 {"model"_L1, one.model},
                                 {"compared"_L1, one.compared},
                                 {"differing"_L1, one.differing},
                                 {"reported_picousd"_L1, one.reported.pico},
                                 {"computed_picousd"_L1, one.computed.pico}});
        if (!options.json)
            printOut(terminalSafe(QCoreApplication::translate(
                                      "SpendCommand",
                                      "%1, %2: reported $%3, by our prices $%4; %5 of %Ln attempts differ",
                                      nullptr, int(one.compared))
                                      .arg(one.provider, one.model, one.reported.toDecimal(),
                                           one.computed.toDecimal(), QLocale().toString(one.differing))));
    }
    if (options.json)
        printOut(QJsonDocument(QJsonObject{{"since"_L1, options.since.toString(Qt::ISODate)},
                                           {"until"_L1, options.until.toString(Qt::ISODate)},
                                           {"drift"_L1, array}})
                     .toJson(QJsonDocument::Compact) +
                 '\n');
    else if (all.isEmpty())
        printOut(tr("No provider reported a cost beside ours from %1 to %2.")
                     .arg(options.since.toString(Qt::ISODate), options.until.toString(Qt::ISODate)));
}

/// Asks the store and prints what it says.
static int answer(Store &store, const SpendOptions &options)
{
    const SpendQuery query{options.since, options.until};
    if (options.drift) {
        const auto drift = waitFor(store.drift(query)).result();
        if (!drift) {
            printError(drift.error());
            return InternalError;
        }
        printDrift(options, *drift);
        return AllDone;
    }
    const auto cells = waitFor(store.spend(query)).result();
    if (!cells) {
        printError(cells.error());
        return InternalError;
    }
    const QList<SpendRow> rows = rowsOf(*cells, *options.by);
    if (options.json)
        printJson(options, rows, totalOf(*cells));
    else if (options.csv)
        printCsv(options, rows);
    else
        printTable(options, rows, totalOf(*cells));
    return AllDone;
}

int spendCommand(const QStringList &arguments)
{
    const auto options = parse(arguments, QDate::currentDate());
    if (!options) {
        printError(u"%1 %2"_s.arg(options.error().message, tr("See crossroads --help.")));
        return WrongUse;
    }
    Services services({Paths::standard(), {}, false, false});
    if (const auto started = services.start(); !started) {
        printError(started.error());
        return InternalError;
    }
    return answer(services.store(), *options);
}

} // namespace Crossroads
