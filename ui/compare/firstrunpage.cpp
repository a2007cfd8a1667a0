// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/firstrunpage.h"

#include "ui/common/icons.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QLabel *words(const QString &text, const QFont &font, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setFont(font);
    return label;
}

FirstRunPage::FirstRunPage(QWidget *parent)
    : QWidget(parent), m_try(new PrimaryButton(tr("Try the Sandbox"), this)),
      m_add(new QPushButton(tr("Add a model"), this)), m_card(new QWidget(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_try->setObjectName(u"try-sandbox"_s);
    m_try->setMinimumSize(160, 32);
    m_add->setMinimumHeight(30);
    auto *card = new QVBoxLayout(m_card);
    card->setContentsMargins(0, 0, 0, 0);
    card->setSpacing(0);
    card->addWidget(
        row(u"flask"_s, tr("Try it now, without a key"),
            tr("Three simulated models answer at once. Nothing is sent anywhere and nothing is charged."),
            m_try));
    card->addWidget(
        row(u"terminal"_s, tr("Use your own keys"),
            tr("Set OPENROUTER_API_KEY, DEEPSEEK_API_KEY or another provider's variable, and start with "
               "crossroads --keys-from-env. Keys are kept in memory only."),
            m_add));
    card->addWidget(row(u"settings"_s, tr("Use a local or company server"),
                        tr("Start with --provider lab=http://127.0.0.1:8080/v1, then add lab/MODEL. "
                           "Ollama, LM Studio, llama.cpp and vLLM are known as ollama/MODEL and so on."),
                        nullptr));
    auto *column = new QVBoxLayout;
    auto *title = words(tr("One prompt, many models, side by side"), sized(font(), 3, true), this);
    auto *subtitle = words(tr("Nothing leaves this computer but the requests that you send."), font(), this);
    m_quiet.append(subtitle);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(subtitle);
    column->addSpacing(12);
    column->addWidget(m_card);
    column->addStretch(5);
    auto *inner = new QWidget(this);
    inner->setMaximumWidth(680);
    inner->setLayout(column);
    auto *outer = new QHBoxLayout(this);
    outer->addStretch(1);
    outer->addWidget(inner, 20);
    outer->addStretch(1);
    connect(m_try, &QPushButton::clicked, this, &FirstRunPage::tryAsked);
    connect(m_add, &QPushButton::clicked, this, &FirstRunPage::addModelAsked);
    recolour();
}

QWidget *FirstRunPage::row(const QString &icon, const QString &title, const QString &text,
                           QPushButton *button)
{
    auto *widget = new QWidget(m_card);
    auto *layout = new QHBoxLayout(widget);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(16);
    auto *picture = new QLabel(widget);
    picture->setProperty("icon", icon);
    picture->setFixedWidth(16);
    m_icons.append(picture);
    layout->addWidget(picture);
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(words(title, sized(font(), 0, true), widget));
    auto *quiet = words(text, sized(font(), -1), widget);
    m_quiet.append(quiet);
    column->addWidget(quiet);
    layout->addLayout(column, 1);
    if (button)
        layout->addWidget(button);
    return widget;
}

void FirstRunPage::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::Text, t.muted); // the role that goes with the page's ground, Base
    for (QLabel *label : std::as_const(m_quiet))
        label->setPalette(quiet);
    for (QLabel *label : std::as_const(m_icons))
        label->setPixmap(
            lineIcon(label->property("icon").toString(), t.accent).pixmap(QSize(16, 16), devicePixelRatio()));
    m_try->setGlyph(u"play"_s);
    m_add->setIcon(lineIcon(u"add"_s, t.text));
}

void FirstRunPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void FirstRunPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens t = Tokens::fromPalette(palette());
    const QRectF card =
        QRectF(QRect(m_card->mapTo(this, QPoint()), m_card->size())).adjusted(-0.5, -0.5, 0.5, 0.5);
    painter.setPen(t.sep);
    painter.drawRoundedRect(card, 6, 6);
    for (const QObject *child : m_card->children()) {
        const auto *row = qobject_cast<const QWidget *>(child);
        if (row && row->y() > 0) {
            const qreal y = card.top() + row->y();
            painter.drawLine(QPointF(card.left(), y), QPointF(card.right(), y));
        }
    }
}

} // namespace Crossroads
