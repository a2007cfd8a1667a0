// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QLatin1StringView>
#include <QStringView>

#include <concepts>
#include <initializer_list>
#include <utility>

namespace Crossroads {

/// What JSON text is written of: with QJsonObject, whose members are sorted, copied and looked up, a request
/// takes three times as long to encode, while it waits to be sent. Text is escaped as RFC 8259 asks, halves
/// of surrogate pairs become "?", and numbers that JSON has no word for become null.
class JsonPiece
{
public:
    JsonPiece(QStringView text); // NOLINT(google-explicit-constructor): pieces are written as values
    JsonPiece(const QString &text) : JsonPiece(QStringView(text)) {}
    JsonPiece(QLatin1StringView text);
    JsonPiece(double number);
    JsonPiece(std::same_as<bool> auto truth) : m_text(truth ? "true" : "false") {}
    JsonPiece(std::integral auto number)
        requires(!std::same_as<decltype(number), bool>)
        : m_text(QByteArray::number(number))
    {
    }
    JsonPiece(const QJsonObject &object);
    JsonPiece(const QJsonArray &array);
    JsonPiece(const QJsonValue &value);

    const QByteArray &text() const { return m_text; }

protected:
    JsonPiece() = default;
    QByteArray m_text;
};

/// An object, written member by member, in that order.
class JsonMembers : public JsonPiece
{
public:
    JsonMembers() { m_text = QByteArrayLiteral("{}"); }
    JsonMembers(std::initializer_list<std::pair<QLatin1StringView, JsonPiece>> members);

    /// \param name in ASCII, of letters, digits and underscores; not there yet.
    void add(QLatin1StringView name, const JsonPiece &value);
    /// Those of \p others that are not there yet. The last that is added.
    void addMissing(const QJsonObject &others);
    bool contains(QAnyStringView name) const;

private:
    QList<QLatin1StringView> m_names;
};

class JsonElements : public JsonPiece
{
public:
    JsonElements() { m_text = QByteArrayLiteral("[]"); }
    void add(const JsonPiece &value);
};

/// \p utf8 as it stands within a JSON string, and how long that is.
void appendJsonEscaped(QByteArray &to, QByteArrayView utf8);
qsizetype jsonEscapedSize(QByteArrayView utf8);

} // namespace Crossroads
