// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QString>

namespace Crossroads {

/// How many certificates in PEM the file \p path holds, at least one. WrongUse, with words for people, where
/// it can not be read, holds none, or holds a private key, which is nobody else's business.
Result<int> countAuthorities(const QString &path);

} // namespace Crossroads
