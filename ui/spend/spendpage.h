// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/services/services.h"
#include "ui/spend/creditwatch.h"
#include "ui/spend/spendmodel.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QDateEdit;
class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace Crossroads {

class BalanceRow;
class BudgetRow;
class ChartPanel;
class ElidedLabel;
class EmptyNote;
class InlineBanner;
class SegmentBar;
class SpendTable;
class UsagePanel;

/// Spend: what is left at each provider, how far the budgets are spent, and what went where in a period, as
/// bars and as a table that come to the same picodollar. Reads the ledger only while it is looked at.
class SpendPage : public QWidget
{
    Q_OBJECT

public:
    SpendPage(Services &services, CreditWatch &watch, QWidget *parent = nullptr);

    /// \param key today, week, month, quarter or custom.
    void showPeriod(const QString &key);
    void showDays(QDate first, QDate last);
    /// Opens \p url in the browser; tests put another one in its place.
    void setBrowser(std::function<void(const QUrl &)> open) { m_open = std::move(open); }
    /// The exact cells of the period, as narrowed.
    QByteArray csv() const;
    bool saveCsv(const QString &path);
    void editBudgets();
    void refreshBalances();
    /// Brings the focus to the next part of the page, or with -1 to the one before; false: there is none.
    bool moveFocus(int step);
    void focusFirst();
    /// Scrolls so that \p part of the page is at its top: "", "table" or "usage".
    void scrollTo(const QString &part);

    InlineBanner &banner() { return *m_banner; }
    SegmentBar &periods() { return *m_periods; }
    ChartPanel &chart() { return *m_chart; }
    SpendTable &table() { return *m_table; }
    UsagePanel &usage() { return *m_usage; }
    BalanceRow &balanceRow() { return *m_balances; }
    BudgetRow &budgetRow() { return *m_budgets; }
    const SpendFilter &filter() const { return m_filter; }
    EmptyNote &emptyNote() { return *m_empty; }
    bool isEmptyState() const;

Q_SIGNALS:
    void compareAsked();
    void keysAsked();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    QWidget *buildHead();
    void connectParts();
    void load();
    void take(const Result<QList<SpendCell>> &cells);
    void readDrift();
    void refreshCredit();
    void refreshFigures();
    void fillChart(const QList<SpendCell> &inPeriod);
    void fillNotes(const SpendSums &sums);
    void showProblems();
    void setFilter(SpendPart part, const QString &value);
    void exportCsv();
    QString nameOf(SpendPart part, const QString &of) const;
    QString periodText() const;
    QList<SpendCell> periodCells() const;
    QList<QWidget *> regions() const;
    void orderTabs();
    void recolour();

    Services &m_services;
    CreditWatch &m_watch;
    QLabel *m_title;
    ElidedLabel *m_basis;
    SegmentBar *m_periods;
    QDateEdit *m_from;
    QDateEdit *m_until;
    QToolButton *m_refresh;
    QPushButton *m_export;
    QWidget *m_bannerFrame;
    InlineBanner *m_banner;
    QScrollArea *m_scroll;
    BalanceRow *m_balances;
    BudgetRow *m_budgets;
    EmptyNote *m_empty;
    ChartPanel *m_chart;
    SpendTable *m_table;
    UsagePanel *m_usage;
    std::function<void(const QUrl &)> m_open;
    QDate m_first, m_last; ///< the period
    QDate m_chartFirst, m_chartLast;
    QList<SpendCell> m_cells; ///< of the chart's days
    SpendFilter m_filter;
    bool m_unknownOnly = false;
    QString m_drift; ///< in words
    std::optional<Error> m_failure;
    QTimer m_minute; ///< ages grow, and days end
    int m_asked = 0;
    bool m_loaded = false;
};

} // namespace Crossroads
