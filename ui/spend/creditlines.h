// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/credits/spendreport.h"
#include "app/keys/balancerefresh.h"
#include "app/keys/keyring.h"
#include "app/settings/settings.h"

#include <QDate>
#include <QUrl>

#include <functional>

namespace Crossroads {

// What the Spend room and the rail say about credit and budgets, in words; pure.

/// All that the lines are made from.
struct CreditFacts
{
    QList<KeyEntry> keys;
    std::function<Vendor(const QString &slug)> vendorOf;
    std::function<std::optional<Error>(const QString &keyId)> failureOf;
    QList<SpendCell> recent; ///< of the month, and of 30 days at least
    Settings settings;
    QDate today;
    qint64 nowMs = 0;
};

/// What one key, or one provider that tells nothing, has left.
struct BalanceLine
{
    enum class State {
        Told,
        NotPublished, ///< its provider tells nobody: not the same as nothing left
        NotAsked,
        Failed ///< asked, and no answer; what it told earlier stays shown
    };
    State state = State::NotPublished;
    QString keyId = {}; ///< empty: the provider as a whole
    QString provider = {};
    QString name = {};   ///< "OpenRouter", with the key's label where it has several
    QString amount = {}; ///< in its own currency: "¥36.20"; "not published"
    QString more = {};   ///< "of $50.00 · lasts about 13 days"
    QString age = {};    ///< "3 min ago"; empty: never told
    QString exact = {};  ///< for the tooltip
    bool low = false;
    double share = -1; ///< left of the limit, 0 to 1; below 0: no limit is known
    QUrl topUp = {};   ///< the provider's own page
};
/// Those that tell come first, the most used ahead. Amounts are never added.
QList<BalanceLine> balanceLines(const CreditFacts &facts);

/// One budget, and how far it is spent.
struct BudgetLine
{
    enum class Mood { Fine, Warned, Spent };
    QString name = {};     ///< "Today", "November", "Key “Team”, OpenRouter", "Each run"
    QString figure = {};   ///< "$1.62 of $5.00"
    QString more = {};     ///< "warns at $4.00"
    QString exact = {};    ///< for the tooltip
    int permille = -1;     ///< of the limit; below 0: no bar
    QList<int> marks = {}; ///< percent where it warns
    Mood mood = Mood::Fine;
};
QList<BudgetLine> budgetLines(const CreditFacts &facts);

/// What stands in the rail.
struct CreditState
{
    QString figure = {}; ///< "$18.42"; empty: nothing is known yet
    QString words;       ///< "at OpenRouter"
    QString second;      ///< "$1.62 of $5.00 today"
    QString warning;     ///< "Low credit"; empty: all is well
    QString sentence;    ///< all of it, for screen readers and the tooltip
    bool low = false;    ///< the figure itself is
    int permille = -1;   ///< of the day's budget, else the month's; below 0: there is none
    BudgetLine::Mood mood = BudgetLine::Mood::Fine; ///< of that budget
    bool operator==(const CreditState &) const = default;
};
CreditState creditState(const CreditFacts &facts);

/// A budget as settings keep it; nothing for text that is no amount of at least 0.
std::optional<Money> budgetFrom(const QString &text);
/// "13 days", "3 weeks", "5 months", "more than 2 years".
QString lastsText(qint64 days);
/// A source of requests in words: "Compare", "Command line", "Gateway".
QString sourceText(const QString &source);

} // namespace Crossroads
