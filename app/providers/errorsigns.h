// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/providererror.h"

namespace Crossroads {

/// What kind of failure \p complaint tells of. \param status of the HTTP answer, or the one that the body
/// names; 0 where neither tells. The provider's codes decide first, then, as several vendors have none or
/// one for everything, its words, then the status (reference: sections 3.5 and 7).
ErrorKind kindOfComplaint(int status, const ProviderComplaint &complaint);

} // namespace Crossroads
