// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/notelabel.h"

#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int iconSize = 14;

NoteLabel::NoteLabel(QWidget *parent) : QWidget(parent), m_icon(new QLabel(this)), m_words(new QLabel(this))
{
    m_words->setFont(sized(font(), -1));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setMinimumHeight(m_words->fontMetrics().height());
    m_icon->setFixedHeight(m_words->fontMetrics().height());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_words, 1);
    m_icon->hide();
    recolour();
}

QString NoteLabel::text() const
{
    return m_words->text();
}

void NoteLabel::setNote(Kind kind, const QString &text, QWidget *field)
{
    if (field)
        field->setAccessibleDescription(text);
    if (kind == m_kind && text == m_words->text())
        return;
    m_kind = kind;
    m_words->setText(text);
    if (m_quiet)
        setVisible(!text.isEmpty());
    recolour();
}

void NoteLabel::setQuietWhenEmpty(bool quiet)
{
    m_quiet = quiet;
    if (quiet && text().isEmpty())
        hide();
}

void NoteLabel::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    const QColor colour = m_kind == Kind::Wrong ? t.error : m_kind == Kind::Warn ? t.warn : t.muted;
    QPalette p = m_words->palette();
    p.setColor(QPalette::WindowText, colour);
    if (p != m_words->palette())
        m_words->setPalette(p);
    const QString icon = m_kind == Kind::Wrong  ? u"failed"_s
                         : m_kind == Kind::Warn ? u"warning"_s
                         : m_kind == Kind::Hint ? u"info"_s
                                                : QString();
    m_icon->setVisible(!icon.isEmpty() && !m_words->text().isEmpty());
    if (!icon.isEmpty())
        m_icon->setPixmap(lineIcon(icon, colour).pixmap(QSize(iconSize, iconSize), devicePixelRatio()));
}

void NoteLabel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

} // namespace Crossroads
