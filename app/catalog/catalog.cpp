// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/catalog.h"

#include "app/catalog/editdistance.h"

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// The wires that an adapter is written for, or that the plan knows how to leave out.
static bool isSpoken(QStringView wire)
{
    return wire == "openai"_L1 || wire == "anthropic"_L1 || wire == "gemini"_L1 || wire == "ollama"_L1;
}

Reach Catalog::reachOf(const Offer &offer) const
{
    if (!offer.listed || offer.status == OfferStatus::Retired)
        return Reach::Withdrawn;
    const CatalogProvider *from = provider(offer.provider);
    if (!from) // the Sandbox, and providers that the person named
        return Reach::Callable;
    if (!isSpoken(offer.wire.isEmpty() ? from->wire : offer.wire))
        return Reach::UnknownWire;
    const QString &base = offer.apiBase.isEmpty() ? from->apiBase : offer.apiBase;
    if (base.isEmpty() || base.contains("${"_L1))
        return Reach::NoAddress;
    if (offer.responsesOnly || (!offer.wire.isEmpty() && offer.wire != from->wire) ||
        (!offer.apiBase.isEmpty() && offer.apiBase != from->apiBase))
        return Reach::OtherWire;
    return Reach::Callable;
}

void Catalog::add(Model model)
{
    for (Offer &offer : model.offers) {
        offer.reach = reachOf(offer);
        if (offer.asOf.isValid() && (!m_asOf.isValid() || offer.asOf > m_asOf))
            m_asOf = offer.asOf;
    }
    if (const auto known = m_byId.constFind(model.id); known != m_byId.cend()) {
        m_models[*known] = std::move(model);
        return;
    }
    m_byId.insert(model.id, m_models.size());
    m_models.append(std::move(model));
}

void Catalog::remove(const QString &id)
{
    const qsizetype at = indexOf(id);
    if (at < 0)
        return;
    m_models.removeAt(at);
    m_byId.clear();
    for (qsizetype i = 0; i < m_models.size(); ++i)
        m_byId.insert(m_models[i].id, i);
}

void Catalog::addProvider(CatalogProvider provider)
{
    if (const auto known = m_bySlug.constFind(provider.slug); known != m_bySlug.cend()) {
        m_providers[*known] = std::move(provider);
        return;
    }
    m_bySlug.insert(provider.slug, m_providers.size());
    m_providers.append(std::move(provider));
}

qsizetype Catalog::indexOf(QStringView id) const
{
    return m_byId.value(id.toString(), -1);
}

const Model *Catalog::find(QStringView id) const
{
    const qsizetype at = indexOf(id);
    return at < 0 ? nullptr : &m_models[at];
}

qsizetype Catalog::offerCount() const
{
    qsizetype count = 0;
    for (const Model &model : m_models)
        count += model.offers.size();
    return count;
}

const CatalogProvider *Catalog::provider(const QString &slug) const
{
    const qsizetype at = m_bySlug.value(slug, -1);
    return at < 0 ? nullptr : &m_providers[at];
}

QString Catalog::providerName(const QString &slug) const
{
    const CatalogProvider *known = provider(slug);
    return known ? known->name : slug == "sandbox"_L1 ? u"Sandbox"_s : slug;
}

const CatalogSource *Catalog::source(QStringView name) const
{
    const auto found =
        std::ranges::find_if(m_sources, [&](const CatalogSource &s) { return s.name == name; });
    return found == m_sources.end() ? nullptr : &*found;
}

void Catalog::setSource(const CatalogSource &source)
{
    const auto found = std::ranges::find(m_sources, source.name, &CatalogSource::name);
    if (found == m_sources.end())
        m_sources.append(source);
    else
        *found = source;
}

QStringList Catalog::nearMatches(QStringView id, int most) const
{
    const QString wanted = id.toString().toLower();
    const QStringView slug = QStringView(wanted).sliced(wanted.lastIndexOf(u'/') + 1);
    QList<std::pair<int, QString>> ranked;
    for (const Model &model : m_models) {
        const QStringView known = QStringView(model.id).sliced(model.id.lastIndexOf(u'/') + 1);
        constexpr int farthest = 5;
        int distance = qMin(editDistance(wanted, model.id, farthest), editDistance(slug, known, farthest));
        if (slug.size() >= 3 && known.contains(slug))
            distance = qMin(distance, 2 + int(known.size() - slug.size()) / 4);
        if (distance <= qMin(farthest, qMax(1, int(slug.size()) / 2)))
            ranked.append({distance, model.id});
    }
    std::ranges::sort(ranked);
    QStringList ids;
    for (const auto &[distance, near] : ranked.first(qMin(qsizetype(most), ranked.size())))
        ids.append(near);
    return ids;
}

bool Catalog::operator==(const Catalog &other) const
{
    return m_models == other.m_models && m_providers == other.m_providers && m_sources == other.m_sources &&
           m_asOf == other.m_asOf;
}

} // namespace Crossroads
