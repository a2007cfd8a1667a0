// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/keyrow.h"

#include "ui/common/elidedlabel.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/tokens.h"
#include "ui/keys/keywords.h"
#include "ui/keys/toggleswitch.h"

#include <QDrag>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// A thin bar and a line of words below it.
class KeyFigureView : public QWidget
{
public:
    explicit KeyFigureView(QWidget *parent) : QWidget(parent)
    {
        setFont(sized(font(), -1));
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    }
    void show(const KeyFigure &figure)
    {
        m_figure = figure;
        setAccessibleName(figure.text);
        setToolTip(figure.text.toHtmlEscaped());
        update();
    }
    QSize sizeHint() const override { return {150, qMax(36, fontMetrics().height() + 14)}; }
    QSize minimumSizeHint() const override { return {90, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens t = Tokens::fromPalette(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QRect words = rect();
        if (m_figure.share >= 0) {
            const int barWidth = std::min(width(), 140);
            const int x = layoutDirection() == Qt::RightToLeft ? width() - barWidth : 0;
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.sep);
            painter.drawRoundedRect(QRectF(x, 7, barWidth, 4), 2, 2);
            painter.setBrush(m_figure.warn ? t.warn : t.accent);
            painter.drawRoundedRect(QRectF(x, 7, barWidth * m_figure.share, 4), 2, 2);
            words.setTop(12);
        }
        painter.setPen(t.muted);
        painter.drawText(words, int(Qt::AlignVCenter) | int(Qt::AlignLeading),
                         fontMetrics().elidedText(m_figure.text, Qt::ElideRight, width()));
    }

private:
    KeyFigure m_figure;
};

KeyRow::KeyRow(const KeyEntry &entry, const Vendor &vendor, QWidget *parent)
    : QWidget(parent), m_id(entry.record.id), m_vendor(vendor), m_handle(new QToolButton(this)),
      m_label(new ElidedLabel(this)), m_lastFour(new QLabel(this)), m_figure(new KeyFigureView(this)),
      m_stateIcon(new QLabel(this)), m_state(new QLabel(this)), m_switch(new ToggleSwitch(this)),
      m_menu(new QToolButton(this)), m_banner(new InlineBanner(this))
{
    build();
    buildMenu();
    recolour();
}

void KeyRow::build()
{
    m_handle->setAutoRaise(true);
    m_handle->setCursor(Qt::OpenHandCursor);
    m_handle->setFocusPolicy(Qt::StrongFocus);
    m_handle->installEventFilter(this);
    m_handle->setToolTip(tr("Drag, or press Up and Down: keys are tried in this order"));
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(sized(font(), -1).pointSizeF());
    m_lastFour->setFont(fixed);
    for (QLabel *label : {m_label, m_lastFour, m_state})
        label->setTextFormat(Qt::PlainText);
    m_state->setFont(sized(font(), -1));
    m_menu->setAutoRaise(true);

    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_label);
    names->addWidget(m_lastFour);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(8, 3, 8, 3);
    row->setSpacing(8);
    row->addWidget(m_handle);
    for (QLabel *name : {m_label, m_lastFour})
        name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // figures stand below each other
    // As wide as its widest word, for the same reason.
    m_state->setMinimumWidth(m_state->fontMetrics().horizontalAdvance(tr("Resting %1 s").arg(99)));
    row->addLayout(names, 4);
    row->addWidget(m_figure, 5);
    row->addWidget(m_stateIcon);
    row->addWidget(m_state);
    row->addWidget(m_switch);
    row->addWidget(m_menu);
    auto *around = new QHBoxLayout;
    around->setContentsMargins(12, 4, 12, 12);
    around->addWidget(m_banner);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 1, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addLayout(around);
    m_banner->hide();
    connect(m_switch, &QAbstractButton::clicked, this, &KeyRow::enabledAsked);
}

void KeyRow::buildMenu()
{
    auto *menu = new QMenu(this);
    const auto item = [&](const QString &text, auto signal) { menu->addAction(text, this, signal); };
    item(tr("&Test"), &KeyRow::testAsked);
    item(tr("&Replace…"), &KeyRow::replaceAsked);
    item(tr("Re&name…"), &KeyRow::renameAsked);
    item(tr("Spending &limit…"), &KeyRow::limitAsked);
    menu->addSeparator();
    item(tr("Move &up"), [this] { Q_EMIT moveAsked(-1); });
    item(tr("Move &down"), [this] { Q_EMIT moveAsked(1); });
    menu->addSeparator();
    item(tr("&Copy the key"), &KeyRow::copyAsked);
    item(tr("Remo&ve"), &KeyRow::removeAsked);
    // Not setMenu(): the style would add an arrow beside the dots.
    connect(m_menu, &QToolButton::clicked, menu,
            [this, menu] { menu->popup(m_menu->mapToGlobal(QPoint(0, m_menu->height()))); });
}

void KeyRow::show(const KeyEntry &entry, const QString &otherLabel, qint64 nowMs)
{
    const KeyMood mood =
        m_testing ? KeyMood{KeyMood::Tone::Muted, u"connecting"_s, tr("Testing…")} : moodOf(entry, nowMs);
    m_resting = mood.icon == "waiting"_L1;
    const QString name = entry.record.label;
    m_label->setText(name);
    m_label->setToolTip(name.toHtmlEscaped() + u"<br>"_s +
                        tr("Fingerprint %1").arg(entry.record.fingerprint));
    m_lastFour->setText(u"\u00b7\u00b7\u00b7\u00b7"_s + entry.record.lastFour);
    m_figure->show(figureOf(entry, nowMs));
    m_state->setText(mood.word);
    m_state->setToolTip(entry.condition.reason.toHtmlEscaped());
    m_icon = mood.icon;
    m_tone = int(mood.tone);
    m_switch->setChecked(entry.record.enabled);
    const QString spoken = u"%1, %2"_s.arg(m_vendor.name, name);
    m_switch->setAccessibleName(tr("Use %1").arg(spoken));
    m_handle->setAccessibleName(tr("Order of %1").arg(spoken));
    m_menu->setAccessibleName(tr("More for %1").arg(spoken));
    setAccessibleName(u"%1, %2, %3"_s.arg(spoken, mood.word, figureOf(entry, nowMs).text));
    showTrouble(entry, otherLabel, nowMs);
    recolour();
}

void KeyRow::showTrouble(const KeyEntry &entry, const QString &otherLabel, qint64 nowMs)
{
    const KeyTrouble trouble = troubleOf(entry, m_vendor.name, otherLabel, nowMs);
    const QString key = trouble.headline + trouble.more;
    m_banner->parentWidget()->layout()->itemAt(1)->layout()->setContentsMargins(12, key.isEmpty() ? 0 : 4, 12,
                                                                                key.isEmpty() ? 0 : 12);
    if (key == m_bannerKey)
        return;
    m_bannerKey = key;
    m_banner->setVisible(!key.isEmpty());
    if (key.isEmpty())
        return;
    m_banner->setMessage(trouble.error ? InlineBanner::Kind::Error : InlineBanner::Kind::Warn,
                         trouble.headline, trouble.more);
    connect(m_banner->addAction(tr("Replace…")), &QPushButton::clicked, this, &KeyRow::replaceAsked);
    if (!entry.problem)
        connect(m_banner->addAction(tr("Test again")), &QPushButton::clicked, this, &KeyRow::testAsked);
    const bool topUp = entry.condition.state == KeyState::NoCredit && m_vendor.topUpUrl.isValid();
    const QUrl url = topUp ? m_vendor.topUpUrl : m_vendor.keysUrl;
    if (url.isValid()) {
        QPushButton *link =
            m_banner->addAction(topUp ? tr("Top up") : tr("%1's key page").arg(m_vendor.name));
        link->setToolTip(url.toDisplayString());
        connect(link, &QPushButton::clicked, this, [this, url] { Q_EMIT linkAsked(url); });
    }
}

void KeyRow::setBusy(bool testing)
{
    m_testing = testing;
}

void KeyRow::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    const QColor tones[] = {t.ok, t.warn, t.error, t.muted};
    const QColor color = tones[std::clamp(m_tone, 0, 3)];
    m_handle->setIcon(lineIcon(u"drag"_s, t.muted));
    m_menu->setIcon(lineIcon(u"more"_s, t.text));
    m_stateIcon->setPixmap(lineIcon(m_icon, color).pixmap(QSize(16, 16), devicePixelRatio()));
    const auto tint = [](QLabel *label, const QColor &ink) {
        QPalette p = label->palette();
        p.setColor(QPalette::WindowText, ink);
        label->setPalette(p);
    };
    if (m_state->palette().color(QPalette::WindowText) != color)
        tint(m_state, color);
    if (m_lastFour->palette().color(QPalette::WindowText) != t.muted)
        tint(m_lastFour, t.muted);
}

void KeyRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void KeyRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), Tokens::fromPalette(palette()).sep);
}

bool KeyRow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            Q_EMIT moveAsked(key == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    if (event->type() == QEvent::MouseMove && static_cast<QMouseEvent *>(event)->buttons() & Qt::LeftButton) {
        startDrag();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void KeyRow::startDrag()
{
    auto *content = new QMimeData; // the drag owns it; the id is no secret
    content->setData(u"application/x-crossroads-key"_s, m_id.toUtf8());
    auto *drag = new QDrag(this);
    drag->setMimeData(content);
    drag->setPixmap(grab());
    drag->exec(Qt::MoveAction);
}

} // namespace Crossroads
