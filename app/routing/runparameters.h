// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/chatrequest.h"

namespace Crossroads {

/// What a run asks for besides its texts, limit and temperature (which have fields of their own in its
/// record): sampling, reasoning, output format, tools, prompt caching, attachments. As JSON, so that a lane
/// of an old run is sent again as it was; empty where nothing of the kind was asked for.
QString parametersText(const ChatRequest &parameters, const QList<ContentPart> &attachments);

/// Reads it back; damaged text reads as nothing asked for.
void readParameters(const QString &text, ChatRequest &parameters, QList<ContentPart> &attachments);

} // namespace Crossroads
