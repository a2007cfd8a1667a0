// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtTypes>

namespace Crossroads {

/// Time, handed in so that tests can hold it still.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall time in milliseconds since 1970-01-01 UTC. May jump.
    virtual qint64 wallMs() const;
    /// Milliseconds that never run backwards, from an arbitrary start.
    virtual qint64 steadyMs() const;
};

} // namespace Crossroads
