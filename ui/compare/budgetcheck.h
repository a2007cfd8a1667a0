// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/money.h"
#include "app/routing/runrequest.h"

namespace Crossroads {

class Router;

/// What a run could cost at most, as the ledger would hold it: every lane at its first offer's price, with
/// all of the output that is allowed.
struct RunBound
{
    Money most;
    int unknown = 0; ///< lanes whose price is not known, or that can not be planned; they are not in most
};
/// \param promptBytes of a prompt that is not in \p request: one that is long is not counted at every key.
RunBound boundOf(const Router &router, const RunRequest &request, qint64 promptBytes = 0);

/// The greatest output limit, up to the request's own, with which the run stays within \p limit; 0 where not
/// even a short answer of each lane does.
int outputWithin(const Router &router, const RunRequest &request, Money limit);

/// "This run could cost up to $0.62; your limit is $0.50 a run."
QString refusalText(Money most, Money limit);

} // namespace Crossroads
