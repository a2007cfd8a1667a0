// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/segmentbar.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qreal radius = 4;

namespace {
class Segment : public QAbstractButton
{
public:
    Segment(QString icon, bool showText, QWidget *parent)
        : QAbstractButton(parent), m_icon(std::move(icon)), m_showText(showText)
    {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override
    {
        const int words = m_showText ? QFontMetrics(sized(font(), 0, true)).horizontalAdvance(text()) : 0;
        const int picture = m_icon.isEmpty() ? 0 : 16;
        const int gap = words > 0 && picture > 0 ? 4 : 0;
        return {qMax(30, words + gap + picture + 14), qMax(28, fontMetrics().height() + 8)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens t = Tokens::fromPalette(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        // The ends share the bar's round corners.
        QPainterPath frame;
        const QWidget *bar = parentWidget();
        frame.addRoundedRect(QRectF(bar->rect()).translated(-x(), -y()).adjusted(1, 1, -1, -1), radius - 1,
                             radius - 1);
        painter.setClipPath(frame);
        if (isChecked())
            painter.fillRect(rect(), t.tint);
        else if (underMouse())
            painter.fillRect(rect(), mixed(t.text, t.base, 0.05));
        if (isChecked())
            painter.fillRect(QRect(0, height() - 3, width(), 2), t.accent);
        const QFont words = sized(font(), 0, isChecked());
        const int wordsWidth = m_showText ? QFontMetrics(words).horizontalAdvance(text()) : 0;
        const int picture = m_icon.isEmpty() ? 0 : 16;
        const int gap = wordsWidth > 0 && picture > 0 ? 4 : 0;
        int left = (width() - wordsWidth - picture - gap) / 2;
        const QColor ink = isChecked() ? t.accent : t.text;
        if (picture > 0)
            paintIcon(painter,
                      mirrored(QRectF(left, (height() - 16) / 2.0, 16, 16), rect(), layoutDirection()),
                      m_icon, ink);
        left += picture + gap;
        painter.setPen(t.text);
        painter.setFont(words);
        if (m_showText)
            painter.drawText(mirrored(QRect(left, 0, wordsWidth + 2, height()), rect(), layoutDirection()),
                             Qt::AlignVCenter, text());
        if (hasFocus()) {
            painter.setPen(QPen(t.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -4), 3, 3);
        }
    }

private:
    QString m_icon;
    bool m_showText;
};
} // namespace

SegmentBar::SegmentBar(QWidget *parent) : QWidget(parent), m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(1, 0, 1, 0);
    row->setSpacing(1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::buttonClicked, this,
            [this](QAbstractButton *button) { Q_EMIT picked(button->objectName()); });
}

void SegmentBar::addSegment(const QString &key, const QString &icon, const QString &text, bool showText)
{
    auto *segment = new Segment(icon, showText, this);
    segment->setObjectName(key);
    segment->setText(text);
    segment->setAccessibleName(text);
    segment->setToolTip(showText ? QString() : text);
    m_group->addButton(segment);
    m_segments.append(segment);
    layout()->addWidget(segment);
}

void SegmentBar::setCurrent(const QString &key)
{
    if (QAbstractButton *button = segment(key))
        button->setChecked(true);
}

QString SegmentBar::current() const
{
    const QAbstractButton *button = m_group->checkedButton();
    return button ? button->objectName() : QString();
}

QList<QWidget *> SegmentBar::segments() const
{
    return {m_segments.begin(), m_segments.end()};
}

QAbstractButton *SegmentBar::segment(const QString &key) const
{
    const auto found = std::ranges::find_if(
        m_segments, [&](const QAbstractButton *button) { return button->objectName() == key; });
    return found == m_segments.end() ? nullptr : *found;
}

void SegmentBar::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t.edge);
    painter.setBrush(t.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    for (qsizetype i = 1; i < m_segments.size(); ++i)
        painter.fillRect(QRect(m_segments[i]->x() - 1, 1, 1, height() - 2), t.sep);
}

} // namespace Crossroads
