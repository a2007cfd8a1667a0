// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"

#include "ui/common/icons.h"
#include "ui/common/moneytext.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocumentFragment>
#include <QTextFrame>
#include <QTextList>
#include <QTextTable>
#include <QTimer>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qreal padding = 12;
static constexpr qreal gap = 10;
static constexpr qreal codeHead = 24;
static constexpr qreal foldRow = 24;

namespace {
/// A document that loads nothing: an image in an answer would tell its host who reads it.
class ClosedDocument : public QTextDocument
{
protected:
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

QFont codeFont(const QFont &base)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(std::max(6.0, base.pointSizeF() - 1));
    return font;
}

std::unique_ptr<QTextDocument> newDocument(const QFont &font)
{
    auto document = std::make_unique<ClosedDocument>();
    document->setUndoRedoEnabled(false);
    document->setDocumentMargin(0);
    document->setDefaultFont(font);
    document->setIndentWidth(26);
    QTextOption option = document->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(option);
    return document;
}

bool isSafeLink(const QUrl &url)
{
    return url.scheme() == "http"_L1 || url.scheme() == "https"_L1 || url.scheme() == "mailto"_L1;
}

/// The design's type on what Qt's Markdown reader made.
void styleFragments(QTextDocument &document, const Tokens &tokens)
{
    const QFont base = document.defaultFont();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const int heading = block.blockFormat().headingLevel();
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            QTextCursor cursor(&document);
            cursor.setPosition(it.fragment().position());
            cursor.setPosition(it.fragment().position() + it.fragment().length(), QTextCursor::KeepAnchor);
            QTextCharFormat format = it.fragment().charFormat();
            format.clearProperty(QTextFormat::FontSizeAdjustment);
            if (heading > 0)
                format.setFont(sized(base,
                                     heading == 1   ? 2
                                     : heading == 2 ? 1
                                                    : 0.5,
                                     true),
                               QTextCharFormat::FontPropertiesAll);
            if (format.fontFixedPitch()) {
                format.setFont(codeFont(base), QTextCharFormat::FontPropertiesAll);
                format.setBackground(tokens.alternate);
            }
            if (format.isAnchor())
                format.setForeground(tokens.accent);
            if (format.isImageFormat())
                format.setToolTip(format.toImageFormat().name());
            cursor.setCharFormat(format);
        }
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        format.setLineHeight(128, QTextBlockFormat::ProportionalHeight);
        if (const int quotes = format.intProperty(QTextFormat::BlockQuoteLevel); quotes > 0) {
            format.setLeftMargin(16 * quotes);
            format.setRightMargin(0);
        }
        const bool inTable = cursor.currentTable() != nullptr;
        format.setTopMargin(0);
        format.setBottomMargin(inTable ? 0 : block.textList() ? 3 : block.next().isValid() ? 8 : 0);
        cursor.setBlockFormat(format);
    }
}

void styleTables(QTextFrame *frame, const Tokens &tokens)
{
    for (QTextFrame *child : frame->childFrames()) {
        if (auto *table = qobject_cast<QTextTable *>(child)) {
            QTextTableFormat format = table->format();
            format.setBorder(0);
            format.setBorderCollapse(true);
            format.setCellPadding(4);
            format.setCellSpacing(0);
            format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
            table->setFormat(format);
            for (int row = 0; row < table->rows(); ++row) {
                for (int column = 0; column < table->columns(); ++column) {
                    QTextTableCell cell = table->cellAt(row, column);
                    QTextTableCellFormat line = cell.format().toTableCellFormat();
                    line.setBottomBorder(1);
                    line.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
                    line.setBottomBorderBrush(row == 0 ? tokens.edge : tokens.sep);
                    cell.setFormat(line);
                }
            }
        }
        styleTables(child, tokens);
    }
}
} // namespace

AnswerView::AnswerView(QWidget *parent)
    : QAbstractScrollArea(parent), m_tokens(Tokens::fromPalette(palette()))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    setAccessibleName(tr("Answer"));
}

AnswerView::~AnswerView() = default;

void AnswerView::clear()
{
    m_answer = Answer();
    m_reasoningOpen = m_reasoningTouched = false;
    rebuild();
}

void AnswerView::setZoom(int points)
{
    if (points == m_zoom)
        return;
    m_zoom = points;
    rebuild();
}

/// From the beginning: after a change of theme, font or fold, or when another answer is shown.
void AnswerView::rebuild()
{
    const Answer answer = m_answer;
    m_tokens = Tokens::fromPalette(palette());
    m_pieces.clear();
    m_reader = {};
    m_tailPiece = m_copiedPiece = -1;
    m_textTaken = m_reasoningTaken = 0;
    m_finished = false;
    m_anchor = m_cursor = {};
    showAnswer(answer);
    viewport()->update();
}

AnswerView::Piece &AnswerView::addPiece(Piece::Kind kind)
{
    Piece piece;
    piece.kind = kind;
    QFont font = sized(this->font(), m_zoom);
    if (kind == Piece::Kind::Code)
        font = codeFont(font);
    else if (kind == Piece::Kind::Colophon)
        font = sized(font, -1);
    else if (kind == Piece::Kind::Reasoning)
        font = sized(font, -0.5);
    piece.document = newDocument(font);
    m_pieces.push_back(std::move(piece));
    return m_pieces.back();
}

void AnswerView::fillMarkdown(Piece &piece, const QString &markdown)
{
    piece.document->setMarkdown(markdown,
                                QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub |
                                                                QTextDocument::MarkdownNoHTML));
    styleFragments(*piece.document, m_tokens);
    styleTables(piece.document->rootFrame(), m_tokens);
    layOut(piece);
}

MarkdownPieces::Sink AnswerView::sink()
{
    return {
        .finishedMarkdown =
            [this](const QString &markdown) {
                Piece &piece =
                    m_tailPiece >= 0 ? m_pieces[size_t(m_tailPiece)] : addPiece(Piece::Kind::Markdown);
                m_tailPiece = -1;
                fillMarkdown(piece, markdown);
            },
        .codeBegins =
            [this](const QString &language) {
                // The fence's own line may have been shown as Markdown while it was being written.
                if (m_tailPiece >= 0)
                    m_pieces.pop_back();
                Piece &piece = addPiece(Piece::Kind::Code);
                piece.language = language;
                piece.highlighter.emplace(language, m_tokens.dark, m_tokens.alternate);
                m_tailPiece = int(m_pieces.size()) - 1;
                layOut(piece);
            },
        .codeLine = [this](const QString &line) { addCodeLine(m_pieces[size_t(m_tailPiece)], line, true); },
        .codeEnds =
            [this] {
                Piece &piece = m_pieces[size_t(m_tailPiece)];
                if (piece.openLine)
                    addCodeLine(piece, {},
                                false); // the closing fence was shown as code while it was being written
                layOut(piece);
                m_tailPiece = -1;
            },
    };
}

/// Puts \p line behind the finished ones. A line that is not whole is replaced by the next call.
void AnswerView::addCodeLine(Piece &piece, const QString &line, bool whole)
{
    if (line.isEmpty() && !whole && !piece.openLine)
        return;
    QTextCursor cursor(piece.document.get());
    cursor.movePosition(QTextCursor::End);
    if (piece.openLine) {
        cursor.movePosition(QTextCursor::StartOfBlock, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        if (line.isEmpty() && !whole && cursor.position() > 0)
            cursor.deletePreviousChar(); // nothing came of it
    } else if (piece.document->characterCount() > 1 || !piece.document->begin().text().isEmpty()) {
        cursor.insertBlock();
    }
    piece.openLine = !whole && !line.isEmpty();
    if (line.isEmpty() && !whole)
        return;
    const int start = cursor.position();
    cursor.insertText(line, QTextCharFormat());
    if (!whole)
        return;
    for (const CodeHighlighter::Span &span : piece.highlighter->highlight(line)) {
        cursor.setPosition(start + span.start);
        cursor.setPosition(start + span.start + span.length, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(span.format);
    }
}

void AnswerView::updateReasoning(const Answer &answer)
{
    if (answer.reasoning.isEmpty())
        return;
    if (m_pieces.empty()) {
        addPiece(Piece::Kind::Reasoning);
        if (!m_reasoningTouched)
            m_reasoningOpen = answer.text.isEmpty();
    }
    // Reasoning opens while it is all there is, and folds at the first word of the answer unless it was
    // touched.
    if (!m_reasoningTouched && !answer.text.isEmpty())
        m_reasoningOpen = false;
    Piece &piece = m_pieces.front();
    if (m_reasoningTaken < answer.reasoning.size()) {
        QTextCursor cursor(piece.document.get());
        cursor.movePosition(QTextCursor::End);
        QTextCharFormat format;
        format.setForeground(m_tokens.muted);
        cursor.insertText(answer.reasoning.sliced(m_reasoningTaken), format);
        m_reasoningTaken = answer.reasoning.size();
    }
    layOut(piece);
}

void AnswerView::updateTail()
{
    const QString tail = m_reader.tail();
    if (m_reader.insideCode()) {
        addCodeLine(m_pieces[size_t(m_tailPiece)], tail, false);
        layOut(m_pieces[size_t(m_tailPiece)]);
        return;
    }
    if (tail.trimmed().isEmpty()) {
        if (m_tailPiece >= 0)
            m_pieces.pop_back();
        m_tailPiece = -1;
        return;
    }
    if (m_tailPiece < 0) {
        addPiece(Piece::Kind::Markdown);
        m_tailPiece = int(m_pieces.size()) - 1;
    }
    fillMarkdown(m_pieces[size_t(m_tailPiece)], tail);
}

void AnswerView::addColophon(const Answer &answer)
{
    const QString text = colophonText(answer);
    if (text.isEmpty() || answer.state == LaneState::Failed)
        return;
    Piece &piece = addPiece(Piece::Kind::Colophon);
    QTextCharFormat format;
    format.setForeground(m_tokens.muted);
    QTextCursor(piece.document.get()).insertText(text, format);
    layOut(piece);
}

void AnswerView::showAnswer(const Answer &answer)
{
    const bool grown =
        answer.text.size() >= m_textTaken && answer.reasoning.size() >= m_reasoningTaken && !m_finished &&
        answer.text.startsWith(
            QStringView(m_answer.text).first(qMin(m_textTaken, m_answer.text.size())).left(64));
    if (!grown) {
        const bool same = m_finished && answer.text == m_answer.text && answer.state == m_answer.state;
        m_answer = answer;
        if (!same) {
            m_reasoningTouched = false;
            rebuild();
        }
        return;
    }
    QScrollBar *bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 2;
    const size_t first = m_tailPiece >= 0 ? size_t(m_tailPiece) : m_pieces.size();
    const bool reasoningMoved = answer.reasoning.size() > m_reasoningTaken || (first > 0 && m_textTaken == 0);
    m_answer = answer;
    updateReasoning(answer);
    m_reader.feed(QStringView(answer.text).sliced(m_textTaken), sink());
    m_textTaken = answer.text.size();
    if (isEnded(answer.state)) {
        m_finished = true;
        updateTail();
        m_reader.finish(sink());
        addColophon(answer);
    } else {
        updateTail();
    }
    placeFrom(reasoningMoved ? 0 : first);
    updateScrollBar(atEnd);
    viewport()->update();
}

qreal AnswerView::textLeft(const Piece &piece) const
{
    switch (piece.kind) {
    case Piece::Kind::Code:
        return padding + 9;
    case Piece::Kind::Reasoning:
        return padding + 12;
    default:
        return padding;
    }
}

qreal AnswerView::textTop(const Piece &piece) const
{
    switch (piece.kind) {
    case Piece::Kind::Code:
        return piece.y + codeHead + 7;
    case Piece::Kind::Reasoning:
        return piece.y + foldRow + 4;
    case Piece::Kind::Colophon:
        return piece.y + 8;
    default:
        return piece.y;
    }
}

void AnswerView::layOut(Piece &piece)
{
    const qreal left = textLeft(piece);
    const qreal width = qMax(40.0, viewport()->width() - 2 * left);
    if (!qFuzzyCompare(piece.document->textWidth(), width))
        piece.document->setTextWidth(width);
    const qreal text = piece.document->size().height();
    switch (piece.kind) {
    case Piece::Kind::Code:
        piece.height = codeHead + 7 + text + 8;
        break;
    case Piece::Kind::Reasoning:
        piece.height = m_reasoningOpen ? foldRow + 4 + text : foldRow;
        break;
    case Piece::Kind::Colophon:
        piece.height = text + 8;
        break;
    default:
        piece.height = text;
    }
}

void AnswerView::placeFrom(size_t first)
{
    for (size_t i = first; i < m_pieces.size(); ++i)
        m_pieces[i].y = i == 0 ? padding : m_pieces[i - 1].y + m_pieces[i - 1].height + gap;
}

void AnswerView::updateScrollBar(bool follow)
{
    const qreal end = m_pieces.empty() ? 0 : m_pieces.back().y + m_pieces.back().height + padding;
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(fontMetrics().height() * 2);
    bar->setRange(0, qMax(0, qCeil(end) - viewport()->height()));
    if (follow && !m_finished)
        bar->setValue(bar->maximum());
    noteMoreBelow();
}

bool AnswerView::hasMoreBelow() const
{
    return verticalScrollBar()->value() < verticalScrollBar()->maximum() - 2;
}

void AnswerView::noteMoreBelow()
{
    if (hasMoreBelow() == m_moreBelow)
        return;
    m_moreBelow = !m_moreBelow;
    Q_EMIT moreBelowChanged(m_moreBelow);
}

void AnswerView::scrollToEnd()
{
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void AnswerView::scrollContentsBy(int, int)
{
    viewport()->update();
    noteMoreBelow();
}

void AnswerView::resizeEvent(QResizeEvent *)
{
    const bool atEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 2;
    for (Piece &piece : m_pieces)
        layOut(piece);
    placeFrom(0);
    updateScrollBar(atEnd);
}

void AnswerView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

QRectF AnswerView::copyButton(const Piece &piece) const
{
    const qreal width = 30 + fontMetrics().horizontalAdvance(tr("Copied"));
    return {viewport()->width() - padding - width - 4, piece.y + 2, width, codeHead - 3};
}

void AnswerView::paintPiece(QPainter &painter, size_t index)
{
    const Piece &piece = m_pieces[index];
    const QRectF box(padding, piece.y, viewport()->width() - 2 * padding, piece.height);
    const QFont small = sized(font(), -1);
    switch (piece.kind) {
    case Piece::Kind::Code: {
        painter.setPen(m_tokens.sep);
        painter.setBrush(m_tokens.alternate);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.drawLine(QPointF(box.left(), piece.y + codeHead + 0.5),
                         QPointF(box.right(), piece.y + codeHead + 0.5));
        painter.setFont(small);
        painter.setPen(m_tokens.muted);
        painter.drawText(QRectF(box.left() + 9, piece.y, box.width(), codeHead), Qt::AlignVCenter,
                         piece.language.isEmpty() ? tr("text") : piece.language);
        const QRectF button = copyButton(piece);
        paintIcon(painter, QRectF(button.left() + 4, button.center().y() - 8, 16, 16), u"copy"_s,
                  m_tokens.text);
        painter.setPen(m_tokens.text);
        painter.drawText(button.adjusted(24, 0, 0, 0), Qt::AlignVCenter,
                         m_copiedPiece == int(index) ? tr("Copied") : tr("Copy"));
        break;
    }
    case Piece::Kind::Reasoning: {
        paintIcon(painter, QRectF(padding - 2, piece.y + 4, 16, 16),
                  m_reasoningOpen ? u"chevron-down"_s : u"chevron-right"_s, m_tokens.thinking);
        painter.setFont(small);
        painter.setPen(m_tokens.thinking);
        painter.drawText(QRectF(padding + 20, piece.y, box.width(), foldRow), Qt::AlignVCenter,
                         m_answer.reasoningMs ? tr("Thought for %1").arg(secondsText(*m_answer.reasoningMs))
                                              : tr("Thinking"));
        if (!m_reasoningOpen)
            return;
        painter.fillRect(QRectF(padding, piece.y + foldRow, 2, piece.height - foldRow), m_tokens.thinking);
        break;
    }
    case Piece::Kind::Colophon:
        painter.fillRect(QRectF(box.left(), piece.y, box.width(), 1), m_tokens.sep);
        break;
    case Piece::Kind::Markdown:
        break;
    }
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette = palette();
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    const int number = int(index);
    if (from.piece >= 0 && number >= from.piece && number <= to.piece && from != to) {
        QTextCursor selection(piece.document.get());
        const int last = piece.document->characterCount() - 1;
        selection.setPosition(number == from.piece ? qMin(from.position, last) : 0);
        selection.setPosition(number == to.piece ? qMin(to.position, last) : last, QTextCursor::KeepAnchor);
        QTextCharFormat format;
        format.setBackground(palette().brush(QPalette::Highlight));
        format.setForeground(palette().brush(QPalette::HighlightedText));
        context.selections.append({selection, format});
    }
    painter.save();
    painter.translate(textLeft(piece), textTop(piece));
    piece.document->documentLayout()->draw(&painter, context);
    const bool lastOne = index + 1 == m_pieces.size();
    if (lastOne && !isEnded(m_answer.state)) {
        // A steady caret where the next word will stand.
        const QTextBlock block = piece.document->lastBlock();
        const QTextLine line = block.layout()->lineAt(block.layout()->lineCount() - 1);
        if (line.isValid()) {
            const QPointF at = piece.document->documentLayout()->blockBoundingRect(block).topLeft();
            painter.fillRect(
                QRectF(at.x() + line.naturalTextWidth() + line.x() + 1, at.y() + line.y(), 2, line.height()),
                m_answer.state == LaneState::Thinking ? m_tokens.thinking : m_tokens.accent);
        }
    }
    painter.restore();
}

void AnswerView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal top = verticalScrollBar()->value();
    painter.translate(0, -top);
    const QRectF seen = QRectF(event->rect()).translated(0, top);
    auto first =
        std::ranges::lower_bound(m_pieces, seen.top(), {}, [](const Piece &p) { return p.y + p.height; });
    for (; first != m_pieces.end() && first->y <= seen.bottom(); ++first)
        paintPiece(painter, size_t(first - m_pieces.begin()));
}

std::optional<size_t> AnswerView::pieceAt(QPointF point) const
{
    const auto found =
        std::ranges::lower_bound(m_pieces, point.y(), {}, [](const Piece &p) { return p.y + p.height; });
    if (found == m_pieces.end())
        return std::nullopt;
    return size_t(found - m_pieces.begin());
}

AnswerView::Place AnswerView::placeAt(QPointF point) const
{
    if (m_pieces.empty())
        return {};
    const size_t index = pieceAt(point).value_or(m_pieces.size() - 1);
    const Piece &piece = m_pieces[index];
    const QPointF inside = point - QPointF(textLeft(piece), textTop(piece));
    const int position = piece.document->documentLayout()->hitTest(inside, Qt::FuzzyHit);
    return {int(index), qMax(0, position)};
}

void AnswerView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->position() + QPointF(0, verticalScrollBar()->value());
    m_anchor = m_cursor = placeAt(m_pressed);
    viewport()->update();
}

void AnswerView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF point = event->position() + QPointF(0, verticalScrollBar()->value());
    if (event->buttons() & Qt::LeftButton) {
        m_cursor = placeAt(point);
        viewport()->update();
        return;
    }
    const auto index = pieceAt(point);
    bool hand = false;
    QString tip;
    if (index) {
        const Piece &piece = m_pieces[*index];
        hand =
            (piece.kind == Piece::Kind::Code && copyButton(piece).contains(point)) ||
            (piece.kind == Piece::Kind::Reasoning && point.y() < piece.y + foldRow && point.y() >= piece.y);
        tip = piece.document->documentLayout()->anchorAt(point - QPointF(textLeft(piece), textTop(piece)));
    }
    viewport()->setCursor(hand || !tip.isEmpty() ? Qt::PointingHandCursor : Qt::IBeamCursor);
    viewport()->setToolTip(tip.toHtmlEscaped());
}

void AnswerView::mouseReleaseEvent(QMouseEvent *event)
{
    const QPointF point = event->position() + QPointF(0, verticalScrollBar()->value());
    if (event->button() == Qt::LeftButton && (point - m_pressed).manhattanLength() < 4)
        clickAt(point);
}

void AnswerView::clickAt(QPointF point)
{
    const auto index = pieceAt(point);
    if (!index)
        return;
    Piece &piece = m_pieces[*index];
    if (piece.kind == Piece::Kind::Reasoning && point.y() >= piece.y && point.y() < piece.y + foldRow) {
        m_reasoningOpen = !m_reasoningOpen;
        m_reasoningTouched = true;
        layOut(piece);
        placeFrom(0);
        updateScrollBar(false);
        viewport()->update();
    } else if (piece.kind == Piece::Kind::Code && copyButton(piece).contains(point)) {
        QApplication::clipboard()->setText(piece.document->toPlainText());
        m_copiedPiece = int(*index);
        viewport()->update();
        QTimer::singleShot(2'000, this, [this] {
            m_copiedPiece = -1;
            viewport()->update();
        });
    } else {
        const QUrl link(
            piece.document->documentLayout()->anchorAt(point - QPointF(textLeft(piece), textTop(piece))));
        if (isSafeLink(link))
            QDesktopServices::openUrl(link);
    }
}

QString AnswerView::textBetween(Place from, Place to) const
{
    QStringList parts;
    for (int i = from.piece; i <= to.piece && i < int(m_pieces.size()); ++i) {
        const QTextDocument &document = *m_pieces[size_t(i)].document;
        const int last = document.characterCount() - 1;
        QTextCursor cursor(const_cast<QTextDocument *>(&document)); // QTextCursor has no const form
        cursor.setPosition(i == from.piece ? qMin(from.position, last) : 0);
        cursor.setPosition(i == to.piece ? qMin(to.position, last) : last, QTextCursor::KeepAnchor);
        parts.append(cursor.selection().toPlainText());
    }
    return parts.join(u"\n\n"_s);
}

QString AnswerView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    return from.piece < 0 || from == to ? QString() : textBetween(from, to);
}

QString AnswerView::plainText() const
{
    return m_pieces.empty() ? QString() : textBetween({0, 0}, {int(m_pieces.size()) - 1, INT_MAX});
}

void AnswerView::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy)) {
        if (const QString text = selectedText(); !text.isEmpty())
            QApplication::clipboard()->setText(text);
    } else if (event->matches(QKeySequence::SelectAll) && !m_pieces.empty()) {
        m_anchor = {0, 0};
        m_cursor = {int(m_pieces.size()) - 1, INT_MAX};
        viewport()->update();
    } else if (event->key() == Qt::Key_Home) {
        bar->setValue(0);
    } else if (event->key() == Qt::Key_End) {
        scrollToEnd();
    } else if (event->key() == Qt::Key_Space) {
        bar->triggerAction(event->modifiers() & Qt::ShiftModifier ? QAbstractSlider::SliderPageStepSub
                                                                  : QAbstractSlider::SliderPageStepAdd);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace Crossroads
