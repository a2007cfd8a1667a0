// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"

#include <QJsonObject>
#include <QStringList>

namespace Crossroads {

/// crossroads models: the catalog, best match first. Returns the exit status: NoneDone where nothing matches.
int modelsCommand(const QStringList &arguments);

/// A model with its offers, cheapest first; prices are exact decimal text, null where unknown.
QJsonObject modelJson(const CatalogIndex &index, int model);

} // namespace Crossroads
