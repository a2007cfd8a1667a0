// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/lineupbar.h"

#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// One model of the lineup: its name, a flask where it is simulated, and a cross that takes it out.
class ModelChip : public QAbstractButton
{
public:
    ModelChip(const QString &name, bool simulated, QWidget *parent)
        : QAbstractButton(parent), m_simulated(simulated)
    {
        setText(name);
        setAccessibleName(QObject::tr("%1, in the lineup. Press Delete to take it out.").arg(name));
        setToolTip(name.toHtmlEscaped());
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
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
        painter.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(underMouse() ? t.edge : t.sep, 1));
        painter.setBrush(t.base);
        painter.drawRoundedRect(hasFocus() ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, 4, 4);
        int left = 10;
        if (m_simulated) {
            paintIcon(painter, QRectF(8, height() / 2.0 - 8, 16, 16), u"flask"_s, t.text);
            left = 28;
        }
        painter.setPen(t.text);
        const QRect words(left, 0, width() - left - 26, height());
        painter.drawText(words, Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
        paintIcon(painter, QRectF(width() - 21, height() / 2.0 - 6, 12, 12), u"close"_s, t.muted);
    }
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        // Only the cross takes the model out; a slip on its name does not.
        if (event->button() == Qt::LeftButton && event->position().x() >= width() - 26 &&
            rect().contains(event->pos()))
            Q_EMIT clicked();
        setDown(false);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
            Q_EMIT clicked();
        else
            QAbstractButton::keyPressEvent(event);
    }
    void enterEvent(QEnterEvent *) override { update(); }
    void leaveEvent(QEvent *) override { update(); }

private:
    bool m_simulated;
};
} // namespace

LineupBar::LineupBar(std::function<QString(const QString &)> nameOf, QWidget *parent)
    : QWidget(parent), m_nameOf(std::move(nameOf)), m_chipRow(new QHBoxLayout)
{
    m_add = flatButton(u"add"_s, tr("Add"), tr("Add a model (Ctrl+L)"));
    m_parameters = flatButton(u"settings"_s, tr("Parameters"), tr("System text, output limit, temperature"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(8);
    m_chipRow->setSpacing(8);
    row->addLayout(m_chipRow);
    row->addWidget(m_add);
    row->addStretch();
    row->addWidget(m_parameters);
    auto *segments = new QHBoxLayout;
    segments->setSpacing(0);
    auto *group = new QButtonGroup(this);
    const std::pair<QString, QString> layouts[] = {
        {u"columns"_s, tr("Columns")}, {u"grid"_s, tr("Grid")}, {u"tabs"_s, tr("Tabs")}};
    for (const auto &[name, text] : layouts) {
        QToolButton *button = flatButton(name, text, text);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setCheckable(true);
        group->addButton(button);
        segments->addWidget(button);
        m_layouts.append(button);
        connect(button, &QToolButton::clicked, this, [this, layout = name] { Q_EMIT layoutChanged(layout); });
    }
    row->addLayout(segments);
    setFixedHeight(qMax(40, fontMetrics().height() + 20));
    connect(m_add, &QToolButton::clicked, this, &LineupBar::addAsked);
    connect(m_parameters, &QToolButton::clicked, this, &LineupBar::parametersAsked);
    recolour();
}

QToolButton *LineupBar::flatButton(const QString &icon, const QString &text, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setProperty("glyph", icon);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    return button;
}

QWidget *LineupBar::addButton() const
{
    return m_add;
}

void LineupBar::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    for (QToolButton *button : QList<QToolButton *>{m_add, m_parameters} + m_layouts)
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
    for (QToolButton *button : std::as_const(m_layouts))
        button->setChecked(button->property("glyph").toString() == layout);
}

void LineupBar::setLineup(const QStringList &lineup)
{
    m_lineup = lineup;
    rebuildChips();
}

void LineupBar::rebuildChips()
{
    for (QWidget *chip : std::as_const(m_chips))
        chip->deleteLater();
    m_chips.clear();
    for (qsizetype i = 0; i < m_lineup.size(); ++i) {
        auto *chip = new ModelChip(m_nameOf(m_lineup[i]), m_lineup[i].startsWith("sandbox/"_L1), this);
        m_chipRow->addWidget(chip);
        m_chips.append(chip);
        connect(chip, &QAbstractButton::clicked, this, [this, i] {
            m_lineup.removeAt(i);
            rebuildChips();
            Q_EMIT lineupChanged(m_lineup);
        });
    }
    fitChips();
}

/// Chips share what the controls leave; they elide before anything else gives way.
void LineupBar::fitChips()
{
    m_parameters->setToolButtonStyle(width() < 900 ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    m_add->setToolButtonStyle(width() < 900 && m_chips.size() > 4 ? Qt::ToolButtonIconOnly
                                                                  : Qt::ToolButtonTextBesideIcon);
    if (m_chips.isEmpty())
        return;
    const int others = m_add->sizeHint().width() + m_parameters->sizeHint().width() + 3 * 32 + 80;
    const int share = (width() - others) / int(m_chips.size()) - 8;
    for (QWidget *chip : std::as_const(m_chips))
        static_cast<ModelChip *>(chip)->fit(qMax(48, share));
}

void LineupBar::resizeEvent(QResizeEvent *)
{
    fitChips();
}

} // namespace Crossroads
