// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/storage/spendrecords.h"

#include <QByteArrayView>

namespace Crossroads {

/// What OpenRouter's record of a request (the body of GET /generation?id=, in USD) says that the attempt of
/// ledger row \p rowId cost, for Store::correct(). With a key of the person's own at the upstream, both bills
/// count. Protocol error where the body tells no cost.
Result<Correction> correctionFrom(QByteArrayView generation, qint64 rowId);

} // namespace Crossroads
