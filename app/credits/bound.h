// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/chatrequest.h"

namespace Crossroads {

/// More input tokens than \p request can come to, whatever the tokeniser: one a UTF-8 byte, with room for
/// what a chat template puts around each message, and for pictures and documents.
qint64 inputBound(const ChatRequest &request);

/// How many pictures \p request holds.
qint64 imageCount(const ChatRequest &request);

/// The most tokens that the answer may have: what is asked for, else the offer's limit; 0: nobody knows.
qint64 outputBound(const ChatRequest &request, qint64 offerLimit);

} // namespace Crossroads
