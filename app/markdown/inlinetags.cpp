// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/inlinetags.h"

#include "app/markdown/characters.h"

#include <optional>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr size_t mostOpen = 64; ///< tags at a time; further ones are text

namespace {
using Span = InlineSink::Span;

struct Tag
{
    QString name; ///< in lower case
    bool closes = false;
    bool empty = false; ///< "<u/>"
};

/// \p tag as md4c found it, so it is well formed; nothing for comments and their like.
std::optional<Tag> tagOf(QStringView tag)
{
    Tag result;
    qsizetype i = 1;
    if (tag.size() < 3 || tag[0] != u'<' || tag.back() != u'>')
        return std::nullopt;
    if (tag[i] == u'/') {
        result.closes = true;
        ++i;
    }
    const qsizetype begin = i;
    while (i < tag.size() && isAsciiAlphanumeric(tag[i]))
        ++i;
    if (i == begin || (!tag[i].isSpace() && tag[i] != u'/' && tag[i] != u'>'))
        return std::nullopt;
    result.name = tag.sliced(begin, i - begin).toString().toLower();
    result.empty = tag[tag.size() - 2] == u'/';
    return result;
}

std::optional<Span> spanOf(QStringView name)
{
    static constexpr std::pair<QLatin1StringView, Span> spans[] = {
        {"sub"_L1, Span::Sub},     {"sup"_L1, Span::Sup},     {"kbd"_L1, Span::Key},
        {"u"_L1, Span::Underline}, {"mark"_L1, Span::Marked}, {"small"_L1, Span::Small},
        {"s"_L1, Span::Strike},    {"del"_L1, Span::Strike},
    };
    for (const auto &[tag, span] : spans) {
        if (name == tag)
            return span;
    }
    return std::nullopt;
}
} // namespace

bool InlineTags::isHarmless(QStringView line)
{
    const qsizetype end = line.indexOf(u'>');
    if (end < 0)
        return false;
    const auto tag = tagOf(line.first(end + 1).trimmed());
    return tag && (tag->name == "br"_L1 || spanOf(tag->name));
}

void InlineTags::enter(Span span, const LinkDefinition &link)
{
    m_events.push_back({Event::What::Enter, span, Text::Normal, link, {}});
    m_frames.push_back(m_open.size());
}

void InlineTags::leave(Span span)
{
    if (!m_frames.empty()) {
        m_open.resize(qMin(m_open.size(), m_frames.back()));
        m_frames.pop_back();
    }
    m_events.push_back({Event::What::Leave, span, Text::Normal, {}, {}});
}

void InlineTags::text(Text kind, QStringView text)
{
    m_events.push_back({Event::What::Text, Span::Emphasis, kind, {}, text.toString()});
    if (kind == Text::Html)
        readTag(m_events.back().text);
}

void InlineTags::readTag(const QString &source)
{
    const auto tag = tagOf(source);
    if (!tag)
        return;
    if (tag->name == "br"_L1 && !tag->closes) {
        m_events.back().kind = Text::HardBreak;
        m_events.back().text = u"\u2028"_s;
        return;
    }
    const auto span = spanOf(tag->name);
    if (!span || tag->empty)
        return;
    const size_t frame = m_frames.empty() ? 0 : m_frames.back();
    if (!tag->closes) {
        if (m_open.size() < mostOpen)
            m_open.push_back({m_events.size() - 1, *span, tag->name});
        return;
    }
    for (size_t i = m_open.size(); i > frame; --i) {
        if (m_open[i - 1].name != tag->name)
            continue;
        m_events[m_open[i - 1].event] = {Event::What::Enter, *span, Text::Normal, {}, {}};
        m_events.back() = {Event::What::Leave, *span, Text::Normal, {}, {}};
        m_open.resize(i - 1); // what was opened within and not closed is text
        return;
    }
}

void InlineTags::flush()
{
    for (const Event &event : m_events) {
        switch (event.what) {
        case Event::What::Enter:
            m_sink.enter(event.span, event.link);
            break;
        case Event::What::Leave:
            m_sink.leave(event.span);
            break;
        case Event::What::Text:
            m_sink.text(event.kind, event.text);
        }
    }
    m_events.clear();
    m_open.clear();
    m_frames.clear();
}

} // namespace Crossroads
