// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/fingerprint.h"

#include <QPasswordDigestor>

namespace Crossroads {

QString keyFingerprint(const Secret &key, QByteArrayView salt)
{
    constexpr int rounds = 20'000;
    constexpr quint64 bytes = 3;
    const QByteArrayView value = key.expose();
    return QString::fromLatin1(
        QPasswordDigestor::deriveKeyPbkdf2(QCryptographicHash::Sha256,
                                           QByteArray::fromRawData(value.data(), value.size()),
                                           salt.toByteArray(), rounds, bytes)
            .toHex());
}

} // namespace Crossroads
