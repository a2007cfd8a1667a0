// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/editdistance.h"

#include <QVarLengthArray>

#include <algorithm>
#include <numeric>

namespace Crossroads {

/// The last row of the table of distances from \p a to each beginning of \p b; empty once all are over.
static QVarLengthArray<int, 64> lastRow(QStringView a, QStringView b, int limit)
{
    QVarLengthArray<int, 64> before; // two rows up
    QVarLengthArray<int, 64> above(b.size() + 1);
    QVarLengthArray<int, 64> row(b.size() + 1);
    std::iota(above.begin(), above.end(), 0);
    before = above;
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = int(i);
        int least = row[0];
        for (qsizetype j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
            least = std::min(least, row[j]);
        }
        if (least > limit)
            return {};
        std::swap(before, above);
        std::swap(above, row);
    }
    return above;
}

int editDistance(QStringView a, QStringView b, int limit)
{
    if (qAbs(a.size() - b.size()) > limit)
        return limit + 1;
    const auto row = lastRow(a, b, limit);
    return row.isEmpty() ? limit + 1 : std::min(row.last(), limit + 1);
}

int editDistanceToPrefix(QStringView a, QStringView b, int limit)
{
    if (a.size() - b.size() > limit)
        return limit + 1;
    const auto row = lastRow(a, b.first(std::min(b.size(), a.size() + limit)), limit);
    return row.isEmpty() ? limit + 1 : std::min(*std::ranges::min_element(row), limit + 1);
}

} // namespace Crossroads
