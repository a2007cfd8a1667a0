// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/router.h"

#include <QListView>
#include <QStandardItemModel>
#include <QTimer>
#include <QWidget>

namespace Crossroads {

/// How offers have fared of late, live: state, first token, success, and a line of the last requests.
class HealthPanel : public QWidget
{
    Q_OBJECT

public:
    HealthPanel(Router &router, const Clock &clock, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    Router &m_router;
    const Clock &m_clock;
    QListView *m_list;
    QStandardItemModel m_model;
    QTimer m_timer;
};

} // namespace Crossroads
