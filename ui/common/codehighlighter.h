// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QTextCharFormat>

#include <memory>

namespace Crossroads {

/// Colours code line by line: the state at a line's end is carried to the next, so a growing block is never
/// coloured twice. The only file that knows KSyntaxHighlighting.
class CodeHighlighter
{
public:
    struct Span
    {
        int start = 0;
        int length = 0;
        QTextCharFormat format;
    };

    /// \param language as a fence names it ("python", "c++"); unknown ones are left plain.
    CodeHighlighter(const QString &language, bool dark, const QColor &ground);
    ~CodeHighlighter();
    CodeHighlighter(CodeHighlighter &&) noexcept;

    /// The spans of the next line.
    QList<Span> highlight(const QString &line);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace Crossroads
