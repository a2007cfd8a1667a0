// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/promptstrip.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"
#include "ui/compare/pastedtext.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Where the words begin, in both forms, so that nothing jumps sideways.
static constexpr int wordsLeft = 36;

/// The one line: a chevron, "You", and the prompt's beginning.
class PromptStrip::Row : public QAbstractButton
{
public:
    explicit Row(QWidget *parent) : QAbstractButton(parent)
    {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
    }
    QSize sizeHint() const override { return {200, qMax(32, fontMetrics().height() + 8)}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens t = Tokens::fromPalette(palette());
        const auto at = [this](const QRect &part) { return mirrored(part, rect(), layoutDirection()); };
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (underMouse())
            painter.fillRect(rect(), mixed(t.text, t.window, 0.04));
        if (hasFocus()) {
            painter.setPen(QPen(t.accent, 2));
            painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), 4, 4);
        }
        const QRectF icon(12, height() / 2.0 - 8, 16, 16);
        if (isRightToLeft()) { // the chevron points at the words
            painter.translate(width(), 0);
            painter.scale(-1, 1);
        }
        paintIcon(painter, icon, isChecked() ? u"chevron-down"_s : u"chevron-right"_s, t.text);
        painter.resetTransform();
        painter.setFont(sized(font(), 0, true));
        painter.setPen(t.text);
        const QString you = PromptStrip::tr("You");
        painter.drawText(at(QRect(wordsLeft, 0, width(), height())), Qt::AlignVCenter, you);
        if (isChecked())
            return; // the whole text stands below
        const int left = wordsLeft + painter.fontMetrics().horizontalAdvance(you) + 8;
        painter.setFont(font());
        const QRect line(left, 0, width() - left - 12, height());
        painter.drawText(at(line), Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            click();
        else
            QAbstractButton::keyPressEvent(event);
    }
};

PromptStrip::PromptStrip(QWidget *parent)
    : QWidget(parent), m_row(new Row(this)), m_text(new QPlainTextEdit(this))
{
    m_row->setObjectName(u"prompt-strip"_s);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setAccessibleName(tr("The prompt of this run"));
    m_text->document()->setDocumentMargin(0);
    m_text->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 1);
    column->setSpacing(0);
    column->addWidget(m_row);
    auto *inset = new QVBoxLayout;
    inset->setContentsMargins(wordsLeft, 0, 12, 0);
    inset->addWidget(m_text);
    column->addLayout(inset);
    connect(m_row, &QAbstractButton::toggled, this, &PromptStrip::setOpen);
    recolour();
}

void PromptStrip::setPrompt(const QString &prompt, const QString &system)
{
    // Only what a line can show: laying out a long prompt is for the open form.
    const QString line = prompt.left(1000).simplified();
    m_row->setText(line);
    m_row->setAccessibleName(tr("Your prompt: %1").arg(line.left(200)));
    m_text->setPlainText(
        readableText(system.isEmpty() ? prompt : tr("System: %1").arg(system) + u"\n\n"_s + prompt));
    setOpen(false);
}

QAbstractButton *PromptStrip::row() const
{
    return m_row;
}

void PromptStrip::setOpen(bool open)
{
    m_open = open;
    m_row->setChecked(open);
    m_row->setAccessibleDescription(open ? tr("Open; press Space to fold it")
                                         : tr("Folded; press Space to read all of it"));
    m_text->setVisible(open);
    fitText();
}

/// As high as its text, but at most 40 % of the window.
void PromptStrip::fitText()
{
    if (!m_open)
        return;
    layout()->activate(); // the text's width is known from here on
    int lines = 0;
    const int most = qMax(80, int(window()->height() * 0.4));
    const int line = m_text->fontMetrics().lineSpacing();
    for (QTextBlock block = m_text->document()->begin(); block.isValid() && lines * line < most;
         block = block.next()) {
        m_text->document()->documentLayout()->blockBoundingRect(block); // lays it out at this width
        lines += qMax(1, block.layout()->lineCount());
    }
    m_text->setFixedHeight(qMin(most, lines * line + 8));
}

void PromptStrip::recolour()
{
    QPalette quiet = palette();
    quiet.setColor(QPalette::Base, palette().color(QPalette::Window));
    m_text->setPalette(quiet);
}

void PromptStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
    if (event->type() == QEvent::FontChange)
        fitText();
}

void PromptStrip::resizeEvent(QResizeEvent *)
{
    fitText();
}

void PromptStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), Tokens::fromPalette(palette()).sep);
}

} // namespace Crossroads
