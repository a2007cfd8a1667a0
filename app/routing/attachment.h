// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/providers/chatrequest.h"

namespace Crossroads {

/// The largest file that is attached, in bytes: what most providers take in one request.
constexpr qint64 mostAttachmentBytes = 20 * 1024 * 1024;

/// Reads \p path as a part of a message: pictures (PNG, JPEG, GIF, WebP) and PDFs as they are, text files of
/// any kind as text under their name. WrongUse, saying why, for anything else, an empty or a too large file.
Result<ContentPart> attachmentFromFile(const QString &path);

/// A picture from the clipboard or a drop, as PNG bytes.
ContentPart attachmentFromPng(const QByteArray &png);

} // namespace Crossroads
