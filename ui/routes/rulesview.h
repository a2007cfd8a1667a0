// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"

#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace Crossroads {

class NoteLabel;
class PlanList;

/// Rules, for all models, for one, for a lineup, or under a name; edited at the left, and at the right what
/// they make of a model now. Everything is kept when its edit is finished.
class RulesView : public QWidget
{
    Q_OBJECT

public:
    explicit RulesView(Services &services, QWidget *parent = nullptr);
    /// The keys of all rules: "*", model ids, lineupKey()s, "rule/NAME".
    QStringList keys() const;
    /// A rule's key in words.
    static QString nameOf(const QString &key);

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildForm();
    void recolour();
    void fillList(const QString &current);
    void add();
    void addForLineup();
    void begin(const QString &key);
    void remove();
    void showRule();
    QString judgePrices(); ///< what is wrong with them
    void keep();
    void preview();
    QString currentKey() const;
    RouteRules rules() const;

    Services &m_services;
    QListWidget *m_list;
    QBoxLayout *m_parts; ///< the form, and what it makes of a model
    QPushButton *m_remove;
    QComboBox *m_sort;
    QLineEdit *m_order, *m_only, *m_ignore, *m_models, *m_maxInput, *m_maxOutput;
    NoteLabel *m_priceNote;
    QCheckBox *m_fallbacks, *m_parameters, *m_private, *m_hedge;
    QSpinBox *m_attempts;
    QLineEdit *m_model;
    PlanList *m_plan;
    bool m_showing = false;
};

} // namespace Crossroads
