// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/primarybutton.h"

#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QPainter>

namespace Crossroads {

void PrimaryButton::setPrimary(bool primary)
{
    m_primary = primary;
    recolour();
}

void PrimaryButton::setGlyph(const QString &glyph)
{
    m_glyph = glyph;
    recolour();
}

void PrimaryButton::recolour()
{
    setIcon(lineIcon(m_glyph, m_primary ? QColor(Qt::white) : Tokens::fromPalette(palette()).text));
    update();
}

void PrimaryButton::changeEvent(QEvent *event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void PrimaryButton::paintEvent(QPaintEvent *event)
{
    if (!m_primary) {
        QPushButton::paintEvent(event);
        return;
    }
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled())
        painter.setOpacity(0.5);
    const QColor fill = isDown() ? t.fill.darker(115) : underMouse() ? t.fill.lighter(108) : t.fill;
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(rect(), 4, 4);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::white, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 3, 3);
    }
    painter.setFont(sized(font(), 0, true));
    const int words = painter.fontMetrics().horizontalAdvance(text());
    const int left = (width() - words - 24) / 2;
    icon().paint(&painter, QRect(left, (height() - 16) / 2, 16, 16));
    painter.setPen(Qt::white);
    painter.drawText(QRect(left + 24, 0, words + 4, height()), Qt::AlignVCenter, text());
}

} // namespace Crossroads
