// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/settings/settingssection.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace Crossroads {

/// A short list that is edited in place: each row names one thing (a provider, say), has a field for each
/// column, and can be taken out; below them, what is not in the list yet can be added. All of it by keyboard.
/// A row takes what is typed when the edit is finished (EditEnd). A field whose text can not be is named
/// below it, and its row keeps what it last held.
class ListEditor : public QWidget
{
    Q_OBJECT

public:
    struct Column
    {
        QString title; ///< stands above the fields, and is their accessible name
        TextCheck check;
        int width = 200; ///< logical pixels
        QString placeholder = {};
    };
    struct Row
    {
        QString key;
        QStringList values;
        bool operator==(const Row &) const = default;
    };

    /// \param what is listed, for the choice of what to add: "Choose a provider".
    ListEditor(const QString &what, const QList<Column> &columns, QWidget *parent = nullptr);
    /// Without a signal. Rows stay as they are while a field has the focus or an edit that could not be
    /// taken.
    void show(const QList<Row> &rows, const QList<SettingsChoice> &choices);
    /// As far as they hold: a row that was added and not filled in is not among them.
    QList<Row> rows() const;
    void add(const QString &key);
    void remove(const QString &key);
    QLineEdit *field(const QString &key, int column) const; ///< null where there is none
    QComboBox *choice() const { return m_choice; }
    QPushButton *addButton() const { return m_add; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Line;
    QWidget *buildTitles();
    void build(const Row &row, bool fresh);
    static QStringList valuesOf(const Line &line);
    bool judge(Line &line); ///< true: all that its fields have can be
    void take(Line &line);
    static void drop(Line &line);
    bool isUnfinished() const;
    void offer();
    void recolour();
    QString textOf(const QString &key) const;

    QList<Column> m_columns;
    QList<SettingsChoice> m_choices;
    QList<std::shared_ptr<Line>> m_lines; // shared with the closures of its fields
    QVBoxLayout *m_column;
    QWidget *m_titles; ///< of the columns; hidden while the list is empty
    QComboBox *m_choice;
    QPushButton *m_add;
    bool m_showing = false;
};

} // namespace Crossroads
