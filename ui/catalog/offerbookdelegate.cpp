// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/offerbookdelegate.h"

#include "ui/catalog/offerbookmodel.h"
#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

void OfferBookDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Tokens &t = Tokens::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.tint);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.sep);
    const bool floor = index.data(OfferBookModel::FloorRole).toBool();
    const bool child = index.data(OfferBookModel::ChildRole).toBool();
    const bool first = index.column() == OfferBookModel::Provider;
    QRect cell = option.rect.adjusted(first ? child ? 24 : 12 : 4, 0, -6, -1);
    const bool money = index.column() <= OfferBookModel::Cache;
    painter->setFont(sized(option.font, child ? -1 : 0, floor && money));
    painter->setPen(index.data(OfferBookModel::DimmedRole).toBool() ? t.muted : t.text);
    const QString text = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                           cell.width() - (first ? 20 : 0));
    const auto at = [&](const QRectF &part) { return mirrored(part, option.rect, option.direction); };
    painter->drawText(at(cell), index.data(Qt::TextAlignmentRole).toInt(), text);
    if (first) {
        const qreal left = cell.left() + painter->fontMetrics().horizontalAdvance(text) + 6;
        const QRectF icon = at(QRectF(left, cell.center().y() - 7, 14, 14));
        if (index.data(OfferBookModel::JumpedRole).toBool())
            paintIcon(*painter, icon, u"warning"_s, t.warn);
        else if (index.data(OfferBookModel::HasKeyRole).toBool())
            paintIcon(*painter, icon, u"key"_s, t.ok);
    }
    painter->restore();
}

} // namespace Crossroads
