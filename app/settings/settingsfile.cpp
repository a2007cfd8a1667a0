// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/settings/settingsfile.h"

#include "app/core/privatefiles.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static bool isDuration(qint64 ms)
{
    return ms >= 1 && ms <= 86'400'000;
}

static void loadDuration(const QSettings &file, QAnyStringView key, Settings::Duration &to)
{
    bool ok = false;
    const qint64 ms = file.value(key).toLongLong(&ok);
    if (ok && isDuration(ms))
        to = Settings::Duration(ms);
}

static void loadChoice(const QSettings &file, QAnyStringView key, const QStringList &choices, QString &to)
{
    const QString value = file.value(key).toString();
    if (choices.contains(value))
        to = value;
}

/// "MODEL=MS" a string: a model's name may hold what a key of an INI file may not.
static QHash<QString, Settings::Duration> durationsFrom(const QStringList &list)
{
    QHash<QString, Settings::Duration> durations;
    for (const QString &text : list) {
        const qsizetype at = text.lastIndexOf(u'=');
        bool ok = false;
        const qint64 ms = text.sliced(at + 1).toLongLong(&ok);
        if (ok && at > 0 && isDuration(ms))
            durations.insert(text.first(at), Settings::Duration(ms));
    }
    return durations;
}

static QStringList durationsText(const QHash<QString, Settings::Duration> &durations)
{
    QStringList list;
    for (auto it = durations.cbegin(); it != durations.cend(); ++it)
        list.append(u"%1=%2"_s.arg(it.key()).arg(it.value().count()));
    list.sort();
    return list;
}

/// "KEY=VALUE" a string, for keys that an INI file may not have.
static QHash<QString, QString> pairsFrom(const QStringList &list, QChar separator)
{
    QHash<QString, QString> pairs;
    for (const QString &text : list) {
        const qsizetype at = text.indexOf(separator);
        if (at >= 0)
            pairs.insert(text.first(at), text.sliced(at + 1));
    }
    return pairs;
}

static QStringList pairsText(const QHash<QString, QString> &pairs, QChar separator)
{
    QStringList list;
    for (auto it = pairs.cbegin(); it != pairs.cend(); ++it)
        list.append(it.key() + separator + it.value());
    list.sort();
    return list;
}

/// Rising, each once; what is no percentage is passed over.
static QList<int> percentsFrom(const QStringList &list)
{
    QList<int> percents;
    for (const QString &text : list) {
        const int percent = text.toInt();
        if (percent >= 1 && percent <= 100 && !percents.contains(percent))
            percents.append(percent);
    }
    std::ranges::sort(percents);
    return percents;
}

static void loadRouting(const QSettings &file, Settings &settings)
{
    settings.routeRules = pairsFrom(file.value("route_rules").toStringList(), u'=');
    const auto limits = pairsFrom(file.value("rate_limits").toStringList(), u'=');
    for (auto it = limits.cbegin(); it != limits.cend(); ++it)
        settings.rateLimits.insert(
            it.key(), {qMax(0, it->section(u'/', 0, 0).toInt()), qMax(0, it->section(u'/', 1, 1).toInt())});
    settings.privateProviders = file.value("private_providers").toStringList();
    settings.budgetPerRun = file.value("budget_per_run").toString();
    settings.budgetPerDay = file.value("budget_per_day").toString();
    settings.budgetPerMonth = file.value("budget_per_month").toString();
    settings.budgetsOf = pairsFrom(file.value("budgets_of").toStringList(), u'=');
    if (const QList<int> warnings = percentsFrom(file.value("budget_warnings").toStringList());
        !warnings.isEmpty())
        settings.budgetWarnings = warnings;
    settings.lowCredit = file.value("low_credit", settings.lowCredit).toString();
    settings.proxy = file.value("proxy", settings.proxy).toString();
    settings.proxies = pairsFrom(file.value("proxies").toStringList(), u'=');
    settings.caFiles = file.value("ca_files").toStringList();
}

static void saveRouting(QSettings &file, const Settings &settings)
{
    file.setValue("route_rules", pairsText(settings.routeRules, u'='));
    QHash<QString, QString> limits;
    for (auto it = settings.rateLimits.cbegin(); it != settings.rateLimits.cend(); ++it)
        limits.insert(it.key(), u"%1/%2"_s.arg(it->concurrent).arg(it->perMinute));
    file.setValue("rate_limits", pairsText(limits, u'='));
    file.setValue("private_providers", settings.privateProviders);
    file.setValue("budget_per_run", settings.budgetPerRun);
    file.setValue("budget_per_day", settings.budgetPerDay);
    file.setValue("budget_per_month", settings.budgetPerMonth);
    file.setValue("budgets_of", pairsText(settings.budgetsOf, u'='));
    QStringList warnings;
    for (const int percent : settings.budgetWarnings)
        warnings.append(QString::number(percent));
    file.setValue("budget_warnings", warnings);
    file.setValue("low_credit", settings.lowCredit);
    file.setValue("proxy", settings.proxy);
    file.setValue("proxies", pairsText(settings.proxies, u'='));
    file.setValue("ca_files", settings.caFiles);
}

static CatalogSettings loadCatalog(const QSettings &file)
{
    CatalogSettings catalog;
    catalog.favourites = file.value("catalog_favourites").toStringList();
    catalog.favourites.removeAll(QString());
    catalog.refresh = file.value("catalog_refresh", catalog.refresh).toBool();
    catalog.everything = file.value("catalog_everything").toBool();
    bool ok = false;
    constexpr int columns = 16;
    const int column = file.value("catalog_sort_column").toInt(&ok);
    if (ok && column >= 0 && column < columns)
        catalog.sortColumn = column;
    catalog.descending = file.value("catalog_descending").toBool();
    if (file.contains("catalog_hidden_columns")) {
        catalog.hiddenColumns.clear();
        for (const QString &text : file.value("catalog_hidden_columns").toStringList()) {
            const int hidden = text.toInt(&ok);
            if (ok && hidden > 1 && hidden < columns)
                catalog.hiddenColumns.append(hidden);
        }
    }
    return catalog;
}

static void saveCatalog(QSettings &file, const CatalogSettings &catalog)
{
    file.setValue("catalog_favourites", catalog.favourites);
    file.setValue("catalog_refresh", catalog.refresh);
    file.setValue("catalog_everything", catalog.everything);
    file.setValue("catalog_sort_column", catalog.sortColumn);
    file.setValue("catalog_descending", catalog.descending);
    QStringList hidden;
    for (const int column : catalog.hiddenColumns)
        hidden.append(QString::number(column));
    file.setValue("catalog_hidden_columns", hidden);
}

Settings SettingsFile::load() const
{
    closeToOthers(m_path);
    const QSettings file(m_path, QSettings::IniFormat);
    Settings settings;
    if (file.contains("lineup"))
        settings.lineup = file.value("lineup").toStringList();
    settings.lineup.removeAll(QString());
    constexpr qsizetype mostLanes = 16;
    settings.lineup = settings.lineup.first(qMin(mostLanes, settings.lineup.size()));
    settings.systemPrompt = file.value("system_prompt").toString();
    bool ok = false;
    const int maxTokens = file.value("max_tokens").toInt(&ok);
    if (ok && maxTokens >= 1 && maxTokens <= 1'000'000)
        settings.maxTokens = maxTokens;
    loadDuration(file, "connect_timeout_ms", settings.connectTimeout);
    loadDuration(file, "first_token_timeout_ms", settings.firstTokenTimeout);
    settings.firstTokenTimeouts = durationsFrom(file.value("first_token_timeouts").toStringList());
    loadDuration(file, "idle_timeout_ms", settings.idleTimeout);
    loadDuration(file, "alive_timeout_ms", settings.aliveTimeout);
    loadChoice(file, "theme", {u"system"_s, u"light"_s, u"dark"_s}, settings.theme);
    loadChoice(file, "layout", {u"columns"_s, u"grid"_s, u"tabs"_s}, settings.layout);
    settings.findLocalServers = file.value("find_local_servers", true).toBool();
    const int clipboardSeconds = file.value("clipboard_seconds").toInt(&ok);
    if (ok && clipboardSeconds >= 5 && clipboardSeconds <= 600)
        settings.clipboardSeconds = clipboardSeconds;
    loadRouting(file, settings);
    settings.railCollapsed = file.value("rail_collapsed").toBool();
    settings.scrollTogether = file.value("scroll_together").toBool();
    settings.keepLineEnds = file.value("keep_line_ends", true).toBool();
    settings.windowGeometry = QByteArray::fromBase64(file.value("window_geometry").toByteArray());
    settings.catalog = loadCatalog(file);
    return settings;
}

Result<void> SettingsFile::save(const Settings &settings) const
{
    makePrivateFolder(QFileInfo(m_path).path());
    makePrivateFile(m_path);
    QSettings file(m_path,
                   QSettings::IniFormat); // written to a temporary file and renamed: whole or not at all
    file.setAtomicSyncRequired(true);
    file.setValue("lineup", settings.lineup);
    file.setValue("system_prompt", settings.systemPrompt);
    file.setValue("max_tokens", settings.maxTokens);
    file.setValue("connect_timeout_ms", qint64(settings.connectTimeout.count()));
    file.setValue("first_token_timeout_ms", qint64(settings.firstTokenTimeout.count()));
    file.setValue("first_token_timeouts", durationsText(settings.firstTokenTimeouts));
    file.setValue("idle_timeout_ms", qint64(settings.idleTimeout.count()));
    file.setValue("alive_timeout_ms", qint64(settings.aliveTimeout.count()));
    file.setValue("theme", settings.theme);
    file.setValue("layout", settings.layout);
    file.setValue("find_local_servers", settings.findLocalServers);
    file.setValue("clipboard_seconds", settings.clipboardSeconds);
    saveRouting(file, settings);
    file.setValue("rail_collapsed", settings.railCollapsed);
    file.setValue("scroll_together", settings.scrollTogether);
    file.setValue("keep_line_ends", settings.keepLineEnds);
    file.setValue("window_geometry", QString::fromLatin1(settings.windowGeometry.toBase64()));
    saveCatalog(file, settings.catalog);
    file.sync();
    if (file.status() != QSettings::NoError)
        return fail(ErrorKind::Storage,
                    QCoreApplication::translate("Settings", "The settings can not be saved."),
                    QCoreApplication::translate("Settings", "Check that %1 can be written.").arg(m_path));
    return {};
}

} // namespace Crossroads
