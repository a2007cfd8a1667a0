// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/providers/vendors.h"

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace Crossroads {

/// An amount with its currency, exact: an integer of 1e-12 of its unit. Never added across currencies.
struct Amount
{
    qint64 pico = 0;
    QString currency; ///< ISO 4217
    bool operator==(const Amount &) const = default;
};

/// What a provider tells about a key's credit.
struct Balance
{
    QList<Amount> left;          ///< one per currency; empty: it does not tell, or there is no limit
    std::optional<Amount> limit; ///< most that the key may use
    std::optional<Amount> used;
    bool freeTier = false;
    qint64 atMs = 0; ///< wall milliseconds when it was told
    bool operator==(const Balance &) const = default;

    /// JSON of ours, amounts as integers in text; and back (absent for anything else).
    QString toJson() const;
    static std::optional<Balance> fromJson(const QString &json);
};

/// Reads a balance answer. Protocol error where \p body has not that shape.
/// \param currency of vendors that do not name it in the answer.
Result<Balance> readBalance(BalanceApi api, const QString &currency, QByteArrayView body);

} // namespace Crossroads
