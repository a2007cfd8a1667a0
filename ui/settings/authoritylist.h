// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace Crossroads {

class NoteLabel;

/// Files of certificate authorities: each with what was found in it, and a way out of the list. A file that
/// holds no certificate is named and not taken.
class AuthorityList : public QWidget
{
    Q_OBJECT

public:
    explicit AuthorityList(QWidget *parent = nullptr);
    void show(const QStringList &files);
    const QStringList &files() const { return m_files; }
    /// As if it had been chosen.
    void add(const QString &file);
    NoteLabel *note() const { return m_note; }
    QPushButton *addButton() const { return m_add; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    void build(const QString &file);
    void choose();
    QStringList m_files;
    QList<QWidget *> m_rows;
    QVBoxLayout *m_column;
    QPushButton *m_add;
    NoteLabel *m_note;
};

} // namespace Crossroads
