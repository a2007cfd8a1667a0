// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/screenshots.h"

#include "ui/catalog/catalogpage.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lanestrip.h"
#include "ui/compare/laneview.h"
#include "ui/compare/lineupbar.h"
#include "ui/keys/keyentrybar.h"
#include "ui/keys/keyspage.h"
#include "ui/routes/drillview.h"
#include "ui/routes/routespage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/spendstage.h"
#include "ui/shell/stagedproviders.h"

#include <QApplication>
#include <QDir>
#include <QLocale>
#include <QPointer>
#include <QStyleFactory>
#include <QTimer>

#include <cstdio>
#include <deque>
#include <functional>

namespace Crossroads {

using namespace Qt::StringLiterals;

QPalette designPalette(bool dark)
{
    QPalette p;
    const auto set = [&](QPalette::ColorRole role, QRgb light, QRgb night) {
        p.setColor(role, QColor(dark ? night : light));
    };
    set(QPalette::Window, 0xEFF0F1, 0x202326);
    set(QPalette::WindowText, 0x232629, 0xFCFCFC);
    set(QPalette::Base, 0xFFFFFF, 0x141618);
    set(QPalette::AlternateBase, 0xF7F7F7, 0x1D1F22);
    set(QPalette::Text, 0x232629, 0xFCFCFC);
    set(QPalette::Button, 0xFCFCFC, 0x292C30);
    set(QPalette::ButtonText, 0x232629, 0xFCFCFC);
    set(QPalette::Highlight, 0x3DAEE9, 0x3DAEE9);
    set(QPalette::HighlightedText, 0xFFFFFF, 0xFCFCFC);
    set(QPalette::Accent, 0x3DAEE9, 0x3DAEE9);
    set(QPalette::Link, 0x176FA3, 0x4DB4EB);
    set(QPalette::PlaceholderText, 0x5C6063, 0xABAEB0);
    set(QPalette::ToolTipBase, 0xF7F7F7, 0x292C30);
    set(QPalette::ToolTipText, 0x232629, 0xFCFCFC);
    return p;
}

/// The language of the texts; the C locale shows the source's, English.
static QString language()
{
    const QString name = QLocale().name().section(u'_', 0, 0);
    return name == "C"_L1 ? u"en"_s : name;
}

namespace {
struct Shot
{
    QString name; ///< PAGE-STATE
    QSize size{1440, 900};
    QStringList lineup = {};
    bool untilEnded = true; ///< else: grabbed while it streams
    MainWindow::Room room = MainWindow::Compare;
    QString layout = u"columns"_s;
    QString view = {}; ///< of the Routes page; the state of the Spend page
    QString search = {};
    QString select = {};
    QString dialog = {};  ///< state of the dialog of a provider of one's own: it is the picture
    QString section = {}; ///< of the settings
};

QList<Shot> shots()
{
    const QStringList first = Settings().lineup;
    const QStringList mixed{u"sandbox/swift"_s, u"sandbox/thinker"_s, u"sandbox/writer@rate=40"_s,
                            u"sandbox/fails"_s};
    const QStringList failing{u"sandbox/fails"_s, u"sandbox/limited"_s, u"sandbox/breaks"_s,
                              u"sandbox/swift@fail=html"_s};
    QStringList eight =
        mixed + QStringList{u"sandbox/breaks"_s, u"sandbox/limited"_s, u"sandbox/slow"_s, u"sandbox/swift"_s};
    return {
        {.name = u"compare-empty"_s},
        {.name = u"compare-streaming"_s, .lineup = mixed, .untilEnded = false},
        {.name = u"compare-done"_s, .lineup = first},
        {.name = u"compare-failing"_s, .lineup = failing},
        {.name = u"compare-narrow"_s,
         .size = {1024, 700},
         .lineup = {u"sandbox/swift"_s, u"sandbox/writer"_s}},
        {.name = u"compare-grid"_s,
         .size = {1920, 1080},
         .lineup = eight,
         .untilEnded = false,
         .layout = u"grid"_s},
        {.name = u"compare-smallest"_s, .size = {720, 480}, .lineup = first},
        {.name = u"catalog-list"_s, .room = MainWindow::CatalogRoom, .select = u"deepseek/deepseek-v3.2"_s},
        {.name = u"catalog-search"_s, .room = MainWindow::CatalogRoom, .search = u"claud sonet"_s},
        {.name = u"catalog-nothing"_s, .room = MainWindow::CatalogRoom, .search = u"zzzzqqqq"_s},
        {.name = u"catalog-narrow"_s,
         .size = {1024, 700},
         .room = MainWindow::CatalogRoom,
         .search = u"qwen coder"_s},
        {.name = u"catalog-smallest"_s, .size = {720, 480}, .room = MainWindow::CatalogRoom},
        {.name = u"keys-empty"_s, .room = MainWindow::Keys},
        {.name = u"keys-full"_s, .room = MainWindow::Keys},
        {.name = u"keys-paste"_s, .room = MainWindow::Keys},
        {.name = u"keys-narrow"_s, .size = {1024, 700}, .room = MainWindow::Keys},
        {.name = u"keys-smallest"_s, .size = {720, 480}, .room = MainWindow::Keys},
        {.name = u"spend-empty"_s, .room = MainWindow::Spend, .view = u"empty"_s},
        {.name = u"spend-full"_s, .room = MainWindow::Spend, .view = u"full"_s},
        {.name = u"spend-chosen"_s, .room = MainWindow::Spend, .view = u"chosen"_s},
        {.name = u"spend-usage"_s, .room = MainWindow::Spend, .view = u"usage"_s},
        {.name = u"spend-rows"_s, .room = MainWindow::Spend, .view = u"rows"_s},
        {.name = u"spend-custom"_s, .room = MainWindow::Spend, .view = u"custom"_s},
        {.name = u"spend-failing"_s, .room = MainWindow::Spend, .view = u"failing"_s},
        {.name = u"spend-narrow"_s, .size = {1024, 700}, .room = MainWindow::Spend, .view = u"full"_s},
        {.name = u"spend-smallest"_s, .size = {720, 480}, .room = MainWindow::Spend, .view = u"full"_s},
        {.name = u"provider-empty"_s, .size = {600, 560}, .room = MainWindow::Keys, .dialog = u"empty"_s},
        {.name = u"provider-typing"_s, .size = {600, 700}, .room = MainWindow::Keys, .dialog = u"typing"_s},
        {.name = u"provider-testing"_s, .size = {600, 560}, .room = MainWindow::Keys, .dialog = u"testing"_s},
        {.name = u"provider-failed"_s, .size = {600, 560}, .room = MainWindow::Keys, .dialog = u"failed"_s},
        {.name = u"provider-good"_s, .size = {600, 560}, .room = MainWindow::Keys, .dialog = u"good"_s},
        {.name = u"provider-narrow"_s, .size = {420, 620}, .room = MainWindow::Keys, .dialog = u"failed"_s},
        {.name = u"routes-last"_s, .room = MainWindow::Routes, .view = u"last"_s},
        {.name = u"routes-rules"_s, .room = MainWindow::Routes, .view = u"rules"_s},
        {.name = u"routes-drill"_s, .room = MainWindow::Routes, .view = u"drill"_s},
        {.name = u"routes-narrow"_s, .size = {1024, 700}, .room = MainWindow::Routes, .view = u"last"_s},
        {.name = u"history-list"_s, .room = MainWindow::History},
        {.name = u"settings-general"_s, .room = MainWindow::Preferences, .section = u"general"_s},
        {.name = u"settings-network"_s, .room = MainWindow::Preferences, .section = u"network"_s},
        {.name = u"settings-providers"_s, .room = MainWindow::Preferences, .section = u"providers"_s},
        {.name = u"settings-money"_s, .room = MainWindow::Preferences, .section = u"money"_s},
        {.name = u"settings-catalog"_s, .room = MainWindow::Preferences, .section = u"catalog"_s},
        {.name = u"settings-narrow"_s,
         .size = {1024, 700},
         .room = MainWindow::Preferences,
         .section = u"network"_s},
        {.name = u"settings-smallest"_s,
         .size = {720, 480},
         .room = MainWindow::Preferences,
         .section = u"providers"_s},
    };
}

/// A key for the picture: in memory only, with an invented value, and told how it fares.
struct StagedKey
{
    const char *provider;
    const char *label;
    const char *lastFour;
    std::function<void(Services &, const QString &)> state;
};

void addStaged(Services &services, const StagedKey &staged)
{
    const QString provider = QString::fromLatin1(staged.provider);
    const Secret value("fake-" + QByteArray(staged.provider) + QByteArray(staged.lastFour));
    services.keyRing()
        .add({.provider = provider,
              .label = QString::fromLatin1(staged.label),
              .value = value,
              .sessionOnly = true})
        .then(&services.keyRing(), [&services, state = staged.state](const Result<QString> &id) {
            if (id)
                state(services, *id);
        });
}

/// Keys in every state, as in the design's picture.
void stageKeys(Services &services)
{
    const qint64 now = services.clock().wallMs();
    const auto works = [now](Services &s, const QString &id) { s.keyHealth().reportWorked(id, now); };
    const auto fails = [now](ErrorKind kind, int status, qint64 ago, std::chrono::milliseconds rest) {
        return [=](Services &s, const QString &id) {
            s.keyHealth().report(id,
                                 {.kind = kind,
                                  .message = {},
                                  .hint = {},
                                  .detail = {},
                                  .httpStatus = status,
                                  .retryAfter = rest.count() ? std::optional(rest) : std::nullopt},
                                 now - ago);
        };
    };
    const auto balance = [works](const char *left, const char *limit, const char *currency) {
        return [=](Services &s, const QString &id) {
            works(s, id);
            Balance told;
            told.left = {{Money::fromDecimal(left)->pico, QString::fromLatin1(currency)}};
            if (limit)
                told.limit = Amount{Money::fromDecimal(limit)->pico, QString::fromLatin1(currency)};
            s.keyRing().setBalance(id, told.toJson());
        };
    };
    const auto limited = [works](Services &s, const QString &id) {
        works(s, id);
        s.keyRing().setLimit(id, Money::fromDecimal("40"));
    };
    const auto off = [](Services &s, const QString &id) { s.keyRing().setEnabled(id, false); };
    using std::chrono::seconds;
    for (const StagedKey &key : {
             StagedKey{"anthropic", "Work", "a41c", limited},
             StagedKey{"anthropic", "Private", "02de", works},
             StagedKey{"openrouter", "Connected account", "5d18", balance("18.42", "50", "USD")},
             StagedKey{"openrouter", "Team", "b7e2", fails(ErrorKind::RateLimited, 429, 0, seconds(24))},
             StagedKey{"deepseek", "Work", "77b1",
                       fails(ErrorKind::Authentication, 401, 86'400'000, seconds(0))},
             StagedKey{"deepseek", "Personal", "e5a0", balance("36.20", nullptr, "CNY")},
             StagedKey{"mistral", "Work", "c90d", fails(ErrorKind::Payment, 402, 0, seconds(0))},
             StagedKey{"moonshotai", "Work", "48d3", balance("4.91", nullptr, "USD")},
             StagedKey{"openai", "Old laptop", "19aa", off},
             StagedKey{"deepinfra", "Work", "c1f7", [](Services &, const QString &) {}},
         })
        addStaged(services, key);
}

/// Takes one picture after another; the event loop runs in between.
class Photographer : public QObject
{
public:
    Photographer(MainWindow &window, QString folder)
        : QObject(&window), m_window(window), m_folder(std::move(folder))
    {
        for (const bool dark : {false, true}) {
            for (const Shot &shot : shots()) {
                if (shot.name.startsWith(qEnvironmentVariable("CROSSROADS_SHOTS")))
                    m_queue.push_back({shot, dark});
            }
        }
    }

    void next()
    {
        if (m_queue.empty()) {
            QApplication::exit(0);
            return;
        }
        const auto &[shot, dark] = m_queue.front();
        QApplication::setPalette(designPalette(dark));
        if (shot.dialog.isEmpty())
            m_window.resize(shot.size);
        ComparePage &page = m_window.compare();
        m_window.showRoom(shot.room);
        if (shot.room == MainWindow::Keys) {
            while (shot.name == "keys-empty"_L1 && !m_window.services().keyRing().keys().isEmpty())
                m_window.services().keyRing().remove(m_window.services().keyRing().keys().first().record.id);
            if (shot.name == "keys-full"_L1 && m_window.services().keyRing().keys().isEmpty())
                stageKeys(m_window.services());
            m_window.keys().entry().clear();
            if (shot.name == "keys-paste"_L1)
                m_window.keys().entry().take(u"sk-or-v1-"_s + QString(60, u'0') + u"9f3c"_s);
        }
        if (shot.room == MainWindow::Spend) {
            KeyRing &keys = m_window.services().keyRing();
            if (shot.view == "empty"_L1) {
                while (!keys.keys().isEmpty())
                    keys.remove(keys.keys().first().record.id);
            } else if (keys.keys().isEmpty()) {
                stageKeys(m_window.services());
            }
            QTimer::singleShot(100, &m_window, [this, view = shot.view] { stageSpend(m_window, view); });
            QTimer::singleShot(700, this, [this] { grab(); });
            return;
        }
        if (shot.room == MainWindow::CatalogRoom) {
            m_window.catalogPage().search(shot.search);
            if (!shot.select.isEmpty())
                m_window.catalogPage().select(shot.select);
        }
        if (shot.room == MainWindow::Compare) {
            page.newRun();
            page.lineupBar().setLineup(shot.lineup.isEmpty() ? Settings().lineup : shot.lineup);
            Q_EMIT page.lineupBar().layoutChanged(shot.layout);
            page.lineupBar().setLayoutName(shot.layout);
            page.composer().setPrompt(
                u"Explain the difference between a mutex and a semaphore to a new colleague, "
                "with one example each."_s);
        }
        if (!shot.section.isEmpty())
            stageSettings(m_window, shot.section);
        if (!shot.dialog.isEmpty()) {
            m_dialog = stageProviderDialog(m_window, shot.dialog);
            m_dialog->resize(shot.size);
        }
        if (shot.room == MainWindow::Routes) {
            m_window.routes().showView(shot.view);
            if (shot.view == "drill"_L1)
                m_window.routes().drill().run();
            QTimer::singleShot(1500, this, [this] { grab(); });
            return;
        }
        if (shot.lineup.isEmpty()) {
            QTimer::singleShot(400, this, [this] { grab(); });
            return;
        }
        page.send();
        if (!shot.untilEnded) {
            QTimer::singleShot(1700, this, [this] { grab(); });
            return;
        }
        connect(&page, &ComparePage::runEnded, this, [this] {
            disconnect(&m_window.compare(), &ComparePage::runEnded, this, nullptr);
            QTimer::singleShot(150, this, [this] { grab(); });
        });
    }

private:
    void grab()
    {
        const auto &[shot, dark] = m_queue.front();
        const QString name = u"%1-%2-%3x%4-%5.png"_s.arg(shot.name, dark ? u"dark"_s : u"light"_s)
                                 .arg(shot.size.width())
                                 .arg(shot.size.height())
                                 .arg(language());
        QWidget &seen = m_dialog ? *m_dialog : static_cast<QWidget &>(m_window);
        if (!seen.grab().save(QDir(m_folder).filePath(name))) {
            std::fprintf(stderr, "crossroads: %s can not be written\n", qPrintable(name));
            QApplication::exit(1);
            return;
        }
        if (m_dialog)
            m_dialog->close(); // and gone
        m_queue.pop_front();
        QTimer::singleShot(0, this, [this] { next(); });
    }

    struct Task
    {
        Shot shot;
        bool dark;
    };
    MainWindow &m_window;
    QPointer<QWidget> m_dialog; ///< that is the picture
    QString m_folder;
    std::deque<Task> m_queue;
};
} // namespace

void startScreenshots(MainWindow &window, const UiOptions &options)
{
    QDir().mkpath(options.screenshotsFolder);
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setFont(QFont(u"Noto Sans"_s, 10));
    auto *photographer = new Photographer(window, options.screenshotsFolder);
    QTimer::singleShot(0, photographer, [photographer] { photographer->next(); });
}

} // namespace Crossroads
