// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/uimain.h"

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

#include <cstdio>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// One window per store: two stores may have a window each.
static QString instanceName(const Services &services)
{
    const QByteArray path = services.paths().database.toUtf8();
    return u"crossroads-"_s +
           QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().first(16));
}

static long residentKib()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').value(0).toLong();
    }
    return 0;
}

namespace {
/// Ends the process once the window has been painted, and says what it weighs.
class FirstPaint : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            QTimer::singleShot(0, this, [] {
                std::printf("%ld\n", residentKib());
                std::fflush(stdout);
                QApplication::exit(0);
            });
        }
        return false;
    }

private:
    bool m_seen = false;
};
} // namespace

int runWindow(QApplication &app, Services &services, const UiOptions &options)
{
    QGuiApplication::setDesktopFileName(u"io.github.crossroads.Crossroads"_s);
    QApplication::setWindowIcon(lineIcon(u"crossroads"_s, Qt::black));
    QApplication::setQuitOnLastWindowClosed(false); // a hidden window may still be finishing a run
    const bool staged = !options.demoFolder.isEmpty() || !options.screenshotsFolder.isEmpty();
    KDSingleApplication single(instanceName(services));
    if (!single.isPrimaryInstance() && !staged) {
        single.sendMessage("raise");
        return 0;
    }
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
    if (!options.demoFolder.isEmpty())
        startDemo(window, options);
    if (!options.screenshotsFolder.isEmpty())
        startScreenshots(window, options);
    return app.exec();
}

} // namespace Crossroads
