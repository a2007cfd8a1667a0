// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/answermeter.h"

#include <algorithm>

namespace Crossroads {

/// Of the UTF-8; half a surrogate pair counts as half of its four bytes.
static qint64 bytesOf(QChar c)
{
    return c.unicode() < 0x80 ? 1 : c.unicode() < 0x800 || c.isSurrogate() ? 2 : 3;
}

static qint64 bytesOf(const QString &text)
{
    qint64 bytes = 0;
    for (const QChar c : text)
        bytes += bytesOf(c);
    return bytes;
}

/// Whether anything of \p text is left: it is cut to what fits, between two characters.
bool AnswerMeter::keeps(QString &text, qint64 &left, Full kind)
{
    const qint64 bytes = bytesOf(text);
    if (bytes <= left) {
        left -= bytes;
        return true;
    }
    qsizetype size = 0;
    for (qint64 taken = bytesOf(text[0]); taken <= left; taken += bytesOf(text[size]))
        ++size;
    if (size > 0 && text[size - 1].isHighSurrogate())
        --size;
    text.truncate(size);
    left = 0;
    m_full = kind;
    return size > 0;
}

bool AnswerMeter::keeps(ReasoningDelta &delta)
{
    if (delta.signature.size() > m_reasoning) { // half of one is of no use
        m_full = Full::Reasoning;
        return false;
    }
    m_reasoning -= delta.signature.size();
    return keeps(delta.text, m_reasoning, Full::Reasoning) || !delta.signature.isEmpty();
}

bool AnswerMeter::keeps(ToolCallDelta &delta)
{
    // Empty pieces are not without end, either; nor are calls.
    constexpr qint64 perPiece = 4;
    const qint64 names = bytesOf(delta.name) + delta.id.size() + perPiece;
    if (names > m_arguments) {
        m_full = Full::Arguments;
        return false;
    }
    m_arguments -= names;
    return keeps(delta.arguments, m_arguments, Full::Arguments) || !delta.name.isEmpty() ||
           !delta.id.isEmpty();
}

bool AnswerMeter::keepsBeside(qint64 bytes)
{
    if (m_beside == 0 || bytes > m_besideBytes)
        return false;
    --m_beside;
    m_besideBytes -= bytes;
    return true;
}

/// False for content that there is no room for.
bool AnswerMeter::keeps(StreamEvent &event)
{
    if (const auto *citation = std::get_if<Citation>(&event))
        return keepsBeside(citation->url.size() + citation->title.size());
    if (const auto *note = std::get_if<Noted>(&event))
        return keepsBeside(note->text.size());
    auto *text = std::get_if<TextDelta>(&event);
    auto *refusal = std::get_if<RefusalDelta>(&event);
    auto *reasoning = std::get_if<ReasoningDelta>(&event);
    auto *call = std::get_if<ToolCallDelta>(&event);
    const auto *image = std::get_if<ImageDelta>(&event);
    if (!text && !refusal && !reasoning && !call && !image)
        return true;
    if (m_full != Full::No)
        return false;
    if (text)
        return keeps(text->text, m_text, Full::Text);
    if (refusal)
        return keeps(refusal->text, m_text, Full::Text);
    if (reasoning)
        return keeps(*reasoning);
    if (call)
        return keeps(*call);
    if (image->bytes.size() > m_images)
        m_full = Full::Images;
    m_images -= image->bytes.size();
    return m_full == Full::No;
}

void AnswerMeter::take(QList<StreamEvent> &events)
{
    qsizetype kept = 0;
    for (qsizetype at = 0; at < events.size(); ++at) {
        if (!keeps(events[at]))
            continue;
        if (kept != at)
            events[kept] = std::move(events[at]);
        ++kept;
    }
    events.resize(kept);
}

qint64 AnswerMeter::limitMebi() const
{
    const qint64 bytes = m_full == Full::Text        ? m_limits.textBytes
                         : m_full == Full::Reasoning ? m_limits.reasoningBytes
                         : m_full == Full::Arguments ? m_limits.argumentBytes
                                                     : m_limits.imageBytes;
    return std::max<qint64>(1, bytes / AnswerLimits::mebi);
}

} // namespace Crossroads
