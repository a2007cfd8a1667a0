// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <vector>

namespace Crossroads {

class Peers;

constexpr int defaultRounds = 9;

/// One measured figure beside its limit or peer, both medians over rounds of one run.
struct Row
{
    QString name;
    double value = 0;
    QString unit;
    double peer = 0;    ///< the limit or peer in the same unit; 0: none
    QString peerName{}; ///< empty: no peer was there
    int rounds = defaultRounds;
};

double median(std::vector<double> values);
/// How fast \p work goes through \p bytes.
double megabytesPerSecond(const QByteArray &bytes, const std::function<void()> &work);

// One function per benchmark, in the file of its name.
QList<Row> benchDecode(Peers &peers);
QList<Row> strategyRows();
QList<Row> routingRows();
QList<Row> spendRows();

} // namespace Crossroads
