// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Crossroads {

/// crossroads providers list|add|test|remove: the providers that the person describes. Their keys are those
/// of crossroads keys. \returns the exit status.
int providersCommand(const QStringList &words);

} // namespace Crossroads
