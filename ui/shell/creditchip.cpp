// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/creditchip.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"
#include "ui/spend/meter.h"

#include <QLocale>
#include <QPainter>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int padding = 8;
static constexpr int barHeight = 4;
static constexpr int barSpace = 5 + barHeight + 3;

CreditChip::CreditChip(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
}

void CreditChip::setState(const CreditState &state)
{
    if (state == m_state)
        return;
    m_state = state;
    setAccessibleName(state.sentence);
    setToolTip(state.sentence);
    setVisible(!state.figure.isEmpty());
    updateGeometry();
    update();
}

void CreditChip::setNarrow(bool narrow)
{
    m_narrow = narrow;
    updateGeometry();
    update();
}

QSize CreditChip::sizeHint() const
{
    const int figure = QFontMetrics(sized(font(), 0, true)).height();
    const int small = QFontMetrics(sized(font(), -1)).height();
    const int bar = m_state.permille >= 0 ? barSpace : 2;
    const bool warned = !m_state.warning.isEmpty();
    if (m_narrow)
        return {40, small + bar + 10 + (warned ? 18 : 0)};
    const int lines = (m_state.second.isEmpty() ? 0 : 1) + (warned ? 1 : 0);
    return {144, figure + bar + lines * (small + 1) + 13};
}

static QColor barColor(const CreditState &state, const Tokens &t)
{
    const QColor moods[] = {t.accent, t.warn, t.error};
    return moods[size_t(state.mood)];
}

void CreditChip::paintWide(QPainter &painter) const
{
    const Tokens &t = Tokens::of(palette());
    const QFont bold = sized(font(), 0, true), small = sized(font(), -1);
    const int right = width() - padding;
    int y = 6;
    const auto line = [&](int left, const QFont &lineFont, const QColor &color, const QString &text) {
        const QFontMetrics metrics(lineFont);
        painter.setFont(lineFont);
        painter.setPen(color);
        const QRect row = mirrored(QRect(left, y, right - left, metrics.height()), rect(), layoutDirection());
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(text, Qt::ElideRight, right - left));
        return metrics.height();
    };
    const int high = line(padding, bold, m_state.low ? t.warn : t.text, m_state.figure);
    const int after = padding + QFontMetrics(bold).horizontalAdvance(m_state.figure) + 6;
    if (after < right - 16)
        line(after, small, t.muted, m_state.words);
    y += high;
    if (m_state.permille >= 0) {
        paintMeter(painter, QRectF(padding, y + 5, right - padding, barHeight), m_state.permille / 1000.0,
                   barColor(m_state, t), t);
        y += barSpace;
    } else {
        y += 2;
    }
    if (!m_state.second.isEmpty())
        y += line(padding, small, t.muted, m_state.second) + 1;
    if (!m_state.warning.isEmpty()) {
        const int row = QFontMetrics(small).height();
        paintIcon(painter, mirrored(QRectF(padding, y + row / 2.0 - 7, 14, 14), rect(), layoutDirection()),
                  u"warning"_s, t.warn);
        line(padding + 18, small, t.warn, m_state.warning);
    }
}

/// Without cents where those have no room.
QString CreditChip::shortFigure() const
{
    const QFontMetrics metrics(sized(font(), -1, true));
    if (metrics.horizontalAdvance(m_state.figure) <= width() - 2)
        return m_state.figure;
    const QString whole = m_state.figure.section(QLocale().decimalPoint(), 0, 0);
    return metrics.elidedText(whole, Qt::ElideRight, width() - 2);
}

void CreditChip::paintNarrow(QPainter &painter) const
{
    const Tokens &t = Tokens::of(palette());
    const QFont small = sized(font(), -1, true);
    int y = 4;
    if (!m_state.warning.isEmpty()) {
        paintIcon(painter, QRectF(width() / 2.0 - 8, y, 16, 16), u"warning"_s, t.warn);
        y += 18;
    }
    const int row = QFontMetrics(small).height();
    painter.setFont(small);
    painter.setPen(m_state.low ? t.warn : t.text);
    painter.drawText(QRect(0, y, width(), row), Qt::AlignCenter, shortFigure());
    if (m_state.permille >= 0)
        paintMeter(painter, QRectF(4, y + row + 4, width() - 8, barHeight), m_state.permille / 1000.0,
                   barColor(m_state, t), t);
}

void CreditChip::paintEvent(QPaintEvent *)
{
    const Tokens &t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (!m_narrow || underMouse()) {
        painter.setPen(t.sep);
        painter.setBrush(underMouse() ? mixed(t.text, t.window, 0.05) : QColor(Qt::transparent));
        painter.drawRoundedRect(frame, 4, 4);
    }
    m_narrow ? paintNarrow(painter) : paintWide(painter);
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void CreditChip::enterEvent(QEnterEvent *)
{
    update();
}

void CreditChip::leaveEvent(QEvent *)
{
    update();
}

} // namespace Crossroads
