// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/rundelegate.h"

#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = Tokens::of(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    if (selected || (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, selected ? t.tint : t.alternate);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.sep);
    if (selected)
        painter->fillRect(mirrored(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height() - 1),
                                   option.rect, option.direction),
                          t.accent);
    const QRect words = option.rect.adjusted(16, 4, -16, -5);
    const QString text = index.data().toString();
    const auto line = [&](const QFont &font, const QColor &color, const QString &part, const QRect &rect) {
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft,
                          QFontMetrics(font).elidedText(part, Qt::ElideRight, rect.width()));
    };
    const int half = words.height() / 2;
    line(sized(option.font, 0, selected), t.text, text.section(u'\n', 0, 0), words.adjusted(0, 0, 0, -half));
    line(sized(option.font, -1), t.muted, text.section(u'\n', 1), words.adjusted(0, half, 0, 0));
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {0, qMax(44, 2 * option.fontMetrics.height() + 10)};
}

} // namespace Crossroads
