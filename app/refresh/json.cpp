// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/refresh/json.h"

#include <QCoreApplication>

#include <simdjson.h>

namespace Crossroads {

using namespace Qt::StringLiterals;
namespace ondemand = simdjson::ondemand;

static constexpr int mostDepth = 64;
static constexpr qint64 mostValues = 8'000'000;

static QByteArray bytesOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

/// Builds the tree; the first error ends it.
class ExactJsonBuilder
{
public:
    bool build(ondemand::value value, ExactJson &to, int depth)
    {
        if (depth > mostDepth || ++m_values > mostValues)
            return refuse(u"too deep or too long"_s);
        ondemand::json_type type{};
        if (!good(value.type().get(type)))
            return false;
        switch (type) {
        case ondemand::json_type::object:
            return buildObject(value, to, depth);
        case ondemand::json_type::array:
            return buildArray(value, to, depth);
        case ondemand::json_type::string:
            return buildString(value, to);
        case ondemand::json_type::number:
            return buildNumber(value, to);
        case ondemand::json_type::boolean: {
            bool truth = false;
            if (!good(value.get_bool().get(truth)))
                return false;
            to.m_type = ExactJson::Type::Bool;
            to.m_bytes = truth ? "true" : "false";
            return true;
        }
        case ondemand::json_type::null: {
            bool null = false;
            return good(value.is_null().get(null)) && (null || refuse(u"a word that is none"_s));
        }
        default:
            return refuse(u"a value of no kind"_s);
        }
    }
    QString why() const { return m_why; }

private:
    bool refuse(const QString &why)
    {
        m_why = why;
        return false;
    }
    bool good(simdjson::error_code code)
    {
        return code == simdjson::SUCCESS || refuse(QString::fromUtf8(simdjson::error_message(code)));
    }
    bool buildObject(ondemand::value value, ExactJson &to, int depth)
    {
        to.m_type = ExactJson::Type::Object;
        ondemand::object object;
        if (!good(value.get_object().get(object)))
            return false;
        for (auto field : object) {
            std::string_view name;
            ondemand::value member;
            if (!good(field.unescaped_key(true).get(name)))
                return false;
            QByteArray key = bytesOf(name);
            if (!good(field.value().get(member)))
                return false;
            to.m_members.emplace_back(std::move(key), ExactJson());
            if (!build(member, to.m_members.back().second, depth + 1))
                return false;
        }
        return true;
    }
    bool buildArray(ondemand::value value, ExactJson &to, int depth)
    {
        to.m_type = ExactJson::Type::Array;
        ondemand::array array;
        if (!good(value.get_array().get(array)))
            return false;
        for (auto item : array) {
            ondemand::value member;
            if (!good(item.get(member)))
                return false;
            to.m_items.emplace_back();
            if (!build(member, to.m_items.back(), depth + 1))
                return false;
        }
        return true;
    }
    bool buildString(ondemand::value value, ExactJson &to)
    {
        std::string_view text;
        if (!good(value.get_string(true).get(text)))
            return false;
        to.m_type = ExactJson::Type::String;
        to.m_bytes = bytesOf(text);
        return true;
    }
    bool buildNumber(ondemand::value value, ExactJson &to)
    {
        // The text as it stands; checked by whoever reads it as a decimal.
        to.m_type = ExactJson::Type::Number;
        to.m_bytes = bytesOf(value.raw_json_token()).trimmed();
        double ignored = 0;
        return good(value.get_double().get(ignored));
    }
    QString m_why;
    qint64 m_values = 0;
};

Result<ExactJson> ExactJson::parse(QByteArrayView bytes)
{
    const auto noJson = [](const QString &detail) {
        return fail(ErrorKind::Protocol, QCoreApplication::translate("Catalog", "That is no JSON."), {},
                    detail);
    };
    const simdjson::padded_string padded(bytes.data(), size_t(bytes.size()));
    ondemand::parser parser;
    ondemand::document document;
    if (const auto error = parser.iterate(padded).get(document))
        return noJson(QString::fromUtf8(simdjson::error_message(error)));
    ondemand::value value;
    ExactJson tree;
    if (const auto error = document.get_value().get(value))
        return noJson(QString::fromUtf8(simdjson::error_message(error)));
    ExactJsonBuilder builder;
    if (!builder.build(value, tree, 0))
        return noJson(builder.why());
    if (!document.at_end())
        return noJson(u"something follows the document"_s);
    return tree;
}

const ExactJson &ExactJson::operator[](QByteArrayView name) const
{
    static const ExactJson none;
    for (const auto &[known, value] : m_members) {
        if (known == name)
            return value;
    }
    return none;
}

QString ExactJson::text() const
{
    return m_type == Type::String ? QString::fromUtf8(m_bytes) : QString();
}

QByteArray ExactJson::decimal() const
{
    return m_type == Type::Number || m_type == Type::String ? m_bytes : QByteArray();
}

qint64 ExactJson::count(qint64 otherwise) const
{
    bool whole = false;
    const qint64 value = decimal().toLongLong(&whole);
    return whole && value >= 0 ? value : otherwise;
}

} // namespace Crossroads
