// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/money.h"
#include "app/money/rate.h"
#include "app/money/usage.h"

#include <QList>

#include <optional>

namespace Crossroads {

/// Rates that hold for a whole request once all conditions hold: a prompt longer than a threshold, a time of
/// day, days of the week. A rate that is absent here is inherited.
struct PriceOverride
{
    qint64 abovePromptTokens = 0;     ///< strictly more input tokens than this; 0: whatever the prompt
    std::optional<int> utcFromMinute; ///< minutes since UTC midnight, 0 to 1439
    std::optional<int> utcToMinute;   ///< not included; may lie before utcFromMinute: over midnight
    quint8 utcDays = 0;               ///< bit 0 Monday to bit 6 Sunday; 0: every day
    std::optional<Rate> input, output, cacheRead, cacheWrite, reasoning;

    bool dependsOnTime() const { return utcFromMinute || utcToMinute || utcDays; }
    bool operator==(const PriceOverride &) const = default;
};

/// The prices of one offer at one time. Absent input or output is unknown; zero is free.
struct Prices
{
    std::optional<Rate> input = {};
    std::optional<Rate> output = {};
    std::optional<Rate> cacheRead = {};      ///< absent: cached tokens cost the input rate
    std::optional<Rate> cacheWrite = {};     ///< absent: written tokens cost the input rate
    std::optional<Rate> reasoning = {};      ///< absent: reasoning tokens cost the output rate
    std::optional<Rate> cacheWriteHour = {}; ///< kept for an hour; absent: twice input if writing has a price
    std::optional<Rate> audioInput = {};     ///< shown only: no wire reports audio tokens apart yet
    std::optional<Rate> audioOutput = {};    ///< shown only
    std::optional<Rate> imageOutput = {};    ///< of pictures that it makes; absent: they cost the output rate
    bool outputGuessed = false;              ///< told together with the pictures' rate: costs are estimates
    bool imageOutputGuessed = false;         ///< likewise, for answers with pictures
    std::optional<Money> perRequest = {};    ///< on top of the tokens
    std::optional<Money> perImage = {};      ///< of each image in the prompt, on top of the tokens
    QList<PriceOverride> overrides = {};     ///< in order: of those that hold, the last one wins per rate
    int discountPercent = 0;                 ///< how much below list price; the rates are net of it already

    bool isKnown() const { return input && output; }
    bool isFree() const;
    bool dependsOnTime() const;
    /// The rates of a request of \p promptTokens at \p utcMs (since 1970): no overrides are left. Without a
    /// time, overrides that depend on it do not hold.
    Prices at(qint64 promptTokens, std::optional<qint64> utcMs) const;
    bool operator==(const Prices &) const = default;
};

/// What a request holds that its usage does not tell.
struct Circumstances
{
    std::optional<qint64> utcMs = {}; ///< when it was sent, since 1970
    qint64 images = 0;                ///< in the prompt
};

/// What \p usage costs at \p prices: one 128-bit sum, rounded half-even to picodollars once.
/// Nothing where a rate or a token count that is needed is unknown, or a count is none (below zero, above
/// mostTokens, a part larger than its whole).
std::optional<Money> computeCost(const Usage &usage, const Prices &prices, const Circumstances &when = {});

/// The greatest cost of a request of at most \p inputTokens that may answer with \p maxOutputTokens, at any
/// time of day.
std::optional<Money> costBound(qint64 inputTokens, qint64 maxOutputTokens, const Prices &prices,
                               const Circumstances &when = {});

/// For ordering offers, never for billing: input and output weighed \p inputParts to one (3 is a usual chat),
/// in attodollars a token. Nothing for an unknown price.
std::optional<Rate> blendedRate(const Prices &prices, int inputParts = 3);

/// \p rate with a fee of \p basisPoints (hundredths of a percent) on top, rounded half-even.
Rate withFee(Rate rate, int basisPoints);

} // namespace Crossroads
