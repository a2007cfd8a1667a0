// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/catalogindex.h"
#include "app/catalog/merge.h"

#include <QString>

class QTableWidget;
class QWidget;

namespace Crossroads {

/// Two to six models in columns, a row for each fact; what differs is marked and can be shown alone.
void compareModels(const std::shared_ptr<const CatalogIndex> &index, const QStringList &ids, QWidget *parent);
/// The table itself, filled.
void fillComparison(QTableWidget &table, const CatalogIndex &index, const QStringList &ids,
                    bool differencesOnly);

/// What a refresh changed. \param waiting it is not taken yet: the answer is whether to take it.
bool showCatalogChanges(const QList<CatalogChange> &changes, const CatalogIndex &index, bool waiting,
                        QWidget *parent);
/// Offers that were priced anew in the last 30 days, from their histories.
QList<CatalogChange> recentRepricings(const CatalogIndex &index);

/// A model or an offer made by hand; nothing where the person thought better of it.
std::optional<Model> askCustomModel(const Catalog &catalog, QWidget *parent);

} // namespace Crossroads
