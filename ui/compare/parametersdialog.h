// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/chatrequest.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace Crossroads {

/// What goes with every prompt of a lineup: system text, limits, sampling, reasoning, output format, tools.
/// What is left at "the model's own" is not sent.
class ParametersDialog : public QDialog
{
    Q_OBJECT

public:
    /// \param request its system, maxTokens and parameters fill the fields.
    explicit ParametersDialog(const ChatRequest &request, QWidget *parent = nullptr);
    /// The request with what the fields say; messages and model untouched.
    ChatRequest request() const;

private:
    QWidget *common();
    QWidget *sampling();
    QWidget *output();
    void check();
    QDoubleSpinBox *number(double least, double most, const std::optional<double> &value,
                           const QString &name);
    QPlainTextEdit *editor(const QString &text, const QString &placeholder, const QString &name);

    ChatRequest m_request;
    QPlainTextEdit *m_system, *m_schema, *m_tools;
    QSpinBox *m_maxTokens, *m_topK;
    QDoubleSpinBox *m_temperature, *m_topP, *m_frequency, *m_presence;
    QLineEdit *m_seed, *m_stop;
    QComboBox *m_reasoning, *m_format, *m_toolChoice;
    QCheckBox *m_cache, *m_strict;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace Crossroads
