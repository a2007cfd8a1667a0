// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/catalogdelegate.h"

#include "ui/common/catalogmodel.h"
#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int iconSize = 16;
static constexpr int sidePadding = 8;

static QRectF iconRect(qreal left, const QRectF &cell)
{
    return {left, cell.center().y() - iconSize / 2.0, iconSize, iconSize};
}

/// The name, then its author in muted letters, then a badge where it is simulated.
static void paintName(QPainter &painter, const QRectF &cell, const QFont &font, const QModelIndex &index,
                      const Tokens &t, bool selected)
{
    const bool withdrawn = index.data(CatalogModel::WithdrawnRole).toBool();
    const QFont nameFont = sized(font, 0, selected);
    const QString name = index.data().toString();
    const QFontMetrics nameMetrics(nameFont);
    const int nameWidth = qMin(nameMetrics.horizontalAdvance(name), int(cell.width()));
    painter.setFont(nameFont);
    painter.setPen(withdrawn ? t.muted : t.text);
    painter.drawText(cell, Qt::AlignVCenter | Qt::AlignLeft,
                     nameMetrics.elidedText(name, Qt::ElideRight, int(cell.width())));
    const QRectF rest = cell.adjusted(nameWidth + 7, 0, 0, 0);
    if (rest.width() < 24)
        return;
    const auto at = [&](const QRectF &part) { return mirrored(part, cell, painter.layoutDirection()); };
    painter.setFont(sized(font, -1));
    painter.setPen(t.muted);
    if (index.data(CatalogModel::SimulatedRole).toBool()) {
        const QString word = CatalogDelegate::tr("Simulated");
        const int width = painter.fontMetrics().horizontalAdvance(word) + iconSize + 14;
        const QRectF badge(rest.left(), rest.center().y() - 9, width, 18);
        painter.setPen(QPen(t.edge, 1, Qt::DashLine));
        painter.drawRoundedRect(at(badge).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        paintIcon(painter, at(iconRect(badge.left() + 4, badge).adjusted(2, 2, -2, -2)), u"flask"_s, t.muted);
        painter.setPen(t.muted);
        painter.drawText(at(badge.adjusted(iconSize + 6, 0, -4, 0)), Qt::AlignVCenter, word);
        return;
    }
    QString author = index.data(CatalogModel::AuthorRole).toString();
    if (withdrawn)
        author += CatalogDelegate::tr(" · no longer offered");
    painter.drawText(at(rest), Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(author, Qt::ElideRight, int(rest.width())));
}

static void paintCapabilities(QPainter &painter, const QRectF &cell, int bits, const Tokens &t)
{
    static const QString icons[] = {u"image"_s, u"tool"_s, u"braces"_s, u"thinking"_s};
    for (int i = 0; i < 4; ++i) {
        if (bits >> i & 1)
            paintIcon(painter,
                      mirrored(iconRect(cell.left() + i * 21, cell), cell, painter.layoutDirection()),
                      icons[i], t.muted);
    }
}

static void paintTrend(QPainter &painter, const QRectF &cell, const QModelIndex &index, const Tokens &t)
{
    const QVariant trend = index.data(CatalogModel::TrendRole);
    const QString text = index.data().toString();
    painter.setPen(!trend.isValid() || text.size() < 2 ? t.muted : trend.toInt() < 0 ? t.ok : t.error);
    painter.drawText(cell, Qt::AlignVCenter | Qt::AlignRight, text);
}

void CatalogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Tokens &t = Tokens::of(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    const bool compared = index.data(CatalogModel::ComparedRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected)
        painter->fillRect(option.rect, t.tint);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, t.alternate);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.sep);
    if (index.column() == CatalogModel::Star && selected)
        painter->fillRect(mirrored(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height() - 1),
                                   option.rect, option.direction),
                          t.accent);
    const QRectF cell = QRectF(option.rect).adjusted(sidePadding, 0, -sidePadding, -1);
    painter->setFont(sized(option.font, 0, selected && index.column() == CatalogModel::Name));
    switch (index.column()) {
    case CatalogModel::Star: {
        const bool favourite = index.data(CatalogModel::FavouriteRole).toBool();
        paintIcon(*painter, mirrored(iconRect(option.rect.left() + 12, cell), option.rect, option.direction),
                  favourite ? u"star-filled"_s : u"star"_s, favourite ? t.accent : t.muted);
        break;
    }
    case CatalogModel::Name: {
        QRectF name = cell;
        if (compared) {
            paintIcon(*painter, mirrored(iconRect(name.left(), name), name, option.direction), u"columns"_s,
                      t.accent);
            name = mirrored(name.adjusted(iconSize + 6, 0, 0, 0), name, option.direction);
        }
        paintName(*painter, name, option.font, index, t, selected);
        break;
    }
    case CatalogModel::CanDo:
        paintCapabilities(*painter, cell, index.data(CatalogModel::CapabilitiesRole).toInt(), t);
        break;
    case CatalogModel::Trend:
        paintTrend(*painter, cell, index, t);
        break;
    default:
        painter->setPen(index.data(CatalogModel::WithdrawnRole).toBool() ? t.muted : t.text);
        painter->drawText(cell, index.data(Qt::TextAlignmentRole).toInt(), index.data().toString());
    }
    painter->restore();
}

} // namespace Crossroads
