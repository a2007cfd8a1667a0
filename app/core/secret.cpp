// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/secret.h"

#include <QDebug>

#include <string.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

Secret::Secret(QByteArrayView value) : m_bytes(value.begin(), value.end()) {}

Secret::Secret(const Secret &other) = default;

Secret::Secret(Secret &&other) noexcept = default;

Secret &Secret::operator=(Secret other) noexcept
{
    m_bytes.swap(other.m_bytes); // the old value is wiped as other dies
    return *this;
}

Secret::~Secret()
{
    wipe();
}

void Secret::wipe() noexcept
{
    if (!m_bytes.empty())
        explicit_bzero(m_bytes.data(), m_bytes.size());
}

QString Secret::lastFour() const
{
    constexpr size_t shortest = 12;
    if (m_bytes.size() < shortest)
        return {};
    return QString::fromLatin1(expose().last(4));
}

QString Secret::masked() const
{
    return u"..."_s + lastFour();
}

bool Secret::operator==(const Secret &other) const
{
    // Constant time for equal lengths, so that a token can not be guessed byte by byte.
    if (m_bytes.size() != other.m_bytes.size())
        return false;
    unsigned char difference = 0;
    for (size_t i = 0; i < m_bytes.size(); ++i)
        difference |= static_cast<unsigned char>(m_bytes[i] ^ other.m_bytes[i]);
    return difference == 0;
}

QDebug operator<<(QDebug debug, const Secret &secret)
{
    const QDebugStateSaver saver(debug);
    debug.noquote().nospace() << "Secret(" << secret.masked() << ")";
    return debug;
}

} // namespace Crossroads
