// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/uimain.h"

#include "ui/catalog/catalogpage.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/compare/comparepage.h"
#include "ui/shell/demo.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/screenshots.h"

#include <kdsingleapplication.h>

#include <QApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QIcon>
#include <QStyleFactory>
#include <QTimer>

#include <chrono>
#include <cstdio>
#include <ctime>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// One window per store: two stores may have a window each.
static QString instanceName(const Services &services)
{
    const QByteArray path = services.paths().database.toUtf8();
    return u"crossroads-"_s +
           QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().first(16));
}

/// The memory of this process; a page that N processes share counts 1/N.
static long memoryKib()
{
    QFile rollup(u"/proc/self/smaps_rollup"_s);
    if (!rollup.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = rollup.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("Pss:"))
            return line.mid(4).trimmed().split(' ').value(0).toLong();
    }
    return 0;
}

namespace {
/// Says once the window has been painted, and two seconds later, what the process weighs and has used:
/// "KIB CPU_MS"; then ends it.
class FirstPaint : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            QTimer::singleShot(0, this, &FirstPaint::report);
            QTimer::singleShot(std::chrono::seconds(2), this, [] {
                report();
                QApplication::exit(0);
            });
        }
        return false;
    }

private:
    static void report()
    {
        std::printf("%ld %ld\n", memoryKib(), long(std::clock() * 1000 / CLOCKS_PER_SEC));
        std::fflush(stdout);
    }
    bool m_seen = false;
};
} // namespace

/// What a second start says and ends with. Keys and providers of a command line hold for its process alone,
/// so they are not handed over.
static int raiseFirstWindow(KDSingleApplication &single, const UiOptions &options)
{
    const auto say = [&](const QString &sentence) {
        if (options.complain)
            options.complain(sentence);
    };
    constexpr int someNotDone = 3, noneDone = 4;
    if (!single.sendMessage("raise")) {
        say(QCoreApplication::translate("Window",
                                        "Crossroads is running already, and its window does not answer."));
        return noneDone;
    }
    if (options.given.isEmpty())
        return 0;
    say(QCoreApplication::translate("Window",
                                    "A window of Crossroads is open already and was brought to the front. "
                                    "It does not take %1: close it first, then start again.")
            .arg(options.given.join(u", "_s)));
    return someNotDone;
}

int runWindow(QApplication &app, Services &services, const UiOptions &options)
{
    QGuiApplication::setDesktopFileName(u"io.github.crossroads.Crossroads"_s);
    QApplication::setWindowIcon(lineIcon(u"crossroads"_s, Qt::black));
    QApplication::setQuitOnLastWindowClosed(false); // a hidden window may still be finishing a run
    const bool staged = !options.demoFolder.isEmpty() || !options.screenshotsFolder.isEmpty();
    KDSingleApplication single(instanceName(services));
    if (!single.isPrimaryInstance() && !staged)
        return raiseFirstWindow(single, options);
    if (staged) {
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
        QApplication::setPalette(designPalette(false));
        QApplication::setFont(QFont(u"Noto Sans"_s, 10));
    }
    const Result<void> started = services.start();
    MainWindow window(services);
    QObject::connect(&single, &KDSingleApplication::messageReceived, &window,
                     [&window] { window.bringToFront(); });
    if (!started) {
        window.compare().banner().setMessage(InlineBanner::Kind::Error, started.error().message,
                                             started.error().hint);
        window.compare().banner().show();
    }
    FirstPaint firstPaint;
    if (options.reportFirstPaint)
        window.compare().installEventFilter(&firstPaint);
    window.show();
    if (!staged && !options.reportFirstPaint)
        window.catalogPage().refreshByItself();
    if (!options.demoFolder.isEmpty())
        startDemo(window, options);
    if (!options.screenshotsFolder.isEmpty())
        startScreenshots(window, options);
    return app.exec();
}

} // namespace Crossroads
