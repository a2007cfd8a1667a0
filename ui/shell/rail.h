// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace Crossroads {

class CreditChip;
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
    int wideWidth() const; ///< with words
    CreditChip &credit() const { return *m_credit; }
    QWidget *current() const; ///< the row of the room that is shown
    QToolButton *menuButton() const { return m_menu; }

Q_SIGNALS:
    void roomAsked(int room);
    void creditAsked();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void recolour();
    QToolButton *m_menu;
    QLabel *m_title;
    QLabel *m_logo;
    CreditChip *m_credit;
    QHBoxLayout *m_chipRow = nullptr;
    QVBoxLayout *m_top;
    QVBoxLayout *m_bottom;
    QList<RailButton *> m_rooms;
    bool m_collapsed = false;
};

} // namespace Crossroads
