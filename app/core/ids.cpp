// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/ids.h"

#include <QRandomGenerator>
#include <QUuid>

namespace Crossroads {

QString newRunId(qint64 wallMs)
{
    // RFC 9562, 5.7: 48 bits of Unix milliseconds, version 7, 12 random bits, variant, 62 random bits.
    QByteArray bytes(16, Qt::Uninitialized);
    const quint64 random[2] = {QRandomGenerator::system()->generate64(),
                               QRandomGenerator::system()->generate64()};
    for (int i = 0; i < 6; ++i)
        bytes[i] = char(quint64(wallMs) >> (8 * (5 - i)));
    for (int i = 6; i < 16; ++i)
        bytes[i] = char(random[i % 2] >> (8 * (i / 2 % 8)));
    bytes[6] = char(0x70 | (bytes[6] & 0x0f));
    bytes[8] = char(0x80 | (bytes[8] & 0x3f));
    return QUuid::fromRfc4122(bytes).toString(QUuid::WithoutBraces);
}

} // namespace Crossroads
