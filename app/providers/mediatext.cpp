// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/mediatext.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

std::optional<Media> mediaFromDataUrl(QByteArrayView url)
{
    const qsizetype comma = url.indexOf(',');
    if (!url.startsWith("data:") || comma < 0)
        return std::nullopt;
    const QByteArrayView head = url.first(comma).sliced(5);
    if (!head.endsWith(";base64"))
        return std::nullopt;
    Media media;
    media.mimeType = head.first(qMax(qsizetype(0), head.indexOf(';'))).toByteArray();
    media.bytes = QByteArray::fromBase64(url.sliced(comma + 1).toByteArray());
    return media;
}

QByteArray pictureType(QByteArrayView bytes)
{
    if (bytes.startsWith("\xFF\xD8\xFF"))
        return "image/jpeg"_ba;
    if (bytes.startsWith("GIF8"))
        return "image/gif"_ba;
    if (bytes.startsWith("RIFF") && bytes.sliced(4).indexOf("WEBP") == 4)
        return "image/webp"_ba;
    return "image/png"_ba;
}

QString dataUrl(const QByteArray &mimeType, const QByteArray &bytes)
{
    return u"data:%1;base64,%2"_s.arg(QString::fromLatin1(mimeType), QString::fromLatin1(bytes.toBase64()));
}

} // namespace Crossroads
