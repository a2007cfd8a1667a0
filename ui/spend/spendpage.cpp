// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/spendpage.h"

#include "ui/common/elidedlabel.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/primarybutton.h"
#include "ui/common/segmentbar.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"
#include "ui/spend/balancerow.h"
#include "ui/spend/budgetrow.h"
#include "ui/spend/budgetsdialog.h"
#include "ui/spend/chartpanel.h"
#include "ui/spend/emptynote.h"
#include "ui/spend/sheet.h"
#include "ui/spend/spendnames.h"
#include "ui/spend/spendtable.h"
#include "ui/spend/usagepanel.h"

#include <QAbstractButton>
#include <QDateEdit>
#include <QDesktopServices>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Kind = InlineBanner::Kind;

static constexpr int mostDays = 366;    // a bar for each of them
static constexpr int wideEnough = 1000; // for the words beside the title
static constexpr int minuteMs = 60'000;

SpendPage::SpendPage(Services &services, CreditWatch &watch, QWidget *parent)
    : QWidget(parent), m_services(services), m_watch(watch), m_title(new QLabel(tr("Spend"), this)),
      m_basis(new ElidedLabel(this)), m_periods(new SegmentBar(this)), m_from(new QDateEdit(this)),
      m_until(new QDateEdit(this)), m_refresh(new QToolButton(this)),
      m_export(new QPushButton(tr("&Export CSV…"), this)), m_bannerFrame(new QWidget(this)),
      m_banner(new InlineBanner(m_bannerFrame)), m_scroll(new QScrollArea(this)),
      m_balances(new BalanceRow(this)), m_budgets(new BudgetRow(this)), m_empty(new EmptyNote(this)),
      m_chart(new ChartPanel(tr("Spending"), this)),
      m_table(new SpendTable([this](SpendPart part, const QString &of) { return nameOf(part, of); }, this)),
      m_usage(new UsagePanel(this)), m_open([](const QUrl &url) { QDesktopServices::openUrl(url); })
{
    build();
    connectParts();
    showPeriod(u"month"_s);
    orderTabs();
    recolour();
}

// --- building ---

QWidget *SpendPage::buildHead()
{
    auto *head = new RoomHead(this);
    m_title->setFont(sized(font(), 2, true));
    m_basis->setFont(sized(font(), -1));
    m_basis->setTextFormat(Qt::PlainText);
    m_periods->setAccessibleName(tr("Period"));
    m_periods->addSegment(u"today"_s, {}, tr("Today"), true);
    m_periods->addSegment(u"week"_s, {}, tr("7 days"), true);
    m_periods->addSegment(u"month"_s, {}, textLocale().standaloneMonthName(m_watch.today().month()), true);
    m_periods->addSegment(u"quarter"_s, {}, tr("90 days"), true);
    m_periods->addSegment(u"custom"_s, {}, tr("Custom"), true);
    for (QDateEdit *edit : {m_from, m_until}) {
        edit->setCalendarPopup(true);
        edit->setMaximumDate(m_watch.today());
        edit->hide();
    }
    m_from->setAccessibleName(tr("First day"));
    m_until->setAccessibleName(tr("Last day"));
    m_refresh->setAutoRaise(true);
    m_refresh->setFixedSize(28, 28);
    m_refresh->setToolTip(tr("Ask for the balances and read the ledger again"));
    m_refresh->setAccessibleName(tr("Ask for the balances and read the ledger again"));
    m_export->setMinimumHeight(28);
    m_export->setToolTip(tr("Save what is shown, with exact amounts, as a table of comma-separated values"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_basis);
    row->addStretch();
    for (QWidget *widget : {static_cast<QWidget *>(m_periods), static_cast<QWidget *>(m_refresh),
                            static_cast<QWidget *>(m_export)})
        row->addWidget(widget);
    auto *days = new QHBoxLayout; // of a period of one's own; below, as a narrow window has no room beside
    days->setSpacing(8);
    days->addStretch();
    days->addWidget(m_from);
    days->addWidget(m_until);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(16, 8, 12, 8);
    column->setSpacing(6);
    column->addLayout(row);
    column->addLayout(days);
    head->setMinimumHeight(48);
    return head;
}

void SpendPage::build()
{
    auto *bannerFrame = new QVBoxLayout(m_bannerFrame);
    bannerFrame->setContentsMargins(16, 8, 16, 8);
    bannerFrame->addWidget(m_banner);
    m_bannerFrame->hide();
    auto *content = new Sheet;
    auto *page = new QVBoxLayout(content);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    for (QWidget *part : {static_cast<QWidget *>(m_balances), static_cast<QWidget *>(m_budgets),
                          static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_chart),
                          static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_usage)})
        page->addWidget(part);
    page->insertSpacing(page->indexOf(m_usage), 24);
    page->addStretch(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_bannerFrame);
    column->addWidget(m_scroll, 1);
}

void SpendPage::connectParts()
{
    connect(m_periods, &SegmentBar::picked, this, &SpendPage::showPeriod);
    const auto days = [this] { showDays(m_from->date(), m_until->date()); };
    connect(m_from, &QDateEdit::userDateChanged, this, days);
    connect(m_until, &QDateEdit::userDateChanged, this, days);
    connect(m_refresh, &QToolButton::clicked, this, &SpendPage::refreshBalances);
    connect(m_export, &QPushButton::clicked, this, &SpendPage::exportCsv);
    connect(m_balances, &BalanceRow::topUpAsked, this, [this](const QUrl &page) { m_open(page); });
    connect(m_budgets, &BudgetRow::editAsked, this, &SpendPage::editBudgets);
    connect(&m_chart->chart(), &DayChart::dayPicked, this, [this](QDate day) {
        const QString iso = day.toString(Qt::ISODate);
        setFilter(SpendPart::Day, m_filter.day == iso ? QString() : iso);
    });
    const auto pick = [this](const QString &group) {
        const SpendPart part = m_table->part() == SpendPart::Day ? SpendPart::Provider : m_table->part();
        setFilter(part, group);
    };
    connect(m_chart, &ChartPanel::groupPicked, this, pick);
    connect(m_table, &SpendTable::groupPicked, this,
            [this](const QString &group) { setFilter(m_table->part(), group); });
    connect(m_table, &SpendTable::partPicked, this, &SpendPage::refreshFigures);
    connect(m_table, &SpendTable::chipRemoved, this, [this](SpendPart part) { setFilter(part, {}); });
    connect(m_table, &SpendTable::noteClicked, this, [this] {
        m_unknownOnly = !m_unknownOnly;
        refreshFigures();
    });
    connect(m_empty, &EmptyNote::clicked, this,
            [this] { m_services.keyRing().keys().isEmpty() ? Q_EMIT keysAsked() : Q_EMIT compareAsked(); });
    connect(&m_watch, &CreditWatch::changed, this, &SpendPage::refreshCredit);
    connect(&m_watch, &CreditWatch::ledgerChanged, this, [this] {
        if (isVisible())
            load();
    });
    m_minute.setInterval(minuteMs);
    connect(&m_minute, &QTimer::timeout, this, [this] {
        m_watch.reload(); // other processes spend, too
        load();
    });
}

void SpendPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_minute.start();
    if (m_periods->current() != "custom"_L1)
        showPeriod(m_periods->current()); // today may be another day than when it was shown last
    else
        load();
    refreshCredit();
}

void SpendPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_minute.stop();
}

// --- the period ---

void SpendPage::showPeriod(const QString &key)
{
    const QDate today = m_watch.today();
    const QDate month(today.year(), today.month(), 1);
    m_periods->segment(u"month"_s)->setText(textLocale().standaloneMonthName(today.month()));
    m_periods->setCurrent(key);
    const bool custom = key == "custom"_L1;
    m_from->setVisible(custom);
    m_until->setVisible(custom);
    if (custom) {
        showDays(m_first, qMin(m_last, today));
        return;
    }
    m_last = m_chartLast = today;
    m_first = key == "today"_L1     ? today
              : key == "week"_L1    ? today.addDays(-6)
              : key == "quarter"_L1 ? today.addDays(-89)
                                    : month;
    m_chartFirst = key == "today"_L1 ? today.addDays(-6) : m_first; // one bar alone tells nothing
    if (key == "month"_L1)
        m_chartLast = month.addMonths(1).addDays(-1);
    m_filter.day.clear();
    load();
}

void SpendPage::showDays(QDate first, QDate last)
{
    m_first = qMin(first, last);
    m_last = qMax(first, last);
    if (m_first.daysTo(m_last) >= mostDays)
        m_first = m_last.addDays(1 - mostDays);
    m_chartFirst = m_first;
    m_chartLast = m_last;
    const QSignalBlocker quiet(m_from), quietToo(m_until);
    for (QDateEdit *edit : {m_from, m_until})
        edit->setMaximumDate(m_watch.today());
    m_from->setDate(m_first);
    m_until->setDate(m_last);
    m_filter.day.clear();
    load();
}

QString SpendPage::periodText() const
{
    return periodName(m_periods->current(), m_first, m_last);
}

void SpendPage::load()
{
    if (!isVisible())
        return; // a page that nobody looks at costs nothing
    const int asked = ++m_asked;
    m_watch.ask({.since = m_chartFirst, .until = m_chartLast})
        .then(this, [this, asked](const Result<QList<SpendCell>> &cells) {
            if (asked == m_asked)
                take(cells);
        });
}

void SpendPage::take(const Result<QList<SpendCell>> &cells)
{
    m_failure = cells ? std::nullopt : std::optional(cells.error());
    if (cells) {
        m_cells = *cells; // else what was read last stays
        m_loaded = true;
    }
    showProblems();
    readDrift();
    refreshFigures();
}

/// How far what providers report is from our own figures.
void SpendPage::readDrift()
{
    m_services.store()
        .drift({.since = m_first, .until = m_last})
        .then(this, [this](const Result<QList<CostDrift>> &drift) {
            const QString words = drift ? driftText(*drift) : QString();
            if (std::exchange(m_drift, words) != words)
                refreshFigures();
        });
}

// --- figures ---

QString SpendPage::nameOf(SpendPart part, const QString &of) const
{
    return groupName(m_watch.facts(), m_services.catalog(), part, of);
}

QList<SpendCell> SpendPage::periodCells() const
{
    QList<SpendCell> cells;
    std::ranges::copy_if(m_cells, std::back_inserter(cells), [this](const SpendCell &cell) {
        return cell.day >= m_first && cell.day <= m_last && (!m_unknownOnly || cell.unknownCost > 0);
    });
    return cells;
}

bool SpendPage::isEmptyState() const
{
    return m_loaded && m_cells.isEmpty();
}

void SpendPage::refreshFigures()
{
    const bool empty = isEmptyState();
    m_empty->setVisible(empty);
    for (QWidget *part :
         {static_cast<QWidget *>(m_chart), static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_usage)})
        part->setVisible(!empty && m_loaded);
    m_export->setEnabled(!empty && m_loaded);
    const bool noKeys = m_services.keyRing().keys().isEmpty();
    m_empty->setWords(
        tr("Nothing was spent %1.").arg(periodText()),
        noKeys ? tr("Add a provider’s key and send a prompt: what it costs stands here, to the picodollar. "
                    "Simulated answers cost nothing and are left out.")
               : tr("Send a prompt: what it costs stands here, to the picodollar. Simulated answers cost "
                    "nothing and are left out."),
        noKeys ? tr("Add a key") : tr("Write a prompt"), noKeys ? u"key"_s : u"send"_s);
    if (empty)
        m_basis->clear();
    if (empty || !m_loaded)
        return;
    const QList<SpendCell> inPeriod = periodCells();
    const QList<SpendCell> shown = filtered(inPeriod, m_filter);
    const SpendSums sums = sumsOf(shown);
    fillChart(inPeriod);
    m_table->show(shown, m_table->part(), feesOf(shown, m_services.catalog()));
    fillNotes(sums);
    m_usage->show(shown, m_first, m_last, m_watch.today());
    orderTabs();
}

void SpendPage::fillChart(const QList<SpendCell> &inPeriod)
{
    const SpendPart part = m_table->part() == SpendPart::Day ? SpendPart::Provider : m_table->part();
    SpendFilter withoutDay = m_filter; // the other days stay in sight, so that one can go there
    withoutDay.day.clear();
    const SpendSums sums = sumsOf(filtered(inPeriod, m_filter));
    const QList<SpendCell> cells = filtered(m_cells, withoutDay);
    const DayBars bars = costByDay(cells, part, m_chartFirst, m_chartLast);
    QStringList names, groups;
    for (const DayBars::Series &series : bars.series) {
        names.append(series.of.isEmpty() ? tr("others") : nameOf(part, series.of));
        groups.append(m_filter.value(part).isEmpty() ? series.of : QString());
    }
    const auto money = [](qint64 pico) { return moneyText(Money{pico}); };
    const DayChart::Look look{.names = names,
                              .text = money,
                              .exact = [](qint64 pico) { return u'$' + Money{pico}.toDecimal(); },
                              .axis = [](qint64 pico) { return axisMoneyText(Money{pico}); },
                              .today = m_watch.today(),
                              .from = m_first,
                              .chosen = QDate::fromString(m_filter.day, Qt::ISODate)};
    const QString when =
        m_filter.day.isEmpty() ? periodText() : tr("on %1").arg(nameOf(SpendPart::Day, m_filter.day));
    Money fee;
    for (const SpendModel::Fee &one : feesOf(filtered(inPeriod, m_filter), m_services.catalog()))
        fee += one.money;
    QString more =
        tr("%Ln answers, %1 tokens", nullptr, int(sums.answered)).arg(shortCountText(sums.tokens()));
    if (fee != Money{})
        more += tr(" · plus %1 of fees").arg(moneyText(fee));
    m_chart->setHeadline(tr("%1 %2").arg(costText(sums), when), more);
    m_chart->setBars(bars, look, groups);
    m_basis->setText(QStringList{basisShares(sums), m_drift}.join(m_drift.isEmpty() ? u""_s : u" · "_s));
    m_basis->setToolTip(exactText(sums));
}

void SpendPage::fillNotes(const SpendSums &sums)
{
    QStringList notes;
    if (sums.unsettled > 0)
        notes.append(
            tr("%Ln requests are under way or were interrupted: up to %1 more.", nullptr, int(sums.unsettled))
                .arg(moneyText(sums.unsettledBound)));
    if (sums.unknownCost > 0)
        notes.append(tr("%Ln answers have no known cost and are left out.", nullptr, int(sums.unknownCost)));
    const QString link = m_unknownOnly ? tr("Show all") : sums.unknownCost > 0 ? tr("Show them") : QString();
    m_table->setNote(notes.join(u' '), link);
    QList<SpendTable::Chip> chips;
    for (const SpendPart part :
         {SpendPart::Day, SpendPart::Model, SpendPart::Provider, SpendPart::Key, SpendPart::Source}) {
        if (!m_filter.value(part).isEmpty())
            chips.append({part, nameOf(part, m_filter.value(part))});
    }
    m_table->setChips(chips);
}

void SpendPage::setFilter(SpendPart part, const QString &value)
{
    m_filter.value(part) = value;
    refreshFigures();
}

void SpendPage::refreshCredit()
{
    if (!isVisible())
        return;
    const CreditFacts facts = m_watch.facts();
    m_balances->show(balanceLines(facts));
    m_budgets->show(budgetLines(facts));
    m_refresh->setEnabled(!m_watch.balances().isAsking());
    showProblems();
    orderTabs();
}

// --- what is wrong ---

/// One banner: the ledger's failure comes before a balance's.
void SpendPage::showProblems()
{
    const std::optional<Error> ledger = m_failure ? m_failure : m_watch.failure();
    if (ledger) {
        m_banner->setMessage(Kind::Error, tr("The ledger can not be read. %1").arg(ledger->message),
                             (m_loaded ? tr("What is shown is from before. %1")
                                       : tr("Nothing is lost: requests are still entered. %1"))
                                 .arg(ledger->hint));
        connect(m_banner->addAction(tr("Read it again")), &QPushButton::clicked, this, [this] {
            m_watch.reload();
            load();
        });
        m_bannerFrame->show();
        return;
    }
    QStringList names;
    std::optional<Error> why;
    for (const KeyEntry &key : m_services.keyRing().keys()) {
        if (const auto failure = m_watch.balances().failureOf(key.record.id)) {
            names.append(m_watch.facts().vendorOf(key.record.provider).name);
            why = failure;
        }
    }
    m_bannerFrame->setVisible(!names.isEmpty());
    if (names.isEmpty())
        return;
    names.removeDuplicates();
    m_banner->setMessage(Kind::Warn, tr("%1 did not tell its balance.").arg(names.join(u", "_s)),
                         u"%1 %2"_s.arg(why->message, why->hint));
    connect(m_banner->addAction(tr("Ask again")), &QPushButton::clicked, this, &SpendPage::refreshBalances);
}

void SpendPage::refreshBalances()
{
    m_watch.balances().askAll();
    m_watch.reload();
    load();
}

// --- budgets, export ---

void SpendPage::editBudgets()
{
    BudgetsDialog dialog(m_services.settings(), budgetPartsOf(m_watch.facts()), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const Settings typed = dialog.settings();
    Settings settings = m_services.settings(); // the rest may have moved on meanwhile
    settings.budgetPerRun = typed.budgetPerRun;
    settings.budgetPerDay = typed.budgetPerDay;
    settings.budgetPerMonth = typed.budgetPerMonth;
    settings.budgetsOf = typed.budgetsOf;
    settings.budgetWarnings = typed.budgetWarnings;
    settings.lowCredit = typed.lowCredit;
    m_services.saveSettings(settings);
    Q_EMIT m_watch.changed();
}

QByteArray SpendPage::csv() const
{
    return spendCsv(filtered(periodCells(), m_filter));
}

bool SpendPage::saveCsv(const QString &path)
{
    QSaveFile file(path);
    const QByteArray bytes = csv();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return true;
    m_banner->setMessage(Kind::Error, tr("%1 can not be written.").arg(path), file.errorString());
    connect(m_banner->addAction(tr("Choose another place…")), &QPushButton::clicked, this,
            &SpendPage::exportCsv);
    m_bannerFrame->show();
    return false;
}

void SpendPage::exportCsv()
{
    const QString name =
        u"crossroads-spend-%1-%2.csv"_s.arg(m_first.toString(Qt::ISODate), m_last.toString(Qt::ISODate));
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the spending"), name, tr("Tables (*.csv)"));
    if (!path.isEmpty())
        saveCsv(path);
}

// --- keyboard, looks ---

static QWidget *chosenSegment(const SegmentBar *bar)
{
    QAbstractButton *chosen = bar->segment(bar->current());
    return chosen ? chosen : bar->segments().value(0);
}

/// What F6 goes through: each part of the page that is there.
QList<QWidget *> SpendPage::regions() const
{
    QList<QWidget *> all{chosenSegment(m_periods)};
    if (const QList<QWidget *> stops = m_balances->tabStops(); !stops.isEmpty())
        all.append(stops.first());
    all.append(m_budgets->button());
    if (m_empty->isVisible())
        all.append(m_empty->button());
    if (m_chart->isVisible())
        all += {&m_chart->chart(), chosenSegment(&m_table->segments()), &m_table->table(),
                &m_usage->chart().chart()};
    return all;
}

bool SpendPage::moveFocus(int step)
{
    const QList<QWidget *> all = regions();
    const QPoint here = focusWidget() ? focusWidget()->mapTo(this, QPoint()) : QPoint(0, -1);
    qsizetype now = -1; // the region that holds the focus, or the last one above it
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all[i] == focusWidget() || all[i]->mapTo(this, QPoint()).y() <= here.y())
            now = i;
        if (all[i] == focusWidget())
            break;
    }
    const qsizetype next = now + step;
    if (next < 0 || next >= all.size())
        return false;
    all[next]->setFocus(Qt::ShortcutFocusReason);
    m_scroll->ensureWidgetVisible(all[next], 0, 24);
    return true;
}

void SpendPage::focusFirst()
{
    regions().first()->setFocus(Qt::ShortcutFocusReason);
}

void SpendPage::scrollTo(const QString &part)
{
    const QWidget *target = part == "table"_L1   ? static_cast<QWidget *>(m_table)
                            : part == "usage"_L1 ? static_cast<QWidget *>(m_usage)
                                                 : nullptr;
    m_scroll->verticalScrollBar()->setValue(target ? target->y() : 0);
}

void SpendPage::orderTabs()
{
    QList<QWidget *> stops = m_periods->segments();
    stops += {m_from, m_until, m_refresh, m_export};
    stops += m_balances->tabStops();
    stops += {m_budgets->button(), m_empty->button()};
    stops += m_chart->views().segments();
    stops.append(&m_chart->chart());
    stops += m_table->segments().segments();
    stops += m_table->chips();
    stops.append(&m_table->table());
    for (qsizetype i = 1; i < stops.size(); ++i)
        setTabOrder(stops[i - 1], stops[i]);
}

void SpendPage::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_basis->setPalette(quiet);
    m_refresh->setIcon(lineIcon(u"again"_s, t.text));
    m_export->setIcon(lineIcon(u"save"_s, t.text));
}

void SpendPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void SpendPage::resizeEvent(QResizeEvent *)
{
    m_basis->setVisible(width() >= wideEnough);
}

} // namespace Crossroads
