// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/markdownpieces.h"

#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
struct Fence
{
    QString mark;
    QString info;
    int indent = 0;
};

std::optional<Fence> fenceIn(const QString &line)
{
    static const QRegularExpression opening(u"^( *)(`{3,}|~{3,})\\s*([^`]*)$"_s);
    const auto match = opening.match(line);
    if (!match.hasMatch())
        return std::nullopt;
    return Fence{match.captured(2), match.captured(3).trimmed().section(u' ', 0, 0),
                 int(match.capturedLength(1))};
}

bool closes(const QString &line, const QString &fence)
{
    const QString text = line.trimmed();
    return text.size() >= fence.size() && text.count(fence[0]) == text.size();
}

bool isListMarker(const QString &line)
{
    static const QRegularExpression marker(u"^ {0,3}([-*+]|\\d{1,9}[.)])( |$)"_s);
    return marker.match(line).hasMatch();
}

bool isBlank(const QString &line)
{
    return line.trimmed().isEmpty();
}
} // namespace

void MarkdownPieces::feed(QStringView text, const Sink &sink)
{
    qsizetype from = 0;
    for (qsizetype end = text.indexOf(u'\n'); end >= 0; end = text.indexOf(u'\n', from)) {
        m_partial += text.sliced(from, end - from);
        takeLine(std::exchange(m_partial, {}), sink);
        from = end + 1;
    }
    m_partial += text.sliced(from);
}

void MarkdownPieces::finish(const Sink &sink)
{
    if (!m_partial.isEmpty())
        takeLine(std::exchange(m_partial, {}), sink);
    if (insideCode()) {
        sink.codeEnds();
        m_fence.clear();
    }
    finishBlock(sink);
}

QString MarkdownPieces::tail() const
{
    return insideCode() ? m_partial : m_block + m_partial;
}

void MarkdownPieces::finishBlock(const Sink &sink)
{
    m_blankSeen = false;
    m_innerFence.clear();
    if (!isBlank(m_block))
        sink.finishedMarkdown(m_block);
    m_block.clear();
}

void MarkdownPieces::takeCodeLine(const QString &line, const Sink &sink)
{
    if (closes(line, m_fence)) {
        m_fence.clear();
        sink.codeEnds();
        return;
    }
    qsizetype indent = 0;
    while (indent < m_fenceIndent && indent < line.size() && line[indent] == u' ')
        ++indent;
    sink.codeLine(line.sliced(indent));
}

void MarkdownPieces::takeLine(const QString &line, const Sink &sink)
{
    if (insideCode()) {
        takeCodeLine(line, sink);
        return;
    }
    if (!m_innerFence.isEmpty()) {
        if (closes(line, m_innerFence))
            m_innerFence.clear();
        m_block += line + u'\n';
        return;
    }
    if (isBlank(line)) {
        m_blankSeen = !m_block.isEmpty();
        m_block += m_block.isEmpty() ? QString() : u"\n"_s;
        return;
    }
    const bool inList = isListMarker(m_block.section(u'\n', 0, 0));
    const bool goesOn = inList && (line.startsWith(u"  "_s) || line.startsWith(u'\t') || isListMarker(line));
    if (m_blankSeen && !goesOn)
        finishBlock(sink);
    m_blankSeen = false;
    if (const auto fence = fenceIn(line)) {
        if (goesOn && !m_block.isEmpty()) {
            m_innerFence = fence->mark;
        } else if (fence->indent <= 3) {
            finishBlock(sink);
            m_fence = fence->mark;
            m_fenceIndent = fence->indent;
            sink.codeBegins(fence->info);
            return;
        }
    }
    m_block += line + u'\n';
}

} // namespace Crossroads
