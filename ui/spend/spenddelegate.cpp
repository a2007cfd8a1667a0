// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/spenddelegate.h"

#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"
#include "ui/spend/meter.h"
#include "ui/spend/spendmodel.h"

#include <QPainter>

namespace Crossroads {

static constexpr int sidePadding = 8;
static constexpr int barWidth = 96;

static void paintShare(QPainter &painter, const QRect &cell, const QModelIndex &index,
                       const QStyleOptionViewItem &option, const Tokens &t)
{
    const QVariant share = index.data(SpendModel::ShareRole);
    const int width = qMin(barWidth, cell.width() - 48);
    QRect text = cell;
    if (share.isValid() && width > 20) {
        const QRectF bar =
            mirrored(QRectF(cell.left(), cell.center().y() - 1.5, width, 4), cell, option.direction);
        paintMeter(painter, bar, share.toInt() / 1000.0, t.accent, t);
        text = mirrored(cell.adjusted(width + sidePadding, 0, 0, 0), cell, option.direction);
    }
    painter.setFont(sized(option.font, -1));
    painter.setPen(t.muted);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
}

void SpendDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Tokens &t = Tokens::of(option.palette);
    const int column = index.column();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, selected ? t.tint : t.alternate);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.sep);
    if (selected && column == SpendModel::Name)
        painter->fillRect(mirrored(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height() - 1),
                                   option.rect, option.direction),
                          t.accent);
    const QRect cell = mirrored(option.rect.adjusted(SpendModel::indentOf(column), 0, -sidePadding, -1),
                                option.rect, option.direction);
    if (column == SpendModel::Share) {
        paintShare(*painter, cell, index, option, t);
    } else {
        const bool quiet = column == SpendModel::Basis || index.data(SpendModel::FeeRole).toBool();
        painter->setFont(
            sized(option.font, column == SpendModel::Basis ? -1 : 0, column == SpendModel::Cost));
        painter->setPen(quiet && column != SpendModel::Cost ? t.muted : t.text);
        painter->drawText(
            cell, index.data(Qt::TextAlignmentRole).toInt(),
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, cell.width()));
    }
    painter->restore();
}

QSize SpendDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), qMax(28, option.fontMetrics.height() + 8)};
}

} // namespace Crossroads
