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
#include <QScrollArea>
#include <QScrollBar>

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
      m_key(new QPushButton(tr("Add a key…"), this)),
      m_provider(new QPushButton(tr("Add a provider…"), this)), m_card(new QWidget(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_try->setObjectName(u"try-sandbox"_s);
    m_try->setMinimumSize(160, 32);
    m_key->setObjectName(u"add-key"_s);
    m_provider->setObjectName(u"add-provider"_s);
    for (QPushButton *button : {m_key, m_provider})
        button->setMinimumHeight(30);
    auto *card = new QVBoxLayout(m_card);
    card->setContentsMargins(0, 0, 0, 0);
    card->setSpacing(0);
    card->addWidget(
        row(u"flask"_s, tr("Try it now, without a key"),
            tr("Three simulated models answer at once. Nothing is sent anywhere and nothing is charged."),
            m_try));
    card->addWidget(
        row(u"key"_s, tr("Use your own keys"),
            tr("Paste one: its provider is recognised, and you confirm before it is tested and stored. Or "
               "connect OpenRouter: one key for hundreds of models."),
            m_key));
    card->addWidget(row(u"monitor"_s, tr("Use a local or company server"),
                        tr("Ollama, LM Studio, llama.cpp and vLLM are found where they run on this computer. "
                           "Any other server is added by its address."),
                        m_provider));
    auto *column = new QVBoxLayout;
    auto *title = words(tr("One prompt, many models, side by side"), sized(font(), 3, true), this);
    auto *subtitle =
        words(tr("Keys stay in your system keychain. Nothing leaves this computer but your requests and the "
                 "price refresh, which you can turn off."),
              font(), this);
    m_quiet.append(subtitle);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(subtitle);
    column->addSpacing(12);
    column->addWidget(m_card);
    column->addStretch(5);
    auto *inner = new QWidget(this);
    inner->setMaximumWidth(grown(680, font()));
    inner->setLayout(column);
    auto *middle = new QWidget(this);
    auto *across = new QHBoxLayout(middle);
    across->addStretch(1);
    across->addWidget(inner, 20);
    across->addStretch(1);
    auto *scroll = new QScrollArea(this); // a large font in a low window
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(middle);
    scroll->viewport()->setAutoFillBackground(false);
    middle->setAutoFillBackground(false); // QScrollArea::setWidget() turns it on
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    connect(scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(m_try, &QPushButton::clicked, this, &FirstRunPage::tryAsked);
    connect(m_key, &QPushButton::clicked, this, &FirstRunPage::keysAsked);
    connect(m_provider, &QPushButton::clicked, this, &FirstRunPage::providerAsked);
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
    for (QPushButton *button : {m_key, m_provider})
        button->setIcon(lineIcon(u"add"_s, t.text));
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
