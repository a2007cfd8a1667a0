// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/logging.h"

#include "app/core/redact.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMutex>

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
QFile s_file;
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

void rotate()
{
    const QString name = s_file.fileName();
    s_file.close();
    QFile::remove(name + u".%1"_s.arg(keptFiles));
    for (int i = keptFiles - 1; i > 0; --i)
        QFile::rename(name + u".%1"_s.arg(i), name + u".%1"_s.arg(i + 1));
    QFile::rename(name, name + u".1"_s);
    if (s_file.open(QIODevice::WriteOnly | QIODevice::Append))
        s_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
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
    if (s_file.isOpen()) {
        if (s_file.size() > rotateAt)
            rotate();
        s_file.write(line);
        s_file.flush();
    }
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
    QDir().mkpath(QFileInfo(file).path());
    s_file.close();
    s_file.setFileName(file);
    const bool open = s_file.open(QIODevice::WriteOnly | QIODevice::Append);
    if (open)
        s_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    qInstallMessageHandler(takeMessage);
    return open;
}

} // namespace Crossroads
