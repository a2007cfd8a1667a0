// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/backups.h"

#include "app/core/logging.h"
#include "app/core/privatefiles.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static const QString mark = u".backup-v"_s;

static int versionOf(const QString &backup)
{
    bool ok = false;
    const int version = backup.sliced(backup.lastIndexOf(mark) + mark.size()).toInt(&ok);
    return ok ? version : -1;
}

/// The oldest version first.
static QStringList backupsOf(const QString &path)
{
    const QFileInfo file(path);
    QStringList backups;
    const QStringList names = file.dir().entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        if (name.startsWith(file.fileName() + mark) && versionOf(name) >= 0)
            backups.append(file.dir().filePath(name));
    }
    std::ranges::sort(backups, {}, versionOf);
    return backups;
}

static void remove(const QString &backup)
{
    if (!QFile::remove(backup))
        qCWarning(lcStore) << "an old copy of the history cannot be removed:" << backup;
}

Result<void> backUp(Database &database, const QString &path, int version)
{
    const QString backup = path + mark + QString::number(version);
    QFile::remove(backup);
    makePrivateFile(backup); // SQLite fills an empty one, and would make one that others can read
    if (auto copied = database.run(u"VACUUM INTO ?"_s, {backup}); !copied) {
        QFile::remove(backup);
        return std::unexpected(copied.error());
    }
    const QStringList backups = backupsOf(path);
    for (const QString &other : backups) {
        if (other != backup)
            remove(other);
    }
    return {};
}

void keepLastBackup(const QString &path)
{
    QStringList backups = backupsOf(path);
    if (backups.isEmpty())
        return;
    closeToOthers(backups.takeLast());
    std::ranges::for_each(backups, remove);
}

static bool holds(Database &database, const QString &backup, const QString &runId)
{
    if (!database.run(u"ATTACH DATABASE ? AS backup"_s, {backup}))
        return true;
    bool held = true;
    {
        auto rows = database.run(u"SELECT 1 FROM backup.run WHERE id = ?"_s, {runId});
        held = !rows || rows->next();
    }
    (void)database.run(u"DETACH DATABASE backup"_s);
    return held;
}

void dropBackupsWith(Database &database, const QString &path, const QString &runId)
{
    const QStringList backups = backupsOf(path);
    for (const QString &backup : backups) {
        if (holds(database, backup, runId))
            remove(backup);
    }
}

} // namespace Crossroads
