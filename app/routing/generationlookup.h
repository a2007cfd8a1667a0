// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

#include <QObject>

#include <chrono>

namespace Crossroads {

class HttpClient;
class Store;

/// Whether \p vendor keeps a record of each request that tells its cost (OpenRouter's GET /generation).
bool keepsRecords(const Vendor &vendor);

/// Asks for the records of requests that ended without a reported cost (stopped, broken off, usage missing),
/// and has the ledger put right by them. A record is not there the instant that a stream ends: it is asked
/// for a few times, ever later, then left alone; what was estimated stands. Lives on the engine's thread.
class GenerationLookup : public QObject
{
    Q_OBJECT

public:
    using Duration = std::chrono::milliseconds;
    /// \param first how long after the end the record is asked for; each further wait is twice as long.
    GenerationLookup(HttpClient &http, Store &store, Duration first = std::chrono::seconds(1),
                     QObject *parent = nullptr);
    /// \param id as the provider named its answer. \param rowId of the attempt's reservation.
    void ask(const Candidate &offer, const QString &id, qint64 rowId);

private:
    struct Question
    {
        Vendor vendor;
        Secret key;
        QString id;
        qint64 rowId;
        int tries = 0;
    };
    void wait(Question question);
    void send(const Question &question);

    HttpClient &m_http;
    Store &m_store;
    Duration m_first;
};

} // namespace Crossroads
