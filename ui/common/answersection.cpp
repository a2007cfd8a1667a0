// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answersection.h"

#include "ui/common/icons.h"
#include "ui/common/picturegate.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPixmapCache>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qreal quoteIndent = 14;
static constexpr qreal codePadding = 9;
static constexpr qreal cellGap = 16;
static constexpr qreal leastColumn = 40;
static constexpr int unsettledRows = 2;  ///< at the end of a table, that more text may change
static constexpr int mostSurplus = 16;   ///< columns that the head does not name
static constexpr int rowsMeasured = 100; ///< of a table exactly; the widths of further cells are estimates
static constexpr qreal infinity = std::numeric_limits<qreal>::infinity();

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("Crossroads::AnswerSection", text);
}

bool isWide(QChar c)
{
    return c.unicode() >= 0x1100 && (c.unicode() <= 0x11FF || c.unicode() >= 0x2E80) && !c.isLowSurrogate();
}

/// In widths of an average character.
qreal estimatedWidth(QStringView text)
{
    qsizetype wide = 0;
    for (const QChar c : text)
        wide += isWide(c);
    return qreal(text.size()) + qreal(wide) * 0.9;
}

/// Painted once for each size and colour: drawing the vectors in every frame would cost more than the text.
void paintCachedIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QString key = u"answer-icon %1 %2 %3 %4"_s.arg(name, color.name()).arg(rect.width()).arg(ratio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap((rect.size() * ratio).toSize());
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter inside(&pixmap);
        inside.setRenderHint(QPainter::Antialiasing);
        paintIcon(inside, QRectF(QPointF(), rect.size()), name, color);
        inside.end();
        QPixmapCache::insert(key, pixmap);
    }
    painter.drawPixmap(rect.topLeft(), pixmap);
}

} // namespace

void AnswerSection::clear()
{
    m_model.clear();
    m_items.clear();
    m_codes.clear();
    m_tables.clear();
    m_laidOut.clear();
    m_decoded->clear();
    m_paintFrom = 0;
}

void AnswerSection::setKeepLineEnds(bool keep)
{
    m_model.setKeepLineEnds(keep);
}

/// The picture that stands at \p target: one that was fetched, or one that the text itself holds. Others are
/// fetched by a click alone: that tells their host who reads.
QImage AnswerSection::pictureAt(const QString &target)
{
    if (const auto fetched = m_pictures.constFind(target); fetched != m_pictures.cend())
        return *fetched;
    if (!target.startsWith("data:"_L1, Qt::CaseInsensitive))
        return {};
    if (const QImage *known = m_decoded->object(target))
        return *known;
    const auto bytes = m_model.bytesIn(target, largestPictureBytes);
    if (!bytes && m_model.isArriving(target))
        return {};
    auto picture = std::make_unique<QImage>(bytes ? pictureFromBytes(*bytes) : QImage());
    const QImage result = *picture;
    m_decoded->insert(target, picture.release(), qMax(qsizetype(1), result.sizeInBytes() / 1024));
    return result;
}

void AnswerSection::setStyle(const AnswerStyle *style, qreal width)
{
    const qreal factor = m_width > 0 ? m_width / width : 1;
    m_style = style;
    m_width = width;
    for (CodeFace &code : m_codes) {
        code.highlighter.reset();
        code.states.assign(1, {});
        code.widest = code.scroll = 0;
    }
    m_tables.assign(m_tables.size(), {});
    for (size_t i = 0; i < m_items.size(); ++i) {
        Item &item = m_items[i];
        item.layout.reset();
        // What had been measured is a better guess than what a block's length alone says.
        const bool text = block(int(i)).kind == Block::Kind::Paragraph;
        item.height = item.exact && text ? std::ceil(item.height * factor) : estimate(int(i));
        item.exact = false;
        item.stale = true;
    }
    m_laidOut.clear();
    placeFrom(0);
    m_paintFrom = 0;
}

int AnswerSection::sync()
{
    const MarkdownBlocks::Changes changes = m_model.takeChanges();
    const int size = int(m_model.blocks().size());
    int from = changes.from;
    // The block before gives up the lower edge of its frame when another line follows.
    if (from > 0 && from <= size && block(from - 1).group >= 0)
        --from;
    if (from >= size && int(m_items.size()) == size && changes.late.empty() && changes.spacing >= size)
        return size;
    if (size < int(m_items.size()))
        needPaint(m_items[size_t(size)].y);
    // The caret stood in what was the last line.
    if (size != int(m_items.size()) && !m_items.empty())
        needPaint(m_items.back().y + m_items.back().height - 2 * m_style->lineAdvance);
    m_items.resize(size_t(size));
    m_codes.resize(m_model.codes().size());
    m_tables.resize(m_model.tables().size());
    for (int i = from; i < size; ++i) {
        const Block &b = block(i);
        Item &item = m_items[size_t(i)];
        item.stale = true;
        item.exact = false;
        if (b.kind == Block::Kind::Code || b.kind == Block::Kind::Html) {
            CodeFace &code = m_codes[size_t(b.group)];
            const int part = i - m_model.code(b.group).firstBlock;
            code.states.resize(size_t(qMin(qMax(1, part + 1), int(code.states.size()))));
            if (part == 0 && (!code.languageKnown || code.language != m_model.code(b.group).language()))
                code.languageKnown = false;
        }
        if (!item.layout)
            item.height = estimate(i);
    }
    for (const int late : changes.late) {
        if (late >= size)
            continue;
        m_items[size_t(late)].stale = true;
        m_items[size_t(late)].exact = false;
        needPaint(m_items[size_t(late)].y);
        remeasureTable(late);
    }
    int lastTable = -1;
    for (int i = from; i < size; ++i) {
        if (block(i).kind == Block::Kind::TableRow && block(i).group != lastTable) {
            lastTable = block(i).group;
            remeasureTable(i);
        }
    }
    const int first = changes.late.empty() ? from : qMin(from, changes.late.front());
    placeFrom(qMin(first, changes.spacing));
    return first;
}

// --- places -----------------------------------------------------------------------------------------------

bool AnswerSection::isGroupLast(int index) const
{
    return index + 1 >= int(m_model.blocks().size()) || block(index + 1).group != block(index).group ||
           block(index + 1).kind != block(index).kind;
}

int AnswerSection::groupEnd(int group, int first) const
{
    int end = first;
    while (end < int(m_items.size()) && block(end).group == group && block(end).kind == block(first).kind)
        ++end;
    return end;
}

qreal AnswerSection::indentOf(const Container &container) const
{
    switch (container.kind) {
    case Container::Kind::Quote:
        return quoteIndent;
    case Container::Kind::Item:
        return m_model.container(container.parent).ordered && container.number > 99
                   ? m_style->indent + m_style->characterWidth * (container.number > 999 ? 2 : 1)
                   : m_style->indent;
    case Container::Kind::Footnote: {
        // A label that would take too much of the width stands on a line of its own.
        const qreal label = labelWidth(container);
        return label > qMin(m_width * 0.35, 240.0) ? m_style->indent : qMax(m_style->indent, label);
    }
    case Container::Kind::Root:
    case Container::Kind::List:
        break;
    }
    return 0;
}

qreal AnswerSection::labelWidth(const Container &note) const
{
    return std::ceil(QFontMetricsF(m_style->body).horizontalAdvance(note.label + u'.')) + 8;
}

/// Of the lines above \p index that a long footnote's label takes.
qreal AnswerSection::labelHeight(int index) const
{
    const Container &note = m_model.container(block(index).container);
    if (block(index).kind == Block::Kind::Code || block(index).kind == Block::Kind::TableRow)
        return 0; // they draw up to their top
    if (note.kind != Container::Kind::Footnote || block(index).continues ||
        !m_model.begins(index, block(index).container) || labelWidth(note) <= indentOf(note))
        return 0;
    const qreal room = qMax(40.0, m_width - indentOf(index) + indentOf(note));
    const QRectF words = QFontMetricsF(m_style->body)
                             .boundingRect(QRectF(0, 0, room, 1e5), Qt::TextWrapAnywhere, note.label + u'.');
    return std::ceil(words.height()) + 2;
}

qreal AnswerSection::indentOf(int index) const
{
    qreal sum = m_kind == Kind::Reasoning ? 12 : 0;
    for (int c = block(index).container; c > 0; c = m_model.container(c).parent)
        sum += indentOf(m_model.container(c));
    return qMin(sum, m_width * 0.6); // twenty levels deep there is still room for a word
}

qreal AnswerSection::gapBefore(int index) const
{
    if (index == 0)
        return 0;
    const Block &b = block(index);
    if (b.continues)
        return 0;
    // What separates two blocks is the innermost container that holds both.
    int around = b.container;
    while (around > 0 && m_model.begins(index, around))
        around = m_model.container(around).parent;
    const Container &shared = m_model.container(around);
    const int list = shared.kind == Container::Kind::List   ? around
                     : shared.kind == Container::Kind::Item ? shared.parent
                                                            : -1;
    const qreal unit = m_style->lineAdvance / 20;
    if (list >= 0 && m_model.container(list).tight)
        return std::round(4 * unit);
    if (b.kind == Block::Kind::Heading)
        return std::round((b.level <= 2 ? 18 : 14) * unit);
    if (block(index - 1).kind == Block::Kind::Heading)
        return std::round(6 * unit);
    return std::round(10 * unit);
}

qreal AnswerSection::above(int index) const
{
    const Block &b = block(index);
    if (b.kind == Block::Kind::Code)
        return b.continues ? 0 : m_style->codeHead + 7;
    if (b.kind == Block::Kind::TableRow)
        return 4;
    return (b.kind == Block::Kind::Math ? 4 : 0) + labelHeight(index);
}

qreal AnswerSection::below(int index) const
{
    const Block &b = block(index);
    if (b.kind == Block::Kind::Code)
        return isGroupLast(index) ? codePadding : 0;
    if (b.kind == Block::Kind::TableRow)
        return 5;
    return b.kind == Block::Kind::Math ? 4 : 0;
}

qreal AnswerSection::innerWidth(int index) const
{
    const qreal width = m_width - indentOf(index);
    return qMax(40.0, isFramed(index) ? width - 2 * codePadding : width);
}

QPointF AnswerSection::layoutOrigin(int index) const
{
    const Item &item = m_items[size_t(index)];
    const QRectF room = ground(index);
    qreal x = room.left() + (isFramed(index) ? codePadding : 0);
    if (block(index).kind == Block::Kind::TableRow && item.layout && item.layout->isRightToLeft())
        x += qMax(0.0, room.width() - m_tables[size_t(block(index).group)].total);
    return {x - scrollOf(index), item.y + above(index)};
}

/// Where a block may stand: the page without the marks of its containers, which are on the side where its
/// text begins.
QRectF AnswerSection::ground(int index) const
{
    const Item &item = m_items[size_t(index)];
    const bool mirrored = item.layout && item.layout->isRightToLeft();
    const qreal indent = indentOf(index);
    return {mirrored ? 0 : indent, item.y, m_width - indent, item.height};
}

qreal AnswerSection::scrollOf(int index) const
{
    const Block &b = block(index);
    if (b.kind == Block::Kind::Code)
        return m_codes[size_t(b.group)].scroll;
    if (b.kind == Block::Kind::TableRow) {
        const TableFace &face = m_tables[size_t(b.group)];
        return face.mirrored ? qMax(0.0, scrollRange(index) - face.scroll) : face.scroll;
    }
    return 0;
}

qreal AnswerSection::scrollRange(int index) const
{
    const Block &b = block(index);
    if (b.kind == Block::Kind::Code && !m_codes[size_t(b.group)].wrap)
        return qMax(0.0, m_codes[size_t(b.group)].widest - innerWidth(index));
    if (b.kind == Block::Kind::TableRow)
        return qMax(0.0, m_tables[size_t(b.group)].total - innerWidth(index));
    return 0;
}

qreal AnswerSection::estimate(int index) const
{
    const Block &b = block(index);
    const qreal edges = above(index) + below(index);
    switch (b.kind) {
    case Block::Kind::Rule:
        return 9;
    case Block::Kind::Code:
        if (size_t(b.group) < m_codes.size() && m_codes[size_t(b.group)].folded)
            return b.continues ? 0 : m_style->codeHead + 1;
        return edges + m_style->codeAdvance * qMax(1, b.lines);
    case Block::Kind::Html:
        return edges + m_style->codeAdvance * qMax(1, b.lines);
    case Block::Kind::TableRow:
    case Block::Kind::Empty:
        return edges + m_style->lineAdvance;
    default: {
        const qreal perLine = qMax(8.0, innerWidth(index) / m_style->characterWidth);
        return edges + m_style->lineAdvance * qMax(1.0, std::ceil(estimatedWidth(b.source) / perLine));
    }
    }
}

void AnswerSection::placeFrom(int index)
{
    for (int i = qMax(0, index); i < int(m_items.size()); ++i) {
        Item &item = m_items[size_t(i)];
        const qreal y = i == 0 ? 0
                               : m_items[size_t(i - 1)].y + m_items[size_t(i - 1)].height +
                                     (item.height > 0 ? gapBefore(i) : 0);
        if (y != item.y) {
            needPaint(qMin(y, item.y));
            item.y = y;
        }
    }
}

qreal AnswerSection::height() const
{
    return m_items.empty() ? 0 : m_items.back().y + m_items.back().height;
}

int AnswerSection::blockAt(qreal y) const
{
    const auto found =
        std::ranges::lower_bound(m_items, y, {}, [](const Item &item) { return item.y + item.height; });
    return int(qMin(found - m_items.begin(), std::ptrdiff_t(m_items.size()) - 1));
}

bool AnswerSection::measure(qreal top, qreal bottom)
{
    m_budget = 300;
    bool moved = false;
    if (m_items.empty())
        return false;
    // Each block is put in its place before the next is looked at, so one pass is enough.
    int i = qMax(0, blockAt(top));
    int placed = i;
    for (; i < int(m_items.size()); ++i) {
        if (i > 0 && moved) {
            const Item &before = m_items[size_t(i - 1)];
            m_items[size_t(i)].y =
                before.y + before.height + (m_items[size_t(i)].height > 0 ? gapBefore(i) : 0);
            placed = i;
        }
        if (m_items[size_t(i)].y > bottom)
            break;
        moved = measureItem(i) || moved;
    }
    if (moved)
        placeFrom(placed);
    return moved;
}

bool AnswerSection::measureItem(int index)
{
    Item &item = m_items[size_t(index)];
    const bool folded = block(index).kind == Block::Kind::Code && m_codes[size_t(block(index).group)].folded;
    if (!item.stale && item.exact)
        return false;
    layOut(index, item);
    item.stale = false;
    item.exact = true;
    const qreal height = folded ? estimate(index)
                         : block(index).kind == Block::Kind::Rule
                             ? estimate(index)
                             : above(index) + item.layout->height() + below(index);
    if (height == item.height)
        return false;
    needPaint(item.y + qMin(height, item.height) - below(index) - 2);
    item.height = height;
    return true;
}

BlockLayout &AnswerSection::laidOut(int index)
{
    Item &item = m_items[size_t(index)];
    if (!item.layout || item.stale) {
        m_budget = qMax(m_budget, 100);
        if (measureItem(index))
            placeFrom(index + 1);
    }
    return *item.layout;
}

void AnswerSection::layOut(int index, Item &item)
{
    if (!item.layout)
        m_laidOut.push_back(index);
    switch (block(index).kind) {
    case Block::Kind::Code:
    case Block::Kind::Html:
        layOutCode(index, item);
        break;
    case Block::Kind::TableRow:
        layOutRow(index, item);
        break;
    default:
        layOutText(index, item);
    }
}

void AnswerSection::layOutText(int index, Item &item)
{
    const Block &b = block(index);
    auto fresh = std::make_unique<BlockLayout>();
    const InlineText content = this->content(index);
    const bool heading = b.kind == Block::Kind::Heading;
    const QFont &font = heading                                               ? m_style->headings[b.level - 1]
                        : m_kind == Kind::Colophon || m_kind == Kind::Sources ? m_style->small
                                                                              : m_style->body;
    const qreal advance = heading && b.level == 1    ? std::ceil(m_style->lineAdvance * 1.1)
                          : &font == &m_style->small ? std::ceil(m_style->lineAdvance * 0.85)
                                                     : m_style->lineAdvance;
    const bool centred = content.runs.size() == 1 && content.runs[0].style & InlineText::DisplayMath &&
                         content.runs[0].length == content.text.size();
    fresh->setText(content, font, advance, innerWidth(index), *m_style, centred,
                   [this](const QString &target) { return pictureAt(target); });
    needPaint(item.y + above(index) + (item.layout ? fresh->sameAs(*item.layout) : 0));
    item.layout = std::move(fresh);
}

void AnswerSection::prepareCode(int group)
{
    CodeFace &face = m_codes[size_t(group)];
    const auto &code = m_model.code(group);
    if (!face.languageKnown) {
        const QString before = face.language;
        face.language = code.language();
        face.languageKnown = true;
        if (face.language.isEmpty() && code.htmlType == 0) {
            const Block &first = block(code.firstBlock);
            // A guess is made once, when there is enough to see.
            if (code.closed || first.lines >= 12)
                face.language = guessedLanguage(first.source);
            else
                face.languageKnown = false;
        }
        if (face.language != before)
            face.highlighter.reset();
    }
    if (!face.highlighter && !face.language.isEmpty()) {
        const QColor ground = m_style->tokens.alternate;
        face.highlighter = CodeHighlighter::forLanguage(face.language, m_style->tokens.dark, ground);
        face.states.assign(1, {});
    }
}

/// Makes sure that it is known where the colouring stands before part \p part of a code; false: not yet.
bool AnswerSection::findState(int group, int part)
{
    CodeFace &face = m_codes[size_t(group)];
    const int first = m_model.code(group).firstBlock;
    while (int(face.states.size()) <= part) {
        const int before = int(face.states.size()) - 1;
        const Item &item = m_items[size_t(first + before)];
        if (item.layout && !item.stale && item.layout->endState()) {
            face.states.push_back(*item.layout->endState());
            continue;
        }
        if (m_budget <= 0) {
            m_uncoloured = true;
            return false;
        }
        CodeState state = face.states.back();
        for (const QString &line : block(first + before).source.split(u'\n')) {
            (void)face.highlighter->highlight(line, state);
            --m_budget;
        }
        face.states.push_back(state);
    }
    return true;
}

void AnswerSection::layOutCode(int index, Item &item)
{
    const Block &b = block(index);
    if (!item.layout)
        item.layout = std::make_unique<BlockLayout>();
    if (b.kind == Block::Kind::Html) {
        needPaint(item.y + item.layout->setCode(b.source, innerWidth(index), *m_style, nullptr, {}));
        return;
    }
    prepareCode(b.group);
    CodeFace &face = m_codes[size_t(b.group)];
    const int part = index - m_model.code(b.group).firstBlock;
    CodeHighlighter *highlighter = nullptr;
    if (face.highlighter && face.highlighter->isReady() && face.highlighter->isKnown() &&
        findState(b.group, part))
        highlighter = face.highlighter.get();
    // A line of thousands of characters has no end to scroll to: it is wrapped.
    const bool wrap = face.wrap || b.midLine || (index + 1 < count() && block(index + 1).midLine);
    needPaint(item.y + above(index) +
              item.layout->setCode(b.source, wrap ? innerWidth(index) : 0, *m_style, highlighter,
                                   highlighter ? face.states[size_t(part)] : CodeState{}));
    face.widest = qMax(face.widest, wrap ? 0 : item.layout->naturalWidth());
}

/// The cells of a row, at least as many as the head has; what stands behind them is not lost.
std::vector<InlineText> AnswerSection::cellsOf(int index) const
{
    const qsizetype columns = m_model.table(block(index).group).columns.size();
    QStringList sources = MarkdownBlocks::tableCells(block(index).source);
    if (sources.size() > columns + mostSurplus) {
        sources[columns + mostSurplus - 1] = sources.sliced(columns + mostSurplus - 1).join(u" | "_s);
        sources.resize(columns + mostSurplus);
    }
    std::vector<InlineText> cells;
    for (const QString &cell : std::as_const(sources))
        cells.push_back(m_model.inlines(index, cell));
    cells.resize(size_t(qMax(columns, sources.size())));
    return cells;
}

/// The row at \p index, if it is one, has changed: so may the widths of its table.
void AnswerSection::remeasureTable(int index)
{
    if (block(index).kind != Block::Kind::TableRow)
        return;
    const int group = block(index).group;
    TableFace &face = m_tables[size_t(group)];
    if (index - m_model.table(group).firstBlock < face.settled)
        face.settled = 0;
    // A table that nobody has seen has no widths yet; they are found when it is laid out.
    if (!face.widths.isEmpty())
        updateTable(group);
}

/// Whether a table reads from right to left: as most of its head does, or else its first row.
bool AnswerSection::isMirrored(int group) const
{
    const int first = m_model.table(group).firstBlock;
    for (int row = first; row < first + 2 && row < count() && block(row).group == group &&
                          block(row).kind == Block::Kind::TableRow;
         ++row) {
        int balance = 0;
        bool any = false;
        for (const InlineText &cell : cellsOf(row)) {
            if (!BlockLayout::hasDirection(cell))
                continue;
            any = true;
            balance += BlockLayout::isRightToLeft(cell) ? 1 : -1;
        }
        if (any)
            return balance >= 0;
    }
    return false;
}

/// Makes room for row \p row; \p exactly: by its type, otherwise by its length.
void AnswerSection::widen(TableFace &face, int row, bool exactly)
{
    if (exactly) {
        widenExactly(face, row);
        return;
    }
    const QStringList sources = MarkdownBlocks::tableCells(block(row).source);
    for (qsizetype column = 0; column < qMin(sources.size(), face.natural.size()); ++column) {
        const qreal width = std::ceil(estimatedWidth(sources[column]) * m_style->characterWidth);
        face.natural[column] = qMax(face.natural[column], width);
        face.least[column] = qMax(face.least[column], leastColumn);
    }
}

void AnswerSection::widenExactly(TableFace &face, int row)
{
    const QFontMetricsF body(m_style->body);
    const QFontMetricsF bold(sized(m_style->body, 0, true));
    const QFontMetricsF code(m_style->code);
    const std::vector<InlineText> cells = cellsOf(row);
    const qsizetype columns = qMax(face.natural.size(), qsizetype(cells.size()));
    face.natural.resize(columns, 0);
    face.least.resize(columns, 0);
    for (qsizetype column = 0; column < qsizetype(cells.size()); ++column) {
        const InlineText &cell = cells[size_t(column)];
        quint16 styles = 0;
        qreal picture = 0;
        for (const InlineText::Run &run : cell.runs) {
            styles |= run.style;
            if (run.style & InlineText::Image && run.link >= 0)
                picture = qMax(picture, qreal(pictureAt(cell.links[size_t(run.link)].target).width()));
        }
        const bool strong = block(row).head || styles & InlineText::Strong;
        const bool fixed = styles & (InlineText::Code | InlineText::Key | InlineText::Html);
        const auto advance = [&](const QString &text) {
            const qreal plain = strong ? bold.horizontalAdvance(text) : body.horizontalAdvance(text);
            return std::ceil(fixed ? qMax(plain, code.horizontalAdvance(text)) : plain) + 1;
        };
        qreal width = picture;
        qreal word = qMin(picture, 120.0);
        for (const QString &line : cell.text.split(QChar(0x2028))) {
            width = qMax(width, advance(line));
            for (const QString &part : line.split(u' '))
                word = qMax(word, advance(part));
        }
        face.natural[column] = qMax(face.natural[column], width);
        face.least[column] = qMax(face.least[column], qMin(word, 180.0));
    }
}

/// What is over after every longest word has room goes to those who want more, by how much they want.
QList<qreal> AnswerSection::sharedOut(const TableFace &face, qreal room) const
{
    const qsizetype columns = face.natural.size();
    qreal wanted = 0;
    qreal needed = 0;
    for (qsizetype column = 0; column < columns; ++column) {
        wanted += face.natural[column];
        needed += face.least[column];
    }
    QList<qreal> widths(columns);
    for (qsizetype column = 0; column < columns; ++column) {
        const qreal extra = face.natural[column] - face.least[column];
        if (wanted <= room) // as wide as the page, while that does not tear the columns apart
            widths[column] = std::floor(face.natural[column] * qMin(room / qMax(1.0, wanted), 1.7));
        else if (needed < room)
            widths[column] =
                std::floor(face.least[column] + (room - needed) * extra / qMax(1.0, wanted - needed));
        else
            widths[column] = qMin(face.natural[column], qMax(face.least[column], 120.0));
        widths[column] = qMax(8.0, widths[column]);
    }
    return widths;
}

/// Widths from all rows' cells. \return whether they changed, and with them every row
bool AnswerSection::updateTable(int group)
{
    if (size_t(group) >= m_tables.size() || !m_style)
        return false;
    TableFace &face = m_tables[size_t(group)];
    const auto &table = m_model.table(group);
    if (face.settled == 0)
        face.settledNatural = face.settledLeast = QList<qreal>(table.columns.size());
    face.natural = face.settledNatural;
    face.least = face.settledLeast;
    const int end = groupEnd(group, table.firstBlock);
    for (int i = table.firstBlock + face.settled; i < end; ++i) {
        // A row that is still being written may get narrower when its marks close.
        if (i < end - unsettledRows) {
            face.settledNatural = face.natural;
            face.settledLeast = face.least;
            face.settled = i - table.firstBlock;
        }
        widen(face, i, i - table.firstBlock < rowsMeasured);
    }
    const qreal gaps = cellGap * qreal(face.natural.size() - 1);
    const QList<qreal> widths = sharedOut(face, innerWidth(table.firstBlock) - gaps);
    face.total = gaps;
    for (const qreal width : widths)
        face.total += width;
    const bool mirrored = isMirrored(group);
    if (widths == face.widths && mirrored == face.mirrored)
        return false;
    face.widths = widths;
    face.mirrored = mirrored;
    for (int i = table.firstBlock; i < end; ++i) {
        m_items[size_t(i)].stale = true;
        m_items[size_t(i)].exact = false;
    }
    needPaint(m_items[size_t(table.firstBlock)].y);
    return true;
}

void AnswerSection::layOutRow(int index, Item &item)
{
    const Block &b = block(index);
    QList<Qt::Alignment> aligns;
    for (const MarkdownBlocks::Align align : m_model.table(b.group).columns)
        aligns.append(align == MarkdownBlocks::Align::Right    ? Qt::AlignRight
                      : align == MarkdownBlocks::Align::Center ? Qt::AlignHCenter
                      : align == MarkdownBlocks::Align::Left   ? Qt::AlignLeft
                                                               : Qt::Alignment());
    if (m_tables[size_t(b.group)].widths.isEmpty())
        updateTable(b.group);
    auto fresh = std::make_unique<BlockLayout>();
    fresh->setRow(cellsOf(index), m_tables[size_t(b.group)].widths, aligns,
                  b.head ? sized(m_style->body, 0, true) : m_style->body, *m_style, cellGap,
                  m_tables[size_t(b.group)].mirrored,
                  [this](const QString &target) { return pictureAt(target); });
    needPaint(item.y);
    item.layout = std::move(fresh);
}

bool AnswerSection::highlightMore(int lines)
{
    if (!std::exchange(m_uncoloured, false))
        return false;
    m_budget = lines;
    for (size_t group = 0; group < m_codes.size(); ++group) {
        if (!m_codes[group].highlighter || !m_codes[group].highlighter->isReady())
            continue;
        const int first = m_model.code(int(group)).firstBlock;
        for (const int index : m_laidOut) {
            if (index < first || index >= count() || block(index).group != int(group) || !isFramed(index))
                continue;
            const Item &item = m_items[size_t(index)];
            if (item.layout && !item.layout->endState() && findState(int(group), index - first)) {
                m_items[size_t(index)].stale = true;
                needPaint(item.y);
            }
        }
    }
    return m_uncoloured;
}

void AnswerSection::recolourCode()
{
    for (const int index : m_laidOut) {
        if (index < count() && isFramed(index)) {
            m_items[size_t(index)].stale = true;
            needPaint(m_items[size_t(index)].y);
        }
    }
}

qreal AnswerSection::takePaintFrom()
{
    return std::exchange(m_paintFrom, infinity);
}

void AnswerSection::trim(qreal top, qreal distance)
{
    if (m_laidOut.size() < 200)
        return;
    std::erase_if(m_laidOut, [&](int index) {
        if (index >= count())
            return true;
        Item &item = m_items[size_t(index)];
        if (!item.layout)
            return true;
        if (item.y + item.height > top - distance && item.y < top + distance)
            return false;
        item.layout.reset();
        item.stale = true; // its height stays exact
        return true;
    });
}

// --- painting ---------------------------------------------------------------------------------------------

void AnswerSection::paint(QPainter &painter, const QRectF &clip, const Look &look)
{
    if (m_items.empty())
        return;
    for (int i = qMax(0, blockAt(clip.top())); i < count() && m_items[size_t(i)].y <= clip.bottom(); ++i)
        paintItem(painter, i, clip, look);
}

void AnswerSection::paintItem(QPainter &painter, int index, const QRectF &clip, const Look &look)
{
    const Block &b = block(index);
    const BlockLayout &layout = laidOut(index);
    const Item &item = m_items[size_t(index)];
    if (item.height <= 0)
        return;
    paintContainers(painter, index);
    if (b.kind == Block::Kind::Rule) {
        painter.fillRect(QRectF(indentOf(index), std::floor(item.y + 4), m_width - indentOf(index), 1),
                         m_style->tokens.sep);
        return;
    }
    if (b.kind == Block::Kind::Code) {
        paintFrame(painter, index, clip, look);
        if (m_codes[size_t(b.group)].folded)
            return;
    }
    const QPointF origin = layoutOrigin(index);
    const QList<BlockMark> marks = look.marks ? look.marks(index) : QList<BlockMark>();
    const bool sideways = scrollRange(index) > 0;
    if (sideways) {
        painter.save();
        const qreal frame = isFramed(index) ? 1 : 0;
        painter.setClipRect(ground(index).adjusted(frame, 0, -frame, 0), Qt::IntersectClip);
    }
    layout.paint(painter, origin, clip, marks, *m_style);
    if (sideways)
        painter.restore();
    if (b.kind == Block::Kind::TableRow) {
        const QRectF room = ground(index);
        const qreal width = qMin(room.width(), m_tables[size_t(b.group)].total);
        const qreal left = layout.isRightToLeft() ? room.right() - width : room.left();
        painter.fillRect(QRectF(left, std::floor(item.y + item.height) - 1, width, 1),
                         b.head ? m_style->tokens.edge : m_style->tokens.sep);
    }
    if (sideways && isGroupLast(index)) {
        const QRectF bar = button(index, Hit::What::Bar);
        const qreal share = bar.width() / (bar.width() + scrollRange(index));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_style->tokens.edge);
        painter.drawRoundedRect(
            QRectF(bar.left() + (bar.width() * (1 - share)) * scrollOf(index) / scrollRange(index),
                   bar.center().y() - 1.5, bar.width() * share, 3),
            1.5, 1.5);
    }
    if (look.caret && index + 1 == count()) {
        const QRectF at = layout.caret(int(layout.text().size())).translated(origin);
        painter.fillRect(QRectF(std::floor(at.x()) + 1, at.y(), 2, at.height()), *look.caret);
    }
}

void AnswerSection::paintContainers(QPainter &painter, int index)
{
    const Item &item = m_items[size_t(index)];
    QList<int> path;
    for (int c = block(index).container; c > 0; c = m_model.container(c).parent)
        path.prepend(c);
    const bool mirrored = item.layout && item.layout->isRightToLeft();
    qreal x = m_kind == Kind::Reasoning ? 12 : 0;
    for (const int c : path) {
        const Container &container = m_model.container(c);
        if (container.kind == Container::Kind::Quote) {
            const qreal top = m_model.begins(index, c) ? item.y : item.y - gapBefore(index);
            painter.fillRect(QRectF(mirrored ? m_width - x - 3 : x, top, 3, item.y + item.height - top),
                             m_style->tokens.sep);
        } else if (m_model.begins(index, c) &&
                   (container.kind == Container::Kind::Item || container.kind == Container::Kind::Footnote)) {
            paintMarker(painter, index, container, x);
        }
        x += indentOf(container);
    }
}

void AnswerSection::paintMarker(QPainter &painter, int index, const Container &container, qreal x)
{
    const Item &item = m_items[size_t(index)];
    const bool mirrored = item.layout && item.layout->isRightToLeft();
    const qreal width = indentOf(container);
    const qreal line = block(index).kind == Block::Kind::Heading && block(index).level == 1
                           ? m_style->lineAdvance * 1.1
                           : m_style->lineAdvance;
    const QRectF room(mirrored ? m_width - x - width : x, item.y + above(index), width, line);
    const QRectF clip = painter.clipBoundingRect();
    if (!clip.isEmpty() && !clip.intersects(room.adjusted(0, -above(index), 0, 0)))
        return;
    painter.setPen(m_style->text);
    if (const auto done = container.kind == Container::Kind::Item && container.firstBlock == index
                              ? m_model.taskState(index)
                              : std::nullopt) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        const qreal side = std::round(line * 0.65);
        const QRectF box(std::round(room.right() - side - 7) + 0.5,
                         std::round(room.center().y() - side / 2) + 0.5, side, side);
        painter.setPen(QPen(*done ? m_style->tokens.fill : m_style->tokens.edge, 1));
        painter.setBrush(*done ? QBrush(m_style->tokens.fill) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(box, 3, 3);
        if (*done) {
            painter.setPen(QPen(Qt::white, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.drawPolyline(QPolygonF{{box.left() + side * 0.22, box.top() + side * 0.55},
                                           {box.left() + side * 0.42, box.top() + side * 0.74},
                                           {box.left() + side * 0.78, box.top() + side * 0.28}});
        }
        painter.restore();
        return;
    }
    if (container.kind == Container::Kind::Item && !m_model.container(container.parent).ordered) {
        int depth = 0;
        for (int c = container.parent; c > 0; c = m_model.container(c).parent)
            depth += m_model.container(c).kind == Container::Kind::List && !m_model.container(c).ordered;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        const qreal radius = line * 0.125;
        const QPointF centre(mirrored ? room.left() + 6 + radius : room.right() - 9 - radius,
                             room.center().y() + 0.5);
        painter.setPen(depth == 2 ? QPen(m_style->text, 1) : QPen(Qt::NoPen));
        painter.setBrush(depth == 2 ? QBrush(Qt::NoBrush) : QBrush(m_style->text));
        if (depth >= 3)
            painter.drawRect(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
        else
            painter.drawEllipse(centre, radius, radius);
        painter.restore();
        return;
    }
    painter.setFont(m_kind == Kind::Sources ? m_style->small : m_style->body);
    if (const qreal label = labelHeight(index); label > 0) {
        const QRectF own(mirrored ? 0 : x, item.y, m_width - x, label);
        painter.drawText(own, int(Qt::TextWrapAnywhere) | (mirrored ? Qt::AlignRight : Qt::AlignLeft),
                         container.label + u'.');
        return;
    }
    const QString text = container.kind == Container::Kind::Footnote
                             ? container.label + u'.'
                             : QString::number(container.number) + m_model.container(container.parent).mark;
    painter.drawText(room.adjusted(mirrored ? 6 : -20, 0, mirrored ? 20 : -6, 0),
                     int(Qt::AlignVCenter) | (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::TextDontClip,
                     text);
}

QRectF AnswerSection::groupRect(int index) const
{
    const int first = m_model.code(block(index).group).firstBlock;
    int last = index;
    while (!isGroupLast(last))
        ++last;
    const qreal x = indentOf(index);
    return {x, m_items[size_t(first)].y, m_width - x,
            m_items[size_t(last)].y + m_items[size_t(last)].height - m_items[size_t(first)].y};
}

QRectF AnswerSection::button(int index, Hit::What what) const
{
    if (what == Hit::What::Bar) { // of tables as well, which have no group of code
        const QRectF room = ground(index);
        return {room.left() + 4, room.bottom() - 8, room.width() - 8, 8};
    }
    const QRectF group = groupRect(index);
    const qreal head = m_style->codeHead;
    const qreal copy =
        (group.width() < 220 ? 0 : QFontMetricsF(m_style->small).horizontalAdvance(tr("Copied")) + 4) + 26;
    switch (what) {
    case Hit::What::Copy:
        return {group.right() - copy - 2, group.top(), copy, head};
    case Hit::What::Wrap:
        return {group.right() - copy - 2 - 26, group.top(), 24, head};
    case Hit::What::Save:
        return {group.right() - copy - 2 - 52, group.top(), 24, head};
    case Hit::What::Fold:
        return {group.left(), group.top(), qMax(24.0, group.width() - copy - 60), head};
    default:
        return {};
    }
}

/// The part of a code block's frame that lies at block \p index.
void AnswerSection::paintFrame(QPainter &painter, int index, const QRectF &clip, const Look &look)
{
    const Item &item = m_items[size_t(index)];
    const CodeFace &face = m_codes[size_t(block(index).group)];
    const QRectF group = groupRect(index);
    const QRectF part(group.left(), item.y, group.width(), item.height);
    painter.save();
    painter.setClipRect(part & clip, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_style->tokens.sep);
    painter.setBrush(m_style->tokens.alternate);
    painter.drawRoundedRect(group.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const qreal head = m_style->codeHead;
    if (!block(index).continues && clip.top() < item.y + head) {
        if (!face.folded)
            painter.fillRect(QRectF(group.left() + 1, group.top() + head, group.width() - 2, 1),
                             m_style->tokens.sep);
        const qreal middle = group.top() + head / 2;
        paintCachedIcon(painter, QRectF(group.left() + 5, std::floor(middle - 7), 14, 14),
                        face.folded ? u"chevron-right"_s : u"chevron-down"_s, m_style->tokens.muted);
        painter.setFont(m_style->small);
        painter.setPen(m_style->tokens.muted);
        QString label = face.language.isEmpty() ? tr("text") : face.language;
        if (face.folded) {
            int lines = 0;
            for (int i = index; i < groupEnd(block(index).group, index); ++i)
                lines += block(i).lines - (block(i).midLine ? 1 : 0);
            label += u"  ·  "_s + QCoreApplication::translate("AnswerSection", "%Ln lines", nullptr, lines);
        }
        const QRectF save = button(index, Hit::What::Save);
        const QRectF words(group.left() + 22, group.top(), save.left() - group.left() - 24, head);
        painter.drawText(words, Qt::AlignVCenter,
                         QFontMetricsF(m_style->small).elidedText(label, Qt::ElideRight, words.width()));
        const auto glyph = [&](const QRectF &rect, const QString &name, const QColor &color) {
            paintCachedIcon(painter, QRectF(rect.left() + 4, std::floor(middle - 8), 16, 16), name, color);
        };
        glyph(save, u"save"_s, m_style->tokens.muted);
        glyph(button(index, Hit::What::Wrap), u"wrap"_s,
              face.wrap ? m_style->tokens.accent : m_style->tokens.muted);
        const QRectF copy = button(index, Hit::What::Copy);
        glyph(copy, look.copiedGroup == block(index).group ? u"done"_s : u"copy"_s, m_style->tokens.text);
        if (copy.width() > 30) {
            painter.setPen(m_style->tokens.text);
            painter.drawText(copy.adjusted(24, 0, 8, 0), Qt::AlignVCenter,
                             look.copiedGroup == block(index).group ? tr("Copied") : tr("Copy"));
        }
    }
    painter.restore();
}

// --- what is under the pointer
// -------------------------------------------------------------------------------

AnswerSection::Hit AnswerSection::hit(QPointF point)
{
    Hit result;
    if (m_items.empty())
        return result;
    const int index = qMax(0, blockAt(point.y()));
    BlockLayout &layout = laidOut(index);
    const Item &item = m_items[size_t(index)];
    result.block = index;
    result.position = positionAt(index, point);
    if (point.y() < item.y || point.y() > item.y + item.height)
        return result;
    result.what = Hit::What::Text;
    if (isFramed(index) && !block(index).continues) {
        for (const Hit::What what : {Hit::What::Copy, Hit::What::Wrap, Hit::What::Save, Hit::What::Fold}) {
            if (button(index, what).contains(point)) {
                result.what = what;
                return result;
            }
        }
    }
    if (scrollRange(index) > 0 && isGroupLast(index) && button(index, Hit::What::Bar).contains(point)) {
        result.what = Hit::What::Bar;
        return result;
    }
    if (const InlineText::Run *run = layout.runAt(point - layoutOrigin(index))) {
        if (const LinkDefinition *link = layout.link(*run)) {
            result.what = Hit::What::Link;
            result.link = *link;
            result.picture = run->style & InlineText::Image;
        }
    }
    return result;
}

void AnswerSection::setPicture(const QString &target, const QImage &picture)
{
    m_pictures.insert(target, picture);
    for (int i = 0; i < int(m_items.size()); ++i) {
        const auto links = content(i).links;
        if (std::ranges::none_of(links, [&](const LinkDefinition &link) { return link.target == target; }))
            continue;
        m_items[size_t(i)].stale = true;
        m_items[size_t(i)].exact = false;
        needPaint(m_items[size_t(i)].y);
    }
}

int AnswerSection::positionAt(int index, QPointF point)
{
    const BlockLayout &layout = laidOut(index);
    return layout.positionAt(point - layoutOrigin(index));
}

QRectF AnswerSection::caret(int index, int position)
{
    const BlockLayout &layout = laidOut(index);
    return layout.caret(position).translated(layoutOrigin(index));
}

QRectF AnswerSection::rectOf(int index, int from, int to)
{
    const BlockLayout &layout = laidOut(index);
    return layout.rectOf(from, to).translated(layoutOrigin(index));
}

// --- text -------------------------------------------------------------------------------------------------

InlineText AnswerSection::content(int index) const
{
    const Block &b = block(index);
    InlineText result;
    switch (b.kind) {
    case Block::Kind::Code:
    case Block::Kind::Html:
        result.text = b.source;
        return result;
    case Block::Kind::Rule:
    case Block::Kind::Empty:
        return result;
    case Block::Kind::Math:
        return m_model.inlines(index, b.source);
    case Block::Kind::TableRow:
        for (const InlineText &cell : cellsOf(index))
            result.text += cell.text + u'\t';
        result.text.chop(1);
        return result;
    default:
        return m_model.inlines(index);
    }
}

QString AnswerSection::text(int index) const
{
    const Item &item = m_items[size_t(index)];
    return item.layout && !item.stale ? item.layout->text() : content(index).text;
}

QString AnswerSection::marker(int index) const
{
    QString result;
    if (block(index).continues)
        return result;
    for (int c = block(index).container; c > 0; c = m_model.container(c).parent) {
        const Container &container = m_model.container(c);
        if (!m_model.begins(index, c))
            continue;
        if (container.kind == Container::Kind::Footnote)
            result.prepend(container.label + u". "_s);
        if (container.kind != Container::Kind::Item)
            continue;
        const Container &list = m_model.container(container.parent);
        int depth = 0;
        for (int up = list.parent; up > 0; up = m_model.container(up).parent)
            depth += m_model.container(up).kind == Container::Kind::Item;
        QString mark = list.ordered ? QString::number(container.number) + list.mark + u' ' : u"- "_s;
        if (const auto done = container.firstBlock == index ? m_model.taskState(index) : std::nullopt)
            mark += *done ? u"[x] "_s : u"[ ] "_s;
        result.prepend(QString(result.isEmpty() ? 2 * depth : 0, u' ') + mark);
    }
    return result;
}

QString AnswerSection::separator(int index) const
{
    if (index == 0)
        return {};
    const Block &b = block(index);
    if (b.continues) {
        if (b.kind == Block::Kind::Paragraph || b.kind == Block::Kind::Heading)
            return b.midLine ? QString() : b.lineEnd && m_model.keepsLineEnds() ? u"\n"_s : u" "_s;
        return b.midLine ? QString() : u"\n"_s;
    }
    int around = b.container;
    while (around > 0 && m_model.begins(index, around))
        around = m_model.container(around).parent;
    const Container &shared = m_model.container(around);
    const int list = shared.kind == Container::Kind::List   ? around
                     : shared.kind == Container::Kind::Item ? shared.parent
                                                            : -1;
    return list >= 0 && m_model.container(list).tight ? u"\n"_s : u"\n\n"_s;
}

namespace {
/// \p part as Markdown that looks as a run of \p style does.
QString marked(QString part, quint16 style)
{
    if (style & InlineText::Code)
        part = u'`' + part + u'`';
    if (style & InlineText::Math)
        part = u'$' + part + u'$';
    static constexpr std::pair<quint16, QLatin1StringView> tags[] = {
        {InlineText::Sub, "sub"_L1},     {InlineText::Sup, "sup"_L1},     {InlineText::Key, "kbd"_L1},
        {InlineText::Underline, "u"_L1}, {InlineText::Marked, "mark"_L1}, {InlineText::Small, "small"_L1}};
    for (const auto &[flag, tag] : tags) {
        if (style & flag)
            part = u"<%1>%2</%1>"_s.arg(tag, part);
    }
    if (style & InlineText::Strike)
        part = u"~~"_s + part + u"~~"_s;
    if (style & InlineText::Emphasis)
        part = u'*' + part + u'*';
    if (style & InlineText::Strong)
        part = u"**"_s + part + u"**"_s;
    return part;
}
} // namespace

QString AnswerSection::markdown(int index, int from, int to) const
{
    const Block &b = block(index);
    InlineText content = this->content(index);
    to = qMin(to, int(content.text.size()));
    if (from >= to)
        return {};
    if (from <= 0 && to >= content.text.size() && !b.continues && b.kind != Block::Kind::Code)
        return m_model.raw().sliced(b.begin, b.end - b.begin).trimmed();
    for (const int end : content.lineEnds)
        content.text[end] = u'\n';
    if (b.kind == Block::Kind::Code || b.kind == Block::Kind::Html || b.kind == Block::Kind::TableRow)
        return content.text.sliced(from, to - from).replace(QChar(0x2028), u"<br>"_s);
    QString result;
    int at = from;
    const auto plain = [&](int until) {
        if (until > at)
            result += content.text.sliced(at, until - at);
        at = qMax(at, until);
    };
    for (const InlineText::Run &run : content.runs) {
        const int begin = qMax(run.start, from);
        const int end = qMin(run.start + run.length, to);
        if (begin >= end)
            continue;
        plain(begin);
        QString part = marked(content.text.sliced(begin, end - begin), run.style);
        if (run.style & InlineText::Note)
            part = u"[^"_s + part + u']';
        else if (run.style & (InlineText::Link | InlineText::Image))
            part = (run.style & InlineText::Image ? u"!["_s : u"["_s) + part + u"]("_s +
                   m_model.unfolded(content.links[size_t(run.link)].target) + u')';
        result += part;
        at = end;
    }
    plain(to);
    return result.replace(QChar(0x2028), u"\\\n"_s);
}

QString AnswerSection::role(int index) const
{
    const Block &b = block(index);
    switch (b.kind) {
    case Block::Kind::Heading:
        return tr("heading %1").arg(b.level);
    case Block::Kind::Code:
        return tr("code");
    case Block::Kind::TableRow:
        return b.head ? tr("table head") : tr("table row");
    case Block::Kind::Math:
        return tr("formula");
    case Block::Kind::Html:
        return tr("HTML");
    case Block::Kind::Rule:
        return tr("separator");
    default:
        break;
    }
    const Container &parent = m_model.container(b.container);
    return parent.kind == Container::Kind::Item       ? tr("list item")
           : parent.kind == Container::Kind::Quote    ? tr("quote")
           : parent.kind == Container::Kind::Footnote ? tr("footnote")
                                                      : tr("paragraph");
}

QString AnswerSection::codeOf(int group) const
{
    QString code;
    const int first = m_model.code(group).firstBlock;
    for (int i = first; i < groupEnd(group, first); ++i)
        code += (i == first || block(i).midLine ? QString() : u"\n"_s) + block(i).source;
    return code;
}

QString AnswerSection::languageOf(int group) const
{
    return size_t(group) < m_codes.size() ? m_codes[size_t(group)].language : m_model.code(group).language();
}

bool AnswerSection::isFolded(int group) const
{
    return size_t(group) < m_codes.size() && m_codes[size_t(group)].folded;
}

void AnswerSection::toggleWrap(int group)
{
    CodeFace &face = m_codes[size_t(group)];
    face.wrap = !face.wrap;
    face.scroll = face.widest = 0;
    const int first = m_model.code(group).firstBlock;
    for (int i = first; i < groupEnd(group, first); ++i) {
        m_items[size_t(i)].stale = true;
        m_items[size_t(i)].exact = false;
        m_items[size_t(i)].height = estimate(i);
    }
    placeFrom(first);
    needPaint(m_items[size_t(first)].y);
}

void AnswerSection::toggleFold(int group)
{
    m_codes[size_t(group)].folded = !m_codes[size_t(group)].folded;
    const int first = m_model.code(group).firstBlock;
    for (int i = first; i < groupEnd(group, first); ++i) {
        m_items[size_t(i)].stale = true;
        m_items[size_t(i)].exact = false;
        m_items[size_t(i)].height = estimate(i);
    }
    placeFrom(first);
    needPaint(m_items[size_t(first)].y);
}

bool AnswerSection::scrollSideways(int index, qreal delta)
{
    if (index < 0 || index >= count())
        return false;
    const Block &b = block(index);
    const qreal range = scrollRange(index);
    if (range <= 0)
        return false;
    qreal &scroll =
        b.kind == Block::Kind::Code ? m_codes[size_t(b.group)].scroll : m_tables[size_t(b.group)].scroll;
    const bool mirrored = b.kind == Block::Kind::TableRow && m_tables[size_t(b.group)].mirrored;
    const qreal to = qBound(0.0, scroll + (mirrored ? -delta : delta), range);
    if (to == scroll)
        return false;
    scroll = to;
    const int first =
        b.kind == Block::Kind::Code ? m_model.code(b.group).firstBlock : m_model.table(b.group).firstBlock;
    needPaint(m_items[size_t(first)].y);
    return true;
}

} // namespace Crossroads
