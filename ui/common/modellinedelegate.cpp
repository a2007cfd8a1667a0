// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/modellinedelegate.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

void ModelLineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Tokens &t = Tokens::of(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected) {
        painter->fillRect(option.rect, t.tint);
        painter->fillRect(mirrored(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                                   option.rect, option.direction),
                          t.accent);
    }
    const auto at = [&](const QRectF &part) { return mirrored(part, option.rect, option.direction); };
    QRect cell = option.rect.adjusted(10, 0, -8, 0);
    const QRectF key(cell.right() - 16, cell.center().y() - 7, 14, 14);
    if (index.data(KeyRole).toBool())
        paintIcon(*painter, at(key), u"key"_s, t.ok);
    cell.setRight(cell.right() - 24);
    const QString figures = index.data(FiguresRole).toString();
    painter->setFont(sized(option.font, -1));
    painter->setPen(t.muted);
    painter->drawText(at(cell), Qt::AlignVCenter | Qt::AlignRight, figures);
    cell.setRight(cell.right() - painter->fontMetrics().horizontalAdvance(figures) - 12);
    if (const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>(); !icon.isNull()) {
        icon.paint(painter, at(QRect(cell.left(), cell.center().y() - 8, 16, 16)).toRect());
        cell.setLeft(cell.left() + 22);
    }
    painter->setFont(sized(option.font, 0, selected));
    painter->setPen(index.data(DimmedRole).toBool() ? t.muted : t.text);
    const QString name =
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, cell.width());
    painter->drawText(at(cell), Qt::AlignVCenter | Qt::AlignLeft, name);
    cell.setLeft(cell.left() + painter->fontMetrics().horizontalAdvance(name) + 8);
    painter->setFont(sized(option.font, -1));
    painter->setPen(t.muted);
    painter->drawText(at(cell), Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data(AuthorRole).toString(), Qt::ElideRight,
                                                        qMax(0, cell.width())));
    painter->restore();
}

} // namespace Crossroads
