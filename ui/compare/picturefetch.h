// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QFuture>
#include <QImage>
#include <QUrl>

namespace Crossroads {

class HttpClient;

/// A picture of an answer that the person asked to see. Its host gets the request and nothing else: no
/// cookies, no redirect followed. Protocol error for what is no PNG, JPEG, GIF or WebP, or would need more
/// than 128 MiB in memory.
QFuture<Result<QImage>> fetchPicture(HttpClient &http, const QUrl &url);

} // namespace Crossroads
