// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaiadapter.h"

#include "app/providers/bulk.h"
#include "app/providers/jsontext.h"
#include "app/providers/omissions.h"
#include "app/providers/openaidecoder.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

// --- messages
// ------------------------------------------------------------------------------------------------

/// Marks are understood by few, and refused by some; a server that the person named gets what was asked for.
static bool takesCacheMarks(const Vendor &vendor)
{
    return vendor.quirks.cacheMarks || vendor.custom;
}

static QString addressOf(const ContentPart &part, Bulk &bulk)
{
    return part.url.isEmpty()
               ? u"data:%1;base64,%2"_s.arg(QLatin1StringView(part.mimeType), bulk.base64(part.bytes))
               : part.url;
}

static JsonMembers wirePart(const ContentPart &part, const Vendor &vendor, Bulk &bulk)
{
    JsonMembers object;
    switch (part.kind) {
    case ContentPart::Kind::Text:
        object = {{"type"_L1, "text"_L1}, {"text"_L1, bulk.text(part.text)}};
        break;
    case ContentPart::Kind::Image:
        object = {{"type"_L1, "image_url"_L1},
                  {"image_url"_L1, JsonMembers{{"url"_L1, addressOf(part, bulk)}}}};
        break;
    case ContentPart::Kind::Document:
        object = {{"type"_L1, "file"_L1},
                  {"file"_L1,
                   JsonMembers{{"filename"_L1, part.fileName.isEmpty() ? u"document.pdf"_s : part.fileName},
                               {"file_data"_L1, addressOf(part, bulk)}}}};
        break;
    }
    if (part.cacheMark && takesCacheMarks(vendor))
        object.add("cache_control"_L1, JsonMembers{{"type"_L1, "ephemeral"_L1}});
    return object;
}

/// One unmarked text part is sent as a string: every server takes that.
static JsonPiece wireContent(const QList<ContentPart> &parts, const Vendor &vendor, Bulk &bulk)
{
    const bool plain = std::ranges::all_of(parts, [&](const ContentPart &part) {
        return part.kind == ContentPart::Kind::Text && !(part.cacheMark && takesCacheMarks(vendor));
    });
    if (plain) {
        QString text;
        for (const ContentPart &part : parts)
            text += bulk.text(part.text);
        return text;
    }
    JsonElements array;
    for (const ContentPart &part : parts)
        array.add(wirePart(part, vendor, bulk));
    return array;
}

/// Mistral takes ids of nine letters and digits alone: others become such, the same id always the same one.
static QString wireToolId(const QString &id, const Vendor &vendor)
{
    static const QRegularExpression nine(u"^[A-Za-z0-9]{9}$"_s);
    if (!vendor.quirks.shortToolIds || nine.match(id).hasMatch())
        return id;
    const QByteArray digest = QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(digest.toHex().first(9));
}

static JsonElements wireToolCalls(const QList<ToolCall> &calls, const Vendor &vendor)
{
    JsonElements array;
    for (const ToolCall &call : calls)
        array.add(JsonMembers{
            {"id"_L1, wireToolId(call.id, vendor)},
            {"type"_L1, "function"_L1},
            {"function"_L1,
             JsonMembers{{"name"_L1, call.name},
                         {"arguments"_L1, call.arguments.isEmpty() ? u"{}"_s : call.arguments}}}});
    return array;
}

static JsonMembers wireMessage(const ChatMessage &message, const Vendor &vendor, Bulk &bulk)
{
    if (message.role == ChatMessage::Role::Tool)
        return {{"role"_L1, "tool"_L1},
                {"tool_call_id"_L1, wireToolId(message.toolCallId, vendor)},
                {"content"_L1, message.text()}};
    if (message.role == ChatMessage::Role::User)
        return {{"role"_L1, "user"_L1}, {"content"_L1, wireContent(message.parts, vendor, bulk)}};
    JsonMembers object{{"role"_L1, "assistant"_L1}, {"content"_L1, message.text()}};
    if (message.toolCalls.isEmpty())
        return object;
    object.add("tool_calls"_L1, wireToolCalls(message.toolCalls, vendor));
    // DeepSeek answers 400 to a tool turn without the reasoning that led to it; most others ignore it.
    QString thoughts;
    for (const ReasoningBlock &block : message.reasoning)
        thoughts += block.text;
    if (!thoughts.isEmpty() && !vendor.quirks.refusesUnknown)
        object.add("reasoning_content"_L1, thoughts);
    return object;
}

/// \p messages with neighbours of one role joined, a blank line between their texts.
static QList<ChatMessage> alternating(const QList<ChatMessage> &messages)
{
    QList<ChatMessage> joined;
    for (const ChatMessage &message : messages) {
        const bool same = !joined.isEmpty() && joined.last().role == message.role &&
                          message.role != ChatMessage::Role::Tool && joined.last().toolCalls.isEmpty() &&
                          message.toolCalls.isEmpty();
        if (!same) {
            joined.append(message);
            continue;
        }
        ContentPart blank;
        blank.text = u"\n\n"_s;
        joined.last().parts.append(blank);
        joined.last().parts.append(message.parts);
    }
    return joined;
}

static JsonElements wireMessages(const ChatRequest &request, const Vendor &vendor, Bulk &bulk)
{
    JsonElements array;
    if (!request.system.isEmpty()) {
        ContentPart part;
        part.text = request.system;
        part.cacheMark = request.systemCacheMark;
        array.add(JsonMembers{{"role"_L1, "system"_L1}, {"content"_L1, wireContent({part}, vendor, bulk)}});
    }
    const QList<ChatMessage> messages =
        vendor.quirks.alternatingTurns ? alternating(request.messages) : request.messages;
    for (const ChatMessage &message : messages)
        array.add(wireMessage(message, vendor, bulk));
    return array;
}

static bool hasCacheMark(const ChatRequest &request)
{
    return request.systemCacheMark || std::ranges::any_of(request.messages, [](const ChatMessage &message) {
               return std::ranges::any_of(message.parts, &ContentPart::cacheMark);
           });
}

// --- parameters
// ----------------------------------------------------------------------------------------------

static JsonMembers toolObject(const ToolDefinition &tool)
{
    QJsonObject parameters = tool.parameters;
    if (parameters.isEmpty())
        parameters = {{"type"_L1, "object"_L1}, {"properties"_L1, QJsonObject()}};
    JsonMembers function{{"name"_L1, tool.name}, {"parameters"_L1, parameters}};
    if (!tool.description.isEmpty())
        function.add("description"_L1, tool.description);
    if (tool.strict)
        function.add("strict"_L1, true);
    return {{"type"_L1, "function"_L1}, {"function"_L1, function}};
}

static JsonPiece toolChoiceValue(const ToolChoice &choice)
{
    switch (choice.mode) {
    case ToolChoice::Mode::None:
        return u"none"_s;
    case ToolChoice::Mode::Required:
        return u"required"_s;
    case ToolChoice::Mode::Named:
        return JsonMembers{{"type"_L1, "function"_L1},
                           {"function"_L1, JsonMembers{{"name"_L1, choice.name}}}};
    case ToolChoice::Mode::Auto:
        break;
    }
    return u"auto"_s;
}

static void addTools(JsonMembers &body, const ChatRequest &request, const Vendor &vendor,
                     Omissions &omissions)
{
    if (!omissions.sends(!request.tools.isEmpty(), request.capabilities.tools.value_or(true), "tools"_L1))
        return;
    JsonElements tools;
    for (const ToolDefinition &tool : request.tools)
        tools.add(toolObject(tool));
    body.add("tools"_L1, tools);
    if (omissions.sends(request.toolChoice.mode != ToolChoice::Mode::Auto, vendor.quirks.toolChoice,
                        "tool_choice"_L1))
        body.add("tool_choice"_L1, toolChoiceValue(request.toolChoice));
    if (request.parallelToolCalls)
        body.add("parallel_tool_calls"_L1, *request.parallelToolCalls);
}

static void addFormat(JsonMembers &body, const ChatRequest &request, Omissions &omissions)
{
    const ResponseFormat &format = request.format;
    const bool wanted = format.kind != ResponseFormat::Kind::Text;
    const bool schema = format.kind == ResponseFormat::Kind::JsonSchema;
    if (!omissions.sends(wanted, !schema || request.capabilities.structuredOutput.value_or(true),
                         "response_format"_L1))
        return;
    body.add("response_format"_L1,
             schema ? JsonMembers{{"type"_L1, "json_schema"_L1},
                                  {"json_schema"_L1,
                                   JsonMembers{{"name"_L1, format.name.isEmpty() ? u"answer"_s : format.name},
                                               {"schema"_L1, format.schema},
                                               {"strict"_L1, format.strict}}}}
                    : JsonMembers{{"type"_L1, "json_object"_L1}});
}

/// Vendors know two to seven of the efforts; low, medium and high are common to nearly all.
static QLatin1StringView commonEffort(ReasoningEffort effort)
{
    switch (effort) {
    case ReasoningEffort::XHigh:
    case ReasoningEffort::Max:
        return "high"_L1;
    default:
        return effortName(effort);
    }
}

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

/// thinking: {type: enabled | disabled}, with what \p style puts beside or in it.
static void addThinking(JsonMembers &body, const ReasoningRequest &asked, ReasoningStyle style,
                        Omissions &omissions)
{
    const bool off = asked.effort == ReasoningEffort::None;
    if (style == ReasoningStyle::ThinkingOrEffort && asked.effort && !off) {
        body.add("reasoning_effort"_L1, commonEffort(*asked.effort));
        return;
    }
    JsonMembers thinking{{"type"_L1, off ? "disabled"_L1 : "enabled"_L1}};
    constexpr int leastBudget = 1024;
    if (style == ReasoningStyle::ThinkingOrEffort && !off)
        thinking.add("budget_tokens"_L1, qMax(leastBudget, asked.budgetTokens.value_or(leastBudget)));
    body.add("thinking"_L1, thinking);
    if (style == ReasoningStyle::ThinkingAndEffort && asked.effort && !off)
        body.add("reasoning_effort"_L1, commonEffort(*asked.effort));
    if (style != ReasoningStyle::ThinkingOrEffort)
        omissions.sends(asked.budgetTokens && !asked.effort, false, "reasoning budget"_L1);
}

static void addReasoning(JsonMembers &body, const ChatRequest &request, const Vendor &vendor,
                         Omissions &omissions)
{
    const ReasoningRequest &asked = request.reasoning;
    const ReasoningStyle style = vendor.quirks.reasoning;
    const bool off = asked.effort == ReasoningEffort::None;
    const bool whole = vendor.quirks.thinksOnlyStreaming && !request.stream;
    // Models that think unasked answer 400 to a request for a whole answer.
    if (whole && request.capabilities.reasoning.value_or(false))
        body.add("enable_thinking"_L1, false);
    const bool can =
        request.capabilities.reasoning.value_or(true) && style != ReasoningStyle::None && (!whole || off);
    if (!omissions.sends(asked.isAsked(), can, "reasoning"_L1))
        return;
    switch (style) {
    case ReasoningStyle::Object:
        body.add("reasoning"_L1, asked.effort ? JsonMembers{{"effort"_L1, effortName(*asked.effort)}}
                                              : JsonMembers{{"max_tokens"_L1, *asked.budgetTokens}});
        break;
    case ReasoningStyle::ThinkingType:
    case ReasoningStyle::ThinkingAndEffort:
    case ReasoningStyle::ThinkingOrEffort:
        addThinking(body, asked, style, omissions);
        break;
    case ReasoningStyle::EnableThinking:
        if (!body.contains("enable_thinking"_L1)) // it says so already where it must not think
            body.add("enable_thinking"_L1, !off);
        if (asked.budgetTokens && !off)
            body.add("thinking_budget"_L1, *asked.budgetTokens);
        break;
    case ReasoningStyle::Effort:
        if (asked.effort)
            body.add("reasoning_effort"_L1, commonEffort(*asked.effort));
        else
            omissions.sends(true, false, "reasoning budget"_L1);
        break;
    case ReasoningStyle::None:
        break;
    }
    const bool switchAlone = style == ReasoningStyle::ThinkingType || style == ReasoningStyle::EnableThinking;
    if (switchAlone && asked.effort && !off && !body.contains("thinking_budget"_L1) &&
        !request.extra.contains("thinking_budget"_L1))
        omissions.note(tr("%1 can only think or not: how hard is not said.").arg(vendor.name));
}

/// OpenAI's reasoning models take the defaults alone, and no stop sequences.
static bool isPinned(const ChatRequest &request, const Vendor &vendor)
{
    if (!vendor.quirks.pinnedSampling || request.capabilities.temperature == true)
        return false;
    static const QRegularExpression reasoners(u"^(?:o[1-9]|codex-|gpt-(?:[5-9]|[1-9][0-9])(?!.*chat))"_s);
    return request.capabilities.temperature == false || reasoners.match(request.model).hasMatch();
}

static void addSampling(JsonMembers &body, const ChatRequest &request, const Vendor &vendor,
                        Omissions &omissions)
{
    const bool pinned = isPinned(request, vendor);
    const bool sampling = !pinned && request.capabilities.temperature.value_or(true);
    const auto number = [&](QLatin1StringView name, const auto &value, bool taken) {
        if (omissions.sends(value.has_value(), taken, name))
            body.add(name, *value);
    };
    number("temperature"_L1, request.temperature, sampling);
    number("top_p"_L1, request.topP, sampling);
    number("top_k"_L1, request.topK, sampling && vendor.quirks.takesTopK);
    number("frequency_penalty"_L1, request.frequencyPenalty, sampling);
    number("presence_penalty"_L1, request.presencePenalty, sampling);
    if (request.seed)
        body.add(vendor.quirks.randomSeed ? "random_seed"_L1 : "seed"_L1, *request.seed);
    if (omissions.sends(!request.stop.isEmpty(), !pinned, "stop"_L1)) {
        constexpr qsizetype mostStops = 4;
        body.add("stop"_L1,
                 QJsonArray::fromStringList(request.stop.first(qMin(request.stop.size(), mostStops))));
        omissions.sends(request.stop.size() > mostStops, false, "the fifth and later stop sequence"_L1);
    }
}

/// A client's fields that we have no name for, as far as \p vendor takes them: a stranger's field costs a
/// 4xx.
static QJsonObject passedOn(const QJsonObject &extra, const Vendor &vendor, Omissions &omissions)
{
    static const QStringList onlyOpenAi = {u"store"_s,
                                           u"metadata"_s,
                                           u"service_tier"_s,
                                           u"prompt_cache_key"_s,
                                           u"prompt_cache_retention"_s,
                                           u"safety_identifier"_s,
                                           u"verbosity"_s,
                                           u"prediction"_s,
                                           u"modalities"_s,
                                           u"audio"_s,
                                           u"web_search_options"_s};
    const Quirks &quirks = vendor.quirks;
    QJsonObject passed;
    for (auto it = extra.begin(); it != extra.end(); ++it) {
        const bool known = quirks.knownFields.contains(it.key().toUtf8());
        const bool taken =
            vendor.custom || known ||
            (!quirks.refusesUnknown && (quirks.openAiFields || !onlyOpenAi.contains(it.key())));
        if (omissions.sends(true, taken, it.key()))
            passed.insert(it.key(), it.value());
    }
    return passed;
}

Result<WireRequest> OpenAiAdapter::encode(const ChatRequest &request, const Vendor &vendor) const
{
    if (const auto fits = checkAttachments(request, vendor); !fits)
        return std::unexpected(fits.error());
    Omissions omissions(request, vendor);
    const QJsonObject passed = passedOn(request.extra, vendor, omissions);
    Bulk bulk;
    JsonMembers body;
    body.add("model"_L1, request.model);
    body.add("messages"_L1, wireMessages(request, vendor, bulk));
    body.add("stream"_L1, request.stream);
    if (request.stream && request.includeUsage && vendor.quirks.streamUsageOption)
        body.add("stream_options"_L1, JsonMembers{{"include_usage"_L1, true}});
    if (request.maxTokens > 0)
        body.add(vendor.quirks.maxCompletionTokens ? "max_completion_tokens"_L1 : "max_tokens"_L1,
                 request.maxTokens);
    addSampling(body, request, vendor, omissions);
    addReasoning(body, request, vendor, omissions);
    addFormat(body, request, omissions);
    addTools(body, request, vendor, omissions);
    if (hasCacheMark(request) && !takesCacheMarks(vendor))
        omissions.note(tr("Cache marks were left out: %1 does not take them.").arg(vendor.name));
    WireRequest wire;
    wire.path = "/chat/completions";
    wire.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    wire.headers.append(QHttpHeaders::WellKnownHeader::Accept,
                        request.stream ? "text/event-stream" : "application/json");
    if (!vendor.quirks.titleHeader.isEmpty())
        wire.headers.append(QLatin1StringView(vendor.quirks.titleHeader), "Crossroads");
    body.addMissing(passed); // our own fields count
    wire.body = bulk.body(body.text());
    return omissions.conclude(std::move(wire));
}

std::unique_ptr<AnswerDecoder> OpenAiAdapter::decoder(const Vendor &vendor, QByteArrayView contentType) const
{
    return std::make_unique<OpenAiDecoder>(vendor, contentType);
}

// --- model list
// ----------------------------------------------------------------------------------------------

QByteArray OpenAiAdapter::modelsPath(const Vendor &vendor) const
{
    return vendor.modelsPath.isEmpty() ? QByteArray("/models") : vendor.modelsPath;
}

} // namespace Crossroads
