// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/money/money.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace Crossroads {

/// How a key fared, as kept: the names are those of the keys room. Times are wall milliseconds UTC.
struct KeyConditionRecord
{
    QString state = QStringLiteral("untested");
    QString reason;
    int httpStatus = 0;
    qint64 sinceMs = 0;
    std::optional<qint64> untilMs;
    qint64 lastUsedMs = 0;
    bool operator==(const KeyConditionRecord &) const = default;
};

/// All that is kept about a key outside the keychain. The value is never in it.
struct KeyRecord
{
    QString id; ///< also the item's name in the keychain
    QString provider;
    QString label;
    QString lastFour;    ///< empty for a value too short to spare them
    QString fingerprint; ///< a few salted hex digits
    int position = 0;    ///< keys of a provider are tried in this order
    bool enabled = true;
    std::optional<Money> limit; ///< most to spend with it in a calendar month; absent: none
    QString origin;             ///< pasted, imported or connected
    qint64 addedMs = 0;
    KeyConditionRecord condition;
    QString balance; ///< the provider's last answer about its credit, as JSON of ours; empty: never told
    bool operator==(const KeyRecord &) const = default;
};

/// A provider that the person described. No secret is in it: a header's value that looks like one is refused
/// before it gets here, and the key lies in the keychain.
struct ProviderRecord
{
    QString slug;
    QString name;
    QString baseUrl;
    QString wire;
    QString proxy;       ///< as NetworkWay::proxy; empty: the way that all others take
    QStringList headers; ///< "Name: value" each
    bool needsKey = true;
    bool operator==(const ProviderRecord &) const = default;
};

/// What one key cost since some time, by what the ledger knows of it.
struct KeySpend
{
    QString provider;
    QString lastFour;
    Money cost;
};

} // namespace Crossroads
