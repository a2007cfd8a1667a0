// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/markdown/markdowninlines.h"

#include <vector>

namespace Crossroads {

/// Formats by a short list of HTML tags that models use and that can do no harm: <br>, <sub>, <sup>, <kbd>,
/// <u>, <mark>, <small>, <s> and <del>. Attributes are not looked at. A tag without its counterpart, one that
/// crosses Markdown's own spans, and every other tag goes on as the text it is.
///
/// Keeps what it is given until flush(), because only then it is known which tags are closed.
class InlineTags : public InlineSink
{
public:
    explicit InlineTags(InlineSink &sink) : m_sink(sink) {}

    void enter(Span span, const LinkDefinition &link) override;
    void leave(Span span) override;
    void text(Text kind, QStringView text) override;
    /// Hands everything on, in order and properly nested.
    void flush();

    /// Whether \p tag, a line of its own, is one of the list or several of them: then it is text, no HTML
    /// block.
    static bool isHarmless(QStringView line);

private:
    struct Event
    {
        enum class What : quint8 { Enter, Leave, Text } what = What::Text;
        Span span = Span::Emphasis;
        Text kind = Text::Normal;
        LinkDefinition link;
        QString text;
    };
    struct OpenTag
    {
        size_t event = 0;
        Span span = Span::Emphasis;
        QString name;
    };

    void readTag(const QString &tag);

    InlineSink &m_sink;
    std::vector<Event> m_events;
    std::vector<OpenTag> m_open;
    std::vector<size_t> m_frames; ///< of m_open: where that of each of Markdown's spans begins
};

} // namespace Crossroads
