// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

/// \p object as one server-sent event; \p event names its type where the wire does.
inline QByteArray sseFrame(const QJsonObject &object, QByteArrayView event = {})
{
    QByteArray frame;
    if (!event.isEmpty())
        frame.append("event: ").append(event).append('\n');
    return frame + "data: " + QJsonDocument(object).toJson(QJsonDocument::Compact) + "\n\n";
}

} // namespace Crossroads
