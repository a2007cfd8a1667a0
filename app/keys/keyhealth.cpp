// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keyhealth.h"

#include "app/core/names.h"
#include "app/core/redact.h"

#include <QMutexLocker>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qint64 second = 1'000;
static constexpr qint64 noCreditRest = 300 * second; // credit is bought elsewhere, in minutes
static constexpr qint64 forbiddenRest = 600 * second;
static constexpr qint64 firstLimitedRest = 20 * second;
static constexpr qint64 longestLimitedRest = 600 * second;
static constexpr qint64 longestRetryAfter = 24 * 3600 * second;

static constexpr NameRow<KeyState> stateNames[] = {
    {KeyState::Untested, "untested"_L1},    {KeyState::Works, "works"_L1},
    {KeyState::Refused, "refused"_L1},      {KeyState::NoCredit, "no_credit"_L1},
    {KeyState::Resting, "rate_limited"_L1}, {KeyState::Forbidden, "forbidden"_L1},
};

QLatin1StringView keyStateName(KeyState state)
{
    return nameIn<KeyState>(stateNames, state);
}

std::optional<KeyState> keyStateFromName(QAnyStringView name)
{
    return valueIn<KeyState>(stateNames, name);
}

/// Failures that are the key's; absent for all others.
static std::optional<KeyState> stateAfter(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authentication:
        return KeyState::Refused;
    case ErrorKind::Payment:
        return KeyState::NoCredit;
    case ErrorKind::RateLimited:
        return KeyState::Resting;
    case ErrorKind::Permission:
        return KeyState::Forbidden;
    default:
        return std::nullopt;
    }
}

static std::optional<qint64> restOf(KeyState state, const Error &error, int limitedInRow)
{
    switch (state) {
    case KeyState::NoCredit:
        return noCreditRest;
    case KeyState::Forbidden:
        return forbiddenRest;
    case KeyState::Resting:
        if (error.retryAfter)
            return std::clamp(qint64(error.retryAfter->count()), second, longestRetryAfter);
        return std::min(firstLimitedRest << std::min(limitedInRow, 8), longestLimitedRest);
    default:
        return std::nullopt;
    }
}

void KeyHealth::report(const QString &keyId, const Error &error, qint64 nowMs, const QString &model)
{
    const auto state = stateAfter(error.kind);
    if (keyId.isEmpty() || !state)
        return;
    KeyCondition shown;
    {
        const QMutexLocker lock(&m_mutex);
        Memory &memory = m_keys[keyId];
        KeyCondition now{.state = *state,
                         .reason = redact(error.message),
                         .httpStatus = error.httpStatus,
                         .sinceMs = memory.shown.state == *state ? memory.shown.sinceMs : nowMs,
                         .untilMs = std::nullopt,
                         .lastUsedMs = nowMs};
        if (const auto rest = restOf(*state, error, memory.limitedInRow))
            now.untilMs = nowMs + *rest;
        if (*state == KeyState::Resting)
            ++memory.limitedInRow;
        const bool ofModel = *state == KeyState::Resting || *state == KeyState::Forbidden;
        memory.obstacles.insert(ofModel ? model : QString(), now);
        memory.shown = shown = now;
    }
    Q_EMIT changed(keyId, shown);
}

void KeyHealth::reportWorked(const QString &keyId, qint64 nowMs, const QString &model)
{
    if (keyId.isEmpty())
        return;
    KeyCondition shown;
    {
        const QMutexLocker lock(&m_mutex);
        Memory &memory = m_keys[keyId];
        memory.obstacles.remove(QString());
        memory.obstacles.remove(model);
        memory.limitedInRow = 0;
        const bool worked = memory.shown.state == KeyState::Works;
        memory.shown = shown = {.state = KeyState::Works,
                                .reason = {},
                                .httpStatus = 0,
                                .sinceMs = worked ? memory.shown.sinceMs : nowMs,
                                .untilMs = std::nullopt,
                                .lastUsedMs = nowMs};
    }
    Q_EMIT changed(keyId, shown);
}

std::optional<KeyCondition> KeyHealth::obstacleIn(const Memory &memory, qint64 nowMs,
                                                  const QString &model) const
{
    const auto standing = [&](const QString &scope) -> std::optional<KeyCondition> {
        const auto found = memory.obstacles.constFind(scope);
        if (found == memory.obstacles.cend() || (found->untilMs && *found->untilMs <= nowMs))
            return std::nullopt;
        return *found;
    };
    if (const auto general = standing(QString()))
        return general;
    return model.isEmpty() ? std::nullopt : standing(model);
}

bool KeyHealth::usable(const QString &keyId, qint64 nowMs, const QString &model) const
{
    return !obstacle(keyId, nowMs, model);
}

std::optional<KeyCondition> KeyHealth::obstacle(const QString &keyId, qint64 nowMs,
                                                const QString &model) const
{
    const QMutexLocker lock(&m_mutex);
    const auto memory = m_keys.constFind(keyId);
    return memory == m_keys.cend() ? std::nullopt : obstacleIn(*memory, nowMs, model);
}

KeyCondition KeyHealth::condition(const QString &keyId) const
{
    const QMutexLocker lock(&m_mutex);
    return m_keys.value(keyId).shown;
}

void KeyHealth::restore(const QString &keyId, const KeyCondition &condition)
{
    const QMutexLocker lock(&m_mutex);
    Memory &memory = m_keys[keyId];
    if (memory.shown.lastUsedMs >= condition.lastUsedMs && memory.shown.lastUsedMs > 0)
        return; // this process knows better
    memory = {.shown = condition, .obstacles = {}, .limitedInRow = 0};
    // A limit or a permission of one model is not kept between processes: only what bars the whole key.
    if (condition.state == KeyState::Refused || condition.state == KeyState::NoCredit)
        memory.obstacles.insert(QString(), condition);
}

void KeyHealth::forget(const QString &keyId)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_keys.remove(keyId);
    }
    Q_EMIT changed(keyId, {});
}

} // namespace Crossroads
