// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/migrations.h"

#include "app/storage/backups.h"

#include "app/storage/spendschema.h"

#include <QCoreApplication>
#include <QFile>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Store", text);
}

/// Step N brings version N-1 to N. A released step never changes; a new column is a new step.
static const QList<QStringList> &steps()
{
    static const QList<QStringList> all = {
        {
            uR"(CREATE TABLE run (
                id TEXT PRIMARY KEY, session TEXT NOT NULL, started_ms INTEGER NOT NULL, ended_ms INTEGER,
                source TEXT NOT NULL, prompt TEXT NOT NULL, system TEXT NOT NULL,
                interrupted INTEGER NOT NULL DEFAULT 0) STRICT)"_s,
            u"CREATE INDEX run_started ON run (started_ms)"_s,
            uR"(CREATE TABLE lane (
                run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE, lane INTEGER NOT NULL,
                model TEXT NOT NULL, display_name TEXT NOT NULL, simulated INTEGER NOT NULL,
                PRIMARY KEY (run_id, lane)) STRICT)"_s,
            uR"(CREATE TABLE answer (
                run_id TEXT NOT NULL, lane INTEGER NOT NULL, take INTEGER NOT NULL, state TEXT NOT NULL,
                text TEXT NOT NULL DEFAULT '', reasoning TEXT NOT NULL DEFAULT '', refusal TEXT NOT NULL DEFAULT '',
                answered_model TEXT, upstream TEXT, response_id TEXT, tool_calls TEXT, citations TEXT, attempts TEXT,
                input INTEGER, cached_input INTEGER, cache_write INTEGER, output INTEGER, reasoning_tokens INTEGER,
                usage_state INTEGER NOT NULL DEFAULT 0, cost_pico INTEGER, cost_state INTEGER NOT NULL DEFAULT 0,
                ttft_ms INTEGER, reasoning_ms INTEGER, total_ms INTEGER NOT NULL DEFAULT 0,
                finish_reason TEXT, native_finish_reason TEXT, error TEXT,
                PRIMARY KEY (run_id, lane, take),
                FOREIGN KEY (run_id, lane) REFERENCES lane (run_id, lane) ON DELETE CASCADE) STRICT)"_s,
            // What arrived since the answer row was last written whole; folded into it when the lane ends.
            uR"(CREATE TABLE answer_chunk (
                run_id TEXT NOT NULL, lane INTEGER NOT NULL, take INTEGER NOT NULL, seq INTEGER NOT NULL,
                kind INTEGER NOT NULL, text TEXT NOT NULL,
                PRIMARY KEY (run_id, lane, take, seq),
                FOREIGN KEY (run_id, lane) REFERENCES lane (run_id, lane) ON DELETE CASCADE) STRICT, WITHOUT ROWID)"_s,
            // No reference to run: deleting history never touches money.
            uR"(CREATE TABLE ledger (
                id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('reserved', 'settled', 'corrected')),
                reserved_id INTEGER REFERENCES ledger (id), at_ms INTEGER NOT NULL, run_id TEXT, lane INTEGER,
                source TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, key_last_four TEXT,
                simulated INTEGER NOT NULL, prices TEXT, bound_pico INTEGER,
                input INTEGER, cached_input INTEGER, cache_write INTEGER, output INTEGER, reasoning INTEGER,
                usage_state INTEGER, cost_pico INTEGER, cost_state INTEGER, outcome TEXT, request_id TEXT) STRICT)"_s,
            u"CREATE INDEX ledger_at ON ledger (at_ms)"_s,
            u"CREATE UNIQUE INDEX ledger_settled ON ledger (reserved_id) WHERE kind = 'settled'"_s,
            uR"(CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END)"_s,
            uR"(CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END)"_s,
        },
        // What else was asked for, so that a lane of an old run is sent again as it was.
        {u"ALTER TABLE run ADD COLUMN max_tokens INTEGER"_s,
         u"ALTER TABLE run ADD COLUMN temperature REAL"_s},
        {
            u"ALTER TABLE answer ADD COLUMN extras TEXT"_s, // notes, pictures, signatures of reasoning (JSON)
            u"ALTER TABLE run ADD COLUMN parameters TEXT"_s, // what else was asked for (JSON)
        },
        // What is known about keys (never their values: these lie in the keychain), and providers of the
        // person's own.
        {uR"(CREATE TABLE api_key (
            id TEXT PRIMARY KEY, provider TEXT NOT NULL, label TEXT NOT NULL, last_four TEXT NOT NULL,
            fingerprint TEXT NOT NULL, position INTEGER NOT NULL, enabled INTEGER NOT NULL, limit_pico INTEGER,
            origin TEXT NOT NULL, added_ms INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'untested',
            reason TEXT NOT NULL DEFAULT '', http_status INTEGER NOT NULL DEFAULT 0,
            since_ms INTEGER NOT NULL DEFAULT 0, until_ms INTEGER, last_used_ms INTEGER NOT NULL DEFAULT 0,
            balance TEXT NOT NULL DEFAULT '') STRICT)"_s,
         u"CREATE TABLE key_salt (id INTEGER PRIMARY KEY CHECK (id = 1), salt BLOB NOT NULL) STRICT"_s,
         uR"(CREATE TABLE custom_provider (
            slug TEXT PRIMARY KEY, name TEXT NOT NULL, base_url TEXT NOT NULL, wire TEXT NOT NULL,
            proxy TEXT NOT NULL, header_names TEXT NOT NULL, needs_key INTEGER NOT NULL) STRICT)"_s},
        // How a run was routed, what a run has spent so far, and how offers have fared.
        {u"ALTER TABLE run ADD COLUMN rules TEXT"_s, u"CREATE INDEX ledger_run ON ledger (run_id)"_s,
         uR"(CREATE TABLE offer_health (
                provider TEXT NOT NULL, model TEXT NOT NULL, state TEXT NOT NULL, updated_ms INTEGER NOT NULL,
                PRIMARY KEY (provider, model)) STRICT, WITHOUT ROWID)"_s},
        spendSchema(),
        // Up to which of a session's journaled reservations the ledger has them.
        {u"CREATE TABLE journal_mark (session TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID"_s},
        // Parts of cache_write and of output that have prices of their own.
        {u"ALTER TABLE ledger ADD COLUMN cache_write_hour INTEGER"_s,
         u"ALTER TABLE ledger ADD COLUMN image_output INTEGER"_s},
    };
    return all;
}

int schemaVersion()
{
    return int(steps().size());
}

static Result<int> versionOf(Database &database)
{
    auto read = database.run(u"PRAGMA user_version"_s);
    if (!read)
        return std::unexpected(read.error());
    return read->next() ? read->value(0).toInt() : 0;
}

static Result<void> takeStep(Database &database, int version)
{
    return database.transaction([&]() -> Result<void> {
        // Another process may have taken this step while we waited for the lock.
        const auto now = versionOf(database);
        if (!now)
            return std::unexpected(now.error());
        if (*now >= version)
            return {};
        for (const QString &sql : steps()[version - 1]) {
            if (auto done = database.run(sql); !done)
                return std::unexpected(done.error());
        }
        if (auto done = database.run(u"PRAGMA user_version=%1"_s.arg(version)); !done)
            return std::unexpected(done.error());
        return {};
    });
}

Result<void> migrate(Database &database, const QString &path)
{
    const auto version = versionOf(database);
    if (!version)
        return std::unexpected(version.error());
    if (*version > schemaVersion())
        return fail(ErrorKind::Storage, tr("The history was written by a newer Crossroads."),
                    tr("Update this one; the file was left untouched."));
    if (*version > 0 && *version < schemaVersion()) {
        if (auto copied = backUp(database, path, *version); !copied)
            return copied;
    }
    for (int next = *version + 1; next <= schemaVersion(); ++next) {
        if (auto done = takeStep(database, next); !done)
            return done;
    }
    return {};
}

} // namespace Crossroads
