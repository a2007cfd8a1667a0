// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QHttpHeaders>
#include <QList>
#include <QMutex>
#include <QString>
#include <QUrl>

#include <deque>
#include <optional>

namespace Crossroads {

/// What went over the wire in one attempt. The key is never in it: keyHeader names the field that carried it.
struct WireRecord
{
    QString provider; ///< as people call it
    QByteArray method;
    QUrl url;
    QByteArray httpVersion; ///< that it was sent in: "1.1" or "2"; empty: not on its way yet
    /// Without the credential. As they went out, once they did; before that, those that were asked for.
    QHttpHeaders requestHeaders;
    QByteArray requestBody;
    QList<QByteArray>
        keyHeaders; ///< fields that carried the key, as "authorization: Bearer "; empty: keyless
    QString keyLastFour;
    QByteArray keyEnv; ///< the provider's usual variable, for copied commands
    int status = 0;    ///< 0: no answer yet
    QHttpHeaders responseHeaders;
    QByteArray responseBody;
    bool cut = false; ///< the body went on; only its first WireLog::mostBody bytes were kept
};

/// The exact requests and responses of this session's latest attempts, in memory alone: at most 64 MiB, the
/// oldest forgotten first. Thread-safe.
class WireLog
{
public:
    static constexpr qsizetype mostBody = 8 * 1024 * 1024;
    struct Place
    {
        QString runId;
        int lane = 0;
        int take = 0;
        bool operator==(const Place &) const = default;
    };

    explicit WireLog(qsizetype mostBytes = 64 * 1024 * 1024) : m_mostBytes(mostBytes) {}
    /// Begins a record; the number names it in the calls below.
    qint64 begin(const Place &place, WireRecord record);
    /// The request is on its way. \param headers as they were sent; whatever carries a credential is left
    /// out.
    void takeSent(qint64 number, const QByteArray &httpVersion, const QHttpHeaders &headers);
    void takeHead(qint64 number, int status, const QHttpHeaders &headers);
    void append(qint64 number, const QByteArray &bytes);
    /// The attempts of one take, in order; empty where they were forgotten.
    QList<WireRecord> attempts(const Place &place) const;
    /// The latest take of a lane that something is kept of; nothing where all was forgotten.
    std::optional<int> lastTake(const QString &runId, int lane) const;

private:
    struct Entry
    {
        qint64 number;
        Place place;
        WireRecord record;
    };
    Entry *find(qint64 number);
    void forget();
    mutable QMutex m_mutex;
    std::deque<Entry> m_entries; // by number
    qsizetype m_mostBytes;
    qsizetype m_bytes = 0;
    qint64 m_last = 0;
};

} // namespace Crossroads
