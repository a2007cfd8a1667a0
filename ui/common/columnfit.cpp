// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/columnfit.h"

#include <QHeaderView>
#include <QTableView>

namespace Crossroads {

void fitColumns(QTableView &table, int flexible, int least, const QList<int> &first, const QList<int> &hidden)
{
    const QHeaderView &head = *table.horizontalHeader();
    const int columns = table.model()->columnCount();
    QList<int> widths(columns);
    int room = table.viewport()->width() - least;
    for (int column = 0; column < columns; ++column) {
        if (column == flexible || hidden.contains(column))
            continue;
        // A hidden section has no size; what it had comes back with it.
        if (head.isSectionHidden(column))
            table.setColumnHidden(column, false);
        widths[column] = head.sectionSize(column);
        room -= widths[column];
    }
    for (const int column : first) {
        if (room >= 0)
            break;
        room += widths[column];
        widths[column] = -1;
    }
    for (int column = 0; column < columns; ++column) {
        const bool gone = hidden.contains(column) || widths[column] < 0;
        if (table.isColumnHidden(column) != gone)
            table.setColumnHidden(column, gone);
    }
}

} // namespace Crossroads
