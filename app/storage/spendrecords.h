// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/usage.h"

#include <QDate>
#include <QString>

namespace Crossroads {

/// Which part of the ledger is asked for. Days are the person's own: a request belongs to the day that it was
/// on their calendar when it was sent.
struct SpendQuery
{
    QDate since;           ///< first day; invalid: from the first row on
    QDate until;           ///< last day; invalid: to the last row
    QString model = {};    ///< catalog id; empty: all
    QString provider = {}; ///< slug; empty: all
    QString key = {};      ///< last four characters; empty: all
    QString source = {};   ///< compare, cli, gateway; empty: all
    bool operator==(const SpendQuery &) const = default;
};

/// What was used on one day, of one model, from one provider, with one key, by one source. Every view of the
/// spending is a sum of these, so that all of them agree to the last picodollar. Simulated requests are not
/// among them.
struct SpendCell
{
    QDate day;
    QString model;    ///< catalog id
    QString provider; ///< slug
    QString key;      ///< last four characters; empty: keyless
    QString source;
    qint64 attempts = 0;    ///< requests sent
    qint64 answered = 0;    ///< that ended with an answer
    qint64 input = 0;       ///< tokens, cached ones among them
    qint64 cachedInput = 0; ///< of input
    qint64 cacheWrite = 0;  ///< of input
    qint64 output = 0;      ///< tokens, reasoning among them
    qint64 reasoning = 0;   ///< of output
    Money reported;         ///< as providers billed it
    Money computed;         ///< from reported tokens and the price at the time
    Money estimated;        ///< from estimated tokens
    qint64 unknownCost = 0; ///< settled attempts whose cost is not known
    qint64 unsettled = 0;   ///< attempts without an end: under way, or interrupted and perhaps billed
    Money unsettledBound;   ///< the most that those may cost, as far as their bounds are known
    Money corrections = {}; ///< what was put right later
    Money cost() const { return reported + computed + estimated + corrections; }
    bool operator==(const SpendCell &) const = default;
};

/// The truth about an attempt that became known later, as from a provider's record of its requests. It is
/// added to the ledger; no row is changed.
struct Correction
{
    qint64 rowId = 0; ///< of the reservation, as Reserved has it
    Money cost;       ///< what it really cost, in all
    /// Tokens, for an attempt that never got an end: it ends by this, as answered nowhere but billed.
    Usage usage = {};
};

/// An answer whose tokens a provider reported.
struct TokenSample
{
    QString model; ///< as the lineup writes it
    QString text;
    qint64 tokens = 0; ///< of the text alone, without reasoning
};

/// How far a provider's own figures are from ours for one model: attempts whose cost it reported while their
/// tokens and price were known.
struct CostDrift
{
    QString provider; ///< slug
    QString model;    ///< catalog id
    qint64 compared = 0;
    qint64 differing = 0; ///< of compared
    Money reported;       ///< sum over those compared
    Money computed;       ///< the same attempts by our prices
    bool operator==(const CostDrift &) const = default;
};

} // namespace Crossroads
