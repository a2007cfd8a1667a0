// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/markdownblocks.h"

#include "app/markdown/inlinetags.h"

#include <QRegularExpression>

#include <utility>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int codeLinesInBlock = 32;
static constexpr qsizetype codeCharactersInBlock = 4096;
static constexpr qsizetype longLine = 4000; ///< characters
static constexpr int firstSplit = 3000;
static constexpr int lastSplit = 24000;
static constexpr size_t deepestNesting = 100; ///< containers; further marks are text

namespace {
bool isSpaceOrTab(QChar c)
{
    return c == u' ' || c == u'\t';
}

bool isBlankText(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return isSpaceOrTab(c) || c == u'\n'; });
}

bool isPunctuation(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x21 && u <= 0x2f) || (u >= 0x3a && u <= 0x40) || (u >= 0x5b && u <= 0x60) ||
           (u >= 0x7b && u <= 0x7e);
}

QStringView withoutEnd(QStringView text)
{
    while (!text.isEmpty() && isSpaceOrTab(text.back()))
        text.chop(1);
    return text;
}

// --- link reference definitions: https://spec.commonmark.org/0.31.2/#link-reference-definitions

/// Over spaces and tabs and at most one line end.
qsizetype skipSpace(QStringView s, qsizetype i)
{
    bool lineEnd = false;
    for (; i < s.size(); ++i) {
        if (s[i] == u'\n') {
            if (lineEnd)
                break;
            lineEnd = true;
        } else if (!isSpaceOrTab(s[i])) {
            break;
        }
    }
    return i;
}

/// Where the label that begins at \p i ends, behind its bracket; -1: none.
qsizetype labelEnd(QStringView s, qsizetype i)
{
    if (i >= s.size() || s[i] != u'[')
        return -1;
    bool anything = false;
    for (qsizetype j = i + 1; j < s.size() && j < i + 1001; ++j) {
        if (s[j] == u'\\' && j + 1 < s.size() && isPunctuation(s[j + 1])) {
            ++j;
            anything = true;
        } else if (s[j] == u'[') {
            return -1;
        } else if (s[j] == u']') {
            return anything ? j + 1 : -1;
        } else {
            anything = anything || !s[j].isSpace();
        }
    }
    return -1;
}

qsizetype destinationEnd(QStringView s, qsizetype i)
{
    if (i < s.size() && s[i] == u'<') {
        for (qsizetype j = i + 1; j < s.size(); ++j) {
            if (s[j] == u'\\')
                ++j;
            else if (s[j] == u'\n' || s[j] == u'<')
                return -1;
            else if (s[j] == u'>')
                return j + 1;
        }
        return -1;
    }
    int depth = 0;
    qsizetype j = i;
    for (; j < s.size(); ++j) {
        const QChar c = s[j];
        if (c == u'\\' && j + 1 < s.size() && isPunctuation(s[j + 1])) {
            ++j;
        } else if (c == u' ' || c < QChar(0x20) || c == QChar(0x7f)) {
            break;
        } else if (c == u'(') {
            if (++depth > 32)
                return -1;
        } else if (c == u')' && --depth < 0) {
            break;
        }
    }
    return depth == 0 && j > i ? j : -1;
}

qsizetype titleEnd(QStringView s, qsizetype i)
{
    if (i >= s.size() || (s[i] != u'"' && s[i] != u'\'' && s[i] != u'('))
        return -1;
    const QChar close = s[i] == u'(' ? QChar(u')') : s[i];
    for (qsizetype j = i + 1; j < s.size(); ++j) {
        if (s[j] == u'\\')
            ++j;
        else if (s[j] == close)
            return j + 1;
        else if (close == u')' && s[j] == u'(')
            return -1;
    }
    return -1;
}

/// Behind the line end, if only spaces stand before it; -1 otherwise.
qsizetype lineEndAfter(QStringView s, qsizetype i)
{
    while (i < s.size() && isSpaceOrTab(s[i]))
        ++i;
    if (i >= s.size())
        return s.size();
    return s[i] == u'\n' ? i + 1 : -1;
}

struct Definition
{
    QString label;
    LinkDefinition link;
    qsizetype end = 0;
};

std::optional<Definition> definitionAt(QStringView s)
{
    const qsizetype label = labelEnd(s, 0);
    if (label < 0 || label >= s.size() || s[label] != u':')
        return std::nullopt;
    const qsizetype from = skipSpace(s, label + 1);
    const qsizetype to = destinationEnd(s, from);
    if (to < 0 || from >= s.size())
        return std::nullopt;
    Definition result;
    result.label = labelKey(s.sliced(1, label - 2));
    QStringView target = s.sliced(from, to - from);
    if (target.startsWith(u'<'))
        target = target.sliced(1, target.size() - 2);
    result.link.target = unescapedMarkdown(target);
    const qsizetype title = skipSpace(s, to);
    const qsizetype behind = title > to ? titleEnd(s, title) : -1;
    if (behind > 0) {
        if (const qsizetype end = lineEndAfter(s, behind); end >= 0) {
            result.link.title = unescapedMarkdown(s.sliced(title + 1, behind - title - 2));
            result.end = end;
            return result;
        }
    }
    result.end = lineEndAfter(s, to);
    return result.end < 0 ? std::nullopt : std::optional(result);
}

// --- HTML blocks: https://spec.commonmark.org/0.31.2/#html-blocks

int htmlTypeOf(QStringView line, bool mayBeAnyTag)
{
    static const QRegularExpression opens[] = {
        QRegularExpression(u"^<(?:script|pre|textarea|style)(?:\\s|>|$)"_s,
                           QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"^<!--"_s),
        QRegularExpression(u"^<[?]"_s),
        QRegularExpression(u"^<![A-Za-z]"_s),
        QRegularExpression(u"^<!\\[CDATA\\["_s),
        QRegularExpression(
            u"^</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|"
            "details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|"
            "header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
            "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\\s|/?>|$)"_s,
            QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"^(?:<[A-Za-z][A-Za-z0-9-]*(?:\\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\\s*=\\s*(?:[^\"'="
                           u"<>`\\x00-\\x20]+|"
                           "'[^']*'|\"[^\"]*\"))?)*\\s*/?>|</[A-Za-z][A-Za-z0-9-]*\\s*>)\\s*$"_s),
    };
    for (int type = 1; type <= 7; ++type) {
        if ((type < 7 || mayBeAnyTag) && opens[type - 1].matchView(line).hasMatch())
            return type;
    }
    return 0;
}

bool endsHtml(int type, QStringView line)
{
    switch (type) {
    case 1:
        return line.contains("</script>"_L1, Qt::CaseInsensitive) ||
               line.contains("</pre>"_L1, Qt::CaseInsensitive) ||
               line.contains("</textarea>"_L1, Qt::CaseInsensitive) ||
               line.contains("</style>"_L1, Qt::CaseInsensitive);
    case 2:
        return line.contains("-->"_L1);
    case 3:
        return line.contains("?>"_L1);
    case 4:
        return line.contains(u'>');
    case 5:
        return line.contains("]]>"_L1);
    default:
        return false;
    }
}

// --- tables

std::optional<QList<MarkdownBlocks::Align>> delimiterRow(QStringView line)
{
    static const QRegularExpression row(u"^\\s*\\|?\\s*:?-+:?\\s*(?:\\|\\s*:?-+:?\\s*)*\\|?\\s*$"_s);
    if (!line.contains(u'|') || !row.matchView(line).hasMatch())
        return std::nullopt;
    QList<MarkdownBlocks::Align> aligns;
    for (const QString &cell : MarkdownBlocks::tableCells(line)) {
        const bool left = cell.startsWith(u':');
        const bool right = cell.endsWith(u':');
        aligns.append(left && right ? MarkdownBlocks::Align::Center
                      : left        ? MarkdownBlocks::Align::Left
                      : right       ? MarkdownBlocks::Align::Right
                                    : MarkdownBlocks::Align::None);
    }
    return aligns;
}

/// Whether no more characters can make the line \p text, which is read as a paragraph's, anything else.
bool canOnlyBeText(QStringView text)
{
    const QChar c = text[0];
    if (c.isLetter())
        return true;
    if (c.isDigit()) { // a number and a mark begin an item
        const auto behind = std::ranges::find_if(text, [](QChar x) { return !x.isDigit(); });
        return behind != text.end() && *behind != u'.' && *behind != u')';
    }
    if (text.size() < 3 || isSpaceOrTab(c))
        return false;
    if (c == u'`' || c == u'~') // three of them begin a fence
        return text[1] != c || text[2] != c;
    if (c == u'$' || c == u'\\')
        return text[1] != u'$' && text[1] != u'[';
    if (c == u'[') {
        const qsizetype label = labelEnd(text, 0);
        return label > 0 && label < text.size() && text[label] != u':';
    }
    if (u"*_-+=:|"_s.contains(c)) // rules, underlines and tables' second lines have no letters
        return !isSpaceOrTab(text[1]) && std::ranges::any_of(text.first(qMin(qsizetype(16), text.size())),
                                                             [](QChar x) { return x.isLetter(); });
    return c != u'#' && c != u'>' && c != u'<';
}

/// Whether a paragraph that begins so may turn out to be link definitions.
bool mayBeDefinition(const MarkdownBlocks::Block &block)
{
    if (block.continues || !block.source.startsWith(u'['))
        return false;
    const qsizetype label = labelEnd(block.source, 0);
    return label < 0 ? block.source.size() < 1100
                     : label >= block.source.size() || block.source[label] == u':';
}

bool isAllOf(QStringView text, QChar c)
{
    return std::ranges::all_of(text, [c](QChar x) { return x == c; });
}
} // namespace

QStringList MarkdownBlocks::tableCells(QStringView row)
{
    row = row.trimmed();
    if (row.startsWith(u'|'))
        row = row.sliced(1);
    QStringList cells;
    QString cell;
    bool open = true;
    for (qsizetype i = 0; i < row.size(); ++i) {
        if (row[i] == u'\\' && i + 1 < row.size() && row[i + 1] == u'|') {
            cell += u'|'; // in a cell it is only there to keep the bar from ending the cell
            ++i;
            open = true;
        } else if (row[i] == u'\\' && i + 1 < row.size()) {
            cell += row[i];
            cell += row[++i];
        } else if (row[i] == u'|') {
            cells.append(cell.trimmed());
            cell.clear();
            open = false;
        } else {
            cell += row[i];
            open = true;
        }
    }
    if (open && !(cells.size() > 0 && isBlankText(cell)))
        cells.append(cell.trimmed());
    return cells;
}

MarkdownBlocks::MarkdownBlocks(Dialect dialect) : m_dialect(dialect)
{
    clear();
}

void MarkdownBlocks::clear()
{
    const Dialect dialect = m_dialect;
    const auto citations = m_citations;
    // Assigned member by member, because the class holds its own state and nothing else.
    m_raw.clear();
    m_lineStart = m_lineEnd = 0;
    m_text.clear();
    m_fold.clear();
    m_pendingReturn = m_finished = false;
    m_containers.assign(1, Container{});
    m_blocks.clear();
    m_codes.clear();
    m_tables.clear();
    m_definitions.clear();
    m_footnotes.clear();
    m_labelUsers.clear();
    m_open.assign(1, 0);
    m_leafOpen = false;
    m_pendingBlank.clear();
    m_lineNumber = 0;
    m_provisional = m_recording = false;
    m_savedContainers.clear();
    m_savedBlocks.clear();
    m_savedCode.reset();
    m_addedLabels.clear();
    m_addedFootnotes.clear();
    m_changes = {};
    m_dialect = dialect;
    m_citations = citations;
}

// --- feeding --------------------------------------------------------------------------------------------

void MarkdownBlocks::feed(QStringView text)
{
    if (text.isEmpty())
        return;
    const qsizetype before = m_raw.size();
    if (text.contains(u'\r') || m_pendingReturn) {
        for (const QChar c : text) {
            if (std::exchange(m_pendingReturn, c == u'\r')) {
                m_raw += u'\n';
                if (c == u'\n')
                    continue;
            }
            if (c != u'\r')
                m_raw += c;
        }
    } else {
        m_raw += text;
    }
    bool growable = m_provisional && canGrow();
    for (qsizetype from = before;;) {
        const qsizetype end = m_raw.indexOf(u'\n', from);
        m_lineEnd = end < 0 ? m_raw.size() : end;
        m_fold.take(m_raw, from, m_lineEnd, m_text);
        if (m_provisional && growable && unfinished().size() > m_provisionalLength)
            grow();
        if (end < 0)
            break;
        if (m_provisional && isRead()) {
            noteEnd();
            commit();
        } else {
            undo();
            takeLine(m_text);
        }
        growable = false;
        m_text.resize(0);
        m_fold.endLine();
        m_lineStart = m_lineEnd = from = end + 1;
    }
    if (m_provisional && (isRead() || mayWait()))
        return;
    undo();
    takeProvisional();
}

/// A line of thousands of characters that must be read from its beginning each time (a heading, a table's
/// row) is read again when a tenth has come, so that all of it costs no more than a few readings.
bool MarkdownBlocks::mayWait() const
{
    return m_provisionalLength > longLine &&
           unfinished().size() < m_provisionalLength + m_provisionalLength / 10;
}

/// The unfinished line as the open leaf takes it.
QStringView MarkdownBlocks::unfinished() const
{
    return m_verbatim ? QStringView(m_raw).sliced(m_lineStart, m_lineEnd - m_lineStart) : QStringView(m_text);
}

/// Whether the line has been read as far as it has arrived.
bool MarkdownBlocks::isRead() const
{
    return m_provisionalLength == unfinished().size();
}

void MarkdownBlocks::finish()
{
    if (m_finished)
        return;
    if (std::exchange(m_pendingReturn, false))
        m_raw += u'\n';
    undo();
    m_fold.take(m_raw, m_lineEnd, m_raw.size(), m_text);
    m_fold.endLine();
    m_lineEnd = m_raw.size();
    if (m_text.endsWith(u'\n')) // of a carriage return at the very end
        m_text.chop(1);
    if (m_lineStart < m_raw.size()) {
        takeLine(m_text);
        m_lineStart = m_raw.size();
    }
    if (m_leafOpen)
        closeLeaf();
    while (m_open.size() > 1)
        closeContainer();
    m_finished = true;
}

/// Reads the unfinished line as if it ended here, remembering how to take it back.
void MarkdownBlocks::takeProvisional()
{
    const QString line = m_text;
    m_verbatim = false;
    if (line.isEmpty() && !(leafIs(Block::Kind::Paragraph) && mayBeDefinition(m_blocks.back())))
        return;
    m_saved = {m_open,         m_leafOpen,      m_containers.size(), m_blocks.size(),
               m_codes.size(), m_tables.size(), m_pendingBlank,      m_lineNumber};
    m_recording = m_provisional = true;
    m_provisionalLength = line.size();
    if (!line.isEmpty())
        takeLine(line);
    // A link definition would be seen as text until the next line proves that it is one.
    if (leafIs(Block::Kind::Paragraph) && mayBeDefinition(m_blocks.back())) {
        closeLeaf();
        m_provisionalLength = -1;
    } else if (leafIs(Block::Kind::Code)) {
        m_verbatim = true;
        m_provisionalLength = m_lineEnd - m_lineStart;
    }
    m_recording = false;
}

void MarkdownBlocks::undo()
{
    if (!std::exchange(m_provisional, false))
        return;
    const int first = int(qMin(m_saved.blocks, m_blocks.size()));
    m_changes.from = qMin(m_changes.from, first);
    m_open = std::move(m_saved.open);
    m_leafOpen = m_saved.leafOpen;
    m_containers.resize(m_saved.containers);
    m_blocks.resize(m_saved.blocks);
    m_codes.resize(m_saved.codes);
    m_tables.resize(m_saved.tables);
    m_pendingBlank = std::move(m_saved.pendingBlank);
    m_lineNumber = m_saved.lineNumber;
    for (auto &[index, container] : m_savedContainers) {
        if (container.tight != m_containers[size_t(index)].tight)
            m_changes.spacing = qMin(m_changes.spacing, container.firstBlock);
        m_containers[size_t(index)] = std::move(container);
    }
    for (auto &[index, block] : m_savedBlocks) {
        m_changes.from = qMin(m_changes.from, index);
        m_blocks[size_t(index)] = std::move(block);
    }
    if (m_savedCode && !m_codes.empty())
        m_codes.back() = *m_savedCode;
    for (const QString &label : std::as_const(m_addedLabels)) {
        m_definitions.remove(label);
        markUsers(label);
    }
    for (const QString &label : std::as_const(m_addedFootnotes)) {
        m_footnotes.remove(label);
        markUsers(u'^' + label);
    }
    commit();
}

/// What was read stays.
void MarkdownBlocks::commit()
{
    m_provisional = false;
    m_savedContainers.clear();
    m_savedBlocks.clear();
    m_savedCode.reset();
    m_addedLabels.clear();
    m_addedFootnotes.clear();
}

/// Whether more characters on the unfinished line can only be more text of the open leaf. Every mark that
/// begins a block begins with one of few characters; a letter is none of them.
bool MarkdownBlocks::canGrow() const
{
    if (!m_leafOpen || m_provisionalLength <= 0 || m_blocks.size() < size_t(1))
        return false;
    const QStringView line = unfinished().first(m_provisionalLength);
    const Block &block = m_blocks.back();
    if (block.kind == Block::Kind::Code) {
        const Code &code = m_codes[size_t(block.group)];
        // Inside containers their own marks come first; there the line is read again.
        if (code.fence.isNull() || m_open.size() > 1)
            return false;
        const QStringView text = line.trimmed();
        return !text.isEmpty() && text[0] != code.fence && !isSpaceOrTab(line.back()) && block.lines > 0;
    }
    if (block.kind != Block::Kind::Paragraph || isSpaceOrTab(line.back()) || line.back() == u'\\')
        return false;
    // The paragraph's text on this line is its last line, unless it was cut.
    const qsizetype lastLine = block.source.lastIndexOf(u'\n');
    const QStringView text = QStringView(block.source).sliced(lastLine + 1);
    if (text.isEmpty() || !line.endsWith(text))
        return false;
    if (block.continues && lastLine < 0)
        return true;
    return canOnlyBeText(text);
}

void MarkdownBlocks::grow()
{
    Block &block = leaf();
    const QStringView more = unfinished().sliced(m_provisionalLength);
    m_provisionalLength += more.size();
    if (block.kind == Block::Kind::Code)
        appendCodePiece(PictureFold::cleaned(more), false);
    else {
        block.source += more;
        splitParagraph();
    }
    m_blocks.back().end = m_lineEnd;
}

/// The line that has been read reaches to m_lineEnd: so do the blocks that it is part of.
void MarkdownBlocks::noteEnd()
{
    if (m_blocks.empty() || (m_blank && !m_leafOpen))
        return;
    const qsizetype end = qMin(m_raw.size(), m_lineEnd + 1);
    int i = int(m_blocks.size()) - 1;
    const auto set = [&](int block) {
        // Nobody sees it, so it is no change that is told.
        (m_recording ? touchBlock(block) : m_blocks[size_t(block)]).end = end;
    };
    set(i);
    // A long line lies in several.
    for (; i > 0; --i) {
        const Block &block = m_blocks[size_t(i)];
        const bool cut = block.continues && block.begin == m_lineStart &&
                         (block.kind == Block::Kind::Paragraph || block.midLine);
        if (!cut || m_blocks[size_t(i) - 1].end == end)
            break;
        set(i - 1);
    }
}

// --- one line ---------------------------------------------------------------------------------------------

void MarkdownBlocks::findNonspace()
{
    qsizetype i = m_offset;
    qsizetype column = m_column;
    while (i < m_line.size() && isSpaceOrTab(m_line[i])) {
        column += m_line[i] == u'\t' ? 4 - column % 4 : 1;
        ++i;
    }
    m_nonspace = i;
    m_nonspaceColumn = column;
    m_blank = i >= m_line.size();
    m_indent = int(column - m_column);
}

void MarkdownBlocks::advance(qsizetype count, bool columns)
{
    while (count > 0 && m_offset < m_line.size()) {
        if (m_line[m_offset] == u'\t') {
            const qsizetype toTab = 4 - m_column % 4;
            if (columns) {
                m_partialTab = toTab > count;
                const qsizetype step = qMin(toTab, count);
                m_column += step;
                m_offset += m_partialTab ? 0 : 1;
                count -= step;
            } else {
                m_partialTab = false;
                m_column += toTab;
                ++m_offset;
                --count;
            }
        } else {
            m_partialTab = false;
            ++m_offset;
            ++m_column;
            --count;
        }
    }
}

void MarkdownBlocks::advanceNonspace()
{
    m_offset = m_nonspace;
    m_column = m_nonspaceColumn;
    m_partialTab = false;
}

QString MarkdownBlocks::restOfLine() const
{
    if (!m_partialTab)
        return m_line.sliced(qMin(m_offset, m_line.size())).toString();
    return QString(4 - m_column % 4, u' ').append(m_line.sliced(m_offset + 1));
}

void MarkdownBlocks::takeLine(QStringView line)
{
    ++m_lineNumber;
    m_line = line;
    m_offset = m_column = 0;
    m_partialTab = m_blank = m_lineDone = false;
    for (m_matched = 1; m_matched < m_open.size(); ++m_matched) {
        if (!matchContainer(m_containers[size_t(m_open[m_matched])]))
            break;
    }
    const bool all = m_matched == m_open.size();
    findNonspace();
    m_leafMatched = all && m_leafOpen && matchLeaf();
    if (!m_lineDone) {
        m_allClosed = all && (!m_leafOpen || m_leafMatched);
        const bool verbatim =
            m_leafMatched && !leafIs(Block::Kind::Paragraph) && !leafIs(Block::Kind::TableRow);
        while (!verbatim && !m_lineDone && startBlock())
            continue;
        if (!m_lineDone)
            addText();
    }
    noteEnd();
    m_line = {};
}

bool MarkdownBlocks::matchContainer(const Container &container)
{
    findNonspace();
    switch (container.kind) {
    case Container::Kind::Quote:
        if (m_indent >= 4 || at(m_nonspace) != u'>')
            return false;
        advanceNonspace();
        advance(1, false);
        if (isSpaceOrTab(at(m_offset)))
            advance(1, true);
        return true;
    case Container::Kind::Item:
        if (m_blank) {
            if (container.lastChild == noChild)
                return false;
            advanceNonspace();
        } else if (m_indent >= container.markerOffset + container.padding) {
            advance(container.markerOffset + container.padding, true);
        } else {
            return false;
        }
        return true;
    case Container::Kind::Footnote:
        if (m_blank)
            advanceNonspace();
        else if (m_indent >= 4)
            advance(4, true);
        else
            return false;
        return true;
    case Container::Kind::Root:
    case Container::Kind::List:
        break;
    }
    return true;
}

bool MarkdownBlocks::closesFence()
{
    const Code &code = m_codes[size_t(m_blocks.back().group)];
    if (code.fence.isNull() || m_indent >= 4 || at(m_nonspace) != code.fence)
        return false;
    const QStringView marks = withoutEnd(m_line.sliced(m_nonspace));
    return marks.size() >= code.fenceLength && isAllOf(marks, code.fence);
}

/// Whether the open leaf goes on with this line.
bool MarkdownBlocks::matchLeaf()
{
    switch (m_blocks.back().kind) {
    case Block::Kind::Paragraph:
    case Block::Kind::TableRow:
    case Block::Kind::Math:
        return !m_blank;
    case Block::Kind::Html: {
        const int type = m_codes[size_t(m_blocks.back().group)].htmlType;
        return !m_blank || type < 6;
    }
    case Block::Kind::Code: {
        const Code &code = m_codes[size_t(m_blocks.back().group)];
        if (code.fence.isNull()) {
            if (m_indent >= 4)
                advance(4, true);
            else if (m_blank)
                advanceNonspace();
            else
                return false;
            return true;
        }
        if (closesFence()) {
            closeLeaf();
            m_lineDone = true;
            return true;
        }
        for (int left = code.fenceOffset; left > 0 && isSpaceOrTab(at(m_offset)); --left)
            advance(1, true);
        return true;
    }
    default:
        return false;
    }
}

/// Tries every mark that begins a block. True: a container was opened, and what is behind its mark may begin
/// another; m_lineDone: the line is used up.
bool MarkdownBlocks::startBlock()
{
    findNonspace();
    if (m_blank)
        return false;
    const QChar c = at(m_nonspace);
    // Nearly every line of prose begins with a letter, and no mark does.
    if (m_indent < 4 && (c.isLetter() || c.isSurrogate()) && !leafIs(Block::Kind::Paragraph))
        return false;
    if (m_indent >= 4)
        return startIndented();
    const bool deep = m_matched > deepestNesting;
    if (c == u'>')
        return !deep && startQuote();
    return startHeading() || startFence() || startHtml() || startTable() || startSetext() || startRule() ||
           (!deep && (startFootnote() || startItem())) || startMath();
}

bool MarkdownBlocks::startQuote()
{
    advanceNonspace();
    advance(1, false);
    if (isSpaceOrTab(at(m_offset)))
        advance(1, true);
    closeUnmatched();
    newContainer(Container::Kind::Quote);
    newBlock(Block::Kind::Empty);
    m_leafOpen = false;
    return true;
}

bool MarkdownBlocks::startHeading()
{
    const QStringView rest = m_line.sliced(m_nonspace);
    qsizetype level = 0;
    while (level < rest.size() && rest[level] == u'#')
        ++level;
    if (level < 1 || level > 6 || (level < rest.size() && !isSpaceOrTab(rest[level])))
        return false;
    QStringView text = rest.sliced(level).trimmed();
    qsizetype marks = text.size();
    while (marks > 0 && text[marks - 1] == u'#')
        --marks;
    if (marks == 0 || isSpaceOrTab(text[marks - 1]))
        text = text.first(marks).trimmed();
    closeUnmatched();
    Block &block = newBlock(Block::Kind::Heading);
    block.level = quint8(level);
    block.source = text.toString();
    m_leafOpen = false;
    return m_lineDone = true;
}

bool MarkdownBlocks::startFence()
{
    const QStringView rest = m_line.sliced(m_nonspace);
    const QChar mark = rest[0];
    if (mark != u'`' && mark != u'~')
        return false;
    qsizetype length = 0;
    while (length < rest.size() && rest[length] == mark)
        ++length;
    if (length < 3 || (mark == u'`' && rest.sliced(length).contains(u'`')))
        return false;
    closeUnmatched();
    newBlock(Block::Kind::Code).group = int(m_codes.size());
    Code code;
    code.info = unescapedMarkdown(PictureFold::shortened(rest.sliced(length).trimmed()));
    code.firstBlock = int(m_blocks.size()) - 1;
    code.fence = mark;
    code.fenceLength = int(length);
    code.fenceOffset = m_indent;
    m_codes.push_back(code);
    return m_lineDone = true;
}

bool MarkdownBlocks::startHtml()
{
    if (at(m_nonspace) != u'<')
        return false;
    const int type = htmlTypeOf(m_line.sliced(m_nonspace), !leafIs(Block::Kind::Paragraph));
    if (type == 0)
        return false;
    if (type == 7 && m_dialect == Dialect::Extended && InlineTags::isHarmless(m_line.sliced(m_nonspace)))
        return false; // "<br>" on a line of its own is an empty line
    closeUnmatched();
    newBlock(Block::Kind::Html).group = int(m_codes.size());
    Code code;
    code.info = u"html"_s;
    code.firstBlock = int(m_blocks.size()) - 1;
    code.htmlType = type;
    m_codes.push_back(code);
    appendCode(restOfLine());
    if (endsHtml(type, m_line))
        closeLeaf();
    return m_lineDone = true;
}

bool MarkdownBlocks::startTable()
{
    if (m_dialect != Dialect::Extended || !m_leafMatched || !leafIs(Block::Kind::Paragraph))
        return false;
    const QChar c = at(m_nonspace);
    if (c != u'|' && c != u'-' && c != u':')
        return false;
    const auto columns = delimiterRow(m_line.sliced(m_nonspace));
    const QString &paragraph = m_blocks.back().source;
    const qsizetype lineEnd = paragraph.lastIndexOf(u'\n');
    const QString head = paragraph.sliced(lineEnd + 1);
    if (!columns || tableCells(head).size() != columns->size())
        return false;
    // The head was the last line of what looked like a paragraph.
    const qsizetype headStart = m_raw.lastIndexOf(u'\n', m_lineStart - 2) + 1;
    if (lineEnd >= 0) {
        leaf().source.truncate(lineEnd);
        leaf().end = headStart;
    } else {
        m_leafOpen = false;
        dropLastBlock();
    }
    Block &row = newBlock(Block::Kind::TableRow);
    row.head = true;
    row.begin = headStart;
    row.source = head;
    row.group = int(m_tables.size());
    m_tables.push_back({*columns, int(m_blocks.size()) - 1});
    return m_lineDone = true;
}

bool MarkdownBlocks::startSetext()
{
    if (!m_leafMatched || !leafIs(Block::Kind::Paragraph))
        return false;
    const QStringView marks = withoutEnd(m_line.sliced(m_nonspace));
    if ((marks[0] != u'=' && marks[0] != u'-') || !isAllOf(marks, marks[0]))
        return false;
    const int last = int(m_blocks.size()) - 1;
    if (!m_blocks.back().continues && !stripDefinitions(last))
        return false; // nothing but definitions stood there: the line is text
    for (int i = last;; --i) {
        Block &part = touchBlock(i);
        part.kind = Block::Kind::Heading;
        part.level = marks[0] == u'=' ? 1 : 2;
        if (!part.continues)
            break;
    }
    m_leafOpen = false;
    return m_lineDone = true;
}

bool MarkdownBlocks::startRule()
{
    const QChar mark = at(m_nonspace);
    if (mark != u'*' && mark != u'-' && mark != u'_')
        return false;
    int marks = 0;
    for (const QChar c : m_line.sliced(m_nonspace)) {
        if (c == mark)
            ++marks;
        else if (!isSpaceOrTab(c))
            return false;
    }
    if (marks < 3)
        return false;
    closeUnmatched();
    newBlock(Block::Kind::Rule);
    m_leafOpen = false;
    return m_lineDone = true;
}

bool MarkdownBlocks::startFootnote()
{
    if (m_dialect != Dialect::Extended || at(m_nonspace) != u'[' || at(m_nonspace + 1) != u'^')
        return false;
    static const QRegularExpression mark(u"^\\[\\^([^\\]\\s]{1,200})\\]:[ \\t]*"_s);
    const auto match = mark.matchView(m_line.sliced(m_nonspace));
    if (!match.hasMatch())
        return false;
    advanceNonspace();
    advance(match.capturedLength(), false);
    closeUnmatched();
    const int container = newContainer(Container::Kind::Footnote);
    m_containers[size_t(container)].label = match.captured(1);
    m_containers[size_t(container)].firstBlock = int(m_blocks.size());
    newBlock(Block::Kind::Empty);
    m_leafOpen = false;
    const QString label = labelKey(match.capturedView(1));
    if (!m_footnotes.contains(label)) {
        m_footnotes.insert(label, container);
        if (m_recording)
            m_addedFootnotes.append(label);
        markUsers(u'^' + label);
    }
    return true;
}

bool MarkdownBlocks::startItem()
{
    const QStringView rest = m_line.sliced(m_nonspace);
    qsizetype length = 0;
    int number = 0;
    const bool ordered = rest[0].isDigit();
    if (ordered) {
        while (length < rest.size() && length < 9 && rest[length] >= u'0' && rest[length] <= u'9')
            number = number * 10 + (rest[length++].unicode() - u'0');
        if (length == 0 || length >= rest.size() || (rest[length] != u'.' && rest[length] != u')'))
            return false;
    } else if (rest[0] != u'*' && rest[0] != u'-' && rest[0] != u'+') {
        return false;
    }
    ++length;
    if (length < rest.size() && !isSpaceOrTab(rest[length]))
        return false;
    if (m_leafMatched && leafIs(Block::Kind::Paragraph) &&
        (isBlankText(rest.sliced(length)) || (ordered && number != 1)))
        return false; // neither an empty item nor a number in the middle of a count interrupts a paragraph
    const QChar mark = rest[length - 1];
    const int markerOffset = m_indent;
    advanceNonspace();
    advance(length, true);
    const qsizetype spacesColumn = m_column;
    const qsizetype spacesOffset = m_offset;
    const bool partialTab = m_partialTab;
    do {
        advance(1, true);
    } while (m_column - spacesColumn < 5 && isSpaceOrTab(at(m_offset)));
    const bool nothing = m_offset >= m_line.size();
    const qsizetype spaces = m_column - spacesColumn;
    qsizetype padding = length + spaces;
    if (spaces >= 5 || spaces < 1 || nothing) {
        padding = length + 1;
        m_column = spacesColumn;
        m_offset = spacesOffset;
        m_partialTab = partialTab;
        if (isSpaceOrTab(at(m_offset)))
            advance(1, true);
    }
    closeUnmatched();
    if (m_leafOpen)
        closeLeaf();
    const Container &top = m_containers[size_t(m_open.back())];
    if (top.kind != Container::Kind::List || top.ordered != ordered || top.mark != mark) {
        const int list = newContainer(Container::Kind::List);
        m_containers[size_t(list)].ordered = ordered;
        m_containers[size_t(list)].mark = mark;
        m_containers[size_t(list)].number = number;
    }
    const int list = m_open.back();
    const int item = newContainer(Container::Kind::Item);
    Container &made = m_containers[size_t(item)];
    made.markerOffset = markerOffset;
    made.padding = int(padding);
    made.startLine = m_lineNumber;
    made.number = m_containers[size_t(list)].number + touchContainer(list).items++;
    newBlock(Block::Kind::Empty);
    m_leafOpen = false;
    return true;
}

bool MarkdownBlocks::startMath()
{
    if (m_dialect != Dialect::Extended)
        return false;
    const QStringView rest = withoutEnd(m_line.sliced(m_nonspace));
    const bool dollars = rest.startsWith("$$"_L1);
    if (!dollars && !rest.startsWith("\\["_L1))
        return false;
    const QLatin1StringView end = dollars ? "$$"_L1 : "\\]"_L1;
    const bool oneLine =
        rest.size() > 4 && rest.endsWith(end) && rest.sliced(2, rest.size() - 4).indexOf(end) < 0;
    // More text behind the end makes it math inside a paragraph.
    if (!oneLine && (dollars ? rest.sliced(2).contains(end) : rest.size() > 2))
        return false;
    closeUnmatched();
    Block &block = newBlock(Block::Kind::Math);
    block.level = dollars ? 1 : 2;
    block.source = rest.toString();
    if (oneLine)
        m_leafOpen = false;
    return m_lineDone = true;
}

bool MarkdownBlocks::startIndented()
{
    if (leafIs(Block::Kind::Paragraph) || m_blank)
        return false;
    if (leafIs(Block::Kind::TableRow) && m_leafMatched)
        return false;
    advance(4, true);
    closeUnmatched();
    newBlock(Block::Kind::Code).group = int(m_codes.size());
    Code code;
    code.firstBlock = int(m_blocks.size()) - 1;
    m_codes.push_back(code);
    appendCode(restOfLine());
    return m_lineDone = true;
}

/// One more line of the paragraph that is open.
void MarkdownBlocks::addLine(QStringView text)
{
    QString &source = leaf().source;
    if (!source.isEmpty()) // it is, where all that stood there were link definitions
        source += u'\n';
    source += text;
    splitParagraph();
}

/// What of the line no mark has used.
void MarkdownBlocks::addText()
{
    const bool verbatim = m_leafMatched && (leafIs(Block::Kind::Code) || leafIs(Block::Kind::Html));
    findNonspace();
    noteBlank();
    if (!m_allClosed && !m_blank && leafIs(Block::Kind::Paragraph)) {
        // A lazy continuation: the paragraph goes on without its containers' marks.
        addLine(m_line.sliced(m_nonspace));
        return;
    }
    closeUnmatched();
    if (verbatim) {
        appendCode(restOfLine());
        const Code &code = m_codes[size_t(m_blocks.back().group)];
        if (code.htmlType > 0 && endsHtml(code.htmlType, m_line.sliced(qMin(m_offset, m_line.size()))))
            closeLeaf();
        return;
    }
    if (m_blank)
        return;
    const QStringView text = m_line.sliced(m_nonspace);
    if (leafIs(Block::Kind::TableRow)) {
        Block row = m_blocks.back();
        touchContainer(m_open.back()).lastChild = ~int(m_blocks.size());
        row.begin = m_lineStart;
        row.continues = true;
        row.head = false;
        row.source = text.toString();
        m_changes.from = qMin(m_changes.from, int(m_blocks.size()));
        m_blocks.push_back(row);
    } else if (leafIs(Block::Kind::Math)) {
        Block &block = leaf();
        block.source.append(u'\n').append(text);
        if (withoutEnd(text).endsWith(block.level == 1 ? "$$"_L1 : "\\]"_L1))
            m_leafOpen = false;
    } else if (leafIs(Block::Kind::Paragraph)) {
        addLine(text);
    } else {
        newBlock(Block::Kind::Paragraph).source = text.toString();
        splitParagraph();
    }
}

/// Which blank lines make a list loose: the reference programs' bookkeeping.
void MarkdownBlocks::noteBlank()
{
    const bool inLeaf = m_leafMatched && m_leafOpen;
    const int deepest = m_open[m_matched < m_open.size() ? m_matched - 1 : m_open.size() - 1];
    if (inLeaf) {
        const bool fenced = m_blocks.back().kind == Block::Kind::Code &&
                            !m_codes[size_t(m_blocks.back().group)].fence.isNull();
        const bool blank = m_blank && !fenced;
        if (m_blocks.back().lastLineBlank != blank)
            leaf().lastLineBlank = blank;
    } else {
        const Container &container = m_containers[size_t(deepest)];
        if (m_blank && container.lastChild != noChild) {
            if (container.lastChild < 0)
                touchBlock(~container.lastChild).lastLineBlank = true;
            else
                touchContainer(container.lastChild).lastLineBlank = true;
        }
        const bool blank = m_blank && container.kind != Container::Kind::Quote &&
                           !(container.kind == Container::Kind::Item && container.lastChild == noChild &&
                             container.startLine == m_lineNumber);
        if (container.lastLineBlank != blank)
            touchContainer(deepest).lastLineBlank = blank;
    }
    for (int up = inLeaf ? deepest : m_containers[size_t(deepest)].parent; up >= 0;
         up = m_containers[size_t(up)].parent) {
        if (m_containers[size_t(up)].lastLineBlank)
            touchContainer(up).lastLineBlank = false;
    }
}

// --- the tree ---------------------------------------------------------------------------------------------

MarkdownBlocks::Container &MarkdownBlocks::touchContainer(int index)
{
    if (m_recording && size_t(index) < m_saved.containers &&
        std::ranges::none_of(m_savedContainers, [&](const auto &saved) { return saved.first == index; }))
        m_savedContainers.emplace_back(index, m_containers[size_t(index)]);
    return m_containers[size_t(index)];
}

MarkdownBlocks::Block &MarkdownBlocks::touchBlock(int index)
{
    if (m_recording && size_t(index) < m_saved.blocks &&
        std::ranges::none_of(m_savedBlocks, [&](const auto &saved) { return saved.first == index; }))
        m_savedBlocks.emplace_back(index, m_blocks[size_t(index)]);
    m_changes.from = qMin(m_changes.from, index);
    return m_blocks[size_t(index)];
}

bool MarkdownBlocks::endsBlank(int child) const
{
    while (child != noChild) {
        if (child < 0)
            return m_blocks[size_t(~child)].lastLineBlank;
        const Container &container = m_containers[size_t(child)];
        const bool deeper =
            container.kind == Container::Kind::List || container.kind == Container::Kind::Item;
        if (!deeper || container.lastChild == noChild)
            return container.lastLineBlank;
        child = container.lastChild;
    }
    return false;
}

void MarkdownBlocks::loosen(int list)
{
    if (!m_containers[size_t(list)].tight)
        return;
    touchContainer(list).tight = false;
    m_changes.spacing = qMin(m_changes.spacing, m_containers[size_t(list)].firstBlock);
}

/// A further child tells whether the blank line before it stood inside its list.
void MarkdownBlocks::noteChild(int parent, int child)
{
    Container &container = touchContainer(parent);
    const int before = std::exchange(container.lastChild, child);
    if (before == noChild)
        return;
    if (container.kind == Container::Kind::List) {
        const Container &item = m_containers[size_t(before)];
        if (item.lastLineBlank || endsBlank(item.lastChild))
            loosen(parent);
    } else if (container.kind == Container::Kind::Item && endsBlank(before)) {
        loosen(container.parent);
    }
}

void MarkdownBlocks::closeUnmatched()
{
    if (std::exchange(m_allClosed, true))
        return;
    if (m_leafOpen && (m_open.size() > m_matched || !m_leafMatched))
        closeLeaf();
    while (m_open.size() > m_matched)
        closeContainer();
}

int MarkdownBlocks::newContainer(Container::Kind kind)
{
    if (m_leafOpen)
        closeLeaf();
    while (kind != Container::Kind::Item && m_containers[size_t(m_open.back())].kind == Container::Kind::List)
        closeContainer();
    const int index = int(m_containers.size());
    Container container;
    container.kind = kind;
    container.parent = m_open.back();
    m_containers.push_back(container);
    noteChild(m_open.back(), index);
    m_open.push_back(index);
    m_matched = m_open.size();
    return index;
}

MarkdownBlocks::Block &MarkdownBlocks::newBlock(Block::Kind kind)
{
    if (m_leafOpen)
        closeLeaf();
    while (m_containers[size_t(m_open.back())].kind == Container::Kind::List)
        closeContainer();
    if (!m_blocks.empty() && m_blocks.back().kind == Block::Kind::Empty &&
        std::ranges::find(m_open, m_blocks.back().container) != m_open.end()) {
        touchBlock(int(m_blocks.size()) - 1);
        m_blocks.pop_back(); // the item has something now
    }
    Block block;
    block.kind = kind;
    block.container = m_open.back();
    block.begin = m_lineStart;
    const int index = int(m_blocks.size());
    if (kind != Block::Kind::Empty) {
        block.prevSibling = m_containers[size_t(m_open.back())].lastChild;
        noteChild(m_open.back(), ~index);
    }
    for (const int open : m_open) {
        if (m_containers[size_t(open)].firstBlock < 0)
            touchContainer(open).firstBlock = index;
    }
    m_changes.from = qMin(m_changes.from, index);
    m_blocks.push_back(block);
    m_leafOpen = true;
    m_leafMatched = false; // what was open has been closed for this one
    return m_blocks.back();
}

void MarkdownBlocks::closeContainer()
{
    m_open.pop_back();
    m_matched = qMin(m_matched, m_open.size());
}

void MarkdownBlocks::closeLeaf()
{
    m_leafOpen = false;
    m_pendingBlank.clear();
    const int last = int(m_blocks.size()) - 1;
    Block &block = m_blocks[size_t(last)];
    switch (block.kind) {
    case Block::Kind::Paragraph:
        if (!block.continues && block.source.startsWith(u'[') && !stripDefinitions(last))
            dropLastBlock();
        break;
    case Block::Kind::Code:
    case Block::Kind::Html: {
        if (m_recording && size_t(block.group) < m_saved.codes && !m_savedCode)
            m_savedCode = m_codes[size_t(block.group)];
        m_codes[size_t(block.group)].closed = true;
        const int first = m_codes[size_t(block.group)].firstBlock;
        m_changes.from = qMin(m_changes.from, qMax(first, last));
        break;
    }
    case Block::Kind::Math:
        touchBlock(last).kind = Block::Kind::Paragraph; // its end never came
        break;
    default:
        break;
    }
}

/// Takes the last block away; an item that has nothing else keeps an empty one.
void MarkdownBlocks::dropLastBlock()
{
    const int last = int(m_blocks.size()) - 1;
    Block &block = touchBlock(last);
    Container &parent = touchContainer(block.container);
    parent.lastChild = block.prevSibling;
    const bool needed = parent.parent >= 0 && parent.firstBlock == last;
    if (needed) {
        Block empty;
        empty.kind = Block::Kind::Empty;
        empty.container = block.container;
        empty.begin = block.begin;
        empty.end = block.end;
        block = empty;
        return;
    }
    for (int up = m_blocks.back().container; up >= 0; up = m_containers[size_t(up)].parent) {
        if (m_containers[size_t(up)].firstBlock == last)
            touchContainer(up).firstBlock = -1;
    }
    m_blocks.pop_back();
}

void MarkdownBlocks::flushBlank()
{
    const QStringList lines = std::exchange(m_pendingBlank, {});
    for (const QString &line : lines)
        appendCodePiece(line, true);
}

/// Blank lines at the end of indented code and HTML are none of it, and are kept back until more comes.
void MarkdownBlocks::appendCode(QStringView line)
{
    const Code &code = m_codes[size_t(m_blocks.back().group)];
    if (code.fence.isNull()) {
        if (isBlankText(line)) {
            m_pendingBlank.append(line.toString());
            return;
        }
        flushBlank();
    }
    if (!PictureFold::hasToken(line))
        appendCodePiece(line, true);
    else if (m_blocks.back().kind == Block::Kind::Code)
        appendCodePiece(m_fold.unfolded(line, m_raw), true);
    else
        appendCodePiece(PictureFold::shortened(line), true);
}

void MarkdownBlocks::appendCodePiece(QStringView piece, bool newLine)
{
    const auto goOn = [this](bool midLine) {
        Block next = m_blocks.back();
        touchContainer(m_open.back()).lastChild = ~int(m_blocks.size());
        next.begin = m_lineStart;
        next.continues = true;
        next.midLine = midLine;
        next.lines = midLine ? 1 : 0;
        next.source.clear();
        m_changes.from = qMin(m_changes.from, int(m_blocks.size()));
        m_blocks.push_back(next);
    };
    if (newLine) {
        if (m_blocks.back().lines >= codeLinesInBlock ||
            m_blocks.back().source.size() >= codeCharactersInBlock)
            goOn(false);
        Block &block = leaf();
        if (block.lines++ > 0)
            block.source += u'\n';
    }
    while (true) {
        Block &block = leaf();
        qsizetype room = qMax(qsizetype(0), codeCharactersInBlock - block.source.size());
        if (piece.size() <= room) {
            block.source += piece;
            return;
        }
        // A line of thousands of characters goes on in blocks of its own, never inside a character pair.
        if (room > 0 && piece[room - 1].isHighSurrogate())
            --room;
        block.source += piece.first(room);
        piece = piece.sliced(room);
        goOn(true);
    }
}

/// Cuts what a long paragraph has too much of into a block of its own. Where to cut is decided by the text
/// before the cut alone, so that it does not matter how it arrived.
void MarkdownBlocks::splitParagraph()
{
    while (true) {
        const Block &block = m_blocks.back();
        const int limit = block.splitLimit > 0 ? block.splitLimit : firstSplit;
        if (block.source.size() <= limit + 1)
            return;
        const QString &text = block.source;
        const auto mayCut = [&](qsizetype i) { // at a single space or line end
            return (text[i] == u' ' || text[i] == u'\n') && text[i - 1] != u' ' && text[i - 1] != u'\\' &&
                   text[i + 1] != u' ' && text[i + 1] != u'\n' && text[i + 1] != u'\t';
        };
        qsizetype cut = -1;
        qsizetype gap = 1;
        for (qsizetype i = limit; i > limit / 2 && cut < 0; --i) {
            if (mayCut(i) && u".!?:"_s.contains(text[i - 1])) {
                cut = i;
            } else if (u"。！？"_s.contains(text[i - 1]) && !text[i].isSpace()) {
                cut = i;
                gap = 0;
            }
        }
        for (qsizetype i = limit; i > limit / 2 && cut < 0; --i) {
            if (mayCut(i))
                cut = i;
        }
        if (cut < 0) {
            cut = text[limit].isLowSurrogate() ? limit - 1 : limit;
            gap = 0;
        }
        if (limit < lastSplit && !inlinesAreClosed(QStringView(text).first(cut))) {
            leaf().splitLimit = limit * 2;
            continue;
        }
        Block &first = leaf();
        Block next = first;
        next.source = text.sliced(cut + gap);
        next.begin = m_lineStart;
        next.continues = true;
        next.midLine = gap == 0;
        next.lineEnd = gap > 0 && text[cut] == u'\n';
        next.splitLimit = 0;
        first.source.truncate(cut);
        touchContainer(m_open.back()).lastChild = ~int(m_blocks.size());
        m_changes.from = qMin(m_changes.from, int(m_blocks.size()) - 1);
        m_blocks.push_back(next);
    }
}

bool MarkdownBlocks::stripDefinitions(int index)
{
    while (m_blocks[size_t(index)].source.startsWith(u'[')) {
        const auto found = definitionAt(m_blocks[size_t(index)].source);
        if (!found)
            break;
        define(found->label, found->link);
        Block &block = touchBlock(index);
        block.source = block.source.sliced(found->end);
        qsizetype space = 0;
        while (space < block.source.size() && isSpaceOrTab(block.source[space]))
            ++space;
        block.source.remove(0, space);
    }
    return !isBlankText(m_blocks[size_t(index)].source);
}

void MarkdownBlocks::define(const QString &label, const LinkDefinition &link)
{
    if (m_definitions.contains(label))
        return; // the first one counts
    m_definitions.insert(label, link);
    if (m_recording)
        m_addedLabels.append(label);
    markUsers(label);
}

void MarkdownBlocks::markUsers(const QString &label)
{
    const auto users = m_labelUsers.constFind(label);
    if (users == m_labelUsers.cend())
        return;
    for (const int block : *users)
        m_changes.late.push_back(block);
}

void MarkdownBlocks::setCitations(const QList<LinkDefinition> &links)
{
    QHash<QString, LinkDefinition> made;
    for (qsizetype i = 0; i < links.size(); ++i)
        made.insert(QString::number(i + 1), links[i]);
    if (made == m_citations)
        return;
    for (auto it = made.cbegin(); it != made.cend(); ++it) {
        if (m_citations.value(it.key()) != it.value())
            markUsers(it.key());
    }
    m_citations = made;
}

std::optional<LinkDefinition> MarkdownBlocks::definition(const QString &label) const
{
    if (label.startsWith(u'^')) {
        if (m_footnotes.contains(label.sliced(1)))
            return LinkDefinition{u"#fn:"_s + label.sliced(1), {}};
    } else if (const auto found = m_definitions.constFind(label); found != m_definitions.cend()) {
        return *found;
    } else if (const auto cited = m_citations.constFind(label); cited != m_citations.cend()) {
        return *cited;
    }
    return std::nullopt;
}

int MarkdownBlocks::footnoteBlock(const QString &label) const
{
    const auto found = m_footnotes.constFind(label);
    return found == m_footnotes.cend() ? -1 : m_containers[size_t(*found)].firstBlock;
}

InlineText MarkdownBlocks::inlines(int block) const
{
    QString source = m_blocks[size_t(block)].source;
    if (taskState(block))
        source.remove(0, 4);
    return inlines(block, source);
}

InlineText MarkdownBlocks::inlines(int block, const QString &source) const
{
    QStringList labels;
    InlineOptions options;
    options.extended = m_dialect == Dialect::Extended;
    options.lookUp = [this](const QString &label) { return definition(label); };
    options.labels = &labels;
    options.keepLineEnds = m_keepLineEnds;
    options.folded = true;
    InlineText text = readInlines(source, options);
    for (const QString &label : std::as_const(labels))
        m_labelUsers[label].insert(block);
    return text;
}

std::optional<bool> MarkdownBlocks::taskState(int index) const
{
    const Block &block = m_blocks[size_t(index)];
    const Container &item = m_containers[size_t(block.container)];
    if (m_dialect != Dialect::Extended || block.kind != Block::Kind::Paragraph ||
        item.kind != Container::Kind::Item || item.firstBlock != index || block.continues ||
        block.source.size() < 5 || block.source[0] != u'[' || block.source[2] != u']' ||
        !block.source[3].isSpace())
        return std::nullopt;
    const QChar mark = block.source[1];
    if (mark != u' ' && mark.toLower() != u'x')
        return std::nullopt;
    return mark != u' ';
}

MarkdownBlocks::Changes MarkdownBlocks::takeChanges()
{
    Changes changes = std::exchange(m_changes, Changes{int(m_blocks.size()), {}, int(m_blocks.size())});
    changes.from = qMin(changes.from, int(m_blocks.size()));
    changes.spacing = qMin(qMax(0, changes.spacing), int(m_blocks.size()));
    std::erase_if(changes.late, [&](int block) { return block >= changes.from; });
    std::ranges::sort(changes.late);
    changes.late.erase(std::ranges::unique(changes.late).begin(), changes.late.end());
    return changes;
}

} // namespace Crossroads
