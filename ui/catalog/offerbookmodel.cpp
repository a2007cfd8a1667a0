// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/offerbookmodel.h"

#include "ui/common/catalogmodel.h"
#include "ui/common/moneytext.h"
#include "ui/common/textlocale.h"

#include <QLocale>

namespace Crossroads {

using namespace Qt::StringLiterals;

void OfferBookModel::setBook(std::shared_ptr<const CatalogIndex> index, int place, int inputParts)
{
    const QString model = index->catalog().models()[place].id;
    if (model != m_model)
        m_upstreams.clear();
    m_model = model;
    m_lines = offerBook(*index, place, inputParts);
    m_index = std::move(index); // the lines point into its catalog
    rebuild();
}

void OfferBookModel::setObservations(const QList<Observation> &observations)
{
    m_observations = observations;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Ttft), index(rowCount() - 1, Answered), {Qt::DisplayRole});
}

void OfferBookModel::setUpstreams(const QList<UpstreamOffer> &upstreams)
{
    m_upstreams = upstreams;
    rebuild();
}

void OfferBookModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < int(m_lines.size()); ++i) {
        m_rows.append({.line = i});
        if (m_lines[i].feeBasisPoints > 0)
            m_rows.append({.line = i, .fee = true});
        const Offer &offer = *m_lines[i].offer;
        if (offer.provider != "openrouter"_L1 || offer.variant != OfferVariant::Standard)
            continue;
        for (int u = 0; u < int(m_upstreams.size()); ++u)
            m_rows.append({.line = i, .upstream = u});
    }
    endResetModel();
}

int OfferBookModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int OfferBookModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant OfferBookModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Provider ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Provider"), tr("In"),  tr("Out"), tr("Cache"),
                            tr("TTFT"),     tr("t/s"), tr("OK %")};
    return names.value(section);
}

/// "DeepInfra", "Groq batch", "Bedrock eu".
static QString offerName(const CatalogIndex &index, const Offer &offer)
{
    QStringList words{index.catalog().providerName(offer.provider)};
    if (offer.variant != OfferVariant::Standard)
        words.append(QString(variantName(offer.variant)));
    if (!offer.region.isEmpty())
        words.append(offer.region);
    return words.join(u' ');
}

static QString observed(const Observation *seen, int column)
{
    if (!seen)
        return u"–"_s;
    switch (column) {
    case OfferBookModel::Ttft:
        return seen->ttftMs ? OfferBookModel::tr("%1 s").arg(ttftText(*seen->ttftMs)) : u"–"_s;
    case OfferBookModel::Speed:
        return seen->tokensPerSecond > 0 ? QLocale().toString(qRound(seen->tokensPerSecond)) : u"–"_s;
    default:
        return seen->attempts > 0
                   ? QLocale().toString(100.0 * double(seen->answered) / double(seen->attempts), 'f', 1)
                   : u"–"_s;
    }
}

QString OfferBookModel::display(const Row &row, int column) const
{
    const BookLine &line = m_lines[row.line];
    const Prices &prices = row.upstream >= 0 ? m_upstreams[row.upstream].prices
                           : row.fee         ? line.effective
                                             : line.offer->prices;
    switch (column) {
    case Provider:
        if (row.upstream >= 0) {
            const UpstreamOffer &up = m_upstreams[row.upstream];
            return up.quantization.isEmpty() ? tr("via %1").arg(up.provider)
                                             : tr("via %1, %2").arg(up.provider, up.quantization);
        }
        if (row.fee)
            return tr("plus %1 % fee").arg(QLocale().toString(line.feeBasisPoints / 100.0));
        return offerName(*m_index, *line.offer);
    case Input:
        return rateText(prices.input);
    case Output:
        return rateText(prices.output);
    case Cache:
        return rateText(prices.cacheRead);
    default:
        break;
    }
    if (row.fee || row.upstream >= 0)
        return {};
    const auto seen = std::ranges::find_if(m_observations, [&](const Observation &o) {
        return o.model == m_model && o.provider == line.offer->provider;
    });
    return observed(seen == m_observations.end() ? nullptr : &*seen, column);
}

QString OfferBookModel::toolTip(const Row &row) const
{
    const BookLine &line = m_lines[row.line];
    const Offer &offer = *line.offer;
    QStringList words;
    if (row.upstream >= 0) {
        const UpstreamOffer &up = m_upstreams[row.upstream];
        words.append(tr("Context %1, at most %2 out")
                         .arg(tokensText(up.contextTokens), tokensText(up.maxOutputTokens)));
        if (up.uptimePercent)
            words.append(tr("Up %1 % of the last day").arg(QLocale().toString(*up.uptimePercent, 'f', 1)));
        if (up.disabled)
            words.append(tr("OpenRouter does not route there now."));
        return words.join(u'\n');
    }
    words.append(offer.providerModelId);
    words.append(tr("Context %1, at most %2 out")
                     .arg(tokensText(offer.contextTokens), tokensText(offer.maxOutputTokens)));
    words.append(tr("Price of %1").arg(textLocale().toString(offer.asOf, QLocale::ShortFormat)));
    if (const QString why = reachText(offer, m_index->catalog().providerName(offer.provider)); !why.isEmpty())
        words.append(why);
    if (offer.unpriced == Unpriced::Subscription)
        words.append(tr("Paid by a subscription, not by tokens."));
    else if (offer.unpriced == Unpriced::Local)
        words.append(tr("Runs on your own machine."));
    else if (offer.unpriced == Unpriced::Dynamic)
        words.append(tr("The price depends on the model that is picked."));
    else if (!offer.prices.isKnown())
        words.append(tr("Its price is not known."));
    for (const PriceOverride &o : offer.prices.overrides) {
        if (o.abovePromptTokens > 0)
            words.append(tr("Prompts over %1: %2 in, %3 out")
                             .arg(tokensText(o.abovePromptTokens), rateText(o.input), rateText(o.output)));
    }
    if (offer.prices.cacheWrite)
        words.append(tr("Writing to the cache: %1").arg(rateText(offer.prices.cacheWrite)));
    if (offer.prices.dependsOnTime())
        words.append(tr("Other prices at other times of the day"));
    if (offer.priceJumped)
        words.append(
            tr("Its price moved more than five-fold at the last refresh: look before you rely on it."));
    return words.join(u'\n');
}

QVariant OfferBookModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows[index.row()];
    const BookLine &line = m_lines[row.line];
    const bool child = row.fee || row.upstream >= 0;
    switch (role) {
    case Qt::DisplayRole:
        return display(row, index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == Provider && line.dimmed && !child)
            return display(row, Provider) + u", "_s + reachText(*line.offer, display(row, Provider));
        return display(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row);
    case Qt::TextAlignmentRole:
        return int((index.column() == Provider ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case FloorRole:
        return line.isFloor && !child;
    case HasKeyRole:
        return line.hasKey && !child;
    case DimmedRole:
        return line.dimmed || child;
    case ChildRole:
        return child;
    case JumpedRole:
        return line.offer->priceJumped && !child;
    default:
        return {};
    }
}

} // namespace Crossroads
