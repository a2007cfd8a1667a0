// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/store.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;

namespace Crossroads {

/// Every run that was kept, newest first; found by its words, opened with Return, deleted with Delete.
class HistoryPage : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryPage(Store &store, QWidget *parent = nullptr);
    void reload();

Q_SIGNALS:
    void opened(const Crossroads::StoredRun &run);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const QList<RunSummary> &runs);
    void open();
    void remove();

    Store &m_store;
    QLineEdit *m_query;
    QListWidget *m_list;
    QLabel *m_empty;
    int m_asked = 0; ///< counts questions; an answer to an older one is dropped
};

} // namespace Crossroads
