// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/settings/settingssection.h"

class QStackedWidget;

namespace Crossroads {

class SegmentBar;

/// Preferences, on five pages; each takes effect when its edit is finished.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsPage(QWidget *parent = nullptr);
    /// Shows what holds now; a field that has the focus is left as it is.
    void show(const Settings &settings, const SettingsContext &context);
    /// \param name general, network, providers, money or catalog.
    void showSection(const QString &name);
    QString sectionName() const;
    SettingsSection *section(const QString &name) const;
    SegmentBar &tabs() { return *m_tabs; }
    /// Brings \p field into view, with the focus.
    void showField(QWidget *field);

Q_SIGNALS:
    void changed(const Crossroads::SettingsChange &change);

private:
    void add(const QString &name, const QString &text, SettingsSection *section);
    SegmentBar *m_tabs;
    QStackedWidget *m_stack;
    QHash<QString, SettingsSection *> m_sections;
    QStringList m_order;
};

} // namespace Crossroads
