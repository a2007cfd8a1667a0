// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/demo.h"

#include "ui/compare/comparepage.h"
#include "ui/compare/composer.h"
#include "ui/compare/lineupbar.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QTimer>

#include <cstdio>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr std::chrono::seconds patience{60};

static bool leaveResults(MainWindow &window, const UiOptions &options)
{
    const QDir folder(options.demoFolder);
    return folder.mkpath(u"."_s) && window.grab().save(folder.filePath(u"window.png"_s)) &&
           options.exportJson(window.compare().shownRun(), folder.filePath(u"run.json"_s));
}

void startDemo(MainWindow &window, const UiOptions &options)
{
    window.resize(1440, 900);
    ComparePage &page = window.compare();
    page.lineupBar().setLineup(Settings().lineup);
    QObject::connect(&page, &ComparePage::runEnded, &window, [&window, options] {
        // Once the last frame is painted.
        QTimer::singleShot(100, &window, [&window, options] {
            const bool left = leaveResults(window, options);
            if (!left)
                std::fprintf(stderr, "crossroads: %s can not be written\n", qPrintable(options.demoFolder));
            QApplication::exit(left ? 0 : 1);
        });
    });
    QTimer::singleShot(patience, &window, [] {
        std::fputs("crossroads: the Sandbox did not finish within a minute\n", stderr);
        QApplication::exit(1);
    });
    page.composer().setPrompt(u"Explain the difference between a mutex and a semaphore to a new colleague, "
                              "with one example each."_s);
    QTimer::singleShot(0, &window, [&page] { page.send(); });
}

} // namespace Crossroads
