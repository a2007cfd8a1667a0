// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/merge.h"

#include "app/money/decimal.h"

#include <QCoreApplication>
#include <QSet>

#include <map>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qint64 jumpFactor = 5;
static constexpr qsizetype mostHistory = 60;
// Under this many offers a source may come and go as it likes.
static constexpr qsizetype smallSource = 10;

static bool jumps(const std::optional<Rate> &before, const std::optional<Rate> &after)
{
    if (!before || !after || before->atto == after->atto)
        return false;
    const qint64 low = std::min(before->atto, after->atto);
    const qint64 high = std::max(before->atto, after->atto);
    return Int128(low) * jumpFactor < Int128(high); // from or to free is a jump as well
}

bool isPriceJump(const Prices &before, const Prices &after)
{
    return jumps(before.input, after.input) || jumps(before.output, after.output);
}

QString looseModelKey(QStringView id)
{
    QString key;
    for (const QChar c : id.sliced(id.lastIndexOf(u'/') + 1)) {
        if (c.isLetterOrNumber())
            key.append(c.toLower());
    }
    return key;
}

namespace {
using OfferKey = std::pair<QString, QString>; // provider, its id for the model

struct Place
{
    QString model;
    qsizetype offer = 0;
};

class Merge
{
public:
    Merge(const Catalog &base, const Listing &listing, QDate today)
        : m_base(base), m_listing(listing), m_today(today), m_catalog(base)
    {
        for (const Model &model : base.models()) {
            for (qsizetype i = 0; i < model.offers.size(); ++i)
                m_places.insert({model.offers[i].provider, model.offers[i].providerModelId}, {model.id, i});
            if (!model.modelsDevId.isEmpty())
                m_byModelsDev.insert(model.modelsDevId, model.id);
            const QString key = looseModelKey(model.id);
            m_byLooseKey.insert(key, m_byLooseKey.contains(key) ? QString() : model.id); // empty: ambiguous
        }
    }

    Result<MergeResult> run()
    {
        if (auto whole = checkWhole(); !whole)
            return std::unexpected(whole.error());
        for (const CatalogProvider &provider : m_listing.providers)
            takeProvider(provider);
        for (const Model &model : m_listing.models)
            takeModel(model);
        withdrawUnseen();
        for (const auto &[id, model] : m_touched)
            m_catalog.add(model);
        return MergeResult{std::move(m_catalog), std::move(m_changes)};
    }

private:
    Result<void> checkWhole() const
    {
        QHash<QString, qsizetype> before;
        for (const Model &model : m_base.models()) {
            for (const Offer &offer : model.offers)
                before[offer.provider] += offer.listed && !offer.custom;
        }
        QHash<QString, qsizetype> now;
        for (const Model &model : m_listing.models) {
            for (const Offer &offer : model.offers)
                ++now[offer.provider];
        }
        for (const QString &slug : m_listing.completeFor) {
            if (before[slug] >= smallSource && now[slug] * 2 < before[slug])
                return fail(
                    ErrorKind::Protocol,
                    QCoreApplication::translate("Catalog", "%1 lists %2 offers where it listed %3 before.")
                        .arg(m_base.providerName(slug))
                        .arg(now[slug])
                        .arg(before[slug]),
                    QCoreApplication::translate("Catalog",
                                                "That looks cut off, so the earlier list is kept."));
        }
        return {};
    }

    void takeProvider(CatalogProvider provider)
    {
        if (m_catalog.provider(provider.slug))
            return;
        if (!m_listing.trusted)
            provider.established = false;
        m_catalog.addProvider(std::move(provider));
    }

    Model &touched(const QString &id)
    {
        const auto [place, isNew] = m_touched.try_emplace(id);
        if (const Model *known = isNew ? m_base.find(id) : nullptr)
            place->second = *known;
        return place->second;
    }

    /// The model of ours that \p listed is; empty where it is new to us.
    QString idFor(const Model &listed) const
    {
        for (const Offer &offer : listed.offers) {
            if (const auto place = m_places.constFind({offer.provider, offer.providerModelId});
                place != m_places.cend())
                return place->model;
        }
        if (m_base.find(listed.id) || m_touched.contains(listed.id))
            return listed.id;
        if (const QString id = m_byModelsDev.value(listed.modelsDevId); !id.isEmpty())
            return id;
        return m_listing.trusted ? QString() : m_byLooseKey.value(looseModelKey(listed.id));
    }

    void takeModel(const Model &listed)
    {
        const QString id = idFor(listed);
        if (id.isEmpty()) {
            takeNewModel(listed);
            return;
        }
        Model &model = touched(id);
        fillFacts(model, listed);
        for (const Offer &offer : listed.offers)
            takeOffer(model, offer);
    }

    void takeNewModel(Model model)
    {
        if (!model.id.contains(u'/'))
            return;
        for (Offer &offer : model.offers) {
            if (!offer.asOf.isValid())
                offer.asOf = m_today;
            m_seen.insert({offer.provider, offer.providerModelId});
        }
        m_changes.append(
            {.kind = CatalogChange::Kind::ModelAdded, .model = model.id, .name = model.name, .provider = {}});
        m_touched.insert_or_assign(model.id, model);
    }

    static void fillFacts(Model &model, const Model &listed)
    {
        const auto fill = [](auto &to, const auto &from, const auto &unknown) {
            if (to == unknown)
                to = from;
        };
        fill(model.contextTokens, listed.contextTokens, qint64(0));
        fill(model.maxOutputTokens, listed.maxOutputTokens, qint64(0));
        fill(model.tools, listed.tools, Known::Unknown);
        fill(model.structuredOutput, listed.structuredOutput, Known::Unknown);
        fill(model.attachments, listed.attachments, Known::Unknown);
        fill(model.temperature, listed.temperature, Known::Unknown);
        fill(model.openWeights, listed.openWeights, Known::Unknown);
        fill(model.knowledgeCutoff, listed.knowledgeCutoff, QString());
        fill(model.huggingFaceId, listed.huggingFaceId, QString());
        fill(model.modelsDevId, listed.modelsDevId, QString());
        if (!model.released.isValid())
            model.released = listed.released;
    }

    void takeOffer(Model &model, const Offer &listed)
    {
        const OfferKey key{listed.provider, listed.providerModelId};
        m_seen.insert(key);
        const auto known = std::ranges::find_if(model.offers, [&](const Offer &offer) {
            return offer.provider == key.first && offer.providerModelId == key.second;
        });
        if (known == model.offers.end()) {
            Offer added = listed;
            if (!added.asOf.isValid())
                added.asOf = m_today;
            m_changes.append({.kind = CatalogChange::Kind::OfferAdded,
                              .model = model.id,
                              .name = model.name,
                              .provider = listed.provider,
                              .before = {},
                              .after = listed.prices});
            model.offers.append(added);
        } else if (!known->custom) {
            updateOffer(model, *known, listed);
        }
    }

    void updateOffer(const Model &model, Offer &offer, const Offer &listed)
    {
        offer.listed = true;
        offer.status = listed.status;
        if (listed.contextTokens > 0)
            offer.contextTokens = listed.contextTokens;
        if (listed.maxOutputTokens > 0)
            offer.maxOutputTokens = listed.maxOutputTokens;
        const bool tells = listed.prices.isKnown() || listed.unpriced == Unpriced::Dynamic;
        if (!tells || (!m_listing.pricesOf.isEmpty() && !m_listing.pricesOf.contains(offer.provider)))
            return;
        // Some sources say 0 for what a subscription pays.
        if (offer.unpriced != Unpriced::No && offer.unpriced != Unpriced::Dynamic && listed.prices.isFree())
            return;
        // An older fact never replaces a newer one.
        const QDate asOf = listed.asOf.isValid() ? listed.asOf : m_today;
        if (offer.asOf.isValid() && asOf < offer.asOf)
            return;
        noteRepricing(model, offer, listed, asOf);
        offer.prices = listed.prices;
        offer.unpriced = listed.unpriced;
        offer.asOf = asOf;
    }

    void noteRepricing(const Model &model, Offer &offer, const Offer &listed, QDate asOf)
    {
        const auto before = blendedRate(offer.prices);
        const auto after = blendedRate(listed.prices);
        if (!before || !after ||
            (offer.prices.input == listed.prices.input && offer.prices.output == listed.prices.output))
            return;
        const bool jump = isPriceJump(offer.prices, listed.prices);
        offer.priceJumped = jump;
        offer.history.append({asOf, offer.prices.input, offer.prices.output});
        if (offer.history.size() > mostHistory)
            offer.history.removeFirst();
        m_changes.append({.kind = jump               ? CatalogChange::Kind::Jumped
                                  : *after < *before ? CatalogChange::Kind::Cheaper
                                                     : CatalogChange::Kind::Dearer,
                          .model = model.id,
                          .name = model.name,
                          .provider = offer.provider,
                          .before = offer.prices,
                          .after = listed.prices});
    }

    void withdrawUnseen()
    {
        if (m_listing.completeFor.isEmpty())
            return;
        const QSet<QString> complete(m_listing.completeFor.begin(), m_listing.completeFor.end());
        for (const Model &model : m_base.models()) {
            for (const Offer &offer : model.offers) {
                if (offer.listed && !offer.custom && complete.contains(offer.provider) &&
                    !m_seen.contains({offer.provider, offer.providerModelId}))
                    withdraw(touched(model.id), offer);
            }
        }
    }

    void withdraw(Model &model, const Offer &gone)
    {
        for (Offer &offer : model.offers) {
            if (offer.provider == gone.provider && offer.providerModelId == gone.providerModelId)
                offer.listed = false;
        }
        const bool last = std::ranges::none_of(model.offers, &Offer::listed);
        m_changes.append(
            {.kind = last ? CatalogChange::Kind::ModelRetired : CatalogChange::Kind::OfferWithdrawn,
             .model = model.id,
             .name = model.name,
             .provider = gone.provider,
             .before = gone.prices,
             .after = {}});
    }

    const Catalog &m_base;
    const Listing &m_listing;
    QDate m_today;
    Catalog m_catalog;
    QList<CatalogChange> m_changes;
    QHash<OfferKey, Place> m_places;
    QHash<QString, QString> m_byModelsDev;
    QHash<QString, QString> m_byLooseKey;
    std::map<QString, Model> m_touched; // in order, so that the same facts make the same snapshot
    QSet<OfferKey> m_seen;
};
} // namespace

Result<MergeResult> merge(const Catalog &base, const Listing &listing, QDate today)
{
    return Merge(base, listing, today).run();
}

} // namespace Crossroads
