// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/usage.h"
#include "app/providers/json.h"

#include <initializer_list>
#include <optional>

namespace Crossroads {

/// A count of tokens as servers tell it: a whole number, perhaps as 7.0 or as digits in a string. Nothing for
/// what is none: below zero, with a fraction, more than mostTokens.
std::optional<qint64> tokenCount(const Json &value);
/// The first of \p values that is told and not zero; zero where only zeros are told.
std::optional<qint64> tokenCount(std::initializer_list<Json> values);
/// An amount of USD, as a number or as decimal text; it may be below zero.
std::optional<Money> dollars(const Json &value);

/// Usage as one frame of a wire tells it.
struct ToldUsage
{
    std::optional<qint64> input = {};
    std::optional<qint64> cachedInput = {};
    std::optional<qint64> cacheWrite = {};
    std::optional<qint64> cacheWriteHour = {};
    std::optional<qint64> output = {};
    std::optional<qint64> reasoning = {};
    std::optional<qint64> imageOutput = {};
    std::optional<qint64> total = {};
    std::optional<Money> cost = {};
    bool cacheApart = false;     ///< the wire leaves the cache out of input
    bool reasoningApart = false; ///< the wire leaves reasoning out of output
    bool snapshot = false;       ///< told before the answer began: its output is no count yet
};

/// What a server has told of one answer's tokens, over all its frames. Each field keeps what was last told of
/// it: absent ones and zeros never replace a count, since servers repeat usage with the fields that they do
/// not fill (an empty object, zeros behind the real figures, a message_delta without the input).
class UsageTally
{
public:
    /// False where \p told holds nothing but zeros: that is not a report.
    bool take(const ToldUsage &told);
    /// The totals and their parts, made to fit each other (reference: section 12).
    Usage usage() const;
    /// Whether the output is a count, rather than unknown or the snapshot of a start.
    bool knowsOutput() const;

private:
    qint64 cache() const { return m_told.cachedInput.value_or(0) + m_told.cacheWrite.value_or(0); }
    bool isCacheApart() const;
    qint64 input() const { return m_told.input.value_or(0) + (isCacheApart() ? cache() : 0); }
    qint64 output() const;
    ToldUsage m_told;
    std::optional<qint64> m_snapshot;
};

} // namespace Crossroads
