// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/anthropicadapter.h"

#include "app/providers/anthropicdecoder.h"
#include "app/providers/bulk.h"
#include "app/providers/claudemodel.h"
#include "app/providers/jsonframe.h"
#include "app/providers/omissions.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

static constexpr int defaultMaxTokens = 4096; // the field is required; the oldest models allow this much
static constexpr int leastBudget = 1024;

// --- messages
// ------------------------------------------------------------------------------------------------

static QJsonObject source(const ContentPart &part, Bulk &bulk)
{
    if (!part.url.isEmpty())
        return {{"type"_L1, "url"_L1}, {"url"_L1, part.url}};
    if (part.mimeType.startsWith("text/"))
        return {{"type"_L1, "text"_L1},
                {"media_type"_L1, "text/plain"_L1},
                {"data"_L1, bulk.text(QString::fromUtf8(part.bytes))}};
    return {{"type"_L1, "base64"_L1},
            {"media_type"_L1, QString::fromLatin1(part.mimeType)},
            {"data"_L1, bulk.base64(part.bytes)}};
}

static QJsonObject partBlock(const ContentPart &part, Bulk &bulk)
{
    QJsonObject block;
    switch (part.kind) {
    case ContentPart::Kind::Text:
        block = {{"type"_L1, "text"_L1}, {"text"_L1, bulk.text(part.text)}};
        break;
    case ContentPart::Kind::Image:
        block = {{"type"_L1, "image"_L1}, {"source"_L1, source(part, bulk)}};
        break;
    case ContentPart::Kind::Document:
        block = {{"type"_L1, "document"_L1}, {"source"_L1, source(part, bulk)}};
        if (!part.fileName.isEmpty())
            block["title"_L1] = part.fileName;
        break;
    }
    if (part.cacheMark)
        block["cache_control"_L1] = QJsonObject{{"type"_L1, "ephemeral"_L1}};
    return block;
}

/// Empty text blocks are refused.
static QJsonArray partBlocks(const QList<ContentPart> &parts, Bulk &bulk)
{
    QJsonArray blocks;
    for (const ContentPart &part : parts) {
        if (part.kind != ContentPart::Kind::Text || !part.text.isEmpty())
            blocks.append(partBlock(part, bulk));
    }
    return blocks;
}

static QJsonObject thinkingBlock(const ReasoningBlock &block)
{
    const QString signature = QString::fromLatin1(block.signature);
    if (block.redacted)
        return {{"type"_L1, "redacted_thinking"_L1}, {"data"_L1, signature}};
    return {{"type"_L1, "thinking"_L1}, {"thinking"_L1, block.text}, {"signature"_L1, signature}};
}

static QJsonObject callBlock(const ToolCall &call)
{
    // Arguments that broke off are no JSON; the model gets to see what there is of them.
    const QJsonObject input =
        argumentsObject(call.arguments).value_or(QJsonObject{{"incomplete"_L1, call.arguments}});
    return {{"type"_L1, "tool_use"_L1}, {"id"_L1, call.id}, {"name"_L1, call.name}, {"input"_L1, input}};
}

static QJsonArray assistantBlocks(const ChatMessage &message, const Vendor &vendor, Bulk &bulk)
{
    QJsonArray blocks;
    for (const ReasoningBlock &block : message.reasoning) {
        // Anthropic refuses thoughts without their signature; other makers behind this format have none, and
        // want the thoughts that led to a call.
        const bool otherMaker = vendor.auth != AuthStyle::XApiKey && !message.toolCalls.isEmpty();
        if (!block.signature.isEmpty() || otherMaker)
            blocks.append(thinkingBlock(block));
    }
    const QJsonArray parts = partBlocks(message.parts, bulk);
    for (const QJsonValue &part : parts)
        blocks.append(part);
    for (const ToolCall &call : message.toolCalls) {
        if (!call.server) // its result would have to follow, and only the provider had it
            blocks.append(callBlock(call));
    }
    return blocks;
}

static QJsonArray resultBlocks(const ChatMessage &message, Bulk &bulk)
{
    QJsonObject block{{"type"_L1, "tool_result"_L1}, {"tool_use_id"_L1, message.toolCallId}};
    const QJsonArray content = partBlocks(message.parts, bulk);
    if (!content.isEmpty())
        block["content"_L1] = content;
    if (message.toolFailed)
        block["is_error"_L1] = true;
    return {block};
}

/// Turns alternate on this wire: neighbours of one role become one turn, tool results belong to the user's.
static QJsonArray wireMessages(const ChatRequest &request, const Vendor &vendor, Bulk &bulk)
{
    QJsonArray turns;
    QString lastRole;
    for (const ChatMessage &message : request.messages) {
        const bool assistant = message.role == ChatMessage::Role::Assistant;
        const QJsonArray blocks = assistant ? assistantBlocks(message, vendor, bulk)
                                  : message.role == ChatMessage::Role::Tool ? resultBlocks(message, bulk)
                                                                            : partBlocks(message.parts, bulk);
        if (blocks.isEmpty())
            continue;
        const QString role = assistant ? u"assistant"_s : u"user"_s;
        QJsonArray content =
            role == lastRole ? turns.takeAt(turns.size() - 1)["content"_L1].toArray() : QJsonArray();
        for (const QJsonValue &block : blocks)
            content.append(block);
        turns.append(QJsonObject{{"role"_L1, role}, {"content"_L1, content}});
        lastRole = role;
    }
    return turns;
}

static QJsonValue wireSystem(const ChatRequest &request, Bulk &bulk)
{
    if (!request.systemCacheMark)
        return bulk.text(request.system);
    ContentPart part;
    part.text = request.system;
    part.cacheMark = true;
    return QJsonArray{partBlock(part, bulk)};
}

/// At most four prompt caches may end in one request; the last ones cover the most.
static ChatRequest withFewMarks(const ChatRequest &request, Omissions &omissions)
{
    constexpr int most = 4;
    ChatRequest marked = request;
    int marks = 0;
    for (auto message = marked.messages.rbegin(); message != marked.messages.rend(); ++message) {
        for (auto part = message->parts.rbegin(); part != message->parts.rend(); ++part)
            part->cacheMark = part->cacheMark && ++marks <= most;
    }
    marked.systemCacheMark = marked.systemCacheMark && ++marks <= most;
    omissions.sends(marks > most, false, "the fifth and earlier prompt cache mark"_L1);
    return marked;
}

// --- parameters
// ----------------------------------------------------------------------------------------------

static int maxTokens(const ChatRequest &request)
{
    if (request.maxTokens > 0)
        return request.maxTokens;
    return request.maxOutputTokens > 0 ? int(qMin(request.maxOutputTokens, qint64(1'000'000)))
                                       : defaultMaxTokens;
}

/// The part of the answer's limit that an effort may think, as aggregators share it out.
static int budgetOf(ReasoningEffort effort, int limit)
{
    static constexpr int percents[] = {0, 10, 20, 50, 80, 95, 95};
    return int(qint64(limit) * percents[int(effort)] / 100);
}

static ReasoningEffort effortOf(int budget)
{
    return budget < 4096    ? ReasoningEffort::Low
           : budget < 16384 ? ReasoningEffort::Medium
                            : ReasoningEffort::High;
}

namespace {
/// Puts the parameters of one request together: what a model takes depends on what else is asked for.
class Parameters
{
public:
    Parameters(const ChatRequest &request, const Vendor &vendor, QJsonObject &body, Omissions &omissions)
        : m_request(request), m_vendor(vendor), m_model(request.model), m_body(body), m_omissions(omissions)
    {
    }
    void add()
    {
        m_body["max_tokens"_L1] = maxTokens(m_request);
        addReasoning();
        addSampling();
        addStops();
        addFormat();
        addTools();
        if (!m_output.isEmpty())
            m_body["output_config"_L1] = m_output;
    }

private:
    void addReasoning();
    void addBudget(int budget);
    void addEffort(ReasoningEffort effort);
    void addSampling();
    void addStops();
    void addFormat();
    void addTools();
    void addToolChoice();

    const ChatRequest &m_request;
    const Vendor &m_vendor;
    const ClaudeModel m_model;
    QJsonObject &m_body;
    QJsonObject m_output = m_body.value("output_config"_L1).toObject();
    Omissions &m_omissions;
    bool m_thinks = false;
};

void Parameters::addReasoning()
{
    const ReasoningRequest &asked = m_request.reasoning;
    if (asked.effort == ReasoningEffort::None) {
        if (m_model.canThink() && m_omissions.sends(true, m_model.canStopThinking(), "reasoning: none"_L1))
            m_body["thinking"_L1] = QJsonObject{{"type"_L1, "disabled"_L1}};
        return;
    }
    if (!m_omissions.sends(asked.isAsked(), m_request.capabilities.reasoning.value_or(m_model.canThink()),
                           "reasoning"_L1))
        return;
    if (m_model.thinksAdaptively())
        addEffort(asked.effort.value_or(effortOf(asked.budgetTokens.value_or(0))));
    else
        // A budget is this model's own measure, so it is taken where both were named.
        addBudget(asked.budgetTokens ? *asked.budgetTokens
                                     : budgetOf(*asked.effort, m_body["max_tokens"_L1].toInt()));
}

void Parameters::addBudget(int budget)
{
    // Thoughts count against the answer's limit, and less than 1,024 tokens of them are refused.
    const int limit = m_body["max_tokens"_L1].toInt();
    if (!m_omissions.sends(true, limit > leastBudget,
                           "reasoning (the answer's limit is too small for it)"_L1))
        return;
    const int fitting = qBound(leastBudget, budget, limit - 1);
    if (m_request.reasoning.budgetTokens && fitting != budget)
        m_omissions.note(
            tr("The reasoning budget was set to %1 tokens, which fits the answer's limit.").arg(fitting));
    m_body["thinking"_L1] = QJsonObject{{"type"_L1, "enabled"_L1}, {"budget_tokens"_L1, fitting}};
    m_thinks = true;
}

void Parameters::addEffort(ReasoningEffort effort)
{
    ReasoningEffort taken = effort;
    if (taken == ReasoningEffort::Minimal)
        taken = ReasoningEffort::Low;
    if (taken == ReasoningEffort::XHigh && !m_model.takesXHighEffort())
        taken = ReasoningEffort::High;
    if (taken != effort || !m_request.reasoning.effort)
        m_omissions.note(
            tr("The reasoning was asked for as effort \"%1\": this model takes no other measure.")
                .arg(effortName(taken)));
    m_body["thinking"_L1] = QJsonObject{{"type"_L1, "adaptive"_L1}};
    m_output["effort"_L1] = effortName(taken);
    m_thinks = true;
}

void Parameters::addSampling()
{
    // A thinking model takes the defaults alone, but for a top_p of 0.95 and more.
    const bool sampling = m_request.capabilities.temperature.value_or(m_model.takesSampling());
    const auto &temperature = m_request.temperature;
    const auto &topP = m_request.topP;
    const bool heats = m_omissions.sends(temperature && !(m_thinks && *temperature == 1.0),
                                         sampling && !m_thinks, "temperature"_L1);
    if (heats) {
        const double taken = qBound(0.0, *temperature, 1.0);
        if (taken != *temperature)
            m_omissions.note(
                tr("The temperature was set to %1, the most that %2 takes.").arg(taken).arg(m_vendor.name));
        m_body["temperature"_L1] = taken;
    }
    const bool both = heats && m_model.takesOneSampling();
    if (m_omissions.sends(topP.has_value(), sampling && !both && (!m_thinks || *topP >= 0.95), "top_p"_L1))
        m_body["top_p"_L1] = *topP;
    if (m_omissions.sends(m_request.topK.has_value(), sampling && !m_thinks, "top_k"_L1))
        m_body["top_k"_L1] = *m_request.topK;
    // 0 is what happens without them.
    m_omissions.sends(m_request.frequencyPenalty.value_or(0) != 0, false, "frequency_penalty"_L1);
    m_omissions.sends(m_request.presencePenalty.value_or(0) != 0, false, "presence_penalty"_L1);
    m_omissions.sends(m_request.seed.has_value(), false, "seed"_L1);
}

void Parameters::addStops()
{
    QJsonArray stops;
    for (const QString &stop : m_request.stop) {
        if (m_omissions.sends(true, !stop.trimmed().isEmpty(), "a stop sequence of white space"_L1))
            stops.append(stop);
    }
    if (!stops.isEmpty())
        m_body["stop_sequences"_L1] = stops;
}

void Parameters::addFormat()
{
    const ResponseFormat &format = m_request.format;
    const bool schema = format.kind == ResponseFormat::Kind::JsonSchema;
    if (m_omissions.sends(format.kind != ResponseFormat::Kind::Text,
                          schema && m_request.capabilities.structuredOutput.value_or(true),
                          "response_format"_L1))
        m_output["format"_L1] = QJsonObject{{"type"_L1, "json_schema"_L1}, {"schema"_L1, format.schema}};
}

QJsonObject toolObject(const ToolDefinition &tool)
{
    QJsonObject schema = tool.parameters;
    if (!schema.contains("type"_L1))
        schema["type"_L1] = "object"_L1;
    QJsonObject object{{"name"_L1, tool.name}, {"input_schema"_L1, schema}};
    if (!tool.description.isEmpty())
        object["description"_L1] = tool.description;
    if (tool.strict)
        object["strict"_L1] = true;
    return object;
}

void Parameters::addTools()
{
    if (!m_omissions.sends(!m_request.tools.isEmpty(), m_request.capabilities.tools.value_or(true),
                           "tools"_L1))
        return;
    QJsonArray tools = m_body["tools"_L1].toArray(); // the provider's own ones, from a client of this wire
    for (const ToolDefinition &tool : m_request.tools)
        tools.append(toolObject(tool));
    m_body["tools"_L1] = tools;
    addToolChoice();
}

void Parameters::addToolChoice()
{
    const ToolChoice &asked = m_request.toolChoice;
    const bool forced = asked.mode == ToolChoice::Mode::Required || asked.mode == ToolChoice::Mode::Named;
    // A model that thinks can not be made to call.
    const bool taken =
        !forced || m_omissions.sends(true, !m_thinks, "tool_choice together with reasoning"_L1);
    QJsonObject choice{{"type"_L1, "auto"_L1}};
    if (asked.mode == ToolChoice::Mode::None)
        choice = {{"type"_L1, "none"_L1}};
    else if (taken && asked.mode == ToolChoice::Mode::Required)
        choice = {{"type"_L1, "any"_L1}};
    else if (taken && asked.mode == ToolChoice::Mode::Named)
        choice = {{"type"_L1, "tool"_L1}, {"name"_L1, asked.name}};
    if (m_request.parallelToolCalls && asked.mode != ToolChoice::Mode::None)
        choice["disable_parallel_tool_use"_L1] = !*m_request.parallelToolCalls;
    if (m_request.parallelToolCalls || asked.mode != ToolChoice::Mode::Auto)
        m_body["tool_choice"_L1] = choice;
}
} // namespace

/// \p path under /v1, which some base URLs end with already.
static QByteArray versioned(const Vendor &vendor, const QByteArray &path)
{
    return (vendor.baseUrl.path().endsWith("/v1"_L1) ? QByteArray() : QByteArray("/v1")) + path;
}

Result<WireRequest> AnthropicAdapter::encode(const ChatRequest &request, const Vendor &vendor) const
{
    if (const auto fits = checkAttachments(request, vendor); !fits)
        return std::unexpected(fits.error());
    Omissions omissions(request, vendor);
    const ChatRequest marked = withFewMarks(request, omissions);
    Bulk bulk;
    QJsonObject body = request.extra;
    body["model"_L1] = request.model;
    body["stream"_L1] = request.stream;
    body["messages"_L1] = wireMessages(marked, vendor, bulk);
    if (!request.system.isEmpty())
        body["system"_L1] = wireSystem(marked, bulk);
    Parameters(request, vendor, body, omissions).add();
    WireRequest wire;
    wire.path = versioned(vendor, "/messages");
    wire.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    wire.headers.append(QHttpHeaders::WellKnownHeader::Accept,
                        request.stream ? "text/event-stream" : "application/json");
    wire.headers.append("anthropic-version"_L1, "2023-06-01");
    wire.body = bulk.body(QJsonDocument(body).toJson(QJsonDocument::Compact));
    return omissions.conclude(std::move(wire));
}

std::unique_ptr<AnswerDecoder> AnthropicAdapter::decoder(const Vendor &vendor,
                                                         QByteArrayView contentType) const
{
    return std::make_unique<AnthropicDecoder>(vendor, contentType);
}

// --- model list
// ----------------------------------------------------------------------------------------------

QByteArray AnthropicAdapter::modelsPath(const Vendor &vendor) const
{
    return vendor.modelsPath.isEmpty() ? versioned(vendor, "/models?limit=1000") : vendor.modelsPath;
}

/// A capability is told as true, as {"supported": true}, or as what there is of it.
static std::optional<bool> told(const Json &capability)
{
    if (capability.isNothing())
        return std::nullopt;
    if (const Json supported = capability["supported"]; supported.exists())
        return supported.truth();
    return capability.isObject() || capability.isArray() ? capability.size() > 0 : capability.truth();
}

static ModelListing readListing(const Json &row)
{
    ModelListing model;
    model.id = row["id"].text();
    model.name = row["display_name"].text();
    model.contextTokens = row["max_input_tokens"].integer();
    model.maxOutputTokens = row["max_tokens"].integer();
    model.created = QDate::fromString(row["created_at"].text().left(10), Qt::ISODate);
    const Json can = row["capabilities"];
    model.capabilities.imageInput = told(can["image_input"]);
    model.capabilities.pdfInput = told(can["pdf_input"]);
    model.capabilities.structuredOutput = told(can["structured_outputs"]);
    model.capabilities.reasoning = told(can["thinking"]);
    return model;
}

Result<ModelPage> AnthropicAdapter::readModels(const Vendor &vendor, QByteArrayView body) const
{
    JsonReader reader;
    const auto root = reader.readObject(body);
    const Json rows = root ? (*root)["data"] : Json();
    if (!rows.isArray())
        return fail(ErrorKind::Protocol, tr("%1 sent no list of models.").arg(vendor.name));
    ModelPage page;
    rows.elements([&](const Json &row) {
        if (!row["id"].utf8().isEmpty())
            page.models.append(readListing(row));
    });
    const QByteArray last = (*root)["last_id"].utf8().toByteArray();
    if ((*root)["has_more"].truth() && !last.isEmpty()) {
        const QByteArray first = modelsPath(vendor);
        page.nextPath =
            first + (first.contains('?') ? "&after_id=" : "?after_id=") + last.toPercentEncoding();
    }
    return page;
}

} // namespace Crossroads
