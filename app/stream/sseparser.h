// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <utility>

namespace Crossroads {

/// One dispatched event. The views are valid until the callback returns.
struct SseEvent
{
    QByteArrayView type; ///< "message" where the stream names none
    QByteArrayView data; ///< raw bytes (UTF-8 by contract; invalid bytes are the reader's to replace)
    QByteArrayView lastEventId;
};

/// Cuts a byte stream into server-sent events after the WHATWG rules (HTML Living Standard, 9.2.5 and 9.2.6):
/// any chunking of the same bytes gives the same events. Works on bytes, so a split UTF-8 sequence never
/// breaks; looks at each byte once.
class SseParser
{
public:
    using Sink = std::function<void(const SseEvent &)>;

    /// \param maxEventBytes an event (or line) longer than this fails the stream.
    explicit SseParser(qsizetype maxEventBytes = 16 * 1024 * 1024) : m_maxEventBytes(maxEventBytes) {}

    /// Feeds the next bytes. Returns false once an event was too long; later bytes are then ignored.
    [[nodiscard]] bool feed(QByteArrayView bytes, const Sink &sink);
    /// The value of the last valid retry field in milliseconds, -1 before there was one.
    qint64 retryMs() const { return m_retryMs; }
    /// Whether a comment (":...") was seen since the last call: the server is alive but says nothing.
    bool takeSawComment() { return std::exchange(m_sawComment, false); }
    /// What a stream that ended without the closing blank line left: the pending data, for end marks like
    /// [DONE].
    QByteArray pendingData() const;
    /// Lines that no field of the format explains (at most 64 KiB of them): some servers append a bare JSON
    /// error to their events.
    QByteArray strayText() const;
    qint64 eventCount() const { return m_events; }

private:
    void line(QByteArrayView line, const Sink &sink);
    bool field(QByteArrayView name, QByteArrayView value);
    void dispatch(const Sink &sink);

    qsizetype m_maxEventBytes;
    QByteArray m_partial; // an unfinished line
    QByteArray m_data;    // the event's data, each line with a closing LF
    QByteArray m_stray;
    QByteArray m_type;
    QByteArray m_idBuffer;
    QByteArray m_lastEventId;
    qint64 m_retryMs = -1;
    qint64 m_events = 0;
    int m_bomSeen = 0; // bytes of a leading BOM matched so far; -1: decided
    bool m_skipLf = false;
    bool m_sawComment = false;
    bool m_failed = false;
};

} // namespace Crossroads
