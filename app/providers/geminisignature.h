// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Crossroads {

/// A thoughtSignature with the part that it came on. Gemini wants it back on the same part, while reasoning
/// blocks stand apart from parts; so it travels as "call 0:SIGNATURE" or "text:SIGNATURE".
struct GeminiSignature
{
    int call = -1; ///< it came on this function call of the message, from 0; -1: on text
    QByteArray value;

    QByteArray packed() const
    {
        return (call < 0 ? QByteArray("text:") : "call " + QByteArray::number(call) + ':') + value;
    }
    /// A signature without a part is one of a client that keeps only the first call's. Nothing for "".
    static std::optional<GeminiSignature> unpacked(QByteArrayView packed)
    {
        if (packed.isEmpty())
            return std::nullopt;
        const qsizetype colon = packed.indexOf(':');
        if (packed.startsWith("text:"))
            return GeminiSignature{-1, packed.sliced(colon + 1).toByteArray()};
        bool ok = false;
        const int call = packed.startsWith("call ") && colon > 5 ? packed.sliced(5, colon - 5).toInt(&ok) : 0;
        if (ok && call >= 0)
            return GeminiSignature{call, packed.sliced(colon + 1).toByteArray()};
        return GeminiSignature{0, packed.toByteArray()};
    }
};

} // namespace Crossroads
