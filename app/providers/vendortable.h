// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/vendors.h"

namespace Crossroads {

// The rows of the vendor table, by kind. Base URLs, variables and endpoints are from the vendors' own
// documentation, November 2026; slugs are the catalog's where it has them.

QList<Vendor> makersOfModels(); ///< who train the models that they serve, outside China
QList<Vendor> hostsOfModels();  ///< gateways, and hosts of open models
QList<Vendor> chineseVendors(); ///< each with its sites in China and abroad, and its subscriptions
QList<Vendor> localServers();   ///< server programs on this machine, at their usual ports

/// Keys that match \p body, a regular expression for the whole key, are of nobody else.
inline KeyFormat onlyTheirs(const QString &body)
{
    return {.pattern = QStringLiteral("^(?:%1)$").arg(body), .certain = true};
}
/// Other rows have keys of the same shape.
inline KeyFormat shared(const QString &body)
{
    return {.pattern = QStringLiteral("^(?:%1)$").arg(body), .certain = false};
}

} // namespace Crossroads
