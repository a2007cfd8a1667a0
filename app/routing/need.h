// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/tokenestimate.h"
#include "app/providers/chatrequest.h"

namespace Crossroads {

/// What a request asks of an offer.
struct RouteNeed
{
    qint64 inputTokens = 0;   ///< estimated
    qint64 outputTokens = 0;  ///< the most that it may answer; 0: not told
    bool outputAsked = false; ///< the person named outputTokens: an offer with a lower limit will not do
    bool tools = false;
    bool schema = false;
    bool reasoning = false;
    bool temperature = false;
    bool images = false;
    bool pdf = false;
    QString session = {}; ///< conversation that it belongs to; empty: none

    /// For comparing prices: how long the answer will be, as nobody knows.
    qint64 likelyOutput() const;
    bool operator==(const RouteNeed &) const = default;
};

/// \param family whose tokens are estimated.
RouteNeed needOf(const ChatRequest &request, TokenFamily family = TokenFamily::General);

/// Takes \p parameter (as a provider named it: "temperature", "reasoning_effort", "tools.0.strict") out of
/// \p request. False where the request has none such, or can not do without it.
bool dropParameter(ChatRequest &request, const QString &parameter);

} // namespace Crossroads
