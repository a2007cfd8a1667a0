// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/spendmodel.h"

#include "ui/common/flatheader.h"
#include "ui/common/moneytext.h"

#include <QCoreApplication>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString words(const char *text)
{
    return QCoreApplication::translate("SpendModel", text);
}

/// Nothing of it is known.
static bool isUnknown(const SpendSums &sums)
{
    return sums.basis() == CostBases(CostBasis::Unknown) && sums.cost() == Money{};
}

QString costText(const SpendSums &sums)
{
    const CostBases basis = sums.basis();
    if (isUnknown(sums))
        return words("unknown");
    const QString about = basis.testFlag(CostBasis::Estimated) ? u"~"_s : QString();
    return about + moneyText(sums.cost());
}

QString basisText(const SpendSums &sums)
{
    QStringList parts;
    if (sums.reported != Money{})
        parts.append(words("reported"));
    if (sums.computed != Money{})
        parts.append(words("computed"));
    if (sums.estimated != Money{})
        parts.append(words("~ estimated"));
    if (sums.unknownCost > 0)
        parts.append(sums.cost() == Money{} ? words("unknown") : words("%1 unknown").arg(sums.unknownCost));
    return parts.isEmpty() ? words("nothing charged") : parts.join(u", "_s);
}

QString exactText(const SpendSums &sums)
{
    QStringList lines{u'$' + sums.cost().toDecimal()};
    const auto line = [&](Money money, const char *text) {
        if (money != Money{})
            lines.append(words(text).arg(u'$' + money.toDecimal()));
    };
    line(sums.reported, QT_TRANSLATE_NOOP("SpendModel", "%1 as reported by providers"));
    line(sums.computed, QT_TRANSLATE_NOOP("SpendModel", "%1 computed from reported tokens"));
    line(sums.estimated, QT_TRANSLATE_NOOP("SpendModel", "%1 estimated from counted tokens"));
    line(sums.corrections, QT_TRANSLATE_NOOP("SpendModel", "%1 put right later"));
    if (sums.unknownCost > 0)
        lines.append(words("left out: %1 of unknown cost").arg(countText(sums.unknownCost)));
    if (sums.unsettled > 0)
        lines.append(words("under way or interrupted: %1, up to $%2 more")
                         .arg(countText(sums.unsettled), sums.unsettledBound.toDecimal()));
    return lines.join(u'\n');
}

SpendModel::SpendModel(NameOf nameOf, QObject *parent)
    : QAbstractTableModel(parent), m_nameOf(std::move(nameOf))
{
}

void SpendModel::show(const QList<SpendCell> &cells, SpendPart part, const QList<Fee> &fees)
{
    beginResetModel();
    m_part = part;
    m_groups = groupsOf(cells, part);
    m_fees = fees;
    m_whole = sumsOf(cells).cost();
    order();
    endResetModel();
}

int SpendModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_groups.size() + m_fees.size());
}

int SpendModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

static QString countOrDash(qint64 count)
{
    return count > 0 ? countText(count) : u"–"_s;
}

QString SpendModel::text(const SpendGroup &group, int column) const
{
    const SpendSums &sums = group.sums;
    switch (column) {
    case Name:
        return m_nameOf(m_part, group.of);
    case Answers:
        return countText(sums.answered);
    case Input:
        return countOrDash(sums.input);
    case Output:
        return countOrDash(sums.output);
    case Cached:
        return sums.cachedInput > 0 ? shortCountText(sums.cachedInput) : u"–"_s;
    case Cost:
        return costText(sums);
    case Share:
        return isUnknown(sums) ? u"–"_s : shareText(permilleOf(sums.cost().pico, m_whole.pico));
    case Basis:
        return basisText(sums);
    default:
        return {};
    }
}

QString SpendModel::sentence(const SpendGroup &group) const
{
    return tr("%1: %2, %3, %4 answers, %5 tokens in, %6 tokens out")
        .arg(text(group, Name), text(group, Cost), text(group, Basis), text(group, Answers),
             countText(group.sums.input), countText(group.sums.output));
}

QVariant SpendModel::feeData(const Fee &fee, int column, int role) const
{
    SpendSums sums;
    (fee.basis.testFlag(CostBasis::Estimated) ? sums.estimated : sums.computed) = fee.money;
    if (role == Qt::DisplayRole) {
        if (column == Name)
            return fee.name;
        if (column == Share)
            return tr("on top");
        return column == Cost ? costText(sums) : column == Basis ? basisText(sums) : QString();
    }
    if (role == FeeRole)
        return true;
    if (role == Qt::ToolTipRole)
        return tr("$%1. It was paid when credit was bought, on top of what the requests cost.")
            .arg(fee.money.toDecimal());
    if (role == Qt::AccessibleTextRole && column == Name)
        return u"%1: %2"_s.arg(fee.name, costText(sums));
    return {};
}

QVariant SpendModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole) {
        const bool left = column == Name || column == Share || column == Basis;
        return int(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (index.row() >= m_groups.size())
        return feeData(m_fees[index.row() - m_groups.size()], column, role);
    const SpendGroup &group = m_groups[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(group, column);
    case Qt::ToolTipRole:
        return column == Cached ? countText(group.sums.cachedInput)
               : column >= Cost ? exactText(group.sums)
                                : text(group, column);
    case Qt::AccessibleTextRole:
        return column == Name ? sentence(group) : text(group, column);
    case OfRole:
        return group.of;
    case ShareRole:
        return isUnknown(group.sums) ? QVariant() : permilleOf(group.sums.cost().pico, m_whole.pico);
    case FeeRole:
        return false;
    default:
        return {};
    }
}

QVariant SpendModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool left = section == Name || section == Share || section == Basis;
        return int(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role == FlatHeader::IndentRole && (section == Name || section == Share))
        return indentOf(section);
    if (role != Qt::DisplayRole)
        return {};
    const QString parts[] = {tr("Model"), tr("Provider"), tr("Key"), tr("Source"), tr("Day")};
    switch (section) {
    case Name:
        return parts[int(m_part)];
    case Answers:
        return tr("Answers");
    case Input:
        return tr("Tokens in");
    case Output:
        return tr("Tokens out");
    case Cached:
        return tr("Cached");
    case Cost:
        return tr("Cost");
    case Share:
        return tr("Share");
    case Basis:
        return tr("Cost is");
    default:
        return {};
    }
}

static qint64 rawValue(const SpendSums &sums, int column)
{
    switch (column) {
    case SpendModel::Answers:
        return sums.answered;
    case SpendModel::Input:
        return sums.input;
    case SpendModel::Output:
        return sums.output;
    case SpendModel::Cached:
        return sums.cachedInput;
    case SpendModel::Basis:
        return sums.basis().toInt();
    default:
        return sums.cost().pico;
    }
}

void SpendModel::order()
{
    const auto before = [this](const SpendGroup &a, const SpendGroup &b) {
        if (m_column != Name)
            return rawValue(a.sums, m_column) < rawValue(b.sums, m_column);
        if (m_part == SpendPart::Day)
            return a.of < b.of; // ISO dates, not as they are written
        return m_nameOf(m_part, a.of).localeAwareCompare(m_nameOf(m_part, b.of)) < 0;
    };
    std::ranges::stable_sort(m_groups, [&](const SpendGroup &a, const SpendGroup &b) {
        return m_order == Qt::AscendingOrder ? before(a, b) : before(b, a);
    });
}

void SpendModel::sort(int column, Qt::SortOrder direction)
{
    if (column == m_column && direction == m_order)
        return;
    m_column = column;
    m_order = direction;
    Q_EMIT layoutAboutToBeChanged();
    // What is chosen stays chosen, wherever it moves.
    const QModelIndexList old = persistentIndexList();
    QStringList names;
    for (const QModelIndex &index : old)
        names.append(index.data(OfRole).toString());
    order();
    for (qsizetype i = 0; i < old.size(); ++i) {
        const auto found = std::ranges::find(m_groups, names[i], &SpendGroup::of);
        const int row = found == m_groups.end() ? old[i].row() : int(found - m_groups.begin());
        changePersistentIndex(old[i], index(row, old[i].column()));
    }
    Q_EMIT layoutChanged();
}

} // namespace Crossroads
