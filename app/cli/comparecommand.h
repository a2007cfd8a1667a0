// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/options.h"

#include <QStringList>

namespace Crossroads {

/// crossroads compare: sends one prompt to several models and prints their answers. Returns the exit status.
int compareCommand(const QStringList &arguments);

} // namespace Crossroads
