// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

#include <memory>

class QDebug;

namespace Crossroads {

/// An API key or token. Prints only as "...last4", is blanked by redact() while it lives, wipes its bytes
/// when its last copy is destroyed, and never turns into a QString by itself: expose() names the few places
/// that need the value.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArrayView value);

    bool isEmpty() const { return !m_value; }
    /// The value itself. Copies that Qt makes of it can not be wiped, so keep them short-lived.
    QByteArrayView expose() const;
    /// The last four characters; empty for a value too short to spare them (under 12).
    QString lastFour() const;
    /// "...last4", or "..." where lastFour() is empty.
    QString masked() const;
    /// Whether \p value is the same, without making another secret of it. In constant time for equal lengths,
    /// so that a token can not be guessed byte by byte.
    bool equals(QByteArrayView value) const;
    bool operator==(const Secret &other) const { return equals(other.expose()); }

private:
    struct Value;
    std::shared_ptr<const Value> m_value; // shared by copies: the fewer places in memory, the better
};

QDebug operator<<(QDebug debug, const Secret &secret);

} // namespace Crossroads
