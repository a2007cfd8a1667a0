// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"

#include "ui/common/answeraccess.h"
#include "ui/common/fontwarmer.h"
#include "ui/common/icons.h"
#include "ui/common/moneytext.h"

#include <QJsonDocument>
#include <QPainter>
#include <QScrollBar>
#include <QUrl>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qreal partGap = 14;
static constexpr qreal foldRow = 24;
static constexpr qreal keptLayouts = 6000; ///< px above and below of what stays laid out

namespace {
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

/// What a server calls a picture, as it may stand in an address: the picture itself is known by its bytes.
QByteArray safeType(const QByteArray &type)
{
    const bool plain = std::ranges::all_of(type, [](char c) {
        return QChar::fromLatin1(c).isLetterOrNumber() || c == '/' || c == '+' || c == '-';
    });
    return plain && type.size() < 40 ? type : QByteArray("image/png");
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
    for (const PartNumber number : written)
        m_parts[number].section.setKeepLineEnds(m_keepLineEnds);
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
        settleAt(reading());
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
    m_toolCount = 0;
    m_toolsShown = -1;
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
    m_reading.reset();
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
                           answer.refusal.size() == m_refusalTaken &&
                           answer.images.size() == m_picturesTaken && isEnded(answer.state));
}

void AnswerView::showAnswer(const Answer &answer)
{
    if (!continues(answer))
        clear();
    // One that is whole when it comes, from the history say, is read from its top.
    const bool whole = m_shown.part < 0 && isEnded(answer.state);
    const bool follow = m_following && !m_finished && !whole;
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

/// Pictures that the model made, below its words. Those that are shown already stay, and are not read again.
void AnswerView::feedPictures(const Answer &answer)
{
    for (; m_picturesTaken < answer.images.size(); ++m_picturesTaken) {
        const AnswerImage &image = answer.images[m_picturesTaken];
        m_parts[Pictures].section.model().feed(u"![%1](data:%2;base64,%3)\n\n"_s.arg(
            tr("Picture"), QString::fromLatin1(safeType(image.mimeType)),
            QString::fromLatin1(image.bytes.toBase64())));
    }
}

void AnswerView::feedTools(const Answer &answer)
{
    if (answer.toolCalls.isEmpty() && m_toolCount == 0)
        return;
    qsizetype size = 0;
    for (const ToolCall &call : answer.toolCalls)
        size += call.name.size() + call.arguments.size();
    // Made anew as it grows, so long ones only when they have grown by an eighth: the work of all makings
    // together stays in proportion to the length.
    constexpr qsizetype shortOnes = 4096;
    const qsizetype soon = size <= shortOnes ? 1 : m_toolsShown / 8;
    const bool grown = size >= m_toolsShown + soon || size < m_toolsShown || m_toolsShown < 0;
    if (!isEnded(answer.state) && !grown && answer.toolCalls.size() == m_toolCount)
        return;
    m_toolsShown = size;
    QString markdown;
    for (const ToolCall &call : answer.toolCalls) {
        // Arguments are pretty once they are whole; until then they are shown as they come.
        const QString json = call.arguments.isEmpty() ? u"{}"_s : prettyJson(call.arguments);
        const QString fence = fenceFor(json);
        markdown += u"**%1**\n\n"_s.arg(escapedMarkdown(call.name)) + fence + u"json\n"_s + json + u'\n' +
                    fence + u"\n\n"_s;
    }
    m_toolCount = answer.toolCalls.size();
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
        m_parts[Pictures].section.model().finish();
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
        return tr("%Ln tool calls", nullptr, int(m_toolCount));
    default:
        return tr("%Ln sources", nullptr, int(m_citations.size()));
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
    const Reading kept = reading();
    m_zoom = points;
    restyle();
    settleAt(kept);
    viewport()->update();
}

void AnswerView::setLineLength(int characters)
{
    if (characters == m_lineLength)
        return;
    const Reading kept = reading();
    m_lineLength = characters;
    restyle();
    settleAt(kept);
    viewport()->update();
}

void AnswerView::setKeepLineEnds(bool keep)
{
    if (keep == m_keepLineEnds)
        return;
    m_keepLineEnds = keep;
    for (const PartNumber number : written)
        m_parts[number].section.setKeepLineEnds(keep);
    layOutAgain();
    for (int number = 0; number < partCount && !m_needle.isEmpty(); ++number)
        searchFrom(number, 0);
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

/// What stays in its place when the layout changes for reasons that are not the reader's. The letter at the
/// top is remembered until they scroll, so that a window that is dragged does not move the text bit by bit.
AnswerView::Reading AnswerView::reading()
{
    // What is at the end and at the top at once, and grows no more, is read from the top.
    const bool end = m_following && (!m_finished || m_top > 0);
    if (!m_reading && !end && m_shown.part >= 0) {
        Part &part = m_parts[size_t(m_shown.part)];
        Reading now{.shown = m_shown, .blockAt = m_shownAt};
        const qreal top = m_top - part.contentY;
        if (!part.folded && m_shown.block < part.section.count() && top > part.section.topOf(m_shown.block)) {
            now.position = part.section.positionAt(m_shown.block, {0, top + 1});
            now.positionAt = part.section.caret(m_shown.block, now.position).top() - top;
        }
        m_reading = now;
    }
    Reading kept = end ? Reading() : m_reading.value_or(Reading());
    kept.end = end;
    return kept;
}

void AnswerView::settleAt(const Reading &kept)
{
    const bool following = m_following;
    const auto remembered = m_reading;
    placeParts();
    settle(yOf(kept.shown) - kept.blockAt, kept.end);
    const Part *part = kept.shown.part < 0 ? nullptr : &m_parts[size_t(kept.shown.part)];
    if (!kept.end && part && kept.position >= 0 && !part->folded &&
        kept.shown.block < part->section.count()) {
        AnswerSection &section = m_parts[size_t(kept.shown.part)].section;
        settle(part->contentY + section.caret(kept.shown.block, kept.position).top() - kept.positionAt,
               false);
    }
    m_following = following; // only the reader leaves the end, or comes back to it
    m_reading = remembered;
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
    const Anchor before = std::exchange(m_shown, anchorAt(top));
    const qreal shownAt = std::exchange(m_shownAt, yOf(m_shown) - top);
    if (before.part != m_shown.part || before.block != m_shown.block || std::abs(shownAt - m_shownAt) > 1)
        m_reading.reset();
    m_following = isAtEnd();
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
    settleAt(reading()); // which starts the timer again where more is left
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
    const Reading kept = reading();
    if (!qFuzzyCompare(m_laidOutWidth, contentWidth()))
        layOutAgain();
    settleAt(kept);
    viewport()->update();
}

void AnswerView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if ((event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) || m_parts.empty())
        return;
    const Reading kept = reading();
    restyle();
    settleAt(kept);
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
    painter.setLayoutDirection(Qt::LeftToRight); // the direction of each text is worked out from its words
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

} // namespace Crossroads
