// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/answerchunks.h"
#include "app/storage/database.h"
#include "app/storage/records.h"
#include "app/storage/spendrecords.h"

namespace Crossroads {

/// Runs and answers as rows. Used on the store's thread, inside transactions that the store makes.
class History
{
public:
    explicit History(Database &database) : m_database(database) {}

    Result<void> insertRun(const RunRecord &run, const QString &session);
    Result<void> endRun(const QString &runId, qint64 wallMs);
    /// A lane of a run that had ended is sent again, by \p session.
    Result<void> reopenRun(const QString &runId, const QString &session);
    /// A new, empty answer row for a take.
    Result<void> insertAnswer(const QString &runId, int lane, int take);
    Result<void> appendChunk(const QString &runId, int lane, int take, qint64 seq, ChunkKind kind,
                             const QString &text);
    /// What arrived so far is void: the answer began anew.
    Result<void> dropTexts(const QString &runId, int lane, int take);
    /// How long the take has run, where nothing else of it has changed.
    Result<void> saveTime(const QString &runId, int lane, int take, qint64 totalMs);
    /// Writes everything but the content: little, however long the answer is.
    Result<void> saveFigures(const QString &runId, int lane, int take, const Answer &answer);
    /// Writes everything, and drops the chunks that are now in it.
    Result<void> saveWhole(const QString &runId, int lane, int take, const Answer &answer);

    /// Lanes with their attempts, the newest first; their answers' texts are left out.
    Result<QList<RouteRecord>> recentRoutes(int most);
    /// Answers whose tokens were reported, the newest first.
    Result<QList<TokenSample>> tokenSamples(int most);
    Result<QList<RunSummary>> recent(int most, const QString &containing);
    Result<StoredRun> load(const QString &runId);
    /// Ids and sessions of runs without an end.
    Result<QList<std::pair<QString, QString>>> unendedRuns();
    Result<void> markInterrupted(const QString &runId);
    Result<void> remove(const QString &runId);

private:
    /// \param take is set to the number of the take that is loaded.
    Result<void> saveContent(const QString &runId, int lane, int take, const Answer &answer);
    Result<Answer> loadAnswer(const QString &runId, int lane, int &take);
    Result<void> addChunks(const QString &runId, int lane, int take, Answer &answer);
    Database &m_database;
};

} // namespace Crossroads
