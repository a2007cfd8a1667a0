// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include "ui/common/answersection.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <array>
#include <memory>
#include <vector>

namespace Crossroads {

/// Where a reader is, in terms that hold for another answer to the same prompt as well.
struct ReadingPlace
{
    int heading = 0;  ///< headings above, the one at the top included
    int block = 0;    ///< blocks since that heading
    double share = 0; ///< of the block that is above the top, 0 to 1
    bool atEnd = false;
};

/// Shows an answer as it grows, however long: reasoning folded above, Markdown, tool calls, sources, and a
/// closing line of figures. A frame costs what is new and what is seen: the text goes into MarkdownBlocks as
/// it arrives, AnswerSection lays out the blocks that are in sight, and what has not moved is not painted
/// again. Selection, finds and the reader's place survive growth; the view follows the end only while the
/// reader is at the end. Text of a model is never run, fetched or taken as HTML; links open in the browser
/// if they are http, https or mailto.
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
    /// Lines are no longer than \p characters of average width; 0: as long as the view is wide.
    void setLineLength(int characters);
    /// Whether single line ends of the Markdown are shown as such, as most chats do (the default), or are
    /// spaces.
    void setKeepLineEnds(bool keep);

    QString selectedText() const;
    QString selectedMarkdown() const;
    void selectAll();
    /// Everything that is shown, as text.
    QString plainText() const;

    /// Marks every place where \p needle stands, whatever its case, now and in text that is still to come.
    /// \return how many there are
    int setFind(const QString &needle);
    /// False where there was no selection, and no link chosen by keyboard.
    bool clearSelection();
    int findCount() const { return int(m_matches.size()); }
    /// From 0; -1: none is the current one.
    int currentFind() const { return m_currentMatch; }
    /// Goes to match \p index and shows it; -1: none is current.
    void showFind(int index);

    /// Whether text has arrived below what is seen.
    bool hasMoreBelow() const;
    void scrollToEnd();
    /// Shows a picture in the place of its link.
    void showPicture(const QUrl &url, const QImage &picture);
    ReadingPlace readingPlace() const;
    void scrollTo(const ReadingPlace &place);

    // --- for assistive technology: the whole text, block by block
    struct Place
    {
        int part = -1;
        int block = 0;
        int position = 0;
        auto operator<=>(const Place &) const = default;
    };
    struct Entry
    {
        Place place;
        qsizetype offset = 0; ///< in plainText(), of the block's marker
        QString marker, text;
    };
    /// All blocks that are shown, with where they stand in plainText().
    std::vector<Entry> entries() const;
    Place cursorPlace() const { return m_cursor; }
    Place anchorPlace() const { return m_anchor; }
    void select(Place anchor, Place cursor);
    /// In viewport coordinates.
    QRect rectOf(Place place, int length);
    Place placeAt(QPointF point);
    QString roleOf(Place place) const;
    int headingLevel(Place place) const;
    void makeVisible(Place place);

Q_SIGNALS:
    void moreBelowChanged(bool more);
    void findChanged(int count, int current);
    /// The person has scrolled, by whatever means.
    void scrolledByReader();
    /// The person clicked a picture that is elsewhere: showPicture() is its answer.
    void pictureAsked(const QUrl &url);
    /// Ctrl and wheel: +1 or -1.
    void zoomAsked(int step);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    enum PartNumber { Reasoning, Text, Pictures, Refusal, Tools, Sources, Colophon, partCount };
    static constexpr PartNumber written[] = {Reasoning, Text, Refusal}; ///< by the model, in Markdown
    struct Part
    {
        explicit Part(AnswerSection::Kind kind) : section(kind) {}
        AnswerSection section;
        qreal y = 0;        ///< of the fold row, or of the section where there is none
        qreal contentY = 0; ///< of the section
        bool folded = false;
        bool touched = false; ///< the person has folded or opened it
    };
    struct Anchor
    {
        int part = -1;
        int block = 0;
    };
    /// Where the reader is, for the time that the layout changes.
    struct Reading
    {
        bool end = false;  ///< at the end, and stays there
        Anchor shown = {}; ///< the block at the top
        qreal blockAt = 0; ///< px below the view's top
        int position = -1; ///< of the letter at the top, where the block began above it
        qreal positionAt = 0;
    };
    struct Match
    {
        int part = 0, block = 0, from = 0;
    };
    struct Target
    {
        QRectF rect;
        AnswerSection::Hit hit;
        int part = -1; ///< its fold row, where hit says Nothing
    };
    using Hit = AnswerSection::Hit;

    // --- what is shown
    bool continues(const Answer &answer) const;
    void feed(const Answer &answer);
    void feedText(const Answer &answer);
    void feedTools(const Answer &answer);
    void feedPictures(const Answer &answer);
    void feedSources(const Answer &answer);
    void finishParts(const Answer &answer);
    void refill(PartNumber number, const QString &markdown);
    void syncPart(int number);
    bool hasHead(int number) const;
    bool isShown(int number) const;
    QString headText(int number) const;
    void toggleFold(int number);

    // --- where it stands
    void restyle();
    void layOutAgain();
    qreal contentLeft() const;
    static constexpr qreal padding = 12; ///< px around what is shown
    qreal roomWidth() const;
    qreal contentWidth() const;
    void placeParts();
    bool measure(qreal top, qreal bottom);
    qreal totalHeight() const { return m_height; }
    Anchor anchorAt(qreal y) const;
    qreal yOf(const Anchor &anchor) const;
    bool isAtEnd() const;
    void settle(qreal target, bool toEnd);
    void settleKeeping();
    Reading reading();
    void settleAt(const Reading &kept);
    void noteMoreBelow();
    void highlightMore();
    QPointF toPart(int number, QPointF point) const;
    QRectF toView(int number, const QRectF &rect) const;
    QRectF headRect(int number) const;

    // --- what is done with it
    int partAt(qreal y) const;
    Hit hitAt(QPointF point, int *part);
    void activate(int part, const Hit &hit);
    void openLink(int part, const LinkDefinition &link);
    void copyCode(int part, int block);
    void saveCode(int part, int block);
    QString tipFor(const Hit &hit) const;
    bool hasSelection() const { return m_anchor.part >= 0 && m_anchor != m_cursor; }
    QList<BlockMark> marksOf(int part, int block) const;
    void updateFrom(Place a, Place b);
    void moveCursor(QKeyEvent *event);
    void dragTo(QPointF point);
    void searchFrom(int part, int block);
    void setCurrentMatch(int index);
    std::vector<Target> targets();
    void moveTarget(int step);
    bool nextPlace(Place &place, int step, bool word) const;
    template<typename Visit>
    void visit(Place from, Place to, Visit visitor) const;

    AnswerStyle m_style, m_mutedStyle;
    std::vector<Part> m_parts;
    qreal m_height = 0;
    qreal m_laidOutWidth = -1; ///< px of content that the parts were given
    qreal m_top = 0;           ///< of what is seen; that of the scroll bar
    Anchor m_shown;            ///< the block at m_top
    qreal m_shownAt = 0;       ///< where it is, px below the view's top; negative
    std::optional<Reading> m_reading;
    bool m_following = true; ///< the reader is at the end, and goes with it
    bool m_settling = false;
    bool m_moreBelow = false;

    qsizetype m_textTaken = 0, m_reasoningTaken = 0, m_refusalTaken = 0, m_picturesTaken = 0;
    QString m_textHead, m_textTail, m_reasoningHead;
    bool m_isJson = false, m_formDecided = false;
    qsizetype m_toolCount = 0;   ///< calls shown
    qsizetype m_toolsShown = -1; ///< characters of theirs that are shown; -1: not yet
    QList<Citation> m_citations;
    QString m_colophon;
    LaneState m_state = LaneState::Queued;
    std::optional<qint64> m_reasoningMs;
    bool m_finished = false;

    int m_zoom = 0;
    int m_lineLength = 100;
    bool m_keepLineEnds = true;
    Place m_anchor, m_cursor;
    QPointF m_pressed;
    QPointF m_dragged;
    bool m_wordwise = false;
    QTimer m_dragTimer;
    QTimer m_highlightTimer;
    int m_copiedPart = -1, m_copiedGroup = -1;
    int m_barBlock = -1, m_barPart = -1;
    qreal m_barLast = 0;
    int m_target = -1; ///< of targets(): where the keyboard is; -1: nowhere

    QString m_needle;
    std::vector<Match> m_matches;
    int m_currentMatch = -1;
};

} // namespace Crossroads
