// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

namespace Crossroads {

/// A call of a tool that a model asks for, joined from its pieces.
struct ToolCall
{
    int index = 0;
    QString id;
    QString name;
    QString arguments;   ///< JSON text; "" stands for {}
    bool server = false; ///< the provider ran it itself (a web search, say): nothing is left to do
    bool operator==(const ToolCall &) const = default;
};

/// One block of reasoning, to be sent back unchanged with its signature on a later turn.
struct ReasoningBlock
{
    QString text;
    QByteArray signature;  ///< opaque; empty: the provider gave none
    bool redacted = false; ///< the words are hidden; the signature is all of it
    bool operator==(const ReasoningBlock &) const = default;
};

/// A picture that a model made.
struct AnswerImage
{
    QByteArray mimeType; ///< "image/png"
    QByteArray bytes;
    bool operator==(const AnswerImage &) const = default;
};

} // namespace Crossroads
