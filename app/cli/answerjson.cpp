// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/answerjson.h"

#include "app/core/redact.h"

#include <QJsonArray>

namespace Crossroads {

using namespace Qt::StringLiterals;

template<typename T>
static QJsonValue orNull(const std::optional<T> &value)
{
    return value ? QJsonValue(qint64(*value)) : QJsonValue(QJsonValue::Null);
}

static QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

static QJsonValue costOrNull(const std::optional<Money> &cost)
{
    return cost ? QJsonValue(cost->pico) : QJsonValue(QJsonValue::Null);
}

static QLatin1StringView usageStateName(UsageState state)
{
    switch (state) {
    case UsageState::Reported:
        return "reported"_L1;
    case UsageState::Estimated:
        return "estimated"_L1;
    case UsageState::Unknown:
        break;
    }
    return "unknown"_L1;
}

static QLatin1StringView costStateName(CostState state)
{
    switch (state) {
    case CostState::Reported:
        return "reported"_L1;
    case CostState::Computed:
        return "computed"_L1;
    case CostState::Estimated:
        return "estimated"_L1;
    case CostState::Unknown:
        break;
    }
    return "unknown"_L1;
}

static QJsonObject usageJson(const Usage &usage)
{
    return {{"input"_L1, orNull(usage.input)},
            {"cached_input"_L1, orNull(usage.cachedInput)},
            {"cache_write"_L1, orNull(usage.cacheWrite)},
            {"output"_L1, orNull(usage.output)},
            {"reasoning"_L1, orNull(usage.reasoning)}};
}

static QJsonObject attemptJson(const Attempt &attempt)
{
    return {{"provider"_L1, attempt.provider},
            {"model"_L1, attempt.model},
            {"key"_L1, textOrNull(attempt.keyLastFour)},
            {"http_status"_L1,
             attempt.httpStatus ? QJsonValue(attempt.httpStatus) : QJsonValue(QJsonValue::Null)},
            {"started_ms"_L1, attempt.startedMs},
            {"ended_ms"_L1, orNull(attempt.endedMs)},
            {"outcome"_L1, outcomeName(attempt.outcome)},
            {"error_kind"_L1, attempt.errorKind ? QJsonValue(errorKindName(*attempt.errorKind))
                                                : QJsonValue(QJsonValue::Null)},
            {"simulated"_L1, attempt.simulated},
            {"substituted_model"_L1, attempt.substitute},
            {"why"_L1, textOrNull(attempt.why)},
            {"cost_picousd"_L1, costOrNull(attempt.cost)},
            {"cost_state"_L1, costStateName(attempt.costState)},
            {"maybe_billed"_L1, attempt.maybeBilled}};
}

static QJsonValue errorJson(const std::optional<Error> &error)
{
    if (!error)
        return QJsonValue::Null;
    return QJsonObject{{"kind"_L1, errorKindName(error->kind)},
                       {"message"_L1, redact(error->message)},
                       {"hint"_L1, redact(error->hint)}};
}

static QJsonArray toolCallsJson(const QList<ToolCall> &calls)
{
    QJsonArray array;
    for (const ToolCall &call : calls)
        array.append(QJsonObject{{"id"_L1, call.id},
                                 {"name"_L1, call.name},
                                 {"arguments"_L1, call.arguments.isEmpty() ? u"{}"_s : call.arguments},
                                 {"server"_L1, call.server}});
    return array;
}

static QJsonArray imagesJson(const QList<AnswerImage> &images)
{
    QJsonArray array;
    for (const AnswerImage &image : images)
        array.append(QJsonObject{{"mime_type"_L1, QString::fromLatin1(image.mimeType)},
                                 {"base64"_L1, QString::fromLatin1(image.bytes.toBase64())}});
    return array;
}

static QJsonArray citationsJson(const QList<Citation> &citations)
{
    QJsonArray array;
    for (const Citation &citation : citations)
        array.append(QJsonObject{{"url"_L1, citation.url}, {"title"_L1, citation.title}});
    return array;
}

/// "model" or "provider" where another one answers than was asked first; else null.
static QJsonValue substituted(const Answer &answer)
{
    const Attempt *attempt = answer.currentAttempt();
    if (attempt && attempt->substitute)
        return "model"_L1;
    return attempt && attempt->provider != answer.attempts.first().provider ? QJsonValue("provider"_L1)
                                                                            : QJsonValue(QJsonValue::Null);
}

QJsonObject answerJson(const Answer &answer, int lane)
{
    const Attempt *attempt = answer.currentAttempt();
    QJsonArray attempts;
    for (const Attempt &one : answer.attempts)
        attempts.append(attemptJson(one));
    const auto speed = answer.tokensPerSecond();
    return {{"lane"_L1, lane},
            {"model"_L1, answer.model},
            {"answered_model"_L1, textOrNull(answer.answeredModel)},
            {"substituted"_L1, substituted(answer)},
            {"provider"_L1, attempt ? QJsonValue(attempt->provider) : QJsonValue(QJsonValue::Null)},
            {"state"_L1, laneStateName(answer.state)},
            {"text"_L1, answer.text},
            {"reasoning"_L1, answer.reasoning},
            {"refusal"_L1, answer.refusal},
            {"tool_calls"_L1, toolCallsJson(answer.toolCalls)},
            {"citations"_L1, citationsJson(answer.citations)},
            {"images"_L1, imagesJson(answer.images)},
            {"notes"_L1, QJsonArray::fromStringList(answer.notes)},
            {"usage"_L1, usageJson(answer.usage)},
            {"usage_state"_L1, usageStateName(answer.usageState)},
            {"cost_picousd"_L1, costOrNull(answer.cost)},
            {"cost_state"_L1, costStateName(answer.costState)},
            {"ttft_ms"_L1, orNull(answer.ttftMs)},
            {"total_ms"_L1, answer.totalMs},
            {"tokens_per_second"_L1, speed ? QJsonValue(*speed) : QJsonValue(QJsonValue::Null)},
            {"finish_reason"_L1, answer.finishReason ? QJsonValue(finishReasonName(*answer.finishReason))
                                                     : QJsonValue(QJsonValue::Null)},
            {"native_finish_reason"_L1, textOrNull(answer.nativeFinishReason)},
            {"attempts"_L1, attempts},
            {"error"_L1, errorJson(answer.error)},
            {"simulated"_L1, answer.isSimulated()}};
}

static QJsonValue totalCost(const QList<Answer> &answers)
{
    Money total;
    for (const Answer &answer : answers) {
        if (!answer.cost)
            return QJsonValue::Null; // an unknown part makes the sum unknown, not smaller
        total += *answer.cost;
    }
    return total.pico;
}

QJsonObject runJson(const RunRecord &run, const QList<Answer> &answers)
{
    QJsonArray array;
    for (int i = 0; i < int(answers.size()); ++i)
        array.append(answerJson(answers[i], i));
    return {{"schema"_L1, 1},
            {"run_id"_L1, run.id},
            {"prompt"_L1, run.prompt},
            {"answers"_L1, array},
            {"total_cost_picousd"_L1, totalCost(answers)}};
}

namespace {
template<class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
} // namespace

static QJsonObject eventJson(const StreamEvent &event)
{
    return std::visit(
        Overloaded{
            [](const Started &e) {
                return QJsonObject{
                    {"event"_L1, "started"_L1}, {"answered_model"_L1, e.model}, {"id"_L1, e.responseId}};
            },
            [](const TextDelta &e) { return QJsonObject{{"event"_L1, "text"_L1}, {"text"_L1, e.text}}; },
            [](const ReasoningDelta &e) {
                return QJsonObject{{"event"_L1, "reasoning"_L1}, {"text"_L1, e.text}};
            },
            [](const RefusalDelta &e) {
                return QJsonObject{{"event"_L1, "refusal"_L1}, {"text"_L1, e.text}};
            },
            [](const ToolCallDelta &e) {
                return QJsonObject{{"event"_L1, "tool_call"_L1},
                                   {"index"_L1, e.index},
                                   {"id"_L1, e.id},
                                   {"name"_L1, e.name},
                                   {"arguments"_L1, e.arguments}};
            },
            [](const ImageDelta &e) {
                return QJsonObject{{"event"_L1, "image"_L1},
                                   {"mime_type"_L1, QString::fromLatin1(e.mimeType)},
                                   {"base64"_L1, QString::fromLatin1(e.bytes.toBase64())}};
            },
            [](const Citation &e) {
                return QJsonObject{{"event"_L1, "citation"_L1}, {"url"_L1, e.url}, {"title"_L1, e.title}};
            },
            [](const Noted &e) { return QJsonObject{{"event"_L1, "note"_L1}, {"text"_L1, e.text}}; },
            [](const Restarted &) { return QJsonObject{{"event"_L1, "restarted"_L1}}; },
            [](const UsageReport &e) {
                return QJsonObject{{"event"_L1, "usage"_L1},
                                   {"usage"_L1, usageJson(e.usage)},
                                   {"usage_state"_L1, usageStateName(e.state)}};
            },
            [](const RouteChanged &e) {
                return QJsonObject{{"event"_L1, "attempt"_L1},
                                   {"index"_L1, e.index},
                                   {"attempt"_L1, attemptJson(e.attempt)}};
            },
            [](const Priced &e) {
                return QJsonObject{{"event"_L1, "cost"_L1},
                                   {"cost_picousd"_L1, costOrNull(e.cost)},
                                   {"cost_state"_L1, costStateName(e.state)}};
            },
            [](const Finished &e) {
                return QJsonObject{{"event"_L1, "finished"_L1},
                                   {"finish_reason"_L1, finishReasonName(e.reason)},
                                   {"native_finish_reason"_L1, textOrNull(e.native)}};
            },
            [](const Failed &e) {
                return QJsonObject{{"event"_L1, "failed"_L1},
                                   {"error"_L1, errorJson(e.error)},
                                   {"native_finish_reason"_L1, textOrNull(e.native)}};
            },
        },
        event);
}

QJsonObject updateJson(const LaneUpdate &update)
{
    QJsonObject line = update.event ? eventJson(*update.event) : QJsonObject{{"event"_L1, "state"_L1}};
    line["lane"_L1] = update.lane;
    line["t_ms"_L1] = update.tMs;
    line["state"_L1] = laneStateName(update.state);
    return line;
}

} // namespace Crossroads
