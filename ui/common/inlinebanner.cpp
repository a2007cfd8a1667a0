// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/inlinebanner.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QLabel *wrappedLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::NoFocus);
    return label;
}

InlineBanner::InlineBanner(QWidget *parent)
    : QFrame(parent), m_headline(wrappedLabel(this)), m_more(wrappedLabel(this)), m_actions(new QHBoxLayout)
{
    m_headline->setFont(sized(font(), 0, true));
    m_actions->setSpacing(8);
    m_actions->addStretch();
    auto *column = new QVBoxLayout(this);
    fitMargins();
    column->setSpacing(4);
    column->addWidget(m_headline);
    column->addWidget(m_more);
    column->addLayout(m_actions);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void InlineBanner::setMessage(Kind kind, const QString &headline, const QString &more)
{
    m_kind = kind;
    m_headline->setText(headline);
    m_more->setText(more);
    m_more->setVisible(!more.isEmpty());
    while (m_actions->count() > 1) {
        const std::unique_ptr<QLayoutItem> item(m_actions->takeAt(0));
        item->widget()->deleteLater();
    }
    setAccessibleName(headline + u' ' + more);
    update();
}

/// Layouts mirror what is in them, not their margins.
void InlineBanner::fitMargins()
{
    layout()->setContentsMargins(isRightToLeft() ? 12 : 36, 10, isRightToLeft() ? 36 : 12, 10);
}

void InlineBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange)
        fitMargins();
}

QPushButton *InlineBanner::addAction(const QString &text)
{
    auto *button = new QPushButton(text, this);
    m_actions->insertWidget(m_actions->count() - 1, button);
    return button;
}

QString InlineBanner::headline() const
{
    return m_headline->text();
}

void InlineBanner::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::fromPalette(palette());
    const QColor states[] = {t.accent, t.ok, t.warn, t.error};
    const QColor grounds[] = {t.infoGround, t.okGround, t.warnGround, t.errorGround};
    const QString icons[] = {u"info"_s, u"done"_s, u"warning"_s, u"failed"_s};
    const auto kind = size_t(m_kind);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(grounds[kind]);
    painter.drawRoundedRect(rect(), 4, 4);
    const auto at = [this](const QRect &part) { return mirrored(part, rect(), layoutDirection()); };
    painter.fillRect(at(QRect(0, 0, 3, height())), states[kind]);
    paintIcon(painter, at(QRect(12, 11, 16, 16)), icons[kind], states[kind]);
}

} // namespace Crossroads
