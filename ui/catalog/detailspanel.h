// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"
#include "app/refresh/openrouterlist.h"
#include "app/storage/records.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QTableView;
class QToolButton;

namespace Crossroads {

class InlineBanner;
class OfferBookModel;
class PriceGraph;
class PrimaryButton;

/// One model: what it is, its offer book, its price over time, and what the last 30 days would have cost on
/// it.
class DetailsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit DetailsPanel(QWidget *parent = nullptr);
    /// \param place of the model in the index's catalog.
    void showModel(std::shared_ptr<const CatalogIndex> index, int place);
    void clear();
    QString modelId() const { return m_id; }
    void setObservations(const QList<Observation> &observations);
    void setUpstreams(const QString &model, const Result<QList<UpstreamOffer>> &upstreams);
    void setMonth(const Result<MonthUsage> &month);
    void setClosable(bool closable);
    OfferBookModel &book() { return *m_book; }

Q_SIGNALS:
    void addAsked(const QString &model);
    void favouriteAsked(const QString &model);
    void compareAsked(const QString &model);
    void upstreamsAsked(const QString &model);
    void jumpAccepted(const QString &model);
    void removeAsked(const QString &model);
    void closeAsked();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    QWidget *buildHead();
    QWidget *buildBook();
    QWidget *buildHistory();
    QWidget *buildMonth();
    void fillMenu();
    void recolour();
    void fitBook();
    void showMonth();
    const Model &model() const;

    std::shared_ptr<const CatalogIndex> m_index;
    int m_place = -1;
    QString m_id;
    std::optional<MonthUsage> m_month;
    QLabel *m_name;
    QLabel *m_idLabel;
    QLabel *m_facts;
    QToolButton *m_star;
    QToolButton *m_more;
    QPointer<QMenu> m_menu; ///< of the dots
    QToolButton *m_close;
    PrimaryButton *m_add;
    QPushButton *m_compare;
    InlineBanner *m_jump;
    QLabel *m_bookCount;
    QComboBox *m_blend;
    OfferBookModel *m_book;
    QTableView *m_bookView;
    QLabel *m_bookNote;
    QPushButton *m_upstreams;
    QWidget *m_bookBox;
    QWidget *m_historyBox;
    QWidget *m_monthBox;
    QLabel *m_verdict;
    PriceGraph *m_graph;
    QLabel *m_monthFigure;
    QLabel *m_monthNote;
    QLabel *m_monthPaid;
};

/// What the answers of \p month would have cost at \p prices; nothing for unknown prices. \param unknown
/// receives how many answers could not be priced.
std::optional<Money> monthCost(const MonthUsage &month, const Prices &prices, int &unknown);

} // namespace Crossroads
