// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"
#include "app/storage/records.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QStackedWidget;

namespace Crossroads {

class Composer;
class FindBar;
class FirstRunPage;
class InlineBanner;
class LaneStrip;
class LaneView;
class LineupBar;
class PromptStrip;
class SummaryStrip;

/// Compare: one prompt to a lineup, answers side by side. Runs belong to the router and the store; this page
/// shows one.
class ComparePage : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePage(Services &services, QWidget *parent = nullptr);

    void send();
    void stopAll();
    /// Puts the innermost thing away: a selection in the answer that has the focus, the find bar, a selection
    /// elsewhere, a banner that is no error. Where there is none of them, stops the run.
    void escape();
    void newRun();
    void addModel();
    void addToLineup(const QString &model);
    /// Shows a run of the history with all its numbers.
    void openRun(const StoredRun &run);
    /// The run that is shown, with the answers so far.
    StoredRun shownRun() const;
    bool isRunning() const;
    void zoom(int step); ///< 0 resets
    /// Looks for words in all answers.
    void find();
    /// Whether scrolling one lane brings the others to the same place.
    void scrollTogether(bool together);
    /// Whether answers show single line ends of their Markdown as such.
    void setKeepLineEnds(bool keep);
    void focusLane(int lane); ///< from 1; 0 is the prompt
    /// What went over the wire for a lane, \p name to people. \param take absent: the latest.
    void showWireOf(const QString &runId, int lane, const std::optional<int> &take, const QString &name);
    /// Something that happened elsewhere, until it is closed; \p look leads there.
    void tell(const QString &headline, const QString &more, const QString &look,
              const std::function<void()> &go);
    Composer &composer() { return *m_composer; }
    LaneStrip &strip() { return *m_strip; }
    LineupBar &lineupBar() { return *m_lineupBar; }
    InlineBanner &banner() { return *m_banner; }
    PromptStrip &promptStrip() { return *m_promptStrip; }

Q_SIGNALS:
    void scrollsTogether(bool together);
    void runningChanged(bool running);
    /// Every lane of the shown run has ended.
    void runEnded(const QString &sentence);
    /// The person wants to change their budgets.
    void budgetsAsked();
    void keysAsked();
    /// The person wants to describe a provider of their own.
    void providerAsked();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void connectParts();
    void showRun(const RunRecord &run);
    void take(const QList<LaneUpdate> &updates);
    void frame();
    void noteEnd();
    void setRunning(bool running);
    std::optional<Money> runLimit() const;
    RunRequest request() const;
    void start(const RunRequest &request);
    bool refusedByBudget(const RunRequest &request);
    void offerBudget(const QString &headline, int fitting);
    void estimate();
    void editParameters();
    void editTimeout(const QString &model);
    void orderTabs();
    void offerElsewhere(LaneView &lane);
    void applyLayout(const QString &layout);
    void storeFailed(const Error &error);
    void saveCopy();
    void loadPicture(LaneView &lane, const QUrl &url);
    void showWire(const LaneView &lane, int number);
    void warn(const QString &headline, const QString &more);
    QString nameOf(const QString &model) const;
    QList<const Answer *> answers() const;

    Services &m_services;
    RunRecord m_run;
    RunRequest m_sent;        ///< as it was sent last, for sending it again beyond a budget
    ChatRequest m_parameters; ///< for the next runs; its system text and limit are the settings'
    LineupBar *m_lineupBar;
    QWidget *m_bannerFrame; ///< the space around the banner, there only with it
    InlineBanner *m_banner;
    PromptStrip *m_promptStrip;
    QStackedWidget *m_stack;
    FirstRunPage *m_firstRun;
    LaneStrip *m_strip;
    FindBar *m_find;
    SummaryStrip *m_summary;
    Composer *m_composer;
    QTimer m_frameClock; ///< one for all lanes: what has arrived is shown at most once per frame
    QElapsedTimer m_sinceFrame;
    QTimer m_secondsClock; ///< counts the running lanes' seconds
    bool m_running = false;
    bool m_sendWhenRead = false; ///< the person has sent what is still being attached
    int m_zoom = 0;
};

} // namespace Crossroads
