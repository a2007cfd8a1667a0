// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/jsonsplitter.h"

#include <array>
#include <string_view>

namespace Crossroads {

static bool isBetween(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '[' || c == ']';
}

using Table = std::array<bool, 256>;

static constexpr Table tableOf(std::string_view characters)
{
    Table table{};
    for (const char c : characters)
        table[uchar(c)] = true;
    return table;
}

/// The first place from \p at on whose character is in \p table, or the end: most characters are in neither
/// table, and are passed in one tight loop.
static qsizetype findAny(QByteArrayView bytes, qsizetype at, const Table &table)
{
    const char *data = bytes.data();
    const qsizetype size = bytes.size();
    while (at < size && !table[uchar(data[at])])
        ++at;
    return at;
}

/// Goes on from \p at to behind the current piece, or to the end of \p bytes.
qsizetype JsonSplitter::scan(QByteArrayView bytes, qsizetype at)
{
    const char *data = bytes.data();
    const qsizetype size = bytes.size();
    static constexpr Table inString = tableOf("\"\\\n");
    static constexpr Table inObject = tableOf("\"{}[]");
    while (!m_ended) {
        if (m_place == Place::String || m_place == Place::Object)
            at = findAny(bytes, at, m_place == Place::String ? inString : inObject);
        if (at == size)
            break;
        const char c = data[at++];
        switch (m_place) {
        case Place::String:
            if (c == '"')
                m_place = Place::Object;
            else if (c == '\\')
                m_place = Place::Escape;
            else if (c == '\n') // a string never holds one
                m_place = Place::Broken;
            break;
        case Place::Broken:
            // Where an object follows, this one broke off; else a server did not escape a newline.
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
                break;
            m_ended = c == '{';
            m_place = Place::String;
            --at;
            break;
        case Place::Escape:
            m_place = Place::String;
            break;
        case Place::Object:
            if (c == '"')
                m_place = Place::String;
            else if (c == '{' || c == '[')
                ++m_depth;
            else if ((c == '}' || c == ']') && --m_depth == 0)
                m_ended = true;
            break;
        case Place::Junk:
            m_ended = c == '\n' || c == '\r';
            break;
        case Place::Between:
            break;
        }
    }
    return at;
}

bool JsonSplitter::feed(QByteArrayView bytes, const Sink &sink)
{
    qsizetype at = 0;
    while (!m_failed && at < bytes.size()) {
        if (m_place == Place::Between) {
            while (at < bytes.size() && isBetween(bytes[at]))
                ++at;
            if (at == bytes.size())
                break;
            const bool object = bytes[at] == '{';
            m_place = object ? Place::Object : Place::Junk;
            m_depth = 0;
        }
        const qsizetype end = scan(bytes, at);
        if (m_piece.size() + end - at > m_maxPieceBytes) {
            m_failed = true;
            m_piece.clear();
            break;
        }
        const QByteArrayView seen = bytes.sliced(at, end - at);
        if (!m_ended) {
            m_piece.append(seen);
        } else if (m_piece.isEmpty()) {
            sink(seen);
        } else {
            m_piece.append(seen);
            sink(m_piece);
        }
        if (m_ended) {
            m_piece.resize(0);
            m_place = Place::Between;
            m_ended = false;
        }
        at = end;
    }
    return !m_failed;
}

} // namespace Crossroads
