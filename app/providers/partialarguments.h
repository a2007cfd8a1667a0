// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/json.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace Crossroads {

/// Joins Gemini's streamed arguments: values at paths ("$.cities[0].name"), texts in pieces.
class PartialArguments
{
public:
    /// Takes one element of partialArgs. False where its path can not be read or skips elements of an array.
    [[nodiscard]] bool add(const Json &piece);
    /// What has come so far; begins anew.
    QJsonObject take();

private:
    bool put(QByteArrayView path, const QJsonValue &value);
    void closeText();
    QJsonValue m_root = QJsonObject();
    QByteArray m_openPath; ///< of the text that is being joined
    QString m_openText;
};

} // namespace Crossroads
