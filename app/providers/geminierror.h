// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/providererror.h"

namespace Crossroads {

/// The error of a Gemini body: {"error": {code, message, status, details}}. Kinds go by status word and
/// reason, since the HTTP status misleads: a wrong key is a 400, no key a 403 (reference: section 5.5). Other
/// shapes are read as complaintIn() reads them.
std::optional<ProviderComplaint> geminiComplaintIn(const Json &object);

/// The status word of an error body with HTTP \p status ("RESOURCE_EXHAUSTED").
QLatin1StringView geminiStatusWord(int status);

} // namespace Crossroads
