// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/markdown/markdowninlines.h"
#include "app/markdown/picturefold.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace Crossroads {

/// The block structure of Markdown that is still being written: CommonMark 0.31 plus tables, footnotes, task
/// items and display math (GitHub's and TeX's ways). The algorithm is the specification's own, line by line
/// with a stack of open containers (https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy), so a
/// finished line is read once. The unfinished line is read as if it ended here and is taken back when more
/// of it arrives; where no more of it can change what it is, the new characters are only appended.
///
/// The result is a flat list of blocks in reading order. A block is a unit of layout and never large: code
/// comes in blocks of 32 lines, a table row by row, and a paragraph of thousands of characters is cut where
/// no emphasis, link or code span is open. Each names its container, and containers their parents. The data
/// of a picture (data:image/...;base64,...) are not part of a block, except in code; bytesIn() has them.
///
/// Promise: after finish(), the lists depend on the text alone, never on how it was cut into feeds.
class MarkdownBlocks
{
public:
    enum class Dialect { CommonMark, Extended };

    struct Container
    {
        enum class Kind : quint8 { Root, Quote, List, Item, Footnote } kind = Kind::Root;
        int parent = -1;
        bool ordered = false; ///< list
        bool tight = true;    ///< list: no blank lines between its items
        QChar mark;           ///< list: bullet, or what follows the number
        int number = 0;       ///< list: of its first item; item: its own, counted from the first
        QString label;        ///< footnote
        int firstBlock = -1;

        // Of the parser, as the specification's reference programs keep them.
        int markerOffset = 0, padding = 0, startLine = 0, items = 0;
        int lastChild = noChild;
        bool lastLineBlank = false;
        bool operator==(const Container &) const = default;
    };

    struct Block
    {
        enum class Kind : quint8 {
            Paragraph,
            Heading,
            Rule,
            Code,     ///< fenced or indented: lines without their ends, joined by line feeds
            Html,     ///< raw, to be shown as text; lines like Code
            Math,     ///< TeX of its own line or lines, without its marks
            TableRow, ///< the row's line; cells by tableCells()
            Empty,    ///< stands for a container that has nothing
        } kind = Kind::Paragraph;
        quint8 level = 0;       ///< heading: 1 to 6
        bool continues = false; ///< goes on from the block before: same paragraph, code or table
        bool midLine = false;   ///< continues inside a line of the one before
        bool lineEnd = false;   ///< a paragraph that continues behind a line end, which is part of neither
        bool head = false;      ///< table row: the head
        int container = 0;
        int group = -1; ///< Code, Html: index of code(); TableRow: of table()
        int lines = 0;  ///< Code, Html
        QString source;
        qsizetype begin = 0, end = 0; ///< in raw(): the whole lines it was read from

        // Of the parser.
        int splitLimit = 0, prevSibling = noChild;
        bool lastLineBlank = false;
        bool operator==(const Block &) const = default;
    };

    struct Code
    {
        QString info; ///< the fence's words; empty for indented code
        int firstBlock = 0;
        bool closed = false; ///< by its fence, or because something else began
        QChar fence;         ///< null: indented code or HTML
        int fenceLength = 0, fenceOffset = 0, htmlType = 0;
        bool operator==(const Code &) const = default;
        QString language() const { return info.section(QChar(u' '), 0, 0); }
    };

    enum class Align : quint8 { None, Left, Center, Right };
    struct Table
    {
        QList<Align> columns;
        int firstBlock = 0;
        bool operator==(const Table &) const = default;
    };

    explicit MarkdownBlocks(Dialect dialect = Dialect::Extended);

    /// Takes the next text.
    void feed(QStringView text);
    /// The text has ended. Nothing is fed after it.
    void finish();
    void clear();

    const std::vector<Block> &blocks() const { return m_blocks; }
    const Container &container(int index) const { return m_containers[size_t(index)]; }
    const std::vector<Container> &containers() const { return m_containers; }
    const std::vector<Code> &codes() const { return m_codes; }
    const std::vector<Table> &tables() const { return m_tables; }
    const Code &code(int group) const { return m_codes[size_t(group)]; }
    const Table &table(int group) const { return m_tables[size_t(group)]; }
    const QString &raw() const { return m_raw; }
    bool isFinished() const { return m_finished; }

    /// Whether single line ends are kept, as chats do, or are spaces, as CommonMark has it. To be said before
    /// the first inlines() are asked for; blocks do not depend on it.
    void setKeepLineEnds(bool keep) { m_keepLineEnds = keep; }
    bool keepsLineEnds() const { return m_keepLineEnds; }

    /// The bytes of the picture that a link's target holds; nothing where it holds none, or more than \p
    /// most.
    std::optional<QByteArray> bytesIn(const QString &target, qsizetype most) const
    {
        return m_fold.bytesIn(target, m_raw, most);
    }
    /// Whether more of the data of that picture may still come.
    bool isArriving(const QString &target) const { return m_fold.isArriving(target); }
    /// \p text with every picture's data in the place that the blocks' texts keep for them.
    QString unfolded(const QString &text) const { return m_fold.unfolded(text, m_raw); }

    /// The text of a paragraph, heading or cell with its styles. Remembers which labels it asked for: a
    /// definition that comes later names the block in Changes::late.
    InlineText inlines(int block) const;
    InlineText inlines(int block, const QString &source) const;
    std::optional<LinkDefinition> definition(const QString &label) const;
    /// The block where footnote \p label stands; -1: nowhere (yet).
    int footnoteBlock(const QString &label) const;
    /// Links for "[1]", "[2]" ... that the text does not define itself.
    void setCitations(const QList<LinkDefinition> &links);
    /// Nothing, or whether the item that \p block begins is a ticked task.
    std::optional<bool> taskState(int block) const;
    /// Whether \p block begins the item, quote or footnote \p container.
    bool begins(int block, int container) const
    {
        return m_containers[size_t(container)].firstBlock == block;
    }

    static QStringList tableCells(QStringView row);

    struct Changes
    {
        int from = 0;          ///< blocks from here on may differ from the last time
        std::vector<int> late; ///< earlier ones whose links changed
        int spacing = 0;       ///< only the gaps between blocks from here on may differ
    };
    /// What has changed since it was last asked.
    Changes takeChanges();

private:
    static constexpr int noChild = INT_MIN;
    struct Saved
    {
        std::vector<int> open;
        bool leafOpen = false;
        size_t containers = 0, blocks = 0, codes = 0, tables = 0;
        QStringList pendingBlank;
        int lineNumber = 0;
    };

    // --- one line
    void takeLine(QStringView line);
    bool matchContainer(const Container &container);
    bool matchLeaf();
    bool closesFence();
    bool startBlock();
    bool startQuote();
    bool startHeading();
    bool startFence();
    bool startHtml();
    bool startTable();
    bool startSetext();
    bool startRule();
    bool startFootnote();
    bool startItem();
    bool startMath();
    bool startIndented();
    void addText();
    void addLine(QStringView text);
    void noteBlank();

    // --- the tree
    Block &newBlock(Block::Kind kind);
    int newContainer(Container::Kind kind);
    void noteChild(int parent, int child);
    bool endsBlank(int child) const;
    void closeUnmatched();
    void closeLeaf();
    void closeContainer();
    void dropLastBlock();
    void appendCode(QStringView line);
    void appendCodePiece(QStringView piece, bool newLine);
    void flushBlank();
    void splitParagraph();
    bool stripDefinitions(int block);
    void define(const QString &label, const LinkDefinition &link);
    void markUsers(const QString &label);
    void loosen(int list);
    Container &touchContainer(int index);
    Block &touchBlock(int index);
    Block &leaf() { return touchBlock(int(m_blocks.size()) - 1); }
    bool leafIs(Block::Kind kind) const { return m_leafOpen && m_blocks.back().kind == kind; }

    // --- the unfinished line
    void takeProvisional();
    void undo();
    void commit();
    bool canGrow() const;
    bool isRead() const;
    bool mayWait() const;
    QStringView unfinished() const;
    void grow();
    void noteEnd();

    // --- where we are in the line
    void findNonspace();
    void advance(qsizetype count, bool columns);
    void advanceNonspace();
    QChar at(qsizetype offset) const { return offset < m_line.size() ? m_line[offset] : QChar(); }
    QString restOfLine() const;

    Dialect m_dialect;
    QString m_raw;
    qsizetype m_lineStart = 0; ///< in m_raw: where the unfinished line begins
    qsizetype m_lineEnd = 0;   ///< in m_raw: how far it has arrived
    QString m_text;            ///< that line without the data of pictures
    PictureFold m_fold;
    bool m_keepLineEnds = false;
    bool m_pendingReturn = false;
    bool m_finished = false;

    std::vector<Container> m_containers;
    std::vector<Block> m_blocks;
    std::vector<Code> m_codes;
    std::vector<Table> m_tables;
    QHash<QString, LinkDefinition> m_definitions;
    QHash<QString, int> m_footnotes; ///< container
    QHash<QString, LinkDefinition> m_citations;
    mutable QHash<QString, QSet<int>> m_labelUsers;

    std::vector<int> m_open; ///< containers from the root inward
    bool m_leafOpen = false; ///< the last block still takes lines; it lies in m_open.back()
    QStringList m_pendingBlank;
    int m_lineNumber = 0;

    QStringView m_line;
    qsizetype m_offset = 0, m_column = 0, m_nonspace = 0, m_nonspaceColumn = 0;
    int m_indent = 0;
    bool m_blank = false, m_partialTab = false;
    size_t m_matched = 0;
    bool m_leafMatched = false, m_allClosed = false, m_lineDone = false;

    bool m_provisional = false;
    bool m_recording = false;
    bool m_verbatim = false; ///< the unfinished line is code: what it is of pictures' data counts
    qsizetype m_provisionalLength = 0;
    Saved m_saved;
    std::vector<std::pair<int, Container>> m_savedContainers;
    std::vector<std::pair<int, Block>> m_savedBlocks;
    std::optional<Code> m_savedCode;
    QStringList m_addedLabels, m_addedFootnotes;

    Changes m_changes;
};

} // namespace Crossroads
