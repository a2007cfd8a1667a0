// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"

#include "ui/common/answeraccess.h"
#include "ui/common/confirm.h"
#include "ui/common/fontwarmer.h"
#include "ui/common/icons.h"
#include "ui/common/moneytext.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QJsonDocument>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QSaveFile>
#include <QScrollBar>
#include <QToolTip>
#include <QUrl>
#include <QWheelEvent>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qreal padding = 12;
static constexpr qreal partGap = 14;
static constexpr qreal foldRow = 24;
static constexpr qreal keptLayouts = 6000; ///< px above and below of what stays laid out

namespace {
bool isSafeLink(const QUrl &url)
{
    return url.scheme() == "http"_L1 || url.scheme() == "https"_L1 || url.scheme() == "mailto"_L1;
}

/// Text that is one JSON document, by its first two marks: {" or [{ or [".
std::optional<bool> isJsonText(QStringView text)
{
    QString marks;
    for (const QChar c : text) {
        if (c.isSpace())
            continue;
        marks += c;
        if (marks.size() == 2)
            return marks == "{\""_L1 || marks == "[{"_L1 || marks == "[\""_L1;
    }
    return std::nullopt;
}

QString prettyJson(const QString &text)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text.toUtf8(), &error);
    return error.error == QJsonParseError::NoError ? QString::fromUtf8(document.toJson()).trimmed() : text;
}

/// A fence longer than any in \p code.
QString fenceFor(const QString &code)
{
    QString fence = u"```"_s;
    while (code.contains(fence))
        fence += u'`';
    return fence;
}

QString escapedMarkdown(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (u"\\`*_{}[]()<>#+-!|~$&"_s.contains(c))
            result += u'\\';
        result += c == u'\n' ? QChar(u' ') : c;
    }
    return result;
}
} // namespace

AnswerView::AnswerView(QWidget *parent) : QAbstractScrollArea(parent)
{
    AnswerAccess::install();
    for (const auto kind :
         {AnswerSection::Kind::Reasoning, AnswerSection::Kind::Text, AnswerSection::Kind::Text,
          AnswerSection::Kind::Refusal, AnswerSection::Kind::Tools, AnswerSection::Kind::Sources,
          AnswerSection::Kind::Colophon})
        m_parts.emplace_back(kind);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    // The whole viewport is painted here, so what has not changed can be moved instead of painted.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Answer"));
    m_highlightTimer.setSingleShot(true);
    m_highlightTimer.setInterval(16);
    connect(&m_highlightTimer, &QTimer::timeout, this, &AnswerView::highlightMore);
    connect(&CodeHighlighter::notifier(), &CodeHighlighter::Notifier::loaded, this, [this] {
        for (Part &part : m_parts)
            part.section.recolourCode();
        settleKeeping();
    });
    m_dragTimer.setInterval(40);
    connect(&m_dragTimer, &QTimer::timeout, this, [this] {
        const qreal outside =
            m_dragged.y() < 0 ? m_dragged.y() : qMax(0.0, m_dragged.y() - viewport()->height());
        verticalScrollBar()->setValue(verticalScrollBar()->value() + int(outside / 2));
        dragTo(m_dragged);
    });
    restyle();
}

AnswerView::~AnswerView() = default;

// --- what is shown ----------------------------------------------------------------------------------------

void AnswerView::clear()
{
    for (Part &part : m_parts) {
        part.section.clear();
        part.folded = part.touched = false;
    }
    m_textTaken = m_reasoningTaken = m_refusalTaken = m_picturesTaken = 0;
    m_textHead.clear();
    m_textTail.clear();
    m_reasoningHead.clear();
    m_isJson = m_formDecided = m_finished = false;
    m_tools.clear();
    m_citations.clear();
    m_parts[Text].section.model().setCitations({});
    m_colophon.clear();
    m_state = LaneState::Queued;
    m_reasoningMs.reset();
    m_anchor = m_cursor = {};
    m_target = -1;
    m_matches.clear();
    m_currentMatch = -1;
    m_shown = {};
    m_top = m_shownAt = 0;
    settle(0, false);
    viewport()->update();
}

/// Whether \p answer is what is shown, or begins with it.
bool AnswerView::continues(const Answer &answer) const
{
    const auto grows = [](const QString &text, qsizetype taken, const QString &head) {
        return text.size() >= taken && text.startsWith(head);
    };
    if (!grows(answer.text, m_textTaken, m_textHead) ||
        !grows(answer.reasoning, m_reasoningTaken, m_reasoningHead) || answer.refusal.size() < m_refusalTaken)
        return false;
    if (QStringView(answer.text).first(m_textTaken).last(m_textTail.size()) != m_textTail)
        return false;
    if (answer.images.size() < m_picturesTaken)
        return false;
    return !m_finished || (answer.text.size() == m_textTaken && answer.reasoning.size() == m_reasoningTaken &&
                           answer.refusal.size() == m_refusalTaken && isEnded(answer.state));
}

void AnswerView::showAnswer(const Answer &answer)
{
    if (!continues(answer))
        clear();
    const bool follow = isAtEnd() && !m_finished;
    const bool stateChanged = m_state != answer.state || m_reasoningMs != answer.reasoningMs;
    m_state = answer.state;
    m_reasoningMs = answer.reasoningMs;
    feed(answer);
    for (int number = 0; number < partCount; ++number)
        syncPart(number);
    if (follow)
        settle(0, true);
    else
        settleKeeping();
    if (stateChanged)
        viewport()->update();
}

void AnswerView::feed(const Answer &answer)
{
    Part &reasoning = m_parts[Reasoning];
    if (answer.reasoning.size() > m_reasoningTaken) {
        reasoning.section.model().feed(QStringView(answer.reasoning).sliced(m_reasoningTaken));
        m_reasoningTaken = answer.reasoning.size();
        m_reasoningHead = answer.reasoning.first(qMin(qsizetype(64), m_reasoningTaken));
    }
    // Reasoning is open while it is all there is, and folds at the first word of the answer.
    if (!reasoning.touched)
        reasoning.folded = !answer.text.isEmpty() || isEnded(answer.state);
    if (answer.text.size() > m_textTaken)
        feedText(answer);
    if (answer.refusal.size() > m_refusalTaken) {
        m_parts[Refusal].section.model().feed(QStringView(answer.refusal).sliced(m_refusalTaken));
        m_refusalTaken = answer.refusal.size();
    }
    feedPictures(answer);
    feedTools(answer);
    feedSources(answer);
    if (isEnded(answer.state))
        finishParts(answer);
}

void AnswerView::feedText(const Answer &answer)
{
    MarkdownBlocks &model = m_parts[Text].section.model();
    if (!m_formDecided) {
        const auto json = isJsonText(answer.text);
        if (!json)
            return; // white space so far, or one character
        m_formDecided = true;
        m_isJson = *json;
        if (m_isJson)
            model.feed(u"```json\n");
    }
    model.feed(QStringView(answer.text).sliced(m_textTaken));
    m_textTaken = answer.text.size();
    m_textHead = answer.text.first(qMin(qsizetype(64), m_textTaken));
    m_textTail = answer.text.last(qMin(qsizetype(32), m_textTaken));
}

/// Pictures that the model made, below its words.
void AnswerView::feedPictures(const Answer &answer)
{
    if (answer.images.size() == m_picturesTaken)
        return;
    m_picturesTaken = answer.images.size();
    QString markdown;
    for (const AnswerImage &image : answer.images)
        markdown += u"![%1](data:%2;base64,%3)\n\n"_s.arg(tr("Picture"), QString::fromLatin1(image.mimeType),
                                                          QString::fromLatin1(image.bytes.toBase64()));
    refill(Pictures, markdown);
}

void AnswerView::feedTools(const Answer &answer)
{
    if (answer.toolCalls.isEmpty() || (answer.toolCalls == m_tools && !isEnded(answer.state)))
        return;
    QString markdown;
    for (const ToolCall &call : answer.toolCalls) {
        // Arguments are pretty once they are whole; until then they are shown as they come.
        const QString json = call.arguments.isEmpty() ? u"{}"_s : prettyJson(call.arguments);
        const QString fence = fenceFor(json);
        markdown += u"**%1**\n\n"_s.arg(escapedMarkdown(call.name)) + fence + u"json\n"_s + json + u'\n' +
                    fence + u"\n\n"_s;
    }
    m_tools = answer.toolCalls;
    refill(Tools, markdown);
}

void AnswerView::feedSources(const Answer &answer)
{
    if (answer.citations == m_citations)
        return;
    m_citations = answer.citations;
    QString markdown;
    QList<LinkDefinition> links;
    for (const Citation &citation : answer.citations) {
        const QString title = citation.title.isEmpty() ? QUrl(citation.url).host() : citation.title;
        QString url = citation.url;
        url.replace(u'<', u"%3C"_s).replace(u'>', u"%3E"_s).remove(u'\n');
        links.append({citation.url, citation.title});
        markdown += u"%1. [%2](<%3>)\n"_s.arg(QString::number(links.size()),
                                              escapedMarkdown(title.isEmpty() ? citation.url : title), url);
    }
    m_parts[Text].section.model().setCitations(links);
    refill(Sources, markdown);
}

void AnswerView::finishParts(const Answer &answer)
{
    if (!m_finished) {
        MarkdownBlocks &model = m_parts[Text].section.model();
        if (!m_formDecided && !answer.text.isEmpty()) {
            model.feed(answer.text);
            m_textTaken = answer.text.size();
        } else if (m_isJson) {
            const QString json = prettyJson(answer.text);
            const bool whole = json != answer.text;
            refill(Text, whole ? u"```json\n"_s + json + u"\n```\n"_s : answer.text);
        }
        model.finish();
        m_parts[Reasoning].section.model().finish();
        m_parts[Refusal].section.model().finish();
        m_finished = true;
    }
    const QString colophon = colophonText(answer);
    if (colophon == m_colophon)
        return;
    m_colophon = colophon;
    refill(Colophon, escapedMarkdown(colophon));
}

/// A part whose text is made here is small, and made anew.
void AnswerView::refill(PartNumber number, const QString &markdown)
{
    AnswerSection &section = m_parts[number].section;
    section.clear();
    section.model().feed(markdown);
    if (number != Text)
        section.model().finish();
}

void AnswerView::syncPart(int number)
{
    AnswerSection &section = m_parts[size_t(number)].section;
    const int first = section.sync();
    if (!m_needle.isEmpty() && first < section.count())
        searchFrom(number, first);
    else if (!m_needle.isEmpty() && std::ranges::any_of(m_matches, [&](const Match &match) {
                 return match.part == number && match.block >= section.count();
             }))
        searchFrom(number, section.count());
}

bool AnswerView::hasHead(int number) const
{
    return number == Reasoning || number == Tools || number == Sources;
}

bool AnswerView::isShown(int number) const
{
    return !m_parts[size_t(number)].section.isEmpty();
}

QString AnswerView::headText(int number) const
{
    switch (number) {
    case Reasoning:
        return m_reasoningMs ? tr("Thought for %1").arg(secondsText(*m_reasoningMs)) : tr("Thinking");
    case Tools:
        return m_tools.size() == 1 ? tr("1 tool call") : tr("%1 tool calls").arg(m_tools.size());
    default:
        return m_citations.size() == 1 ? tr("1 source") : tr("%1 sources").arg(m_citations.size());
    }
}

void AnswerView::toggleFold(int number)
{
    Part &part = m_parts[size_t(number)];
    part.folded = !part.folded;
    part.touched = true;
    settleKeeping();
    viewport()->update();
}

// --- where it stands --------------------------------------------------------------------------------------

/// Without the scroll bar's room whether or not it shows: text must not be broken anew when it appears.
qreal AnswerView::roomWidth() const
{
    const QScrollBar *bar = verticalScrollBar();
    const bool over = style()->styleHint(QStyle::SH_ScrollBar_Transient, nullptr, bar);
    return contentsRect().width() - (over ? 0 : bar->sizeHint().width());
}

qreal AnswerView::contentWidth() const
{
    const qreal room = roomWidth() - 2 * padding;
    return qMax(60.0,
                m_lineLength > 0 ? qMin(room, std::floor(m_lineLength * m_style.characterWidth)) : room);
}

qreal AnswerView::contentLeft() const
{
    const qreal side = std::floor((roomWidth() - contentWidth()) / 2);
    return isRightToLeft() ? viewport()->width() - side - contentWidth() : side;
}

/// Type or colours have changed: nothing that was laid out is right any more.
void AnswerView::restyle()
{
    m_style = AnswerStyle::make(font(), m_zoom, palette(), false);
    m_mutedStyle = AnswerStyle::make(font(), m_zoom, palette(), true);
    verticalScrollBar()->setSingleStep(int(m_style.lineAdvance) * 2);
    warmFonts(m_style.fonts());
    layOutAgain();
}

void AnswerView::layOutAgain()
{
    m_laidOutWidth = contentWidth();
    for (Part &part : m_parts) {
        const auto kind = part.section.kind();
        const bool muted = kind == AnswerSection::Kind::Reasoning || kind == AnswerSection::Kind::Colophon;
        part.section.setStyle(muted ? &m_mutedStyle : &m_style, m_laidOutWidth);
    }
}

void AnswerView::setZoom(int points)
{
    if (points == m_zoom)
        return;
    const bool end = isAtEnd();
    m_zoom = points;
    restyle();
    settle(end ? 0 : yOf(m_shown) - m_shownAt, end);
    viewport()->update();
}

void AnswerView::setLineLength(int characters)
{
    if (characters == m_lineLength)
        return;
    m_lineLength = characters;
    restyle();
    settleKeeping();
    viewport()->update();
}

void AnswerView::placeParts()
{
    qreal y = padding;
    bool any = false;
    for (int number = 0; number < partCount; ++number) {
        if (!isShown(number))
            continue;
        Part &part = m_parts[size_t(number)];
        if (any)
            y += partGap;
        any = true;
        part.y = y;
        if (hasHead(number))
            y += foldRow + (part.folded ? 0 : 4);
        else if (number == Colophon)
            y += 6;
        part.contentY = y;
        if (!part.folded)
            y += std::ceil(part.section.height());
    }
    m_height = y + padding;
}

bool AnswerView::measure(qreal top, qreal bottom)
{
    bool moved = false;
    for (int number = 0; number < partCount; ++number) {
        Part &part = m_parts[size_t(number)];
        if (!isShown(number) || part.folded || part.contentY > bottom ||
            part.contentY + part.section.height() < top)
            continue;
        moved = part.section.measure(top - part.contentY, bottom - part.contentY) || moved;
    }
    return moved;
}

AnswerView::Anchor AnswerView::anchorAt(qreal y) const
{
    Anchor result;
    for (int number = 0; number < partCount; ++number) {
        const Part &part = m_parts[size_t(number)];
        if (!isShown(number) || (part.y > y && result.part >= 0))
            continue;
        result = {number, part.folded ? 0 : qMax(0, part.section.blockAt(y - part.contentY))};
    }
    return result;
}

qreal AnswerView::yOf(const Anchor &anchor) const
{
    if (anchor.part < 0)
        return 0;
    const Part &part = m_parts[size_t(anchor.part)];
    if (part.folded || anchor.block >= part.section.count())
        return part.y;
    return part.contentY + part.section.topOf(anchor.block);
}

bool AnswerView::isAtEnd() const
{
    return m_top >= m_height - viewport()->height() - 2;
}

void AnswerView::settleKeeping()
{
    placeParts();
    settle(m_shown.part < 0 ? m_top : yOf(m_shown) - m_shownAt, false);
}

/// Shows what begins at \p target, or the end. Blocks that come into sight are laid out, which may move all
/// that follows; what the reader was looking at stays where it was relative to the target.
void AnswerView::settle(qreal target, bool toEnd)
{
    const qreal seen = viewport()->height();
    placeParts();
    const bool near = m_shown.part >= 0 && std::abs(yOf(m_shown) - m_shownAt - target) < seen;
    Anchor kept = near ? m_shown : anchorAt(target);
    qreal keptAt = yOf(kept);
    for (int pass = 0; pass < 6; ++pass) {
        if (toEnd)
            target = m_height - seen;
        const qreal wanted = qBound(0.0, target, qMax(0.0, m_height - seen));
        if (!measure(wanted, wanted + seen))
            break;
        placeParts();
        target += yOf(kept) - keptAt;
        keptAt = yOf(kept);
    }
    const qreal most = qMax(0.0, std::ceil(m_height) - seen);
    const qreal top = std::round(qBound(0.0, toEnd ? most : target, most));
    // What was seen before moves by as much as the block at the top does.
    const qreal moved = m_shown.part >= 0 ? yOf(m_shown) - top - m_shownAt : 0;
    m_settling = true;
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(int(seen));
    bar->setRange(0, int(most));
    bar->setValue(int(top));
    m_settling = false;
    if (std::abs(moved) >= seen)
        viewport()->update();
    else if (moved != 0)
        viewport()->scroll(0, int(std::round(moved)), viewport()->rect());
    m_top = top;
    m_shown = anchorAt(top);
    m_shownAt = yOf(m_shown) - top;
    bool moreCode = false;
    for (int number = 0; number < partCount; ++number) {
        Part &part = m_parts[size_t(number)];
        moreCode = moreCode || part.section.isUncoloured();
        const qreal from = part.section.takePaintFrom();
        if (part.folded || from > 1e9)
            continue;
        const int y = int(std::floor(part.contentY + from - top));
        if (y < seen)
            viewport()->update(0, qMax(0, y), viewport()->width(), int(seen));
        part.section.trim(top - part.contentY, keptLayouts);
    }
    if (moreCode && !m_highlightTimer.isActive())
        m_highlightTimer.start();
    noteMoreBelow();
}

/// Long code is coloured a few hundred lines per frame.
void AnswerView::highlightMore()
{
    for (Part &part : m_parts)
        (void)part.section.highlightMore(400);
    settleKeeping(); // which starts the timer again where more is left
}

bool AnswerView::hasMoreBelow() const
{
    return !isAtEnd();
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
    settle(0, true);
}

void AnswerView::scrollContentsBy(int, int)
{
    if (m_settling)
        return;
    settle(verticalScrollBar()->value(), false);
    Q_EMIT scrolledByReader();
}

void AnswerView::resizeEvent(QResizeEvent *)
{
    const bool end = isAtEnd() && m_height > 0;
    if (!qFuzzyCompare(m_laidOutWidth, contentWidth()))
        layOutAgain();
    settle(end ? 0 : yOf(m_shown) - m_shownAt, end && !m_finished);
    viewport()->update();
}

void AnswerView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if ((event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) || m_parts.empty())
        return;
    restyle();
    settleKeeping();
    viewport()->update();
}

ReadingPlace AnswerView::readingPlace() const
{
    ReadingPlace place;
    place.atEnd = isAtEnd();
    const AnswerSection &section = m_parts[Text].section;
    if (section.isEmpty())
        return place;
    const qreal top = m_top - m_parts[Text].contentY;
    const int at = top <= 0 ? 0 : section.blockAt(top);
    int first = at; // a block that comes in parts is one
    while (first > 0 && section.model().blocks()[size_t(first)].continues)
        --first;
    int end = at + 1;
    while (end < section.count() && section.model().blocks()[size_t(end)].continues)
        ++end;
    for (int i = 0; i <= first; ++i) {
        const auto &block = section.model().blocks()[size_t(i)];
        if (block.continues)
            continue;
        if (block.kind == MarkdownBlocks::Block::Kind::Heading) {
            ++place.heading;
            place.block = 0;
        } else if (i > 0) {
            ++place.block;
        }
    }
    const qreal height = section.bottomOf(end - 1) - section.topOf(first);
    place.share = height > 0 ? qBound(0.0, (top - section.topOf(first)) / height, 1.0) : 0;
    return place;
}

void AnswerView::scrollTo(const ReadingPlace &place)
{
    const AnswerSection &section = m_parts[Text].section;
    if (place.atEnd || section.isEmpty()) {
        settle(0, place.atEnd);
        return;
    }
    int heading = 0;
    int count = 0;
    int at = 0;
    for (int i = 0; i < section.count(); ++i) {
        const auto &block = section.model().blocks()[size_t(i)];
        if (block.continues)
            continue;
        const bool isHeading = block.kind == MarkdownBlocks::Block::Kind::Heading;
        if (isHeading && ++heading > place.heading)
            break; // that part of the other answer is longer than ours
        if (isHeading)
            count = 0;
        else if (i > 0)
            ++count;
        at = i;
        if (heading == place.heading && count == place.block)
            break;
    }
    int end = at + 1;
    while (end < section.count() && section.model().blocks()[size_t(end)].continues)
        ++end;
    const qreal top = at == 0 && place.share == 0 ? -padding : section.topOf(at);
    settle(m_parts[Text].contentY + top + (section.bottomOf(end - 1) - section.topOf(at)) * place.share,
           false);
}

QPointF AnswerView::toPart(int number, QPointF point) const
{
    return point - QPointF(contentLeft(), m_parts[size_t(number)].contentY - m_top);
}

QRectF AnswerView::toView(int number, const QRectF &rect) const
{
    return rect.translated(contentLeft(), m_parts[size_t(number)].contentY - m_top);
}

QRectF AnswerView::headRect(int number) const
{
    return {contentLeft() - 4, m_parts[size_t(number)].y - m_top, contentWidth() + 8, foldRow};
}

// --- painting ---------------------------------------------------------------------------------------------

QList<BlockMark> AnswerView::marksOf(int part, int block) const
{
    QList<BlockMark> marks;
    const auto first =
        std::ranges::lower_bound(m_matches, std::pair(part, block), {},
                                 [](const Match &match) { return std::pair(match.part, match.block); });
    for (auto it = first; it != m_matches.end() && it->part == part && it->block == block; ++it) {
        const bool current = it - m_matches.begin() == m_currentMatch;
        marks.append({it->from, it->from + int(m_needle.size()),
                      current ? m_style.tokens.fill : mixed(m_style.tokens.warn, m_style.tokens.base, 0.32),
                      current ? QColor(Qt::white) : QColor()});
    }
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    const std::pair here(part, block);
    if (from.part >= 0 && from != to && here >= std::pair(from.part, from.block) &&
        here <= std::pair(to.part, to.block))
        marks.append({here == std::pair(from.part, from.block) ? from.position : 0,
                      here == std::pair(to.part, to.block) ? to.position : INT_MAX,
                      palette().color(QPalette::Highlight), palette().color(QPalette::HighlightedText)});
    return marks;
}

void AnswerView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const QRectF dirty = event->rect();
    painter.fillRect(dirty, palette().brush(QPalette::Base));
    int last = -1;
    for (int number = 0; number < partCount; ++number)
        last = isShown(number) ? number : last;
    for (int number = 0; number < partCount; ++number) {
        Part &part = m_parts[size_t(number)];
        if (!isShown(number) || part.y - m_top > dirty.bottom())
            continue;
        const bool thinking = number == Reasoning;
        if (hasHead(number) && headRect(number).intersects(dirty)) {
            const QRectF head = headRect(number);
            const QColor color = thinking ? m_style.tokens.thinking : m_style.tokens.muted;
            painter.setRenderHint(QPainter::Antialiasing);
            paintIcon(painter, QRectF(head.left() + 2, head.top() + 4, 16, 16),
                      part.folded ? u"chevron-right"_s : u"chevron-down"_s, color);
            painter.setFont(m_style.small);
            painter.setPen(color);
            painter.drawText(head.adjusted(24, 0, 0, 0), Qt::AlignVCenter, headText(number));
        }
        if (part.folded || part.contentY + part.section.height() - m_top < dirty.top())
            continue;
        const QPointF origin(contentLeft(), part.contentY - m_top);
        if (thinking)
            painter.fillRect(QRectF(origin.x(), origin.y(), 2, part.section.height()),
                             m_style.tokens.thinking);
        if (number == Colophon)
            painter.fillRect(QRectF(origin.x(), origin.y() - 7, contentWidth(), 1), m_style.tokens.sep);
        AnswerSection::Look look;
        if (hasSelection() || !m_matches.empty())
            look.marks = [this, number](int block) { return marksOf(number, block); };
        look.copiedGroup = m_copiedPart == number ? m_copiedGroup : -1;
        if (number == last && !m_finished && m_state != LaneState::Queued)
            look.caret = thinking ? m_style.tokens.thinking : m_style.tokens.accent;
        painter.translate(origin);
        part.section.paint(painter, dirty.translated(-origin), look);
        painter.translate(-origin);
    }
    if (hasFocus() && m_target >= 0) {
        const auto all = targets();
        if (size_t(m_target) < all.size()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(m_style.tokens.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(all[size_t(m_target)].rect.adjusted(-2, -1, 2, 1), 3, 3);
        }
    }
}

// --- what is under the pointer ----------------------------------------------------------------------------

int AnswerView::partAt(qreal y) const
{
    int found = -1;
    for (int number = 0; number < partCount; ++number) {
        if (isShown(number) && (found < 0 || m_parts[size_t(number)].y - m_top <= y))
            found = number;
    }
    return found;
}

AnswerView::Hit AnswerView::hitAt(QPointF point, int *number)
{
    *number = partAt(point.y());
    if (*number < 0)
        return {};
    Part &part = m_parts[size_t(*number)];
    if (hasHead(*number) && headRect(*number).contains(point)) {
        Hit hit;
        hit.what = Hit::What::Fold;
        return hit; // no block: the part's own row
    }
    return part.folded ? Hit() : part.section.hit(toPart(*number, point));
}

AnswerView::Place AnswerView::placeAt(QPointF point)
{
    int number = partAt(point.y());
    while (number >= 0 && (m_parts[size_t(number)].folded || !isShown(number)))
        --number;
    for (int i = 0; number < 0 && i < partCount; ++i)
        number = isShown(i) && !m_parts[size_t(i)].folded ? i : -1;
    if (number < 0)
        return {};
    AnswerSection &section = m_parts[size_t(number)].section;
    const QPointF inside = toPart(number, point);
    const int block = qMax(0, section.blockAt(inside.y()));
    return {number, block, section.positionAt(block, inside)};
}

QString AnswerView::tipFor(const Hit &hit) const
{
    switch (hit.what) {
    case Hit::What::Link:
        if (hit.link.target.startsWith("#fn:"_L1))
            return tr("To the footnote");
        if (hit.link.target.startsWith("data:"_L1))
            return hit.link.title;
        return isSafeLink(QUrl(hit.link.target))
                   ? hit.link.target
                   : tr("%1\nThis kind of address is not opened.").arg(hit.link.target);
    case Hit::What::Copy:
        return tr("Copy this code");
    case Hit::What::Wrap:
        return tr("Wrap long lines");
    case Hit::What::Save:
        return tr("Save this code as a file…");
    default:
        return {};
    }
}

void AnswerView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->position();
    m_target = -1;
    int part = -1;
    const Hit hit = hitAt(event->position(), &part);
    if (hit.what == Hit::What::Bar) {
        m_barPart = part;
        m_barBlock = hit.block;
        m_barLast = event->position().x();
        return;
    }
    if (hit.what != Hit::What::Nothing && hit.what != Hit::What::Text && hit.what != Hit::What::Link)
        return;
    const Place place = placeAt(event->position());
    const Place before = m_cursor;
    const bool extend = (event->modifiers() & Qt::ShiftModifier) && m_anchor.part >= 0;
    if (m_anchor != m_cursor && !extend)
        updateFrom(m_anchor, m_cursor);
    m_cursor = place;
    if (!extend)
        m_anchor = place;
    else
        updateFrom(before, m_cursor);
    m_wordwise = false;
}

void AnswerView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Place place = placeAt(event->position());
    if (event->button() != Qt::LeftButton || place.part < 0)
        return;
    m_anchor = m_cursor = place;
    (void)nextPlace(m_anchor, -1, true);
    const QString text = m_parts[size_t(place.part)].section.text(place.block);
    while (m_cursor.position < text.size() && text[m_cursor.position].isLetterOrNumber())
        ++m_cursor.position;
    m_anchor.part = place.part;
    if (m_anchor.block != place.block)
        m_anchor = {place.part, place.block, 0};
    m_wordwise = true;
    viewport()->update();
}

/// Repaints what lies between two places.
void AnswerView::updateFrom(Place a, Place b)
{
    if (a.part < 0 || b.part < 0) {
        viewport()->update();
        return;
    }
    const auto [from, to] = std::minmax(a, b);
    const qreal top = yOf({from.part, from.block}) - m_top;
    const AnswerSection &section = m_parts[size_t(to.part)].section;
    const qreal bottom = to.block < section.count()
                             ? toView(to.part, QRectF(0, section.bottomOf(to.block), 1, 1)).bottom()
                             : viewport()->height();
    viewport()->update(QRectF(0, top - 2, viewport()->width(), bottom - top + 4).toAlignedRect());
}

void AnswerView::dragTo(QPointF point)
{
    const Place before = m_cursor;
    m_cursor = placeAt(point);
    if (m_cursor != before)
        updateFrom(before, m_cursor);
}

void AnswerView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton) {
        if (m_barBlock >= 0) {
            const qreal delta = event->position().x() - m_barLast;
            m_barLast = event->position().x();
            if (m_parts[size_t(m_barPart)].section.scrollSideways(m_barBlock, delta * 2))
                settleKeeping();
            return;
        }
        m_dragged = event->position();
        if (m_anchor.part >= 0)
            dragTo(m_dragged);
        const bool outside = m_dragged.y() < 0 || m_dragged.y() > viewport()->height();
        if (outside && !m_dragTimer.isActive())
            m_dragTimer.start();
        else if (!outside)
            m_dragTimer.stop();
        return;
    }
    int part = -1;
    const Hit hit = hitAt(event->position(), &part);
    const bool text = hit.what == Hit::What::Text || hit.what == Hit::What::Nothing;
    viewport()->setCursor(text                         ? Qt::IBeamCursor
                          : hit.what == Hit::What::Bar ? Qt::ArrowCursor
                                                       : Qt::PointingHandCursor);
    viewport()->setToolTip(tipFor(hit).toHtmlEscaped());
}

void AnswerView::mouseReleaseEvent(QMouseEvent *event)
{
    m_dragTimer.stop();
    const bool wasBar = std::exchange(m_barBlock, -1) >= 0;
    if (event->button() != Qt::LeftButton || wasBar ||
        (event->position() - m_pressed).manhattanLength() >= 4) {
        if (hasSelection() && QApplication::clipboard()->supportsSelection())
            QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
        return;
    }
    int part = -1;
    const Hit hit = hitAt(event->position(), &part);
    if (!m_wordwise)
        activate(part, hit);
}

void AnswerView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0)
            Q_EMIT zoomAsked(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const qreal sideways = shift ? event->angleDelta().y() : event->angleDelta().x();
    if (sideways != 0 && (shift || std::abs(event->angleDelta().x()) > std::abs(event->angleDelta().y()))) {
        int part = -1;
        const Hit hit = hitAt(event->position(), &part);
        if (hit.block >= 0 && m_parts[size_t(part)].section.scrollSideways(hit.block, -sideways / 2)) {
            settleKeeping();
            event->accept();
        } else {
            event->ignore();
        }
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void AnswerView::activate(int part, const Hit &hit)
{
    if (part < 0)
        return;
    AnswerSection &section = m_parts[size_t(part)].section;
    switch (hit.what) {
    case Hit::What::Fold:
        if (hit.block < 0) {
            toggleFold(part);
        } else {
            section.toggleFold(section.groupOf(hit.block));
            settleKeeping();
        }
        break;
    case Hit::What::Wrap:
        section.toggleWrap(section.groupOf(hit.block));
        settleKeeping();
        break;
    case Hit::What::Copy:
        copyCode(part, hit.block);
        break;
    case Hit::What::Save:
        saveCode(part, hit.block);
        break;
    case Hit::What::Link:
        openLink(part, hit.link);
        break;
    default:
        break;
    }
}

void AnswerView::openLink(int part, const LinkDefinition &link)
{
    if (link.target.startsWith("#fn:"_L1)) {
        const int block = m_parts[size_t(part)].section.model().footnoteBlock(link.target.sliced(4));
        if (block >= 0)
            makeVisible({part, block, 0});
        return;
    }
    const QUrl url(link.target);
    if (isSafeLink(url))
        QDesktopServices::openUrl(url);
}

void AnswerView::copyCode(int part, int block)
{
    const AnswerSection &section = m_parts[size_t(part)].section;
    QApplication::clipboard()->setText(section.codeOf(section.groupOf(block)));
    m_copiedPart = part;
    m_copiedGroup = section.groupOf(block);
    viewport()->update();
    QTimer::singleShot(2'000, this, [this] {
        m_copiedPart = m_copiedGroup = -1;
        viewport()->update();
    });
}

void AnswerView::saveCode(int part, int block)
{
    const AnswerSection &section = m_parts[size_t(part)].section;
    const int group = section.groupOf(block);
    const QByteArray code = section.codeOf(group).toUtf8() + '\n';
    const QString path = QFileDialog::getSaveFileName(this, tr("Save this code"),
                                                      u"code."_s + fileEnding(section.languageOf(group)));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(code) != code.size() || !file.commit())
        (void)ask(this, tr("The code was not saved."),
                  tr("%1 can not be written: %2").arg(path, file.errorString()), {tr("Close")});
}

void AnswerView::contextMenuEvent(QContextMenuEvent *event)
{
    QPointF point = event->pos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto all = targets();
        point = m_target >= 0 && size_t(m_target) < all.size() ? all[size_t(m_target)].rect.center()
                                                               : QPointF(contentLeft() + 4, padding);
    }
    int part = -1;
    const Hit hit = hitAt(point, &part);
    QMenu menu(this);
    QAction *copy = menu.addAction(tr("&Copy"), QKeySequence::Copy, this,
                                   [this] { QApplication::clipboard()->setText(selectedText()); });
    QAction *copyMarkdown = menu.addAction(
        tr("Copy as &Markdown"), this, [this] { QApplication::clipboard()->setText(selectedMarkdown()); });
    copy->setEnabled(hasSelection());
    copyMarkdown->setEnabled(hasSelection());
    menu.addAction(tr("Select &all"), QKeySequence::SelectAll, this, &AnswerView::selectAll);
    if (part >= 0 && hit.block >= 0) {
        const AnswerSection &section = m_parts[size_t(part)].section;
        if (section.model().blocks()[size_t(hit.block)].kind == MarkdownBlocks::Block::Kind::Code) {
            menu.addSeparator();
            menu.addAction(tr("Copy this c&ode"), this, [this, part, hit] { copyCode(part, hit.block); });
            menu.addAction(tr("&Save this code as a file…"), this,
                           [this, part, hit] { saveCode(part, hit.block); });
            menu.addAction(tr("&Wrap long lines"), this, [this, part, hit] {
                m_parts[size_t(part)].section.toggleWrap(m_parts[size_t(part)].section.groupOf(hit.block));
                settleKeeping();
            });
            menu.addAction(section.isFolded(section.groupOf(hit.block)) ? tr("&Open") : tr("&Fold"), this,
                           [this, part, hit] {
                               m_parts[size_t(part)].section.toggleFold(
                                   m_parts[size_t(part)].section.groupOf(hit.block));
                               settleKeeping();
                           });
        }
        if (hit.what == Hit::What::Link && !hit.link.target.startsWith(u'#')) {
            menu.addSeparator();
            menu.addAction(tr("Copy the &link's address"), this,
                           [hit] { QApplication::clipboard()->setText(hit.link.target); });
        }
    }
    menu.exec(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(point.toPoint())
                                                             : event->globalPos());
}

// --- the keyboard -----------------------------------------------------------------------------------------

/// What can be pressed among what is seen, from top to bottom.
std::vector<AnswerView::Target> AnswerView::targets()
{
    std::vector<Target> result;
    const QRectF seen = viewport()->rect();
    for (int number = 0; number < partCount; ++number) {
        Part &part = m_parts[size_t(number)];
        if (!isShown(number))
            continue;
        if (hasHead(number) && headRect(number).intersects(seen)) {
            Target head{headRect(number), {}, number};
            head.hit.what = Hit::What::Fold;
            result.push_back(head);
        }
        if (part.folded)
            continue;
        AnswerSection &section = part.section;
        const qreal top = m_top - part.contentY;
        for (int i = qMax(0, section.blockAt(top));
             i < section.count() && section.topOf(i) < top + seen.height(); ++i) {
            const auto &block = section.model().blocks()[size_t(i)];
            if (block.kind == MarkdownBlocks::Block::Kind::Code && !block.continues) {
                for (const qreal x : {0.0, 1.0, 2.0, 3.0}) {
                    // The row's four buttons, found by looking along it.
                    static constexpr Hit::What order[] = {Hit::What::Fold, Hit::What::Save, Hit::What::Wrap,
                                                          Hit::What::Copy};
                    Target target{{}, {}, number};
                    target.hit.what = order[int(x)];
                    target.hit.block = i;
                    target.rect = toView(number, section.headButton(i, target.hit.what));
                    if (target.rect.intersects(seen))
                        result.push_back(target);
                }
            }
            const InlineText content = section.content(i);
            int lastLink = -1;
            for (const InlineText::Run &run : content.runs) {
                if (run.link < 0 || run.link == lastLink)
                    continue;
                lastLink = run.link;
                Target target{
                    toView(number, section.rectOf(i, run.start, run.start + run.length)), {}, number};
                target.hit.what = Hit::What::Link;
                target.hit.block = i;
                target.hit.link = content.links[size_t(run.link)];
                if (target.rect.intersects(seen))
                    result.push_back(target);
            }
        }
    }
    return result;
}

void AnswerView::moveTarget(int step)
{
    const int count = int(targets().size());
    if (count == 0)
        return;
    m_target = m_target < 0 ? (step > 0 ? 0 : count - 1) : qBound(0, m_target + step, count - 1);
    const Target target = targets()[size_t(m_target)];
    QAccessibleEvent event(this, QAccessible::NameChanged);
    setAccessibleDescription(target.hit.what == Hit::What::Link ? tr("Link to %1").arg(target.hit.link.target)
                             : target.hit.block < 0             ? headText(target.part)
                                                                : tipFor(target.hit));
    QAccessible::updateAccessibility(&event);
    viewport()->update();
}

/// Moves \p place by a character or a word; false at the ends.
bool AnswerView::nextPlace(Place &place, int step, bool word) const
{
    if (place.part < 0)
        return false;
    QString text = m_parts[size_t(place.part)].section.text(place.block);
    const auto inWord = [&](int position) {
        return position >= 0 && position < text.size() && text[position].isLetterOrNumber();
    };
    int position = qMin(place.position, int(text.size()));
    if ((step > 0 && position < text.size()) || (step < 0 && position > 0)) {
        QTextLayout boundaries(text);
        position =
            step > 0 ? boundaries.nextCursorPosition(position) : boundaries.previousCursorPosition(position);
        while (word && (step > 0 ? inWord(position) : inWord(position - 1)))
            position += step;
        place.position = position;
        return true;
    }
    // Over to the next block, in the next part where this one ends.
    Place next = place;
    next.block += step;
    while (next.part >= 0 && next.part < partCount &&
           (next.block < 0 || next.block >= m_parts[size_t(next.part)].section.count() ||
            m_parts[size_t(next.part)].folded)) {
        next.part += step;
        if (next.part >= 0 && next.part < partCount)
            next.block = step > 0 ? 0 : m_parts[size_t(next.part)].section.count() - 1;
    }
    if (next.part < 0 || next.part >= partCount)
        return false;
    next.position = step > 0 ? 0 : int(m_parts[size_t(next.part)].section.text(next.block).size());
    place = next;
    return true;
}

void AnswerView::moveCursor(QKeyEvent *event)
{
    if (m_cursor.part < 0)
        m_anchor = m_cursor = placeAt({contentLeft(), padding});
    if (m_cursor.part < 0)
        return;
    const bool word = event->modifiers() & Qt::ControlModifier;
    const QRectF at = rectOf(m_cursor, 0);
    Place next = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        (void)nextPlace(next, -1, word);
        break;
    case Qt::Key_Right:
        (void)nextPlace(next, 1, word);
        break;
    case Qt::Key_Up:
        next = placeAt({at.x(), at.top() - m_style.lineAdvance * 0.7});
        break;
    case Qt::Key_Down:
        next = placeAt({at.x(), at.bottom() + m_style.lineAdvance * 0.7});
        break;
    case Qt::Key_Home:
        next.position = 0;
        break;
    default:
        next.position = int(m_parts[size_t(next.part)].section.text(next.block).size());
    }
    updateFrom(m_cursor, next);
    m_cursor = next;
    const QRect now = rectOf(m_cursor, 0);
    if (now.top() < 0 || now.bottom() > viewport()->height())
        settle(m_top + (now.top() < 0 ? now.top() - padding : now.bottom() - viewport()->height() + padding),
               false);
    QAccessibleTextSelectionEvent changed(this, 0, 0);
    QAccessible::updateAccessibility(&changed);
}

void AnswerView::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = verticalScrollBar();
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    // Left and right alone go to the lane's buttons; Ctrl with up and down goes through what can be pressed.
    const bool arrow = event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down;
    if (event->matches(QKeySequence::Copy)) {
        if (const QString text = selectedText(); !text.isEmpty())
            QApplication::clipboard()->setText(text);
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (shift && (arrow || event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
        moveCursor(event);
    } else if (event->key() == Qt::Key_Home) {
        bar->setValue(0);
    } else if (event->key() == Qt::Key_End) {
        scrollToEnd();
        Q_EMIT scrolledByReader();
    } else if (event->key() == Qt::Key_Space) {
        bar->triggerAction(shift ? QAbstractSlider::SliderPageStepSub : QAbstractSlider::SliderPageStepAdd);
    } else if ((event->modifiers() & Qt::ControlModifier) &&
               (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        moveTarget(event->key() == Qt::Key_Down ? 1 : -1);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_target >= 0 &&
               event->modifiers() == Qt::NoModifier) {
        const auto all = targets();
        if (size_t(m_target) < all.size()) {
            const Target target = all[size_t(m_target)];
            activate(target.part, target.hit);
        }
    } else if (event->key() == Qt::Key_Escape && (m_target >= 0 || hasSelection())) {
        m_target = -1;
        m_anchor = m_cursor;
        viewport()->update();
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void AnswerView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_target >= 0)
        viewport()->update();
}

void AnswerView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    if (m_target >= 0)
        viewport()->update();
}

// --- selecting and copying --------------------------------------------------------------------------------

/// Calls \p visitor(part, block, from, to) for every block that lies between two places.
template<typename Visit>
void AnswerView::visit(Place from, Place to, Visit visitor) const
{
    for (int number = qMax(0, from.part); number <= to.part && number < partCount; ++number) {
        if (!isShown(number) || (m_parts[size_t(number)].folded && number != from.part))
            continue;
        const AnswerSection &section = m_parts[size_t(number)].section;
        const int first = number == from.part ? from.block : 0;
        const int last = number == to.part ? qMin(to.block, section.count() - 1) : section.count() - 1;
        for (int block = first; block <= last; ++block) {
            const int size = int(section.text(block).size());
            const bool begins = number == from.part && block == from.block;
            const bool ends = number == to.part && block == to.block;
            visitor(number, block, begins ? qMin(from.position, size) : 0,
                    ends ? qMin(to.position, size) : size);
        }
    }
}

QString AnswerView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.part < 0 || from == to)
        return {};
    QString result;
    int lastPart = -1;
    visit(from, to, [&](int number, int block, int begin, int end) {
        const AnswerSection &section = m_parts[size_t(number)].section;
        if (!result.isEmpty() || lastPart >= 0)
            result += number != lastPart ? u"\n\n"_s : section.separator(block);
        lastPart = number;
        // A few words out of an item are no list.
        if (begin == 0 && (from.part != to.part || from.block != to.block))
            result += section.marker(block);
        result += section.text(block).sliced(begin, qMax(0, end - begin));
    });
    return result.replace(QChar(0x2028), u'\n').replace(QChar::Nbsp, u' ');
}

QString AnswerView::selectedMarkdown() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.part < 0 || from == to)
        return {};
    QString result;
    // Whole blocks are given as they were written, with everything that stands between them.
    int rawPart = -1;
    qsizetype rawFrom = 0, rawTo = 0;
    const auto flush = [&] {
        if (rawPart >= 0)
            result +=
                (result.isEmpty() ? QString() : u"\n\n"_s) +
                m_parts[size_t(rawPart)].section.model().raw().sliced(rawFrom, rawTo - rawFrom).trimmed();
        rawPart = -1;
    };
    visit(from, to, [&](int number, int block, int begin, int end) {
        const AnswerSection &section = m_parts[size_t(number)].section;
        const auto &b = section.model().blocks()[size_t(block)];
        const bool next = size_t(block) + 1 < section.model().blocks().size() &&
                          section.model().blocks()[size_t(block) + 1].continues;
        const bool whole = begin == 0 && end >= section.text(block).size() &&
                           (!b.continues || rawPart == number) && (!next || Place{number, block + 1, 0} < to);
        if (whole) {
            if (rawPart != number) {
                flush();
                rawPart = number;
                rawFrom = b.begin;
            }
            rawTo = qMax(rawTo < rawFrom ? rawFrom : rawTo, b.end);
            return;
        }
        flush();
        const QString part = section.markdown(block, begin, end);
        if (!part.isEmpty())
            result += (result.isEmpty() ? QString() : section.separator(block)) + part;
    });
    flush();
    return result;
}

void AnswerView::selectAll()
{
    int first = -1;
    int last = -1;
    for (int number = 0; number < partCount; ++number) {
        if (!isShown(number) || m_parts[size_t(number)].folded || number == Colophon)
            continue;
        first = first < 0 ? number : first;
        last = number;
    }
    if (first < 0)
        return;
    m_anchor = {first, 0, 0};
    m_cursor = {last, m_parts[size_t(last)].section.count() - 1, INT_MAX};
    viewport()->update();
}

QString AnswerView::plainText() const
{
    QString result;
    for (const Entry &entry : entries())
        result = result.leftJustified(entry.offset, u'\n') + entry.marker + entry.text;
    return result;
}

std::vector<AnswerView::Entry> AnswerView::entries() const
{
    std::vector<Entry> all;
    qsizetype offset = 0;
    for (int number = 0; number < partCount; ++number) {
        if (!isShown(number) || m_parts[size_t(number)].folded)
            continue;
        const AnswerSection &section = m_parts[size_t(number)].section;
        for (int block = 0; block < section.count(); ++block) {
            // What is put between blocks is line feeds here, also between the parts of a long paragraph.
            if (!all.empty())
                offset += block == 0 ? 2 : section.separator(block) == u"\n\n"_s ? 2 : 1;
            all.push_back({{number, block, 0}, offset, section.marker(block), section.text(block)});
            offset += all.back().marker.size() + all.back().text.size();
        }
    }
    return all;
}

void AnswerView::select(Place anchor, Place cursor)
{
    m_anchor = anchor;
    m_cursor = cursor;
    viewport()->update();
}

QRect AnswerView::rectOf(Place place, int length)
{
    if (place.part < 0 || place.block >= m_parts[size_t(place.part)].section.count())
        return {};
    AnswerSection &section = m_parts[size_t(place.part)].section;
    const QRectF rect = length > 0 ? section.rectOf(place.block, place.position, place.position + length)
                                   : section.caret(place.block, place.position);
    return toView(place.part, rect).toAlignedRect();
}

QString AnswerView::roleOf(Place place) const
{
    return place.part < 0 ? QString() : m_parts[size_t(place.part)].section.role(place.block);
}

int AnswerView::headingLevel(Place place) const
{
    const auto &block = m_parts[size_t(place.part)].section.model().blocks()[size_t(place.block)];
    return block.kind == MarkdownBlocks::Block::Kind::Heading ? block.level : 0;
}

void AnswerView::makeVisible(Place place)
{
    if (place.part < 0)
        return;
    Part &part = m_parts[size_t(place.part)];
    if (part.folded)
        toggleFold(place.part);
    const auto &block = part.section.model().blocks()[size_t(place.block)];
    if (block.kind == MarkdownBlocks::Block::Kind::Code && part.section.isFolded(block.group))
        part.section.toggleFold(block.group);
    // Laid out first, so that the place within it is known.
    if (yOf({place.part, place.block}) < m_top ||
        yOf({place.part, place.block}) > m_top + viewport()->height())
        settle(yOf({place.part, place.block}) - viewport()->height() / 3.0, false);
    const QRect at = rectOf(place, 0);
    if (at.top() < 0 || at.bottom() > viewport()->height())
        settle(m_top + at.top() - viewport()->height() / 3.0, false);
}

// --- finding ----------------------------------------------------------------------------------------------

int AnswerView::setFind(const QString &needle)
{
    m_needle = needle;
    m_matches.clear();
    m_currentMatch = -1;
    if (!needle.isEmpty()) {
        for (int number = 0; number < partCount; ++number)
            searchFrom(number, 0);
    }
    viewport()->update();
    Q_EMIT findChanged(findCount(), m_currentMatch);
    return findCount();
}

/// Looks again through \p part from \p block on; what was found before that stays.
void AnswerView::searchFrom(int part, int block)
{
    if (part == Colophon)
        return;
    const std::optional<Match> current =
        m_currentMatch >= 0 ? std::optional(m_matches[size_t(m_currentMatch)]) : std::nullopt;
    const auto key = [](const Match &match) { return std::pair(match.part, match.block); };
    const auto from = std::ranges::lower_bound(m_matches, std::pair(part, block), {}, key);
    const auto to = std::ranges::lower_bound(m_matches, std::pair(part + 1, 0), {}, key);
    std::vector<Match> found;
    const AnswerSection &section = m_parts[size_t(part)].section;
    for (int i = block; i < section.count(); ++i) {
        const QString text = section.text(i);
        for (qsizetype at = text.indexOf(m_needle, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(m_needle, at + m_needle.size(), Qt::CaseInsensitive))
            found.push_back({part, i, int(at)});
    }
    const bool same =
        std::ranges::equal(from, to, found.begin(), found.end(), [](const Match &a, const Match &b) {
            return a.block == b.block && a.from == b.from;
        });
    if (same)
        return;
    const auto at = m_matches.erase(from, to);
    m_matches.insert(at, found.begin(), found.end());
    if (current) {
        const auto again = std::ranges::find_if(m_matches, [&](const Match &match) {
            return match.part == current->part && match.block == current->block &&
                   match.from == current->from;
        });
        m_currentMatch = again == m_matches.end() ? -1 : int(again - m_matches.begin());
    }
    Q_EMIT findChanged(findCount(), m_currentMatch);
}

void AnswerView::showFind(int index)
{
    m_currentMatch = index >= 0 && index < findCount() ? index : -1;
    if (m_currentMatch >= 0) {
        const Match &match = m_matches[size_t(m_currentMatch)];
        makeVisible({match.part, match.block, match.from});
    }
    viewport()->update();
    Q_EMIT findChanged(findCount(), m_currentMatch);
}

} // namespace Crossroads
