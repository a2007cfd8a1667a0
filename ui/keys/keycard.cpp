// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/keycard.h"

#include "ui/common/icons.h"
#include "ui/common/tokens.h"
#include "ui/keys/keyrow.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

static const QString keyMime = u"application/x-crossroads-key"_s;

KeyCard::KeyCard(const QString &name, const QString &about, QWidget *parent)
    : QFrame(parent), m_name(new QLabel(name, this)), m_about(new QLabel(about, this)),
      m_head(new QHBoxLayout), m_rows(new QVBoxLayout)
{
    setAcceptDrops(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setAccessibleName(name);
    m_name->setFont(sized(font(), 0, true));
    m_about->setFont(sized(font(), -1));
    for (QLabel *label : {m_name, m_about})
        label->setTextFormat(Qt::PlainText);
    m_head->setContentsMargins(12, 5, 8, 5);
    m_head->setSpacing(8);
    m_head->addWidget(m_name);
    m_head->addWidget(m_about);
    m_head->addStretch();
    m_rows->setSpacing(0);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(m_head);
    column->addLayout(m_rows);
    m_name->setMinimumHeight(28);
    recolour();
}

QToolButton *KeyCard::addButton(const QString &icon, const QString &text, const QString &accessibleName)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setText(text);
    button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(accessibleName);
    m_head->addWidget(button);
    m_buttons.append({button, icon});
    recolour();
    return button;
}

void KeyCard::addRow(QWidget *row)
{
    m_rows->addWidget(row);
}

int KeyCard::rowCount() const
{
    return m_rows->count();
}

QString KeyCard::name() const
{
    return m_name->text();
}

void KeyCard::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette p = m_about->palette();
    p.setColor(QPalette::WindowText, t.muted);
    if (p != m_about->palette())
        m_about->setPalette(p);
    for (const auto &[button, icon] : std::as_const(m_buttons))
        button->setIcon(lineIcon(icon, t.text));
}

void KeyCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void KeyCard::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t.sep);
    painter.setBrush(t.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

void KeyCard::dragEnterEvent(QDragEnterEvent *event)
{
    const auto rows = findChildren<KeyRow *>();
    const QString id = QString::fromUtf8(event->mimeData()->data(keyMime));
    if (std::ranges::any_of(rows, [&](const KeyRow *row) { return row->id() == id; }))
        event->acceptProposedAction(); // keys stay with their provider
}

void KeyCard::dropEvent(QDropEvent *event)
{
    const QString id = QString::fromUtf8(event->mimeData()->data(keyMime));
    int position = 0;
    for (int i = 0; i < m_rows->count(); ++i) {
        const auto *row = qobject_cast<KeyRow *>(m_rows->itemAt(i)->widget());
        if (row && row->id() != id && row->geometry().center().y() < event->position().y())
            ++position;
    }
    event->acceptProposedAction();
    Q_EMIT dropped(id, position);
}

} // namespace Crossroads
