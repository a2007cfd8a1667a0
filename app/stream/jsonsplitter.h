// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace Crossroads {

/// Cuts a byte stream into JSON objects: the lines of NDJSON, the elements of one JSON array, objects one
/// after another, or one object over many lines. Each is handed out when its last byte has come, so that an
/// answer streams whichever way it is framed. Any chunking of the same bytes gives the same pieces. Looks at
/// each byte once; does not check what is inside an object. What is between objects and is no white space,
/// comma or bracket is handed out as a piece of its own, up to the end of its line. A raw newline in a string
/// ends an object only where the next one begins behind it.
class JsonSplitter
{
public:
    using Sink = std::function<void(QByteArrayView piece)>; ///< valid until it returns

    /// \param maxPieceBytes a piece longer than this fails the stream.
    explicit JsonSplitter(qsizetype maxPieceBytes = 64 * 1024 * 1024) : m_maxPieceBytes(maxPieceBytes) {}

    /// Feeds the next bytes. Returns false once a piece was too long; later bytes are then ignored.
    [[nodiscard]] bool feed(QByteArrayView bytes, const Sink &sink);
    /// What a body that broke off left of an unfinished piece.
    QByteArrayView rest() const { return m_piece; }

private:
    qsizetype scan(QByteArrayView bytes, qsizetype from);
    enum class Place { Between, Object, String, Broken, Escape, Junk };
    QByteArray m_piece; ///< the unfinished piece
    qsizetype m_maxPieceBytes;
    Place m_place = Place::Between;
    int m_depth = 0;      ///< of braces and brackets inside the piece
    bool m_ended = false; ///< scan() stopped behind a whole piece
    bool m_failed = false;
};

} // namespace Crossroads
