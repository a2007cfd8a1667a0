// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/usagetally.h"

#include <algorithm>

namespace Crossroads {

static std::optional<qint64> inRange(std::optional<qint64> count)
{
    return count && *count >= 0 && *count <= mostTokens ? count : std::nullopt;
}

std::optional<qint64> tokenCount(const Json &value)
{
    if (!value.isString())
        return inRange(value.count());
    const QByteArrayView digits = value.utf8();
    constexpr qsizetype mostDigits = 18; // more do not fit 64 bits
    if (digits.isEmpty() || digits.size() > mostDigits ||
        !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return inRange(digits.toLongLong());
}

std::optional<qint64> tokenCount(std::initializer_list<Json> values)
{
    std::optional<qint64> found;
    for (const Json &value : values) {
        const auto count = tokenCount(value);
        if (count && *count > 0)
            return count;
        if (count)
            found = count;
    }
    return found;
}

/// The shortest text that reads back as the same double is the source's own digits up to 15 of them, more
/// than any bill has.
std::optional<Money> dollars(const Json &value)
{
    return value.isNumber() || value.isString() ? Money::fromDecimal(value.scalar()) : std::nullopt;
}

template<typename T>
static bool isSome(const std::optional<T> &value)
{
    return value && *value != T{};
}

/// True where \p told is more than nothing or zero.
template<typename T>
static bool keep(std::optional<T> &kept, const std::optional<T> &told)
{
    if (isSome(told) || (told && !kept))
        kept = told;
    return isSome(told);
}

bool UsageTally::take(const ToldUsage &told)
{
    if (told.snapshot) {
        keep(m_snapshot, told.output);
    } else if (isSome(told.output) && told.output != m_told.output) {
        m_told.total.reset(); // of another report
        m_told.output = told.output;
    }
    // A report of another prompt (Anthropic's message_delta behind a compaction) counts with its zeros.
    if (isSome(told.input) && m_told.input && told.input != m_told.input && !told.snapshot) {
        for (const auto field :
             {&ToldUsage::cachedInput, &ToldUsage::cacheWrite, &ToldUsage::cacheWriteHour}) {
            if (told.*field)
                m_told.*field = told.*field;
        }
    }
    bool any = isSome(told.output);
    any |= keep(m_told.input, told.input);
    any |= keep(m_told.cachedInput, told.cachedInput);
    any |= keep(m_told.cacheWrite, told.cacheWrite);
    any |= keep(m_told.cacheWriteHour, told.cacheWriteHour);
    any |= keep(m_told.reasoning, told.reasoning);
    any |= keep(m_told.imageOutput, told.imageOutput);
    any |= keep(m_told.cost, told.cost);
    if (isSome(told.total)) {
        m_told.total = told.total;
        any = true;
    }
    // A zero counts where the rest of the report is no zero: nothing was made.
    if (any && told.output && !m_told.output && !told.snapshot)
        m_told.output = told.output;
    m_told.cacheApart |= told.cacheApart;
    m_told.reasoningApart |= told.reasoningApart;
    return any;
}

/// Some servers of the OpenAI wire leave the cache out of the prompt: more was cached than it has, or the
/// total has the cache on top.
bool UsageTally::isCacheApart() const
{
    const qint64 input = m_told.input.value_or(0);
    if (m_told.cacheApart || cache() > input)
        return true;
    const qint64 beyond = m_told.total.value_or(0) - input - m_told.output.value_or(0);
    return cache() > 0 && beyond == cache() && beyond != m_told.reasoning.value_or(0);
}

/// Without what was told before the answer began. xAI leaves reasoning out of the output, and others out of
/// every count but the total.
qint64 UsageTally::output() const
{
    const qint64 told =
        m_told.output.value_or(0) + (m_told.reasoningApart ? m_told.reasoning.value_or(0) : 0);
    return m_told.input.value_or(0) > 0 ? std::max(told, m_told.total.value_or(0) - input()) : told;
}

bool UsageTally::knowsOutput() const
{
    return m_told.output || output() > 0;
}

Usage UsageTally::usage() const
{
    Usage sum;
    sum.cachedInput = m_told.cachedInput;
    sum.cacheWrite = m_told.cacheWrite;
    if (input() > 0) // no prompt has none
        sum.input = inRange(input());
    if (m_told.cacheWriteHour)
        sum.cacheWriteHour = std::min(*m_told.cacheWriteHour, m_told.cacheWrite.value_or(0));
    sum.output = knowsOutput() ? inRange(output()) : m_snapshot;
    sum.reasoning = m_told.reasoning;
    sum.imageOutput = m_told.imageOutput;
    sum.reportedCost = m_told.cost;
    fitParts(sum);
    return sum;
}

} // namespace Crossroads
