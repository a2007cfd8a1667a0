// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/money/usage.h"
#include "app/stream/attempt.h"

#include <QByteArray>
#include <QString>

#include <variant>

namespace Crossroads {

/// Why an answer ended, from one closed set; the provider's own word is kept beside it.
enum class FinishReason { Stop, Length, ToolCalls, ContentFilter, Refusal, Pause, Error, Unknown };

QLatin1StringView finishReasonName(FinishReason reason);
std::optional<FinishReason> finishReasonFromName(QAnyStringView name);

struct Started
{
    QString model;      ///< the model that answers, as the provider names it; may be empty
    QString responseId; ///< may be empty
    QString upstream;   ///< the provider behind an aggregator; may be empty
    bool operator==(const Started &) const = default;
};
struct TextDelta
{
    QString text;
    bool operator==(const TextDelta &) const = default;
};
struct ReasoningDelta
{
    QString text;
    QByteArray signature;  ///< opaque, to be sent back on the next turn
    bool redacted = false; ///< a block of its own whose words the provider hides: the signature is all of it
    bool operator==(const ReasoningDelta &) const = default;
};
struct RefusalDelta
{
    QString text;
    bool operator==(const RefusalDelta &) const = default;
};
/// A piece of a tool call. Pieces of one call share \c index; an empty id or name never overwrites an earlier
/// one.
struct ToolCallDelta
{
    int index = 0;
    QString id;
    QString name;
    QString arguments;   ///< a fragment of JSON text
    bool server = false; ///< the provider runs it itself
    bool operator==(const ToolCallDelta &) const = default;
};
struct ImageDelta
{
    QByteArray mimeType;
    QByteArray bytes;
    bool operator==(const ImageDelta &) const = default;
};
struct Citation
{
    QString url;
    QString title;
    bool operator==(const Citation &) const = default;
};
/// Something the person should know about this answer, in a sentence: a parameter that was left out, a model
/// that took over in mid-answer, a tool that the provider ran.
struct Noted
{
    QString text;
    bool operator==(const Noted &) const = default;
};
/// What arrived before is void: a gateway began the answer anew.
struct Restarted
{
    /// It was reasoning that nothing told from text: it comes again as what it is. Its time stays true.
    bool wasReasoning = false;
    bool operator==(const Restarted &) const = default;
};
/// Cumulative: a later report replaces an earlier one.
struct UsageReport
{
    Usage usage;
    UsageState state = UsageState::Reported;
    bool operator==(const UsageReport &) const = default;
};
/// An attempt began, or changed (got its HTTP status, ended). \c index counts the answer's attempts from 0.
struct RouteChanged
{
    int index = 0;
    Attempt attempt;
    bool operator==(const RouteChanged &) const = default;
};
/// What the answer cost, sent once before its end.
struct Priced
{
    std::optional<Money> cost; ///< absent: unknown
    CostState state = CostState::Unknown;
    bool operator==(const Priced &) const = default;
};
/// The answer is whole: a finish reason or the protocol's end mark arrived.
struct Finished
{
    FinishReason reason = FinishReason::Unknown;
    QString native; ///< as the provider says it
    bool operator==(const Finished &) const = default;
};
/// The answer ended otherwise. Partial text before it stays valid. Kind Cancelled: the person stopped it.
struct Failed
{
    Error error;
    bool incomplete = false; ///< the connection ended without the protocol's end mark
    QString native = {};     ///< the finish reason that came before the failure, as the provider says it
    bool operator==(const Failed &) const = default;
};

/// What happens to an answer, whatever the wire. Every job ends in exactly one Finished or Failed.
using StreamEvent =
    std::variant<Started, TextDelta, ReasoningDelta, RefusalDelta, ToolCallDelta, ImageDelta, Citation, Noted,
                 Restarted, UsageReport, RouteChanged, Priced, Finished, Failed>;

} // namespace Crossroads
