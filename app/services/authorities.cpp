// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/services/authorities.h"

#include <QCoreApplication>
#include <QFile>
#include <QSslCertificate>

namespace Crossroads {

static QString tr(const char *text)
{
    return QCoreApplication::translate("Authorities", text);
}

Result<int> countAuthorities(const QString &path)
{
    constexpr qint64 mostBytes = 4 * 1024 * 1024; // all authorities of a system take a quarter of it
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::WrongUse, tr("%1 can not be read.").arg(path), file.errorString());
    const QByteArray bytes = file.read(mostBytes);
    if (bytes.contains("PRIVATE KEY-----"))
        return fail(ErrorKind::WrongUse, tr("%1 holds a private key.").arg(path),
                    tr("Choose the file with the authority's certificate alone."));
    const auto found = QSslCertificate::fromData(bytes, QSsl::Pem);
    if (found.isEmpty())
        return fail(ErrorKind::WrongUse, tr("%1 holds no certificate in PEM.").arg(path),
                    tr("Such a file begins with -----BEGIN CERTIFICATE-----."));
    return int(found.size());
}

} // namespace Crossroads
