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
    if (inlineStyle & (InlineText::Code | InlineText::Html)) {
        QFont fixed = code;
        fixed.setPointSizeF(std::max(6.0, base.pointSizeF() - 1));
        if (base.bold() || (inlineStyle & InlineText::Strong))
            fixed.setBold(true);
        format.setFont(fixed, QTextCharFormat::FontPropertiesSpecifiedOnly);
        if (inlineStyle & InlineText::Code)
            format.setBackground(tokens.alternate == tokens.base ? mixed(tokens.text, tokens.base, 0.05)
                                                                 : tokens.alternate);
    }
    if ((inlineStyle & InlineText::Math) && !(inlineStyle & InlineText::Code))
        format.setFontItalic(true);
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

BlockLayout::Piece BlockLayout::makePiece(const QString &text, int start, const QFont &font,
                                          const AnswerStyle &style, const std::vector<InlineText::Run> &runs,
                                          Qt::Alignment align, bool wrap) const
{
    Piece piece;
    piece.start = start;
    piece.length = int(text.size());
    piece.layout = std::make_unique<QTextLayout>(text, font);
    piece.layout->setCacheEnabled(true);
    QTextOption option;
    option.setWrapMode(wrap ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    option.setAlignment(align);
    option.setTextDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    piece.layout->setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    formats.reserve(qsizetype(runs.size()));
    for (const InlineText::Run &run : runs) {
        if (run.style != 0)
            formats.append({run.start, run.length, style.format(run.style, font)});
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

void BlockLayout::setText(const InlineText &content, const QFont &font, qreal lineAdvance, qreal width,
                          const AnswerStyle &style, bool centred)
{
    if (!m_pieces.empty() && m_content == content && qFuzzyCompare(m_width, width))
        return;
    m_content = content;
    m_width = width;
    m_image = {};
    m_pieces.clear();
    m_rightToLeft = content.text.isRightToLeft();
    const Qt::Alignment align = centred ? Qt::AlignHCenter : m_rightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    m_pieces.push_back(makePiece(content.text, 0, font, style, content.runs, align, true));
    QTextLayout &layout = *m_pieces.back().layout;
    m_height = breakLines(layout, width, lineAdvance);
    m_naturalWidth = 0;
    for (int i = 0; i < layout.lineCount(); ++i)
        m_naturalWidth = std::max(m_naturalWidth, layout.lineAt(i).naturalTextWidth());
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
                         qreal gap)
{
    m_content = {};
    m_pieces.clear();
    m_image = {};
    qreal x = 0;
    m_height = style.lineAdvance;
    for (qsizetype column = 0; column < widths.size(); ++column) {
        const InlineText none;
        const InlineText &cell = size_t(column) < cells.size() ? cells[size_t(column)] : none;
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
        Qt::Alignment align = aligns.value(column, Qt::AlignLeft);
        if (align == Qt::AlignLeft && cell.text.isRightToLeft())
            align = Qt::AlignRight;
        Piece piece = makePiece(cell.text, start, font, style, cell.runs, align, true);
        piece.at = {x, 0};
        m_height = std::max(m_height, breakLines(*piece.layout, widths[column], style.lineAdvance));
        m_pieces.push_back(std::move(piece));
        x += widths[column] + gap;
    }
    m_naturalWidth = std::max(0.0, x - gap);
    m_width = m_naturalWidth;
}

void BlockLayout::setImage(const QImage &image, const InlineText &content, qreal width)
{
    m_content = content;
    m_pieces.clear();
    m_image = image;
    m_width = width;
    m_imageSize = QSizeF(image.size());
    if (m_imageSize.width() > width)
        m_imageSize.scale(width, m_imageSize.height(), Qt::KeepAspectRatio);
    m_naturalWidth = m_imageSize.width();
    m_height = m_imageSize.height();
}

qreal BlockLayout::sameAs(const BlockLayout &before) const
{
    if (m_pieces.size() != 1 || before.m_pieces.size() != 1 || !qFuzzyCompare(m_width, before.m_width) ||
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
    const QTextLine line = layout.lineForTextPosition(int(std::min(same, qsizetype(b.size()))));
    if (!line.isValid())
        return 0;
    const int number = std::max(0, line.lineNumber() - (same < b.size() ? 1 : 0));
    return std::max(0.0, std::floor(layout.lineAt(number).y()) - 2);
}

void BlockLayout::paint(QPainter &painter, QPointF at, const QRectF &clip, const QList<BlockMark> &marks,
                        const AnswerStyle &style) const
{
    if (!m_image.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRectF(at, m_imageSize), m_image);
    }
    painter.setPen(style.text);
    for (const Piece &piece : m_pieces) {
        const QRectF bounds = piece.layout->boundingRect().translated(at + piece.at);
        if (clip.bottom() < bounds.top() || clip.top() > bounds.bottom() + 4)
            continue;
        QList<QTextLayout::FormatRange> ranges;
        for (const BlockMark &mark : marks) {
            const int from = std::max(mark.from - piece.start, 0);
            const int to = std::min(mark.to - piece.start, piece.length);
            if (from >= to)
                continue;
            QTextCharFormat format;
            format.setBackground(mark.ground);
            if (mark.ink.isValid())
                format.setForeground(mark.ink);
            ranges.append({from, to - from, format});
        }
        piece.layout->draw(&painter, at + piece.at, ranges, clip);
    }
}

const BlockLayout::Piece *BlockLayout::pieceAt(QPointF point) const
{
    const Piece *best = nullptr;
    qreal nearest = 1e12;
    for (const Piece &piece : m_pieces) {
        // Rows hold their pieces side by side, code one below the other.
        const QRectF bounds = piece.layout->boundingRect().translated(piece.at);
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
    const QTextLayout &layout = *piece->layout;
    const QPointF inside = point - piece->at;
    int number = 0;
    while (number + 1 < layout.lineCount() && layout.lineAt(number + 1).y() <= inside.y())
        ++number;
    if (layout.lineCount() == 0)
        return piece->start;
    return piece->start + layout.lineAt(number).xToCursor(inside.x());
}

QRectF BlockLayout::caret(int position) const
{
    const Piece *piece = pieceOf(position);
    if (!piece)
        return {0, 0, 2, m_height};
    const int inside = std::clamp(position - piece->start, 0, piece->length);
    const QTextLine line = piece->layout->lineForTextPosition(inside);
    if (!line.isValid())
        return {piece->at, QSizeF(2, m_height)};
    return {piece->at.x() + line.cursorToX(inside), piece->at.y() + line.y(), 2, line.height()};
}

QRectF BlockLayout::rectOf(int from, int to) const
{
    const QRectF first = caret(from);
    const QRectF last = caret(to);
    if (qFuzzyCompare(first.y() + 1, last.y() + 1))
        return first.united(last);
    return QRectF(0, first.top(), std::max(m_width, m_naturalWidth), last.bottom() - first.top());
}

const InlineText::Run *BlockLayout::runAt(QPointF point) const
{
    if (!m_image.isNull())
        return m_content.runs.empty() || !QRectF(QPointF(), m_imageSize).contains(point) ? nullptr
                                                                                         : &m_content.runs[0];
    const Piece *piece = pieceAt(point);
    if (!piece)
        return nullptr;
    const QPointF inside = point - piece->at;
    for (int i = 0; i < piece->layout->lineCount(); ++i) {
        const QTextLine line = piece->layout->lineAt(i);
        if (!line.naturalTextRect().contains(inside))
            continue;
        const int position = piece->start + line.xToCursor(inside.x(), QTextLine::CursorOnCharacter);
        for (const InlineText::Run &run : m_content.runs) {
            if (position >= run.start && position < run.start + run.length)
                return &run;
        }
    }
    return nullptr;
}

const LinkDefinition *BlockLayout::link(const InlineText::Run &run) const
{
    return run.link < 0 ? nullptr : &m_content.links[size_t(run.link)];
}

} // namespace Crossroads
