// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Crossroads {

/// A file as its media type and bytes.
struct Media
{
    QByteArray mimeType;
    QByteArray bytes;
};

/// Reads "data:image/png;base64,...". Nothing for other addresses.
std::optional<Media> mediaFromDataUrl(QByteArrayView url);
/// The media type of a picture by its first bytes; "image/png" where they tell nothing.
QByteArray pictureType(QByteArrayView bytes);
QString dataUrl(const QByteArray &mimeType, const QByteArray &bytes);

} // namespace Crossroads
