// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/paths.h"

#include <QDir>
#include <QStandardPaths>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString under(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + u"/crossroads"_s;
}

Paths Paths::standard()
{
    return {
        .database = under(QStandardPaths::GenericDataLocation) + u"/crossroads.db"_s,
        .settings = under(QStandardPaths::GenericConfigLocation) + u"/crossroads.conf"_s,
        .cacheFolder = under(QStandardPaths::GenericCacheLocation),
        .log = under(QStandardPaths::GenericStateLocation) + u"/crossroads.log"_s,
    };
}

} // namespace Crossroads
