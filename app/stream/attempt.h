// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/money/usage.h"

#include <QList>
#include <QString>

#include <optional>

namespace Crossroads {

enum class AttemptOutcome { Running, Answered, Switched, Failed, Incomplete, Stopped, GaveUp };

/// One HTTP request to one offer with one key. Times are milliseconds from the run's start.
struct Attempt
{
    QString provider;     ///< catalog slug
    QString providerName; ///< as people call it
    QString model;        ///< the provider's own model id
    QString keyLastFour;  ///< empty: keyless
    int httpStatus = 0;   ///< 0: no answer arrived
    qint64 startedMs = 0;
    std::optional<qint64> endedMs;
    AttemptOutcome outcome = AttemptOutcome::Running;
    std::optional<ErrorKind> errorKind;
    bool simulated = false;         ///< answered by the Sandbox
    bool substitute = false;        ///< of another model than the one asked for
    QString why = {};               ///< why it was this offer's turn: the end of a sentence with "because"
    std::optional<Money> cost = {}; ///< once it has ended; absent: unknown
    CostState costState = CostState::Unknown;
    bool maybeBilled = false; ///< given up after it was sent: cost is what it may come to at most

    bool operator==(const Attempt &) const = default;
};

QLatin1StringView outcomeName(AttemptOutcome outcome);
std::optional<AttemptOutcome> outcomeFromName(QAnyStringView name);

} // namespace Crossroads
