// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/laneview.h"

#include "app/routing/plan.h"
#include "ui/common/answerview.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/tokens.h"
#include "ui/compare/laneheader.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

LaneView::LaneView(const LaneSpec &spec, int number, QWidget *parent)
    : QFrame(parent), m_spec(spec), m_number(number), m_header(new LaneHeader(this)),
      m_problemFrame(new QWidget(this)), m_problem(new InlineBanner(m_problemFrame)),
      m_route(new InlineBanner(m_problemFrame)), m_notes(new QLabel(this)), m_view(new AnswerView(this)),
      m_footer(new QWidget(this))
{
    m_answer.model = spec.model;
    m_answer.displayName = spec.displayName;
    setMinimumWidth(200);
    setAccessibleName(tr("Lane %1, %2").arg(number + 1).arg(spec.displayName));
    m_problemFrame->hide();
    m_notes->hide();
    m_notes->setObjectName(u"notes"_s);
    m_notes->setTextFormat(Qt::PlainText);
    m_notes->setWordWrap(true);
    m_notes->setContentsMargins(12, 8, 12, 0);
    m_notes->setBackgroundRole(QPalette::Base);
    m_notes->setAutoFillBackground(true);
    buildFooter();
    connect(m_header, &LaneHeader::routeClicked, this, &LaneView::toggleWhy);
    auto *frame = new QVBoxLayout(m_problemFrame);
    frame->setContentsMargins(12, 12, 12, 0);
    frame->setSpacing(8);
    frame->addWidget(m_route);
    frame->addWidget(m_problem);
    m_route->hide();
    m_problem->hide();
    m_problemFrame->setBackgroundRole(QPalette::Base);
    m_problemFrame->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_problemFrame);
    column->addWidget(m_notes);
    column->addWidget(m_view, 1);
    column->addSpacing(1); // paintEvent() draws the line above the footer
    column->addWidget(m_footer);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    connect(m_view, &AnswerView::zoomAsked, this, &LaneView::zoomAsked);
    m_view->setAccessibleName(tr("Answer of %1").arg(spec.displayName));
    m_sinceUpdate.start();
    recolour();
    refresh();
}

QToolButton *LaneView::footerButton(const QString &icon, const QString &text, const QString &name)
{
    auto *button = new QToolButton(m_footer);
    button->setObjectName(name);
    button->setProperty("glyph", icon);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setIconSize({16, 16});
    button->setFocusPolicy(Qt::ClickFocus); // a lane is one stop of Tab; arrows go through its buttons
    button->installEventFilter(this);
    return button;
}

void LaneView::buildFooter()
{
    m_stop = footerButton(u"stop"_s, tr("Stop"), u"stop"_s);
    m_again = footerButton(u"again"_s, tr("Again"), u"again"_s);
    m_copy = footerButton(u"copy"_s, tr("Copy"), u"copy"_s);
    m_moreBelow = footerButton(u"chevron-down"_s, tr("More below"), u"more-below"_s);
    m_maximise = footerButton(u"maximise"_s, tr("Maximise"), u"maximise"_s);
    m_maximise->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_more = footerButton(u"more"_s, tr("More"), u"more"_s);
    m_more->setToolButtonStyle(Qt::ToolButtonIconOnly);
    auto *menu = new QMenu(m_more);
    menu->addAction(tr("Show the &wire…"), this, &LaneView::wireAsked)->setObjectName(u"show-wire"_s);
    // Not setMenu(): the style would add an arrow beside the dots.
    connect(m_more, &QToolButton::clicked, menu,
            [this, menu] { menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    auto *row = new QHBoxLayout(m_footer);
    row->setContentsMargins(6, 2, 6, 2);
    row->setSpacing(4);
    for (QToolButton *button : {m_stop, m_again, m_copy, m_more})
        row->addWidget(button);
    row->addStretch();
    row->addWidget(m_moreBelow);
    row->addWidget(m_maximise);
    m_moreBelow->hide();
    connect(m_stop, &QToolButton::clicked, this, &LaneView::stopAsked);
    connect(m_again, &QToolButton::clicked, this, &LaneView::againAsked);
    connect(m_maximise, &QToolButton::clicked, this, &LaneView::maximiseAsked);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_answer.text); });
    connect(m_moreBelow, &QToolButton::clicked, m_view, &AnswerView::scrollToEnd);
    connect(m_view, &AnswerView::moreBelowChanged, m_moreBelow, &QWidget::setVisible);
}

void LaneView::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    m_notes->setFont(sized(font(), -1));
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_notes->setPalette(quiet);
    for (QToolButton *button : {m_stop, m_again, m_copy, m_maximise, m_moreBelow, m_more})
        button->setIcon(lineIcon(button->property("glyph").toString(), t.text));
}

void LaneView::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

bool LaneView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::FocusIn)
        Q_EMIT focused();
    // Out of sight, the view was not told of new text; it is painted because it comes into sight.
    if (watched == m_view->viewport() && event->type() == QEvent::Paint && m_textDirty)
        QMetaObject::invokeMethod(this, &LaneView::showText, Qt::QueuedConnection);
    if (watched == m_view && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_W &&
        static_cast<QKeyEvent *>(event)->modifiers() == Qt::NoModifier) {
        toggleWhy();
        return true;
    }
    if (event->type() == QEvent::KeyPress && takeArrow(watched, *static_cast<QKeyEvent *>(event)))
        return true;
    return QFrame::eventFilter(watched, event);
}

/// Left and right go from the answer to the lane's buttons and on; up goes back to the answer.
bool LaneView::takeArrow(const QObject *at, const QKeyEvent &key)
{
    if (key.modifiers() != Qt::NoModifier && key.modifiers() != Qt::KeypadModifier)
        return false;
    QList<QWidget *> stops{m_view};
    for (QToolButton *button : {m_stop, m_again, m_copy, m_more, m_moreBelow, m_maximise}) {
        if (button->isVisible())
            stops.append(button);
    }
    const auto here = std::ranges::find(stops, at);
    if (here == stops.end())
        return false;
    const qsizetype now = here - stops.begin();
    if (key.key() == Qt::Key_Up && now > 0) {
        m_view->setFocus(Qt::OtherFocusReason);
        return true;
    }
    if (key.key() != Qt::Key_Left && key.key() != Qt::Key_Right)
        return false;
    const bool back = (key.key() == Qt::Key_Left) != isRightToLeft();
    const qsizetype next = (now + (back ? stops.size() - 1 : 1)) % stops.size();
    stops[next]->setFocus(Qt::OtherFocusReason);
    return true;
}

void LaneView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens t = Tokens::fromPalette(palette());
    painter.fillRect(rect(), t.window);
    painter.fillRect(QRect(0, m_footer->y() - 1, width(), 1), t.sep);
}

void LaneView::setCurrent(bool current)
{
    m_header->setCurrent(current);
}

void LaneView::apply(const LaneUpdate &update)
{
    if (update.take < m_take)
        return;
    if (update.take > m_take) {
        m_take = update.take;
        m_answer = Answer();
        m_answer.model = m_spec.model;
        m_answer.displayName = m_spec.displayName;
        m_view->clear();
    }
    m_answer.apply(update);
    m_sinceUpdate.restart();
    m_dirty = true;
}

void LaneView::setAnswer(const Answer &answer, int take)
{
    m_take = take;
    m_answer = answer;
    m_dirty = true;
    refresh();
}

void LaneView::refresh()
{
    const bool running = !isEnded(m_answer.state);
    // Between updates the seconds go on counting.
    m_header->show(m_answer, m_spec.simulated, m_answer.totalMs + (running ? m_sinceUpdate.elapsed() : 0));
    if (!m_dirty)
        return;
    m_dirty = false;
    m_textDirty = true;
    if (!m_view->viewport()->visibleRegion().isEmpty())
        showText();
    refreshProblem();
    refreshRoute();
    m_problemFrame->setVisible(!m_problem->isHidden() || !m_route->isHidden());
    refreshNotes();
    refreshFooter();
}

void LaneView::showText()
{
    if (std::exchange(m_textDirty, false))
        m_view->showAnswer(m_answer);
}

/// A switch tells itself; any other route is told when it is asked for.
void LaneView::refreshRoute()
{
    const Attempt *now = m_answer.currentAttempt();
    const bool switched = now && m_answer.attempts.size() > 1 &&
                          now->provider != m_answer.attempts.first().provider &&
                          m_answer.state != LaneState::Failed;
    const bool shown = now && (m_whyShown || switched) && m_answer.state != LaneState::Queued;
    m_route->setVisible(shown);
    const QString sentence = shown ? whyThisRoute(m_answer.attempts) : QString();
    if (!shown || m_route->property("sentence") == sentence)
        return;
    m_route->setProperty("sentence", sentence);
    m_route->setMessage(InlineBanner::Kind::Info,
                        now->substitute ? tr("Another model answers, through %1.").arg(now->providerName)
                        : switched      ? tr("Switched to %1.").arg(now->providerName)
                                        : tr("Why this route?"),
                        sentence);
}

void LaneView::toggleWhy()
{
    m_whyShown = !m_whyShown;
    refreshRoute();
    m_problemFrame->setVisible(!m_problem->isHidden() || !m_route->isHidden());
}

void LaneView::offerElsewhere(const QString &provider, const QString &goOnCost, const QString &anewCost)
{
    if (m_answer.state != LaneState::Incomplete || m_problem->findChild<QPushButton *>())
        return;
    QPushButton *goOn = m_problem->addAction(tr("Continue on %1, %2").arg(provider, goOnCost));
    QPushButton *anew = m_problem->addAction(tr("Restart on %1, %2").arg(provider, anewCost));
    connect(goOn, &QPushButton::clicked, this, [this] { Q_EMIT elsewhereAsked(true); });
    connect(anew, &QPushButton::clicked, this, [this] { Q_EMIT elsewhereAsked(false); });
}

void LaneView::refreshFooter()
{
    const bool running = !isEnded(m_answer.state);
    m_stop->setVisible(running);
    m_again->setVisible(!running);
    const bool whole = m_answer.state == LaneState::Done;
    m_again->setText(whole ? tr("Again") : tr("Try again"));
    m_again->setAccessibleName(m_again->text());
    m_copy->setVisible(!m_answer.text.isEmpty());
}

void LaneView::refreshNotes()
{
    m_notes->setText(m_answer.notes.join(u'\n'));
    m_notes->setVisible(!m_answer.notes.isEmpty());
}

void LaneView::refreshProblem()
{
    const bool stopped = m_answer.state == LaneState::Stopped;
    const bool shown = m_answer.error.has_value() && isEnded(m_answer.state) && !stopped;
    m_problem->setVisible(shown);
    if (!shown || m_problem->property("take") == m_take + 1)
        return;
    m_problem->setProperty("take", m_take + 1);
    const Error &error = *m_answer.error;
    const bool broke = m_answer.state == LaneState::Incomplete;
    // The first sentence says what happened; the provider's own words come behind it.
    const qsizetype sentence = error.message.indexOf(u". "_s);
    const QString headline = sentence < 0 ? error.message : error.message.first(sentence + 1);
    QString more = sentence < 0 ? error.hint : error.message.sliced(sentence + 2) + u'\n' + error.hint;
    if (m_answer.state == LaneState::Failed && m_answer.cost == Money{0} && !m_spec.simulated)
        more = tr("Nothing was charged. %1").arg(more);
    m_problem->setMessage(broke ? InlineBanner::Kind::Warn : InlineBanner::Kind::Error, headline, more);
    if (broke && !m_answer.text.isEmpty())
        Q_EMIT brokeOff();
}

} // namespace Crossroads
