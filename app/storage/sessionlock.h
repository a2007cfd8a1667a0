// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QString>

namespace Crossroads {

/// Marks what this process writes as its own for as long as it lives, however it dies: a lock file beside the
/// database that the kernel lets go of with the process (also between containers that share the folder).
class SessionLock
{
public:
    /// \param database path; the lock files lie in "PATH.sessions". ":memory:" needs none.
    explicit SessionLock(const QString &database);
    ~SessionLock();
    SessionLock(const SessionLock &) = delete;
    SessionLock &operator=(const SessionLock &) = delete;

    const QString &id() const { return m_id; }
    /// Whether the process of session \p id still runs. Sweeps the lock file of a dead one away.
    bool isAlive(const QString &id) const;
    /// Where this session keeps its Journal; empty: nowhere.
    QString journal() const;
    /// Those that dead sessions left, by their sessions.
    QHash<QString, QString> journalsOfTheDead() const;

private:
    QString m_folder;
    QString m_id;
    int m_descriptor = -1;
};

} // namespace Crossroads
