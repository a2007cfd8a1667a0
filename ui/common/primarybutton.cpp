// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/primarybutton.h"

#include "ui/common/icons.h"
#include "ui/common/keyhint.h"
#include "ui/common/mirrored.h"
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

void PrimaryButton::setKeyHint(const QString &keys)
{
    m_keys = keys;
    update();
}

QSize PrimaryButton::sizeHint() const
{
    const int words = QFontMetrics(sized(font(), 0, true)).horizontalAdvance(text());
    const int hint = m_keys.isEmpty() ? 0 : 8 + keyHintWidth(font(), m_keys);
    return {words + hint + 24 + 24, qMax(28, fontMetrics().height() + 10)};
}

void PrimaryButton::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled())
        painter.setOpacity(0.5);
    const QColor ground = m_primary ? t.fill : palette().color(QPalette::Button);
    const QColor ink = m_primary ? QColor(Qt::white) : t.text;
    painter.setPen(m_primary ? QPen(Qt::NoPen) : QPen(t.edge));
    painter.setBrush(isDown() ? ground.darker(115) : underMouse() ? ground.lighter(108) : ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(m_primary ? QPen(Qt::white, 1) : QPen(t.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 3, 3);
    }
    const QFont face = sized(font(), 0, m_primary);
    const int words = QFontMetrics(face).horizontalAdvance(text());
    const int hint = m_keys.isEmpty() ? 0 : 8 + keyHintWidth(font(), m_keys);
    const int left = (width() - words - 24 - hint) / 2;
    const auto at = [this](const QRect &part) { return mirrored(part, rect(), layoutDirection()); };
    icon().paint(&painter, at(QRect(left, (height() - 16) / 2, 16, 16)));
    painter.setFont(face);
    painter.setPen(ink);
    painter.drawText(at(QRect(left + 24, 0, words + 4, height())), Qt::AlignVCenter, text());
    const QRect keys = at(QRect(left + 24 + words + 8, 0, keyHintWidth(font(), m_keys), height()));
    paintKeyHint(painter, font(), keys.left(), height() / 2.0, m_keys, ink,
                 m_primary ? mixed(Qt::white, t.fill, 0.6) : t.sep);
}

} // namespace Crossroads
