// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/costing.h"
#include "app/stream/answer.h"

#include <QList>
#include <QString>

namespace Crossroads {

/// One lane as asked for.
struct LaneSpec
{
    QString model;       ///< as written in the lineup, with an optional variant or @parameters
    QString displayName; ///< for people
    bool simulated = false;
    bool operator==(const LaneSpec &) const = default;
};

/// A run as asked for: one prompt to one lineup.
struct RunRecord
{
    QString id;
    qint64 startedWallMs = 0;                   ///< UTC
    QString source = QStringLiteral("compare"); ///< compare, cli, gateway
    QString prompt;
    QString system;
    QList<LaneSpec> lanes;
    std::optional<int> maxTokens; ///< most tokens an answer may have; absent: a run of before this was kept
    std::optional<double> temperature; ///< absent: the models' own
    QString parameters = {};           ///< what else was asked for, as JSON; empty: nothing
    QString rules = {}; ///< routing rules as JSON, where the run had its own; empty: the person's
};

/// A run as kept: what was asked and what came of it, in lane order.
struct StoredRun
{
    RunRecord run;
    QList<Answer> answers;    ///< the latest take of each lane
    QList<int> takes;         ///< the number of that take, from 0
    bool interrupted = false; ///< the process that made it died before it ended
};

/// A line of the history list.
struct RunSummary
{
    QString id;
    qint64 startedWallMs = 0;
    QString prompt; ///< its first 200 characters
    QStringList models;
    int doneLanes = 0;
    std::optional<Money> cost; ///< absent: unknown for some lane
    bool interrupted = false;
};

/// What may be spent at most, over what.
struct BudgetLimit
{
    enum class Scope { Run, Day, Month, Key, Provider, Source };
    Scope scope = Scope::Run;
    Money limit;
    qint64 sinceMs = 0; ///< within its first day (UTC since 1970); 0: from the first row on. Run: not read
    QString of = {};    ///< Key: its last four characters; Provider: its slug; Source: its name
    bool operator==(const BudgetLimit &) const = default;
};

/// A ledger row as reserved, before its request is sent.
struct Reservation
{
    QString runId;
    int lane = 0;
    QString source;
    QString provider;
    QString model;              ///< catalog id
    QString keyLastFour;        ///< empty: keyless
    std::optional<Money> bound; ///< absent: price unknown
    Prices prices;              ///< the snapshot that the bound was computed with
    bool simulated = false;
    QList<BudgetLimit> budgets = {}; ///< none may be passed by the bound
    qint64 inputBound = 0;           ///< most input tokens
    qint64 outputTokens = 0;         ///< most output tokens
    bool outputFlexible = false;     ///< outputTokens may be lowered to what the budgets still buy
    bool unknownAllowed = false;     ///< under a budget, too, a request of unknown price is sent
};

/// A reservation that stands.
struct Reserved
{
    /// What settle() and correct() know it by: its row of the ledger, or a negative number of this process's
    /// own while that is being written.
    qint64 rowId = 0;
    qint64 outputTokens = 0; ///< what may be asked for; lower than wished where a budget bought no more
    std::optional<Money> bound;
};

/// A request of the ledger that was answered.
struct PastRequest
{
    qint64 atMs = 0; ///< since 1970 UTC
    QString model;   ///< catalog id
    QString provider;
    Usage usage = {};
    std::optional<Money> cost = {};
    std::optional<qint64> ttftMs = {};
    bool simulated = false;
};

/// How one lane of one run was routed.
struct RouteRecord
{
    QString runId;
    int lane = 0;
    qint64 startedWallMs = 0; ///< of its run, since 1970 UTC
    QString source;
    Answer answer; ///< its figures and attempts; without texts
};

/// How one offer has fared, as text that only the routing reads.
struct StoredHealth
{
    QString provider;
    QString model; ///< the provider's own id
    QString state; ///< JSON
    qint64 updatedMs = 0;
};

/// The answers of a span of time, for pricing them again.
struct MonthUsage
{
    QList<Usage> answers; ///< settled attempts that were paid for or could have been; simulated ones left out
    Money paid;           ///< their known costs
    int unknown = 0;      ///< how many have none
};

/// How one provider's offer of a model has fared in the person's own traffic.
struct Observation
{
    QString provider; ///< slug
    QString model;    ///< catalog id
    int attempts = 0;
    int answered = 0;
    std::optional<qint64> ttftMs; ///< mean
    double tokensPerSecond = 0;   ///< mean, after the first token; 0: unknown
};

/// What became of a reservation.
struct Settlement
{
    qint64 rowId = 0; ///< as Reserved has it
    Usage usage;
    UsageState usageState = UsageState::Unknown;
    std::optional<Money> cost;
    CostState costState = CostState::Unknown;
    QString outcome;   ///< outcomeName(), or "may_be_billed"
    QString requestId; ///< the provider's
    /// What the tokens cost at the price at the time, where the provider's own figure is kept as the cost.
    std::optional<Money> computed = {};
};

} // namespace Crossroads

Q_DECLARE_METATYPE(Crossroads::RunRecord)
