// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/catalogmodel.h"

#include "ui/common/textlocale.h"

#include <QLocale>

namespace Crossroads {

using namespace Qt::StringLiterals;

static const QString none = QStringLiteral("–");

QString tokensText(qint64 tokens)
{
    constexpr qint64 thousand = 1'000, million = 1'000'000;
    if (tokens <= 0)
        return none;
    const auto with = [](double value, int digits, const QString &unit) {
        QString text = QLocale().toString(value, 'f', digits);
        if (digits > 0 && text.endsWith(u'0'))
            text.chop(2);
        return text + QChar(0x202F) + unit; // a narrow space that does not break
    };
    if (tokens >= million)
        return with(double(tokens) / double(million), 1, u"M"_s);
    if (tokens >= thousand)
        return with(double(tokens) / double(thousand), 0, u"K"_s);
    return QLocale().toString(tokens);
}

QString rateText(const std::optional<Rate> &rate)
{
    if (!rate)
        return none;
    if (rate->atto == 0)
        return CatalogModel::tr("free");
    // Two digits after the point, and for small prices two that count. Display only.
    int digits = 2;
    constexpr qint64 tenCents = 100'000'000'000;
    for (qint64 unit = tenCents; digits < 6 && rate->atto < unit; unit /= 10)
        ++digits;
    QString text = QLocale().toString(double(rate->atto) / 1e12, 'f', digits);
    while (digits-- > 2 && text.endsWith(u'0'))
        text.chop(1);
    return text;
}

QString trendText(const std::optional<int> &permille)
{
    if (!permille || qAbs(*permille) < 5)
        return none;
    const int percent = (qAbs(*permille) + 5) / 10;
    return (*permille < 0 ? u"▼ %1 %"_s : u"▲ %1 %"_s).arg(percent);
}

QString reachText(const Offer &offer, const QString &name)
{
    switch (offer.reach) {
    case Reach::UnknownWire:
        return CatalogModel::tr("%1 speaks a format that Crossroads does not.").arg(name);
    case Reach::NoAddress:
        return CatalogModel::tr("The address of %1 is not known, or depends on your account.").arg(name);
    case Reach::OtherWire:
        return CatalogModel::tr("%1 serves this model in another format than its others.").arg(name);
    case Reach::Withdrawn:
        return CatalogModel::tr("%1 no longer lists it.").arg(name);
    case Reach::Callable:
        break;
    }
    if (!offer.isInteractive())
        return CatalogModel::tr("For batches only: nobody waits for its answers.");
    return {};
}

void CatalogModel::setResult(std::shared_ptr<const CatalogIndex> index, QList<int> models)
{
    if (m_index == index && m_models == models)
        return;
    beginResetModel();
    m_index = std::move(index);
    m_models = std::move(models);
    endResetModel();
}

void CatalogModel::setCompared(const QStringList &ids)
{
    m_compared = ids;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {ComparedRole});
}

int CatalogModel::rowOf(const QString &id) const
{
    return m_index ? int(m_models.indexOf(int(m_index->catalog().indexOf(id)))) : -1;
}

QString CatalogModel::idAt(int row) const
{
    return row >= 0 && row < m_models.size() ? m_index->catalog().models()[m_models[row]].id : QString();
}

int CatalogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_models.size());
}

int CatalogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

CatalogFilter::Sort CatalogModel::sortOf(int column)
{
    using Sort = CatalogFilter::Sort;
    switch (column) {
    case Star:
        return Sort::Favourite;
    case Context:
        return Sort::Context;
    case Input:
    case CacheRead:
        return Sort::Input;
    case Output:
        return Sort::Output;
    case Offers:
        return Sort::Offers;
    case Trend:
        return Sort::Trend;
    case Released:
        return Sort::Released;
    default:
        return Sort::Name;
    }
}

QVariant CatalogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name || section == CanDo ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    const QStringList names{role == Qt::DisplayRole ? QString() : tr("Favourite"),
                            tr("Model"),
                            tr("Context"),
                            tr("In $/M"),
                            tr("Out $/M"),
                            tr("Can do"),
                            tr("Offers"),
                            tr("30 days"),
                            tr("Released"),
                            tr("Most out"),
                            tr("Cache $/M")};
    return names.value(section);
}

QString CatalogModel::display(int place, int column) const
{
    const Model &m = m_index->catalog().models()[place];
    const CatalogRow &row = m_index->row(place);
    const auto floorRate = [&](std::optional<Rate> Prices::*rate) {
        return row.floor ? rateText((*row.floor).*rate) : m.kind == ModelKind::Router ? tr("varies") : none;
    };
    switch (column) {
    case Name:
        return m.name;
    case Context:
        return tokensText(m.contextTokens);
    case Input:
        return floorRate(&Prices::input);
    case Output:
        return floorRate(&Prices::output);
    case CacheRead:
        return row.floor ? rateText(row.floor->cacheRead) : none;
    case Offers:
        return QLocale().toString(row.offers);
    case Trend:
        return trendText(row.trendPermille);
    case Released:
        return m.released.isValid() ? textLocale().toString(m.released, u"MMM yyyy"_s) : none;
    case MaxOutput:
        return tokensText(m.maxOutputTokens);
    default:
        return {};
    }
}

/// A row as a screen reader says it.
QString CatalogModel::sentence(int place) const
{
    const Model &m = m_index->catalog().models()[place];
    const CatalogRow &row = m_index->row(place);
    QStringList parts{m.name, m.author, tr("context %1").arg(tokensText(m.contextTokens))};
    if (row.floor)
        parts.append(tr("%1 in, %2 out, dollars a million tokens")
                         .arg(rateText(row.floor->input), rateText(row.floor->output)));
    else
        parts.append(tr("price unknown"));
    parts.append(tr("%n offers", nullptr, row.offers));
    if (row.favourite)
        parts.append(tr("favourite"));
    if (row.hasKey)
        parts.append(tr("you have a key"));
    if (row.offers == 0)
        parts.append(tr("no longer offered"));
    return parts.join(u", "_s);
}

static int capabilityBits(const Model &m)
{
    return (m.inputs.testFlag(Modality::Image) ? 1 : 0) | (m.tools == Known::Yes ? 2 : 0) |
           (m.structuredOutput == Known::Yes ? 4 : 0) | (m.reasoning ? 8 : 0);
}

QVariant CatalogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_models.size())
        return {};
    const int place = m_models[index.row()];
    const Model &m = m_index->catalog().models()[place];
    const CatalogRow &row = m_index->row(place);
    switch (role) {
    case Qt::DisplayRole:
        return display(place, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Name ? sentence(place) : display(place, index.column());
    case Qt::ToolTipRole:
        return index.column() == Name ? m.id : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case IdRole:
        return m.id;
    case AuthorRole:
        return m.author;
    case PlaceRole:
        return place;
    case FavouriteRole:
        return row.favourite;
    case ComparedRole:
        return m_compared.contains(m.id);
    case SimulatedRole:
        return m.simulated;
    case HasKeyRole:
        return row.hasKey;
    case WithdrawnRole:
        return row.offers == 0;
    case TrendRole:
        return row.trendPermille ? QVariant(*row.trendPermille) : QVariant();
    case CapabilitiesRole:
        return capabilityBits(m);
    default:
        return {};
    }
}

} // namespace Crossroads
