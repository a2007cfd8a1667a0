// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalog.h"

namespace Crossroads {

/// A catalog as bytes: the bundled one in resources/catalog, and the refreshed one on the disk. Strings,
/// prices and providers are written once and named by number; numbers are variable-length. The layout is in
/// resources/catalog/FORMAT.md. Reading takes a few milliseconds for 10,000 offers and never trusts a number.
QByteArray encodeSnapshot(const Catalog &catalog);

/// Protocol error for bytes that are damaged, cut off, or of another version.
Result<Catalog> decodeSnapshot(QByteArrayView bytes);

} // namespace Crossroads
