// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/comparepage.h"

#include "ui/common/answerview.h"
#include "ui/common/confirm.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/primarybutton.h"
#include "ui/common/screenfit.h"
#include "ui/common/tokens.h"
#include "ui/compare/attachmentrow.h"
#include "ui/compare/budgetcheck.h"
#include "ui/compare/composer.h"
#include "ui/compare/findbar.h"
#include "ui/compare/firstrunpage.h"
#include "ui/compare/laneheader.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/compare/modelpicker.h"
#include "ui/compare/parametersdialog.h"
#include "ui/compare/picturefetch.h"
#include "ui/compare/promptstrip.h"
#include "ui/compare/summarystrip.h"
#include "ui/compare/wiredialog.h"

#include "app/money/tokenestimate.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QInputDialog>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Thirty a second: text is seen within 50 ms of being read, at once after a pause, and each frame takes what
// came since the last.
static constexpr int frameMs = 33;
static constexpr int secondsMs = 100;
static constexpr qsizetype mostLanes = 16;

ComparePage::ComparePage(Services &services, QWidget *parent)
    : QWidget(parent), m_services(services),
      m_lineupBar(new LineupBar([this](const QString &model) { return nameOf(model); }, this)),
      m_bannerFrame(new QWidget(this)), m_banner(new InlineBanner(m_bannerFrame)),
      m_promptStrip(new PromptStrip(this)), m_stack(new QStackedWidget(this)), m_firstRun(new FirstRunPage),
      m_strip(new LaneStrip), m_find(new FindBar(*m_strip, this)), m_summary(new SummaryStrip(this)),
      m_composer(new Composer(this))
{
    build();
    connectParts();
    m_lineupBar->setLineup(services.settings().lineup);
    m_lineupBar->setLayoutName(services.settings().layout);
    applyLayout(services.settings().layout);
    scrollTogether(services.settings().scrollTogether);
    newRun();
}

void ComparePage::applyLayout(const QString &layout)
{
    m_strip->setLayout(layout == "grid"_L1   ? LaneStrip::Layout::Grid
                       : layout == "tabs"_L1 ? LaneStrip::Layout::Tabs
                                             : LaneStrip::Layout::Columns);
}

void ComparePage::build()
{
    m_stack->addWidget(m_firstRun);
    m_stack->addWidget(m_strip);
    auto *bannerFrame = new QVBoxLayout(m_bannerFrame);
    bannerFrame->setContentsMargins(12, 8, 12, 8);
    bannerFrame->addWidget(m_banner);
    m_bannerFrame->hide();
    m_banner->hide();
    m_banner->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_lineupBar);
    column->addWidget(m_promptStrip);
    column->addWidget(m_bannerFrame);
    column->addWidget(m_find);
    column->addWidget(m_stack, 1);
    column->addWidget(m_summary);
    column->addWidget(m_composer);
    m_frameClock.setSingleShot(true);
    m_sinceFrame.start();
    m_frameClock.setTimerType(Qt::PreciseTimer);
    m_secondsClock.setInterval(secondsMs);
}

bool ComparePage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_banner &&
        (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent))
        m_bannerFrame->setVisible(event->type() == QEvent::ShowToParent);
    return QWidget::eventFilter(watched, event);
}

void ComparePage::connectParts()
{
    connect(&m_services.store(), &Store::committed, this, &ComparePage::take);
    connect(&m_services.store(), &Store::failed, this, &ComparePage::storeFailed);
    connect(&m_services.store(), &Store::recovered, m_banner, &QWidget::hide);
    connect(&m_frameClock, &QTimer::timeout, this, &ComparePage::frame);
    connect(&m_secondsClock, &QTimer::timeout, this, &ComparePage::frame);
    connect(m_composer, &Composer::sendAsked, this, &ComparePage::send);
    connect(m_composer, &Composer::stopAsked, this, &ComparePage::stopAll);
    connect(m_composer, &Composer::promptChanged, this, &ComparePage::estimate);
    connect(m_lineupBar, &LineupBar::addAsked, this, &ComparePage::addModel);
    connect(m_lineupBar, &LineupBar::parametersAsked, this, &ComparePage::editParameters);
    connect(m_lineupBar, &LineupBar::timeoutAsked, this, &ComparePage::editTimeout);
    connect(m_lineupBar, &LineupBar::lineupChanged, this, [this](const QStringList &lineup) {
        Settings settings = m_services.settings();
        settings.lineup = lineup;
        m_services.saveSettings(settings);
        estimate();
    });
    connect(m_lineupBar, &LineupBar::layoutChanged, this, [this](const QString &layout) {
        Settings settings = m_services.settings();
        settings.layout = layout;
        m_services.saveSettings(settings);
        applyLayout(layout);
    });
    connect(m_lineupBar, &LineupBar::togetherToggled, this, &ComparePage::scrollTogether);
    connect(&m_composer->attachments(), &AttachmentRow::refused, this,
            [this](const Error &error) { warn(error.message, error.hint); });
    connect(&m_composer->attachments(), &AttachmentRow::readingEnded, this, [this](bool all) {
        if (std::exchange(m_sendWhenRead, false) && all)
            send();
    });
    connect(m_firstRun, &FirstRunPage::keysAsked, this, &ComparePage::keysAsked);
    connect(m_firstRun, &FirstRunPage::providerAsked, this, &ComparePage::providerAsked);
    connect(m_firstRun, &FirstRunPage::tryAsked, this, [this] {
        m_lineupBar->setLineup(Settings().lineup);
        if (m_composer->prompt().trimmed().isEmpty())
            m_composer->setPrompt(
                tr("Explain the difference between a mutex and a semaphore to a new colleague, "
                   "with one example each."));
        send();
    });
}

QString ComparePage::nameOf(const QString &model) const
{
    const auto plan = m_services.router().plan(model);
    if (plan)
        return plan->spec.displayName;
    const Model *known = m_services.catalog().find(model);
    return known ? known->name : model;
}

QList<const Answer *> ComparePage::answers() const
{
    QList<const Answer *> list;
    for (const LaneView *lane : m_strip->lanes())
        list.append(&lane->answer());
    return list;
}

void ComparePage::warn(const QString &headline, const QString &more)
{
    m_banner->setMessage(InlineBanner::Kind::Warn, headline, more);
    m_banner->show();
}

void ComparePage::tell(const QString &headline, const QString &more, const QString &look,
                       const std::function<void()> &go)
{
    if (m_banner->isVisible())
        return; // what concerns this run comes first
    m_banner->setMessage(InlineBanner::Kind::Info, headline, more);
    connect(m_banner->addAction(look), &QPushButton::clicked, this, [this, go] {
        m_banner->hide();
        go();
    });
    connect(m_banner->addAction(tr("Close")), &QPushButton::clicked, m_banner, &QWidget::hide);
    m_banner->show();
}

std::optional<Money> ComparePage::runLimit() const
{
    return Money::fromDecimal(m_services.settings().budgetPerRun.toLatin1());
}

/// What sending now would ask for.
RunRequest ComparePage::request() const
{
    RunRequest request;
    request.prompt = m_composer->prompt();
    request.system = m_services.settings().systemPrompt;
    request.lineup = m_lineupBar->lineup();
    request.maxTokens = m_services.settings().maxTokens;
    request.temperature = m_parameters.temperature;
    request.parameters = m_parameters;
    request.attachments = m_composer->attachments().attachments();
    return request;
}

void ComparePage::send()
{
    if (m_running)
        return;
    m_sendWhenRead = m_composer->attachments().isReading(); // sent without them, it would be another prompt
    if (m_sendWhenRead)
        return;
    if (const RunRequest asked = request(); !refusedByBudget(asked))
        start(asked);
}

void ComparePage::start(const RunRequest &request)
{
    const auto run = m_services.router().start(request);
    if (!run) {
        warn(run.error().message, run.error().hint);
        return;
    }
    m_sent = request;
    m_banner->hide();
    showRun(*run);
    m_composer->setPrompt({});
    m_composer->attachments().clear();
    setRunning(true);
}

/// Before anything is sent, for the run as a whole: the ledger would hold its lanes one by one, and send
/// some.
bool ComparePage::refusedByBudget(const RunRequest &request)
{
    const auto limit = runLimit();
    const Money most = limit ? boundOf(m_services.router(), request).most : Money{};
    if (!limit || most <= *limit)
        return false;
    m_sent = request;
    offerBudget(refusalText(most, *limit), outputWithin(m_services.router(), request, *limit));
    return true;
}

/// \param fitting the output limit that is within the budget; 0: none is known.
void ComparePage::offerBudget(const QString &headline, int fitting)
{
    m_banner->setMessage(InlineBanner::Kind::Warn, headline, tr("Nothing was sent."));
    if (fitting > 0) {
        QPushButton *lower = m_banner->addAction(tr("Lower the output limit"));
        lower->setToolTip(tr("To %1 tokens an answer").arg(countText(fitting)));
        connect(lower, &QPushButton::clicked, this, [this, fitting] {
            Settings settings = m_services.settings();
            settings.maxTokens = fitting;
            m_services.saveSettings(settings);
            m_banner->hide();
            estimate();
            m_composer->editor()->setFocus();
        });
    }
    connect(m_banner->addAction(tr("Allow once")), &QPushButton::clicked, this, [this] {
        RunRequest once = m_composer->prompt().trimmed().isEmpty() ? m_sent : request();
        once.budgetsLifted = true;
        start(once);
    });
    connect(m_banner->addAction(tr("Change the budgets…")), &QPushButton::clicked, this,
            &ComparePage::budgetsAsked);
    m_banner->show();
}

void ComparePage::setRunning(bool running)
{
    if (running == m_running)
        return;
    m_running = running;
    m_composer->setRunning(running);
    if (running)
        m_secondsClock.start();
    else
        m_secondsClock.stop();
    Q_EMIT runningChanged(running);
}

void ComparePage::showRun(const RunRecord &run)
{
    m_run = run;
    QList<LaneView *> lanes;
    for (int i = 0; i < int(run.lanes.size()); ++i) {
        auto *lane = new LaneView(run.lanes[i], i, m_strip);
        lane->view().setZoom(m_zoom);
        lane->view().setKeepLineEnds(m_services.settings().keepLineEnds);
        connect(lane, &LaneView::zoomAsked, this, &ComparePage::zoom);
        connect(lane, &LaneView::stopAsked, this, [this, i] { m_services.router().stopLane(m_run.id, i); });
        connect(lane, &LaneView::againAsked, this, [this, i] { m_services.router().retryLane(m_run.id, i); });
        connect(lane, &LaneView::wireAsked, this, [this, lane, i] { showWire(*lane, i); });
        connect(lane, &LaneView::elsewhereAsked, this, [this, i](bool goOn) {
            m_services.router().retryLane(m_run.id, i, goOn ? Again::Continue : Again::Elsewhere);
        });
        connect(&lane->view(), &AnswerView::pictureAsked, this,
                [this, lane](const QUrl &url) { loadPicture(*lane, url); });
        connect(lane, &LaneView::brokeOff, this, [this, lane] { offerElsewhere(*lane); });
        lanes.append(lane);
    }
    m_strip->setLanes(lanes);
    m_find->attach();
    orderTabs();
    m_promptStrip->setPrompt(run.prompt, run.system);
    m_promptStrip->show();
    m_stack->setCurrentWidget(m_strip);
    m_summary->setVisible(true);
    m_summary->show(answers());
    m_composer->setPlaceholder(tr("Ask the lineup something else…"));
}

/// A broken answer may be finished, or made anew, on another offer: where, and for how much.
void ComparePage::offerElsewhere(LaneView &lane)
{
    const Answer &answer = lane.answer();
    RouteNeed need;
    need.inputTokens = estimateTokens(m_run.prompt) + estimateTokens(m_run.system);
    need.outputTokens = m_run.maxTokens.value_or(0);
    const auto plan = m_services.router().plan(lane.spec().model, {}, need);
    if (!plan)
        return;
    const auto other = std::ranges::find_if(plan->candidates, [&](const Candidate &candidate) {
        return std::ranges::none_of(answer.attempts, [&](const Attempt &attempt) {
            return attempt.provider == candidate.vendor.slug && attempt.model == candidate.providerModelId;
        });
    });
    if (other == plan->candidates.end())
        return;
    const qint64 soFar = estimateTokens(answer.text);
    const auto words = [&](qint64 input, qint64 output) {
        Usage usage;
        usage.input = input;
        usage.output = output;
        const auto cost = computeCost(usage, other->prices);
        return cost ? u'~' + moneyText(*cost) : tr("cost unknown");
    };
    const qint64 likely = qMax(need.likelyOutput(), soFar);
    lane.offerElsewhere(other->vendor.name, words(need.inputTokens + soFar, qMax(likely - soFar, likely / 2)),
                        words(need.inputTokens, likely));
}

/// Tab goes from the lineup to the prompt's strip, lane by lane, and to the composer.
void ComparePage::orderTabs()
{
    QList<QWidget *> stops{m_lineupBar->lastTabStop(), m_promptStrip->row(), m_promptStrip->text()};
    for (LaneView *lane : m_strip->lanes())
        stops.append(&lane->view());
    stops += QList<QWidget *>{m_composer->editor(), m_composer->sendButton()};
    for (qsizetype i = 1; i < stops.size(); ++i)
        setTabOrder(stops[i - 1], stops[i]);
}

void ComparePage::newRun()
{
    m_find->close();
    m_run = {};
    m_strip->setLanes({});
    m_promptStrip->hide();
    m_summary->hide();
    m_stack->setCurrentWidget(m_firstRun);
    m_composer->setPlaceholder(tr("Write a prompt for all models of the lineup…"));
    m_composer->editor()->setFocus();
    setRunning(false); // a run that was shown goes on, and is in the history
    estimate();
}

void ComparePage::take(const QList<LaneUpdate> &updates)
{
    bool ours = false;
    for (const LaneUpdate &update : updates) {
        if (update.runId != m_run.id || update.lane >= m_strip->lanes().size())
            continue;
        m_strip->lanes()[update.lane]->apply(update);
        ours = true;
        // A lane that is sent again, or a run of the history that still runs, is a running one again.
        if (!isEnded(update.state))
            setRunning(true);
    }
    if (ours && !m_frameClock.isActive())
        m_frameClock.start(qMax(0, frameMs - int(m_sinceFrame.elapsed())));
}

void ComparePage::frame()
{
    m_sinceFrame.start();
    for (LaneView *lane : m_strip->lanes()) {
        if (lane->isVisible() || lane->isDirty())
            lane->refresh();
    }
    const QList<const Answer *> all = answers();
    m_summary->show(all);
    const SummaryStrip::Best best = SummaryStrip::bestOf(all);
    for (int i = 0; i < int(all.size()); ++i)
        m_strip->lanes()[i]->header().setBest(best.ttft == i, best.speed == i, best.cost == i);
    const bool ended = std::ranges::all_of(all, [](const Answer *a) { return isEnded(a->state); });
    if (m_running && ended)
        noteEnd();
}

void ComparePage::noteEnd()
{
    setRunning(false);
    estimate();
    int done = 0;
    for (const Answer *answer : answers())
        done += answer->state == LaneState::Done;
    const QList<const Answer *> all = answers();
    const bool refused = std::ranges::all_of(all, [](const Answer *answer) {
        return answer->state == LaneState::Failed && answer->error &&
               answer->error->kind == ErrorKind::Budget;
    });
    if (refused && !all.isEmpty() && m_sent.prompt == m_run.prompt) // a budget of the day, say
        offerBudget(all.first()->error->message, 0);
    Q_EMIT runEnded(tr("%1 of %Ln lanes done.", nullptr, int(answers().size())).arg(done));
}

void ComparePage::stopAll()
{
    if (m_running)
        m_services.router().stopRun(m_run.id);
}

void ComparePage::escape()
{
    const auto lanes = m_strip->lanes();
    for (LaneView *lane : lanes) {
        if (lane->isAncestorOf(QApplication::focusWidget()) && lane->view().clearSelection())
            return;
    }
    if (m_find->isVisible()) {
        m_find->close();
        return;
    }
    bool cleared = false;
    for (LaneView *lane : lanes)
        cleared = lane->view().clearSelection() || cleared;
    if (cleared)
        return;
    if (m_banner->isVisible() && m_banner->kind() != InlineBanner::Kind::Error)
        m_banner->hide();
    else
        stopAll();
}

/// What sending would cost at least and at most, shown while the prompt is being written.
void ComparePage::estimate()
{
    const QStringList lineup = m_lineupBar->lineup();
    const qint64 input = m_composer->tokens() + estimateTokens(m_services.settings().systemPrompt);
    Money least, most;
    int unknown = 0, simulated = 0;
    const auto rules = m_services.router().rulesOfLineup(lineup);
    for (const QString &model : lineup) {
        const auto plan = m_services.router().plan(model, rules);
        const auto bound =
            plan ? costBound(input, m_services.settings().maxTokens, plan->first().prices) : std::nullopt;
        simulated += plan && plan->first().vendor.simulated;
        unknown += !bound;
        most += bound.value_or(Money{});
        least += plan ? costBound(input, 1, plan->first().prices).value_or(Money{}) : Money{};
    }
    QString price = most.pico == 0 ? u"$0"_s : u"~%1 to ~%2"_s.arg(moneyText(least), moneyText(most));
    if (simulated > 0 && simulated + unknown == lineup.size())
        price = tr("$0 simulated");
    if (lineup.isEmpty())
        price.clear();
    else if (unknown == lineup.size())
        price = tr("cost unknown");
    else if (unknown > 0)
        price += tr(" + %1 unknown").arg(unknown); // a bound that leaves some out says so
    const QString lanes = tr("%Ln lanes", nullptr, int(lineup.size()));
    QString tokens = tr("%1: ~%2 tokens in, at most %3 out each")
                         .arg(lanes, countText(input), countText(m_services.settings().maxTokens));
    if (const auto limit = runLimit()) {
        RunRequest asked; // without the prompt's text: it may be long, and this comes at every key
        asked.system = m_services.settings().systemPrompt;
        asked.lineup = lineup;
        asked.maxTokens = m_services.settings().maxTokens;
        asked.parameters = m_parameters;
        asked.attachments = m_composer->attachments().attachments();
        if (boundOf(m_services.router(), asked, m_composer->promptBytes()).most > *limit)
            tokens += tr(" · may pass your %1 a run").arg(moneyText(*limit));
    }
    m_composer->setEstimate(price, tokens);
}

void ComparePage::addModel()
{
    if (m_lineupBar->lineup().size() >= mostLanes) {
        warn(tr("The lineup is full."), tr("16 models are the most; take one out first."));
        return;
    }
    auto *picker = new ModelPicker(m_services.shelf().index(m_services.standing()), this);
    connect(picker, &ModelPicker::picked, this, &ComparePage::addToLineup);
    const QWidget *button = m_lineupBar->addButton();
    moveWithinScreen(picker, button->mapToGlobal(QPoint(0, button->height() + 4)));
    picker->show();
}

void ComparePage::addToLineup(const QString &model)
{
    const auto plan = m_services.router().plan(model);
    if (!plan && plan.error().kind == ErrorKind::WrongUse) {
        warn(plan.error().message, plan.error().hint);
        return;
    }
    QStringList lineup = m_lineupBar->lineup();
    if (lineup.size() >= mostLanes) {
        warn(tr("The lineup is full."), tr("16 models are the most; take one out first."));
        return;
    }
    lineup.append(model);
    m_lineupBar->setLineup(lineup);
    Q_EMIT m_lineupBar->lineupChanged(lineup);
}

void ComparePage::editParameters()
{
    ChatRequest request = m_parameters;
    request.system = m_services.settings().systemPrompt;
    request.maxTokens = m_services.settings().maxTokens;
    ParametersDialog dialog(request, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_parameters = dialog.request();
    Settings settings = m_services.settings();
    settings.systemPrompt = m_parameters.system;
    settings.maxTokens = m_parameters.maxTokens;
    m_services.saveSettings(settings);
    estimate();
}

/// Some models think for minutes before their first token, so each may have a time-out of its own.
void ComparePage::editTimeout(const QString &model)
{
    Settings settings = m_services.settings();
    const QString bare = model.section(u'@', 0, 0);
    const auto common = std::chrono::ceil<std::chrono::seconds>(settings.firstTokenTimeout);
    const auto own = std::chrono::ceil<std::chrono::seconds>(
        settings.firstTokenTimeouts.value(bare, Settings::Duration::zero()));
    QInputDialog dialog(this);
    dialog.setInputMode(QInputDialog::IntInput);
    dialog.setWindowTitle(tr("Wait for the first token"));
    dialog.setLabelText(tr("How many seconds may %1 take to its first token? "
                           "0: %2 s, as for every model without its own.")
                            .arg(nameOf(model))
                            .arg(common.count()));
    constexpr int day = 86'400;
    dialog.setIntRange(0, day);
    dialog.setIntValue(int(own.count()));
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (dialog.intValue() == 0)
        settings.firstTokenTimeouts.remove(bare);
    else
        settings.firstTokenTimeouts.insert(bare, std::chrono::seconds(dialog.intValue()));
    m_services.saveSettings(settings);
}

void ComparePage::openRun(const StoredRun &run)
{
    newRun();
    showRun(run.run);
    for (int i = 0; i < int(run.answers.size()); ++i)
        m_strip->lanes()[i]->setAnswer(run.answers[i], run.takes.value(i));
    frame();
    m_composer->setPrompt(run.run.prompt);
}

StoredRun ComparePage::shownRun() const
{
    StoredRun run;
    run.run = m_run;
    for (const Answer *answer : answers())
        run.answers.append(*answer);
    return run;
}

bool ComparePage::isRunning() const
{
    return m_running;
}

void ComparePage::find()
{
    if (m_stack->currentWidget() == m_strip)
        m_find->open();
}

void ComparePage::scrollTogether(bool together)
{
    m_strip->setScrollTogether(together);
    m_lineupBar->setScrollsTogether(together);
    Settings settings = m_services.settings();
    if (settings.scrollTogether != together) {
        settings.scrollTogether = together;
        m_services.saveSettings(settings);
    }
    Q_EMIT scrollsTogether(together);
}

void ComparePage::setKeepLineEnds(bool keep)
{
    for (LaneView *lane : m_strip->lanes())
        lane->view().setKeepLineEnds(keep);
}

void ComparePage::zoom(int step)
{
    m_zoom = step == 0 ? 0 : qBound(-4, m_zoom + step, 12);
    for (LaneView *lane : m_strip->lanes())
        lane->view().setZoom(m_zoom);
}

void ComparePage::focusLane(int lane)
{
    if (lane == 0) {
        m_composer->editor()->setFocus();
    } else if (lane <= m_strip->lanes().size()) {
        m_strip->setCurrent(lane - 1);
        m_strip->lanes()[lane - 1]->view().setFocus(Qt::ShortcutFocusReason);
    }
}

void ComparePage::storeFailed(const Error &error)
{
    m_banner->setMessage(InlineBanner::Kind::Error, error.message,
                         tr("What arrived stays on screen and is not lost yet. %1").arg(error.hint));
    QPushButton *save = m_banner->addAction(tr("Save a copy…"));
    connect(save, &QPushButton::clicked, this, &ComparePage::saveCopy);
    m_banner->show();
}

void ComparePage::saveCopy()
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save a copy of this run"), u"run.md"_s, tr("Markdown (*.md)"));
    if (path.isEmpty())
        return;
    QString text = u"> "_s + m_run.prompt + u"\n\n"_s;
    for (const Answer *answer : answers())
        text += u"## %1\n\n"_s.arg(answer->displayName) + answer->text + u"\n\n"_s;
    QSaveFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        warn(tr("%1 can not be written.").arg(path), file.errorString());
}

void ComparePage::loadPicture(LaneView &lane, const QUrl &url)
{
    fetchPicture(m_services.http(), url).then(&lane, [this, &lane, url](const Result<QImage> &picture) {
        if (picture) {
            lane.view().showPicture(url, *picture);
            return;
        }
        m_banner->setMessage(InlineBanner::Kind::Warn, picture.error().message, picture.error().hint);
        connect(m_banner->addAction(tr("Open in the browser")), &QPushButton::clicked, this, [this, url] {
            m_banner->hide();
            QDesktopServices::openUrl(url);
        });
        m_banner->show();
    });
}

void ComparePage::showWire(const LaneView &lane, int number)
{
    showWireOf(m_run.id, number, lane.take(), lane.spec().displayName);
}

void ComparePage::showWireOf(const QString &runId, int lane, const std::optional<int> &take,
                             const QString &name)
{
    const QList<WireRecord> records = m_services.router().wire(runId, lane, take);
    if (records.isEmpty()) {
        ask(this, tr("The wire of this answer is no longer kept."),
            tr("Requests and responses stay in memory for this session's latest answers alone. Send the "
               "prompt "
               "again to see them."),
            {tr("Close")});
        return;
    }
    auto *dialog = new WireDialog(name, records, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace Crossroads
