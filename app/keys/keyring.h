// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/clock.h"
#include "app/core/result.h"
#include "app/keys/keychainstore.h"
#include "app/keys/keyhealth.h"
#include "app/keys/keytest.h"
#include "app/keys/providerkey.h"
#include "app/storage/keyrecords.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>

#include <optional>

namespace Crossroads {

class Store;

/// One key as the person sees it. Its value stays inside the ring.
struct KeyEntry
{
    KeyRecord record;
    KeyCondition condition;
    /// Why its value is not here: absent where it is.
    std::optional<KeychainProblem> problem;
    bool sessionOnly = false; ///< in memory until the program ends
    Money spent;              ///< with it in this calendar month
    bool isOverLimit() const { return record.limit && spent >= *record.limit; }
};

struct NewKey
{
    QString provider;
    QString label; ///< empty: "Key", "Key 2", ...
    Secret value;
    QString origin = QStringLiteral("pasted"); ///< pasted, imported or connected
    /// The person agreed to keep it in memory only, because there is no keychain.
    bool sessionOnly = false;
};

/// Every key that the person has: records from the store, values from the keychain, health from the routing.
/// Lives on the main thread and never blocks it. Values leave only through usable() and value().
///
/// A record is written before its value and deleted after it, so that no value is ever unaccounted for. A
/// value that the keychain does not give (locked, missing) never costs the record.
class KeyRing : public QObject
{
    Q_OBJECT

public:
    KeyRing(Store &store, KeychainStore &keychain, KeyHealth &health, const Clock &clock);

    /// Reads the records, then asks the keychain for each value (which may show its prompt). Without records
    /// the keychain is left alone. Resolves when all is known, whatever came of it.
    QFuture<void> load();
    /// The records alone: nothing is asked of the keychain.
    QFuture<void> loadRecords();
    bool isLoaded() const { return m_loaded; }
    /// Why values are not here: that of the last time the keychain was asked; absent: it works, or was not
    /// needed.
    std::optional<KeychainProblem> problem() const { return m_problem; }

    const QList<KeyEntry> &keys() const { return m_keys; } ///< by provider, then in order of preference
    const KeyEntry *find(const QString &id) const;
    /// Keys that may be sent: enabled, with a value, under their limit; by provider, in order of preference.
    QHash<QString, QList<ProviderKey>> usable() const;
    /// Empty where the value is not here.
    Secret value(const QString &id) const;
    /// The id of the stored key with this very value, if there is one.
    std::optional<QString> holderOf(const QString &provider, const Secret &value) const;

    /// Resolves with the new key's id. WrongUse for an empty value or one that is there already; the
    /// keychain's error (see keychainError) where it can not be kept: then nothing is left behind.
    QFuture<Result<QString>> add(const NewKey &key);
    /// Another value for the same key; it counts as untested then.
    QFuture<Result<void>> replace(const QString &id, const Secret &value);
    /// From the keychain and from the records.
    QFuture<Result<void>> remove(const QString &id);
    void setEnabled(const QString &id, bool enabled);
    void setLabel(const QString &id, const QString &label);
    void setLimit(const QString &id, std::optional<Money> limit);
    /// \param position among the keys of its provider, from 0.
    void move(const QString &id, int position);
    /// What testing it came to: how it fares, and its balance. Failures that are not the key's change
    /// nothing.
    void takeReport(const QString &id, const KeyReport &report);
    void setBalance(const QString &id, const QString &balance);
    /// Reads this month's spend of every key from the ledger.
    void refreshSpend();

Q_SIGNALS:
    /// Something about the keys changed: what usable() gives may be another list.
    void changed();
    /// Only how a key fares changed; usable() is the same.
    void conditionChanged(const QString &id);
    /// problem() is another one.
    void problemChanged();
    /// A write to the store failed.
    void failed(const Crossroads::Error &error);

private:
    KeyEntry *entry(const QString &id);
    void takeRecords(const QList<KeyRecord> &records);
    void readValues(QStringList ids, std::function<void()> done);
    void setProblem(std::optional<KeychainProblem> problem);
    void keep(const KeyEntry &entry);
    void watch(const QFuture<Result<void>> &written);
    void insert(const KeyEntry &entry, const Secret &value);
    void drop(const QString &id);
    QString freeLabel(const QString &provider) const;
    int nextPosition(const QString &provider) const;
    void takeCondition(const QString &id, const KeyCondition &condition);
    void storeNew(const KeyRecord &record, const Secret &value,
                  const std::shared_ptr<QPromise<Result<QString>>> &promise);

    Store &m_store;
    KeychainStore &m_keychain;
    KeyHealth &m_health;
    const Clock &m_clock;
    QByteArray m_salt;
    QList<KeyEntry> m_keys;
    QHash<QString, Secret> m_values;
    std::optional<KeychainProblem> m_problem;
    bool m_loaded = false;
};

} // namespace Crossroads
