// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/secret.h"
#include "app/money/money.h"

#include <QString>

#include <optional>

namespace Crossroads {

/// A key that may be sent now, as the routing sees it.
struct ProviderKey
{
    QString id;          ///< of its record; "env:VARIABLE" for one from the environment
    QString label;       ///< the person's name for it
    QString fingerprint; ///< short, salted; empty where the key is not stored
    Secret value;
    std::optional<Money> limit = {}; ///< most to spend with it in a calendar month; absent: none
    bool operator==(const ProviderKey &) const = default;
};

} // namespace Crossroads
