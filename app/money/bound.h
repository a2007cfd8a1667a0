// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/costing.h"

namespace Crossroads {

/// The most output tokens, up to \p most, that a request of \p inputTokens may have so that its bound stays
/// within \p purse; 0 where not even one fits. Nothing for an unknown price.
std::optional<qint64> outputWithin(Money purse, qint64 inputTokens, qint64 most, const Prices &prices);

} // namespace Crossroads
