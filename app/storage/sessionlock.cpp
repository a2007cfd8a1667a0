// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/sessionlock.h"

#include "app/core/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

SessionLock::SessionLock(const QString &database) : m_id(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
    if (database == ":memory:"_L1)
        return;
    m_folder = database + u".sessions"_s;
    makePrivateFolder(QFileInfo(database).path());
    makePrivateFolder(m_folder);
    const QByteArray file = QFile::encodeName(m_folder + u'/' + m_id);
    m_descriptor = ::open(file.constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (m_descriptor >= 0)
        ::flock(m_descriptor, LOCK_EX | LOCK_NB);
}

SessionLock::~SessionLock()
{
    if (m_descriptor < 0)
        return;
    QFile::remove(m_folder + u'/' + m_id);
    ::close(m_descriptor);
}

bool SessionLock::isAlive(const QString &id) const
{
    if (id == m_id)
        return true;
    if (m_folder.isEmpty())
        return false;
    const QString path = m_folder + u'/' + id;
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool dead = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (dead)
        QFile::remove(path);
    ::close(descriptor);
    return !dead;
}

static const QString journalSuffix = u".journal"_s;

QString SessionLock::journal() const
{
    return m_descriptor < 0 ? QString() : m_folder + u'/' + m_id + journalSuffix;
}

QHash<QString, QString> SessionLock::journalsOfTheDead() const
{
    QHash<QString, QString> journals;
    if (m_folder.isEmpty())
        return journals;
    const QStringList names = QDir(m_folder).entryList({u'*' + journalSuffix}, QDir::Files);
    for (const QString &name : names) {
        const QString id = name.chopped(journalSuffix.size());
        if (!isAlive(id))
            journals.insert(id, m_folder + u'/' + name);
    }
    return journals;
}

} // namespace Crossroads
