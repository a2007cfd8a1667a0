// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/markdown/markdowninlines.h"
#include "ui/common/codehighlighter.h"
#include "ui/common/tokens.h"

#include <QFont>
#include <QImage>
#include <QPalette>
#include <QRectF>
#include <QTextLayout>

#include <functional>
#include <memory>
#include <vector>

namespace Crossroads {

/// The type and colours of an answer, made once for each font, zoom and theme.
struct AnswerStyle
{
    QFont body, code, small, headings[6];
    Tokens tokens;
    QPalette palette;
    QColor text;              ///< of the body; muted in reasoning
    qreal lineAdvance = 20;   ///< px from one line of the body to the next: 150 %
    qreal codeAdvance = 18;   ///< of code
    qreal codeHead = 24;      ///< px of the row above code
    qreal characterWidth = 7; ///< the body's average, for estimates
    qreal codeWidth = 7;      ///< of one code character
    qreal indent = 26;        ///< of list items and notes

    static AnswerStyle make(const QFont &font, double zoomPoints, const QPalette &palette, bool muted);
    QTextCharFormat format(quint16 inlineStyle, const QFont &base) const;
    /// Those that an answer is likely to need.
    QList<QFont> fonts() const;
};

/// What of a block is drawn otherwise than plain.
struct BlockMark
{
    int from = 0, to = 0; ///< positions in BlockLayout::text()
    QColor ground, ink;   ///< ink may be invalid: unchanged
};

/// The picture that a link's target stands for; null where there is none to show.
using PictureSource = std::function<QImage(const QString &target)>;

/// One block of an answer laid out: text, lines of code, or the cells of a table's row. All of them are
/// pieces of one text, so that selecting, finding and reading aloud need not know which it is. A picture
/// stands in lines of its own, in the place of its words.
///
/// Positions are those of text(). What is laid out may hold marks besides, which keep code and formulas in
/// their order where the text around them runs from right to left; nobody else sees them.
class BlockLayout
{
public:
    /// A paragraph or heading of \p width px.
    void setText(const InlineText &content, const QFont &font, qreal lineAdvance, qreal width,
                 const AnswerStyle &style, bool centred = false, const PictureSource &pictures = {});
    /// Lines of code. \p width above 0 wraps them. Lines that are the same as before keep their layout.
    /// \param highlighter null, or one that is ready
    /// \param state where it stands before the first line
    /// \return px from the top to the first line that is not the same
    qreal setCode(const QString &source, qreal width, const AnswerStyle &style, CodeHighlighter *highlighter,
                  const CodeState &state);
    /// The cells of a row, each in a column of its width, \p gap px between them; the first one at the right
    /// where \p mirrored.
    void setRow(const std::vector<InlineText> &cells, const QList<qreal> &widths,
                const QList<Qt::Alignment> &aligns, const QFont &font, const AnswerStyle &style, qreal gap,
                bool mirrored = false, const PictureSource &pictures = {});

    const QString &text() const { return m_content.text; }
    const InlineText &content() const { return m_content; }
    qreal height() const { return m_height; }
    qreal naturalWidth() const { return m_naturalWidth; }
    /// Code: where its colouring stands behind the last line; nothing where it is not coloured.
    std::optional<CodeState> endState() const;
    bool isRightToLeft() const { return m_rightToLeft; }
    /// What of this was drawn the same by \p before: px from the top.
    qreal sameAs(const BlockLayout &before) const;

    void paint(QPainter &painter, QPointF at, const QRectF &clip, const QList<BlockMark> &marks,
               const AnswerStyle &style) const;
    int positionAt(QPointF point) const;
    /// Where the caret stands before \p position.
    QRectF caret(int position) const;
    QRectF rectOf(int from, int to) const;
    /// The run under \p point; nothing beside the text.
    const InlineText::Run *runAt(QPointF point) const;
    const LinkDefinition *link(const InlineText::Run &run) const;

    /// Whether \p content reads from right to left: by its first letter that is neither in code nor in a
    /// formula.
    static bool isRightToLeft(const InlineText &content);
    /// Whether a letter of \p content has a direction at all.
    static bool hasDirection(const InlineText &content);

private:
    struct Piece
    {
        std::unique_ptr<QTextLayout> layout; ///< null: a picture
        QImage picture;
        QSizeF pictureSize;
        QPointF at;
        int start = 0;
        int length = 0;
        std::vector<int> marks; ///< of direction: where they stand in the layout's text, rising
        CodeState after;        ///< code
        bool coloured = false;

        /// Where the character at \p inside stands in the layout's text.
        int first(int inside) const;
        /// Where the text before \p inside ends there.
        int last(int inside) const;
        int fromLayout(int position) const;
        QRectF bounds() const;
    };
    struct Flow
    {
        const QFont &font;
        const AnswerStyle &style;
        qreal advance = 0, width = 0;
        Qt::Alignment align;
        bool rightToLeft = false;
    };
    struct Shown ///< a picture and whose characters it stands for
    {
        int from = 0, to = 0;
        QImage picture;
    };

    Piece makePiece(const QString &text, int start, const QFont &font, const AnswerStyle &style,
                    const std::vector<InlineText::Run> &runs, Qt::Alignment align, bool wrap) const;
    qreal flow(const InlineText &content, int offset, QPointF at, const Flow &how,
               const PictureSource &pictures);
    qreal flowText(const InlineText &content, int from, int to, int offset, QPointF at, const Flow &how);
    static std::vector<Shown> picturesIn(const InlineText &content, const PictureSource &pictures);
    static qreal breakLines(QTextLayout &layout, qreal width, qreal advance);
    static QRectF caretIn(const Piece &piece, int position);
    static QRectF behind(const Piece &piece, int inside);
    const Piece *pieceAt(QPointF point) const;
    const Piece *pieceOf(int position) const;

    InlineText m_content;
    std::vector<Piece> m_pieces;
    qreal m_width = 0, m_height = 0, m_naturalWidth = 0;
    bool m_rightToLeft = false;
};

} // namespace Crossroads
