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
enum class AuthStyle { None, Bearer, XApiKey, XGoogApiKey };

/// Where a vendor differs from the plain OpenAI wire.
struct Quirks
{
    bool maxCompletionTokens = false; ///< takes max_completion_tokens instead of max_tokens
    bool streamUsageOption = true;    ///< understands stream_options.include_usage
    bool reportsCost = false;         ///< usage.cost in USD is the truth
    bool doneMarkOnly = false;        ///< may end with [DONE] without a finish reason
    bool operator==(const Quirks &) const = default;
};

/// One provider: who answers HTTP requests. A row of a table, never a class.
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
    bool operator==(const Vendor &) const = default;
};

const QList<Vendor> &knownVendors();
const Vendor *findVendor(QStringView slug);
std::optional<Wire> wireFromName(QStringView name);

} // namespace Crossroads
