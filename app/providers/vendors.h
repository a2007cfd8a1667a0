// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
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
    Effort,         ///< reasoning_effort
    Object,         ///< reasoning: {effort | max_tokens}
    ThinkingType,   ///< thinking: {type: enabled | disabled}, with reasoning_effort where both are taken
    EnableThinking, ///< enable_thinking and thinking_budget
    None            ///< no switch
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
    ReasoningStyle reasoning = ReasoningStyle::Effort;
    bool operator==(const Quirks &) const = default;
};

/// The answer shapes of balance endpoints (reference: section 10).
enum class BalanceApi { None, OpenRouterKey, DeepSeek, Moonshot, SiliconFlow, StepFun, Novita, Vercel };

/// The shape of a vendor's keys, anchored at both ends.
struct KeyFormat
{
    QString pattern;      ///< regular expression (PCRE)
    bool certain = false; ///< nobody else's keys look like this
    bool operator==(const KeyFormat &) const = default;
};

/// One provider at one base URL: who answers HTTP requests. A row of a table, never a class. Regions of one
/// vendor (.com, .cn, intl) are rows of their own, with their own keys and currency.
struct Vendor
{
    QString slug;
    QString name;
    QUrl baseUrl; ///< without a trailing slash; the wire's paths are appended
    Wire wire = Wire::OpenAi;
    AuthStyle auth = AuthStyle::Bearer;
    QByteArray keyEnv;        ///< the usual environment variable; empty: none
    bool keyOptional = false; ///< local and custom servers: works without a key
    bool simulated = false;
    bool custom = false; ///< named by the person: every NAME/ID is callable
    Quirks quirks = {};
    QList<QByteArray> otherKeyEnvs = {}; ///< further variables that people use for it
    QList<KeyFormat> keyFormats = {};
    QString currency = QStringLiteral("USD"); ///< ISO 4217; of its balances
    QByteArray modelsPath = {};               ///< of the model list, where it is not the wire's own
    QByteArray keyTestPath = {};              ///< the cheapest GET that needs the key; empty: the model list
    BalanceApi balance = BalanceApi::None;
    QByteArray balancePath = {}; ///< after the host where it starts with "/", else a whole URL
    QUrl docsUrl = {};
    QUrl keysUrl = {};   ///< where keys are made
    QUrl topUpUrl = {};  ///< where credit is bought
    QString region = {}; ///< "China", "International"; empty: only one
    bool local = false;  ///< a server program on this machine
    bool operator==(const Vendor &) const = default;
};

const QList<Vendor> &knownVendors();
const Vendor *findVendor(QStringView slug);
/// "openai", "anthropic", "gemini", "ollama".
QLatin1StringView wireName(Wire wire);
std::optional<Wire> wireFromName(QStringView name);

} // namespace Crossroads
