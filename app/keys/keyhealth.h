// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"

#include <QHash>
#include <QMetaType>
#include <QMutex>
#include <QObject>

#include <optional>

namespace Crossroads {

enum class KeyState {
    Untested,
    Works,
    Refused,   ///< 401: revoked, replaced or mistyped
    NoCredit,  ///< 402
    Resting,   ///< 429: too many requests
    Forbidden, ///< 403 of kind permission: the key may not do this
};
/// The state's name in JSON and the database: untested, works, refused, no_credit, rate_limited, forbidden.
QLatin1StringView keyStateName(KeyState state);
std::optional<KeyState> keyStateFromName(QAnyStringView name);

/// What is known about a key. Times are wall milliseconds since 1970 UTC.
struct KeyCondition
{
    KeyState state = KeyState::Untested;
    QString reason; ///< the provider's words for it, redacted; empty where it works
    int httpStatus = 0;
    qint64 sinceMs = 0;            ///< when the state began; 0: never used
    std::optional<qint64> untilMs; ///< when it may be tried again; absent: not before it is tested
    qint64 lastUsedMs = 0;
    bool operator==(const KeyCondition &) const = default;
};

/// Remembers, per key, why it failed and how long it rests, so that no run sends with a dead key twice.
///
/// 401 rests until the key is tested again or replaced. 402 rests five minutes, 403 (permission) ten, 429 as
/// long as the provider says (else 20 s, doubling with each in a row up to 10 min). Where the failed request
/// named a model, 403 and 429 count for that model alone: another model may work with the same key. Other
/// failures say nothing about the key. Thread-safe; changed() comes on the receiver's thread.
class KeyHealth : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// What an attempt with \p keyId came to. \param model the provider's own id; may be empty.
    void report(const QString &keyId, const Error &error, qint64 nowMs, const QString &model = {});
    void reportWorked(const QString &keyId, qint64 nowMs, const QString &model = {});
    /// Whether a request may be sent with it now.
    bool usable(const QString &keyId, qint64 nowMs, const QString &model = {}) const;
    /// Why it may not (and until when); absent where it may.
    std::optional<KeyCondition> obstacle(const QString &keyId, qint64 nowMs, const QString &model = {}) const;
    /// The latest thing known about it, for showing.
    KeyCondition condition(const QString &keyId) const;

    /// What an earlier process knew.
    void restore(const QString &keyId, const KeyCondition &condition);
    /// The key was replaced, or is about to be tested: it counts as untested.
    void forget(const QString &keyId);

Q_SIGNALS:
    void changed(const QString &keyId, const Crossroads::KeyCondition &condition);

private:
    struct Memory
    {
        KeyCondition shown;
        QHash<QString, KeyCondition> obstacles; ///< by model; "" counts for every model
        int limitedInRow = 0;
    };
    std::optional<KeyCondition> obstacleIn(const Memory &memory, qint64 nowMs, const QString &model) const;
    mutable QMutex m_mutex;
    QHash<QString, Memory> m_keys;
};

} // namespace Crossroads

Q_DECLARE_METATYPE(Crossroads::KeyCondition)
