// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/vendors.h"

#include <QFrame>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace Crossroads {

/// One provider's frame: its name, a word about it, and rows. Rows of keys can be dropped to change their
/// order.
class KeyCard : public QFrame
{
    Q_OBJECT

public:
    KeyCard(const QString &name, const QString &about, QWidget *parent = nullptr);
    /// A flat button in the head.
    QToolButton *addButton(const QString &icon, const QString &text, const QString &accessibleName);
    void addRow(QWidget *row);
    int rowCount() const;
    QString name() const;

Q_SIGNALS:
    /// The key \p id was dropped before row \p position.
    void dropped(const QString &id, int position);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void recolour();
    QLabel *m_name;
    QLabel *m_about;
    class QHBoxLayout *m_head;
    QVBoxLayout *m_rows;
    QList<std::pair<QToolButton *, QString>> m_buttons;
};

} // namespace Crossroads
