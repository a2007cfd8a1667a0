// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/thinksplitter.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr auto openTag = "<think>"_L1;
static constexpr auto closeTag = "</think>"_L1;

/// How many characters at the end of \p text may be the start of \p tag.
static qsizetype tagStartAtEnd(QStringView text, QLatin1StringView tag)
{
    for (qsizetype length = qMin(text.size(), tag.size() - 1); length > 0; --length) {
        if (text.last(length) == tag.first(length))
            return length;
    }
    return 0;
}

static qsizetype firstNonSpace(QStringView text)
{
    qsizetype at = 0;
    while (at < text.size() && text[at].isSpace())
        ++at;
    return at;
}

void ThinkSplitter::feed(const QString &text, QList<StreamEvent> &out)
{
    if (text.isEmpty())
        return;
    if (m_place == Place::Text) {
        out.append(TextDelta{text});
        return;
    }
    m_held += text;
    if (m_place == Place::Start) {
        const QStringView words = QStringView(m_held).sliced(firstNonSpace(m_held));
        if (words.size() < openTag.size() && openTag.startsWith(words))
            return;
        if (words.startsWith(openTag)) {
            m_held = words.sliced(openTag.size()).toString();
            m_place = Place::Thinking;
        } else {
            m_place = Place::Text;
        }
    }
    if (m_place == Place::Thinking) {
        const qsizetype end = m_held.indexOf(closeTag);
        const qsizetype ready = end >= 0 ? end : m_held.size() - tagStartAtEnd(m_held, closeTag);
        if (ready > 0)
            out.append(ReasoningDelta{m_held.first(ready), {}});
        m_held.remove(0, end >= 0 ? end + closeTag.size() : ready);
        if (end < 0)
            return;
        m_place = Place::Text;
    }
    if (!m_held.isEmpty())
        out.append(TextDelta{std::exchange(m_held, {})});
}

void ThinkSplitter::finish(QList<StreamEvent> &out)
{
    if (m_held.isEmpty())
        return;
    if (m_place == Place::Thinking)
        out.append(ReasoningDelta{m_held, {}});
    else
        out.append(TextDelta{m_held});
    m_held.clear();
    m_place = Place::Text;
}

} // namespace Crossroads
