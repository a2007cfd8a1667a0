// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/records.h"

#include <QDateTime>
#include <QTimeZone>

namespace Crossroads {

/// What a person allows to be spent. Absent: no limit.
struct Budgets
{
    std::optional<Money> perRun;
    std::optional<Money> perDay;
    std::optional<Money> perMonth;
    bool operator==(const Budgets &) const = default;
};

/// As limits that the ledger holds a request against: a day and a month begin at the person's midnight.
QList<BudgetLimit> limitsOf(const Budgets &budgets, const QDateTime &now);

} // namespace Crossroads
