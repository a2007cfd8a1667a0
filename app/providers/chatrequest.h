// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/capabilities.h"
#include "app/stream/parts.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace Crossroads {

/// A piece of a message. Exactly one of text, bytes and url is filled, as kind says.
struct ContentPart
{
    enum class Kind {
        Text,
        Image,   ///< bytes with their media type, or a https url
        Document ///< a PDF or text file: bytes with their media type, or a https url
    };
    Kind kind = Kind::Text;
    QString text;
    QByteArray mimeType; ///< "image/png", "application/pdf", ...
    QByteArray bytes;    ///< the file itself, not Base64
    QString url;
    QString fileName;       ///< for documents; may be empty
    bool cacheMark = false; ///< a prompt cache may end behind this part

    bool operator==(const ContentPart &) const = default;
};

struct ChatMessage
{
    enum class Role { User, Assistant, Tool };
    Role role = Role::User;
    QList<ContentPart> parts;
    QList<ReasoningBlock> reasoning; ///< Assistant only
    QList<ToolCall> toolCalls;       ///< Assistant only
    QString toolCallId;              ///< Tool only: the call that this answers
    QString toolName;                ///< Tool only: its function (Gemini wants it)
    bool toolFailed = false;         ///< Tool only: parts tell of an error

    bool operator==(const ChatMessage &) const = default;

    static ChatMessage ofText(Role role, const QString &text)
    {
        ChatMessage message;
        message.role = role;
        message.parts = {{.text = text, .mimeType = {}, .bytes = {}, .url = {}, .fileName = {}}};
        return message;
    }
    /// All text parts, joined.
    QString text() const
    {
        QString all;
        for (const ContentPart &part : parts)
            all += part.text;
        return all;
    }
};

struct ToolDefinition
{
    QString name;
    QString description;
    QJsonObject parameters; ///< JSON schema; empty: no parameters
    bool strict = false;    ///< arguments must follow the schema, where the provider can promise it
    bool operator==(const ToolDefinition &) const = default;
};

struct ToolChoice
{
    enum class Mode { Auto, None, Required, Named };
    Mode mode = Mode::Auto;
    QString name; ///< Named only
    bool operator==(const ToolChoice &) const = default;
};

struct ResponseFormat
{
    enum class Kind { Text, JsonObject, JsonSchema };
    Kind kind = Kind::Text;
    QString name; ///< JsonSchema only
    QJsonObject schema;
    bool strict = true;
    bool operator==(const ResponseFormat &) const = default;
};

enum class ReasoningEffort { None, Minimal, Low, Medium, High, XHigh, Max };

/// "none", "minimal", "low", "medium", "high", "xhigh", "max".
QLatin1StringView effortName(ReasoningEffort effort);
std::optional<ReasoningEffort> effortFromName(QAnyStringView name);

struct ReasoningRequest
{
    std::optional<ReasoningEffort> effort; ///< wins over budgetTokens where a wire takes only one
    std::optional<int> budgetTokens;
    bool operator==(const ReasoningRequest &) const = default;
    bool isAsked() const { return effort || budgetTokens; }
};

/// One request in the unified format, whatever the wire.
struct ChatRequest
{
    QString model; ///< the provider's own id
    QString system;
    bool systemCacheMark = false;
    QList<ChatMessage> messages;
    int maxTokens = 0;                 ///< 0: not sent (where the wire asks for one, the offer's limit is)
    std::optional<double> temperature; ///< 0 to 2
    std::optional<double> topP;        ///< 0 to 1
    std::optional<int> topK;           ///< 1 or more
    std::optional<double> frequencyPenalty; ///< -2 to 2
    std::optional<double> presencePenalty;  ///< -2 to 2
    QStringList stop;
    std::optional<qint64> seed;
    ReasoningRequest reasoning;
    ResponseFormat format;
    QList<ToolDefinition> tools;
    ToolChoice toolChoice;
    std::optional<bool> parallelToolCalls;
    bool stream = true;
    bool includeUsage = true; ///< ask for usage at the end of a stream
    /// Refuse (InvalidRequest) instead of dropping what the offer does not take.
    bool strict = false;
    /// Fields that a client sent and we have no name for, passed on to the same wire alone.
    QJsonObject extra;
    /// What the chosen offer takes; filled by the planner.
    Capabilities capabilities;
    qint64 maxOutputTokens = 0; ///< the offer's limit; 0: not known

    bool operator==(const ChatRequest &) const = default;
};

} // namespace Crossroads
