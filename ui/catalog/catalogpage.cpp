// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/catalogpage.h"

#include "ui/catalog/catalogdelegate.h"
#include "ui/catalog/catalogdialogs.h"
#include "ui/catalog/detailspanel.h"
#include "ui/catalog/filterpanel.h"
#include "ui/common/catalogmodel.h"
#include "ui/common/columnfit.h"
#include "ui/common/elidedlabel.h"
#include "ui/common/flatheader.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int filterWidth = 192;
static constexpr int detailsWidth = 416;
static constexpr int foldDetails = 1020; // of the page: 1180 of the window
static constexpr int foldFilters = 740;
static constexpr int leastDetails = 320;
static constexpr int leastName = 150;
static constexpr int leastTable = 340; // its name and its prices
static constexpr qsizetype mostCompared = 6;
static constexpr qint64 dayMs = 86'400'000;

static QToolButton *textButton(QWidget *parent, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}

CatalogPage::CatalogPage(Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_model(new CatalogModel(this)), m_search(new QLineEdit(this)),
      m_chips(new QWidget(this)), m_chipRow(new QHBoxLayout(m_chips)), m_compareButton(new QPushButton(this)),
      m_count(new QLabel(this)), m_banner(new InlineBanner(this)), m_filters(new FilterPanel(this)),
      m_filterButton(textButton(this, tr("Filter"))), m_table(new QTableView(this)),
      m_empty(new QLabel(this)), m_details(new DetailsPanel(this)), m_age(new ElidedLabel(this)),
      m_sizes(new QLabel(this)), m_cheaper(new QLabel(this)), m_dearer(new QLabel(this)),
      m_changesButton(textButton(this, tr("Show changes"))), m_refreshButton(textButton(this, tr("Refresh"))),
      m_addButton(textButton(this, tr("Add a model by hand")))
{
    build();
    connectParts();
    m_filters->setEverything(services.settings().catalog.everything);
    recolour();
}

void CatalogPage::build()
{
    buildTable();
    m_banner->hide();
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->hide();
    m_filters->setFixedWidth(grown(filterWidth, font()));
    auto *middle = new QVBoxLayout;
    middle->setSpacing(0);
    auto *bannerFrame = new QVBoxLayout;
    bannerFrame->setContentsMargins(0, 0, 0, 0);
    bannerFrame->addWidget(m_banner);
    middle->addLayout(bannerFrame);
    middle->addWidget(m_empty, 1);
    middle->addWidget(m_table, 1);
    auto *body = new QHBoxLayout;
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addWidget(m_filters);
    body->addLayout(middle, 1);
    body->addWidget(m_details);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildTop());
    column->addLayout(body, 1);
    column->addWidget(buildBottom());
}

QWidget *CatalogPage::buildTop()
{
    auto *bar = new QWidget(this);
    bar->setFixedHeight(qMax(48, fontMetrics().height() + 24));
    m_search->setPlaceholderText(tr("Search models, authors, providers"));
    m_search->setAccessibleName(tr("Search the catalog"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(160);
    m_search->setMaximumWidth(360);
    m_search->setToolTip(tr("Ctrl+F"));
    m_search->installEventFilter(this);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(8);
    m_count->setFont(sized(font(), -1));
    m_compareButton->hide();
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_search, 2);
    row->addWidget(m_filterButton);
    row->addWidget(m_chips, 0);
    row->addStretch(1);
    row->addWidget(m_compareButton);
    row->addWidget(m_count);
    return bar;
}

QWidget *CatalogPage::buildBottom()
{
    auto *bar = new QWidget(this);
    bar->setFixedHeight(qMax(28, fontMetrics().height() + 10));
    for (QLabel *label : {m_age, m_sizes, m_cheaper, m_dearer})
        label->setFont(sized(font(), -1));
    for (QToolButton *button : {m_changesButton, m_refreshButton, m_addButton})
        button->setFont(sized(font(), -1));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(16);
    for (QLabel *label : {m_age, m_sizes, m_cheaper, m_dearer}) {
        label->setMinimumWidth(0);
        row->addWidget(label);
    }
    row->addStretch(1);
    for (QToolButton *button : {m_changesButton, m_refreshButton, m_addButton})
        row->addWidget(button);
    return bar;
}

void CatalogPage::buildTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new CatalogDelegate(m_table));
    m_table->setAccessibleName(tr("Models"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(qMax(32, fontMetrics().height() + 8));
    auto *head = new FlatHeader(m_table);
    m_table->setHorizontalHeader(head);
    head->setSortIndicatorShown(true);
    head->setContextMenuPolicy(Qt::CustomContextMenu);
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(CatalogModel::Name, QHeaderView::Stretch);
    const int widths[] = {36, 0, 64, 62, 62, 98, 56, 72, 84, 74, 76};
    for (int column = 0; column < CatalogModel::ColumnCount; ++column) {
        if (column != CatalogModel::Name)
            head->resizeSection(column, grown(widths[column], font()));
        m_table->setColumnHidden(column, m_services.settings().catalog.hiddenColumns.contains(column));
    }
    const CatalogSettings &kept = m_services.settings().catalog;
    head->setSortIndicator(kept.sortColumn, kept.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
}

void CatalogPage::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, this, &CatalogPage::fill);
    connect(m_filters, &FilterPanel::changed, this, &CatalogPage::fill);
    connect(m_filters, &FilterPanel::everythingChanged, this, [this](bool everything) {
        CatalogSettings kept = m_services.settings().catalog;
        kept.everything = everything;
        saveCatalogSettings(kept);
        reindex();
    });
    connect(m_filterButton, &QToolButton::clicked, this, [this] {
        m_filtersWanted = !m_filtersWanted;
        fit();
    });
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, &CatalogPage::sortBy);
    connect(m_table->horizontalHeader(), &QWidget::customContextMenuRequested, this,
            &CatalogPage::columnMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CatalogPage::showCurrent);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == CatalogModel::Star)
            toggleFavourite(m_model->idAt(index.row()));
        m_detailsWanted = true;
        fit();
    });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT addToLineupAsked(m_model->idAt(index.row())); });
    connect(m_details, &DetailsPanel::addAsked, this, &CatalogPage::addToLineupAsked);
    connect(m_details, &DetailsPanel::favouriteAsked, this, &CatalogPage::toggleFavourite);
    connect(m_details, &DetailsPanel::compareAsked, this, &CatalogPage::toggleCompared);
    connect(m_details, &DetailsPanel::upstreamsAsked, this, &CatalogPage::askUpstreams);
    connect(m_details, &DetailsPanel::jumpAccepted, &m_services.shelf(), &CatalogShelf::acceptJump);
    connect(m_details, &DetailsPanel::removeAsked, &m_services.shelf(), &CatalogShelf::removeCustomModel);
    connect(m_details, &DetailsPanel::closeAsked, this, [this] {
        m_detailsWanted = false;
        fit();
        m_table->setFocus();
    });
    connect(m_compareButton, &QPushButton::clicked, this, &CatalogPage::showComparison);
    connect(m_changesButton, &QToolButton::clicked, this, &CatalogPage::showChanges);
    connect(m_addButton, &QToolButton::clicked, this, &CatalogPage::addByHand);
    connect(m_refreshButton, &QToolButton::clicked, this, [this] {
        if (m_services.shelf().isRefreshing())
            m_services.shelf().cancelRefresh();
        else
            refresh();
    });
    CatalogShelf &shelf = m_services.shelf();
    connect(&shelf, &CatalogShelf::changed, this, [this] {
        m_stale = true;
        if (isVisible())
            reindex();
    });
    connect(&shelf, &CatalogShelf::refreshBegan, this, [this] { m_refreshButton->setText(tr("Stop")); });
    connect(&shelf, &CatalogShelf::progress, this, [this](int done, int total, const QString &source) {
        m_age->setText(tr("Asking %1 (%2 of %3)…").arg(source).arg(done + 1).arg(total));
    });
    connect(&shelf, &CatalogShelf::refreshEnded, this, &CatalogPage::refreshEnded);
}

void CatalogPage::saveCatalogSettings(const CatalogSettings &catalog)
{
    Settings settings = m_services.settings();
    settings.catalog = catalog;
    m_services.saveSettings(settings);
}

void CatalogPage::showEvent(QShowEvent *)
{
    reindex();
    fit();
    const qint64 since = m_services.clock().wallMs() - 30 * dayMs;
    m_services.store().usageSince(since).then(
        this, [this](const Result<MonthUsage> &month) { m_details->setMonth(month); });
    m_services.store().observationsSince(since).then(this, [this](const Result<QList<Observation>> &seen) {
        if (seen)
            m_details->setObservations(*seen);
    });
}

void CatalogPage::reindex()
{
    const auto index = m_services.shelf().index(m_services.standing());
    m_stale = false;
    if (index != m_index) {
        m_index = index;
        m_filters->setIndex(*m_index);
    }
    fill();
    fillBottom();
}

void CatalogPage::fill()
{
    if (!m_index)
        return;
    const CatalogSettings &kept = m_services.settings().catalog;
    CatalogFilter filter{.text = m_search->text(), .authors = {}, .providers = {}};
    // While one searches, the best match stands first, whatever the columns say.
    if (filter.text.trimmed().isEmpty()) {
        filter.sort = CatalogModel::sortOf(kept.sortColumn);
        filter.descending = kept.descending;
    }
    const QList<int> found = m_index->search(m_filters->applied(filter));
    m_model->setResult(m_index, found);
    m_count->setText(
        tr("%1 of %Ln models", nullptr, m_index->modelCount()).arg(QLocale().toString(found.size())));
    m_table->setVisible(!found.isEmpty());
    m_empty->setVisible(found.isEmpty());
    m_empty->setText(tr("No model matches. Take a filter off, or search with fewer words."));
    fillChips();
    const int row = m_model->rowOf(m_selected);
    if (!found.isEmpty())
        selectRow(row >= 0 && filter.text.isEmpty() ? row : 0);
    else
        m_details->clear();
    if (row < 0 || !filter.text.isEmpty())
        m_table->scrollToTop();
}

void CatalogPage::fillChips()
{
    while (const std::unique_ptr<QLayoutItem> item{m_chipRow->takeAt(0)}) {
        if (item->widget())
            item->widget()->deleteLater();
    }
    const QList<FilterPanel::Chip> chips = m_filters->chips();
    const Tokens t = Tokens::fromPalette(palette());
    constexpr qsizetype mostChips = 5;
    for (const FilterPanel::Chip &chip : chips.first(qMin(mostChips, chips.size()))) {
        auto *button = textButton(m_chips, chip.text);
        button->setAutoRaise(false);
        button->setLayoutDirection(Qt::RightToLeft); // the cross stands behind the word
        button->setIcon(lineIcon(u"close"_s, t.muted));
        button->setIconSize({12, 12});
        button->setFixedHeight(qMax(24, fontMetrics().height() + 6));
        button->setAccessibleName(tr("Take off: %1").arg(chip.text));
        connect(button, &QToolButton::clicked, this, [remove = chip.remove] { remove(); });
        m_chipRow->addWidget(button);
    }
    if (!chips.isEmpty()) {
        auto *clear = textButton(m_chips, tr("Clear"));
        connect(clear, &QToolButton::clicked, m_filters, &FilterPanel::clear);
        m_chipRow->addWidget(clear);
    }
    m_chips->setVisible(!chips.isEmpty());
}

void CatalogPage::fillBottom()
{
    const CatalogShelf &shelf = m_services.shelf();
    const qint64 checked = shelf.checkedMs();
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(checked);
    if (!shelf.isRefreshing()) {
        m_age->setText(checked > 0
                           ? tr("Prices of %1").arg(textLocale().toString(when, u"d MMMM, HH:mm"_s))
                           : tr("Prices of %1, as bundled")
                                 .arg(textLocale().toString(m_index->catalog().asOf(), u"d MMMM yyyy"_s)));
        m_refreshButton->setText(tr("Refresh"));
    }
    m_sizes->setText(tr("%1 models, %2 offers")
                         .arg(QLocale().toString(m_index->catalog().models().size()),
                              QLocale().toString(m_index->catalog().offerCount())));
    int cheaper = 0, dearer = 0;
    for (int i = 0; i < int(m_index->catalog().models().size()); ++i) {
        const auto trend = m_index->row(i).trendPermille;
        cheaper += trend && *trend < -4;
        dearer += trend && *trend > 4;
    }
    m_cheaper->setText(cheaper > 0 ? tr("▼ %n cheaper", nullptr, cheaper) : QString());
    m_dearer->setText(dearer > 0 ? tr("▲ %n dearer", nullptr, dearer) : QString());
    m_cheaper->setToolTip(tr("In the last 30 days, by the floor price"));
    m_dearer->setToolTip(m_cheaper->toolTip());
}

void CatalogPage::showCurrent()
{
    const int place = m_model->placeAt(m_table->currentIndex().row());
    if (place < 0)
        return;
    m_selected = m_model->idAt(m_table->currentIndex().row());
    m_details->showModel(m_index, place);
}

/// QTableView::selectRow() takes the column at the edge, and finds none where it reads from right to left.
void CatalogPage::selectRow(int row)
{
    m_table->setCurrentIndex(m_model->QAbstractTableModel::index(row, CatalogModel::Name));
}

void CatalogPage::select(const QString &id)
{
    if (m_stale || !m_index)
        reindex();
    m_selected = id;
    const int row = m_model->rowOf(id);
    if (row < 0)
        return;
    selectRow(row);
    m_table->scrollTo(m_model->QAbstractTableModel::index(row, 0), QAbstractItemView::PositionAtCenter);
    m_detailsWanted = true;
    fit();
}

void CatalogPage::search(const QString &text)
{
    m_search->setText(text);
}

void CatalogPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void CatalogPage::sortBy(int column)
{
    CatalogSettings kept = m_services.settings().catalog;
    const bool again = kept.sortColumn == column;
    // What is newest, most or favourite is looked for at the top; prices from below.
    const bool downFirst = column == CatalogModel::Star || column == CatalogModel::Context ||
                           column == CatalogModel::Offers || column == CatalogModel::Released;
    kept.descending = again ? !kept.descending : downFirst;
    kept.sortColumn = column;
    saveCatalogSettings(kept);
    m_table->horizontalHeader()->setSortIndicator(column,
                                                  kept.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    fill();
}

void CatalogPage::columnMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = CatalogModel::Context; column < CatalogModel::ColumnCount; ++column) {
        QAction *action =
            menu->addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_services.settings().catalog.hiddenColumns.contains(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            CatalogSettings kept = m_services.settings().catalog;
            kept.hiddenColumns.removeAll(column);
            if (!shown)
                kept.hiddenColumns.append(column);
            saveCatalogSettings(kept);
            fitTable();
        });
    }
    menu->popup(m_table->horizontalHeader()->mapToGlobal(at));
}

void CatalogPage::toggleFavourite(const QString &id)
{
    if (id.isEmpty())
        return;
    CatalogSettings kept = m_services.settings().catalog;
    if (!kept.favourites.removeOne(id))
        kept.favourites.append(id);
    saveCatalogSettings(kept);
    reindex();
}

void CatalogPage::toggleCompared(const QString &id)
{
    if (id.isEmpty())
        return;
    if (!m_compared.removeOne(id)) {
        if (m_compared.size() >= mostCompared)
            m_compared.removeFirst();
        m_compared.append(id);
    }
    m_model->setCompared(m_compared);
    m_compareButton->setVisible(!m_compared.isEmpty());
    m_compareButton->setEnabled(m_compared.size() >= 2);
    m_compareButton->setText(tr("Compare %n models", nullptr, int(m_compared.size())));
}

void CatalogPage::showComparison()
{
    if (m_compared.size() >= 2)
        compareModels(m_index, m_compared, this);
}

void CatalogPage::showChanges()
{
    CatalogShelf &shelf = m_services.shelf();
    const bool waiting = shelf.pending().has_value();
    const QList<CatalogChange> changes = waiting                         ? shelf.pending()->changes
                                         : shelf.lastChanges().isEmpty() ? recentRepricings(*m_index)
                                                                         : shelf.lastChanges();
    const bool take = showCatalogChanges(changes, *m_index, waiting, this);
    if (!waiting || !shelf.pending())
        return;
    if (take)
        shelf.apply();
    else
        shelf.discard();
    m_banner->hide();
}

void CatalogPage::addByHand()
{
    const auto model = askCustomModel(m_index->catalog(), this);
    if (!model)
        return;
    if (const auto saved = m_services.shelf().saveCustomModel(*model); !saved) {
        m_banner->setMessage(InlineBanner::Kind::Error, saved.error().message, saved.error().hint);
        m_banner->show();
        return;
    }
    m_search->clear();
    select(model->id);
}

void CatalogPage::askUpstreams(const QString &id)
{
    const Model *known = m_services.shelf().catalog()->find(id);
    const auto offer = known ? std::ranges::find_if(known->offers,
                                                    [](const Offer &o) {
                                                        return o.provider == "openrouter"_L1 &&
                                                               o.variant == OfferVariant::Standard;
                                                    })
                             : QList<Offer>::const_iterator();
    if (!known || offer == known->offers.end())
        return;
    const CatalogProvider *provider = m_services.shelf().catalog()->provider(u"openrouter"_s);
    const QUrl url(u"%1/models/%2/endpoints"_s.arg(
        provider ? provider->apiBase : u"https://openrouter.ai/api/v1"_s, offer->providerModelId));
    m_services.shelf().upstreams(url).then(this, [this, id](const Result<QList<UpstreamOffer>> &upstreams) {
        m_details->setUpstreams(id, upstreams);
    });
}

void CatalogPage::refresh()
{
    m_banner->hide();
    m_services.shelf().refresh(m_services.refreshSources(), true);
}

void CatalogPage::refreshByItself()
{
    const auto look = [this] {
        const qint64 age = m_services.clock().wallMs() - m_services.shelf().checkedMs();
        if (m_services.settings().catalog.refresh && age > dayMs)
            m_services.shelf().refresh(m_services.refreshSources(), false);
    };
    constexpr int hourMs = 3'600'000;
    constexpr int afterStartMs = 5'000;
    m_daily.setInterval(hourMs);
    connect(&m_daily, &QTimer::timeout, this, look);
    m_daily.start();
    QTimer::singleShot(afterStartMs, this, look);
}

/// Favourites among \p changes, each in a sentence.
static QStringList favouriteNews(const QList<CatalogChange> &changes, const Standing &standing)
{
    using Kind = CatalogChange::Kind;
    QStringList news;
    for (const CatalogChange &change : changes) {
        if (!standing.favourites.contains(change.model))
            continue;
        if (change.kind == Kind::ModelRetired)
            news.append(CatalogPage::tr("%1 is no longer offered by anyone.").arg(change.name));
        else if (change.kind == Kind::Cheaper || change.kind == Kind::Dearer || change.kind == Kind::Jumped)
            news.append(CatalogPage::tr("%1 at %2: %3 to %4 out.")
                            .arg(change.name, change.provider, rateText(change.before.output),
                                 rateText(change.after.output)));
    }
    return news;
}

void CatalogPage::refreshEnded(const RefreshOutcome &outcome)
{
    if (m_index)
        fillBottom();
    if (outcome.cancelled)
        return;
    const auto jumps = std::ranges::count(outcome.changes, CatalogChange::Kind::Jumped, &CatalogChange::kind);
    const QStringList news = favouriteNews(outcome.changes, m_services.standing());
    const bool waiting = m_services.shelf().pending().has_value();
    if (!waiting && jumps == 0 && news.isEmpty() && outcome.notices.isEmpty())
        return;
    QString headline = waiting ? tr("%n changes in the catalog.", nullptr, int(outcome.changes.size()))
                       : outcome.answered == 0
                           ? tr("The catalog could not be refreshed. The last good one is kept.")
                       : !news.isEmpty() ? tr("A favourite changed.")
                                         : tr("The catalog was refreshed.");
    QStringList more = news.first(qMin(qsizetype(3), news.size()));
    if (jumps > 0)
        more.append(tr("%n prices moved more than five-fold: they are marked.", nullptr, int(jumps)));
    more += outcome.notices;
    if (!news.isEmpty() && !isVisible())
        Q_EMIT favouriteChanged(headline, news.join(u' '));
    const bool bad = outcome.answered == 0 || jumps > 0 || !outcome.notices.isEmpty();
    m_banner->setMessage(bad ? InlineBanner::Kind::Warn : InlineBanner::Kind::Info, headline,
                         more.join(u' '));
    if (!outcome.changes.isEmpty())
        connect(m_banner->addAction(tr("Show changes")), &QPushButton::clicked, this,
                &CatalogPage::showChanges);
    if (waiting)
        connect(m_banner->addAction(tr("Take them")), &QPushButton::clicked, this, [this] {
            m_services.shelf().apply();
            m_banner->hide();
        });
    connect(m_banner->addAction(waiting ? tr("Keep the old ones") : tr("Close")), &QPushButton::clicked, this,
            [this, waiting] {
                if (waiting)
                    m_services.shelf().discard();
                m_banner->hide();
            });
    m_banner->show();
}

bool CatalogPage::tableKey(QKeyEvent &key)
{
    const QString id = m_model->idAt(m_table->currentIndex().row());
    switch (key.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT addToLineupAsked(id);
        return true;
    case Qt::Key_Space:
        toggleCompared(id);
        return true;
    case Qt::Key_F:
        if (key.modifiers() == Qt::NoModifier) {
            toggleFavourite(id);
            return true;
        }
        return false;
    case Qt::Key_Escape:
        if (m_detailsWanted && m_details->isVisible() && width() < detailsFold()) {
            m_detailsWanted = false;
            fit();
            return true;
        }
        return false;
    default:
        break;
    }
    // Letters search, wherever one is.
    const bool plain = !(key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && !key.text().isEmpty() && key.text()[0].isPrint()) {
        m_search->setFocus();
        m_search->setText(key.text());
        return true;
    }
    return false;
}

bool CatalogPage::searchKey(QKeyEvent &key)
{
    const int row = m_table->currentIndex().row();
    switch (key.key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: {
        const int page =
            qMax(1, m_table->viewport()->height() / m_table->verticalHeader()->defaultSectionSize() - 1);
        const int step = key.key() == Qt::Key_Up       ? -1
                         : key.key() == Qt::Key_Down   ? 1
                         : key.key() == Qt::Key_PageUp ? -page
                                                       : page;
        if (m_model->rowCount() > 0)
            selectRow(qBound(0, row + step, m_model->rowCount() - 1));
        return true;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0)
            Q_EMIT addToLineupAsked(m_model->idAt(row));
        return true;
    case Qt::Key_Escape:
        if (m_search->text().isEmpty())
            return false;
        m_search->clear();
        return true;
    default:
        return false;
    }
}

bool CatalogPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitTable();
    if (event->type() == QEvent::ShortcutOverride && watched == m_search) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            event->accept(); // clears the search before it stops runs
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (watched == m_search && searchKey(*key))
            return true;
        if (watched == m_table && tableKey(*key))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

/// Narrow windows show the details over the table, and the filters when they are asked for.
void CatalogPage::fit()
{
    const bool roomForDetails = width() >= detailsFold();
    const bool roomForFilters = width() >= grown(foldFilters, font());
    const bool details = roomForDetails || m_detailsWanted;
    m_details->setClosable(!roomForDetails);
    m_details->setVisible(details);
    const int most = qMax(leastDetails, width() - grown(leastTable, font()));
    m_details->setFixedWidth(qMin(grown(detailsWidth, font()), most));
    m_filters->setVisible((roomForFilters && (roomForDetails || !m_detailsWanted)) ||
                          (!roomForFilters && m_filtersWanted));
    m_filterButton->setVisible(!roomForFilters);
    m_sizes->setVisible(roomForDetails);
    m_count->setVisible(roomForFilters);
}

/// A narrow table keeps the names and the prices.
void CatalogPage::fitTable()
{
    using Column = CatalogModel::Column;
    fitColumns(*m_table, Column::Name, grown(leastName, font()),
               {Column::MaxOutput, Column::CacheRead, Column::Released, Column::Trend, Column::Offers,
                Column::CanDo, Column::Context, Column::Input},
               m_services.settings().catalog.hiddenColumns);
}

int CatalogPage::detailsFold() const
{
    return qMax(foldDetails, grown(filterWidth + leastTable + detailsWidth, font()));
}

void CatalogPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void CatalogPage::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    const auto colour = [](QLabel *label, const QColor &color) {
        QPalette p = label->palette();
        p.setColor(QPalette::WindowText, color);
        label->setPalette(p);
    };
    for (QLabel *label : {m_count, m_age, m_sizes, m_empty})
        colour(label, t.muted);
    colour(m_cheaper, t.ok);
    colour(m_dearer, t.error);
    m_refreshButton->setIcon(lineIcon(u"again"_s, t.text));
    m_addButton->setIcon(lineIcon(u"add"_s, t.text));
    m_changesButton->setIcon({});
    m_filterButton->setIcon(lineIcon(u"list"_s, t.text));
}

void CatalogPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void CatalogPage::paintEvent(QPaintEvent *)
{
    // Lines under the top bar and over the bottom one.
    const Tokens t = Tokens::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(QRect(0, m_filters->y() - 1, width(), 1), t.sep);
    painter.fillRect(QRect(0, m_age->parentWidget()->y(), width(), 1), t.sep);
}

} // namespace Crossroads
