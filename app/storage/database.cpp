// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/database.h"

#include "app/core/privatefiles.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSqlError>
#include <QStorageInfo>
#include <QUuid>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Store", text);
}

/// \param folder of the file, for errors that SQLite has one word for but people have several.
static Error storageError(const QSqlError &error, const QString &folder)
{
    const QString code = error.nativeErrorCode();
    const QString detail = u"SQLite %1: %2"_s.arg(code, error.databaseText());
    const int primary = code.toInt() & 0xff; // extended codes keep the primary one in their low byte
    // SQLITE_FULL; or SQLITE_IOERR, which is all that a file mapped into memory gets from a full disk
    if (primary == 13 || (primary == 10 && !folder.isEmpty() && QStorageInfo(folder).bytesAvailable() == 0))
        return {ErrorKind::Storage, tr("The disk is full."),
                tr("Free some space; what is on screen is kept until then, and can be saved elsewhere."),
                detail};
    if (code == "8"_L1 || code == "14"_L1) // SQLITE_READONLY, SQLITE_CANTOPEN
        return {ErrorKind::Storage, tr("The history file can not be written."),
                tr("Check that its folder exists and belongs to you."), detail};
    if (code == "5"_L1) // SQLITE_BUSY
        return {ErrorKind::Storage, tr("Another program holds the history file."),
                tr("Close it, then try again."), detail};
    if (code == "11"_L1 || code == "26"_L1) // SQLITE_CORRUPT, SQLITE_NOTADB
        return {ErrorKind::Storage, tr("The history file is damaged."),
                tr("It was left as it is. Move it away to start a new one; sqlite3's .recover may save its "
                   "content."),
                detail};
    return {ErrorKind::Storage, tr("The history file refuses: %1").arg(error.databaseText()),
            tr("Check the disk and the file's permissions."), detail};
}

Database::~Database()
{
    if (m_name.isEmpty())
        return;
    m_prepared.clear(); // before the connection that they belong to
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<void> Database::open(const QString &path)
{
    const bool inMemory = path == ":memory:"_L1;
    if (!inMemory) {
        m_folder = QFileInfo(path).path();
        makePrivateFolder(m_folder);
        makePrivateFile(path); // what SQLite makes beside it gets the permissions that it has
        for (const char *beside : {"-wal", "-shm", "-journal"})
            closeToOthers(path + QLatin1StringView(beside));
    }
    m_name = QUuid::createUuid().toString();
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    if (!m_database.isValid())
        return fail(ErrorKind::Storage, tr("Qt's SQLite driver is not installed."),
                    tr("Install the package libqt6sql6-sqlite."));
    m_database.setDatabaseName(path);
    if (!m_database.open())
        return std::unexpected(storageError(m_database.lastError(), m_folder));
    return setPragmas();
}

Result<void> Database::setPragmas()
{
    const std::pair<QString, QString> pragmas[] = {
        {u"busy_timeout"_s, u"5000"_s}, {u"journal_mode"_s, u"wal"_s},
        {u"foreign_keys"_s, u"1"_s},    {u"journal_size_limit"_s, u"16777216"_s},
        {u"trusted_schema"_s, u"0"_s},  {u"cell_size_check"_s, u"1"_s},
        {u"secure_delete"_s, u"1"_s},
    };
    for (const auto &[name, value] : pragmas) {
        if (auto set = run(u"PRAGMA %1=%2"_s.arg(name, value)); !set)
            return std::unexpected(set.error());
        auto read = run(u"PRAGMA %1"_s.arg(name));
        if (!read)
            return std::unexpected(read.error());
        const QString got = read->next() ? read->value(0).toString() : QString();
        if (got != value && !(name == "journal_mode"_L1 && got == "memory"_L1))
            return fail(ErrorKind::Storage, tr("The history file can not be used safely on this disk."),
                        tr("Keep it on a local disk."), u"%1 is %2"_s.arg(name, got));
    }
    return setSynced(true);
}

Result<QSqlQuery> Database::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return std::unexpected(storageError(query.lastError(), m_folder));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return std::unexpected(storageError(query.lastError(), m_folder));
    return query;
}

Result<qint64> Database::runAgain(const QString &sql, const QVariantList &values, int *changed)
{
    auto known = m_prepared.find(sql);
    if (known == m_prepared.end()) {
        QSqlQuery query(m_database);
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            return std::unexpected(storageError(query.lastError(), m_folder));
        known = m_prepared.emplace(sql, std::move(query)).first;
    }
    QSqlQuery &query = known->second;
    for (qsizetype i = 0; i < values.size(); ++i) {
        // What was bound the last time still is: most of it is the same, and Qt takes its time to bind.
        // (To QVariant, nothing equals 0.)
        const QVariant bound = query.boundValue(int(i));
        if (bound.isNull() || values[i].isNull() || bound != values[i])
            query.bindValue(int(i), values[i]);
    }
    if (!query.exec()) {
        const Error error = storageError(query.lastError(), m_folder);
        m_prepared.erase(known); // whatever ails it, the next one starts anew
        return std::unexpected(error);
    }
    const qint64 row = query.lastInsertId().toLongLong();
    if (changed)
        *changed = query.numRowsAffected();
    query.finish(); // else it keeps what it read locked
    return row;
}

Result<void> Database::setSynced(bool synced)
{
    if (m_synced == synced)
        return {};
    if (auto set = run(synced ? u"PRAGMA synchronous=FULL"_s : u"PRAGMA synchronous=NORMAL"_s); !set)
        return std::unexpected(set.error());
    m_synced = synced;
    return {};
}

} // namespace Crossroads
