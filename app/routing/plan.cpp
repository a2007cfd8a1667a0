// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/plan.h"

#include "app/providers/adapter.h"
#include "app/routing/offers.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Reason = LeftOut::Reason;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Plan", text);
}

ModelName splitModelName(const Directory &directory, const QString &model)
{
    const QString bare = model.section(u'@', 0, 0); // without a Sandbox model's parameters
    if (directory.catalog && directory.catalog->find(bare))
        return {bare, {}}; // ":free" and the like can be models of their own
    const qsizetype colon = bare.lastIndexOf(u':');
    if (colon < 0 || !isVariant(QStringView(bare).sliced(colon + 1)))
        return {bare, {}};
    return {bare.first(colon), bare.sliced(colon + 1)};
}

static Error unknownModel(const Directory &directory, const QString &model)
{
    QStringList near = directory.catalog ? directory.catalog->nearMatches(model) : QStringList();
    const QString hint = near.isEmpty()
                             ? tr("Models are written author/slug, as in anthropic/claude-sonnet-4.5.")
                             : tr("Did you mean %1?").arg(near.join(tr(" or ")));
    return {ErrorKind::WrongUse, tr("There is no model called \"%1\".").arg(model), hint, {}};
}

static Error noKey(const Directory &directory, const QString &name, const QString &author,
                   const QList<LeftOut> &leftOut)
{
    // Of dozens of resellers, those that people have heard of, as the vendor table has them in order.
    QStringList names, variables;
    const auto offer = [&](const Vendor &vendor) {
        const bool lacksKey = std::ranges::any_of(leftOut, [&](const LeftOut &left) {
            return left.reason == Reason::NoKey && left.provider == vendor.slug;
        });
        if (!lacksKey || (vendor.keyEnv.isEmpty() && !vendor.custom) || names.contains(vendor.name))
            return;
        names.append(vendor.name);
        if (!vendor.keyEnv.isEmpty())
            variables.append(QString::fromLatin1(vendor.keyEnv));
    };
    offer(directory.vendors.value(author)); // the maker's own, where it sells itself
    std::ranges::for_each(knownVendors(), offer);
    for (const LeftOut &left : leftOut)
        offer(directory.vendors.value(left.provider));
    constexpr qsizetype named = 3;
    if (names.isEmpty())
        return {ErrorKind::Authentication,
                tr("No provider of %1 can be reached yet.").arg(name),
                tr("Pick another model, or name a provider by its address."),
                {}};
    if (variables.isEmpty()) // the person's own have none
        return {ErrorKind::Authentication,
                tr("%1 wants a key.").arg(names.join(tr(" or "))),
                tr("Add one on the Keys page or with \"crossroads keys add\"."),
                {}};
    return {ErrorKind::Authentication,
            tr("No key for any provider of %1.").arg(name),
            tr("Add a key of %1 on the Keys page or with \"crossroads keys add\"; or set %2 and start with "
               "--keys-from-env.")
                .arg(names.first(qMin(named, names.size())).join(tr(" or ")),
                     variables.first(qMin(named, variables.size())).join(tr(" or "))),
            {}};
}

static Error allKeysRest(const QString &name, const QList<LeftOut> &leftOut)
{
    Error error{ErrorKind::RateLimited, tr("Every key for %1 is resting.").arg(name), {}, {}};
    for (const LeftOut &left : leftOut) {
        if (left.retryAfter && (!error.retryAfter || *left.retryAfter < *error.retryAfter))
            error.retryAfter = left.retryAfter;
    }
    error.hint = tr("Nothing was sent. Send in %1 s, or pick another model.")
                     .arg((error.retryAfter.value_or(std::chrono::milliseconds(0)).count() + 999) / 1000);
    return error;
}

static Error noOffer(const QString &name, const QList<LeftOut> &leftOut)
{
    QStringList sentences;
    for (const LeftOut &left : leftOut) {
        if (left.reason != Reason::UnknownWire && left.reason != Reason::NoKey)
            sentences.append(u"%1: %2"_s.arg(left.providerName, left.sentence));
    }
    constexpr qsizetype told = 4;
    QString hint = sentences.first(qMin(told, sentences.size())).join(u' ');
    if (sentences.size() > told)
        hint += u" …"_s;
    return {ErrorKind::NoOffer, tr("No offer of %1 fits the rules. Nothing was sent.").arg(name), hint, {}};
}

/// Why there is nothing to ask, told by what stands nearest to a way out.
static Error nothingLeft(const Directory &directory, const QString &name, const QString &author,
                         const QList<LeftOut> &leftOut)
{
    const auto has = [&](Reason reason) { return std::ranges::contains(leftOut, reason, &LeftOut::reason); };
    const bool byRule = std::ranges::any_of(leftOut, [](const LeftOut &left) {
        return left.reason != Reason::NoKey && left.reason != Reason::UnknownWire &&
               left.reason != Reason::OtherForm && left.reason != Reason::KeyResting &&
               left.reason != Reason::KeyRefused;
    });
    if (has(Reason::KeyResting))
        return allKeysRest(name, leftOut);
    if (has(Reason::KeyRefused))
        return {ErrorKind::Authentication,
                tr("Every key for %1 was refused.").arg(name),
                tr("Nothing was sent. Test the key again, or replace it."),
                {}};
    return byRule ? noOffer(name, leftOut) : noKey(directory, name, author, leftOut);
}

static QString shownName(const Vendor &vendor, const QString &id)
{
    const QString bare = id.section(u'@', 0, 0);
    return vendor.simulated ? u"%1 %2"_s.arg(vendor.name, QString(bare).replace(0, 1, bare[0].toUpper()))
                            : id;
}

/// The offers of one model: the catalog's, else PROVIDER/ID as written. False for an unknown model.
static bool takeOffers(const PlanInput &input, const RouteRules &rules, const QString &asked,
                       const ModelName &name, int fallback, RoutePlan &plan, QString &shown)
{
    const Directory &directory = input.directory;
    const Model *known = directory.catalog ? directory.catalog->find(name.bare) : nullptr;
    const QString slug = asked.section(u'/', 0, 0);
    const QString id = asked.section(u'/', 1);
    const auto vendor = directory.vendors.constFind(slug);
    const bool named = vendor != directory.vendors.cend() && !id.isEmpty() && adapterFor(vendor->wire);
    // The Sandbox is ours: what it has is known, so that a typing error is answered with near matches.
    const auto listed = [&](const QString &sandboxModel) {
        return directory.catalog && directory.catalog->find(u"sandbox/"_s + sandboxModel);
    };
    if (named && vendor->simulated && listed(u"swift"_s) && !listed(id.section(u'@', 0, 0)))
        return false;
    shown = known ? known->name : named ? shownName(*vendor, id) : asked;
    // Of the person's own providers every name is a model; that a key lacks is then what is said.
    const bool namedIsCallable =
        named && (vendor->keyOptional || vendor->custom || !directory.keys.value(slug).isEmpty());
    QList<Candidate> mine;
    QList<LeftOut> left;
    // The Sandbox's models are called as written, parameters and all: their listing is only to be found by.
    if (known && !known->simulated) {
        OfferChoice choice(input, rules, fallback);
        choice.takeModel(*known);
        choice.finish(mine, left);
    }
    // What is written as PROVIDER/ID counts where the catalog's offers can not be called at all.
    const bool unreachable = std::ranges::all_of(left, [](const LeftOut &one) {
        return one.reason == Reason::NoKey || one.reason == Reason::UnknownWire ||
               one.reason == Reason::OtherForm; // so the catalog lists the Sandbox
    });
    if (mine.isEmpty() && unreachable && namedIsCallable) {
        OfferChoice asWritten(input, input.rules, fallback); // a suffix is part of the name there
        asWritten.takeNamed(*vendor, asked, id);
        asWritten.finish(mine, left);
    } else if (!known) {
        return false;
    }
    plan.candidates += std::move(mine);
    plan.leftOut += std::move(left);
    return true;
}

Result<void> checkProviders(const Directory &directory, const QStringList &names)
{
    for (const QString &entry : names) {
        const bool known = std::ranges::any_of(
            directory.vendors, [&](const Vendor &vendor) { return namesProvider(entry, vendor.slug); });
        const bool listed =
            directory.catalog &&
            std::ranges::any_of(directory.catalog->providers(), [&](const CatalogProvider &provider) {
                return namesProvider(entry, provider.slug);
            });
        if (!known && !listed)
            return fail(ErrorKind::WrongUse, tr("There is no provider called \"%1\".").arg(entry),
                        tr("Providers are written as in the catalog: deepseek, openrouter, togetherai."));
    }
    return {};
}

/// A kept rule may ignore a provider that is no more; it can not ask for one.
static Result<void> checkNames(const Directory &directory, const RouteRules &rules)
{
    return rules.forAggregator.isEmpty() ? checkProviders(directory, rules.order + rules.only)
                                         : Result<void>();
}

/// The first offer must read anew what the warm one has in its cache.
static QString leavingWords(const PlanInput &input, const RoutePlan &plan)
{
    if (!input.warm || plan.first().offer() == input.warm->id || input.warm->cachedTokens == 0)
        return {};
    const QString provider = input.directory.vendors.value(input.warm->id.provider).name;
    const qint64 tokens = qMin(input.warm->cachedTokens, input.need.inputTokens);
    const auto warm = std::ranges::find_if(plan.candidates,
                                           [&](const Candidate &c) { return c.offer() == input.warm->id; });
    Usage cached, anew;
    cached.input = cached.cachedInput = anew.input = tokens;
    cached.output = anew.output = 0;
    const auto now = computeCost(anew, plan.first().prices);
    const auto before = warm == plan.candidates.end() ? std::nullopt : computeCost(cached, warm->prices);
    if (!now || !before || *now <= *before)
        return tr("This leaves %1, which has about %2 tokens of the conversation in its cache.")
            .arg(provider)
            .arg(tokens);
    return tr("This leaves %1, which has about %2 tokens of the conversation in its cache: reading them anew "
              "costs "
              "about $%3 more.")
        .arg(provider)
        .arg(tokens)
        .arg(Money{now->pico - before->pico}.toDecimal());
}

Result<RoutePlan> planRoute(const PlanInput &input, const QString &model)
{
    if (const auto checked = checkNames(input.directory, input.rules); !checked)
        return std::unexpected(checked.error());
    RoutePlan plan;
    plan.seed = input.seed;
    const ModelName name = splitModelName(input.directory, model);
    plan.rules = withVariant(input.rules, name.variant);
    QString shown;
    if (!takeOffers(input, plan.rules, model, name, 0, plan, shown))
        return std::unexpected(unknownModel(input.directory, model));
    int fallback = 0;
    for (const QString &other : std::as_const(plan.rules.fallbackModels)) {
        const ModelName otherName = splitModelName(input.directory, other);
        QString unused;
        if (!takeOffers(input, withVariant(input.rules, otherName.variant), other, otherName, ++fallback,
                        plan, unused))
            return std::unexpected(unknownModel(input.directory, other));
    }
    if (plan.candidates.isEmpty())
        return std::unexpected(nothingLeft(input.directory, shown, model.section(u'/', 0, 0), plan.leftOut));
    plan.spec = {model, shown, plan.first().vendor.simulated};
    plan.leaving = leavingWords(input, plan);
    return plan;
}

} // namespace Crossroads
