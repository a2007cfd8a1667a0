// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>

class QTableView;

namespace Crossroads {

/// Shows as many columns as leave \p least pixels to the stretched one, \p flexible: those of \p first go
/// first, one after the other. \p hidden are never shown.
void fitColumns(QTableView &table, int flexible, int least, const QList<int> &first,
                const QList<int> &hidden = {});

} // namespace Crossroads
