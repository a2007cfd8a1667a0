// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace Crossroads {

struct LinkDefinition
{
    QString target;
    QString title;
    bool operator==(const LinkDefinition &) const = default;
};

/// The text of one paragraph, heading or cell as it is read, with its styles.
struct InlineText
{
    enum Style : quint16 {
        Strong = 1,
        Emphasis = 2,
        Code = 4,
        Strike = 8,
        Link = 16,
        Image = 32,
        Math = 64,
        DisplayMath = 128,
        Html = 256, ///< raw, shown as it is written
        Note = 512, ///< a footnote's number, raised; its link's target is "#fn:LABEL"
        Sub = 1024,
        Sup = 2048,
        Key = 4096, ///< of a keyboard
        Underline = 8192,
        Marked = 16384,
        Small = 32768,
    };
    struct Run
    {
        int start = 0;
        int length = 0;
        quint16 style = 0;
        int link = -1; ///< index of links; -1: none
        bool operator==(const Run &) const = default;
    };
    QString text; ///< line breaks are U+2028
    std::vector<Run> runs;
    std::vector<LinkDefinition> links;
    std::vector<int> lineEnds; ///< positions of those breaks that are mere line ends in Markdown
    bool operator==(const InlineText &) const = default;
};

/// Takes what an inline text consists of, in order and properly nested.
class InlineSink
{
public:
    enum class Span {
        Emphasis,
        Strong,
        Strike,
        Code,
        Link,
        Image,
        Math,
        DisplayMath,
        Note,
        Sub,
        Sup,
        Key,
        Underline,
        Marked,
        Small,
    };
    enum class Text { Normal, Code, Html, HardBreak, SoftBreak };

    virtual ~InlineSink() = default;
    /// \param link of Link, Image and Note
    virtual void enter(Span span, const LinkDefinition &link) = 0;
    virtual void leave(Span span) = 0;
    virtual void text(Text kind, QStringView text) = 0;
};

struct InlineOptions
{
    /// Strikethrough, bare addresses, math, footnotes, a few HTML tags, and emphasis beside Chinese, Japanese
    /// and Korean.
    bool extended = true;
    bool keepLineEnds = false; ///< single line ends are shown as such, not as spaces
    /// What a label stands for. Labels are given as labelKey() makes them, footnotes as "^LABEL".
    std::function<std::optional<LinkDefinition>(const QString &label)> lookUp;
    QStringList *labels = nullptr; ///< gets every label that was looked up
    bool folded = false; ///< the source comes from a PictureFold; otherwise noncharacters in it are replaced
};

/// Reads the inlines of \p source, which is the content of one block, by md4c.
void readInlines(QStringView source, const InlineOptions &options, InlineSink &sink);
InlineText readInlines(QStringView source, const InlineOptions &options);

/// Whether nothing in \p source waits for a later character: no open emphasis, code span, link or math. What
/// comes after can then be read on its own.
bool inlinesAreClosed(QStringView source);

/// A link label for comparing: case folded, white space collapsed.
QString labelKey(QStringView label);

/// \p text without backslash escapes and with its entities replaced, as in a fence's info string.
QString unescapedMarkdown(QStringView text);

} // namespace Crossroads
