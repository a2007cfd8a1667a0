// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/secret.h"

#include <QObject>
#include <QTimer>

namespace Crossroads {

/// Secrets on the clipboard: marked as such, so that clipboard histories leave them out (KDE's
/// password-manager hint, Windows' and macOS' marks), and taken off again after a time, where they are still
/// there.
class SecretClipboard : public QObject
{
    Q_OBJECT

public:
    explicit SecretClipboard(QObject *parent = nullptr);
    ~SecretClipboard() override; ///< what it put there goes with it
    void copy(const Secret &secret, int seconds);
    /// Whether the clipboard holds \p secret, whoever put it there.
    static bool holds(const Secret &secret);
    static void clearIf(const Secret &secret);

Q_SIGNALS:
    void cleared();

private:
    QTimer m_timer;
    Secret m_copied;
};

} // namespace Crossroads
