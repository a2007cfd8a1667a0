// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/emptynote.h"

#include "ui/common/icons.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int textWidth = 460;

EmptyNote::EmptyNote(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_headline(new QLabel(this)), m_more(new QLabel(this)),
      m_button(new PrimaryButton(this))
{
    m_headline->setFont(sized(font(), 0.5, true));
    m_more->setWordWrap(true);
    m_more->setFixedWidth(textWidth);
    m_button->setMinimumHeight(qMax(32, fontMetrics().height() + 10));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 48, 16, 48);
    column->setSpacing(8);
    for (QLabel *label : {m_icon, m_headline, m_more}) {
        label->setAlignment(Qt::AlignCenter);
        column->addWidget(label, 0, Qt::AlignHCenter);
    }
    column->addSpacing(8);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    connect(m_button, &QPushButton::clicked, this, &EmptyNote::clicked);
    recolour();
}

void EmptyNote::setWords(const QString &headline, const QString &more, const QString &button,
                         const QString &glyph)
{
    m_headline->setText(headline);
    m_more->setText(more);
    m_more->setFixedHeight(
        m_more->heightForWidth(textWidth)); // a centred item is asked for no height by width
    m_button->setText(button);
    m_button->setGlyph(glyph);
}

QString EmptyNote::headline() const
{
    return m_headline->text();
}

void EmptyNote::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_more->setPalette(quiet);
    m_icon->setPixmap(lineIcon(u"spend"_s, t.muted).pixmap(QSize(32, 32), devicePixelRatio()));
}

void EmptyNote::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

} // namespace Crossroads
