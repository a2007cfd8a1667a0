// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <simdjson.h>

#include <optional>
#include <string_view>

namespace Crossroads {

/// A view of one value of a document that a JsonReader holds; valid until its next read(). Lenient by design:
/// what is missing or of another type reads as absent, empty or the fallback, since providers send null, "",
/// a number or nothing for the same thing. Numbers that are counts stay integers.
class Json
{
public:
    Json() = default;
    explicit Json(simdjson::dom::element element) : m_element(element), m_exists(true) {}

    bool exists() const { return m_exists; }
    bool isObject() const { return m_exists && m_element.is_object(); }
    bool isArray() const { return m_exists && m_element.is_array(); }
    bool isString() const { return m_exists && m_element.is_string(); }
    bool isNumber() const { return m_exists && m_element.is_number(); }
    /// Absent or null.
    bool isNothing() const { return !m_exists || m_element.is_null(); }

    /// The member; absent where this is no object or has none of that name.
    Json operator[](std::string_view name) const;
    bool contains(std::string_view name) const { return (*this)[name].exists(); }

    QString text() const { return QString::fromUtf8(utf8()); }
    QByteArrayView utf8() const; ///< of a string; else empty
    bool equals(std::string_view text) const;
    /// An integer, or a number without a fraction.
    std::optional<qint64> count() const;
    qint64 integer(qint64 fallback = 0) const { return count().value_or(fallback); }
    std::optional<double> number() const;
    bool truth(bool fallback = false) const;
    /// A string as it is, a number as its decimal text (the shortest that reads back the same), else empty.
    QByteArray scalar() const;
    /// Its JSON text without white space.
    QString compact() const;
    qsizetype size() const; ///< members or elements; 0 for anything else

    /// Calls \p each(Json) for every element of an array.
    template<typename Each>
    void elements(Each each) const
    {
        simdjson::dom::array array;
        if (!m_exists || m_element.get_array().get(array))
            return;
        for (const simdjson::dom::element &element : array)
            each(Json(element));
    }
    /// Calls \p each(std::string_view name, Json) for every member of an object.
    template<typename Each>
    void members(Each each) const
    {
        simdjson::dom::object object;
        if (!m_exists || m_element.get_object().get(object))
            return;
        for (const auto &[name, element] : object)
            each(name, Json(element));
    }

private:
    simdjson::dom::element m_element;
    bool m_exists = false;
};

/// Parses JSON with simdjson, reusing its memory from one document to the next. Refuses more than 1,024
/// levels. What is not quite JSON (NaN, raw control characters, integers beyond 64 bits, bytes that are not
/// UTF-8) is read a second time as repairedJson() writes it; what was cut is refused.
class JsonReader
{
public:
    /// The document's root; nothing where \p bytes are no JSON.
    std::optional<Json> read(QByteArrayView bytes);
    /// The root where it is an object.
    std::optional<Json> readObject(QByteArrayView bytes);
    const char *errorText() const { return simdjson::error_message(m_error); }

private:
    std::optional<Json> parse(QByteArrayView bytes);
    simdjson::dom::parser m_parser;
    simdjson::error_code m_error = simdjson::SUCCESS;
};

} // namespace Crossroads
