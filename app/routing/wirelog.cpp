// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/wirelog.h"

namespace Crossroads {

qint64 WireLog::begin(const Place &place, WireRecord record)
{
    const QMutexLocker lock(&m_mutex);
    m_bytes += record.requestBody.size();
    m_entries.push_back({++m_last, place, std::move(record)});
    forget();
    return m_last;
}

WireLog::Entry *WireLog::find(qint64 number)
{
    // Numbers are given in order and forgotten from the front.
    if (m_entries.empty() || number < m_entries.front().number || number > m_last)
        return nullptr;
    return &m_entries[size_t(number - m_entries.front().number)];
}

/// Of the key's own fields, and of those that carry one whoever put it there (an address with a password).
static bool carriesCredential(const WireRecord &record, const QByteArray &name)
{
    static const QByteArrayList usual = {
        "authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie"};
    return usual.contains(name) || std::ranges::any_of(record.keyHeaders, [&](const QByteArray &field) {
               return field.first(field.indexOf(':')).toLower() == name;
           });
}

void WireLog::takeSent(qint64 number, const QByteArray &httpVersion, const QHttpHeaders &headers)
{
    const QMutexLocker lock(&m_mutex);
    Entry *entry = find(number);
    if (!entry)
        return;
    entry->record.httpVersion = httpVersion;
    entry->record.requestHeaders.clear();
    for (qsizetype i = 0; i < headers.size(); ++i) {
        const QLatin1StringView name = headers.nameAt(i);
        if (!carriesCredential(entry->record, QByteArray(name.data(), name.size()).toLower()))
            entry->record.requestHeaders.append(name, headers.valueAt(i));
    }
}

void WireLog::takeHead(qint64 number, int status, const QHttpHeaders &headers)
{
    const QMutexLocker lock(&m_mutex);
    if (Entry *entry = find(number)) {
        entry->record.status = status;
        entry->record.responseHeaders = headers;
    }
}

void WireLog::append(qint64 number, const QByteArray &bytes)
{
    const QMutexLocker lock(&m_mutex);
    Entry *entry = find(number);
    if (!entry)
        return;
    QByteArray &body = entry->record.responseBody;
    const qsizetype room = mostBody - body.size();
    body.append(bytes.first(qMin(room, bytes.size())));
    entry->record.cut = entry->record.cut || bytes.size() > room;
    m_bytes += qMin(room, bytes.size());
    forget();
}

void WireLog::forget()
{
    while (m_bytes > m_mostBytes && m_entries.size() > 1) {
        const WireRecord &oldest = m_entries.front().record;
        m_bytes -= oldest.requestBody.size() + oldest.responseBody.size();
        m_entries.pop_front();
    }
}

QList<WireRecord> WireLog::attempts(const Place &place) const
{
    const QMutexLocker lock(&m_mutex);
    QList<WireRecord> found;
    for (const Entry &entry : m_entries) {
        if (entry.place == place)
            found.append(entry.record);
    }
    return found;
}

std::optional<int> WireLog::lastTake(const QString &runId, int lane) const
{
    const QMutexLocker lock(&m_mutex);
    std::optional<int> last;
    for (const Entry &entry : m_entries) {
        if (entry.place.runId == runId && entry.place.lane == lane)
            last = qMax(last.value_or(0), entry.place.take);
    }
    return last;
}

} // namespace Crossroads
