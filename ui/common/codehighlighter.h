// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QList>
#include <QObject>
#include <QString>
#include <QTextCharFormat>

#include <memory>

namespace Crossroads {

/// Where the colouring of code stands at the end of a line. Cheap to copy and to keep.
class CodeState
{
public:
    struct Place;
    std::shared_ptr<const Place> place; ///< null: at the beginning
};

/// Colours code line by line: the state at a line's end is given to the next, so a growing block is never
/// coloured twice. The rules of a language are read on a thread of the pool, because that takes longer than a
/// frame; until they are there, nothing is coloured. The only file that knows KSyntaxHighlighting.
/// GUI thread only.
class CodeHighlighter
{
public:
    struct Span
    {
        int start = 0;
        int length = 0;
        QTextCharFormat format;
    };

    /// One for each language and look; shared by everyone who asks.
    /// \param language as a fence names it ("python", "c++"); unknown ones are left plain
    /// \param ground what it is painted on: colours are moved until they can be read
    static std::shared_ptr<CodeHighlighter> forLanguage(const QString &language, bool dark,
                                                        const QColor &ground);
    ~CodeHighlighter();

    /// Whether lines can be coloured now. While they can not, the language is being read; loaded() tells.
    bool isReady();
    /// Whether there is anything to colour with.
    bool isKnown() const;
    /// The spans of \p line, which follows the line that left \p state; \p state moves to its end. Only when
    /// isReady().
    QList<Span> highlight(const QString &line, CodeState &state);

    /// Sends loaded() in the GUI thread whenever a language has been read.
    class Notifier;
    static Notifier &notifier();

private:
    CodeHighlighter(const QString &language, bool dark, const QColor &ground);
    class Engine;
    QString m_language;
    bool m_dark;
    QColor m_ground;
    std::unique_ptr<Engine> m_engine;
};

class CodeHighlighter::Notifier : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void loaded();
};

/// The language of code whose fence names none, by what its first lines look like; empty where nothing is
/// plain enough. Only the first 12 lines count.
QString guessedLanguage(const QString &code);

/// How files of \p language end, without the dot; "txt" where it is not known.
QString fileEnding(const QString &language);

} // namespace Crossroads
