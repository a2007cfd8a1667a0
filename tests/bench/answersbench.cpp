// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One measurement of the answer view in a real window, in a process of its own so that CPU and memory are
// its own: crossroads-bench-answers CASE [TEXT]. Prints one line a figure: NAME VALUE UNIT.
//   flat       one answer of 100,000 tokens, ten tokens a frame: CPU per token in the first and the last
//   tenth paced      8 answers of 5,000 tokens at 100 a second each, real time plain      the same bytes,
//   pace and frames in plain text edits: the floor of Qt itself idle       the same window and frame clock
//   with nothing arriving: the machine's own noise asap       8 answers of 20,000 tokens as fast as they are
//   taken, to the last one painted; memory history    a finished answer of 300,000 tokens, to its first
//   picture typing     key presses in a prompt while 16 answers stream, to the picture that shows them
// The text arrives in this process, so no figure holds network or parsing of wires.
#include "ui/common/answerview.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTimer>

#include <cstdio>
#include <ctime>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
constexpr int frameMs = 33; ///< the compare page's

double seconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

double memoryMib()
{
    QFile file(u"/proc/self/smaps_rollup"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.simplified().split(' ').at(1).toDouble() / 1024;
    }
    return 0;
}

void say(const char *name, double value, const char *unit)
{
    std::printf("%s %.4f %s\n", name, value, unit);
    std::fflush(stdout);
}

/// Markdown of all kinds, four tenths of it code, no two blocks equal.
QString generatedText(qsizetype characters)
{
    QString text;
    for (int i = 0; text.size() < characters; ++i) {
        text +=
            u"## Section %1\n\nA paragraph with **bold words**, *emphasis*, `code %1`, a "
            u"[link](https://example.org/%1) "
            "and enough plain words behind them to fill some lines of a pane that is not very wide at all.\n\n"_s
                .arg(i);
        text +=
            u"```python\ndef work_%1(items, limit=%1):\n    \"\"\"Counts what is left.\"\"\"\n    total = 0\n"
            "    for item in items:\n        if item.weight > limit:\n            total += item.weight * %1\n"
            "    return {\"total\": total, \"name\": \"work_%1\"}\n```\n\n"_s.arg(i);
        text += u"- first point of %1\n- second point with `inline`\n  - nested point\n\n| key | value "
                u"|\n|---|--:|\n| a%1 | %1 |\n"
                "| b%1 | **%1** |\n\n> A quote of section %1.\n\n"_s.arg(i);
    }
    return text.first(characters);
}

QString text(qsizetype tokens)
{
    static const QString given = [] {
        const QString path = QCoreApplication::arguments().value(2);
        QFile file(path);
        return !path.isEmpty() && file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll())
                                                                 : QString();
    }();
    const qsizetype characters = tokens * 4;
    return given.isEmpty() ? generatedText(characters)
                           : given.repeated(characters / given.size() + 1).first(characters);
}

double percentile(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[qMin(values.size() - 1, size_t(double(values.size()) * share))];
}

/// A window that knows when what it was told is on the screen.
class Window : public QWidget
{
public:
    int frames = 0;
    std::function<void()> painted;

    Window()
    {
        resize(1600, 1000);
        auto *dispatcher = QAbstractEventDispatcher::instance();
        // Waiting takes no CPU, so a turn is what lies between two of these.
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            const double now = seconds(CLOCK_THREAD_CPUTIME_ID);
            if (m_cpu > 0)
                turnsCpu.push_back((now - m_cpu) * 1000);
            m_cpu = now;
        });
    }
    std::vector<double> turnsCpu;

protected:
    bool event(QEvent *event) override
    {
        const bool result = QWidget::event(event);
        if (event->type() == QEvent::UpdateRequest) {
            ++frames;
            if (painted)
                painted();
        }
        return result;
    }

private:
    double m_cpu = 0;
};

/// Times every event that is delivered.
class App : public QApplication
{
public:
    using QApplication::QApplication;
    std::vector<double> eventsWall;

    bool notify(QObject *receiver, QEvent *event) override
    {
        const double before = m_depth++ == 0 ? seconds(CLOCK_MONOTONIC) : 0;
        const bool result = QApplication::notify(receiver, event);
        if (--m_depth == 0)
            eventsWall.push_back((seconds(CLOCK_MONOTONIC) - before) * 1000);
        return result;
    }

private:
    int m_depth = 0;
};

/// Answers, or plain text edits, side by side.
struct Lanes
{
    std::vector<AnswerView *> views;
    std::vector<QPlainTextEdit *> plain;
    std::vector<Answer> answers;

    Lanes(Window &window, int count, bool inPlainText)
    {
        auto *grid = new QGridLayout(&window);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setSpacing(1);
        for (int i = 0; i < count; ++i) {
            QWidget *lane = nullptr;
            if (inPlainText) {
                plain.push_back(new QPlainTextEdit);
                plain.back()->setReadOnly(true);
                lane = plain.back();
            } else {
                views.push_back(new AnswerView);
                lane = views.back();
            }
            grid->addWidget(lane, i / 4, i % 4);
        }
        answers.resize(size_t(count));
        for (Answer &answer : answers)
            answer.state = LaneState::Streaming;
    }
    void add(size_t lane, QStringView delta) { answers[lane].text += delta; }
    void show(size_t lane, qsizetype &shown)
    {
        if (plain.empty()) {
            views[lane]->showAnswer(answers[lane]);
        } else {
            QPlainTextEdit &edit = *plain[lane];
            QTextCursor cursor(edit.document());
            cursor.movePosition(QTextCursor::End);
            cursor.insertText(answers[lane].text.sliced(shown));
            edit.verticalScrollBar()->setValue(edit.verticalScrollBar()->maximum());
        }
        shown = answers[lane].text.size();
    }
};

void open(Window &window)
{
    window.show();
    QElapsedTimer timer;
    timer.start();
    while (window.frames == 0 && timer.elapsed() < 5000)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    // What is loaded once (fonts, rules of languages) is not part of the stream.
    timer.restart();
    while (timer.elapsed() < 500)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
}

int flat()
{
    constexpr qsizetype tokens = 100'000;
    constexpr qsizetype perFrame = 10;
    const QString all = text(tokens);
    Window window;
    Lanes lanes(window, 1, false);
    open(window);
    qsizetype shown = 0;
    std::vector<double> tenths;
    for (int tenth = 0; tenth < 10; ++tenth) {
        const double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (qsizetype i = 0; i < tokens / 10; i += perFrame) {
            lanes.add(0, QStringView(all).sliced((tenth * tokens / 10 + i) * 4, perFrame * 4));
            lanes.show(0, shown);
            QCoreApplication::processEvents();
        }
        tenths.push_back((seconds(CLOCK_PROCESS_CPUTIME_ID) - before) * 1e6 / double(tokens / 10));
    }
    say("first-tenth", tenths.front(), "us/token");
    say("last-tenth", tenths.back(), "us/token");
    say("last-to-first", tenths.back() / tenths.front(), "ratio");
    return 0;
}

int paced(bool inPlainText, bool idle)
{
    const int count = 8;
    const qsizetype tokens = idle ? 1000 : 5000;
    const double rate = 100;
    const QString all = text(tokens);
    Window window;
    Lanes lanes(window, count, inPlainText);
    open(window);
    std::vector<qsizetype> given(count), shown(count);
    std::vector<double> waiting, latencies;
    window.turnsCpu.clear();
    auto *app = static_cast<App *>(qApp);
    app->eventsWall.clear();
    window.frames = 0;
    window.painted = [&] {
        const double now = seconds(CLOCK_MONOTONIC);
        for (const double at : waiting)
            latencies.push_back((now - at) * 1000);
        waiting.clear();
    };
    QTimer frame;
    frame.setSingleShot(true);
    frame.setTimerType(Qt::PreciseTimer);
    std::vector<double> arrived;
    double lastFrame = 0; // as the compare page: at once after a pause, else a frame's time after the last
    QObject::connect(&frame, &QTimer::timeout, &window, [&] {
        lastFrame = seconds(CLOCK_MONOTONIC);
        if (idle)
            return;
        waiting.insert(waiting.end(), arrived.begin(), arrived.end());
        arrived.clear();
        for (size_t lane = 0; lane < size_t(count); ++lane)
            lanes.show(lane, shown[lane]);
    });
    const double begin = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    QTimer source;
    source.setTimerType(Qt::PreciseTimer);
    QEventLoop loop;
    QObject::connect(&source, &QTimer::timeout, &window, [&] {
        const double now = seconds(CLOCK_MONOTONIC);
        const auto due = qMin(tokens, qsizetype((now - begin) * rate));
        bool any = false;
        for (size_t lane = 0; lane < size_t(count); ++lane) {
            if (given[lane] >= due)
                continue;
            if (!idle)
                lanes.add(lane, QStringView(all).sliced(given[lane] * 4, (due - given[lane]) * 4));
            given[lane] = due;
            any = true;
        }
        if (any) {
            arrived.push_back(now);
            if (!frame.isActive())
                frame.start(qMax(0, frameMs - int((now - lastFrame) * 1000)));
        }
        if (due >= tokens && !frame.isActive())
            loop.quit();
    });
    source.start(10);
    loop.exec();
    say("cpu", seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, "s");
    say("frames-per-second", window.frames / (seconds(CLOCK_MONOTONIC) - begin), "1/s");
    say("latency-p95", percentile(latencies, 0.95), "ms");
    say("longest-turn-cpu", percentile(window.turnsCpu, 1), "ms");
    say("p99-turn-cpu", percentile(window.turnsCpu, 0.99), "ms");
    say("longest-event-wall", percentile(app->eventsWall, 1), "ms");
    say("turns-over-16ms-cpu",
        double(std::ranges::count_if(window.turnsCpu, [](double ms) { return ms > 16; })), "turns");
    say("events-over-50ms-wall",
        double(std::ranges::count_if(app->eventsWall, [](double ms) { return ms > 50; })), "events");
    return 0;
}

int asap()
{
    constexpr qsizetype tokens = 20'000;
    const QString all = text(tokens);
    Window window;
    Lanes lanes(window, 8, false);
    open(window);
    const double memory = memoryMib();
    const double begin = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    std::vector<qsizetype> shown(8);
    window.turnsCpu.clear();
    qsizetype given = 0;
    double lastShown = 0;
    bool over = false;
    double last = 0;
    window.painted = [&] { last = over ? seconds(CLOCK_MONOTONIC) : 0; };
    // Deltas of 16 kB come between the frames, as from a socket.
    double longest = 0;
    while (last <= 0) {
        const double turn = seconds(CLOCK_THREAD_CPUTIME_ID);
        const qsizetype next = qMin(tokens, given + 1000);
        for (size_t lane = 0; lane < 8 && next > given; ++lane)
            lanes.add(lane, QStringView(all).sliced(given * 4, (next - given) * 4));
        given = next;
        const double now = seconds(CLOCK_MONOTONIC);
        if (now - lastShown > frameMs / 1000.0 || given == tokens) {
            lastShown = now;
            for (size_t lane = 0; lane < 8; ++lane) {
                if (given == tokens)
                    lanes.answers[lane].state = LaneState::Done;
                lanes.show(lane, shown[lane]);
            }
            over = given == tokens;
        }
        QCoreApplication::processEvents();
        longest = qMax(longest, (seconds(CLOCK_THREAD_CPUTIME_ID) - turn) * 1000);
    }
    say("to-last-token", last - begin, "s");
    say("cpu", seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, "s");
    say("longest-turn-cpu", longest, "ms");
    // Its own text is part of what 8 long answers cost.
    say("memory-added", memoryMib() - memory, "MiB");
    return 0;
}

int history()
{
    const QString all = text(300'000);
    Window window;
    Lanes lanes(window, 1, false);
    open(window);
    if (QCoreApplication::arguments().value(1) == "history-model"_L1) {
        const double t = seconds(CLOCK_THREAD_CPUTIME_ID);
        MarkdownBlocks model;
        model.feed(all);
        model.finish();
        say("model", (seconds(CLOCK_THREAD_CPUTIME_ID) - t) * 1000, "ms");
        say("blocks", double(model.blocks().size()), "blocks");
    }
    lanes.add(0, all);
    lanes.answers[0].state = LaneState::Done;
    bool done = false;
    window.painted = [&] { done = true; };
    const double begin = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    qsizetype shown = 0;
    lanes.show(0, shown);
    while (!done)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    say("cpu", (seconds(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1000, "ms");
    say("open", (seconds(CLOCK_MONOTONIC) - begin) * 1000, "ms");
    return 0;
}

int typing()
{
    const QString all = text(4000);
    Window window;
    Lanes lanes(window, 16, false);
    auto *prompt = new QPlainTextEdit;
    prompt->setFixedHeight(60);
    static_cast<QGridLayout *>(window.layout())->addWidget(prompt, 4, 0, 1, 4);
    open(window);
    prompt->setFocus();
    std::vector<qsizetype> shown(16);
    std::vector<double> delays;
    double pressed = 0;
    window.painted = [&] {
        if (pressed > 0)
            delays.push_back((seconds(CLOCK_MONOTONIC) - pressed) * 1000);
        pressed = 0;
    };
    const double begin = seconds(CLOCK_MONOTONIC);
    qsizetype given = 0;
    QTimer frame;
    frame.setTimerType(Qt::PreciseTimer);
    QObject::connect(&frame, &QTimer::timeout, &window, [&] {
        const qsizetype due = qMin(qsizetype(2000), qsizetype((seconds(CLOCK_MONOTONIC) - begin) * 100));
        for (size_t lane = 0; lane < 16; ++lane) {
            lanes.add(lane, QStringView(all).sliced(given * 4 + qsizetype(lane) * 40, (due - given) * 4));
            lanes.show(lane, shown[lane]);
        }
        given = due;
    });
    frame.start(frameMs);
    QEventLoop loop;
    QTimer keys;
    keys.setTimerType(Qt::PreciseTimer);
    QObject::connect(&keys, &QTimer::timeout, &window, [&] {
        if (seconds(CLOCK_MONOTONIC) - begin > 12)
            loop.quit();
        if (pressed > 0)
            return;
        pressed = seconds(CLOCK_MONOTONIC);
        QCoreApplication::postEvent(prompt,
                                    new QKeyEvent(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, u"a"_s));
    });
    keys.start(47);
    loop.exec();
    say("median", percentile(delays, 0.5), "ms");
    say("p95", percentile(delays, 0.95), "ms");
    return 0;
}
} // namespace

int main(int argc, char **argv)
{
    const App app(argc, argv);
    QApplication::setFont(QFont(u"Noto Sans"_s, 10));
    const QString name = QCoreApplication::arguments().value(1);
    if (name == "flat"_L1)
        return flat();
    if (name == "paced"_L1 || name == "plain"_L1 || name == "idle"_L1)
        return paced(name == "plain"_L1, name == "idle"_L1);
    if (name == "asap"_L1)
        return asap();
    if (name.startsWith("history"_L1))
        return history();
    if (name == "typing"_L1)
        return typing();
    std::fprintf(stderr, "crossroads-bench-answers: flat, paced, plain, idle, asap, history or typing\n");
    return 2;
}
