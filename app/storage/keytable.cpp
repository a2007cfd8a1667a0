// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/keytable.h"

#include "app/storage/spendtable.h"

#include <QRandomGenerator>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QVariant orNull(const std::optional<qint64> &value)
{
    return value ? QVariant(*value) : QVariant(QMetaType::fromType<qint64>());
}

static std::optional<qint64> integerOrNone(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

Result<void> KeyTable::change(const QString &sql, const QVariantList &values)
{
    if (auto synced = m_database.setSynced(true); !synced)
        return synced;
    auto done = m_database.run(sql, values);
    return done ? Result<void>() : std::unexpected(done.error());
}

Result<QList<KeyRecord>> KeyTable::keys()
{
    auto rows = m_database.run(
        u"SELECT id, provider, label, last_four, fingerprint, position, enabled, limit_pico, origin, "
        "added_ms, state, reason, http_status, since_ms, until_ms, last_used_ms, balance "
        "FROM api_key ORDER BY provider, position, added_ms"_s);
    if (!rows)
        return std::unexpected(rows.error());
    QList<KeyRecord> keys;
    while (rows->next()) {
        const auto limit = integerOrNone(rows->value(7));
        keys.append({.id = rows->value(0).toString(),
                     .provider = rows->value(1).toString(),
                     .label = rows->value(2).toString(),
                     .lastFour = rows->value(3).toString(),
                     .fingerprint = rows->value(4).toString(),
                     .position = rows->value(5).toInt(),
                     .enabled = rows->value(6).toBool(),
                     .limit = limit ? std::optional(Money{*limit}) : std::nullopt,
                     .origin = rows->value(8).toString(),
                     .addedMs = rows->value(9).toLongLong(),
                     .condition = {.state = rows->value(10).toString(),
                                   .reason = rows->value(11).toString(),
                                   .httpStatus = rows->value(12).toInt(),
                                   .sinceMs = rows->value(13).toLongLong(),
                                   .untilMs = integerOrNone(rows->value(14)),
                                   .lastUsedMs = rows->value(15).toLongLong()},
                     .balance = rows->value(16).toString()});
    }
    return keys;
}

Result<void> KeyTable::save(const KeyRecord &key)
{
    return change(u"INSERT INTO api_key (id, provider, label, last_four, fingerprint, position, enabled, "
                  "limit_pico, origin, added_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET label = excluded.label, last_four = excluded.last_four, "
                  "fingerprint = excluded.fingerprint, position = excluded.position, "
                  "enabled = excluded.enabled, limit_pico = excluded.limit_pico"_s,
                  {key.id, key.provider, notNull(key.label), notNull(key.lastFour), notNull(key.fingerprint),
                   key.position, int(key.enabled),
                   orNull(key.limit ? std::optional(key.limit->pico) : std::nullopt), notNull(key.origin),
                   key.addedMs});
}

Result<void> KeyTable::saveCondition(const QString &id, const KeyConditionRecord &c)
{
    return change(
        u"UPDATE api_key SET state = ?, reason = ?, http_status = ?, since_ms = ?, until_ms = ?, "
        "last_used_ms = ? WHERE id = ?"_s,
        {notNull(c.state), notNull(c.reason), c.httpStatus, c.sinceMs, orNull(c.untilMs), c.lastUsedMs, id});
}

Result<void> KeyTable::saveBalance(const QString &id, const QString &balance)
{
    return change(u"UPDATE api_key SET balance = ? WHERE id = ?"_s, {notNull(balance), id});
}

Result<void> KeyTable::remove(const QString &id)
{
    return change(u"DELETE FROM api_key WHERE id = ?"_s, {id});
}

Result<QByteArray> KeyTable::salt()
{
    QByteArray fresh(16, Qt::Uninitialized);
    QRandomGenerator::system()->generate(fresh.begin(), fresh.end());
    if (auto made =
            change(u"INSERT INTO key_salt (id, salt) VALUES (1, ?) ON CONFLICT DO NOTHING"_s, {fresh});
        !made)
        return std::unexpected(made.error());
    auto rows = m_database.run(u"SELECT salt FROM key_salt"_s);
    if (!rows)
        return std::unexpected(rows.error());
    return rows->next() ? rows->value(0).toByteArray() : fresh;
}

Result<QList<KeySpend>> KeyTable::spentSince(qint64 wallMs)
{
    auto rows = m_database.run(
        u"SELECT provider, key_last_four, sum(reported_pico + computed_pico + estimated_pico + "
        "corrections_pico) FROM spend_cell WHERE day >= ? AND key_last_four <> '' "
        "GROUP BY provider, key_last_four"_s,
        {localDay(wallMs).toJulianDay()});
    if (!rows)
        return std::unexpected(rows.error());
    QList<KeySpend> all;
    while (rows->next())
        all.append(
            {rows->value(0).toString(), rows->value(1).toString(), Money{rows->value(2).toLongLong()}});
    return all;
}

// The column is called after what it was first meant for; it holds "Name: value" lines.
Result<QList<ProviderRecord>> KeyTable::providers()
{
    auto rows = m_database.run(u"SELECT slug, name, base_url, wire, proxy, header_names, needs_key "
                               "FROM custom_provider ORDER BY name"_s);
    if (!rows)
        return std::unexpected(rows.error());
    QList<ProviderRecord> all;
    while (rows->next())
        all.append({.slug = rows->value(0).toString(),
                    .name = rows->value(1).toString(),
                    .baseUrl = rows->value(2).toString(),
                    .wire = rows->value(3).toString(),
                    .proxy = rows->value(4).toString(),
                    .headers = rows->value(5).toString().split(u'\n', Qt::SkipEmptyParts),
                    .needsKey = rows->value(6).toBool()});
    return all;
}

Result<void> KeyTable::saveProvider(const ProviderRecord &p)
{
    return change(u"INSERT INTO custom_provider (slug, name, base_url, wire, proxy, header_names, needs_key) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (slug) DO UPDATE SET name = excluded.name, "
                  "base_url = excluded.base_url, wire = excluded.wire, proxy = excluded.proxy, "
                  "header_names = excluded.header_names, needs_key = excluded.needs_key"_s,
                  {p.slug, notNull(p.name), notNull(p.baseUrl), notNull(p.wire), notNull(p.proxy),
                   notNull(p.headers.join(u'\n')), int(p.needsKey)});
}

Result<void> KeyTable::removeProvider(const QString &slug)
{
    return change(u"DELETE FROM custom_provider WHERE slug = ?"_s, {slug});
}

} // namespace Crossroads
