// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"
#include "ui/settings/settingssection.h"

#include <QMainWindow>

#include <functional>

class QStackedWidget;

namespace Crossroads {

class CatalogPage;
class ComparePage;
class CreditWatch;
class HistoryPage;
class KeysPage;
class Rail;
class RoutesPage;
class SettingsPage;
class SpendPage;

/// The window: a rail of rooms and the room that is shown. Keeps its geometry and what the rooms keep.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    enum Room { Compare, CatalogRoom, Keys, Spend, Routes, History, Preferences };
    explicit MainWindow(Services &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showRoom(Room room);
    ComparePage &compare() { return *m_compare; }
    Services &services() { return m_services; }
    KeysPage &keys() { return *m_keys; }
    CatalogPage &catalogPage() { return *m_catalog; }
    HistoryPage &history() { return *m_history; }
    RoutesPage &routes() { return *m_routes; }
    SettingsPage &settings() { return *m_settings; }
    SpendPage &spend() { return *m_spend; }
    CreditWatch &creditWatch() { return *m_watch; }
    Rail &rail() { return *m_rail; }
    void bringToFront();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    QWidget *scrolling();
    void addActions();
    QAction *addShortcut(const QString &text, const QKeySequence &keys, std::function<void()> run);
    void change(const SettingsChange &made);
    SettingsContext settingsContext() const;
    void offerInterruptedRuns();
    void applyTheme(const QString &theme);
    void fitScreen();
    void quitWhenDone();
    void escape();
    void fitRail();
    void moveRegion(int step);
    bool finishEdits();
    void saveWindow();
    void addProvider();
    void showShortcuts();

    Services &m_services;
    Rail *m_rail;
    QStackedWidget *m_stack;
    ComparePage *m_compare;
    CatalogPage *m_catalog;
    KeysPage *m_keys;
    CreditWatch *m_watch;
    SpendPage *m_spend;
    RoutesPage *m_routes;
    HistoryPage *m_history;
    SettingsPage *m_settings;
    QAction *m_scrollTogether = nullptr;
    bool m_leaving = false; ///< hidden until the last run ends, and then quits
    bool m_closing = false;
    bool m_ownPalette = false; ///< the platform does not answer to a scheme of colours
};

} // namespace Crossroads
