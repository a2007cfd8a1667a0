// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/mainwindow.h"

#include "ui/catalog/catalogpage.h"
#include "ui/catalog/filterpanel.h"
#include "ui/common/confirm.h"
#include "ui/common/editend.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/tokens.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lineupbar.h"
#include "ui/history/historypage.h"
#include "ui/keys/keyspage.h"
#include "ui/routes/routespage.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/creditchip.h"
#include "ui/shell/draft.h"
#include "ui/shell/rail.h"
#include "ui/shell/screenshots.h"
#include "ui/spend/creditwatch.h"
#include "ui/spend/spendpage.h"

#include <QAccessible>
#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyleHints>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Under this width beside it the rail shows icons only.
static constexpr int narrowPage = 1020;
// A laptop of 1366x768 pixels shows 780x439 logical ones at a scale of 1.75.
static constexpr int leastWidth = 640, leastHeight = 360;
static constexpr int titleBar = 32; // of the window's frame, until the frame is known

namespace {
/// The rooms at the width of the window, and at its height or the least that they need: then they scroll. Not
/// by setWidgetResizable(), which gives a page with wrapped words the height that it would like to have, and
/// lets what fits itself to the width (chips, columns) hold it.
class Rooms : public QScrollArea
{
public:
    Rooms(QStackedWidget *stack, QWidget *parent) : QScrollArea(parent)
    {
        setWidget(stack);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
        viewport()->setAutoFillBackground(false);
        stack->setAutoFillBackground(false);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest)
            fit();
        return QScrollArea::eventFilter(watched, event);
    }
    void resizeEvent(QResizeEvent *event) override
    {
        fit();
        QScrollArea::resizeEvent(event);
    }

private:
    void fit()
    {
        const int least = widget()->minimumSizeHint().height();
        QSize room = maximumViewportSize();
        if (least > room.height())
            room.rwidth() -= verticalScrollBar()->sizeHint().width();
        widget()->resize(room.expandedTo(QSize(0, least)));
    }
};
} // namespace

MainWindow::MainWindow(Services &services, QWidget *parent)
    : QMainWindow(parent), m_services(services), m_rail(new Rail), m_stack(new QStackedWidget(this)),
      m_compare(new ComparePage(services)), m_catalog(new CatalogPage(services)),
      m_keys(new KeysPage(services)), m_watch(new CreditWatch(services, this)),
      m_spend(new SpendPage(services, *m_watch)), m_routes(new RoutesPage(services)),
      m_history(new HistoryPage(services.store())), m_settings(new SettingsPage)
{
    setWindowTitle(tr("Crossroads"));
    setMinimumSize(leastWidth, leastHeight);
    build();
    addActions();
    applyTheme(services.settings().theme);
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this,
            [this] { applyTheme(m_services.settings().theme); });
    resize(1280, 820);
    restoreGeometry(services.settings().windowGeometry);
    fitScreen();
    connect(&services.router(), &Router::runEnded, this, &MainWindow::quitWhenDone);
    showRoom(Compare);
    m_compare->composer().setPrompt(loadDraft(draftFile(services.paths().database)));
    offerInterruptedRuns();
    m_watch->reload();
}

MainWindow::~MainWindow()
{
    qDeleteAll(findChildren<EditEnd *>()); // a field that goes has not been left by the person
}

void MainWindow::build()
{
    m_rail->addRoom(u"columns"_s, tr("Compare"));
    m_rail->addRoom(u"list"_s, tr("Catalog"));
    m_rail->addRoom(u"key"_s, tr("Keys"));
    m_rail->addRoom(u"spend"_s, tr("Spend"));
    m_rail->addRoom(u"routes"_s, tr("Routes"));
    m_rail->addRoom(u"history"_s, tr("History"));
    m_rail->addRoom(u"settings"_s, tr("Settings"), true);
    m_stack->addWidget(m_compare);
    m_stack->addWidget(m_catalog);
    m_stack->addWidget(m_keys);
    m_stack->addWidget(m_spend);
    m_stack->addWidget(m_routes);
    m_stack->addWidget(m_history);
    m_stack->addWidget(m_settings);
    auto *middle = new QWidget(this);
    auto *row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(scrolling(), 1);
    row->insertWidget(0, m_rail); // its parent from here on, so that it comes last in the order of Tab
    setCentralWidget(middle);
    connect(m_rail, &Rail::roomAsked, this, [this](int room) { showRoom(Room(room)); });
    connect(m_rail, &Rail::creditAsked, this, [this] { showRoom(Spend); });
    connect(m_watch, &CreditWatch::changed, this,
            [this] { m_rail->credit().setState(creditState(m_watch->facts())); });
    connect(m_compare, &ComparePage::budgetsAsked, this, [this] {
        showRoom(Spend);
        m_spend->editBudgets();
    });
    connect(m_compare, &ComparePage::keysAsked, this, [this] { showRoom(Keys); });
    connect(m_compare, &ComparePage::providerAsked, this, &MainWindow::addProvider);
    connect(m_spend, &SpendPage::compareAsked, this, [this] { showRoom(Compare); });
    connect(m_spend, &SpendPage::keysAsked, this, [this] { showRoom(Keys); });
    connect(m_history, &HistoryPage::opened, this, [this](const StoredRun &run) {
        m_compare->openRun(run);
        showRoom(Compare);
    });
    connect(m_catalog, &CatalogPage::addToLineupAsked, this, [this](const QString &model) {
        m_compare->addToLineup(model);
        showRoom(Compare);
    });
    connect(m_catalog, &CatalogPage::favouriteChanged, this,
            [this](const QString &headline, const QString &more) {
                m_compare->tell(headline, more, tr("Look"), [this] { showRoom(CatalogRoom); });
            });
    connect(m_routes, &RoutesPage::wireAsked, this,
            [this](const QString &runId, int lane, const QString &model) {
                m_compare->showWireOf(runId, lane, std::nullopt, model);
            });
    connect(m_routes, &RoutesPage::runAsked, this, [this](const QString &runId) {
        m_services.store().loadRun(runId).then(this, [this](const Result<StoredRun> &run) {
            if (!run)
                return;
            m_compare->openRun(*run);
            showRoom(Compare);
        });
    });
    connect(m_compare, &ComparePage::runEnded, this, [this](const QString &sentence) {
        if (!isActiveWindow())
            QApplication::alert(this);
        QAccessibleAnnouncementEvent announcement(this, sentence);
        QAccessible::updateAccessibility(&announcement);
    });
    connect(m_settings, &SettingsPage::changed, this, &MainWindow::change);
}

/// The rooms, in what scrolls where the screen has less room than the one that is shown needs.
QWidget *MainWindow::scrolling()
{
    auto *rooms = new Rooms(m_stack, this);
    // Only the room that is shown says what is needed.
    const auto fit = [this](int shown) {
        for (int room = 0; room < m_stack->count(); ++room) {
            const auto policy = room == shown ? QSizePolicy::Preferred : QSizePolicy::Ignored;
            m_stack->widget(room)->setSizePolicy(policy, policy);
        }
    };
    connect(m_stack, &QStackedWidget::currentChanged, this, fit);
    fit(m_stack->currentIndex());
    return rooms;
}

/// Saves what \p made changes, and has the rooms take it up.
void MainWindow::change(const SettingsChange &made)
{
    const Settings before = m_services.settings();
    Settings now = before;
    made(now);
    m_services.saveSettings(now);
    if (now.theme != before.theme)
        applyTheme(now.theme);
    if (now.layout != before.layout) {
        m_compare->lineupBar().setLayoutName(now.layout);
        Q_EMIT m_compare->lineupBar().layoutChanged(now.layout);
    }
    m_compare->scrollTogether(now.scrollTogether);
    m_compare->setKeepLineEnds(now.keepLineEnds);
    if (now.catalog.everything != before.catalog.everything) {
        m_catalog->filters().setEverything(now.catalog.everything);
        Q_EMIT m_catalog->filters().everythingChanged(now.catalog.everything);
    }
    if (now.findLocalServers != before.findLocalServers)
        m_keys->lookForServers();
}

/// What the settings let choose from; sources by the names that the ledger has for them.
SettingsContext MainWindow::settingsContext() const
{
    SettingsContext context;
    for (const Vendor &vendor : m_services.vendors()) {
        if (!vendor.simulated)
            context.providers.append({vendor.slug, vendor.name});
    }
    const auto byText = [](const SettingsChoice &a, const SettingsChoice &b) {
        return a.text.localeAwareCompare(b.text) < 0;
    };
    std::ranges::sort(context.providers, byText);
    for (const KeyEntry &entry : m_services.keyRing().keys()) {
        if (!entry.record.lastFour.isEmpty())
            context.keys.append(
                {entry.record.lastFour,
                 tr("Key \u201c%1\u201d of %2, \u2026%3")
                     .arg(entry.record.label, m_services.vendors().value(entry.record.provider).name,
                          entry.record.lastFour)});
    }
    context.sources = {
        {u"compare"_s, tr("Compare")}, {u"cli"_s, tr("The command line")}, {u"gateway"_s, tr("The gateway")}};
    return context;
}

QAction *MainWindow::addShortcut(const QString &text, const QKeySequence &keys, std::function<void()> run)
{
    auto *action = new QAction(text, this);
    action->setShortcut(keys);
    addAction(action);
    connect(action, &QAction::triggered, this, std::move(run));
    return action;
}

void MainWindow::addActions()
{
    auto *menu = new QMenu(this);
    const auto item = [&](const QString &text, const QKeySequence &keys, std::function<void()> run) {
        menu->addAction(addShortcut(text, keys, std::move(run)));
    };
    item(tr("&New run"), QKeySequence::New, [this] {
        showRoom(Compare);
        m_compare->newRun();
    });
    item(tr("&Add a model…"), Qt::CTRL | Qt::Key_L, [this] {
        showRoom(Compare);
        m_compare->addModel();
    });
    item(tr("S&end"), Qt::CTRL | Qt::Key_Return, [this] { m_compare->send(); });
    item(tr("St&op all"), {}, [this] { m_compare->stopAll(); });
    addShortcut(tr("Close what is open; then stop all"), Qt::Key_Escape, [this] { escape(); });
    menu->addSeparator();
    item(tr("&Find"), QKeySequence::Find, [this] {
        if (m_stack->currentWidget() == m_catalog) {
            m_catalog->focusSearch();
            return;
        }
        showRoom(Compare);
        m_compare->find();
    });
    m_scrollTogether = addShortcut(tr("S&croll the lanes together"), Qt::CTRL | Qt::SHIFT | Qt::Key_L, [] {});
    m_scrollTogether->setCheckable(true);
    m_scrollTogether->setChecked(m_services.settings().scrollTogether);
    connect(m_scrollTogether, &QAction::triggered, m_compare, &ComparePage::scrollTogether);
    connect(m_compare, &ComparePage::scrollsTogether, m_scrollTogether, &QAction::setChecked);
    menu->addAction(m_scrollTogether);
    item(tr("Larger answers"), QKeySequence::ZoomIn, [this] { m_compare->zoom(1); });
    item(tr("Smaller answers"), QKeySequence::ZoomOut, [this] { m_compare->zoom(-1); });
    item(tr("Answers at their own size"), Qt::CTRL | Qt::Key_0, [this] { m_compare->zoom(0); });
    item(tr("&Rail"), Qt::Key_F9, [this] {
        Settings settings = m_services.settings();
        settings.railCollapsed = !settings.railCollapsed;
        m_services.saveSettings(settings);
        fitRail();
    });
    item(tr("&Full screen"), Qt::Key_F11, [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    menu->addSeparator();
    item(tr("&Catalog"), Qt::CTRL | Qt::Key_M, [this] { showRoom(CatalogRoom); });
    item(tr("&Keys"), Qt::CTRL | Qt::SHIFT | Qt::Key_K, [this] { showRoom(Keys); });
    item(tr("Add a &provider…"), {}, [this] { addProvider(); });
    item(tr("S&pend"), Qt::CTRL | Qt::SHIFT | Qt::Key_S, [this] { showRoom(Spend); });
    item(tr("Ro&utes"), Qt::CTRL | Qt::SHIFT | Qt::Key_R, [this] { showRoom(Routes); });
    item(tr("&History"), Qt::CTRL | Qt::Key_H, [this] { showRoom(History); });
    item(tr("&Settings"), Qt::CTRL | Qt::Key_Comma, [this] { showRoom(Preferences); });
    item(tr("&Keyboard shortcuts"), Qt::Key_F1, [this] { showShortcuts(); });
    item(tr("&Quit"), QKeySequence::Quit, [this] { close(); });
    addShortcut(tr("Next part of the window"), Qt::Key_F6, [this] { moveRegion(1); });
    addShortcut(tr("Part before"), Qt::SHIFT | Qt::Key_F6, [this] { moveRegion(-1); });
    for (int lane = 0; lane <= 9; ++lane)
        addShortcut({}, QKeySequence(Qt::ALT | Qt::Key(Qt::Key_0 + lane)),
                    [this, lane] { m_compare->focusLane(lane); });
    // Not setMenu(): that would add an arrow to the sign that says menu already.
    QToolButton *button = m_rail->menuButton();
    connect(button, &QToolButton::clicked, menu,
            [menu, button] { menu->popup(button->mapToGlobal(QPoint(0, button->height()))); });
}

void MainWindow::addProvider()
{
    showRoom(Keys);
    m_keys->addProvider();
}

void MainWindow::showShortcuts()
{
    QDialog dialog(this);
    dialog.setWindowTitle(tr("Keyboard shortcuts"));
    auto *form = new QFormLayout(&dialog);
    const auto all = actions();
    for (const QAction *action : all) {
        if (!action->text().isEmpty() && !action->shortcut().isEmpty())
            form->addRow(QString(action->text()).remove(u'&'),
                         new QLabel(action->shortcut().toString(QKeySequence::NativeText), &dialog));
    }
    form->addRow(tr("Go to a lane, to the prompt"), new QLabel(tr("Alt+1…9, Alt+0"), &dialog));
    dialog.exec();
}

/// Takes what is being edited on the page that is shown. Where it can not be taken, the person decides: false
/// means to go on with it.
bool MainWindow::finishEdits()
{
    QWidget *page = m_stack->currentWidget();
    QWidget *refused = EditEnd::finishAll(page);
    if (!refused)
        return true;
    const QString why = refused->accessibleDescription();
    const int choice = ask(this, tr("“%1” was not changed.").arg(refused->accessibleName()),
                           why.isEmpty() ? tr("What stands in its field can not be used.") : why,
                           {tr("Go on editing"), tr("Leave it as it was")});
    if (choice == 1) {
        EditEnd::putAllBack(page);
        return true;
    }
    m_rail->setCurrent(m_stack->currentIndex());
    if (page == m_settings)
        m_settings->showField(refused);
    else
        refused->setFocus(Qt::OtherFocusReason);
    return false;
}

void MainWindow::showRoom(Room room)
{
    if (room != m_stack->currentIndex() && !finishEdits())
        return;
    m_stack->setCurrentIndex(room);
    m_rail->setCurrent(room);
    if (room == Preferences)
        m_settings->show(m_services.settings(), settingsContext());
    else if (room == CatalogRoom)
        m_catalog->focusSearch();
    else if (room == Compare)
        m_compare->composer().editor()->setFocus();
    m_stack->currentWidget()->show();
}

/// The platform's own colours where it answers to the scheme, else ours.
void MainWindow::applyTheme(const QString &theme)
{
    const auto scheme = theme == "light"_L1  ? Qt::ColorScheme::Light
                        : theme == "dark"_L1 ? Qt::ColorScheme::Dark
                                             : Qt::ColorScheme::Unknown;
    if (scheme == Qt::ColorScheme::Unknown)
        QGuiApplication::styleHints()->unsetColorScheme();
    else
        QGuiApplication::styleHints()->setColorScheme(scheme);
    if (m_ownPalette)
        QApplication::setPalette(QPalette()); // the platform's again
    const bool dark = scheme == Qt::ColorScheme::Dark;
    m_ownPalette =
        scheme != Qt::ColorScheme::Unknown && Tokens::fromPalette(QApplication::palette()).dark != dark;
    if (m_ownPalette)
        QApplication::setPalette(designPalette(dark));
}

/// The first window, and one that was larger or elsewhere on another screen.
void MainWindow::fitScreen()
{
    if (windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen))
        return;
    const QRect room = screen()->availableGeometry();
    const QSize fitting = size().boundedTo(room.size() - QSize(0, titleBar));
    if (fitting != size())
        resize(fitting);
    if (!m_services.settings().windowGeometry.isEmpty() && !room.contains(geometry()))
        move(room.topLeft());
}

void MainWindow::fitRail()
{
    m_rail->setCollapsed(m_services.settings().railCollapsed || width() - m_rail->wideWidth() < narrowPage);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    fitRail();
}

/// Whoever brings the window back wants to go on with it.
void MainWindow::showEvent(QShowEvent *event)
{
    m_leaving = false;
    QMainWindow::showEvent(event);
}

/// Other rooms have nothing that Escape could stop.
void MainWindow::escape()
{
    if (m_stack->currentWidget() == m_compare)
        m_compare->escape();
}

/// From the rail into the page, through its parts, and back.
void MainWindow::moveRegion(int step)
{
    const bool inRail = m_rail->isAncestorOf(focusWidget());
    const bool spend = m_stack->currentWidget() == m_spend;
    if (!inRail && spend && m_spend->moveFocus(step))
        return;
    if (!inRail)
        m_rail->current()->setFocus(Qt::ShortcutFocusReason);
    else if (spend)
        m_spend->focusFirst();
    else if (m_stack->currentWidget() == m_compare)
        m_compare->composer().editor()->setFocus(Qt::ShortcutFocusReason);
    else if (QWidget *first = m_stack->currentWidget()->nextInFocusChain())
        first->setFocus(Qt::ShortcutFocusReason);
}

/// Runs of a process that died are offered with their text, the newest first.
void MainWindow::offerInterruptedRuns()
{
    m_services.store().takeInterruptedRuns().then(this, [this](const Result<QList<StoredRun>> &runs) {
        if (!runs || runs->isEmpty())
            return;
        InlineBanner &banner = m_compare->banner();
        banner.setMessage(
            InlineBanner::Kind::Warn, tr("%Ln runs were interrupted.", nullptr, int(runs->size())),
            tr("What had arrived is kept: %1").arg(runs->last().run.prompt.simplified().left(120)));
        QPushButton *open = banner.addAction(tr("Open"));
        connect(open, &QPushButton::clicked, this, [this, run = runs->last()] {
            m_compare->openRun(run);
            m_compare->banner().hide();
        });
        QPushButton *later = banner.addAction(tr("Leave it in the history"));
        connect(later, &QPushButton::clicked, &banner, &QWidget::hide);
        banner.show();
    });
}

void MainWindow::saveWindow()
{
    Settings settings = m_services.settings();
    settings.windowGeometry = saveGeometry();
    m_services.saveSettings(settings);
    saveDraft(draftFile(m_services.paths().database), m_compare->composer().prompt());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_closing && !finishEdits()) {
        event->ignore();
        return;
    }
    saveWindow();
    Router &router = m_services.router();
    if (m_closing || router.activeRuns() == 0) {
        event->accept();
        QApplication::quit();
        return;
    }
    event->ignore();
    const int choice = ask(this, tr("Answers are still arriving."),
                           tr("Let them finish without the window, or stop them and keep what has arrived?"),
                           {tr("Finish in the background"), tr("Stop and keep")});
    if (choice < 0)
        return;
    if (choice == 1)
        router.stopAll();
    hide();
    m_leaving = true;
    quitWhenDone(); // they may have ended while the question stood
}

void MainWindow::quitWhenDone()
{
    if (!m_leaving || m_services.router().activeRuns() > 0)
        return;
    m_closing = true;
    close();
}

void MainWindow::bringToFront()
{
    const bool wasHidden = !isVisible();
    if (wasHidden && m_stack->currentWidget() == m_compare)
        m_compare->composer().editor()->setFocus(); // not what Qt finds first, which could be a Stop button
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

} // namespace Crossroads
