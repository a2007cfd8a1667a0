// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/logging.h"

#include "app/core/privatefiles.h"
#include "app/core/redact.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QMutex>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

Q_LOGGING_CATEGORY(lcApp, "crossroads.app", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHttp, "crossroads.http", QtInfoMsg)
Q_LOGGING_CATEGORY(lcRouting, "crossroads.routing", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStore, "crossroads.store", QtInfoMsg)

namespace Crossroads {

using namespace Qt::StringLiterals;

// Qt calls a plain function with each message, so its sink can not be a member of anything.
namespace {
QMutex s_mutex;
QString s_name;
int s_file = -1;
int s_level = 1;
bool s_stderr = false;
constexpr qint64 rotateAt = 2 * 1024 * 1024;
constexpr int keptFiles = 3;

int severity(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return 0;
    case QtInfoMsg:
        return 1;
    case QtWarningMsg:
        return 2;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return 3;
}

QLatin1StringView severityName(QtMsgType type)
{
    constexpr QLatin1StringView names[] = {"debug"_L1, "info"_L1, "warning"_L1, "error"_L1};
    return names[severity(type)];
}

void closeFile()
{
    if (s_file >= 0)
        ::close(s_file);
    s_file = -1;
}

bool openFile()
{
    closeFile();
    s_file = ::open(QFile::encodeName(s_name).constData(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC,
                    S_IRUSR | S_IWUSR);
    return s_file >= 0;
}

/// Whether the file that is open is the one that has the log's name: another process may have put it aside.
bool isCurrent()
{
    struct stat open = {}, named = {};
    return ::fstat(s_file, &open) == 0 && ::stat(QFile::encodeName(s_name).constData(), &named) == 0 &&
           open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

void putAside()
{
    QFile::remove(s_name + u".%1"_s.arg(keptFiles));
    for (int i = keptFiles - 1; i > 0; --i)
        QFile::rename(s_name + u".%1"_s.arg(i), s_name + u".%1"_s.arg(i + 1));
    QFile::rename(s_name, s_name + u".1"_s);
}

/// Whoever has the lock of the current file puts it aside; those who waited for it find another one there.
void makeRoom()
{
    constexpr int mostTurns = 10; // others may fill the next one at once
    for (int turn = 0; turn < mostTurns; ++turn) {
        struct stat status = {};
        if (s_file < 0 || ::fstat(s_file, &status) != 0 || status.st_size <= rotateAt)
            return;
        if (::flock(s_file, LOCK_EX) == 0 && isCurrent())
            putAside();
        if (!openFile()) // and the lock goes with the old one
            return;
    }
}

/// With one call, so that no other process writes into the middle of it.
void writeLine(const QByteArray &line)
{
    makeRoom();
    if (s_file >= 0 && ::write(s_file, line.constData(), size_t(line.size())) < 0 && s_stderr)
        std::fputs("the log can not be written\n", stderr);
}

void takeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (severity(type) < s_level)
        return;
    const QByteArray line =
        u"%1 %2 %3 %4\n"_s
            .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs), severityName(type),
                 QLatin1StringView(context.category ? context.category : "default"), redact(message))
            .toUtf8();
    const QMutexLocker lock(&s_mutex);
    writeLine(line);
    if (s_stderr && severity(type) >= 2)
        std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
}
} // namespace

bool startLogging(const QString &file, QStringView level, bool alsoStderr)
{
    const QStringList levels = {u"debug"_s, u"info"_s, u"warning"_s, u"error"_s};
    const QMutexLocker lock(&s_mutex);
    s_level = std::max(0, int(levels.indexOf(level)));
    if (!levels.contains(level))
        s_level = 1;
    s_stderr = alsoStderr;
    if (s_level == 0)
        QLoggingCategory::setFilterRules(u"crossroads.*.debug=true"_s);
    makePrivateFolder(QFileInfo(file).path());
    s_name = file;
    closeToOthers(file);
    for (int i = 1; i <= keptFiles; ++i)
        closeToOthers(file + u".%1"_s.arg(i));
    const bool open = openFile();
    qInstallMessageHandler(takeMessage);
    return open;
}

} // namespace Crossroads
