// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/terminal.h"

#include "app/core/redact.h"

#include <QSocketNotifier>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

QString terminalSafe(const QString &text)
{
    QString safe;
    safe.reserve(text.size());
    for (const QChar c : text) {
        const bool control = c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0);
        safe.append(control && c != u'\n' && c != u'\t' ? QChar(u'\ufffd') : c);
    }
    return safe;
}

static int s_outProblem = 0; // the first errno of standard output

void printOut(const QByteArray &bytes)
{
    const bool written =
        std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout) == size_t(bytes.size()) &&
        std::fflush(stdout) == 0;
    // Who closes a pipe, as head does, wants no more: that is no problem.
    if (!written && errno != EPIPE && s_outProblem == 0)
        s_outProblem = errno;
}

QString outputProblem()
{
    return s_outProblem == 0 ? QString() : QString::fromLocal8Bit(std::strerror(s_outProblem));
}

void openStandardStreams()
{
    constexpr int modes[] = {O_RDONLY, O_RDONLY, O_RDWR}; // what is printed into a closed output is missed
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
        if (::fcntl(stream, F_GETFD) == -1) [[maybe_unused]]
            const int opened = ::open("/dev/null", modes[stream]); // the lowest that is free
    }
}

void printOut(const QString &line)
{
    printOut(line.toUtf8() + '\n');
}

void printError(const QString &line)
{
    const QByteArray bytes = "crossroads: " + terminalSafe(redact(line)).toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
}

void printError(const Error &error)
{
    printError(sentences(error));
}

QString sentences(const Error &error)
{
    if (error.hint.isEmpty())
        return error.message;
    // A message may end with somebody else's words, which need not end as a sentence does.
    const bool ended = error.message.endsWith(u'.') || error.message.endsWith(u'?') ||
                       error.message.endsWith(u'!') || error.message.endsWith(u':');
    return error.message + (ended ? u" "_s : u". "_s) + error.hint;
}

// A signal handler may only write to a socket; the event loop reads the other end.
static int s_signalSockets[2] = {-1, -1};

static void handleSignal(int number)
{
    // Some send one signal twice (timeout(1) to the process and to its group): that is one interrupt.
    constexpr time_t apart = 1;
    static timespec first{};
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    if (first.tv_sec == 0) {
        first = now;
        const char byte = 1;
        [[maybe_unused]] const auto written = ::write(s_signalSockets[0], &byte, 1);
    } else if (now.tv_sec - first.tv_sec > apart) {
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
}

void onInterrupt(QObject *context, std::function<void()> interrupted)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, s_signalSockets) != 0)
        return;
    auto *notifier = new QSocketNotifier(s_signalSockets[1], QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context, [notifier, interrupted] {
        notifier->setEnabled(false);
        interrupted();
    });
    std::signal(SIGINT, handleSignal);
    std::signal(SIGTERM, handleSignal);
}

} // namespace Crossroads
