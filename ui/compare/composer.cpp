// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/composer.h"

#include "ui/common/icons.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"
#include "ui/compare/attachmentrow.h"
#include "ui/compare/promptedit.h"

#include <QDateTime>
#include <QFileDialog>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

// A second press right after the first would otherwise stop what it has just sent.
static constexpr qint64 stopGuardMs = 500;
static constexpr int frameWidth = 4; // its round corners are outside of the square editor

Composer::Composer(QWidget *parent)
    : QWidget(parent), m_editor(new PromptEdit(this)), m_attachments(new AttachmentRow(this)),
      m_attach(new QToolButton(this)), m_price(new QLabel(this)), m_tokens(new QLabel(this)),
      m_send(new PrimaryButton(this))
{
    m_editor->setAccessibleName(tr("Prompt"));
    m_editor->setTabChangesFocus(true);
    m_editor->setFrameShape(QFrame::NoFrame); // paintEvent() draws one, with the focus ring
    m_editor->installEventFilter(this);
    m_send->setObjectName(u"send"_s);
    m_send->setMinimumSize(168, qMax(32, fontMetrics().height() + 10));
    m_price->setObjectName(u"price"_s);
    m_price->setTextFormat(Qt::PlainText);
    m_price->setAlignment(Qt::AlignRight | Qt::AlignBottom);
    m_price->setFont(sized(font(), 0, true));
    m_tokens->setTextFormat(Qt::PlainText);
    m_tokens->setAlignment(Qt::AlignRight);
    m_tokens->setFont(sized(font(), -1));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    auto *frame = new QVBoxLayout;
    frame->setContentsMargins(frameWidth, frameWidth, frameWidth, frameWidth);
    frame->addWidget(m_editor);
    grid->addLayout(frame, 0, 0, 2, 1);
    grid->addWidget(m_price, 0, 1);
    grid->addWidget(m_send, 1, 1, Qt::AlignBottom);
    auto *below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_attach);
    below->addWidget(m_attachments, 1);
    below->addWidget(m_tokens, 0);
    below->setStretchFactor(m_tokens, 1);
    grid->addLayout(below, 2, 0, 1, 2);
    m_attach->setText(tr("A&ttach"));
    m_attach->setObjectName(u"attach"_s);
    m_attach->setAccessibleName(tr("Attach pictures, PDFs or text files"));
    m_attach->setToolTip(tr("Attach pictures, PDFs or text files; dropping or pasting them works too"));
    m_attach->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_attach->setAutoRaise(true);
    connect(m_attach, &QToolButton::clicked, this, &Composer::pickFiles);
    connect(m_editor, &PromptEdit::filesGiven, m_attachments, &AttachmentRow::addFiles);
    connect(m_editor, &PromptEdit::pictureGiven, m_attachments, &AttachmentRow::addPicture);
    connect(m_attachments, &AttachmentRow::changed, this, &Composer::promptChanged);
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        Q_EMIT promptChanged();
    });
    connect(m_send, &QPushButton::clicked, this, [this] {
        if (!m_running)
            Q_EMIT sendAsked();
        else if (QDateTime::currentMSecsSinceEpoch() - m_runningSince > stopGuardMs)
            Q_EMIT stopAsked();
    });
    refreshButton();
    fitHeight();
}

QPlainTextEdit *Composer::editor() const
{
    return m_editor;
}

void Composer::pickFiles()
{
    m_attachments->addFiles(
        QFileDialog::getOpenFileNames(this, tr("Attach to the prompt"), {},
                                      tr("Pictures, PDFs and text (*.png *.jpg *.jpeg *.gif *.webp *.pdf "
                                         "*.txt *.md *.csv *.json);;All files (*)")));
}

QString Composer::prompt() const
{
    return m_editor->text();
}

void Composer::setPrompt(const QString &prompt)
{
    m_editor->setText(prompt);
    m_editor->moveCursor(QTextCursor::End);
}

qint64 Composer::tokens() const
{
    return m_editor->tokens();
}

qint64 Composer::promptBytes() const
{
    return m_editor->utf8Size();
}

void Composer::setPlaceholder(const QString &text)
{
    m_editor->setPlaceholderText(text);
}

void Composer::setEstimate(const QString &price, const QString &tokens)
{
    m_price->setText(price);
    m_tokens->setText(tokens);
}

void Composer::setRunning(bool running)
{
    if (running && !m_running)
        m_runningSince = QDateTime::currentMSecsSinceEpoch();
    m_running = running;
    refreshButton();
}

void Composer::refreshButton()
{
    const Tokens t = Tokens::fromPalette(palette());
    m_send->setText(m_running ? tr("Stop all") : tr("Send"));
    m_send->setKeyHint(
        QKeySequence(m_running ? QKeySequence(Qt::Key_Escape) : QKeySequence(Qt::CTRL | Qt::Key_Return))
            .toString(QKeySequence::NativeText));
    m_send->setAccessibleName(m_running ? tr("Stop all lanes") : tr("Send to all lanes"));
    m_send->setPrimary(!m_running);
    m_send->setGlyph(m_running ? u"stop"_s : u"send"_s);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_tokens->setPalette(quiet);
    m_attach->setIcon(lineIcon(u"attach"_s, t.text));
}

void Composer::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshButton();
}

/// From three lines to 40 % of the window.
void Composer::fitHeight()
{
    const int line = m_editor->fontMetrics().lineSpacing();
    const int wanted = m_editor->document()->lineCount() * line + 18;
    const int most = qMax(60, int(window()->height() * 0.4));
    m_editor->setFixedHeight(qBound(qMax(60 - 2 * frameWidth, 2 * line + 18), wanted, most));
}

bool Composer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_editor && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        update();
    if (watched == m_editor && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers().testFlag(Qt::ControlModifier)) {
            if (!m_running)
                Q_EMIT sendAsked();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Composer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens t = Tokens::fromPalette(palette());
    painter.fillRect(QRect(0, 0, width(), 1), t.sep);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = m_editor->hasFocus();
    const qreal inset = focused ? 1 : 0.5;
    const QRectF frame =
        QRectF(m_editor->geometry().adjusted(-frameWidth, -frameWidth, frameWidth, frameWidth));
    painter.setPen(focused ? QPen(t.accent, 2) : QPen(t.edge, 1));
    painter.setBrush(t.base);
    painter.drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), 4, 4);
}

} // namespace Crossroads
