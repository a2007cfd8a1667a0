// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/settings/settings.h"

#include <QDialog>
#include <QList>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace Crossroads {

/// Budgets of a run, a day and a month, and of parts of a month's spending; where they warn; and below what a
/// balance is low. Amounts are typed as decimal dollars; an empty field is no budget.
class BudgetsDialog : public QDialog
{
    Q_OBJECT

public:
    /// What a budget can be for, beside all: "provider/SLUG", "key/LASTFOUR" or "source/NAME", and its name.
    using Parts = QList<std::pair<QString, QString>>;
    BudgetsDialog(const Settings &settings, const Parts &parts, QWidget *parent = nullptr);

    /// The settings with what was typed.
    Settings settings() const;

private:
    struct Row
    {
        QWidget *holder;
        QComboBox *part;
        QLineEdit *amount;
    };
    QLineEdit *amountEdit(const QString &name, const QString &value);
    void build();
    void addRow(const QString &part, const QString &amount);
    void removeRow(QWidget *holder);
    void check();

    Settings m_settings;
    Parts m_parts;
    QLineEdit *m_run, *m_day, *m_month, *m_warnings, *m_low;
    QVBoxLayout *m_rows;
    QList<Row> m_partRows;
    QPushButton *m_add;
    QPushButton *m_ok = nullptr;
    QLabel *m_problem;
};

/// "75, 90" as percents, rising; nothing for text that holds others than 1 to 100.
std::optional<QList<int>> percentsFromText(const QString &text);

} // namespace Crossroads
