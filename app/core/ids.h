// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Crossroads {

/// A new run id: a UUID version 7 (RFC 9562) in lower case without braces; ids sort by time of making.
QString newRunId(qint64 wallMs);

} // namespace Crossroads
