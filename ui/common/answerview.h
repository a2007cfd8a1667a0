// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include "ui/common/codehighlighter.h"
#include "ui/common/markdownpieces.h"
#include "ui/common/tokens.h"

#include <QAbstractScrollArea>
#include <QTextDocument>

#include <memory>
#include <vector>

namespace Crossroads {

/// Shows an answer as it grows: reasoning folded above, Markdown, code, and a closing line of figures. Each
/// finished piece is laid out once, in a document of its own; a frame costs what is new, however long the
/// answer is. The view follows the end only while the reader is at the end. Text of a model is never run,
/// fetched or taken as HTML.
class AnswerView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit AnswerView(QWidget *parent = nullptr);
    ~AnswerView() override;

    /// Shows \p answer; where it is the shown one grown longer, only the new text is worked on.
    void showAnswer(const Answer &answer);
    void clear();
    /// Larger or smaller text, in points.
    void setZoom(int points);
    QString selectedText() const;
    /// Everything that is shown, as text.
    QString plainText() const;
    /// Whether text has arrived below what is seen.
    bool hasMoreBelow() const;
    void scrollToEnd();

Q_SIGNALS:
    void moreBelowChanged(bool more);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct Piece
    {
        enum class Kind { Reasoning, Markdown, Code, Colophon } kind = Kind::Markdown;
        std::unique_ptr<QTextDocument> document;
        QString language;
        std::optional<CodeHighlighter> highlighter;
        qreal y = 0;
        qreal height = 0;
        bool openLine = false; ///< code: the last block is a line that is not whole yet
    };
    struct Place
    {
        int piece = -1;
        int position = 0;
        auto operator<=>(const Place &) const = default;
    };

    void rebuild();
    MarkdownPieces::Sink sink();
    Piece &addPiece(Piece::Kind kind);
    void fillMarkdown(Piece &piece, const QString &markdown);
    void addCodeLine(Piece &piece, const QString &line, bool whole);
    void updateReasoning(const Answer &answer);
    void updateTail();
    void addColophon(const Answer &answer);
    void layOut(Piece &piece);
    void placeFrom(size_t first);
    void updateScrollBar(bool follow);
    void noteMoreBelow();
    qreal textLeft(const Piece &piece) const;
    qreal textTop(const Piece &piece) const;
    QRectF copyButton(const Piece &piece) const;
    void paintPiece(QPainter &painter, size_t index);
    Place placeAt(QPointF point) const;
    void clickAt(QPointF point);
    std::optional<size_t> pieceAt(QPointF point) const;
    QString textBetween(Place from, Place to) const;

    Tokens m_tokens;
    Answer m_answer;
    MarkdownPieces m_reader;
    std::vector<Piece> m_pieces;
    int m_tailPiece = -1; ///< the piece that shows the reader's tail; -1: none
    qsizetype m_textTaken = 0;
    qsizetype m_reasoningTaken = 0;
    bool m_reasoningOpen = false;
    bool m_reasoningTouched = false;
    bool m_finished = false;
    bool m_moreBelow = false;
    int m_zoom = 0;
    int m_copiedPiece = -1;
    Place m_anchor, m_cursor;
    QPointF m_pressed;
};

} // namespace Crossroads
