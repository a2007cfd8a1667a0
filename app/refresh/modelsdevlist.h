// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/merge.h"

namespace Crossroads {

/// models.dev's api.json: every provider and its models (prices: JSON numbers in USD per million tokens, read
/// as text). OpenRouter's rows are left out: its own list is newer.
Result<Listing> readModelsDev(QByteArrayView body);

} // namespace Crossroads
