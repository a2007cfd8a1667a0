// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/rail.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"
#include "ui/shell/creditchip.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// A room's row: icon, word, and an accent bar where you are.
class RailButton : public QAbstractButton
{
public:
    RailButton(QString icon, const QString &name, QWidget *parent)
        : QAbstractButton(parent), m_icon(std::move(icon))
    {
        setText(name);
        setAccessibleName(name);
        setToolTip(name);
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::StrongFocus);
    }
    QSize sizeHint() const override { return {48, qMax(32, fontMetrics().height() + 8)}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens t = Tokens::fromPalette(palette());
        const auto at = [this](const QRectF &part) { return mirrored(part, rect(), layoutDirection()); };
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked() || underMouse())
            painter.fillRect(rect(), isChecked() ? t.tint : mixed(t.text, t.window, 0.05));
        if (isChecked())
            painter.fillRect(at(QRectF(0, 0, 3, height())), t.accent);
        if (hasFocus()) {
            painter.setPen(QPen(t.accent, 2));
            painter.drawRoundedRect(at(QRectF(rect()).adjusted(5, 2, -3, -2)), 4, 4);
        }
        paintIcon(painter, at(QRectF(14, height() / 2.0 - 8, 16, 16)), m_icon,
                  isChecked() ? t.accent : t.text);
        if (width() < 80)
            return;
        painter.setPen(t.text);
        painter.setFont(sized(font(), 0, isChecked()));
        painter.drawText(at(QRectF(rect()).adjusted(38, 0, 0, 0)), Qt::AlignVCenter, text());
    }
    void enterEvent(QEnterEvent *) override { update(); }
    void leaveEvent(QEvent *) override { update(); }

private:
    QString m_icon;
};

Rail::Rail(QWidget *parent)
    : QWidget(parent), m_menu(new QToolButton(this)), m_title(new QLabel(tr("Crossroads"), this)),
      m_logo(new QLabel(this)), m_credit(new CreditChip(this)), m_top(new QVBoxLayout),
      m_bottom(new QVBoxLayout)
{
    m_menu->setAutoRaise(true);
    m_menu->setAccessibleName(tr("Menu"));
    m_menu->setToolTip(tr("Menu"));
    m_title->setFont(sized(font(), 0.5, true));
    m_logo->setPixmap(lineIcon(u"crossroads"_s, Qt::black).pixmap(QSize(20, 20), devicePixelRatio()));
    connect(m_credit, &QAbstractButton::clicked, this, &Rail::creditAsked);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 11, 8, 11);
    head->setSpacing(8);
    head->addWidget(m_logo);
    head->addWidget(m_title, 1);
    head->addWidget(m_menu);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 1, 8);
    column->setSpacing(0);
    column->addLayout(head);
    m_top->setSpacing(2);
    column->addLayout(m_top);
    column->addStretch();
    m_chipRow = new QHBoxLayout;
    m_chipRow->addWidget(m_credit);
    column->addLayout(m_chipRow);
    column->addLayout(m_bottom);
    setCollapsed(false);
    recolour();
}

void Rail::addRoom(const QString &icon, const QString &name, bool last)
{
    auto *button = new RailButton(icon, name, this);
    const int number = int(m_rooms.size());
    m_rooms.append(button);
    (last ? m_bottom : m_top)->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [this, number] { Q_EMIT roomAsked(number); });
}

void Rail::setCurrent(int room)
{
    m_rooms[room]->setChecked(true);
}

int Rail::wideWidth() const
{
    return grown(160, font());
}

void Rail::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    setFixedWidth(collapsed ? 48 : wideWidth());
    m_title->setVisible(!collapsed);
    m_logo->setVisible(!collapsed);
    m_credit->setNarrow(collapsed);
    const int side = collapsed ? 3 : 8;
    m_chipRow->setContentsMargins(side, 0, side, 6);
}

QWidget *Rail::current() const
{
    for (RailButton *room : m_rooms) {
        if (room->isChecked())
            return room;
    }
    return nullptr;
}

void Rail::recolour()
{
    m_menu->setIcon(lineIcon(u"menu"_s, Tokens::fromPalette(palette()).text));
}

void Rail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void Rail::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(mirrored(QRect(width() - 1, 0, 1, height()), rect(), layoutDirection()), t.sep);
}

} // namespace Crossroads
