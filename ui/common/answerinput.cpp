// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The view's part that reads the pointer and the keyboard.
#include "ui/common/answerview.h"

#include "ui/common/confirm.h"
#include "ui/common/moneytext.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>
#include <QSaveFile>
#include <QScrollBar>
#include <QTextDocument>
#include <QUrl>
#include <QWheelEvent>

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static bool isSafeLink(const QUrl &url)
{
    return url.scheme() == "http"_L1 || url.scheme() == "https"_L1 || url.scheme() == "mailto"_L1;
}

/// \p address for reading: what could hide where it leads is written out, and of a long one the middle is
/// left out.
static QString readableAddress(const QString &address)
{
    constexpr qsizetype head = 240;
    constexpr qsizetype tail = 60;
    QString result;
    for (const QChar c : address) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
            c == QChar(0x2028) || c == QChar(0x2029))
            result += QString::fromLatin1(QUrl::toPercentEncoding(QString(c)));
        else
            result += c;
    }
    if (result.size() <= head + tail + 1)
        return result;
    const qsizetype cut = result[head].isLowSurrogate() ? head - 1 : head;
    qsizetype last = result.size() - tail;
    last += result[last].isLowSurrogate() ? 1 : 0;
    return result.first(cut) + u'…' + result.sliced(last);
}

/// \p text as a tool tip, which shows it as it is and never as HTML.
static QString plainTip(const QString &text)
{
    if (!Qt::mightBeRichText(text))
        return text;
    return u"<span>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</span>"_s;
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
        if (hit.picture && hit.link.target.startsWith("data:"_L1, Qt::CaseInsensitive))
            return hit.link.title;
        if (hit.picture && hit.link.target.startsWith("https:"_L1))
            return tr("Load the picture from %1").arg(QUrl(hit.link.target).host());
        return isSafeLink(QUrl(hit.link.target))
                   ? readableAddress(hit.link.target)
                   : tr("%1\nThis kind of address is not opened.").arg(readableAddress(hit.link.target));
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
    viewport()->setToolTip(plainTip(tipFor(hit)));
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
        if (const QUrl url(hit.link.target);
            hit.picture && url.scheme() == "https"_L1 && !section.hasPicture(hit.link.target))
            Q_EMIT pictureAsked(url);
        else
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

void AnswerView::showPicture(const QUrl &url, const QImage &picture)
{
    for (Part &part : m_parts)
        part.section.setPicture(url.toString(), picture);
    settleAt(reading());
    viewport()->update();
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
                target.hit.picture = run.style & InlineText::Image;
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
    } else if (event->key() == Qt::Key_Escape && clearSelection()) {
        event->accept();
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool AnswerView::clearSelection()
{
    if (m_target < 0 && !hasSelection())
        return false;
    m_target = -1;
    m_anchor = m_cursor;
    viewport()->update();
    return true;
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

} // namespace Crossroads
