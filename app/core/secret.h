// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

#include <vector>

class QDebug;

namespace Crossroads {

/// An API key or token. Prints only as "...last4", wipes its bytes when destroyed, and never turns into a
/// QString by itself: expose() names the few places that need the value.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArrayView value);
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret other) noexcept;
    ~Secret();

    bool isEmpty() const { return m_bytes.empty(); }
    /// The value itself. Copies that Qt makes of it can not be wiped, so keep them short-lived.
    QByteArrayView expose() const { return {m_bytes.data(), qsizetype(m_bytes.size())}; }
    /// The last four characters; empty for a value too short to spare them (under 12).
    QString lastFour() const;
    /// "...last4", or "..." where lastFour() is empty.
    QString masked() const;
    bool operator==(const Secret &other) const;

private:
    void wipe() noexcept;
    std::vector<char> m_bytes;
};

QDebug operator<<(QDebug debug, const Secret &secret);

} // namespace Crossroads
