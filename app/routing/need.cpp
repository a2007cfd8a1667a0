// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/need.h"

#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

// About what a usual chat answer has.
static constexpr qint64 usualAnswer = 500;
// Pictures are priced by their size; most vendors' middle sizes come to about this.
static constexpr qint64 imageTokens = 1'200;

qint64 RouteNeed::likelyOutput() const
{
    return outputTokens > 0 ? qMin(outputTokens, usualAnswer) : usualAnswer;
}

static qint64 jsonTokens(const QJsonObject &object)
{
    return object.isEmpty() ? 0 : QJsonDocument(object).toJson(QJsonDocument::Compact).size() / 4;
}

RouteNeed needOf(const ChatRequest &request, TokenFamily family)
{
    RouteNeed need;
    need.inputTokens = estimateTokens(request.system, family);
    for (const ChatMessage &message : request.messages) {
        for (const ContentPart &part : message.parts) {
            need.inputTokens += estimateTokens(part.text, family);
            if (part.kind == ContentPart::Kind::Image) {
                need.images = true;
                need.inputTokens += imageTokens;
            } else if (part.kind == ContentPart::Kind::Document) {
                need.pdf = need.pdf || part.mimeType == "application/pdf" || part.mimeType.isEmpty();
                need.inputTokens += part.bytes.size() / 20;
            }
        }
        for (const ToolCall &call : message.toolCalls)
            need.inputTokens += estimateTokens(call.arguments, family);
    }
    for (const ToolDefinition &tool : request.tools)
        need.inputTokens += estimateTokens(tool.description, family) + jsonTokens(tool.parameters);
    need.inputTokens += jsonTokens(request.format.schema);
    need.outputTokens = request.maxTokens;
    need.tools = !request.tools.isEmpty();
    need.schema = request.format.kind == ResponseFormat::Kind::JsonSchema;
    need.reasoning = request.reasoning.isAsked() && request.reasoning.effort != ReasoningEffort::None;
    need.temperature = request.temperature || request.topP || request.topK;
    return need;
}

template<typename T>
static bool drop(std::optional<T> &field)
{
    return std::exchange(field, std::nullopt).has_value();
}

bool dropParameter(ChatRequest &request, const QString &parameter)
{
    const QString name = parameter.section(u'.', 0, 0).section(u'[', 0, 0).toLower();
    if (name == "temperature"_L1)
        return drop(request.temperature);
    if (name == "top_p"_L1)
        return drop(request.topP);
    if (name == "top_k"_L1)
        return drop(request.topK);
    if (name == "frequency_penalty"_L1)
        return drop(request.frequencyPenalty);
    if (name == "presence_penalty"_L1)
        return drop(request.presencePenalty);
    if (name == "seed"_L1 || name == "random_seed"_L1)
        return drop(request.seed);
    if (name == "parallel_tool_calls"_L1)
        return drop(request.parallelToolCalls);
    if (name == "stop"_L1 || name == "stop_sequences"_L1)
        return !std::exchange(request.stop, {}).isEmpty();
    if (name == "stream_options"_L1)
        return std::exchange(request.includeUsage, false);
    if (name == "tool_choice"_L1)
        return std::exchange(request.toolChoice, {}).mode != ToolChoice::Mode::Auto;
    if (name.startsWith("reasoning"_L1) || name.contains("thinking"_L1)) {
        const bool asked = request.reasoning.isAsked();
        request.reasoning = {};
        return asked;
    }
    if (request.extra.contains(name)) {
        request.extra.remove(name);
        return true;
    }
    return false; // a schema, tools or the length: without them it would be another request
}

} // namespace Crossroads
