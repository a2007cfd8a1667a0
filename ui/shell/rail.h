// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace Crossroads {

class RailButton;

/// The rooms of the window, down its left side: 160 px with words, 48 px with icons only.
class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);
    /// Adds a room; \param last puts it at the bottom.
    void addRoom(const QString &icon, const QString &name, bool last = false);
    void setCurrent(int room);
    void setCollapsed(bool collapsed);
    /// What stands in the credit chip.
    void setCredit(const QString &figure, const QString &words);
    QToolButton *menuButton() const { return m_menu; }

Q_SIGNALS:
    void roomAsked(int room);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void recolour();
    QToolButton *m_menu;
    QLabel *m_title;
    QLabel *m_logo;
    QLabel *m_credit;
    QString m_figure, m_words;
    QVBoxLayout *m_top;
    QVBoxLayout *m_bottom;
    QList<RailButton *> m_rooms;
    bool m_collapsed = false;
};

} // namespace Crossroads
