// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/balancerow.h"

#include "ui/common/elidedlabel.h"
#include "ui/common/icons.h"
#include "ui/common/tokens.h"
#include "ui/spend/sheet.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int leastWidth = 200;

static void ink(QWidget *widget, const QColor &color)
{
    QPalette palette = widget->palette();
    palette.setColor(QPalette::WindowText, color);
    palette.setColor(QPalette::ButtonText, color);
    widget->setPalette(palette);
}

/// One balance: whose, how much, and until when.
class BalanceCard : public QWidget
{
    Q_OBJECT

public:
    explicit BalanceCard(QWidget *parent)
        : QWidget(parent), m_name(new ElidedLabel(this)), m_age(new QLabel(this)), m_icon(new QLabel(this)),
          m_amount(new ElidedLabel(this)), m_more(new ElidedLabel(this)), m_topUp(new QToolButton(this))
    {
        for (QLabel *label : {static_cast<QLabel *>(m_name), m_age, static_cast<QLabel *>(m_amount),
                              static_cast<QLabel *>(m_more)})
            label->setTextFormat(Qt::PlainText);
        for (QWidget *small : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_age),
                               static_cast<QWidget *>(m_more), static_cast<QWidget *>(m_topUp)})
            small->setFont(sized(font(), -1));
        m_amount->setFont(sized(font(), 3, true));
        m_topUp->setAutoRaise(true);
        m_topUp->setFixedHeight(qMax(24, m_topUp->fontMetrics().height() + 8));
        auto *first = new QHBoxLayout;
        first->addWidget(m_name, 1);
        first->addWidget(m_age);
        auto *second = new QHBoxLayout;
        second->setSpacing(6);
        second->addWidget(m_icon);
        second->addWidget(m_amount, 1);
        second->addWidget(m_topUp);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(16, 10, 12, 10);
        column->setSpacing(1);
        column->addLayout(first);
        column->addLayout(second);
        column->addWidget(m_more);
        connect(m_topUp, &QToolButton::clicked, this, [this] { Q_EMIT topUpAsked(m_line.topUp); });
    }

    void show(const BalanceLine &line)
    {
        m_line = line;
        m_name->setText(line.name);
        m_age->setText(line.age);
        m_amount->setText(line.amount);
        m_more->setText(line.more);
        m_topUp->setText(tr("Top up"));
        m_topUp->setToolButtonStyle(line.low ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        m_topUp->setToolTip(tr("Top up at %1").arg(line.topUp.host()));
        m_topUp->setAccessibleName(tr("Top up %1 at %2").arg(line.name, line.topUp.host()));
        m_topUp->setVisible(!line.topUp.isEmpty());
        setToolTip(line.exact.isEmpty() ? line.more : line.exact + u'\n' + line.more);
        setAccessibleName(u"%1: %2%3, %4, %5"_s.arg(line.name, line.low ? tr("low credit, ") : QString(),
                                                    line.amount, line.more, line.age));
        recolour();
    }
    QWidget *tabStop() const { return m_topUp; }

Q_SIGNALS:
    void topUpAsked(const QUrl &page);

protected:
    void changeEvent(QEvent *event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            recolour();
    }

private:
    void recolour()
    {
        using State = BalanceLine::State;
        const Tokens t = Tokens::fromPalette(parentWidget()->palette());
        ink(m_name, t.muted);
        ink(m_age, t.muted);
        const bool failed = m_line.state == State::Failed;
        ink(m_more, failed ? t.warn : t.muted);
        const bool told = !m_line.age.isEmpty() || m_line.low;
        m_amount->setFont(sized(font(), 3, told));
        ink(m_amount, m_line.low ? t.warn : told ? t.text : t.muted);
        m_icon->setVisible(m_line.low || failed);
        m_icon->setPixmap(lineIcon(u"warning"_s, t.warn).pixmap(QSize(16, 16), devicePixelRatio()));
        m_topUp->setIcon(lineIcon(u"external"_s, t.accent));
        ink(m_topUp, t.accent);
    }

    BalanceLine m_line;
    ElidedLabel *m_name;
    QLabel *m_age;
    QLabel *m_icon;
    ElidedLabel *m_amount;
    ElidedLabel *m_more;
    QToolButton *m_topUp;
};

BalanceRow::BalanceRow(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Balances"));
}

void BalanceRow::show(const QList<BalanceLine> &lines)
{
    // Cards stay where they are, so that the focus does.
    while (m_cards.size() > lines.size())
        delete m_cards.takeLast();
    while (m_cards.size() < lines.size()) {
        auto *card = new BalanceCard(this);
        connect(card, &BalanceCard::topUpAsked, this, &BalanceRow::topUpAsked);
        card->QWidget::show();
        m_cards.append(card);
    }
    for (qsizetype i = 0; i < lines.size(); ++i)
        m_cards[i]->show(lines[i]);
    setVisible(!lines.isEmpty());
    updateGeometry();
    place();
}

QList<QWidget *> BalanceRow::tabStops() const
{
    QList<QWidget *> stops;
    for (const BalanceCard *card : m_cards)
        stops.append(card->tabStop());
    return stops;
}

int BalanceRow::columns(int width) const
{
    const int fitting = qMax(1, width / grown(leastWidth, font()));
    const int count = int(m_cards.size());
    if (count <= fitting)
        return qMax(1, count);
    const int rows = (count + fitting - 1) / fitting;
    return (count + rows - 1) / rows; // even rows
}

int BalanceRow::cardHeight() const
{
    return m_cards.isEmpty() ? 0 : qMax(80, m_cards.first()->sizeHint().height());
}

int BalanceRow::heightForWidth(int width) const
{
    const int count = int(m_cards.size());
    const int inRow = columns(width);
    return (count + inRow - 1) / inRow * (cardHeight() + 1);
}

QSize BalanceRow::sizeHint() const
{
    return {600, heightForWidth(qMax(leastWidth, width()))};
}

void BalanceRow::place()
{
    const int inRow = columns(width());
    for (int i = 0; i < int(m_cards.size()); ++i) {
        const int left = width() * (i % inRow) / inRow;
        const int right = width() * (i % inRow + 1) / inRow;
        m_cards[i]->setGeometry(left, i / inRow * (cardHeight() + 1), right - left - 1, cardHeight());
    }
    const int height = heightForWidth(width());
    if (minimumHeight() != height)
        setFixedHeight(height); // a scrolled page asks for no height by width
    update();
}

void BalanceRow::resizeEvent(QResizeEvent *)
{
    place();
}

void BalanceRow::paintEvent(QPaintEvent *)
{
    const Tokens &t = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.base);
    for (const BalanceCard *card : std::as_const(m_cards)) {
        const QRect place = card->geometry();
        painter.fillRect(QRect(0, place.bottom() + 1, width(), 1), t.sep);
        if (place.right() + 2 < width())
            painter.fillRect(QRect(place.right() + 1, place.top(), 1, place.height()), t.sep);
    }
}

} // namespace Crossroads

#include "balancerow.moc"
