// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/catalogindex.h"

#include "app/catalog/searchtext.h"
#include "app/money/decimal.h"

#include <KFuzzyMatcher>
#include <QCollator>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int trendDays = 30;

Prices priceOn(const Offer &offer, QDate day)
{
    Prices prices;
    prices.input = offer.prices.input;
    prices.output = offer.prices.output;
    for (const PastPrice &past : offer.history) {
        if (day < past.until) {
            prices.input = past.input;
            prices.output = past.output;
            break;
        }
    }
    return prices;
}

CatalogIndex::CatalogIndex(std::shared_ptr<const Catalog> catalog, Standing standing)
    : m_catalog(std::move(catalog)), m_standing(std::move(standing)), m_text(std::make_unique<SearchText>())
{
    if (!m_standing.today.isValid())
        m_standing.today = QDate::currentDate();
    m_rows.resize(m_catalog->models().size());
    for (int i = 0; i < int(m_rows.size()); ++i)
        buildRow(i);
    buildWords();
}

CatalogIndex::~CatalogIndex() = default;

bool CatalogIndex::counts(const Offer &offer) const
{
    if (m_standing.everything || offer.custom || m_standing.keyed.contains(offer.provider))
        return true;
    const CatalogProvider *provider = m_catalog->provider(offer.provider);
    return !provider || provider->established;
}

bool CatalogIndex::isFloorCandidate(const Offer &offer) const
{
    return offer.reach == Reach::Callable && offer.isInteractive() && offer.prices.isKnown() && counts(offer);
}

static std::optional<int> trend(const Offer &offer, QDate today)
{
    const auto now = blendedRate(offer.prices);
    const auto then = blendedRate(priceOn(offer, today.addDays(-trendDays)));
    if (!now || !then || then->atto == 0 || now->atto == then->atto)
        return std::nullopt;
    return int(
        qBound(qint64(-1000), qint64(Int128(now->atto - then->atto) * 1000 / then->atto), qint64(100'000)));
}

void CatalogIndex::buildRow(int model)
{
    const Model &m = m_catalog->models()[model];
    CatalogRow &row = m_rows[model];
    row.favourite = m_standing.favourites.contains(m.id);
    std::optional<Rate> least;
    bool leastJumped = true;
    for (int i = 0; i < int(m.offers.size()); ++i) {
        const Offer &offer = m.offers[i];
        if (!counts(offer))
            continue;
        row.known = true;
        row.offers += offer.reach != Reach::Withdrawn;
        row.hasKey |= offer.reach == Reach::Callable && m_standing.keyed.contains(offer.provider);
        if (!isFloorCandidate(offer))
            continue;
        row.hasFree |= offer.prices.isFree();
        // A price that jumped is not believed while there is another.
        const Rate blend = *blendedRate(offer.prices);
        if (!least || (leastJumped && !offer.priceJumped) ||
            (leastJumped == offer.priceJumped && blend < *least)) {
            least = blend;
            leastJumped = offer.priceJumped;
            row.floorOffer = i;
        }
    }
    if (row.floorOffer >= 0) {
        row.floor = m.offers[row.floorOffer].prices;
        row.trendPermille = trend(m.offers[row.floorOffer], m_standing.today);
    }
    m_modelCount += row.known;
}

void CatalogIndex::buildWords()
{
    for (const Model &model : m_catalog->models())
        m_text->add(model.id, model.name, model.author);
    QHash<QString, size_t> places;
    for (qsizetype i = 0; i < m_catalog->providers().size(); ++i) {
        const CatalogProvider &provider = m_catalog->providers()[i];
        places.insert(provider.slug, size_t(i) % Sellers().size());
        if (provider.established || m_standing.everything || m_standing.keyed.contains(provider.slug))
            m_text->addProvider(i, provider.slug, provider.name);
    }
    m_sellers.resize(size_t(m_catalog->models().size()));
    for (qsizetype i = 0; i < m_catalog->models().size(); ++i) {
        for (const Offer &offer : m_catalog->models()[i].offers) {
            if (const auto place = places.constFind(offer.provider);
                place != places.cend() && offer.reach != Reach::Withdrawn)
                m_sellers[size_t(i)].set(*place);
        }
    }
    m_text->finish();
}

bool CatalogIndex::passes(const CatalogFilter &f, int model) const
{
    const CatalogRow &row = m_rows[model];
    if (!row.known || (f.withKey && !row.hasKey) || (f.favourites && !row.favourite) ||
        (f.free && !row.hasFree))
        return false;
    const Model &m = m_catalog->models()[model];
    if ((f.openWeights && m.openWeights != Known::Yes) || (f.tools && m.tools != Known::Yes) ||
        (f.structuredOutput && m.structuredOutput != Known::Yes) || (f.reasoning && !m.reasoning))
        return false;
    if ((m.inputs & f.inputs) != f.inputs || (m.outputs & f.outputs) != f.outputs ||
        m.contextTokens < f.minContext)
        return false;
    if ((f.maxInput && (!row.floor || *row.floor->input > *f.maxInput)) ||
        (f.maxOutput && (!row.floor || *row.floor->output > *f.maxOutput)))
        return false;
    if (f.releasedSince.isValid() && (!m.released.isValid() || m.released < f.releasedSince))
        return false;
    if (!f.authors.isEmpty() && !f.authors.contains(m.author))
        return false;
    return f.providers.isEmpty() || std::ranges::any_of(m.offers, [&](const Offer &offer) {
               return offer.reach != Reach::Withdrawn && f.providers.contains(offer.provider);
           });
}

/// What speaks for a model before anything is typed: that many sell it, and that it is new.
static double standingScore(const Model &model, const CatalogRow &row, QDate today)
{
    double score = 3.5 * std::log2(1 + row.offers);
    if (model.released.isValid())
        score += qBound(-8.0, 12.0 - double(model.released.daysTo(today)) / 60.0, 12.0);
    if (model.kind != ModelKind::Chat)
        score -= 10;
    if (!row.floor)
        score -= 8;
    if (row.offers == 0)
        score -= 30;
    if (model.author == "community"_L1) // fine-tunes that one reseller hosts
        score -= 8;
    if (row.favourite)
        score += 6;
    if (model.custom)
        score += 12;
    return score;
}

static double cheapness(const CatalogRow &row)
{
    if (!row.floor)
        return -60;
    // In steps of doubling from 3 cents a million tokens; a free offer counts as that. For ordering only.
    constexpr double threeCents = 3e10;
    return 12 - 12 * std::log2(std::max(threeCents, double(blendedRate(*row.floor)->atto)) / threeCents);
}

/// What the wishes in the query add for \p model; nothing where it does not fulfil one.
static std::optional<double> wishScore(const ParsedQuery &query, quint64 wished, const Model &model,
                                       const CatalogRow &row, QDate today)
{
    double score = 0;
    for (qsizetype w = 0; w < query.words.size(); ++w) {
        const QueryWord &word = query.words[w];
        if (!(wished >> w & 1))
            continue;
        if (word.wishedContext > 0) {
            if (model.contextTokens < word.wishedContext)
                return std::nullopt;
            continue;
        }
        bool fulfilled = true;
        switch (word.wish) {
        case Wish::None:
            break;
        case Wish::Cheap:
            score += cheapness(row);
            break;
        case Wish::Free:
            fulfilled = row.hasFree;
            break;
        case Wish::Newest:
            fulfilled = model.released.isValid();
            score += fulfilled ? qMax(-400.0, -double(model.released.daysTo(today)) / 1.5) : 0;
            break;
        case Wish::Sees:
            fulfilled = model.inputs.testFlag(Modality::Image);
            break;
        case Wish::Hears:
            fulfilled = model.inputs.testFlag(Modality::Audio);
            break;
        case Wish::Reasons:
            fulfilled = model.reasoning;
            break;
        case Wish::CallsTools:
            fulfilled = model.tools == Known::Yes;
            break;
        case Wish::OpenWeights:
            fulfilled = model.openWeights == Known::Yes;
            break;
        case Wish::LongContext:
            fulfilled = model.contextTokens >= 500'000;
            break;
        case Wish::Draws:
            fulfilled = model.outputs.testFlag(Modality::Image);
            break;
        }
        if (!fulfilled)
            return std::nullopt;
    }
    return score;
}

QList<std::pair<int, double>> CatalogIndex::match(const QString &text, const CatalogFilter &filter) const
{
    QList<int> candidates;
    for (int i = 0; i < int(m_rows.size()); ++i) {
        if (passes(filter, i))
            candidates.append(i);
    }
    const auto tryQuery = [&](const ParsedQuery &query) {
        bool clean = false;
        QList<std::pair<int, double>> found;
        for (const int i : candidates) {
            const Model &model = m_catalog->models()[i];
            const Fit fit = m_text->fit(i, query, m_sellers[size_t(i)]);
            if (fit.score <= 0)
                continue;
            double score = fit.score + standingScore(model, m_rows[i], m_standing.today);
            if (fit.wished) {
                const auto extra = wishScore(query, fit.wished, model, m_rows[i], m_standing.today);
                if (!extra)
                    continue;
                score += *extra;
            }
            if (model.id == query.whole)
                score += 10'000;
            clean |= fit.clean;
            found.append({i, score});
        }
        return std::pair(found, clean);
    };
    const ParsedQuery query = m_text->parse(text);
    auto [found, clean] = tryQuery(query);
    if (!clean && !query.words.isEmpty()) {
        auto [near, ignored] = tryQuery(m_text->corrected(query));
        if (!near.isEmpty())
            found = near;
    }
    if (found.isEmpty() && query.whole.size() >= 3) {
        // Letters in order with gaps ("cldsnt"): the last resort, and never over something better.
        const QString letters = QString(query.whole).remove(u' ');
        for (const int i : std::as_const(candidates)) {
            const auto result = KFuzzyMatcher::match(letters, m_catalog->models()[i].id);
            if (result.matched)
                found.append({i, double(result.score) +
                                     standingScore(m_catalog->models()[i], m_rows[i], m_standing.today)});
        }
    }
    return found;
}

const QList<int> &CatalogIndex::nameRank() const
{
    std::call_once(m_nameRankOnce, [this] {
        QCollator collator;
        collator.setNumericMode(true);
        collator.setCaseSensitivity(Qt::CaseInsensitive);
        std::vector<std::pair<QCollatorSortKey, int>> keys;
        for (int i = 0; i < int(m_catalog->models().size()); ++i)
            keys.emplace_back(collator.sortKey(m_catalog->models()[i].name), i);
        std::ranges::stable_sort(keys,
                                 [](const auto &a, const auto &b) { return a.first.compare(b.first) < 0; });
        m_nameRank.resize(m_catalog->models().size());
        for (int rank = 0; rank < int(keys.size()); ++rank)
            m_nameRank[keys[size_t(rank)].second] = rank;
    });
    return m_nameRank;
}

void CatalogIndex::sort(QList<int> &models, const CatalogFilter &filter) const
{
    using Sort = CatalogFilter::Sort;
    const QList<int> &ranks = nameRank();
    const auto authors = [&] {
        return [this](int i) -> const QString & { return m_catalog->models()[i].author; };
    };
    if (filter.sort == Sort::Author) {
        std::ranges::stable_sort(models, [&, author = authors()](int a, int b) {
            const int order = author(a).compare(author(b), Qt::CaseInsensitive);
            return order ? (filter.descending ? order > 0 : order < 0) : ranks[a] < ranks[b];
        });
        return;
    }
    // A number to sort by; what is unknown comes last either way.
    const auto value = [&](int i) -> std::optional<qint64> {
        const Model &model = m_catalog->models()[i];
        const CatalogRow &row = m_rows[i];
        const auto known = [](qint64 v) { return v > 0 ? std::optional(v) : std::nullopt; };
        switch (filter.sort) {
        case Sort::Context:
            return known(model.contextTokens);
        case Sort::Input:
            return row.floor ? std::optional(row.floor->input->atto) : std::nullopt;
        case Sort::Output:
            return row.floor ? std::optional(row.floor->output->atto) : std::nullopt;
        case Sort::Blended:
            return row.floor ? std::optional(blendedRate(*row.floor)->atto) : std::nullopt;
        case Sort::Offers:
            return row.offers;
        case Sort::Released:
            return model.released.isValid() ? std::optional(model.released.toJulianDay()) : std::nullopt;
        case Sort::Trend:
            return row.trendPermille ? std::optional(qint64(*row.trendPermille)) : std::nullopt;
        case Sort::Favourite:
            return row.favourite ? 1 : 0;
        default:
            return ranks[i];
        }
    };
    struct Keyed
    {
        int model;
        bool unknown;
        qint64 value;
        int rank;
    };
    QList<Keyed> keyed;
    keyed.reserve(models.size());
    for (const int i : std::as_const(models)) {
        const auto v = value(i);
        keyed.append({i, !v, v.value_or(0), ranks[i]});
    }
    std::ranges::sort(keyed, [&](const Keyed &a, const Keyed &b) {
        if (a.unknown != b.unknown)
            return b.unknown;
        if (a.value != b.value)
            return filter.descending ? a.value > b.value : a.value < b.value;
        return a.rank < b.rank;
    });
    for (qsizetype i = 0; i < models.size(); ++i)
        models[i] = keyed[i].model;
}

QList<int> CatalogIndex::search(const CatalogFilter &filter) const
{
    QList<std::pair<int, double>> found = match(filter.text, filter);
    if (filter.sort == CatalogFilter::Sort::Relevance)
        std::ranges::sort(found, [](const auto &a, const auto &b) {
            return a.second != b.second ? a.second > b.second : a.first < b.first;
        });
    QList<int> models;
    models.reserve(found.size());
    for (const auto &[model, score] : std::as_const(found))
        models.append(model);
    if (filter.sort != CatalogFilter::Sort::Relevance)
        sort(models, filter);
    return models;
}

} // namespace Crossroads
