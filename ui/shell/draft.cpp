// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/draft.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace Crossroads {

using namespace Qt::StringLiterals;

QString draftFile(const QString &database)
{
    return database.startsWith(u':') ? QString() : QFileInfo(database).dir().filePath(u"draft.txt"_s);
}

QString loadDraft(const QString &file)
{
    QFile draft(file);
    return !file.isEmpty() && draft.open(QIODevice::ReadOnly) ? QString::fromUtf8(draft.readAll())
                                                              : QString();
}

void saveDraft(const QString &file, const QString &draft)
{
    if (file.isEmpty())
        return;
    if (draft.trimmed().isEmpty()) {
        QFile::remove(file);
        return;
    }
    QSaveFile to(file);
    if (!to.open(QIODevice::WriteOnly))
        return;
    to.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    to.write(draft.toUtf8());
    to.commit();
}

} // namespace Crossroads
