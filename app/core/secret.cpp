// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/secret.h"

#include "app/core/redact.h"

#include <QDebug>

#include <vector>

#include <string.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

struct Secret::Value
{
    explicit Value(QByteArrayView value) : bytes(value.begin(), value.end()), redaction(value) {}
    ~Value() { explicit_bzero(bytes.data(), bytes.size()); }
    Q_DISABLE_COPY_MOVE(Value)

    std::vector<char> bytes;
    Redaction redaction;
};

Secret::Secret(QByteArrayView value)
    : m_value(value.isEmpty() ? nullptr : std::make_shared<const Value>(value))
{
}

QByteArrayView Secret::expose() const
{
    return m_value ? QByteArrayView(m_value->bytes.data(), qsizetype(m_value->bytes.size()))
                   : QByteArrayView();
}

QString Secret::lastFour() const
{
    constexpr qsizetype shortest = 12;
    const QByteArrayView value = expose();
    return value.size() < shortest ? QString() : QString::fromLatin1(value.last(4));
}

QString Secret::masked() const
{
    return u"..."_s + lastFour();
}

bool Secret::equals(QByteArrayView value) const
{
    const QByteArrayView own = expose();
    if (own.size() != value.size())
        return false;
    unsigned char difference = 0;
    for (qsizetype i = 0; i < own.size(); ++i)
        difference |= static_cast<unsigned char>(own[i] ^ value[i]);
    return difference == 0;
}

QDebug operator<<(QDebug debug, const Secret &secret)
{
    const QDebugStateSaver saver(debug);
    debug.noquote().nospace() << "Secret(" << secret.masked() << ")";
    return debug;
}

} // namespace Crossroads
