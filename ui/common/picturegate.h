// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QImage>

namespace Crossroads {

constexpr qsizetype largestPictureBytes = 24 * 1024 * 1024;
constexpr qint64 mostPicturePixels = 40'000'000;
constexpr int largestPictureSide = 2048; ///< px; larger ones are scaled down as they are read

/// The picture in \p bytes, which a model sent: PNG, JPEG, GIF or WebP by their first bytes, whatever anybody
/// says they are, and never SVG, which can hold anything. Null where they are none of these, broken, or
/// beyond the limits above; their size is looked at before their pixels are read.
QImage pictureFromBytes(const QByteArray &bytes);

} // namespace Crossroads
