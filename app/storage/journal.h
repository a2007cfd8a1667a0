// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/storage/records.h"

#include <QMutex>

#include <functional>
#include <variant>

namespace Crossroads {

/// What is not in the database yet.
struct JournalEntry
{
    qint64 number = 0; ///< from 1 on, in the order in which they were made
    qint64 wallMs = 0;
    std::variant<RunRecord, Reservation> what; ///< a reservation without its budgets
};

/// The runs and reservations that this process has begun and not yet written into the database: a file that
/// takes each with one write(), so that a request need not wait for a commit, and that outlives the process
/// however it dies (as the database's own log does; neither is synced to the disk for it). It lies beside the
/// session's lock file. append() is for any thread, the rest for the store's.
class Journal
{
public:
    using Entries = QList<JournalEntry>;

    Journal() = default;
    ~Journal();
    Q_DISABLE_COPY_MOVE(Journal)

    /// Makes the file, empty. \p wake is called, on any thread, when there is something to take() again.
    /// False: there can be no file, and append() refuses.
    bool open(const QString &path, std::function<void()> wake);
    /// The number under which it is kept; 0: it could not be, or not now (see pause()), or it is large.
    qint64 append(std::variant<RunRecord, Reservation> what, qint64 wallMs);
    /// Whether append() refuses, as it is to while the database can not be written.
    void pause(bool paused);
    /// What was appended since the last time, in order.
    Entries take();
    bool hasUntaken();
    /// All up to \p number are in the database: once nothing else is left, the file is emptied. It is not to
    /// keep a prompt that the person deletes.
    void forget(qint64 number);
    /// For a process that ends well: nothing is left to keep.
    void remove();

    /// Hands what a process that is no more left in \p path to \p take, and removes the file where that goes
    /// well. One process at a time; half an entry at the end, which was never sent, is skipped.
    static Result<void> recover(const QString &path,
                                const std::function<Result<void>(const Entries &)> &take);

private:
    QMutex m_mutex;
    QString m_path;
    std::function<void()> m_wake;
    Entries m_untaken;
    bool m_paused = false;
    int m_file = -1;
    qint64 m_size = 0;
    qint64 m_last = 0;
};

} // namespace Crossroads
