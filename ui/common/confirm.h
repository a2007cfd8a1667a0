// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace Crossroads {

/// Asks over \p parent: a bold question, an explanation, and one button a choice, the first of them the
/// default. Returns the number of the choice, or -1 where the person went back. The only file that knows
/// QMessageBox.
int ask(QWidget *parent, const QString &question, const QString &explanation, const QStringList &choices);

} // namespace Crossroads
