// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/promptedit.h"

#include "app/money/tokenestimate.h"
#include "ui/compare/pastedtext.h"

#include <QAbstractTextDocumentLayout>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMimeData>
#include <QTextBlock>
#include <QToolTip>
#include <QUrl>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QStringList localFiles(const QMimeData &source)
{
    QStringList paths;
    const QList<QUrl> urls = source.urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

PromptEdit::PromptEdit(QWidget *parent) : QPlainTextEdit(parent)
{
    document()->documentLayout()->registerHandler(PastedChip::Type, new PastedChip(this));
}

// --- text -------------------------------------------------------------------------------------------------

/// Calls \p plain with a QStringView for what is typed and \p pasted with a Pasted for what a chip stands
/// for, in order. Line ends are "\n".
template<typename OnText, typename OnPasted>
void PromptEdit::visit(int from, int to, OnText plain, OnPasted pasted) const
{
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() <= to;
         block = block.next()) {
        if (block.position() > from)
            plain(QStringView(u"\n"));
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const int begin = qMax(from, fragment.position());
            const int end = qMin(to, fragment.position() + fragment.length());
            if (begin >= end)
                continue;
            const QTextCharFormat format = fragment.charFormat();
            const QString text = fragment.text().sliced(begin - fragment.position(), end - begin);
            if (format.objectType() != PastedChip::Type) {
                plain(QStringView(text));
                continue;
            }
            const Pasted one = m_pasted.value(format.intProperty(PastedChip::Number));
            for (qsizetype i = 0; i < text.size(); ++i) { // the same one twice is one fragment
                if (text[i] == QChar::ObjectReplacementCharacter)
                    pasted(one);
                else
                    plain(QStringView(text).sliced(i, 1));
            }
        }
    }
}

QString PromptEdit::textBetween(int from, int to) const
{
    QString all;
    visit(
        from, to, [&](QStringView text) { all += text; }, [&](const Pasted &pasted) { all += pasted.text; });
    return all;
}

QString PromptEdit::text() const
{
    return textBetween(0, document()->characterCount() - 1);
}

qint64 PromptEdit::tokens() const
{
    TokenEstimate typed;
    qint64 pasted = 0;
    visit(
        0, document()->characterCount() - 1, [&](QStringView text) { typed.add(text); },
        [&](const Pasted &one) { pasted += one.tokens; });
    return typed.tokens() + pasted;
}

qint64 PromptEdit::utf8Size() const
{
    qint64 size = 0;
    visit(
        0, document()->characterCount() - 1, [&](QStringView text) { size += text.toUtf8().size(); },
        [&](const Pasted &one) { size += one.utf8Size; });
    return size;
}

void PromptEdit::setText(const QString &text)
{
    m_pasted.clear();
    setPlainText(isLongText(text) ? QString() : text);
    if (!isLongText(text))
        return;
    insertText(text);
    document()->clearUndoRedoStacks();
}

/// Short pieces make a long line, too.
bool PromptEdit::isTooLongHere(const QString &text) const
{
    if (isLongText(text))
        return true;
    const qsizetype last = text.lastIndexOf(u'\n');
    const qsizetype first = text.indexOf(u'\n');
    const qsizetype joined = qMax(first < 0 ? text.size() : first, text.size() - last - 1);
    return textCursor().block().length() + joined > longLine ||
           document()->characterCount() + text.size() > 2 * longText;
}

void PromptEdit::insertText(const QString &text)
{
    QTextCursor cursor = textCursor();
    if (text.size() < longLine / 10 || !isTooLongHere(text)) {
        cursor.insertText(text, QTextCharFormat()); // not that of a chip beside it
    } else {
        QTextCharFormat chip;
        chip.setObjectType(PastedChip::Type);
        chip.setProperty(PastedChip::Number, int(m_pasted.size()));
        const qint64 size = text.toUtf8().size();
        chip.setProperty(PastedChip::Label, tr("Pasted text, %1").arg(locale().formattedDataSize(size)));
        m_pasted.append({text, estimateTokens(text), size});
        cursor.insertText(QString(QChar::ObjectReplacementCharacter), chip);
    }
    setTextCursor(cursor);
    ensureCursorVisible();
}

// --- clipboard and drops ----------------------------------------------------------------------------------

bool PromptEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasImage() || !localFiles(*source).isEmpty() ||
           QPlainTextEdit::canInsertFromMimeData(source);
}

void PromptEdit::insertFromMimeData(const QMimeData *source)
{
    const QStringList paths = localFiles(*source);
    // Office programs put a picture of the text beside the text; the text is what is meant.
    if (!paths.isEmpty())
        Q_EMIT filesGiven(paths);
    else if (source->hasImage() && !source->hasText())
        Q_EMIT pictureGiven(source->imageData().value<QImage>());
    else if (source->hasText())
        insertText(source->text());
    else
        QPlainTextEdit::insertFromMimeData(source);
}

QMimeData *PromptEdit::createMimeDataFromSelection() const
{
    auto *mime = new QMimeData;
    mime->setText(textBetween(textCursor().selectionStart(), textCursor().selectionEnd()));
    return mime;
}

// --- chips ------------------------------------------------------------------------------------------------

/// What the chip behind \p position stands for; null: none is there.
const PromptEdit::Pasted *PromptEdit::pastedAt(int position) const
{
    if (position < 0 || document()->characterAt(position) != QChar::ObjectReplacementCharacter)
        return nullptr;
    QTextCursor cursor(document());
    cursor.setPosition(position + 1); // a cursor has the format of what is before it
    const QTextCharFormat format = cursor.charFormat();
    const int number = format.intProperty(PastedChip::Number);
    return format.objectType() == PastedChip::Type && number < m_pasted.size() ? &m_pasted[number] : nullptr;
}

const PromptEdit::Pasted *PromptEdit::pastedAt(QPoint point, int *position) const
{
    const int near = cursorForPosition(point).position();
    for (const int at : {near, near - 1}) {
        const Pasted *pasted = pastedAt(at);
        if (!pasted)
            continue;
        QTextCursor cursor(document());
        cursor.setPosition(at);
        const QRect left = cursorRect(cursor);
        cursor.setPosition(at + 1);
        if (!left.united(cursorRect(cursor)).contains(point))
            continue;
        if (position)
            *position = at;
        return pasted;
    }
    return nullptr;
}

const PromptEdit::Pasted *PromptEdit::pastedAtCursor() const
{
    const int at = textCursor().position();
    const Pasted *behind = pastedAt(at);
    return behind ? behind : pastedAt(at - 1);
}

void PromptEdit::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    if (const Pasted *pasted = byKey ? pastedAtCursor() : pastedAt(event->pos())) {
        menu->addSeparator();
        QAction *show = menu->addAction(tr("S&how the pasted text…"), this,
                                        [this, text = pasted->text] { showPastedText(this, text); });
        show->setObjectName(u"show-pasted"_s);
        show->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Return));
    }
    menu->popup(byKey ? viewport()->mapToGlobal(cursorRect().bottomLeft()) : event->globalPos());
}

void PromptEdit::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Pasted *pasted = pastedAt(event->position().toPoint());
    if (pasted && event->button() == Qt::LeftButton)
        showPastedText(this, pasted->text);
    else
        QPlainTextEdit::mouseDoubleClickEvent(event);
}

void PromptEdit::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const Pasted *pasted = enter && event->modifiers().testFlag(Qt::AltModifier) ? pastedAtCursor() : nullptr;
    if (pasted)
        showPastedText(this, pasted->text);
    else if (event->matches(QKeySequence::InsertLineSeparator))
        textCursor().insertBlock(); // a line end like any other; U+2028 is one that was pasted
    else
        QPlainTextEdit::keyPressEvent(event);
}

bool PromptEdit::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        if (const Pasted *pasted = pastedAt(help->pos())) {
            QToolTip::showText(help->globalPos(),
                               tr("Sent whole. Double-click to read it:") + u"\n\n"_s +
                                   pasted->text.left(300).simplified(),
                               viewport());
            return true;
        }
    }
    return QPlainTextEdit::viewportEvent(event);
}

} // namespace Crossroads
