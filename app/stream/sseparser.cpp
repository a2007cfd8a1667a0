// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/sseparser.h"

#include <cstring>

namespace Crossroads {

static constexpr char bom[] = {char(0xEF), char(0xBB), char(0xBF)};

/// Offset of the first CR or LF in \p bytes, or its size. memchr finds LF at the speed of memory; a CR is
/// only looked for in front of it, so that each byte is scanned at most twice.
static qsizetype findLineEnd(QByteArrayView bytes)
{
    const auto *begin = bytes.data();
    const auto *lf = static_cast<const char *>(std::memchr(begin, '\n', size_t(bytes.size())));
    const qsizetype limit = lf ? lf - begin : bytes.size();
    const auto *cr = static_cast<const char *>(std::memchr(begin, '\r', size_t(limit)));
    return cr ? cr - begin : limit;
}

bool SseParser::feed(QByteArrayView bytes, const Sink &sink)
{
    if (m_failed)
        return false;
    // Exactly one leading byte order mark is dropped, wherever the chunks cut it.
    while (m_bomSeen >= 0 && !bytes.isEmpty()) {
        if (bytes.front() != bom[m_bomSeen]) {
            m_partial.append(bom, m_bomSeen);
            m_bomSeen = -1;
        } else {
            bytes = bytes.sliced(1);
            m_bomSeen = m_bomSeen == 2 ? -1 : m_bomSeen + 1;
        }
    }
    while (!bytes.isEmpty()) {
        if (m_skipLf) {
            m_skipLf = false;
            if (bytes.front() == '\n') {
                bytes = bytes.sliced(1);
                continue;
            }
        }
        const qsizetype end = findLineEnd(bytes);
        if (m_partial.size() + end + m_data.size() > m_maxEventBytes) {
            m_failed = true;
            return false;
        }
        if (end == bytes.size()) {
            m_partial.append(bytes);
            break;
        }
        if (m_partial.isEmpty()) {
            line(bytes.first(end), sink);
        } else {
            m_partial.append(bytes.first(end));
            line(m_partial, sink);
            m_partial.resize(0);
        }
        m_skipLf = bytes[end] == '\r';
        bytes = bytes.sliced(end + 1);
    }
    return true;
}

void SseParser::line(QByteArrayView line, const Sink &sink)
{
    if (line.isEmpty()) {
        dispatch(sink);
        return;
    }
    if (line.front() == ':') {
        m_sawComment = true;
        return;
    }
    const auto *colon = static_cast<const char *>(std::memchr(line.data(), ':', size_t(line.size())));
    const qsizetype at = colon ? colon - line.data() : line.size();
    QByteArrayView value = colon ? line.sliced(at + 1) : QByteArrayView();
    if (value.startsWith(' '))
        value = value.sliced(1);
    constexpr qsizetype strayKept = 64 * 1024;
    if (!field(line.first(at), value) && m_stray.size() + line.size() < strayKept)
        m_stray.append(line).append('\n');
}

/// False for a name that the format does not know.
bool SseParser::field(QByteArrayView name, QByteArrayView value)
{
    if (name == "data") {
        m_data.append(value).append('\n');
    } else if (name == "event") {
        m_type = value.toByteArray();
    } else if (name == "id") {
        if (!value.contains('\0'))
            m_idBuffer = value.toByteArray();
    } else if (name == "retry") {
        const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        bool fits = false;
        const qint64 ms = value.toLongLong(&fits);
        if (digits && fits)
            m_retryMs = ms;
    } else {
        return false;
    }
    return true;
}

void SseParser::dispatch(const Sink &sink)
{
    m_lastEventId = m_idBuffer;
    if (!m_data.isEmpty()) {
        ++m_events;
        sink({m_type.isEmpty() ? QByteArrayView("message") : QByteArrayView(m_type),
              QByteArrayView(m_data).chopped(1), m_lastEventId});
    }
    m_data.resize(0); // keeps its memory for the next event
    m_type.resize(0);
}

QByteArray SseParser::pendingData() const
{
    QByteArray data = m_data;
    QByteArrayView rest = m_partial;
    if (rest.startsWith("data:"))
        data.append(rest.sliced(5));
    return data.trimmed();
}

QByteArray SseParser::strayText() const
{
    return m_partial.startsWith("data:") ? m_stray : m_stray + m_partial;
}

} // namespace Crossroads
