// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/offers.h"

#include "app/catalog/imagerates.h"
#include "app/money/decimal.h"
#include "app/providers/adapter.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Tier = Candidate::Tier;
using Reason = LeftOut::Reason;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Plan", text);
}

static QString perMillion(std::optional<Rate> rate)
{
    // 1e-18 USD a token is 1e-12 USD a million tokens.
    return rate ? u"$"_s + Money{rate->atto}.toDecimal() : tr("an unknown price");
}

/// OpenRouter gives these suffixes a meaning among its own upstreams; ":free" is a listing of its own there.
static QString aggregatorSuffix(const Vendor &vendor, const RouteRules &rules)
{
    const bool passed =
        vendor.slug == "openrouter"_L1 && !rules.variant.isEmpty() && rules.variant != "free"_L1;
    return passed ? u':' + rules.variant : QString();
}

/// The plain model is asked for, or by its suffix another form: not a batch queue, nor a free tier by chance.
bool OfferChoice::isAskedForm(const Offer &offer) const
{
    if (offer.variant == OfferVariant::Standard)
        return true;
    return (offer.variant == OfferVariant::Free && m_rules.freeOnly) ||
           (offer.variant == OfferVariant::Thinking && m_rules.variant == "thinking"_L1) ||
           (offer.variant == OfferVariant::Nitro && m_rules.variant == "nitro"_L1);
}

void OfferChoice::takeModel(const Model &model)
{
    for (const Offer &offer : model.offers) {
        const auto vendor = m_input.directory.vendors.constFind(offer.provider);
        Candidate candidate;
        candidate.model = model.id;
        candidate.modelName = model.name;
        candidate.fallback = m_fallback;
        candidate.vendor =
            vendor == m_input.directory.vendors.cend()
                ? Vendor{.slug = offer.provider, .name = offer.provider, .baseUrl = {}, .keyEnv = {}}
                : *vendor;
        candidate.providerModelId = offer.providerModelId + aggregatorSuffix(candidate.vendor, m_rules);
        candidate.prices = withImageRates(model, offer);
        candidate.contextTokens = offer.contextTokens > 0 ? offer.contextTokens : model.contextTokens;
        candidate.maxOutputTokens = offer.maxOutputTokens;
        candidate.capabilities = capabilitiesOf(model);
        // A provider that the person named by its address can be called, whatever the catalog knows of it.
        const bool reachable =
            vendor != m_input.directory.vendors.cend() && (offer.reach == Reach::Callable || vendor->custom);
        if (reachable && !isAskedForm(offer))
            m_leftOut.append(leftOut(candidate, Reason::OtherForm, tr("It is another form of the model.")));
        else
            consider(std::move(candidate), reachable);
    }
}

void OfferChoice::takeNamed(const Vendor &vendor, const QString &model, const QString &id)
{
    Candidate candidate;
    candidate.model = model;
    candidate.modelName = id;
    candidate.fallback = m_fallback;
    candidate.vendor = vendor;
    candidate.providerModelId = id;
    if (vendor.simulated)
        candidate.prices = {
            .input = Rate{0}, .output = Rate{0}, .cacheRead = {}, .cacheWrite = {}, .reasoning = {}};
    consider(std::move(candidate), true);
}

LeftOut OfferChoice::leftOut(const Candidate &candidate, Reason reason, const QString &sentence) const
{
    return {.provider = candidate.vendor.slug,
            .providerName = candidate.vendor.name,
            .providerModelId = candidate.providerModelId,
            .keyLastFour = {},
            .reason = reason,
            .sentence = sentence};
}

/// Providers whose requests stay on this machine.
static bool staysHere(const Vendor &vendor)
{
    return vendor.simulated || vendor.local || vendor.baseUrl.host() == "127.0.0.1"_L1 ||
           vendor.baseUrl.host() == "localhost"_L1;
}

std::optional<LeftOut> OfferChoice::priceMisfit(const Candidate &candidate) const
{
    const Prices &prices = candidate.prices;
    const auto over = [](std::optional<Rate> price, std::optional<Rate> limit) {
        return limit && price && *price > *limit;
    };
    if (m_rules.freeOnly && !prices.isFree())
        return leftOut(candidate, Reason::NotFree, tr("It is not free."));
    if ((m_rules.maxInput && !prices.input) || (m_rules.maxOutput && !prices.output))
        return leftOut(candidate, Reason::UnknownPrice,
                       tr("Its price is unknown, and the rule has a limit."));
    if (over(prices.input, m_rules.maxInput))
        return leftOut(candidate, Reason::TooDear,
                       tr("It costs %1 in a million tokens; the limit is %2.")
                           .arg(perMillion(prices.input), perMillion(m_rules.maxInput)));
    const auto dearest = std::max(prices.output, prices.imageOutput);
    if (over(dearest, m_rules.maxOutput))
        return leftOut(candidate, Reason::TooDear,
                       tr("It costs %1 out a million tokens; the limit is %2.")
                           .arg(perMillion(dearest), perMillion(m_rules.maxOutput)));
    return std::nullopt;
}

std::optional<LeftOut> OfferChoice::abilityMisfit(const Candidate &candidate) const
{
    const Capabilities &can = candidate.capabilities;
    const RouteNeed &need = m_input.need;
    const auto lacks = [&](bool asked, std::optional<bool> able) {
        return asked && !able.value_or(!m_rules.requireParameters);
    };
    const auto misses = [&](const QString &sentence) {
        return leftOut(candidate, Reason::MissesCapability, sentence);
    };
    if (lacks(need.tools, can.tools))
        return misses(tr("It takes no tools."));
    if (lacks(need.schema, can.structuredOutput))
        return misses(tr("It does not answer to a schema."));
    if (lacks(need.images, can.imageInput))
        return misses(tr("It takes no pictures."));
    if (lacks(need.pdf, can.pdfInput))
        return misses(tr("It takes no PDF."));
    if (m_rules.requireParameters && lacks(need.reasoning, can.reasoning))
        return misses(tr("It is not known to reason."));
    if (m_rules.requireParameters && lacks(need.temperature, can.temperature))
        return misses(tr("It is not known to take a temperature."));
    const auto shown = [](qint64 number) { return QLocale().toString(number); };
    if (candidate.contextTokens > 0 && need.inputTokens > candidate.contextTokens)
        return leftOut(candidate, Reason::ContextTooShort,
                       tr("It holds %1 tokens; the prompt has about %2.")
                           .arg(shown(candidate.contextTokens), shown(need.inputTokens)));
    if (need.outputAsked && candidate.maxOutputTokens > 0 && need.outputTokens > candidate.maxOutputTokens)
        return leftOut(candidate, Reason::OutputTooShort,
                       tr("It answers with at most %1 tokens; %2 were asked for.")
                           .arg(shown(candidate.maxOutputTokens), shown(need.outputTokens)));
    return std::nullopt;
}

std::optional<LeftOut> OfferChoice::misfit(const Candidate &candidate, bool plannable) const
{
    const Vendor &vendor = candidate.vendor;
    if (!plannable || !adapterFor(vendor.wire))
        return leftOut(candidate, Reason::UnknownWire, tr("Crossroads does not speak to it yet."));
    if (!m_rules.only.isEmpty() && !namesProvider(m_rules.only, vendor.slug))
        return leftOut(candidate, Reason::NotAllowed, tr("The rule allows others only."));
    if (namesProvider(m_rules.ignore, vendor.slug))
        return leftOut(candidate, Reason::Ignored, tr("The rule ignores it."));
    if (!m_rules.fallbacks && !m_rules.order.isEmpty() && !namesProvider(m_rules.order, vendor.slug))
        return leftOut(candidate, Reason::FallbacksOff, tr("It is not in the order, and fallbacks are off."));
    // An aggregator keeps the policy itself: it gets the rule along with the request.
    if (m_rules.denyDataCollection && !staysHere(vendor) && !vendor.quirks.reportsCost &&
        !namesProvider(m_input.directory.privateProviders, vendor.slug))
        return leftOut(candidate, Reason::DataPolicy, tr("It is not known to keep no prompts."));
    if (auto dear = priceMisfit(candidate))
        return dear;
    if (auto unable = abilityMisfit(candidate))
        return unable;
    if (!vendor.keyOptional && m_input.directory.keys.value(vendor.slug).isEmpty())
        return leftOut(candidate, Reason::NoKey, tr("You have no key for it."));
    return std::nullopt;
}

static Money withFee(Money cost, int basisPoints)
{
    constexpr int whole = 10'000;
    return {qint64(divideHalfEven(Int128(cost.pico) * (whole + basisPoints), whole))};
}

void OfferChoice::consider(Candidate candidate, bool plannable)
{
    if (auto left = misfit(candidate, plannable)) {
        m_leftOut.append(*left);
        return;
    }
    Usage likely;
    likely.input = m_input.need.inputTokens;
    likely.output = m_input.need.likelyOutput();
    if (m_input.warm && m_input.warm->id == candidate.offer())
        likely.cachedInput = qMin(m_input.warm->cachedTokens, m_input.need.inputTokens);
    candidate.likelyCost = computeCost(likely, candidate.prices, {.utcMs = m_input.nowMs});
    // What an aggregator takes when its credit is bought belongs to the price.
    const CatalogProvider *provider =
        m_input.directory.catalog ? m_input.directory.catalog->provider(candidate.vendor.slug) : nullptr;
    if (candidate.likelyCost && provider)
        candidate.likelyCost = withFee(*candidate.likelyCost, provider->feeBasisPoints);
    candidate.tier = tierOf(candidate);
    m_offers.append(std::move(candidate));
}

/// Would be asked for less than was wished: a soft parameter is left out.
bool OfferChoice::isDoubtful(const Candidate &candidate) const
{
    const RouteNeed &need = m_input.need;
    const Capabilities &can = candidate.capabilities;
    return (need.reasoning && !can.reasoning.value_or(true)) ||
           (need.temperature && !can.temperature.value_or(true)) ||
           (candidate.maxOutputTokens > 0 && need.outputTokens > candidate.maxOutputTokens);
}

Tier OfferChoice::tierOf(const Candidate &candidate) const
{
    if (namesProvider(m_rules.order, candidate.vendor.slug))
        return Tier::Listed;
    const OfferHealth health = m_input.health.value(candidate.offer());
    const auto breaker = health.breaker(m_input.nowMs);
    if (breaker == OfferHealth::Breaker::Open || health.limitedUntilMs() > m_input.nowMs ||
        (breaker == OfferHealth::Breaker::HalfOpen && health.isBeingProbed(m_input.nowMs)))
        return Tier::Resting;
    if (isDoubtful(candidate))
        return Tier::Doubtful;
    return breaker == OfferHealth::Breaker::HalfOpen ? Tier::Trying : Tier::Healthy;
}

// --- order
// --------------------------------------------------------------------------------------------------

/// The mixing steps of SplitMix64 (Steele, Lea, Flood 2014).
static quint64 mixed(quint64 x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

double drawFor(quint64 seed, const OfferId &id)
{
    quint64 hash = 0xcbf29ce484222325; // FNV-1a: the same in every process, unlike qHash
    const QByteArray name = (id.provider + u'\n' + id.model).toUtf8();
    for (const char c : name)
        hash = (hash ^ quint8(c)) * 0x100000001b3;
    return (double(mixed(mixed(seed) ^ hash) >> 11) + 0.5) / double(1ULL << 53);
}

static double costFigure(const Candidate &candidate)
{
    // Only compared, never shown or billed, so double will do.
    return candidate.likelyCost ? double(candidate.likelyCost->pico)
                                : std::numeric_limits<double>::infinity();
}

/// The smaller, the earlier. Balanced: the time at which an offer with this weight would come up (Efraimidis
/// and Spirakis 2006), which draws without putting back.
static double balancedFigure(const Candidate &candidate, quint64 seed)
{
    const double cost = costFigure(candidate);
    if (std::isinf(cost))
        return cost;
    return -std::log(drawFor(seed, candidate.offer())) * cost * cost;
}

// How often an offer that has not been observed of late is asked before those that have.
static constexpr double curiosity = 0.1;

/// What has not been observed of late comes behind what has; now and then before it, so that it gets known.
static double observedFigure(std::optional<double> observed, double best, double draw)
{
    if (observed || std::isinf(best))
        return observed.value_or(best);
    return draw < curiosity ? best * 0.99 : std::numeric_limits<double>::infinity();
}

static int directness(const Candidate &candidate)
{
    if (namesProvider(candidate.model.section(u'/', 0, 0), candidate.vendor.slug))
        return 0;
    return candidate.vendor.quirks.reportsCost ? 2 : 1;
}

static std::optional<double> seconds(std::optional<std::chrono::milliseconds> ms)
{
    return ms ? std::optional(double(ms->count()) / 1000.0) : std::nullopt;
}

void OfferChoice::orderOffers()
{
    const qint64 now = m_input.nowMs;
    const auto observed = [&](const Candidate &c) -> std::optional<double> {
        const OfferHealth health = m_input.health.value(c.offer());
        if (m_rules.sort == Strategy::Latency)
            return seconds(health.ttft(now, 0.5));
        const auto speed = health.tokensPerSecond(now);
        return speed && *speed > 0 ? std::optional(1.0 / *speed) : std::nullopt;
    };
    double best = std::numeric_limits<double>::infinity();
    if (m_rules.sort == Strategy::Latency || m_rules.sort == Strategy::Throughput) {
        for (const Candidate &c : std::as_const(m_offers))
            best = qMin(best, observed(c).value_or(best));
    }
    const auto figure = [&](const Candidate &c) -> double {
        switch (m_rules.sort) {
        case Strategy::Balanced:
            return balancedFigure(c, m_input.seed);
        case Strategy::Price:
            return costFigure(c);
        case Strategy::Throughput:
        case Strategy::Latency:
            return observedFigure(observed(c), best, drawFor(~m_input.seed, c.offer()));
        case Strategy::Direct:
            return directness(c);
        }
        return 0;
    };
    struct Place
    {
        int tier, listed;
        double warm, figure, cost;
        auto operator<=>(const Place &) const = default;
    };
    const auto place = [&](const Candidate &c) {
        qsizetype listed = 0;
        if (c.tier == Tier::Listed)
            listed = std::ranges::find_if(m_rules.order,
                                          [&](const QString &e) { return namesProvider(e, c.vendor.slug); }) -
                     m_rules.order.cbegin();
        // A half-open breaker wants a try: the offer stands where it would stand if it were well.
        const Tier tier = c.tier == Tier::Trying ? Tier::Healthy : c.tier;
        const bool warm = m_input.warm && m_input.warm->id == c.offer() && c.tier == Tier::Healthy;
        return Place{int(tier), int(listed), warm ? 0.0 : 1.0, figure(c), costFigure(c)};
    };
    std::ranges::stable_sort(
        m_offers, [&](const Candidate &a, const Candidate &b) { return std::is_lt(place(a) <=> place(b)); });
}

void OfferChoice::explain()
{
    const auto healthy = std::ranges::count_if(
        m_offers, [](const Candidate &c) { return c.tier == Tier::Healthy || c.tier == Tier::Listed; });
    for (Candidate &c : m_offers) {
        const OfferHealth health = m_input.health.value(c.offer());
        if (c.tier == Tier::Listed) {
            c.why = tr("the rule pins it");
        } else if (c.tier == Tier::Resting) {
            c.why = tr("nothing else was left; it is resting after failures");
        } else if (c.tier == Tier::Trying) {
            c.why = tr("it is tried again after a rest");
        } else if (c.tier == Tier::Doubtful) {
            c.why = tr("no offer takes all that was asked");
        } else if (m_input.warm && m_input.warm->id == c.offer()) {
            c.why = tr("it still has the conversation in its cache");
        } else if (m_offers.size() == 1) {
            c.why = tr("it is the only offer that fits");
        } else if (m_rules.sort == Strategy::Price) {
            c.why = c.likelyCost ? tr("it is the cheapest healthy offer") : tr("its price is unknown");
        } else if (m_rules.sort == Strategy::Latency) {
            c.why = health.ttft(m_input.nowMs, 0.5) ? tr("its first token comes soonest")
                                                    : tr("its first token has not been timed of late");
        } else if (m_rules.sort == Strategy::Throughput) {
            c.why = health.tokensPerSecond(m_input.nowMs) ? tr("it is the fastest")
                                                          : tr("its speed has not been measured of late");
        } else if (m_rules.sort == Strategy::Direct) {
            c.why = directness(c) == 0 ? tr("it is the model's own vendor")
                                       : tr("the model's own vendor is not there");
        } else {
            c.why = tr("it was drawn among %1 healthy offers, the cheaper the likelier").arg(healthy);
        }
    }
}

// --- keys
// ---------------------------------------------------------------------------------------------------

void OfferChoice::addKeys(Candidate candidate, QList<Candidate> &candidates)
{
    const QList<ProviderKey> keys = m_input.directory.keys.value(candidate.vendor.slug);
    if (keys.isEmpty()) {
        candidates.append(std::move(candidate));
        return;
    }
    for (const ProviderKey &key : keys) {
        const auto obstacle = m_input.keys.obstacle(key.id, m_input.nowMs, candidate.providerModelId);
        if (!obstacle) {
            candidates.append(candidate);
            candidates.last().key = key;
            continue;
        }
        LeftOut left = leftOut(candidate, obstacle->untilMs ? Reason::KeyResting : Reason::KeyRefused, {});
        left.keyLastFour = key.value.lastFour();
        if (obstacle->untilMs) {
            left.retryAfter = std::chrono::milliseconds(*obstacle->untilMs - m_input.nowMs);
            left.sentence = tr("Its key rests for %1 s.").arg((left.retryAfter->count() + 999) / 1000);
        } else {
            left.sentence = tr("It refuses the key; test or replace it.");
        }
        m_leftOut.append(left);
    }
}

void OfferChoice::finish(QList<Candidate> &candidates, QList<LeftOut> &leftOut)
{
    if (m_offers.size() > 1)
        orderOffers();
    explain();
    const qsizetype before = candidates.size();
    for (Candidate &offer : m_offers) {
        // Without fallbacks (and without a list) the first offer that has a usable key is the only one.
        if (!m_rules.fallbacks && m_rules.order.isEmpty() && candidates.size() > before) {
            m_leftOut.append(this->leftOut(offer, Reason::FallbacksOff, tr("Fallbacks are off.")));
            continue;
        }
        addKeys(std::move(offer), candidates);
    }
    leftOut += std::move(m_leftOut);
}

} // namespace Crossroads
