// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The catalog's page in a real window, in a process of its own: how long it takes to open, whether its table
// scrolls without a dropped frame, and how soon a key press shows its result. One line a figure:
// NAME VALUE UNIT.
#include "app/services/services.h"
#include "ui/catalog/catalogpage.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double percentile(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[qMin(values.size() - 1, size_t(double(values.size()) * share))];
}

void say(const char *name, double value)
{
    std::printf("%s %.4f ms\n", name, value);
}

/// Notes when a window has drawn.
class Painted : public QObject
{
public:
    bool yes = false;
    bool eventFilter(QObject *, QEvent *event) override
    {
        yes = yes || event->type() == QEvent::UpdateRequest;
        return false;
    }
    void wait()
    {
        QElapsedTimer limit;
        limit.start();
        while (!yes && limit.elapsed() < 5'000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
};

/// What the first visit costs, its page made anew each time.
void open(Services &services)
{
    std::vector<double> times;
    for (int round = 0; round < 9; ++round) {
        CatalogPage page(services);
        page.resize(1280, 820);
        QElapsedTimer timer;
        timer.start();
        page.show();
        (void)page.grab();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    say("open", percentile(times, 0.5));
}

void scroll(CatalogPage &page, Painted &painted)
{
    std::vector<double> turns;
    QScrollBar *bar = page.table().verticalScrollBar();
    const int step = qMax(1, bar->pageStep() / 8);
    for (int at = 0; at < bar->maximum() && turns.size() < 400; at += step) {
        painted.yes = false;
        const double before = cpuMs();
        bar->setValue(at);
        painted.wait();
        turns.push_back(cpuMs() - before);
    }
    say("scroll-longest-turn-cpu", percentile(turns, 1));
    say("scroll-p99-turn-cpu", percentile(turns, 0.99));
}

void type(CatalogPage &page, Painted &painted)
{
    std::vector<double> delays;
    auto *search = page.findChild<QLineEdit *>();
    for (const char *words : {"sonnet 4.5", "gpt5 mini", "qwen coder", "deepseek"}) {
        search->clear();
        for (const char *c = words; *c; ++c) {
            painted.yes = false;
            QElapsedTimer timer;
            timer.start();
            QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, QString(QLatin1Char(*c)));
            QCoreApplication::sendEvent(search, &press);
            painted.wait();
            delays.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
    }
    say("keystroke-to-picture-median", percentile(delays, 0.5));
}
} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    const QTemporaryDir folder;
    const QString base = folder.path();
    Services services({{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false, false});
    if (!services.start())
        return 1;
    open(services);
    CatalogPage page(services);
    Painted painted;
    page.installEventFilter(&painted);
    page.resize(1280, 820);
    page.show();
    painted.wait();
    for (int i = 0; i < 50; ++i)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    scroll(page, painted);
    type(page, painted);
    return 0;
}
