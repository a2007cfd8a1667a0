// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/vendors.h"

#include <QFuture>
#include <QList>

namespace Crossroads {

class HttpClient;

/// A model server on this machine, at its usual port.
struct LocalServer
{
    QString provider;
    bool running = false;
    int models = 0;
    bool operator==(const LocalServer &) const = default;
};

/// Looks for the local ones among \p vendors: one request each, to a loopback address, with a second's
/// patience. Only who answers with a model list of its wire is running. Any thread.
QFuture<QList<LocalServer>> findLocalServers(HttpClient &http, const QList<Vendor> &vendors);

} // namespace Crossroads
