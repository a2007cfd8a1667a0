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
    int maxTokens = 1024;                ///< most tokens an answer may have; 1 to 1,000,000
    Duration connectTimeout{30'000};     ///< until the connection stands
    Duration firstTokenTimeout{120'000}; ///< from send to the first token of a provider that is silent
    /// From send to the first token, and between two pieces, of one that shows life: comments, pings.
    Duration aliveTimeout{600'000};
    /// The same for models that need another one, by author/slug with or without a :variant.
    QHash<QString, Duration> firstTokenTimeouts;
    Duration idleTimeout{90'000};             ///< without a byte in the middle of an answer
    QString theme = QStringLiteral("system"); ///< system, light or dark
    bool findLocalServers = true;             ///< look for model servers on this machine
    int clipboardSeconds = 30;                ///< how long a copied key stays on the clipboard; 5 to 600
    bool railCollapsed = false;
    QString layout = QStringLiteral("columns"); ///< columns, grid or tabs
    bool scrollTogether = false;                ///< lanes follow each other's scrolling, by block
    bool keepLineEnds = true;                   ///< answers show single line ends of their Markdown as such
    QByteArray windowGeometry;
    CatalogSettings catalog;

    /// How requests are routed, as JSON in the terms of OpenRouter's "provider" and "models": by "*" (all),
    /// by a model's id, or by "rule/NAME" (a name of its own, to be asked for as a model).
    QHash<QString, QString> routeRules;
    /// Requests that a provider gets with one key; 0: no limit.
    struct RateLimit
    {
        int concurrent = 0;
        int perMinute = 0;
        bool operator==(const RateLimit &) const = default;
    };
    QHash<QString, RateLimit> rateLimits; ///< by provider; "" holds for all others
    QStringList privateProviders;         ///< marked as keeping no prompts and not training on them
    QString budgetPerRun;                 ///< USD as decimal text; empty: none
    QString budgetPerDay;
    QString budgetPerMonth;
    /// The same a month for a part of the spending, by "provider/SLUG", "key/LASTFOUR" or "source/NAME".
    QHash<QString, QString> budgetsOf;
    QList<int> budgetWarnings = {75, 90};     ///< percent of a budget, rising; 1 to 100
    QString lowCredit = QStringLiteral("5");  ///< warn below this balance, in its own currency
    QString proxy = QStringLiteral("system"); ///< system, none, http://HOST:PORT or socks5://HOST:PORT
    QHash<QString, QString> proxies;          ///< the same by provider
    QStringList caFiles;                      ///< PEM files of authorities to trust besides the system's

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
