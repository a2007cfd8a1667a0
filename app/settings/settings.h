// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <chrono>

namespace Crossroads {

/// What the catalog's page keeps.
struct CatalogSettings
{
    QStringList favourites;  ///< model ids
    bool refresh = true;     ///< ask the public lists for news once a day
    bool everything = false; ///< providers that are not established count
    int sortColumn = 1;      ///< as CatalogModel::Column
    bool descending = false;
    QList<int> hiddenColumns = {8, 9, 10};
    bool operator==(const CatalogSettings &) const = default;
};

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
        120'000}; ///< from send to the first token; keep-alive comments do not restart it
    /// The same for models that need another one, by author/slug with or without a :variant.
    QHash<QString, Duration> firstTokenTimeouts;
    Duration idleTimeout{90'000};             ///< between two pieces of an answer
    QString theme = QStringLiteral("system"); ///< system, light or dark
    bool railCollapsed = false;
    QString layout = QStringLiteral("columns"); ///< columns, grid or tabs
    QByteArray windowGeometry;
    CatalogSettings catalog;

    bool operator==(const Settings &) const = default;

    /// How long \p model, as written in a lineup, may take to its first token.
    Duration firstTokenTimeoutOf(const QString &model) const
    {
        const QString bare = model.section(u'@', 0, 0); // without a Sandbox model's parameters
        const Duration anyVariant = firstTokenTimeouts.value(bare.section(u':', 0, 0), firstTokenTimeout);
        return firstTokenTimeouts.value(bare, anyVariant);
    }
};

} // namespace Crossroads
