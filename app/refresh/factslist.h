// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/merge.h"

namespace Crossroads {

/// Reads a file of facts (`{models:[...], providers:[...]}`: prices as decimal text in USD per million
/// tokens, null where unknown) from which the bundled snapshot is made.
Result<Listing> readFacts(QByteArrayView bytes);

} // namespace Crossroads
