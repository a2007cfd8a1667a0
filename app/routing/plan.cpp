// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/plan.h"

#include "app/providers/adapter.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Plan", text);
}

/// "author/slug@parameters" without its parameters.
static QString bareModel(const QString &model)
{
    return model.section(u'@', 0, 0);
}

static bool isCallable(const Directory &directory, const Vendor &vendor)
{
    return adapterFor(vendor.wire) && (vendor.keyOptional || !directory.keys.value(vendor.slug).isEmpty());
}

/// For ordering only: input and output weigh as in a typical chat, three to one. Unknown prices come last.
static qint64 blendedAtto(const Prices &prices)
{
    if (!prices.input || !prices.output)
        return std::numeric_limits<qint64>::max();
    return (3 * prices.input->atto + prices.output->atto) / 4;
}

static LanePlan planFor(const Directory &directory, const Vendor &vendor, const QString &model)
{
    LanePlan plan;
    plan.spec = {model, model, vendor.simulated};
    plan.vendor = vendor;
    plan.key = directory.keys.value(vendor.slug).value(0);
    if (vendor.simulated)
        plan.prices = {
            .input = Rate{0}, .output = Rate{0}, .cacheRead = {}, .cacheWrite = {}, .reasoning = {}};
    return plan;
}

static std::optional<LanePlan> cheapestOffer(const Directory &directory, const Model &model,
                                             const QString &asked)
{
    const Offer *best = nullptr;
    for (const Offer &offer : model.offers) {
        if (!offer.isPlannable())
            continue;
        const auto vendor = directory.vendors.constFind(offer.provider);
        if (vendor == directory.vendors.cend() || !isCallable(directory, *vendor))
            continue;
        if (!best || blendedAtto(offer.prices) < blendedAtto(best->prices))
            best = &offer;
    }
    if (!best)
        return std::nullopt;
    LanePlan plan = planFor(directory, directory.vendors[best->provider], asked);
    plan.spec.displayName = model.name;
    plan.providerModelId = best->providerModelId;
    plan.prices = best->prices;
    plan.contextTokens = best->contextTokens;
    return plan;
}

/// PROVIDER/ID, catalogued or not.
static std::optional<LanePlan> namedProvider(const Directory &directory, const QString &model)
{
    const QString slug = model.section(u'/', 0, 0);
    const auto vendor = directory.vendors.constFind(slug);
    if (vendor == directory.vendors.cend() || !isCallable(directory, *vendor) ||
        model.section(u'/', 1).isEmpty())
        return std::nullopt;
    LanePlan plan = planFor(directory, *vendor, model);
    plan.providerModelId = model.section(u'/', 1);
    plan.spec.displayName =
        vendor->simulated
            ? u"%1 %2"_s.arg(vendor->name,
                             bareModel(plan.providerModelId).replace(0, 1, plan.providerModelId[0].toUpper()))
            : plan.providerModelId;
    return plan;
}

static Error unknownModel(const Directory &directory, const QString &model)
{
    QStringList near = directory.catalog ? directory.catalog->nearMatches(model) : QStringList();
    const QString hint = near.isEmpty()
                             ? tr("Models are written author/slug, as in anthropic/claude-sonnet-4.5.")
                             : tr("Did you mean %1?").arg(near.join(tr(" or ")));
    return {ErrorKind::WrongUse, tr("There is no model called \"%1\".").arg(model), hint, {}};
}

static Error noKeyFor(const Directory &directory, const Model &model)
{
    QStringList variables;
    for (const Offer &offer : model.offers) {
        const auto vendor = directory.vendors.constFind(offer.provider);
        if (vendor != directory.vendors.cend() && adapterFor(vendor->wire) && !vendor->keyEnv.isEmpty())
            variables.append(QString::fromLatin1(vendor->keyEnv));
    }
    if (variables.isEmpty())
        return {ErrorKind::Authentication,
                tr("No provider of %1 can be reached yet.").arg(model.name),
                tr("Pick another model, or name a provider by its address."),
                {}};
    return {ErrorKind::Authentication,
            tr("No key for any provider of %1.").arg(model.name),
            tr("Set %1 and start with --keys-from-env.")
                .arg(variables.first(qMin(3, variables.size())).join(tr(" or "))),
            {}};
}

Result<LanePlan> planLane(const Directory &directory, const QString &model)
{
    const Model *known = directory.catalog ? directory.catalog->find(bareModel(model)) : nullptr;
    if (known) {
        if (auto plan = cheapestOffer(directory, *known, model))
            return *plan;
    }
    if (auto plan = namedProvider(directory, model))
        return *plan;
    return std::unexpected(known ? noKeyFor(directory, *known) : unknownModel(directory, model));
}

} // namespace Crossroads
