// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/paths.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace Crossroads {

/// One thing that the app depends on, and how it is here.
struct Diagnosis
{
    enum class State { Ok, Warn, Fail };
    QString name; ///< display, keychain, store, network, tls, proxy
    State state = State::Ok;
    QString sentence;
};

/// Looks at this machine; sends nothing anywhere. Sentences are redacted.
QList<Diagnosis> examine(const Paths &paths);

/// crossroads doctor [--json]. Returns the exit status: AllDone unless something fails.
int doctorCommand(const QStringList &arguments);

} // namespace Crossroads
