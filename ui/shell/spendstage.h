// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Crossroads {

class MainWindow;

/// Sets the Spend room for a picture, with an invented ledger in place of the store's: \p state is empty,
/// full, chosen (a day is), usage (scrolled), rows (the chart as a table), custom or failing.
void stageSpend(MainWindow &window, const QString &state);

} // namespace Crossroads
