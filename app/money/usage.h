// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/money.h"

#include <QtTypes>

#include <optional>

namespace Crossroads {

/// Tokens of one attempt. input and output are totals; the others are parts of them. Absent = not reported.
struct Usage
{
    std::optional<qint64> input;
    std::optional<qint64> cachedInput; ///< part of input
    std::optional<qint64> cacheWrite;  ///< part of input
    std::optional<qint64> output;
    std::optional<qint64> reasoning; ///< part of output
    std::optional<Money> reportedCost;

    bool operator==(const Usage &) const = default;
    bool isEmpty() const { return *this == Usage{}; }
};

enum class UsageState { Unknown, Estimated, Reported };
enum class CostState { Unknown, Estimated, Computed, Reported };

} // namespace Crossroads
