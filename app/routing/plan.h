// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalog.h"
#include "app/core/result.h"
#include "app/keys/providerkey.h"
#include "app/providers/vendors.h"
#include "app/storage/records.h"

#include <QHash>
#include <QStringList>

#include <memory>
#include <optional>

namespace Crossroads {

/// What a run asks for.
struct RunRequest
{
    QString prompt;
    QString system;
    QStringList lineup; ///< model ids, one per lane; the same one may stand twice
    int maxTokens = 1024;
    std::optional<double> temperature;
    QString source = QStringLiteral("compare");
};

/// Where requests go: the providers that are callable now and their keys.
struct Directory
{
    QHash<QString, Vendor> vendors;          ///< by slug; the Sandbox and custom providers too
    QHash<QString, QList<ProviderKey>> keys; ///< by slug, in order of preference; absent: no key known
    std::shared_ptr<const Catalog> catalog;  // shared between threads as an immutable value
};

/// A lane's model resolved to the offer that would be asked.
struct LanePlan
{
    LaneSpec spec;
    Vendor vendor;
    QString providerModelId;
    ProviderKey key; ///< the first one that may be sent
    Prices prices;
    qint64 contextTokens = 0;
};

/// Which offer \p model is sent to: the cheapest one whose provider we can speak to and have a key for (or
/// that needs none); else PROVIDER/ID as written. Pure. WrongUse (with near matches) for an unknown model,
/// Authentication where no offer has a key.
Result<LanePlan> planLane(const Directory &directory, const QString &model);

} // namespace Crossroads
