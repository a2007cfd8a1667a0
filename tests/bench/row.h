// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

#include <algorithm>
#include <vector>

namespace Crossroads {

constexpr int defaultRounds = 9;

/// One figure of a benchmark.
struct Row
{
    QString name;
    double value = 0;
    QString unit;
    double peer = 0;    ///< the limit or peer in the same unit; 0: none
    QString peerName{}; ///< empty: no peer was there
    int rounds = defaultRounds;
};

inline double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// 1,000 simulated days of providers, and each strategy against the best possible in hindsight.
QList<Row> strategyRows();
/// Time to first token and processor time of the whole routing layer, beside libcurl, against the mock
/// server.
QList<Row> routingRows();

} // namespace Crossroads
