// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QToolButton;

namespace Crossroads {

class CatalogModel;
class DetailsPanel;
class FilterPanel;
class InlineBanner;

/// Catalog: every model found by typing, with what each provider asks for it. Typing searches wherever the
/// focus is; arrows move, Return adds to the lineup, Space puts a model beside others, F makes it a
/// favourite.
class CatalogPage : public QWidget
{
    Q_OBJECT

public:
    explicit CatalogPage(Services &services, QWidget *parent = nullptr);
    void search(const QString &text);
    void focusSearch();
    /// Selects \p id where it is in the result; its details are shown.
    void select(const QString &id);
    void refresh();
    /// Starts a refresh now and then, if the person allows it.
    void refreshByItself();
    void showComparison();
    void showChanges();
    void addByHand();
    CatalogModel &model() { return *m_model; }
    DetailsPanel &details() { return *m_details; }
    FilterPanel &filters() { return *m_filters; }
    InlineBanner &banner() { return *m_banner; }
    QTableView &table() { return *m_table; }

Q_SIGNALS:
    void addToLineupAsked(const QString &model);
    /// A favourite was re-priced or is gone: \p more says what.
    void favouriteChanged(const QString &headline, const QString &more);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    QWidget *buildTop();
    QWidget *buildBottom();
    void buildTable();
    void connectParts();
    void reindex();
    void fill();
    void fillChips();
    void fillBottom();
    void showCurrent();
    void selectRow(int row);
    void sortBy(int column);
    void columnMenu(const QPoint &at);
    void toggleFavourite(const QString &id);
    void toggleCompared(const QString &id);
    void askUpstreams(const QString &id);
    void refreshEnded(const RefreshOutcome &outcome);
    void saveCatalogSettings(const CatalogSettings &catalog);
    bool tableKey(class QKeyEvent &key);
    bool searchKey(class QKeyEvent &key);
    void recolour();
    void fit();
    void fitTable();
    int detailsFold() const; ///< of the page, from where the details stand beside the table

    Services &m_services;
    std::shared_ptr<const CatalogIndex> m_index;
    CatalogModel *m_model;
    QLineEdit *m_search;
    QWidget *m_chips;
    QHBoxLayout *m_chipRow;
    QPushButton *m_compareButton;
    QLabel *m_count;
    InlineBanner *m_banner;
    FilterPanel *m_filters;
    QToolButton *m_filterButton;
    QTableView *m_table;
    QLabel *m_empty;
    DetailsPanel *m_details;
    QLabel *m_age;
    QLabel *m_sizes;
    QLabel *m_cheaper;
    QLabel *m_dearer;
    QToolButton *m_changesButton;
    QToolButton *m_refreshButton;
    QToolButton *m_addButton;
    QTimer m_daily;
    QString m_selected; ///< kept while it is filtered out
    QStringList m_compared;
    bool m_stale = true;          ///< the index is not the current one
    bool m_detailsWanted = false; ///< over the table, where the window is narrow
    bool m_filtersWanted = false;
};

} // namespace Crossroads
