// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/settings/settings.h"

namespace Crossroads {

/// Reads and writes Settings as an INI file. The only file that knows QSettings.
class SettingsFile
{
public:
    explicit SettingsFile(QString path) : m_path(std::move(path)) {}
    /// What is stored; a missing, damaged or out-of-range value gets its default.
    Settings load() const;
    /// Storage error where the file can not be written; the old one is then untouched.
    Result<void> save(const Settings &settings) const;

private:
    QString m_path;
};

} // namespace Crossroads
