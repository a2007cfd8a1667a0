// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Crossroads {

static constexpr mode_t ours = S_IRWXU;
static constexpr mode_t others = S_IRWXG | S_IRWXO;

bool makePrivateFolder(const QString &folder)
{
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    const QByteArray name = QFile::encodeName(path);
    if (!QFileInfo::exists(path))
        return QDir().mkpath(QFileInfo(path).path()) &&
               (::mkdir(name.constData(), ours) == 0 || QFileInfo(path).isDir());
    struct stat status = {};
    if (::stat(name.constData(), &status) != 0 || !S_ISDIR(status.st_mode))
        return false;
    const bool shared =
        (status.st_mode & S_ISVTX) != 0 || path == QDir::homePath() || path == QDir::rootPath();
    if (!shared && status.st_uid == ::geteuid() && (status.st_mode & others) != 0)
        (void)::chmod(name.constData(), status.st_mode & 07777 & ~others);
    return true;
}

bool makePrivateFile(const QString &file)
{
    const QByteArray name = QFile::encodeName(file);
    const int made = ::open(name.constData(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0) {
        ::close(made);
        return true;
    }
    closeToOthers(file);
    return QFileInfo::exists(file);
}

void closeToOthers(const QString &file)
{
    const QByteArray name = QFile::encodeName(file);
    struct stat status = {};
    if (::stat(name.constData(), &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
        (status.st_mode & others) != 0)
        (void)::chmod(name.constData(), status.st_mode & 07777 & ~others);
}

} // namespace Crossroads
