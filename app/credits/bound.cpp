// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/bound.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Crossroads {

static constexpr qint64 perMessage = 32;  // role marks and separators of the wordiest templates
static constexpr qint64 perTool = 64;     // vendors spell tools out in a format of their own
static constexpr qint64 perImage = 6'000; // the dearest "high detail" sizes
static constexpr qint64 perDocument = 6'000;

static qint64 jsonBytes(const QJsonObject &object)
{
    return object.isEmpty() ? 0 : QJsonDocument(object).toJson(QJsonDocument::Compact).size();
}

/// Without making it: an attached text may have 20 MiB. Half a surrogate pair counts as it does in a pair.
static qint64 utf8Size(QStringView text)
{
    qint64 size = 0;
    for (const QChar c : text)
        size += c < u'\x80' ? 1 : c < u'\u0800' || c.isSurrogate() ? 2 : 3;
    return size;
}

static qint64 partBound(const ContentPart &part)
{
    const qint64 text = utf8Size(part.text);
    switch (part.kind) {
    case ContentPart::Kind::Image:
        return text + perImage;
    case ContentPart::Kind::Document:
        return text + perDocument + part.bytes.size();
    case ContentPart::Kind::Text:
        break;
    }
    return text;
}

qint64 inputBound(const ChatRequest &request)
{
    qint64 bound = perMessage + request.system.toUtf8().size();
    for (const ChatMessage &message : request.messages) {
        bound += perMessage + message.toolCallId.size() + message.toolName.toUtf8().size();
        for (const ContentPart &part : message.parts)
            bound += partBound(part);
        for (const ToolCall &call : message.toolCalls)
            bound += perTool + call.name.toUtf8().size() + call.arguments.toUtf8().size();
        for (const ReasoningBlock &block : message.reasoning)
            bound += block.text.toUtf8().size() + block.signature.size();
    }
    for (const ToolDefinition &tool : request.tools)
        bound += perTool + tool.name.toUtf8().size() + tool.description.toUtf8().size() +
                 jsonBytes(tool.parameters);
    if (!request.format.schema.isEmpty())
        bound += perTool + jsonBytes(request.format.schema);
    return bound;
}

qint64 imageCount(const ChatRequest &request)
{
    qint64 count = 0;
    for (const ChatMessage &message : request.messages)
        count += std::ranges::count(message.parts, ContentPart::Kind::Image, &ContentPart::kind);
    return count;
}

qint64 outputBound(const ChatRequest &request, qint64 offerLimit)
{
    if (request.maxTokens > 0)
        return offerLimit > 0 ? qMin(qint64(request.maxTokens), offerLimit) : request.maxTokens;
    return offerLimit;
}

} // namespace Crossroads
