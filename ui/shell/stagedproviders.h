// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QWidget;

namespace Crossroads {

class MainWindow;

/// For pictures: the dialog of a provider of one's own, in \p state: "empty", "typing", "testing", "failed"
/// or "good", against a server of this process. It is on its way there; close it afterwards.
QWidget *stageProviderDialog(MainWindow &window, const QString &state);

/// For pictures: the settings' page \p section, with something in every list.
void stageSettings(MainWindow &window, const QString &section);

} // namespace Crossroads
