// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Crossroads {

/// crossroads keys list|add|test|remove|recognise (INTERFACES). A key is read from standard input or a
/// prompt without echo, never from an argument, and never printed.
int keysCommand(const QStringList &arguments);

} // namespace Crossroads
