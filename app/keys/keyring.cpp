// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keyring.h"

#include "app/core/logging.h"
#include "app/keys/fingerprint.h"
#include "app/storage/store.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPromise>
#include <QUuid>

namespace Crossroads {

using namespace Qt::StringLiterals;

KeyRing::KeyRing(Store &store, KeychainStore &keychain, KeyHealth &health, const Clock &clock)
    : m_store(store), m_keychain(keychain), m_health(health), m_clock(clock)
{
    connect(&m_health, &KeyHealth::changed, this, &KeyRing::takeCondition);
    connect(&m_keychain, &KeychainStore::serviceAppeared, this, [this] {
        if (m_problem)
            load();
    });
}

// --- what is there
// -------------------------------------------------------------------------------------------

KeyEntry *KeyRing::entry(const QString &id)
{
    const auto found = std::ranges::find_if(m_keys, [&](const KeyEntry &e) { return e.record.id == id; });
    return found == m_keys.end() ? nullptr : &*found;
}

const KeyEntry *KeyRing::find(const QString &id) const
{
    const auto found = std::ranges::find_if(m_keys, [&](const KeyEntry &e) { return e.record.id == id; });
    return found == m_keys.end() ? nullptr : &*found;
}

QHash<QString, QList<ProviderKey>> KeyRing::usable() const
{
    QHash<QString, QList<ProviderKey>> keys;
    for (const KeyEntry &e : m_keys) {
        const auto value = m_values.constFind(e.record.id);
        if (value == m_values.cend() || !e.record.enabled || e.isOverLimit())
            continue;
        keys[e.record.provider].append({.id = e.record.id,
                                        .label = e.record.label,
                                        .fingerprint = e.record.fingerprint,
                                        .value = *value,
                                        .limit = e.record.limit});
    }
    return keys;
}

Secret KeyRing::value(const QString &id) const
{
    return m_values.value(id);
}

std::optional<QString> KeyRing::holderOf(const QString &provider, const Secret &value) const
{
    for (const KeyEntry &e : m_keys) {
        if (e.record.provider == provider && !value.isEmpty() && m_values.value(e.record.id) == value)
            return e.record.id;
    }
    return std::nullopt;
}

QString KeyRing::freeLabel(const QString &provider) const
{
    for (int number = 1;; ++number) {
        const QString label = number == 1 ? tr("Key") : tr("Key %1").arg(number);
        if (std::ranges::none_of(m_keys, [&](const KeyEntry &e) {
                return e.record.provider == provider && e.record.label == label;
            }))
            return label;
    }
}

int KeyRing::nextPosition(const QString &provider) const
{
    int next = 0;
    for (const KeyEntry &e : m_keys) {
        if (e.record.provider == provider)
            next = std::max(next, e.record.position + 1);
    }
    return next;
}

// --- loading
// -------------------------------------------------------------------------------------------------

static KeyCondition conditionFrom(const KeyConditionRecord &record)
{
    return {.state = keyStateFromName(record.state).value_or(KeyState::Untested),
            .reason = record.reason,
            .httpStatus = record.httpStatus,
            .sinceMs = record.sinceMs,
            .untilMs = record.untilMs,
            .lastUsedMs = record.lastUsedMs};
}

static KeyConditionRecord recordFrom(const KeyCondition &condition)
{
    return {.state = keyStateName(condition.state),
            .reason = condition.reason,
            .httpStatus = condition.httpStatus,
            .sinceMs = condition.sinceMs,
            .untilMs = condition.untilMs,
            .lastUsedMs = condition.lastUsedMs};
}

void KeyRing::takeRecords(const QList<KeyRecord> &records)
{
    QList<KeyEntry> keys;
    for (const KeyRecord &record : records) {
        KeyEntry e{.record = record, .condition = {}, .problem = m_problem, .spent = {}};
        if (const KeyEntry *known = find(record.id)) {
            e.problem = known->problem;
            e.spent = known->spent;
        }
        if (m_values.contains(record.id))
            e.problem.reset();
        m_health.restore(record.id, conditionFrom(record.condition));
        e.condition = m_health.condition(record.id);
        keys.append(e);
    }
    for (const KeyEntry &e : std::as_const(m_keys)) {
        if (e.sessionOnly)
            keys.append(e);
        else if (std::ranges::none_of(records, [&](const KeyRecord &r) { return r.id == e.record.id; }))
            m_values.remove(e.record.id); // removed by another process
    }
    m_keys = keys;
}

QFuture<void> KeyRing::loadRecords()
{
    return m_store.keyRecords().then(this, [this](const Result<QList<KeyRecord>> &records) {
        if (!records) {
            Q_EMIT failed(records.error());
            return;
        }
        takeRecords(*records);
        refreshSpend();
        Q_EMIT changed();
    });
}

QFuture<void> KeyRing::load()
{
    const auto promise = std::make_shared<QPromise<void>>(); // shared with the closures until the last value
    promise->start();
    loadRecords().then(this, [this, promise] {
        QStringList missing;
        for (const KeyEntry &e : std::as_const(m_keys)) {
            if (!e.sessionOnly && !m_values.contains(e.record.id))
                missing.append(e.record.id);
        }
        readValues(missing, [this, promise] {
            m_loaded = true;
            Q_EMIT changed();
            promise->finish();
        });
    });
    return promise->future();
}

/// One after the other; the first answer that holds for the whole keychain ends it.
void KeyRing::readValues(QStringList ids, std::function<void()> done)
{
    if (ids.isEmpty()) {
        done();
        return;
    }
    const QString id = ids.takeFirst();
    m_keychain.read(id).then(this, [this, id, ids, done](const KeychainResult<Secret> &value) {
        const bool answered = value || value.error() == KeychainProblem::Missing;
        if (value)
            m_values.insert(id, *value);
        if (KeyEntry *e = entry(id))
            e->problem = value ? std::nullopt : std::optional(value.error());
        setProblem(answered ? std::nullopt : std::optional(value.error()));
        if (answered) {
            readValues(ids, done);
            return;
        }
        for (const QString &other : ids) {
            if (KeyEntry *e = entry(other))
                e->problem = value.error();
        }
        done();
    });
}

void KeyRing::setProblem(std::optional<KeychainProblem> problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

// --- changing
// ------------------------------------------------------------------------------------------------

template<typename T>
static QFuture<Result<T>> refused(ErrorKind kind, const QString &message, const QString &hint = {})
{
    return QtFuture::makeReadyValueFuture(Result<T>(fail(kind, message, hint)));
}

void KeyRing::insert(const KeyEntry &e, const Secret &value)
{
    m_values.insert(e.record.id, value);
    const auto after = std::ranges::find_if(m_keys, [&](const KeyEntry &other) {
        return std::pair(other.record.provider, other.record.position) >
               std::pair(e.record.provider, e.record.position);
    });
    m_keys.insert(after, e);
    Q_EMIT changed();
}

void KeyRing::drop(const QString &id)
{
    m_values.remove(id);
    m_keys.removeIf([&](const KeyEntry &e) { return e.record.id == id; });
    m_health.forget(id);
    Q_EMIT changed();
}

QFuture<Result<QString>> KeyRing::add(const NewKey &key)
{
    if (key.value.isEmpty())
        return refused<QString>(ErrorKind::WrongUse, tr("The key is empty."));
    if (const auto holder = holderOf(key.provider, key.value))
        return refused<QString>(ErrorKind::WrongUse,
                                tr("This key is there already, as \"%1\".").arg(find(*holder)->record.label));
    KeyRecord record{.id = key.provider + u'-' + QUuid::createUuid().toString(QUuid::Id128).first(12),
                     .provider = key.provider,
                     .label = key.label.trimmed().isEmpty() ? freeLabel(key.provider) : key.label.trimmed(),
                     .lastFour = key.value.lastFour(),
                     .fingerprint = {},
                     .position = nextPosition(key.provider),
                     .limit = std::nullopt,
                     .origin = key.origin,
                     .addedMs = m_clock.wallMs(),
                     .condition = {},
                     .balance = {}};
    const auto promise = std::make_shared<QPromise<Result<QString>>>(); // shared until the keychain answers
    promise->start();
    m_store.keySalt().then(this, [this, record, key, promise](const Result<QByteArray> &salt) mutable {
        if (salt)
            record.fingerprint = keyFingerprint(key.value, *salt);
        if (key.sessionOnly) {
            insert({.record = record, .condition = {}, .problem = {}, .sessionOnly = true, .spent = {}},
                   key.value);
            promise->addResult(record.id);
            promise->finish();
        } else if (!salt) {
            promise->addResult(std::unexpected(salt.error()));
            promise->finish();
        } else {
            storeNew(record, key.value, promise);
        }
    });
    return promise->future();
}

void KeyRing::storeNew(const KeyRecord &record, const Secret &value,
                       const std::shared_ptr<QPromise<Result<QString>>> &promise)
{
    const auto finish = [promise](Result<QString> result) {
        promise->addResult(std::move(result));
        promise->finish();
    };
    m_store.saveKey(record).then(this, [this, record, value, finish](const Result<void> &saved) {
        if (!saved) {
            finish(std::unexpected(saved.error()));
            return;
        }
        m_keychain.write(record.id, value)
            .then(this, [this, record, value, finish](const KeychainResult<void> &written) {
                setProblem(written ? std::nullopt : std::optional(written.error()));
                if (!written) {
                    watch(m_store.removeKey(record.id));
                    finish(std::unexpected(keychainError(written.error())));
                    return;
                }
                insert({.record = record, .condition = {}, .problem = {}, .spent = {}}, value);
                finish(record.id);
            });
    });
}

QFuture<Result<void>> KeyRing::replace(const QString &id, const Secret &value)
{
    const KeyEntry *old = find(id);
    if (!old || value.isEmpty())
        return refused<void>(ErrorKind::WrongUse, tr("The key is empty."));
    const bool sessionOnly = old->sessionOnly;
    const auto promise = std::make_shared<QPromise<Result<void>>>(); // shared until the keychain answers
    promise->start();
    const auto finish = [promise](Result<void> result) {
        promise->addResult(std::move(result));
        promise->finish();
    };
    const auto take = [this, id, value, finish](const Result<QByteArray> &salt) {
        if (KeyEntry *e = entry(id)) {
            e->record.lastFour = value.lastFour();
            e->record.fingerprint = salt ? keyFingerprint(value, *salt) : QString();
            e->record.balance.clear();
            e->problem.reset();
            m_values.insert(id, value);
            m_health.forget(id);
            keep(*e);
            Q_EMIT changed();
        }
        finish({});
    };
    if (sessionOnly) {
        m_store.keySalt().then(this, take);
        return promise->future();
    }
    m_keychain.write(id, value).then(this, [this, take, finish](const KeychainResult<void> &written) {
        setProblem(written ? std::nullopt : std::optional(written.error()));
        if (written)
            m_store.keySalt().then(this, take);
        else
            finish(std::unexpected(keychainError(written.error())));
    });
    return promise->future();
}

QFuture<Result<void>> KeyRing::remove(const QString &id)
{
    const KeyEntry *old = find(id);
    if (!old)
        return refused<void>(ErrorKind::NotFound, tr("There is no such key."));
    if (old->sessionOnly) {
        drop(id);
        return QtFuture::makeReadyValueFuture(Result<void>());
    }
    const auto promise = std::make_shared<QPromise<Result<void>>>(); // shared until the keychain answers
    promise->start();
    const auto finish = [promise](Result<void> result) {
        promise->addResult(std::move(result));
        promise->finish();
    };
    m_keychain.remove(id).then(this, [this, id, finish](const KeychainResult<void> &removed) {
        if (!removed) {
            setProblem(removed.error());
            finish(std::unexpected(keychainError(removed.error())));
            return;
        }
        m_store.removeKey(id).then(this, [this, id, finish](const Result<void> &done) {
            if (done)
                drop(id);
            finish(done);
        });
    });
    return promise->future();
}

void KeyRing::watch(const QFuture<Result<void>> &written)
{
    QFuture<Result<void>>(written).then(this, [this](const Result<void> &done) {
        if (!done)
            Q_EMIT failed(done.error());
    });
}

void KeyRing::keep(const KeyEntry &e)
{
    if (!e.sessionOnly)
        watch(m_store.saveKey(e.record));
}

void KeyRing::setEnabled(const QString &id, bool enabled)
{
    KeyEntry *e = entry(id);
    if (!e || e->record.enabled == enabled)
        return;
    e->record.enabled = enabled;
    keep(*e);
    Q_EMIT changed();
}

void KeyRing::setLabel(const QString &id, const QString &label)
{
    KeyEntry *e = entry(id);
    if (!e || label.trimmed().isEmpty() || e->record.label == label.trimmed())
        return;
    e->record.label = label.trimmed();
    keep(*e);
    Q_EMIT changed();
}

void KeyRing::setLimit(const QString &id, std::optional<Money> limit)
{
    KeyEntry *e = entry(id);
    if (!e || e->record.limit == limit)
        return;
    e->record.limit = limit;
    keep(*e);
    Q_EMIT changed();
}

void KeyRing::move(const QString &id, int position)
{
    const KeyEntry *moved = find(id);
    if (!moved)
        return;
    const QString provider = moved->record.provider;
    QList<KeyEntry> siblings;
    KeyEntry mover = *moved;
    for (const KeyEntry &e : std::as_const(m_keys)) {
        if (e.record.provider == provider && e.record.id != id)
            siblings.append(e);
    }
    siblings.insert(std::clamp(qsizetype(position), qsizetype(0), siblings.size()), mover);
    const auto first =
        std::ranges::find_if(m_keys, [&](const KeyEntry &e) { return e.record.provider == provider; });
    qsizetype at = first - m_keys.begin();
    for (qsizetype i = 0; i < siblings.size(); ++i, ++at) {
        const bool same = siblings[i].record.position == int(i);
        siblings[i].record.position = int(i);
        m_keys[at] = siblings[i];
        if (!same)
            keep(m_keys[at]);
    }
    Q_EMIT changed();
}

void KeyRing::takeReport(const QString &id, const KeyReport &report)
{
    if (report.error) {
        m_health.report(id, *report.error, m_clock.wallMs());
    } else {
        m_health.forget(id); // what a model refused may work again too
        m_health.reportWorked(id, m_clock.wallMs());
    }
    if (report.balance)
        setBalance(id, report.balance->toJson());
}

void KeyRing::setBalance(const QString &id, const QString &balance)
{
    KeyEntry *e = entry(id);
    if (!e || e->record.balance == balance)
        return;
    e->record.balance = balance;
    if (!e->sessionOnly)
        watch(m_store.saveKeyBalance(id, balance));
    Q_EMIT conditionChanged(id);
}

void KeyRing::takeCondition(const QString &id, const KeyCondition &condition)
{
    KeyEntry *e = entry(id);
    if (!e || e->condition == condition)
        return;
    e->condition = condition;
    if (!e->sessionOnly)
        watch(m_store.saveKeyCondition(id, recordFrom(condition)));
    Q_EMIT conditionChanged(id);
}

void KeyRing::refreshSpend()
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).date();
    const qint64 month = QDate(today.year(), today.month(), 1).startOfDay().toMSecsSinceEpoch();
    m_store.keySpendSince(month).then(this, [this](const Result<QList<KeySpend>> &spends) {
        if (!spends)
            return;
        bool limitsMoved = false;
        for (KeyEntry &e : m_keys) {
            const bool wasOver = e.isOverLimit();
            const Money before = e.spent;
            e.spent = {};
            for (const KeySpend &spend : *spends) {
                if (spend.provider == e.record.provider && spend.lastFour == e.record.lastFour)
                    e.spent = spend.cost;
            }
            limitsMoved |= e.isOverLimit() != wasOver;
            if (e.spent != before)
                Q_EMIT conditionChanged(e.record.id);
        }
        if (limitsMoved)
            Q_EMIT changed();
    });
}

} // namespace Crossroads
