// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/settings/settingsfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

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
    loadChoice(file, "theme", {u"system"_s, u"light"_s, u"dark"_s}, settings.theme);
    loadChoice(file, "layout", {u"columns"_s, u"grid"_s, u"tabs"_s}, settings.layout);
    settings.railCollapsed = file.value("rail_collapsed").toBool();
    settings.windowGeometry = QByteArray::fromBase64(file.value("window_geometry").toByteArray());
    settings.catalog = loadCatalog(file);
    return settings;
}

Result<void> SettingsFile::save(const Settings &settings) const
{
    QDir().mkpath(QFileInfo(m_path).path());
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
    file.setValue("theme", settings.theme);
    file.setValue("layout", settings.layout);
    file.setValue("rail_collapsed", settings.railCollapsed);
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
