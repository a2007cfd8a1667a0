// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/markdown/markdownblocks.h"
#include "ui/common/blocklayout.h"

#include <QCache>
#include <QHash>
#include <QImage>
#include <QPointF>

#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace Crossroads {

/// Markdown on a page of a width: where each block stands, and how it is drawn. Only blocks that somebody
/// wants to see are laid out; the heights of the others are estimates until then. All lengths are px from the
/// section's top left.
///
/// Who calls whom: AnswerView feeds model() and calls sync() once per frame, then measure() for what is seen,
/// then paint(). The section never paints by itself and never calls the view.
class AnswerSection
{
public:
    enum class Kind { Reasoning, Text, Refusal, Tools, Sources, Colophon };

    explicit AnswerSection(Kind kind) : m_kind(kind) {}
    Kind kind() const { return m_kind; }
    MarkdownBlocks &model() { return m_model; }
    const MarkdownBlocks &model() const { return m_model; }
    bool isEmpty() const { return m_items.empty(); }
    void clear();
    /// Whether single line ends of the Markdown are shown as such.
    void setKeepLineEnds(bool keep);

    /// \p style outlives the section. Everything is laid out anew.
    void setStyle(const AnswerStyle *style, qreal width);
    /// Takes over what the model has changed. \return the first block that may read differently now
    int sync();
    /// Lays out what stands between \p top and \p bottom. \return whether heights came out other than assumed
    bool measure(qreal top, qreal bottom);
    /// Colours code for about \p lines more lines. \return whether any is left
    bool highlightMore(int lines);
    /// Whether code that is seen waits for its colours.
    bool isUncoloured() const { return m_uncoloured; }
    /// A language has been read: code is coloured when it is seen next.
    void recolourCode();
    /// What must be painted again, from here down; infinity: nothing.
    qreal takePaintFrom();
    /// Forgets the layouts that stand further than \p distance from \p top.
    void trim(qreal top, qreal distance);

    qreal height() const;
    int count() const { return int(m_items.size()); }
    qreal topOf(int block) const { return m_items[size_t(block)].y; }
    qreal bottomOf(int block) const { return m_items[size_t(block)].y + m_items[size_t(block)].height; }
    /// The block at \p y, or the one that follows; the last one below all.
    int blockAt(qreal y) const;

    struct Look
    {
        std::function<QList<BlockMark>(int block)> marks;
        int copiedGroup = -1;        ///< whose Copy says "Copied"
        std::optional<QColor> caret; ///< behind the last character
    };
    void paint(QPainter &painter, const QRectF &clip, const Look &look);

    struct Hit
    {
        enum class What { Nothing, Text, Link, Copy, Wrap, Save, Fold, Bar } what = What::Nothing;
        int block = -1;
        int position = 0;
        LinkDefinition link;
        bool picture = false; ///< a link that stands for a picture
    };
    Hit hit(QPointF point);
    /// Shows \p picture wherever the picture at \p target stands.
    void setPicture(const QString &target, const QImage &picture);
    bool hasPicture(const QString &target) const { return m_pictures.contains(target); }
    /// Where a button of the row above the code that begins at \p block stands.
    QRectF headButton(int block, Hit::What what) const { return button(block, what); }
    int positionAt(int block, QPointF point);
    QRectF caret(int block, int position);
    QRectF rectOf(int block, int from, int to);

    /// What of a block can be selected and found.
    QString text(int block) const;
    InlineText content(int block) const;
    /// What stands before it and can not: "- ", "3. ", "[x] ".
    QString marker(int block) const;
    /// What goes between \p block and the one before it in text that is copied.
    QString separator(int block) const;
    /// Part of a block as Markdown.
    QString markdown(int block, int from, int to) const;
    QString role(int block) const;

    QString codeOf(int group) const;
    QString languageOf(int group) const;
    void toggleWrap(int group);
    void toggleFold(int group);
    bool isFolded(int group) const;
    /// Moves the code or table of \p block sideways. \return whether it could
    bool scrollSideways(int block, qreal delta);
    int groupOf(int block) const { return m_model.blocks()[size_t(block)].group; }

private:
    struct Item
    {
        qreal y = 0, height = 0;
        bool exact = false; ///< the height is that of the layout
        bool stale = true;  ///< the layout is that of an earlier text
        std::unique_ptr<BlockLayout> layout;
    };
    struct CodeFace
    {
        QString language;
        bool languageKnown = false;
        std::shared_ptr<CodeHighlighter> highlighter;
        std::vector<CodeState> states{1}; ///< before each block of the code
        bool wrap = false, folded = false;
        qreal scroll = 0, widest = 0;
    };
    struct TableFace
    {
        QList<qreal> natural, least, widths;
        QList<qreal> settledNatural, settledLeast; ///< of the first \c settled rows
        int settled = 0;
        qreal scroll = 0, total = 0;
        bool mirrored = false; ///< its first column is at the right
    };
    using Block = MarkdownBlocks::Block;
    using Container = MarkdownBlocks::Container;

    const Block &block(int index) const { return m_model.blocks()[size_t(index)]; }
    bool isFramed(int index) const { return block(index).kind == Block::Kind::Code; }
    bool isGroupLast(int index) const;
    int groupEnd(int group, int first) const;
    qreal indentOf(int index) const;
    qreal indentOf(const Container &container) const;
    qreal gapBefore(int index) const;
    qreal estimate(int index) const;
    qreal above(int index) const; ///< within the item, over the layout
    qreal below(int index) const;
    QPointF layoutOrigin(int index) const;
    qreal innerWidth(int index) const;
    qreal scrollOf(int index) const;
    qreal scrollRange(int index) const;
    void placeFrom(int index);
    bool measureItem(int index);
    qreal labelHeight(int index) const;
    qreal labelWidth(const Container &note) const;
    QRectF ground(int index) const;
    void layOut(int index, Item &item);
    void layOutCode(int index, Item &item);
    void layOutText(int index, Item &item);
    void layOutRow(int index, Item &item);
    void remeasureTable(int index);
    bool updateTable(int group);
    bool isMirrored(int group) const;
    void widen(TableFace &face, int row, bool exactly);
    void widenExactly(TableFace &face, int row);
    QList<qreal> sharedOut(const TableFace &face, qreal room) const;
    bool findState(int group, int part);
    void prepareCode(int group);
    std::vector<InlineText> cellsOf(int index) const;
    QImage pictureAt(const QString &target);
    BlockLayout &laidOut(int index);
    void paintItem(QPainter &painter, int index, const QRectF &clip, const Look &look);
    void paintContainers(QPainter &painter, int index);
    void paintMarker(QPainter &painter, int index, const Container &item, qreal x);
    void paintFrame(QPainter &painter, int index, const QRectF &clip, const Look &look);
    QRectF groupRect(int index) const;
    QRectF button(int index, Hit::What what) const;
    void needPaint(qreal y) { m_paintFrom = qMin(m_paintFrom, y); }

    Kind m_kind;
    MarkdownBlocks m_model;
    const AnswerStyle *m_style = nullptr;
    qreal m_width = 0;
    std::vector<Item> m_items;
    std::vector<CodeFace> m_codes;
    std::vector<TableFace> m_tables;
    QHash<QString, QImage> m_pictures; ///< that were fetched, by their address
    static constexpr int decodedKiB = 192 * 1024;
    /// Those that the text itself holds, null where they can not be shown; by their KiB.
    std::unique_ptr<QCache<QString, QImage>> m_decoded =
        std::make_unique<QCache<QString, QImage>>(decodedKiB);
    std::vector<int> m_laidOut; ///< blocks that may have a layout
    qreal m_paintFrom = std::numeric_limits<qreal>::infinity();
    int m_budget = 0; ///< lines of code that may still be coloured in this turn
    bool m_uncoloured = false;
};

} // namespace Crossroads
