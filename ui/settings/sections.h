// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/settings/settingssection.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace Crossroads {

class AuthorityList;
class ListEditor;

/// Colours, how lanes stand, how long a copied key stays on the clipboard.
class GeneralSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit GeneralSection(QWidget *parent = nullptr);
    void show(const Settings &settings, const SettingsContext &context) override;

private:
    void connectParts();
    QComboBox *m_theme;
    QComboBox *m_layout;
    QCheckBox *m_together;
    QCheckBox *m_lineEnds;
    QSpinBox *m_maxTokens;
    QSpinBox *m_clipboard;
};

/// Proxies, authorities that are trusted besides the system's, time-outs.
class NetworkSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit NetworkSection(QWidget *parent = nullptr);
    void show(const Settings &settings, const SettingsContext &context) override;
    AuthorityList &authorities() { return *m_authorities; }

private:
    void buildProxies();
    void buildTimeouts();
    void proxyChosen();
    bool judgeProxy(); ///< true: it is one
    void takeProxy();
    QSpinBox *seconds(Settings::Duration Settings::*field);
    QComboBox *m_way;
    QLineEdit *m_proxy;
    NoteLabel *m_proxyNote;
    ListEditor *m_proxies;
    AuthorityList *m_authorities;
    QList<std::pair<QSpinBox *, Settings::Duration Settings::*>> m_timeouts;
};

/// Local servers, how many requests each provider gets, whom the person trusts with private prompts.
class ProvidersSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit ProvidersSection(QWidget *parent = nullptr);
    void show(const Settings &settings, const SettingsContext &context) override;
    ListEditor &limits() { return *m_limits; }
    ListEditor &privates() { return *m_privates; }

private:
    QCheckBox *m_local;
    ListEditor *m_limits;
    ListEditor *m_privates;
};

/// What may be spent, and when to be warned.
class MoneySection : public SettingsSection
{
    Q_OBJECT

public:
    explicit MoneySection(QWidget *parent = nullptr);
    void show(const Settings &settings, const SettingsContext &context) override;
    ListEditor &parts() { return *m_parts; }

private:
    QLineEdit *m_perRun;
    QLineEdit *m_perDay;
    QLineEdit *m_perMonth;
    ListEditor *m_parts;
    QLineEdit *m_warnings;
    QLineEdit *m_lowCredit;
};

/// Whether the catalog is refreshed by itself, and what it shows.
class CatalogSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit CatalogSection(QWidget *parent = nullptr);
    void show(const Settings &settings, const SettingsContext &context) override;

private:
    QCheckBox *m_refresh;
    QCheckBox *m_everything;
};

} // namespace Crossroads
