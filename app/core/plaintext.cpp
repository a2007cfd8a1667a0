// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/plaintext.h"

#include <QStringDecoder>

#include <algorithm>

namespace Crossroads {

static bool isTextByte(char c)
{
    constexpr char firstPrintable = 0x20, del = 0x7f, escape = 0x1b;
    return uchar(c) >= firstPrintable ? c != del : (c >= '\a' && c <= '\r') || c == escape;
}

bool isReadable(QByteArrayView bytes)
{
    return std::ranges::all_of(bytes, isTextByte);
}

bool isUtf8Start(QByteArrayView bytes)
{
    if (!isReadable(bytes))
        return false;
    QStringDecoder decoder(QStringDecoder::Utf8); // keeps a cut character for the next bytes
    const QString text = decoder(bytes);
    return !decoder.hasError();
}

} // namespace Crossroads
