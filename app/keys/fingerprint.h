// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/secret.h"

#include <QByteArrayView>
#include <QString>

namespace Crossroads {

/// Six hex digits that tell one key from another on this machine. They give nothing to whoever wants to test
/// guesses: each try costs 20,000 rounds of SHA-256 (PBKDF2) under this store's own \p salt, and one wrong
/// guess in 16 million agrees anyway.
QString keyFingerprint(const Secret &key, QByteArrayView salt);

} // namespace Crossroads
