// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"
#include "app/stream/answer.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Crossroads {

class InlineBanner;
class Waterfall;

/// A rehearsal of a rule: the offers of a model are played by the Sandbox and fail as told, over real
/// loopback HTTP; what the rule makes of it is shown.
class DrillView : public QWidget
{
    Q_OBJECT

public:
    explicit DrillView(Services &services, QWidget *parent = nullptr);
    void setRules(const QStringList &keys);
    void run();
    QLineEdit &model() { return *m_model; }

private:
    QComboBox *failureBox(const QString &name);
    void take(const QList<LaneUpdate> &updates);
    void showResult();

    Services &m_services;
    QComboBox *m_rule;
    QLineEdit *m_model;
    QList<QComboBox *> m_failures;
    QPushButton *m_start;
    InlineBanner *m_result;
    Waterfall *m_waterfall;
    QString m_run;
    Answer m_answer;
};

} // namespace Crossroads
