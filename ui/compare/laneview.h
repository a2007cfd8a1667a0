// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/records.h"
#include "app/stream/answer.h"

#include <QElapsedTimer>
#include <QFrame>

class QLabel;
class QToolButton;

namespace Crossroads {

class AnswerView;
class InlineBanner;
class LaneHeader;

/// One model's place in a run: header, answer, what failed and what to do, and the lane's buttons.
class LaneView : public QFrame
{
    Q_OBJECT

public:
    LaneView(const LaneSpec &spec, int number, QWidget *parent = nullptr);

    /// Applies an update; nothing is painted until refresh(). Updates of an older take are dropped.
    void apply(const LaneUpdate &update);
    /// An answer of the history, and which take of the lane it is.
    void setAnswer(const Answer &answer, int take);
    /// Once per frame: shows what has arrived. The answer of a lane that is out of sight is kept as text
    /// only, and shown when it comes into sight.
    void refresh();
    /// Shows the answer's text as far as it has come, whether it is in sight or not.
    void showText();
    bool isDirty() const { return m_dirty; }
    const Answer &answer() const { return m_answer; }
    int take() const { return m_take; }
    const LaneSpec &spec() const { return m_spec; }
    LaneHeader &header() { return *m_header; }
    AnswerView &view() { return *m_view; }
    void setCurrent(bool current);
    /// What going on with, or asking again for, a broken answer elsewhere would cost, in words.
    void offerElsewhere(const QString &provider, const QString &goOnCost, const QString &anewCost);
    /// Shows or hides why this route was taken.
    void toggleWhy();

Q_SIGNALS:
    void stopAsked();
    void againAsked();
    /// The answer broke off: anew, or from where it ends, on another offer.
    void elsewhereAsked(bool goOn);
    /// An answer with text broke off: whoever knows the offers may call offerElsewhere().
    void brokeOff();
    void maximiseAsked();
    void wireAsked(); ///< "Show the wire" of the take that is shown
    void focused();
    void zoomAsked(int step);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *footerButton(const QString &icon, const QString &text, const QString &name);
    bool takeArrow(const QObject *at, const QKeyEvent &key);
    void buildFooter();
    void refreshFooter();
    void refreshProblem();
    void refreshRoute();
    void refreshNotes();
    void recolour();
    void changeEvent(QEvent *event) override;

    LaneSpec m_spec;
    int m_number;
    int m_take = 0;
    bool m_dirty = true;
    bool m_textDirty = false; ///< the view does not have all of the text
    Answer m_answer;
    QElapsedTimer m_sinceUpdate;
    LaneHeader *m_header;
    QWidget *m_problemFrame;
    InlineBanner *m_problem;
    InlineBanner *m_route;
    bool m_whyShown = false;
    QLabel *m_notes; ///< what was left out or changed, in sentences
    AnswerView *m_view;
    QWidget *m_footer;
    QToolButton *m_stop, *m_again, *m_copy, *m_maximise, *m_moreBelow, *m_more;
};

} // namespace Crossroads
