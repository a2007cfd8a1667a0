// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/budgetrow.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"
#include "ui/spend/meter.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolTip>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int leastWidth = 200;
static constexpr int gap = 32;
static constexpr int side = 16;
static constexpr int top = 12;

BudgetRow::BudgetRow(QWidget *parent) : QWidget(parent), m_edit(new QPushButton(tr("&Budgets…"), this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_edit->setAccessibleName(tr("Change the budgets"));
    connect(m_edit, &QPushButton::clicked, this, &BudgetRow::editAsked);
    fit();
}

void BudgetRow::show(const QList<BudgetLine> &lines)
{
    m_lines = lines;
    QStringList sentences;
    for (const BudgetLine &line : lines)
        sentences.append(u"%1: %2, %3"_s.arg(line.name, line.figure, line.more));
    setAccessibleName(tr("Budgets"));
    setAccessibleDescription(sentences.isEmpty() ? tr("There are none.") : sentences.join(u"; "_s));
    fit();
    update();
}

int BudgetRow::columns() const
{
    const int room = width() - 2 * side - m_edit->sizeHint().width() - gap;
    const int fitting = qMax(1, (room + gap) / (grown(leastWidth, font()) + gap));
    return qMax(1, qMin(fitting, int(m_lines.size())));
}

int BudgetRow::cellHeight() const
{
    return qMax(50, fontMetrics().height() + QFontMetrics(sized(font(), -1)).height() + 18);
}

QRect BudgetRow::cell(int number) const
{
    const int inRow = columns();
    const int room = width() - 2 * side - m_edit->width() - gap;
    const int each = (room - (inRow - 1) * gap) / inRow;
    return {side + number % inRow * (each + gap), top + number / inRow * (cellHeight() + 8), each,
            cellHeight()};
}

void BudgetRow::fit()
{
    const int inRow = columns();
    const int rows = qMax(1, (int(m_lines.size()) + inRow - 1) / inRow);
    const int height = rows * (cellHeight() + 8) - 8 + 2 * top + 1;
    if (minimumHeight() != height)
        setFixedHeight(height);
    const QSize size = m_edit->sizeHint().expandedTo(QSize(90, 28));
    m_edit->setGeometry(width() - side - size.width(), (height - size.height()) / 2, size.width(),
                        size.height());
}

void BudgetRow::resizeEvent(QResizeEvent *)
{
    fit();
}

void BudgetRow::paintLine(QPainter &painter, const QRect &rect, const BudgetLine &line) const
{
    const Tokens &t = Tokens::of(palette());
    const QColor states[] = {t.accent, t.warn, t.error};
    const QColor state = states[size_t(line.mood)];
    const QFont bold = sized(font(), 0, true);
    const int row = fontMetrics().height() + 2;
    const QRect head(rect.left(), rect.top(), rect.width(), row);
    const int figure = QFontMetrics(bold).horizontalAdvance(line.figure);
    painter.setPen(t.text);
    painter.setFont(font());
    painter.drawText(head, int(Qt::AlignVCenter | Qt::AlignLeft),
                     fontMetrics().elidedText(line.name, Qt::ElideRight, rect.width() - figure - 8));
    painter.setFont(bold);
    painter.drawText(head, int(Qt::AlignVCenter | Qt::AlignRight), line.figure);
    int below = head.bottom() + 3;
    if (line.permille >= 0) {
        paintMeter(painter, QRectF(rect.left(), below + 2, rect.width(), 6), line.permille / 1000.0, state, t,
                   line.marks);
        below += 11;
    }
    const QFont small = sized(font(), -1);
    const bool warned = line.mood != BudgetLine::Mood::Fine;
    QRect more(rect.left(), below, rect.width(), QFontMetrics(small).height() + 2);
    if (warned) {
        const QRect all = more;
        paintIcon(painter,
                  mirrored(QRectF(more.left(), more.center().y() - 6.5, 14, 14), all, layoutDirection()),
                  u"warning"_s, state);
        more = mirrored(more.adjusted(18, 0, 0, 0), all, layoutDirection());
    }
    painter.setFont(small);
    painter.setPen(warned ? state : t.muted);
    painter.drawText(more, int(Qt::AlignVCenter | Qt::AlignLeft),
                     QFontMetrics(small).elidedText(line.more, Qt::ElideRight, more.width()));
}

void BudgetRow::paintEvent(QPaintEvent *)
{
    const Tokens &t = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.base);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.sep);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_lines.isEmpty()) {
        painter.setPen(t.muted);
        painter.drawText(
            QRect(side, 0, m_edit->x() - 2 * side, height()),
            int(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap),
            tr("No budget is set. A budget warns you, and stops a request before it is sent that "
               "could pass it."));
    }
    for (int i = 0; i < int(m_lines.size()); ++i)
        paintLine(painter, cell(i), m_lines[i]);
}

bool BudgetRow::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::hideText();
        for (int i = 0; i < int(m_lines.size()); ++i) {
            if (cell(i).contains(help->pos()))
                QToolTip::showText(help->globalPos(),
                                   u"%1\n%2\n%3"_s.arg(m_lines[i].name, m_lines[i].exact, m_lines[i].more),
                                   this, cell(i));
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace Crossroads
