// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Crossroads {

/// crossroads decode: reads recorded traffic and prints the answer object that it gives. Returns the exit
/// status.
int decodeCommand(const QStringList &arguments);

} // namespace Crossroads
