// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/core/secret.h"
#include "app/keys/balance.h"
#include "app/providers/vendors.h"

#include <QFuture>

#include <optional>

namespace Crossroads {

class HttpClient;

/// What came of testing a key.
struct KeyReport
{
    std::optional<Error> error;     ///< absent: the provider takes the key
    std::optional<Balance> balance; ///< where the provider tells
    std::optional<int> models;      ///< how many models it lists, where that was what was asked
};

/// The cheapest request that needs the key, to its provider and nobody else, and the balance where there is
/// one. A balance that can not be had does not fail the test. May be called from any thread. \param key may
/// be empty for a server that needs none.
QFuture<KeyReport> testKey(HttpClient &http, const Vendor &vendor, const Secret &key);

} // namespace Crossroads
