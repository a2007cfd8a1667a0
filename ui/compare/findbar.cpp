// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/findbar.h"

#include "ui/common/answerview.h"
#include "ui/common/icons.h"
#include "ui/common/tokens.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int typingPauseMs = 120;

FindBar::FindBar(LaneStrip &strip, QWidget *parent)
    : QWidget(parent), m_strip(strip), m_words(new QLineEdit(this)), m_count(new QLabel(this)),
      m_lanes(new QLabel(this)), m_back(button(u"chevron-up"_s, tr("Previous match"))),
      m_next(button(u"chevron-down"_s, tr("Next match"))),
      m_close(button(u"close"_s, tr("Close the find bar")))
{
    m_words->setPlaceholderText(tr("Find in all answers"));
    m_words->setAccessibleName(tr("Find in all answers"));
    m_words->setClearButtonEnabled(true);
    m_words->setMinimumWidth(220);
    m_words->installEventFilter(this);
    m_lanes->setTextFormat(Qt::PlainText);
    m_lanes->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_words);
    row->addWidget(m_back);
    row->addWidget(m_next);
    row->addWidget(m_count);
    row->addWidget(m_lanes, 1);
    row->addWidget(m_close);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &FindBar::search);
    connect(m_words, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_back, &QToolButton::clicked, this, [this] { go(true); });
    connect(m_next, &QToolButton::clicked, this, [this] { go(false); });
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    recolour();
    hide();
}

QToolButton *FindBar::button(const QString &icon, const QString &name)
{
    auto *made = new QToolButton(this);
    made->setProperty("glyph", icon);
    made->setAccessibleName(name);
    made->setToolTip(name);
    made->setAutoRaise(true);
    made->setIconSize({16, 16});
    return made;
}

void FindBar::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    for (QToolButton *each : {m_back, m_next, m_close})
        each->setIcon(lineIcon(each->property("glyph").toString(), t.text));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, t.muted);
    m_lanes->setPalette(muted);
}

void FindBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_close)
        recolour();
}

void FindBar::open()
{
    show();
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
    search();
}

void FindBar::close()
{
    m_typing.stop();
    hide();
    for (LaneView *lane : m_strip.lanes())
        lane->view().setFind({});
    if (m_strip.current() < m_strip.lanes().size())
        m_strip.lanes()[m_strip.current()]->view().setFocus(Qt::OtherFocusReason);
}

void FindBar::attach()
{
    m_lane = -1;
    for (LaneView *lane : m_strip.lanes())
        connect(&lane->view(), &AnswerView::findChanged, this, &FindBar::showCounts);
    if (isVisible())
        search();
}

void FindBar::search()
{
    m_typing.stop();
    m_lane = -1;
    for (LaneView *lane : m_strip.lanes()) {
        lane->showText(); // a lane that is out of sight may have text that its view has not
        lane->view().setFind(m_words->text());
    }
    showCounts();
}

void FindBar::go(bool back)
{
    if (m_typing.isActive())
        search();
    const auto &lanes = m_strip.lanes();
    const int count = int(lanes.size());
    if (m_words->text().isEmpty() || count == 0)
        return;
    int lane = m_lane >= 0 && m_lane < count ? m_lane : qMin(m_strip.current(), count - 1);
    int index = m_lane < 0 ? -1 : lanes[lane]->view().currentFind();
    if (m_lane < 0 && back)
        index = lanes[lane]->view().findCount();
    index += back ? -1 : 1;
    for (int turns = 0; turns <= count && (index < 0 || index >= lanes[lane]->view().findCount()); ++turns) {
        lanes[lane]->view().showFind(-1);
        lane = (lane + (back ? count - 1 : 1)) % count;
        index = back ? lanes[lane]->view().findCount() - 1 : 0;
    }
    if (index < 0 || index >= lanes[lane]->view().findCount())
        return;
    m_lane = lane;
    m_strip.setCurrent(lane);
    lanes[lane]->view().showFind(index);
    showCounts();
}

QString FindBar::countText() const
{
    int all = 0;
    int before = 0;
    for (int i = 0; i < int(m_strip.lanes().size()); ++i) {
        const AnswerView &view = m_strip.lanes()[i]->view();
        if (i < m_lane)
            before += view.findCount();
        else if (i == m_lane && view.currentFind() >= 0)
            before += view.currentFind() + 1;
        all += view.findCount();
    }
    if (all == 0)
        return m_words->text().isEmpty() ? QString() : tr("nothing found");
    //: \%1 is which match is shown, %2 how many there are
    return m_lane >= 0 ? tr("%1 of %2").arg(QLocale().toString(before), QLocale().toString(all))
                       : tr("%Ln matches", nullptr, all);
}

void FindBar::showCounts()
{
    m_count->setText(countText());
    QStringList parts;
    for (const LaneView *lane : m_strip.lanes()) {
        if (!m_words->text().isEmpty())
            parts.append(u"%1 %2"_s.arg(lane->spec().displayName)
                             .arg(const_cast<LaneView *>(lane)->view().findCount()));
    }
    m_lanes->setText(parts.size() > 1 ? parts.join(u"  ·  "_s) : QString());
}

/// Escape closes the bar; in the window it would stop every answer.
bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_F3)
        go(event->modifiers() & Qt::ShiftModifier);
    else
        QWidget::keyPressEvent(event);
}

} // namespace Crossroads
