// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/routes/routesmodel.h"

#include <QSplitter>

class QLabel;
class QPushButton;
class QTableView;

namespace Crossroads {

class InlineBanner;
class Store;
class Waterfall;

/// The last requests as a table, and of the chosen one: why it went this way, and when what happened.
class LastRoutesView : public QSplitter
{
    Q_OBJECT

public:
    explicit LastRoutesView(Store &store, QWidget *parent = nullptr);
    QTableView &table() { return *m_table; }
    const RoutesModel &model() const { return m_model; }

Q_SIGNALS:
    /// The person wants to see the run itself.
    void runAsked(const QString &runId);
    /// What went over the wire for a lane is to be shown.
    void wireAsked(const QString &runId, int lane, const QString &model);
    /// Requests began or ended.
    void moved();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void load();
    void showDetails();
    const RouteRecord *current() const;

    Store &m_store;
    RoutesModel m_model;
    QTableView *m_table;
    QLabel *m_empty;
    QWidget *m_details;
    QLabel *m_title;
    InlineBanner *m_why;
    Waterfall *m_waterfall;
    QPushButton *m_open;
    QPushButton *m_wire;
    bool m_loaded = false;
};

} // namespace Crossroads
