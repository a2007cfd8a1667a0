// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/storage/database.h"
#include "app/storage/keyrecords.h"

#include <QList>

namespace Crossroads {

/// Records of keys and custom providers; never a key's value. Used on the store's thread.
class KeyTable
{
public:
    explicit KeyTable(Database &database) : m_database(database) {}

    /// By provider, then in their order.
    Result<QList<KeyRecord>> keys();
    /// Adds the key or changes what the person decides about it; leaves its condition and balance alone.
    Result<void> save(const KeyRecord &key);
    Result<void> saveCondition(const QString &id, const KeyConditionRecord &condition);
    Result<void> saveBalance(const QString &id, const QString &balance);
    Result<void> remove(const QString &id);
    /// Random bytes of this store, made at the first call: what fingerprints are salted with.
    Result<QByteArray> salt();
    Result<QList<KeySpend>> spentSince(qint64 wallMs);

    Result<QList<ProviderRecord>> providers();
    Result<void> saveProvider(const ProviderRecord &provider);
    Result<void> removeProvider(const QString &slug);

private:
    Result<void> change(const QString &sql, const QVariantList &values);
    Database &m_database;
};

} // namespace Crossroads
