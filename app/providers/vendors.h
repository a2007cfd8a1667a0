// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace Crossroads {

enum class Wire { OpenAi, Anthropic, Gemini, Ollama };
/// BearerAndXApiKey: doors to the Anthropic format at other hosts want the one or the other.
enum class AuthStyle { None, Bearer, XApiKey, XGoogApiKey, BearerAndXApiKey };

/// How an OpenAI-format vendor is asked to reason (reference: reasoning switches in the request).
enum class ReasoningStyle {
    Effort,            ///< reasoning_effort
    Object,            ///< reasoning: {effort | max_tokens}
    ThinkingType,      ///< thinking: {type: enabled | disabled}; no strength
    ThinkingAndEffort, ///< thinking: {type} with reasoning_effort beside it (DeepSeek)
    ThinkingOrEffort,  ///< reasoning_effort, or thinking: {type, budget_tokens}; both clash (Fireworks)
    EnableThinking,    ///< enable_thinking and thinking_budget
    None               ///< no switch
};

/// Where a vendor differs from the plain OpenAI wire.
struct Quirks
{
    bool maxCompletionTokens = false; ///< takes max_completion_tokens instead of max_tokens
    bool streamUsageOption = true;    ///< understands stream_options.include_usage
    bool reportsCost = false;         ///< usage.cost in USD is the truth
    bool costTicks = false;           ///< usage.cost_in_usd_ticks, in 1e-10 USD (xAI)
    bool doneMarkOnly = false;        ///< may end with [DONE] without a finish reason
    bool randomSeed = false;          ///< calls the seed random_seed (Mistral)
    bool refusesUnknown = false;      ///< answers 4xx to fields that it does not know
    bool takesTopK = false;           ///< top_k at top level
    bool toolChoice = true;           ///< understands tool_choice
    bool pinnedSampling = false;      ///< its reasoning models refuse temperature, top_p, penalties and stop
    bool alternatingTurns = false;    ///< refuses two user or two assistant turns in a row
    bool shortToolIds = false;        ///< ids of tool calls have exactly nine letters and digits (Mistral)
    bool cacheMarks = false;          ///< understands cache_control on parts
    bool openAiFields = false;        ///< takes what only OpenAI has (store, prompt_cache_key, ...)
    bool thinksOnlyStreaming = false; ///< refuses to think in an answer that is not streamed (DashScope)
    ReasoningStyle reasoning = ReasoningStyle::Effort;
    QByteArray titleHeader = {};     ///< header that takes an application's name
    QByteArrayList knownFields = {}; ///< with refusesUnknown: what it takes beyond our own fields
    bool operator==(const Quirks &) const = default;
};

/// The answer shapes of balance endpoints (reference: section 10).
enum class BalanceApi { None, OpenRouterKey, DeepSeek, Moonshot, SiliconFlow, StepFun, Novita, Vercel };

/// The shape of a vendor's keys, anchored at both ends.
struct KeyFormat
{
    QString pattern;      ///< regular expression (PCRE)
    bool certain = false; ///< no other row's keys look like this
    bool operator==(const KeyFormat &) const = default;
};

/// A header field that every request to a vendor carries. Never a secret.
struct VendorHeader
{
    QByteArray name;
    QByteArray value;
    bool operator==(const VendorHeader &) const = default;
};

/// One provider at one base URL: who answers HTTP requests. A row of a table, never a class. Regions of one
/// vendor (.com, .cn, intl) are rows of their own, with their own keys and currency.
struct Vendor
{
    QString slug;
    QString name;
    /// Without a trailing slash; the wire's paths are appended. Ends where those begin: before
    /// "/chat/completions" (OpenAI), "/messages" (Anthropic, so in "/v1"), "/models/..." (Gemini, so in
    /// "/v1beta"), "/api/chat" (Ollama).
    QUrl baseUrl;
    Wire wire = Wire::OpenAi;
    AuthStyle auth = AuthStyle::Bearer;
    QByteArray keyEnv;        ///< the row's own environment variable; empty: none
    bool keyOptional = false; ///< local and custom servers: works without a key
    bool simulated = false;
    bool custom = false; ///< named by the person: every NAME/ID is callable
    Quirks quirks = {};
    /// Read where keyEnv is not set: other names for it, and the variable that regions of one vendor share.
    QList<QByteArray> otherKeyEnvs = {};
    QList<KeyFormat> keyFormats = {};         ///< none: its keys have no shape that is known
    QString currency = QStringLiteral("USD"); ///< ISO 4217; of its balances
    QByteArray modelsPath = {}; ///< of the model list after baseUrl, where it is not the wire's own
    QByteArray keyTestPath =
        {}; ///< the cheapest GET that needs the key, after baseUrl; empty: the model list
    BalanceApi balance = BalanceApi::None;
    QByteArray balancePath = {}; ///< after the host (not after baseUrl); starts with "/"
    QUrl docsUrl = {};
    QUrl keysUrl = {};   ///< where keys are made
    QUrl topUpUrl = {};  ///< where credit is bought
    QString region = {}; ///< "China", "International", "US", not translated; empty: only one
    bool local = false;  ///< a server program on this machine
    QList<VendorHeader> extraHeaders = {}; ///< sent with every request to it; of custom ones
    bool operator==(const Vendor &) const = default;
};

/// How servers of \p wire that are not in the table are given a key.
AuthStyle usualAuth(Wire wire);

const QList<Vendor> &knownVendors();
const Vendor *findVendor(QStringView slug);
/// Where \p vendor tells what credit a key has left; invalid where it does not.
QUrl balanceUrl(const Vendor &vendor);
/// The variable that holds a key of \p vendor in this process's environment; empty where none does.
QByteArray keyVariable(const Vendor &vendor);
/// "openai", "anthropic", "gemini", "ollama".
QLatin1StringView wireName(Wire wire);
std::optional<Wire> wireFromName(QStringView name);

} // namespace Crossroads
