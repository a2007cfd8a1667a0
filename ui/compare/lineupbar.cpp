// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/lineupbar.h"

#include "ui/common/icons.h"
#include "ui/common/keyhint.h"
#include "ui/common/mirrored.h"
#include "ui/common/segmentbar.h"
#include "ui/common/tokens.h"

#include <QAbstractButton>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// Add, with its shortcut shown while there is room.
class LineupBar::AddButton : public QToolButton
{
public:
    using QToolButton::QToolButton;
    void setKeyHint(const QString &keys)
    {
        m_keys = keys;
        updateGeometry();
        update();
    }
    QSize sizeHint() const override
    {
        const QSize plain = QToolButton::sizeHint();
        return m_keys.isEmpty() ? plain : plain + QSize(keyHintWidth(font(), m_keys) - 4, 0);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QToolButton::paintEvent(event);
        const Tokens t = Tokens::fromPalette(palette());
        QPainter painter(this);
        const int wide = keyHintWidth(font(), m_keys);
        paintKeyHint(painter, font(), isRightToLeft() ? 4 : width() - wide - 4, height() / 2.0, m_keys,
                     t.muted, t.sep);
    }

private:
    QString m_keys;
};

/// One model of the lineup: its name, a flask where it is simulated, and a cross that takes it out. Dragging
/// it, or Ctrl with the arrow keys, moves it.
class LineupBar::ModelChip : public QAbstractButton
{
public:
    ModelChip(const QString &name, bool simulated, LineupBar *bar)
        : QAbstractButton(bar), m_bar(bar), m_simulated(simulated)
    {
        setText(name);
        setAccessibleName(LineupBar::tr("%1, in the lineup").arg(name));
        setAccessibleDescription(
            LineupBar::tr("Delete takes it out; Ctrl+Left and Ctrl+Right move it; the menu key has more"));
        setToolTip(name.toHtmlEscaped());
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override
    {
        return {10 + (m_simulated ? 20 : 0) + fontMetrics().horizontalAdvance(text()) + 28,
                qMax(24, fontMetrics().height() + 8)};
    }
    void fit(int width) { setFixedWidth(qMin(width, sizeHint().width())); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens t = Tokens::fromPalette(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        const bool ringed = hasFocus() || m_dragged;
        painter.setPen(ringed ? QPen(t.accent, 2) : QPen(underMouse() ? t.edge : t.sep, 1));
        painter.setBrush(m_dragged ? t.tint : t.base);
        painter.drawRoundedRect(ringed ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, 4, 4);
        const auto at = [this](const QRectF &part) { return mirrored(part, rect(), layoutDirection()); };
        int left = 10;
        if (m_simulated) {
            paintIcon(painter, at(QRectF(8, height() / 2.0 - 8, 16, 16)), u"flask"_s, t.text);
            left = 28;
        }
        painter.setPen(t.text);
        const QRect words(left, 0, width() - left - 26, height());
        painter.drawText(at(words), Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
        paintIcon(painter, at(QRectF(width() - 21, height() / 2.0 - 6, 12, 12)), u"close"_s, t.muted);
    }
    void mousePressEvent(QMouseEvent *event) override
    {
        m_press = event->pos();
        m_pressed = event->button() == Qt::LeftButton;
    }
    void mouseMoveEvent(QMouseEvent *event) override
    {
        if (m_pressed && !m_dragged &&
            (event->pos() - m_press).manhattanLength() >= QApplication::startDragDistance()) {
            m_dragged = true;
            m_bar->beginDrag();
            update();
        }
        if (m_dragged)
            m_bar->dragTo(this, mapTo(m_bar, event->pos()).x());
    }
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        const bool dragged = std::exchange(m_dragged, false);
        m_pressed = false;
        update();
        if (dragged)
            m_bar->endDrag(true);
        // Only the cross takes the model out; a slip on its name does not.
        else if (event->button() == Qt::LeftButton &&
                 mirrored(QRect(width() - 26, 0, 26, height()), rect(), layoutDirection())
                     .contains(event->pos()) &&
                 rect().contains(event->pos()))
            m_bar->takeOut(this);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool back = event->key() == Qt::Key_Left;
        if (event->key() == Qt::Key_Escape && m_dragged) {
            m_pressed = m_dragged = false;
            update();
            m_bar->endDrag(false);
        } else if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
            m_bar->takeOut(this);
        } else if (event->modifiers() & Qt::ControlModifier && (back || event->key() == Qt::Key_Right)) {
            m_bar->moveChip(this, back != isRightToLeft() ? -1 : 1);
        } else if (back || event->key() == Qt::Key_Right) {
            m_bar->focusNextTo(this, back != isRightToLeft() ? -1 : 1);
        } else {
            QAbstractButton::keyPressEvent(event);
        }
    }
    bool event(QEvent *event) override
    {
        // Escape is the window's Stop otherwise.
        if (event->type() == QEvent::ShortcutOverride && m_dragged)
            event->accept();
        return QAbstractButton::event(event);
    }
    void contextMenuEvent(QContextMenuEvent *event) override
    {
        m_bar->showMenu(this, event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                                          : mapToGlobal(rect().bottomLeft()));
    }

private:
    LineupBar *m_bar;
    QPoint m_press;
    bool m_pressed = false;
    bool m_dragged = false;
    bool m_simulated;
};

LineupBar::LineupBar(std::function<QString(const QString &)> nameOf, QWidget *parent)
    : QWidget(parent), m_nameOf(std::move(nameOf)), m_chipRow(new QHBoxLayout), m_add(new AddButton(this)),
      m_parameters(new QToolButton(this)), m_together(new QToolButton(this)), m_layout(new SegmentBar(this))
{
    makeFlat(m_add, u"add"_s, tr("Add"), tr("Add a model (Ctrl+L)"));
    makeFlat(m_parameters, u"settings"_s, tr("Parameters"), tr("System text, output limit, temperature"));
    makeFlat(m_together, u"together"_s, tr("Scroll the lanes together"),
             tr("Scroll the lanes together, block by block (Ctrl+Shift+L)"));
    m_together->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_together->setCheckable(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(8);
    m_chipRow->setSpacing(8);
    row->addLayout(m_chipRow);
    row->addWidget(m_add);
    row->addStretch();
    row->addWidget(m_parameters);
    row->addWidget(m_together);
    const std::pair<QString, QString> layouts[] = {
        {u"columns"_s, tr("Columns")}, {u"grid"_s, tr("Grid")}, {u"tabs"_s, tr("Tabs")}};
    for (const auto &[name, text] : layouts)
        m_layout->addSegment(name, name, text);
    connect(m_layout, &SegmentBar::picked, this, &LineupBar::layoutChanged);
    row->addWidget(m_layout);
    setFixedHeight(qMax(40, fontMetrics().height() + 20));
    connect(m_add, &QToolButton::clicked, this, &LineupBar::addAsked);
    connect(m_parameters, &QToolButton::clicked, this, &LineupBar::parametersAsked);
    connect(m_together, &QToolButton::clicked, this, &LineupBar::togetherToggled);
    recolour();
}

void LineupBar::makeFlat(QToolButton *button, const QString &icon, const QString &text, const QString &tip)
{
    button->setProperty("glyph", icon);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
}

QWidget *LineupBar::addButton() const
{
    return m_add;
}

void LineupBar::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    for (QToolButton *button : std::initializer_list<QToolButton *>{m_add, m_parameters, m_together})
        button->setIcon(lineIcon(button->property("glyph").toString(), t.text));
}

void LineupBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void LineupBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), Tokens::fromPalette(palette()).sep);
}

void LineupBar::setLayoutName(const QString &layout)
{
    m_layout->setCurrent(layout);
}

void LineupBar::setScrollsTogether(bool together)
{
    m_together->setChecked(together);
}

void LineupBar::setLineup(const QStringList &lineup)
{
    m_lineup = lineup;
    rebuildChips();
}

void LineupBar::rebuildChips()
{
    for (ModelChip *chip : std::as_const(m_chips)) {
        m_chipRow->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // it may be the one that asked
    }
    m_chips.clear();
    for (const QString &model : std::as_const(m_lineup)) {
        auto *chip = new ModelChip(m_nameOf(model), model.startsWith("sandbox/"_L1), this);
        m_chipRow->addWidget(chip);
        m_chips.append(chip);
        chip->show();
    }
    fitChips();
    orderTabs();
}

/// Tab follows what is seen: chips first. The bar itself is no stop, but has its place in the order.
void LineupBar::orderTabs()
{
    QWidget *last = this;
    for (QWidget *next : QList<QWidget *>(m_chips.begin(), m_chips.end()) +
                             QList<QWidget *>{m_add, m_parameters, m_together} + m_layout->segments()) {
        setTabOrder(last, next);
        last = next;
    }
    m_lastStop = last;
}

void LineupBar::takeOut(ModelChip *chip)
{
    const qsizetype at = m_chips.indexOf(chip);
    if (at < 0)
        return;
    const bool focused = chip->hasFocus();
    m_lineup.removeAt(at);
    rebuildChips();
    if (focused)
        (m_chips.isEmpty() ? static_cast<QWidget *>(m_add) : m_chips[qMin(at, m_chips.size() - 1)])
            ->setFocus();
    Q_EMIT lineupChanged(m_lineup);
}

void LineupBar::place(ModelChip *chip, qsizetype to)
{
    const qsizetype from = m_chips.indexOf(chip);
    m_chips.move(from, to);
    m_lineup.move(from, to);
    m_chipRow->removeWidget(chip);
    m_chipRow->insertWidget(int(to), chip);
    orderTabs();
}

void LineupBar::moveChip(ModelChip *chip, int step)
{
    const qsizetype to = m_chips.indexOf(chip) + step;
    if (to < 0 || to >= m_chips.size())
        return;
    place(chip, to);
    Q_EMIT lineupChanged(m_lineup);
}

void LineupBar::focusNextTo(ModelChip *chip, int step)
{
    const qsizetype to = m_chips.indexOf(chip) + step;
    if (to >= 0 && to < m_chips.size())
        m_chips[to]->setFocus(Qt::TabFocusReason);
}

void LineupBar::beginDrag()
{
    m_beforeDrag = m_lineup;
}

/// The chip takes the place of the one whose middle the pointer has passed.
void LineupBar::dragTo(ModelChip *chip, int x)
{
    const qsizetype from = m_chips.indexOf(chip);
    qsizetype to = 0;
    for (qsizetype i = 0; i < m_chips.size(); ++i) {
        const int middle = m_chips[i]->geometry().center().x();
        to += i != from && (isRightToLeft() ? x < middle : x > middle);
    }
    if (to == from)
        return;
    place(chip, to);
    m_chipRow->activate();
}

void LineupBar::endDrag(bool keep)
{
    if (!keep)
        setLineup(m_beforeDrag);
    else if (m_lineup != m_beforeDrag)
        Q_EMIT lineupChanged(m_lineup);
}

void LineupBar::showMenu(ModelChip *chip, const QPoint &at)
{
    const qsizetype place = m_chips.indexOf(chip);
    QPointer<ModelChip> still = chip;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *left =
        menu->addAction(tr("Move &left"), this, [this, still] { still ? moveChip(still, -1) : void(); });
    left->setEnabled(place > 0);
    QAction *right =
        menu->addAction(tr("Move &right"), this, [this, still] { still ? moveChip(still, 1) : void(); });
    right->setEnabled(place + 1 < m_chips.size());
    menu->addSeparator();
    menu->addAction(tr("&Wait for the first token…"), this,
                    [this, model = m_lineup[place]] { Q_EMIT timeoutAsked(model); });
    menu->addSeparator();
    menu->addAction(tr("&Take out of the lineup"), this, [this, still] { still ? takeOut(still) : void(); });
    menu->popup(at);
}

/// Chips share what the controls leave; they elide before anything else gives way.
void LineupBar::fitChips()
{
    const bool narrow = width() < 900;
    m_parameters->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    m_add->setToolButtonStyle(narrow && m_chips.size() > 4 ? Qt::ToolButtonIconOnly
                                                           : Qt::ToolButtonTextBesideIcon);
    int wanted = 0;
    for (const ModelChip *chip : std::as_const(m_chips))
        wanted += chip->sizeHint().width() + 8;
    const auto others = [this] {
        return m_add->sizeHint().width() + m_parameters->sizeHint().width() + m_together->sizeHint().width() +
               m_layout->sizeHint().width() + 72;
    };
    m_add->setKeyHint(QKeySequence(Qt::CTRL | Qt::Key_L).toString(QKeySequence::NativeText));
    if (m_add->toolButtonStyle() == Qt::ToolButtonIconOnly || wanted + others() > width())
        m_add->setKeyHint({});
    if (m_chips.isEmpty())
        return;
    // Those that need less than their share leave the rest to the longer ones.
    int room = width() - others();
    QList<ModelChip *> byWidth = m_chips;
    std::ranges::sort(byWidth, {}, [](const ModelChip *chip) { return chip->sizeHint().width(); });
    for (qsizetype i = 0; i < byWidth.size(); ++i) {
        const int share = room / int(byWidth.size() - i) - 8;
        byWidth[i]->fit(qMax(48, share));
        room -= byWidth[i]->width() + 8;
    }
}

void LineupBar::resizeEvent(QResizeEvent *)
{
    fitChips();
}

} // namespace Crossroads
