// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace Crossroads {

class LaneStrip;

/// Finds words in the answers of all lanes at once: every match is marked where it stands, also in text that
/// is still to come; the counts are told lane by lane, and Return goes from match to match through the lanes.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(LaneStrip &strip, QWidget *parent = nullptr);

    /// Shows the bar with the keyboard in it.
    void open();
    void close();
    /// The strip has other lanes now.
    void attach();
    /// To the next match, or the one before.
    void go(bool back);
    /// "3 of 17".
    QString countText() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QToolButton *button(const QString &icon, const QString &name);
    void search();
    void showCounts();
    void recolour();

    LaneStrip &m_strip;
    QLineEdit *m_words;
    QLabel *m_count, *m_lanes;
    QToolButton *m_back, *m_next, *m_close;
    QTimer m_typing; ///< long answers are searched when the person stops typing for a moment
    int m_lane = -1; ///< of the current match
};

} // namespace Crossroads
