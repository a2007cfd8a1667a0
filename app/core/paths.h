// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Crossroads {

/// Where everything of ours lies, after the XDG base directory rules (INTERFACES: Files).
struct Paths
{
    QString database;    ///< $XDG_DATA_HOME/crossroads/crossroads.db
    QString settings;    ///< $XDG_CONFIG_HOME/crossroads/crossroads.conf
    QString cacheFolder; ///< $XDG_CACHE_HOME/crossroads
    QString log;         ///< $XDG_STATE_HOME/crossroads/crossroads.log

    static Paths standard();
};

} // namespace Crossroads
