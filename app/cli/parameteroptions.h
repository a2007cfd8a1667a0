// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/options.h"
#include "app/providers/chatrequest.h"

namespace Crossroads {

/// Options of sending subcommands that shape the request itself: sampling, reasoning, output format, tools,
/// attachments, prompt caching.
struct ParameterOptions
{
    ChatRequest request; ///< only what was asked for is set
    QList<ContentPart> attachments;

    /// Takes the next option if it is one of these: true if taken.
    Result<bool> take(Arguments &arguments);
};

} // namespace Crossroads
