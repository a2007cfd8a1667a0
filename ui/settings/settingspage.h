// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/settings/settings.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace Crossroads {

/// Preferences; each takes effect as it is changed.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsPage(QWidget *parent = nullptr);
    void show(const Settings &settings);

Q_SIGNALS:
    void changed(const Crossroads::Settings &settings);

private:
    QSpinBox *secondsBox(int least);
    void take();

    Settings m_settings;
    QComboBox *m_theme;
    QSpinBox *m_maxTokens;
    QCheckBox *m_refresh;
    QSpinBox *m_connect;
    QSpinBox *m_firstToken;
    QSpinBox *m_idle;
    bool m_showing = false;
};

} // namespace Crossroads
