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

struct SseParser::Ears
{
    const Sink &sink;
    const Offer &offer; ///< empty: by the rules alone
};

bool SseParser::feed(QByteArrayView bytes, const Sink &sink, const Offer &offer)
{
    const Ears ears{sink, offer};
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
            line(bytes.first(end), ears);
        } else {
            m_partial.append(bytes.first(end));
            line(m_partial, ears);
            m_partial.resize(0);
        }
        m_skipLf = bytes[end] == '\r';
        bytes = bytes.sliced(end + 1);
    }
    return true;
}

void SseParser::finish(const Sink &sink, const Offer &offer)
{
    if (m_failed)
        return;
    const Ears ears{sink, offer};
    if (!m_partial.isEmpty())
        line(std::exchange(m_partial, {}), ears);
    dispatch(ears);
}

void SseParser::line(QByteArrayView line, const Ears &ears)
{
    if (line.isEmpty()) {
        dispatch(ears);
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
    if (field(line.first(at), value, ears))
        return;
    if (ears.offer && goesOn(line))
        m_data.append(line).append('\n');
    else if (m_stray.size() + line.size() < strayKept)
        m_stray.append(line).append('\n');
}

/// False for a name that the format does not know.
bool SseParser::field(QByteArrayView name, QByteArrayView value, const Ears &ears)
{
    if (name == "data") {
        if (ears.offer)
            dataLine(value, ears);
        else
            m_data.append(value).append('\n');
    } else if (name == "event") {
        (ears.offer && !m_data.isEmpty() ? m_nextType : m_type) = value.toByteArray();
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

SseEvent SseParser::event(QByteArrayView data) const
{
    return {m_type.isEmpty() ? QByteArrayView("message") : QByteArrayView(m_type), data, m_lastEventId};
}

void SseParser::send(QByteArrayView data, const Sink &sink)
{
    m_lastEventId = m_idBuffer;
    ++m_events;
    sink(event(data));
}

static bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static QByteArrayView bare(QByteArrayView text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text = text.chopped(1);
    return text;
}

/// A data line of a stream of JSON objects.
void SseParser::dataLine(QByteArrayView value, const Ears &ears)
{
    const QByteArrayView text = bare(value);
    const bool begins = text.startsWith('{');
    const bool ends = text == "[DONE]"; // no element of any array
    if (!m_data.isEmpty() && (begins || ends)) {
        // Behind an object, a word or a text that was cut no object can follow; behind "[", "," or ":" it
        // can.
        const QByteArrayView before = bare(m_data);
        const bool open = begins && (before.startsWith('{') || before.startsWith('[')) &&
                          (before.endsWith('[') || before.endsWith(',') || before.endsWith(':'));
        if (!open) {
            send(QByteArrayView(m_data).chopped(1), ears.sink);
            m_data.resize(0);
            m_type = std::exchange(m_nextType, {});
        }
    }
    if (m_data.isEmpty() && ((begins && text.endsWith('}')) || ends)) {
        m_lastEventId = m_idBuffer;
        if (ears.offer(event(value))) {
            ++m_events;
            m_tookLine = true;
            m_type.resize(0);
            return;
        }
    }
    m_data.append(value).append('\n');
}

/// Whether \p line, which no field explains, is the rest of a string of the pending data: a server did not
/// escape a newline.
bool SseParser::goesOn(QByteArrayView line)
{
    const QByteArrayView before = bare(m_data);
    return before.startsWith('{') && !before.endsWith('}') && !bare(line).startsWith('{');
}

void SseParser::dispatch(const Ears &ears)
{
    m_lastEventId = m_idBuffer;
    if (!m_data.isEmpty()) {
        if (m_type.isEmpty())
            m_type = m_nextType;
        send(QByteArrayView(m_data).chopped(1), ears.sink);
    } else if (ears.offer && !std::exchange(m_tookLine, false)) {
        return; // its data may come behind the blank line
    }
    m_tookLine = false;
    m_data.resize(0); // keeps its memory for the next event
    m_type.resize(0);
    m_nextType.resize(0);
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
