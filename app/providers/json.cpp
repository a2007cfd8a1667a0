// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/json.h"

#include "app/providers/jsonrepair.h"

#include <cmath>

namespace Crossroads {

Json Json::operator[](std::string_view name) const
{
    simdjson::dom::object object;
    simdjson::dom::element member;
    if (!m_exists || m_element.get_object().get(object) || object.at_key(name).get(member))
        return {};
    return Json(member);
}

QByteArrayView Json::utf8() const
{
    std::string_view view;
    if (!m_exists || m_element.get_string().get(view))
        return {};
    return {view.data(), qsizetype(view.size())};
}

bool Json::equals(std::string_view text) const
{
    std::string_view view;
    return m_exists && !m_element.get_string().get(view) && view == text;
}

std::optional<qint64> Json::count() const
{
    int64_t integer = 0;
    if (!m_exists)
        return std::nullopt;
    if (!m_element.get_int64().get(integer))
        return integer;
    double number = 0;
    if (m_element.is_double() && !m_element.get_double().get(number) && number == std::trunc(number) &&
        std::abs(number) < 9e15)
        return qint64(number);
    return std::nullopt;
}

std::optional<double> Json::number() const
{
    double number = 0;
    if (!m_exists || m_element.get_double().get(number))
        return std::nullopt;
    return number;
}

bool Json::truth(bool fallback) const
{
    bool value = false;
    return m_exists && !m_element.get_bool().get(value) ? value : fallback;
}

QByteArray Json::scalar() const
{
    if (isString())
        return utf8().toByteArray();
    if (const auto integer = count())
        return QByteArray::number(*integer);
    if (const auto value = number())
        return QByteArray::number(*value, 'g', QLocale::FloatingPointShortest);
    return {};
}

QString Json::compact() const
{
    if (!m_exists)
        return {};
    const std::string text = simdjson::minify(m_element);
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

qsizetype Json::size() const
{
    simdjson::dom::array array;
    simdjson::dom::object object;
    if (m_exists && !m_element.get_array().get(array))
        return qsizetype(array.size());
    return m_exists && !m_element.get_object().get(object) ? qsizetype(object.size()) : 0;
}

std::optional<Json> JsonReader::parse(QByteArrayView bytes)
{
    // The parser wants room behind the text; frames are small, so it may copy them to have it.
    simdjson::dom::element root;
    m_error = m_parser.parse(bytes.data(), size_t(bytes.size()), true).get(root);
    if (m_error)
        return std::nullopt;
    return Json(root);
}

std::optional<Json> JsonReader::read(QByteArrayView bytes)
{
    if (auto root = parse(bytes))
        return root;
    const simdjson::error_code strict = m_error;
    if (const QByteArray repaired = repairedJson(bytes); !repaired.isEmpty()) {
        if (auto root = parse(repaired))
            return root;
    }
    m_error = strict;
    return std::nullopt;
}

std::optional<Json> JsonReader::readObject(QByteArrayView bytes)
{
    const auto root = read(bytes);
    return root && root->isObject() ? root : std::nullopt;
}

} // namespace Crossroads
