// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

namespace Crossroads {

/// \p object as one server-sent event; \p event names its type where the wire does.
inline QByteArray sseFrame(const QJsonObject &object, QByteArrayView event = {})
{
    QByteArray frame;
    if (!event.isEmpty())
        frame.append("event: ").append(event).append('\n');
    return frame + "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
}

/// The body of a client's request; InvalidRequest where it is no JSON object.
inline Result<QJsonObject> requestObject(QByteArrayView bytes)
{
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(bytes.toByteArray(), &parse);
    if (document.isObject())
        return document.object();
    const QString why = parse.error == QJsonParseError::NoError ? QString() : parse.errorString();
    return fail(ErrorKind::InvalidRequest,
                QCoreApplication::translate("Provider", "The request body is not a JSON object. %1")
                    .arg(why)
                    .trimmed());
}

/// Arguments of a tool call as the object that they are the text of; "" is the empty one. Nothing where the
/// text is cut or no object.
inline std::optional<QJsonObject> argumentsObject(const QString &text)
{
    if (text.trimmed().isEmpty())
        return QJsonObject();
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}
inline QString compactJson(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace Crossroads
