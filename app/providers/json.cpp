// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/json.h"

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

static int hexDigit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/// The code unit of a \uXXXX escape at \p at; -1 where there is none.
static int escapedUnit(const QByteArray &text, qsizetype at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    int unit = 0;
    for (qsizetype i = at + 2; i < at + 6; ++i) {
        const int digit = hexDigit(text[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/// Replaces escapes of half a surrogate pair: JavaScript servers that cut an emoji between two deltas send
/// them.
static QByteArray withoutLoneSurrogates(QByteArray text)
{
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != '\\')
            continue;
        const int unit = escapedUnit(text, at);
        if (unit < 0) {
            ++at; // the escaped character is not the start of an escape
            continue;
        }
        const int next = escapedUnit(text, at + 6);
        if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000)
            at += 11;
        else if (unit >= 0xD800 && unit < 0xE000)
            text.replace(at, 6, "\\ufffd");
    }
    return text;
}

std::optional<Json> JsonReader::read(QByteArrayView bytes)
{
    if (auto root = parse(bytes))
        return root;
    if (m_error == simdjson::UTF8_ERROR)
        return read(QString::fromUtf8(bytes).toUtf8());
    if (m_error == simdjson::STRING_ERROR) {
        const QByteArray mended = withoutLoneSurrogates(bytes.toByteArray());
        if (mended != bytes)
            return parse(mended);
    }
    return std::nullopt;
}

std::optional<Json> JsonReader::readObject(QByteArrayView bytes)
{
    const auto root = read(bytes);
    return root && root->isObject() ? root : std::nullopt;
}

} // namespace Crossroads
