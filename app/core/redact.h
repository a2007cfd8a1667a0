// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Crossroads {

class Secret;

/// Makes every later redact() in this process blank this value (and its URL- and Base64-encoded forms).
/// Thread-safe. Values under 8 bytes are ignored: blanking them would garble ordinary words.
void rememberSecret(const Secret &secret);

/// \p text with every remembered secret and everything that has the shape of an API key or bearer token
/// replaced by "[redacted]". Used at the log, in error texts and in exports. Thread-safe.
QString redact(QString text);

} // namespace Crossroads
