// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/jsontext.h"

#include <QJsonDocument>
#include <QLocale>

#include <cmath>

namespace Crossroads {

static bool isEscaped(char c)
{
    return uchar(c) < 0x20 || c == '"' || c == '\\';
}

static void appendEscaped(QByteArray &to, char c)
{
    constexpr char hex[] = "0123456789abcdef";
    switch (c) {
    case '"':
    case '\\':
        to.append('\\').append(c);
        break;
    case '\n':
        to.append("\\n");
        break;
    case '\r':
        to.append("\\r");
        break;
    case '\t':
        to.append("\\t");
        break;
    default:
        to.append("\\u00").append(hex[uchar(c) >> 4]).append(hex[uchar(c) & 0xf]);
    }
}

void appendJsonEscaped(QByteArray &to, QByteArrayView utf8)
{
    qsizetype plain = 0; // what needs no escape is appended at once
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        if (!isEscaped(utf8[i]))
            continue;
        to.append(utf8.sliced(plain, i - plain));
        appendEscaped(to, utf8[i]);
        plain = i + 1;
    }
    to.append(utf8.sliced(plain));
}

qsizetype jsonEscapedSize(QByteArrayView utf8)
{
    qsizetype size = utf8.size();
    for (const char c : utf8) {
        if (isEscaped(c))
            size += c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' ? 1 : 5;
    }
    return size;
}

static QByteArray quoted(QByteArrayView utf8)
{
    QByteArray text;
    text.reserve(utf8.size() + 2 + utf8.size() / 32);
    text.append('"');
    appendJsonEscaped(text, utf8);
    text.append('"');
    return text;
}

JsonPiece::JsonPiece(QStringView text) : m_text(quoted(text.toUtf8())) {}

JsonPiece::JsonPiece(QLatin1StringView text) : JsonPiece(QString(text)) {}

JsonPiece::JsonPiece(double number)
    : m_text(std::isfinite(number) ? QByteArray::number(number, 'g', QLocale::FloatingPointShortest)
                                   : QByteArrayLiteral("null"))
{
}

JsonPiece::JsonPiece(const QJsonObject &object) : m_text(QJsonDocument(object).toJson(QJsonDocument::Compact))
{
}

JsonPiece::JsonPiece(const QJsonArray &array) : m_text(QJsonDocument(array).toJson(QJsonDocument::Compact)) {}

JsonPiece::JsonPiece(const QJsonValue &value) : JsonPiece(QJsonArray{value})
{
    m_text = m_text.sliced(1).chopped(1); // a document is an array or an object
}

static void append(QByteArray &to, char end, QLatin1StringView name, const QByteArray &value)
{
    to.chop(1);
    if (to.size() > 1)
        to.append(',');
    if (!name.isNull())
        to.append('"').append(name.data(), name.size()).append("\":");
    to.append(value).append(end);
}

JsonMembers::JsonMembers(std::initializer_list<std::pair<QLatin1StringView, JsonPiece>> members)
    : JsonMembers()
{
    for (const auto &[name, value] : members)
        add(name, value);
}

void JsonMembers::add(QLatin1StringView name, const JsonPiece &value)
{
    append(m_text, '}', name, value.text());
    m_names.append(name);
}

void JsonMembers::addMissing(const QJsonObject &others)
{
    for (auto it = others.begin(); it != others.end(); ++it) {
        if (contains(it.key()))
            continue;
        const QByteArray name = quoted(it.key().toUtf8()); // a stranger's
        append(m_text, '}', QLatin1StringView(name).sliced(1).chopped(1),
               JsonPiece(QJsonValue(it.value())).text());
    }
}

bool JsonMembers::contains(QAnyStringView name) const
{
    return std::ranges::any_of(m_names, [&](QLatin1StringView one) { return name == one; });
}

void JsonElements::add(const JsonPiece &value)
{
    append(m_text, ']', {}, value.text());
}

} // namespace Crossroads
