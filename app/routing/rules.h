// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/money/rate.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace Crossroads {

/// In which order the offers of a model are asked.
enum class Strategy {
    Balanced,   ///< drawn at random, an offer at half the price four times as often
    Price,      ///< the cheapest for this request first
    Throughput, ///< the most tokens a second, as observed here
    Latency,    ///< the quickest first token, as observed here
    Direct,     ///< the model's own vendor, then other vendors, then aggregators
};
/// "balanced", "price", "throughput", "latency", "direct".
QLatin1StringView strategyName(Strategy strategy);
std::optional<Strategy> strategyFromName(QAnyStringView name);

/// How one request is routed, in the terms that users of aggregators know. A value.
struct RouteRules
{
    using Duration = std::chrono::milliseconds;

    Strategy sort = Strategy::Balanced;
    QStringList order = {};          ///< providers to ask first, in this order; the rest follow by sort
    QStringList only = {};           ///< no others than these; empty: all
    QStringList ignore = {};         ///< never these
    bool fallbacks = true;           ///< false: only the first offer (or those of order), with its keys
    QStringList fallbackModels = {}; ///< asked in turn when no offer of the model answers
    std::optional<Rate> maxInput =
        {}; ///< an offer that costs more per input token is left out; so is an unknown
    std::optional<Rate> maxOutput = {}; ///< the same per output token
    bool requireParameters = false;     ///< only offers known to take every parameter sent
    bool denyDataCollection = false;    ///< only providers known not to keep or train on prompts
    bool freeOnly = false;              ///< the model's free offers alone (:free)
    int maxAttempts = 8;                ///< 1 to 100
    Duration totalTime{600'000};        ///< from the start; no attempt begins after it
    Duration longestWait{5'000}; ///< where all offers ask to wait: longer than this is left to the person
    bool hedge = false;   ///< a second offer starts when the first is later than its own 95th percentile
    QString variant = {}; ///< of the model as asked for, where an aggregator gives it a meaning ("nitro")
    QJsonObject forAggregator = {}; ///< the "provider" object as the client wrote it

    bool operator==(const RouteRules &) const = default;
};

/// Whether \p entry of an allow or ignore list means the provider \p slug: "google-vertex/us-east5" in a list
/// means google-vertex, "Together" togetherai.
bool namesProvider(const QString &entry, const QString &slug);
bool namesProvider(const QStringList &entries, const QString &slug);

/// Reads what OpenRouter's users write into a request: "provider", "models" (or "fallbacks"), "route". What
/// stands there wins over \p base. InvalidRequest, naming the field, for a value of the wrong type.
Result<RouteRules> rulesFromJson(const QJsonObject &request, const RouteRules &base = {});
/// The same object back: rules are kept in this form.
QJsonObject rulesToJson(const RouteRules &rules);

/// The name under which a rule for \p lineup is kept: its models, whatever their order.
QString lineupKey(const QStringList &lineup);
/// The models of such a name; empty for any other.
QStringList modelsOfLineupKey(const QString &key);

/// What a suffix of a model's name asks for: floor, nitro, exacto, free, online, thinking, extended.
bool isVariant(QStringView suffix);
/// \p rules as :floor, :nitro and :free change them.
RouteRules withVariant(RouteRules rules, const QString &variant);

/// The "provider" object that goes to an aggregator with this request, so that it routes by the same rules
/// among its own upstreams; empty where there is nothing to say. \param aggregator its own slug, which means
/// nothing to itself.
QJsonObject aggregatorObject(const RouteRules &rules, const QString &aggregator);

} // namespace Crossroads
