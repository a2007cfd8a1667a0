// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/model.h"
#include "app/core/result.h"

namespace Crossroads {

/// Models and offers made by hand, as a JSON file that people may edit: `{models:[{id, name, context_tokens,
/// offers:[{provider, provider_model_id, input_usd_per_mtok, output_usd_per_mtok, ...}]}]}`; prices as
/// decimal text, null where unknown.
Result<QList<Model>> readCustomModels(QByteArrayView bytes);
QByteArray writeCustomModels(const QList<Model> &models);

} // namespace Crossroads
