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
///
/// Of a stream of JSON objects more can be understood than the rules allow, and servers need it: some end
/// each event with one newline, or forget the last blank line. Given an Offer, each data line that looks like
/// a whole object is offered by itself, at once; where it is taken, it was an event. An object over several
/// lines stays one; a line that can not go on with what stands before it ends that. A type is kept over a
/// blank line until data comes, and a raw newline within a string is kept as one.
class SseParser
{
public:
    using Sink = std::function<void(const SseEvent &)>;
    /// True where the data, one line, was an event of its own; else it is kept for an event of more lines.
    using Offer = std::function<bool(const SseEvent &)>;

    /// \param maxEventBytes an event (or line) longer than this fails the stream.
    explicit SseParser(qsizetype maxEventBytes = 16 * 1024 * 1024) : m_maxEventBytes(maxEventBytes) {}

    /// Feeds the next bytes. Returns false once an event was too long; later bytes are then ignored.
    [[nodiscard]] bool feed(QByteArrayView bytes, const Sink &sink, const Offer &offer = {});
    /// The stream has ended: what it left without a line end or a blank line counts as if it had them.
    void finish(const Sink &sink, const Offer &offer);
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
    struct Ears;
    void line(QByteArrayView line, const Ears &ears);
    bool field(QByteArrayView name, QByteArrayView value, const Ears &ears);
    void dataLine(QByteArrayView value, const Ears &ears);
    bool goesOn(QByteArrayView line);
    void dispatch(const Ears &ears);
    void send(QByteArrayView data, const Sink &sink);
    SseEvent event(QByteArrayView data) const;

    qsizetype m_maxEventBytes;
    QByteArray m_partial; // an unfinished line
    QByteArray m_data;    // the event's data, each line with a closing LF
    QByteArray m_stray;
    QByteArray m_type;
    QByteArray m_nextType; // named behind data: of this event by the rules, of the next one after more data
    QByteArray m_idBuffer;
    QByteArray m_lastEventId;
    qint64 m_retryMs = -1;
    qint64 m_events = 0;
    int m_bomSeen = 0; // bytes of a leading BOM matched so far; -1: decided
    bool m_skipLf = false;
    bool m_tookLine = false; // since the last blank line
    bool m_sawComment = false;
    bool m_failed = false;
};

} // namespace Crossroads
