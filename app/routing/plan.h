// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalog.h"
#include "app/core/result.h"
#include "app/keys/keyhealth.h"
#include "app/keys/providerkey.h"
#include "app/providers/vendors.h"
#include "app/routing/health.h"
#include "app/routing/need.h"
#include "app/routing/rules.h"
#include "app/storage/records.h"

#include <QHash>
#include <QStringList>

#include <memory>
#include <optional>

namespace Crossroads {

/// Where requests go: the providers that are callable now and their keys.
struct Directory
{
    QHash<QString, Vendor> vendors;          ///< by slug; the Sandbox and custom providers too
    QHash<QString, QList<ProviderKey>> keys; ///< by slug, in order of preference; absent: no key known
    std::shared_ptr<const Catalog> catalog;  // shared between threads as an immutable value
    QStringList privateProviders = {}; ///< marked by the person: they neither keep prompts nor train on them
};

/// One offer with one key: what an attempt is sent to.
struct Candidate
{
    /// Offers are asked by tier, and within one by strategy.
    enum class Tier {
        Listed,   ///< named by the rules' order
        Healthy,  ///< nothing speaks against it
        Trying,   ///< its breaker is half-open: in its old place, for one request at a time
        Doubtful, ///< does not take all that is asked; the rest is left out with a note
        Resting,  ///< its breaker is open, or it asked to wait: only if nobody else is left
    };

    QString model;     ///< catalog id that it stands for
    QString modelName; ///< for people
    int fallback = 0;  ///< 0: the model asked for; else its place among the fallback models, from 1
    Vendor vendor;
    QString providerModelId;
    ProviderKey key; ///< empty for keyless providers
    Prices prices;
    qint64 contextTokens = 0;   ///< 0: not told
    qint64 maxOutputTokens = 0; ///< 0: not told
    Capabilities capabilities;
    Tier tier = Tier::Healthy;
    std::optional<Money> likelyCost; ///< of this request, for comparing offers
    QString why;                     ///< why it stands where it does, as the end of "because ..."

    OfferId offer() const { return {vendor.slug, providerModelId}; }
};

/// An offer (or a key of it) that is not asked, and why.
struct LeftOut
{
    enum class Reason {
        NoKey,
        UnknownWire,
        NotAllowed,
        Ignored,
        TooDear,
        UnknownPrice,
        NotFree,
        MissesCapability,
        ContextTooShort,
        OutputTooShort,
        DataPolicy,
        KeyResting,
        KeyRefused,
        FallbacksOff,
        OtherForm, ///< a form of the model that was not asked for (batch, free, ...)
    };
    QString provider;
    QString providerName;
    QString providerModelId;
    QString keyLastFour; ///< only where it is the key's doing
    Reason reason = Reason::NoKey;
    QString sentence;                                         ///< the reason, for people
    std::optional<std::chrono::milliseconds> retryAfter = {}; ///< KeyResting: how long from now
};

/// What is asked, in turn, for one lane. Never without a candidate.
struct RoutePlan
{
    LaneSpec spec;
    QList<Candidate> candidates; ///< the keys of one offer follow each other
    QList<LeftOut> leftOut;
    RouteRules rules; ///< as they were used, the variant's wishes in them
    quint64 seed = 0;
    /// What leaving the offer that has the conversation in its cache costs: a sentence; empty where it stays.
    QString leaving = {};

    const Candidate &first() const { return candidates.first(); }
};

/// An offer that holds a conversation's prompt cache.
struct WarmOffer
{
    OfferId id;
    qint64 cachedTokens = 0; ///< about how much of the prompt it still has
    bool operator==(const WarmOffer &) const = default;
};

/// All that a plan depends on besides the model's name. What it refers to outlives the call only.
struct PlanInput
{
    const Directory &directory;
    const HealthSnapshot &health;
    const KeyHealth &keys;
    RouteRules rules = {};
    RouteNeed need = {};
    qint64 nowMs = 0; ///< wall time, since 1970
    quint64 seed = 0; ///< the same seed gives the same plan
    std::optional<WarmOffer> warm = {};
};

/// The offers of \p model, and then of its fallback models, in the order in which they are asked. Pure: the
/// same input gives the same plan, without I/O. PROVIDER/ID is taken as written where the catalog has no
/// such model. WrongUse (with near matches) for an unknown model or provider; Authentication where no offer
/// has a key; RateLimited (with retryAfter) where all keys rest; NoOffer where the rules leave nothing.
Result<RoutePlan> planRoute(const PlanInput &input, const QString &model);

/// WrongUse where no provider is called so, among those of \p directory or in its catalog.
Result<void> checkProviders(const Directory &directory, const QStringList &names);

/// The part of "author/slug:variant@parameters" that the catalog knows, and the variant where it is one.
struct ModelName
{
    QString bare;
    QString variant;
};
ModelName splitModelName(const Directory &directory, const QString &model);

/// An order that depends on nothing but \p seed and the name: 0 to 1, never quite either.
double drawFor(quint64 seed, const OfferId &id);

/// In one or two sentences: why the first candidate came first, and what \p attempts did then.
QString whyThisRoute(const QList<Attempt> &attempts);

} // namespace Crossroads
