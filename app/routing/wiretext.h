// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/wirelog.h"

namespace Crossroads {

/// The request as HTTP shows it: line, headers as they were sent, body. The key reads "...last4". \param
/// pretty JSON is indented.
QString requestText(const WireRecord &record, bool pretty);
/// The response likewise; in a stream each frame's JSON is indented on its own.
QString responseText(const WireRecord &record, bool pretty);

/// Programs that send the same request again. The key is read from the environment (the provider's usual
/// variable), never written into the text. Each runs as it is: curl in a POSIX shell, Python 3 with its
/// standard library alone, Node.js 18 or later.
QString asCurl(const WireRecord &record);
QString asPython(const WireRecord &record);
QString asJavaScript(const WireRecord &record);

} // namespace Crossroads
