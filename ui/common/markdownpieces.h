// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringView>

#include <functional>

namespace Crossroads {

/// Cuts Markdown that is still being written into pieces that can be laid out apart: a run of lines up to a
/// blank line (a list with its loose items stays whole), or a fenced code block line by line. What is
/// finished never changes.
class MarkdownPieces
{
public:
    struct Sink
    {
        std::function<void(const QString &markdown)> finishedMarkdown;
        std::function<void(const QString &language)> codeBegins;
        std::function<void(const QString &line)> codeLine;
        std::function<void()> codeEnds;
    };

    /// Takes the next text. Lines are handed to \p sink once they are whole.
    void feed(QStringView text, const Sink &sink);
    /// The text has ended: what is left over is finished.
    void finish(const Sink &sink);
    bool insideCode() const { return !m_fence.isEmpty(); }
    /// What is not finished yet: Markdown, or inside code the start of a line.
    QString tail() const;

private:
    void takeLine(const QString &line, const Sink &sink);
    void takeCodeLine(const QString &line, const Sink &sink);
    void finishBlock(const Sink &sink);

    QString m_partial; // an unfinished line
    QString m_block;   // whole lines of an unfinished block
    QString m_fence;   // the opening fence ("```" or longer); empty outside code
    int m_fenceIndent = 0;
    QString
        m_innerFence; // a fence inside a list item: only there so that its blank lines do not end the list
    bool m_blankSeen = false;
};

} // namespace Crossroads
