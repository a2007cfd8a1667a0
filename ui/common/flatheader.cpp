// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/flatheader.h"

#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QPainter>

namespace Crossroads {

FlatHeader::FlatHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setFixedHeight(qMax(28, fontMetrics().height() + 8));
}

void FlatHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Tokens &t = Tokens::of(palette());
    painter->save();
    painter->fillRect(rect, t.window);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.sep);
    const auto alignment =
        Qt::Alignment(model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
    QString text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    const bool sorts = isSortIndicatorShown() && sortIndicatorSection() == section;
    if (sorts && !text.isEmpty())
        text += sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral(" ▴") : QStringLiteral(" ▾");
    painter->setFont(sized(font(), -1, sorts));
    painter->setPen(sorts ? t.text : t.muted);
    const QVariant indent = model()->headerData(section, Qt::Horizontal, IndentRole);
    const int left = indent.isValid()             ? indent.toInt()
                     : alignment & Qt::AlignRight ? 2
                     : visualIndex(section) == 0  ? 12
                                                  : 8;
    painter->drawText(
        mirrored(rect.adjusted(left, 0, alignment & Qt::AlignRight ? -8 : -2, -1), rect, layoutDirection()),
        alignment, text);
    painter->restore();
}

} // namespace Crossroads
