// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/keyring.h"
#include "app/providers/vendors.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace Crossroads {

class InlineBanner;
class ToggleSwitch;

/// One key: handle, label and last four, figure, state, switch, menu; what is wrong with it below. Shows, and
/// asks: the page acts.
class KeyRow : public QWidget
{
    Q_OBJECT

public:
    KeyRow(const KeyEntry &entry, const Vendor &vendor, QWidget *parent);
    void show(const KeyEntry &entry, const QString &otherLabel, qint64 nowMs);
    const QString &id() const { return m_id; }
    bool isResting() const { return m_resting; }
    void setBusy(bool testing);

Q_SIGNALS:
    void enabledAsked(bool on);
    void testAsked();
    void replaceAsked();
    void renameAsked();
    void limitAsked();
    void copyAsked();
    void removeAsked();
    void moveAsked(int step); ///< -1 up, 1 down
    void linkAsked(const QUrl &url);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void buildMenu();
    void showTrouble(const KeyEntry &entry, const QString &otherLabel, qint64 nowMs);
    void recolour();
    void startDrag();

    QString m_id;
    Vendor m_vendor;
    QToolButton *m_handle;
    QLabel *m_label;
    QLabel *m_lastFour;
    class KeyFigureView *m_figure;
    QLabel *m_stateIcon;
    QLabel *m_state;
    ToggleSwitch *m_switch;
    QToolButton *m_menu;
    InlineBanner *m_banner;
    QString m_bannerKey; ///< what it shows, so that it is not built anew for nothing
    QString m_icon;
    int m_tone = 0;
    bool m_resting = false;
    bool m_testing = false;
};

} // namespace Crossroads
