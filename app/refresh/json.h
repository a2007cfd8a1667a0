// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <utility>
#include <vector>

namespace Crossroads {

/// A JSON value whose numbers keep their text: prices never pass through double. Asking for something that is
/// not there gives a null value, never an error.
class ExactJson
{
public:
    enum class Type { Null, Bool, Number, String, Array, Object };

    /// Bounded: 64 levels, 8 million values. Protocol error for what is no JSON or beyond these.
    static Result<ExactJson> parse(QByteArrayView bytes);

    Type type() const { return m_type; }
    bool isNull() const { return m_type == Type::Null; }
    const ExactJson &operator[](QByteArrayView name) const;
    const std::vector<ExactJson> &items() const { return m_items; }
    const std::vector<std::pair<QByteArray, ExactJson>> &members() const { return m_members; }
    QString text() const; ///< of a string; else empty
    /// The digits of a number, or of a string that holds one ("0.0000025"); else empty.
    QByteArray decimal() const;
    /// A whole number that is not negative; \p otherwise where it is none.
    qint64 count(qint64 otherwise = 0) const;
    bool isTrue() const { return m_type == Type::Bool && m_bytes == "true"; }
    bool isFalse() const { return m_type == Type::Bool && m_bytes == "false"; }

private:
    friend class ExactJsonBuilder;
    Type m_type = Type::Null;
    QByteArray m_bytes;
    std::vector<ExactJson> m_items;
    std::vector<std::pair<QByteArray, ExactJson>> m_members;
};

} // namespace Crossroads
