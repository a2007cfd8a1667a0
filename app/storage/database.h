// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include <map>

namespace Crossroads {

/// \p text for a column that must not be null: SQLite tells NULL from '', and Qt's null string becomes NULL.
inline QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

/// One SQLite connection, for the thread that opened it. The only file that knows QSqlDatabase.
class Database
{
public:
    Database() = default;
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Opens (making the folder, 0700, and the file, 0600), sets WAL and the rest, and reads them back.
    Result<void> open(const QString &path);
    /// Runs one statement with its values in order.
    Result<QSqlQuery> run(const QString &sql, const QVariantList &values = {});
    /// The same for a statement that has no rows to give and comes again and again: it stays prepared. Gives
    /// the number of the row that it inserted, if it did. \param changed takes how many rows it changed.
    Result<qint64> runAgain(const QString &sql, const QVariantList &values = {}, int *changed = nullptr);
    /// Whether commits wait for the disk. Not inside a transaction.
    Result<void> setSynced(bool synced);

    /// BEGIN IMMEDIATE, \p work, COMMIT; rolled back where \p work or the commit fails.
    template<typename Work>
    Result<void> transaction(Work work)
    {
        if (auto begun = runAgain(QStringLiteral("BEGIN IMMEDIATE")); !begun)
            return std::unexpected(begun.error());
        Result<void> done = work();
        if (done) {
            if (auto committed = runAgain(QStringLiteral("COMMIT")); committed)
                return {};
            else
                done = std::unexpected(committed.error());
        }
        (void)run(QStringLiteral("ROLLBACK")); // the first error is the one to tell
        return done;
    }

private:
    Result<void> setPragmas();
    QString m_name;
    QString m_folder; // of the file; empty for one in memory
    QSqlDatabase m_database;
    std::map<QString, QSqlQuery> m_prepared; // by their text; few
    std::optional<bool> m_synced;
};

} // namespace Crossroads
