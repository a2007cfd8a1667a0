// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalog.h"
#include "ui/spend/creditlines.h"
#include "ui/spend/spendmodel.h"

namespace Crossroads {

/// A group, as partOf(), in words: "Claude Sonnet 4.5", "OpenRouter", "OpenRouter, Team …b7e2", "Compare",
/// "Sun 22 Nov 2026".
QString groupName(const CreditFacts &facts, const Catalog &catalog, SpendPart part, const QString &of);
/// What buying the credit cost that these cells used, one for each aggregator that takes a fee.
QList<SpendModel::Fee> feesOf(const QList<SpendCell> &cells, const Catalog &catalog);
/// What a budget can be for, as in Settings::budgetsOf, and its name.
QList<std::pair<QString, QString>> budgetPartsOf(const CreditFacts &facts);
/// How much of the cost is known in which way: "62 % reported, 38 % computed"; empty where nothing was spent.
QString basisShares(const SpendSums &sums);
/// "checked against 2 providers, drift $0.0003"; empty where no provider reported a cost that we know, too.
QString driftText(const QList<CostDrift> &drift);
/// "today", "in 7 days", "in November", "from 1 Nov 2026 to 8 Nov 2026". \param key as
/// SpendPage::showPeriod().
QString periodName(const QString &key, QDate first, QDate last);
/// Beside an axis: "$2", "$0.50"; whole dollars, or at least cents.
QString axisMoneyText(Money money);

} // namespace Crossroads
