// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace Crossroads {

/// Every preference, as plain values with their defaults.
struct Settings
{
    using Duration = std::chrono::milliseconds;

    QStringList lineup = {QStringLiteral("sandbox/swift"), QStringLiteral("sandbox/thinker"),
                          QStringLiteral("sandbox/writer")};
    QString systemPrompt;
    int maxTokens = 1024;            ///< most tokens an answer may have; 1 to 1,000,000
    Duration connectTimeout{30'000}; ///< until the connection stands
    Duration firstTokenTimeout{
        120'000};                 ///< from send to the first token; keep-alive comments do not restart it
    Duration idleTimeout{90'000}; ///< between two pieces of an answer
    QString theme = QStringLiteral("system"); ///< system, light or dark
    bool railCollapsed = false;
    QString layout = QStringLiteral("columns"); ///< columns, grid or tabs
    QByteArray windowGeometry;

    bool operator==(const Settings &) const = default;
};

} // namespace Crossroads
