// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/blocklayout.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QTextLine>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

AnswerStyle AnswerStyle::make(const QFont &font, double zoomPoints, const QPalette &palette, bool muted)
{
    AnswerStyle style;
    style.palette = palette;
    style.tokens = Tokens::fromPalette(palette);
    style.text = muted ? style.tokens.muted : style.tokens.text;
    style.body = sized(font, zoomPoints - (muted ? 0.5 : 0));
    style.small = sized(font, zoomPoints - 1);
    style.code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    style.code.setPointSizeF(std::max(6.0, style.body.pointSizeF() - 1));
    constexpr double larger[6] = {2, 1, 0.5, 0, 0, 0};
    for (int level = 0; level < 6; ++level)
        style.headings[level] = sized(style.body, larger[level], true);
    const QFontMetricsF body(style.body);
    const QFontMetricsF code(style.code);
    const qreal em = style.body.pointSizeF() * 96.0 / 72.0;
    style.lineAdvance = std::ceil(std::max(body.height() + 1, em * 1.5));
    style.codeAdvance = std::ceil(std::max(code.height() + 1, (style.code.pointSizeF() * 96.0 / 72.0) * 1.5));
    style.codeHead = std::max(24.0, std::ceil(QFontMetricsF(style.small).height() + 6));
    style.characterWidth = body.horizontalAdvance(u"The quick brown fox jumps over it"_s) / 33;
    style.codeWidth = code.horizontalAdvance(u'0');
    style.indent = std::ceil(em * 1.9);
    return style;
}

QList<QFont> AnswerStyle::fonts() const
{
    QFont italic = body, codeBold = code, codeItalic = code;
    italic.setItalic(true);
    codeBold.setBold(true);
    codeItalic.setItalic(true);
    return {body, code, codeBold, codeItalic, sized(body, 0, true), headings[0], headings[1], italic, small};
}

QTextCharFormat AnswerStyle::format(quint16 inlineStyle, const QFont &base) const
{
    QTextCharFormat format;
    if (inlineStyle & InlineText::Strong)
        format.setFontWeight(QFont::Bold);
    if (inlineStyle & InlineText::Emphasis)
        format.setFontItalic(true);
    if (inlineStyle & InlineText::Strike)
        format.setFontStrikeOut(true);
    if (inlineStyle & (InlineText::Code | InlineText::Html | InlineText::Key)) {
        QFont fixed = code;
        fixed.setPointSizeF(std::max(6.0, base.pointSizeF() - 1));
        if (base.bold() || (inlineStyle & InlineText::Strong))
            fixed.setBold(true);
        format.setFont(fixed, QTextCharFormat::FontPropertiesSpecifiedOnly);
        if (inlineStyle & InlineText::Code)
            format.setBackground(tokens.alternate == tokens.base ? mixed(tokens.text, tokens.base, 0.05)
                                                                 : tokens.alternate);
        if (inlineStyle & InlineText::Key)
            format.setBackground(mixed(tokens.text, tokens.base, 0.14));
    }
    if ((inlineStyle & InlineText::Math) && !(inlineStyle & InlineText::Code))
        format.setFontItalic(true);
    if (inlineStyle & InlineText::Underline)
        format.setFontUnderline(true);
    if (inlineStyle & InlineText::Sub)
        format.setVerticalAlignment(QTextCharFormat::AlignSubScript);
    if (inlineStyle & InlineText::Sup)
        format.setVerticalAlignment(QTextCharFormat::AlignSuperScript);
    if (inlineStyle & InlineText::Small)
        format.setFontPointSize(std::max(6.0, base.pointSizeF() * 0.85));
    if (inlineStyle & InlineText::Marked)
        format.setBackground(mixed(tokens.warn, tokens.base, 0.32));
    if (inlineStyle & InlineText::Note) {
        format.setVerticalAlignment(QTextCharFormat::AlignSuperScript);
        format.setForeground(tokens.accent);
    } else if (inlineStyle & (InlineText::Link | InlineText::Image)) {
        format.setForeground(tokens.accent);
        format.setFontUnderline(true);
    } else if (inlineStyle & InlineText::Html) {
        format.setForeground(tokens.muted);
    }
    return format;
}

// --- direction --------------------------------------------------------------------------------------------

namespace {
constexpr QChar leftToRightIsolate(0x2066);
constexpr QChar isolateEnd(0x2069);
constexpr QChar leftToRightMark(0x200E);

bool readsLeftward(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x590 && u <= 0x8FF) || (u >= 0xFB1D && u <= 0xFDFF) || (u >= 0xFE70 && u <= 0xFEFC) ||
           u == 0xD802 || u == 0xD803 || u == 0xD83A || u == 0xD83B;
}

/// Whether a run keeps its own order, from left to right, whatever stands around it.
bool keepsItsOrder(const InlineText::Run &run, QStringView text)
{
    if (run.style & (InlineText::Code | InlineText::Math | InlineText::Html))
        return true;
    const QStringView words = text.sliced(run.start, run.length);
    return (run.style & InlineText::Link) && !(run.style & InlineText::Note) &&
           std::ranges::none_of(words, readsLeftward);
}

struct Isolated
{
    QString text;
    std::vector<int> marks;
};

/// \p text with an isolate around every run that keeps its order, if any of it reads from right to left.
/// QTextLine::cursorToX() places what follows the beginning of an isolate at that isolate's other end, though
/// it is drawn where it belongs: a mark without width stands there, so that this meets no character that is
/// seen.
Isolated isolated(const QString &text, const std::vector<InlineText::Run> &runs)
{
    if (runs.empty() || std::ranges::none_of(text, readsLeftward))
        return {text, {}};
    Isolated result;
    int copied = 0;
    const auto mark = [&](int at, QChar character) {
        result.text += QStringView(text).sliced(copied, at - copied);
        copied = at;
        result.marks.push_back(int(result.text.size()));
        result.text += character;
    };
    for (const InlineText::Run &run : runs) {
        if (run.length <= 0 || !keepsItsOrder(run, text))
            continue;
        mark(run.start, leftToRightIsolate);
        mark(run.start, leftToRightMark);
        mark(run.start + run.length, isolateEnd);
    }
    result.text += QStringView(text).sliced(copied);
    return result;
}
} // namespace

bool BlockLayout::isRightToLeft(const InlineText &content)
{
    return isolated(content.text, content.runs).text.isRightToLeft();
}

bool BlockLayout::hasDirection(const InlineText &content)
{
    int from = 0;
    const auto hasLetter = [&](int to) {
        const QStringView part = QStringView(content.text).sliced(from, to - from);
        return std::ranges::any_of(part, [](QChar c) { return c.isLetter(); });
    };
    for (const InlineText::Run &run : content.runs) {
        if (!keepsItsOrder(run, content.text))
            continue;
        if (hasLetter(run.start))
            return true;
        from = run.start + run.length;
    }
    return hasLetter(int(content.text.size()));
}

int BlockLayout::Piece::first(int inside) const
{
    int position = inside;
    for (size_t i = 0; i < marks.size() && marks[i] - int(i) <= inside; ++i)
        ++position;
    return position;
}

int BlockLayout::Piece::last(int inside) const
{
    int position = inside;
    for (size_t i = 0; i < marks.size() && marks[i] - int(i) < inside; ++i)
        ++position;
    return position;
}

int BlockLayout::Piece::fromLayout(int position) const
{
    return position - int(std::ranges::lower_bound(marks, position) - marks.begin());
}

QRectF BlockLayout::Piece::bounds() const
{
    return layout ? layout->boundingRect().translated(at) : QRectF(at, pictureSize);
}

// --- laying out -------------------------------------------------------------------------------------------

BlockLayout::Piece BlockLayout::makePiece(const QString &text, int start, const QFont &font,
                                          const AnswerStyle &style, const std::vector<InlineText::Run> &runs,
                                          Qt::Alignment align, bool wrap) const
{
    Isolated laid = isolated(text, runs);
    Piece piece;
    piece.start = start;
    piece.length = int(text.size());
    piece.marks = std::move(laid.marks);
    piece.layout = std::make_unique<QTextLayout>(laid.text, font);
    piece.layout->setCacheEnabled(true);
    QTextOption option;
    option.setWrapMode(wrap ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    option.setAlignment(align);
    option.setTextDirection(laid.text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    piece.layout->setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    formats.reserve(qsizetype(runs.size()));
    for (const InlineText::Run &run : runs) {
        const int from = piece.first(run.start);
        if (run.style != 0)
            formats.append({from, piece.last(run.start + run.length) - from, style.format(run.style, font)});
    }
    piece.layout->setFormats(formats);
    return piece;
}

/// \return the height
qreal BlockLayout::breakLines(QTextLayout &layout, qreal width, qreal advance)
{
    qreal y = 0;
    layout.beginLayout();
    while (true) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        const qreal step = std::max(advance, std::ceil(line.height()));
        line.setPosition({0, y + std::floor((step - line.height()) / 2)});
        y += step;
    }
    layout.endLayout();
    return y;
}

/// The pictures among the runs of \p content, in order.
std::vector<BlockLayout::Shown> BlockLayout::picturesIn(const InlineText &content,
                                                        const PictureSource &pictures)
{
    std::vector<Shown> result;
    if (!pictures)
        return result;
    int link = -1;
    for (const InlineText::Run &run : content.runs) {
        if (!(run.style & InlineText::Image) || run.link < 0)
            continue;
        if (run.link == std::exchange(link, run.link)) { // its words have several styles
            if (!result.empty() && result.back().to == run.start)
                result.back().to += run.length;
            continue;
        }
        const QImage picture = pictures(content.links[size_t(run.link)].target);
        if (!picture.isNull())
            result.push_back({run.start, run.start + run.length, picture});
    }
    return result;
}

/// Text from \p from to \p to of \p content. \return its height
qreal BlockLayout::flowText(const InlineText &content, int from, int to, int offset, QPointF at,
                            const Flow &how)
{
    InlineText part;
    part.text = content.text.sliced(from, to - from);
    for (InlineText::Run run : content.runs) {
        const int begin = std::max(run.start, from);
        const int end = std::min(run.start + run.length, to);
        if (begin >= end)
            continue;
        run.start = begin - from;
        run.length = end - begin;
        part.runs.push_back(run);
    }
    Piece piece = makePiece(part.text, offset + from, how.font, how.style, part.runs, how.align, true);
    QTextOption option = piece.layout->textOption();
    option.setTextDirection(how.rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    piece.layout->setTextOption(option);
    piece.at = at;
    const qreal height = breakLines(*piece.layout, how.width, how.advance);
    for (int i = 0; i < piece.layout->lineCount(); ++i)
        m_naturalWidth = std::max(m_naturalWidth, piece.layout->lineAt(i).naturalTextWidth());
    m_pieces.push_back(std::move(piece));
    return height;
}

/// Lays out \p content, which begins at \p offset of text(), in a column at \p at. \return its height
qreal BlockLayout::flow(const InlineText &content, int offset, QPointF at, const Flow &how,
                        const PictureSource &pictures)
{
    constexpr qreal gap = 6;
    const std::vector<Shown> shown = picturesIn(content, pictures);
    if (shown.empty())
        return flowText(content, 0, int(content.text.size()), offset, at, how);
    qreal y = 0;
    qreal x = 0;         // of the next picture in its row
    qreal rowHeight = 0; // of the pictures beside one another
    const auto text = [&](int from, int to) {
        const auto isSpace = [&](int i) {
            return content.text[i] == u' ' || content.text[i] == QChar(0x2028);
        };
        while (from < to && isSpace(from))
            ++from;
        while (to > from && isSpace(to - 1))
            --to;
        if (from >= to)
            return;
        y += rowHeight > 0 ? rowHeight + gap : 0;
        x = rowHeight = 0;
        y += flowText(content, from, to, offset, at + QPointF(0, y), how);
    };
    int behind = 0;
    for (const Shown &one : shown) {
        text(behind, one.from);
        behind = one.to;
        Piece piece;
        piece.start = offset + one.from;
        piece.length = one.to - one.from;
        piece.picture = one.picture;
        piece.pictureSize = QSizeF(one.picture.size());
        if (piece.pictureSize.width() > how.width)
            piece.pictureSize.scale(how.width, piece.pictureSize.height(), Qt::KeepAspectRatio);
        if (x > 0 && x + piece.pictureSize.width() > how.width) {
            y += rowHeight + gap;
            x = rowHeight = 0;
        } else if (x == 0 && y > 0) {
            y += gap / 2;
        }
        const qreal left = how.rightToLeft ? how.width - x - piece.pictureSize.width() : x;
        piece.at = at + QPointF(left, y);
        x += piece.pictureSize.width() + gap;
        rowHeight = std::max(rowHeight, piece.pictureSize.height());
        m_naturalWidth = std::max(m_naturalWidth, x - gap);
        m_pieces.push_back(std::move(piece));
    }
    text(behind, int(content.text.size()));
    return std::ceil(y + rowHeight);
}

void BlockLayout::setText(const InlineText &content, const QFont &font, qreal lineAdvance, qreal width,
                          const AnswerStyle &style, bool centred, const PictureSource &pictures)
{
    m_content = content;
    m_width = width;
    m_naturalWidth = 0;
    m_pieces.clear();
    m_rightToLeft = isRightToLeft(content);
    const Qt::Alignment align = centred ? Qt::AlignHCenter : m_rightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    m_height = flow(content, 0, {}, {font, style, lineAdvance, width, align, m_rightToLeft}, pictures);
}

qreal BlockLayout::setCode(const QString &source, qreal width, const AnswerStyle &style,
                           CodeHighlighter *highlighter, const CodeState &state)
{
    const QStringList lines = source.split(u'\n');
    const bool sameWidth = qFuzzyCompare(m_width + 1, width + 1);
    m_width = width;
    m_content.text = source;
    m_naturalWidth = 0;
    const bool coloured = highlighter != nullptr;
    CodeState now = state;
    CodeState *changed = nullptr; // once a line has changed, those behind it are coloured anew
    qreal y = 0;
    qreal firstChange = -1;
    int start = 0;
    for (size_t i = 0; i < size_t(lines.size()); ++i) {
        const QString &line = lines[qsizetype(i)];
        const bool same = !changed && sameWidth && i < m_pieces.size() && m_pieces[i].coloured == coloured &&
                          m_pieces[i].layout->text() == line;
        if (!same) {
            if (!changed)
                firstChange = y;
            changed = &now;
            Piece piece = makePiece(line, start, style.code, style, {}, Qt::AlignLeft, width > 0);
            QTextOption option = piece.layout->textOption();
            option.setTabStopDistance(style.codeWidth * 4);
            option.setTextDirection(Qt::LeftToRight);
            if (width > 0)
                option.setWrapMode(QTextOption::WrapAnywhere);
            piece.layout->setTextOption(option);
            if (highlighter) {
                QList<QTextLayout::FormatRange> formats;
                for (const CodeHighlighter::Span &span : highlighter->highlight(line, now))
                    formats.append({span.start, span.length, span.format});
                piece.layout->setFormats(formats);
            }
            piece.after = now;
            piece.coloured = coloured;
            breakLines(*piece.layout, width > 0 ? width : 1e6, style.codeAdvance);
            if (i < m_pieces.size())
                m_pieces[i] = std::move(piece);
            else
                m_pieces.push_back(std::move(piece));
        }
        Piece &piece = m_pieces[i];
        now = piece.after;
        piece.start = start;
        piece.at = {0, y};
        y += style.codeAdvance * std::max(1, piece.layout->lineCount());
        if (piece.layout->lineCount() > 0)
            m_naturalWidth = std::max(m_naturalWidth, piece.layout->lineAt(0).naturalTextWidth());
        start += int(line.size()) + 1;
    }
    if (m_pieces.size() > size_t(lines.size()))
        m_pieces.resize(size_t(lines.size()));
    m_height = y;
    return firstChange < 0 ? y : firstChange;
}

std::optional<CodeState> BlockLayout::endState() const
{
    if (m_pieces.empty() || !m_pieces.back().coloured)
        return std::nullopt;
    return m_pieces.back().after;
}

void BlockLayout::setRow(const std::vector<InlineText> &cells, const QList<qreal> &widths,
                         const QList<Qt::Alignment> &aligns, const QFont &font, const AnswerStyle &style,
                         qreal gap, bool mirrored, const PictureSource &pictures)
{
    m_content = {};
    m_pieces.clear();
    m_rightToLeft = mirrored;
    m_height = style.lineAdvance;
    qreal total = -gap;
    for (const qreal width : widths)
        total += width + gap;
    qreal x = 0;
    const auto columns = std::min(qsizetype(cells.size()), widths.size());
    for (qsizetype column = 0; column < columns; ++column) {
        const InlineText &cell = cells[size_t(column)];
        if (column > 0)
            m_content.text += u'\t';
        const int start = int(m_content.text.size());
        const int links = int(m_content.links.size());
        m_content.text += cell.text;
        for (InlineText::Run run : cell.runs) {
            run.start += start;
            run.link += run.link < 0 ? 0 : links;
            m_content.runs.push_back(run);
        }
        m_content.links.insert(m_content.links.end(), cell.links.begin(), cell.links.end());
        const bool rightToLeft = isRightToLeft(cell);
        // Where nothing is said, a cell begins where its table and its words do.
        Qt::Alignment align = aligns.value(column, Qt::Alignment());
        if (align == Qt::Alignment())
            align = rightToLeft || mirrored ? Qt::AlignRight : Qt::AlignLeft;
        const qreal width = widths[column];
        const QPointF at(mirrored ? total - x - width : x, 0);
        m_height =
            std::max(m_height, flow(cell, start, at,
                                    {font, style, style.lineAdvance, width, align, rightToLeft}, pictures));
        x += width + gap;
    }
    m_naturalWidth = std::max(0.0, total);
    m_width = m_naturalWidth;
}

qreal BlockLayout::sameAs(const BlockLayout &before) const
{
    if (m_pieces.size() != 1 || before.m_pieces.size() != 1 || !m_pieces[0].layout ||
        !before.m_pieces[0].layout || m_pieces[0].marks != before.m_pieces[0].marks ||
        !qFuzzyCompare(m_width, before.m_width) ||
        m_pieces[0].layout->textOption().alignment() != before.m_pieces[0].layout->textOption().alignment())
        return 0;
    const QString &a = m_content.text;
    const QString &b = before.m_content.text;
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    qsizetype same = x - a.begin();
    // A run that differs changes how its text looks, from its beginning on.
    const auto &runs = m_content.runs;
    const auto &earlier = before.m_content.runs;
    for (size_t i = 0; i < std::max(runs.size(), earlier.size()); ++i) {
        if (i < runs.size() && i < earlier.size() && runs[i] == earlier[i])
            continue;
        if (i < runs.size())
            same = std::min(same, qsizetype(runs[i].start));
        if (i < earlier.size())
            same = std::min(same, qsizetype(earlier[i].start));
        break;
    }
    // The word that grows may have moved down a line.
    const QTextLayout &layout = *before.m_pieces[0].layout;
    const QTextLine line =
        layout.lineForTextPosition(before.m_pieces[0].first(int(std::min(same, qsizetype(b.size())))));
    if (!line.isValid())
        return 0;
    const int number = std::max(0, line.lineNumber() - (same < b.size() ? 1 : 0));
    return std::max(0.0, std::floor(layout.lineAt(number).y()) - 2);
}

void BlockLayout::paint(QPainter &painter, QPointF at, const QRectF &clip, const QList<BlockMark> &marks,
                        const AnswerStyle &style) const
{
    painter.setPen(style.text);
    for (const Piece &piece : m_pieces) {
        const QRectF bounds = piece.bounds().translated(at);
        if (clip.bottom() < bounds.top() || clip.top() > bounds.bottom() + 4)
            continue;
        if (!piece.layout) {
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(bounds, piece.picture);
        }
        QList<QTextLayout::FormatRange> ranges;
        for (const BlockMark &mark : marks) {
            const int from = std::max(mark.from - piece.start, 0);
            const int to = std::min(mark.to - piece.start, piece.length);
            if (from >= to)
                continue;
            if (!piece.layout) {
                QColor veil = mark.ground;
                veil.setAlphaF(0.4f);
                painter.fillRect(bounds, veil);
                continue;
            }
            QTextCharFormat format;
            format.setBackground(mark.ground);
            if (mark.ink.isValid())
                format.setForeground(mark.ink);
            ranges.append({piece.first(from), piece.last(to) - piece.first(from), format});
        }
        if (piece.layout)
            piece.layout->draw(&painter, at + piece.at, ranges, clip);
    }
}

const BlockLayout::Piece *BlockLayout::pieceAt(QPointF point) const
{
    const Piece *best = nullptr;
    qreal nearest = 1e12;
    for (const Piece &piece : m_pieces) {
        // Rows hold their pieces side by side, code one below the other.
        const QRectF bounds = piece.bounds();
        const qreal dx =
            point.x() < bounds.left() ? bounds.left() - point.x() : std::max(0.0, point.x() - bounds.right());
        const qreal dy =
            point.y() < bounds.top() ? bounds.top() - point.y() : std::max(0.0, point.y() - bounds.bottom());
        const qreal distance = dy * 1000 + dx;
        if (distance < nearest) {
            nearest = distance;
            best = &piece;
        }
    }
    return best;
}

const BlockLayout::Piece *BlockLayout::pieceOf(int position) const
{
    const auto behind = std::ranges::upper_bound(m_pieces, position, {}, &Piece::start);
    return m_pieces.empty() ? nullptr : behind == m_pieces.begin() ? &m_pieces.front() : &*std::prev(behind);
}

int BlockLayout::positionAt(QPointF point) const
{
    const Piece *piece = pieceAt(point);
    if (!piece)
        return 0;
    if (!piece->layout)
        return piece->start + (point.x() < piece->bounds().center().x() ? 0 : piece->length);
    const QTextLayout &layout = *piece->layout;
    const QPointF inside = point - piece->at;
    int number = 0;
    while (number + 1 < layout.lineCount() && layout.lineAt(number + 1).y() <= inside.y())
        ++number;
    if (layout.lineCount() == 0)
        return piece->start;
    return piece->start + piece->fromLayout(layout.lineAt(number).xToCursor(inside.x()));
}

/// The caret at \p position of the layout's text.
QRectF BlockLayout::caretIn(const Piece &piece, int position)
{
    const QTextLine line = piece.layout->lineForTextPosition(position);
    if (!line.isValid())
        return {piece.at, QSizeF(2, piece.bounds().height())};
    return {piece.at.x() + line.cursorToX(position), piece.at.y() + line.y(), 2, line.height()};
}

/// The caret behind the character at \p inside of a piece of text, on the side where that character ends.
QRectF BlockLayout::behind(const Piece &piece, int inside)
{
    const int position = piece.first(inside);
    const QTextLine line = piece.layout->lineForTextPosition(position);
    if (!line.isValid())
        return caretIn(piece, position);
    return {piece.at.x() + line.cursorToX(position, QTextLine::Trailing), piece.at.y() + line.y(), 2,
            line.height()};
}

QRectF BlockLayout::caret(int position) const
{
    const Piece *piece = pieceOf(position);
    if (!piece)
        return {0, 0, 2, m_height};
    const int inside = std::clamp(position - piece->start, 0, piece->length);
    if (!piece->layout)
        return {inside > 0 ? piece->bounds().right() : piece->at.x(), piece->at.y(), 2,
                piece->pictureSize.height()};
    return caretIn(*piece, piece->first(inside));
}

QRectF BlockLayout::rectOf(int from, int to) const
{
    const Piece *piece = pieceOf(from);
    const bool within = piece && to <= piece->start + piece->length;
    if (within && !piece->layout)
        return piece->bounds();
    const QRectF first = caret(from);
    // Where code ends inside text of the other direction is not where the text behind it begins.
    const QRectF last = within && to > from ? behind(*piece, to - 1 - piece->start) : caret(to);
    if (qFuzzyCompare(first.y() + 1, last.y() + 1))
        return first.united(last);
    return QRectF(0, first.top(), std::max(m_width, m_naturalWidth), last.bottom() - first.top());
}

const InlineText::Run *BlockLayout::runAt(QPointF point) const
{
    const Piece *piece = pieceAt(point);
    if (!piece || !piece->bounds().contains(point))
        return nullptr;
    const auto at = [this](int position) -> const InlineText::Run * {
        for (const InlineText::Run &run : m_content.runs) {
            if (position >= run.start && position < run.start + run.length)
                return &run;
        }
        return nullptr;
    };
    if (!piece->layout)
        return at(piece->start);
    const QPointF inside = point - piece->at;
    for (int i = 0; i < piece->layout->lineCount(); ++i) {
        const QTextLine line = piece->layout->lineAt(i);
        if (line.naturalTextRect().contains(inside)) {
            const int position = line.xToCursor(inside.x(), QTextLine::CursorOnCharacter);
            return at(piece->start + piece->fromLayout(position));
        }
    }
    return nullptr;
}

const LinkDefinition *BlockLayout::link(const InlineText::Run &run) const
{
    return run.link < 0 ? nullptr : &m_content.links[size_t(run.link)];
}

} // namespace Crossroads
