// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/providers/chatrequest.h"

#include <atomic>

namespace Crossroads {

/// The largest file that is attached, in bytes: what most providers take in one request.
constexpr qint64 mostAttachmentBytes = 20 * 1024 * 1024;

/// How far a file has been read, for whoever shows it on another thread, who may stop it as well.
struct AttachmentProgress
{
    std::atomic<qint64> read = 0; ///< bytes
    std::atomic<qint64> size = 0; ///< bytes; 0: not known
    std::atomic<bool> stopped = false;
};

/// Reads \p path as a part of a message: pictures (PNG, JPEG, GIF, WebP) and PDFs as they are, text files of
/// any kind as text under their name. WrongUse, saying why, for anything else: a folder, a pipe or device, a
/// file that is empty, too large, or cannot be read. Takes as long as the disk does, and no longer: a pipe or
/// device is never opened. \param progress outlives the call; Cancelled where it was stopped.
Result<ContentPart> attachmentFromFile(const QString &path, AttachmentProgress *progress = nullptr);

/// A picture from the clipboard or a drop, as PNG bytes.
ContentPart attachmentFromPng(const QByteArray &png);

} // namespace Crossroads
