// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/answer.h"

namespace Crossroads {

void Answer::apply(const LaneUpdate &update)
{
    state = update.state;
    totalMs = std::max(totalMs, update.tMs);
    if (update.event)
        take(*update.event, update.tMs);
}

void Answer::noteFirstToken(qint64 tMs)
{
    if (!ttftMs)
        ttftMs = tMs;
}

void Answer::addToolCall(const ToolCallDelta &delta)
{
    auto call = std::ranges::find(toolCalls, delta.index, &ToolCall::index);
    if (call == toolCalls.end()) {
        toolCalls.append({.index = delta.index, .id = {}, .name = {}, .arguments = {}, .server = false});
        call = toolCalls.end() - 1;
    }
    if (!delta.id.isEmpty())
        call->id = delta.id;
    if (!delta.name.isEmpty())
        call->name = delta.name;
    call->server = call->server || delta.server;
    call->arguments += delta.arguments;
}

/// A signature closes its block; whatever comes after it begins a new one.
void Answer::addReasoning(const ReasoningDelta &delta)
{
    if (reasoningBlocks.isEmpty() || !reasoningBlocks.last().signature.isEmpty() || delta.redacted)
        reasoningBlocks.append(ReasoningBlock{{}, {}, delta.redacted});
    reasoningBlocks.last().text += delta.text;
    reasoningBlocks.last().signature += delta.signature;
}

void Answer::add(const StreamEvent &event)
{
    const auto ttft = ttftMs;
    const auto thought = reasoningMs;
    const auto thinking = m_reasoningStartMs;
    const TokenEstimate seen = m_seen;
    take(event, 0);
    m_seen = seen;
    ttftMs = ttft;
    reasoningMs = thought;
    m_reasoningStartMs = thinking;
}

Answer Answer::figures() const
{
    Answer copy = *this;
    copy.clearContent();
    return copy;
}

void Answer::clearContent()
{
    text.clear();
    reasoning.clear();
    reasoningBlocks.clear();
    refusal.clear();
    toolCalls.clear();
    citations.clear();
    images.clear();
}

void Answer::restart(const Restarted &event)
{
    m_seen = TokenEstimate(m_seen.family());
    if (event.wasReasoning) {
        text.clear();
        reasoning.clear();
        reasoningBlocks.clear();
        m_reasoningStartMs = ttftMs;
        reasoningMs.reset();
        return;
    }
    clearContent();
    if (usageState == UsageState::Reported) // of what is void now
        usageState = UsageState::Estimated;
}

namespace {
template<class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
} // namespace

void Answer::take(const StreamEvent &event, qint64 tMs)
{
    const auto endReasoning = [&] {
        if (m_reasoningStartMs && !reasoningMs)
            reasoningMs = tMs - *m_reasoningStartMs;
    };
    std::visit(Overloaded{
                   [&](const Started &e) {
                       answeredModel = e.model;
                       responseId = e.responseId;
                       upstream = e.upstream;
                   },
                   [&](const TextDelta &e) {
                       noteFirstToken(tMs);
                       endReasoning();
                       text += e.text;
                       m_seen.add(e.text);
                   },
                   [&](const ReasoningDelta &e) {
                       addReasoning(e);
                       if (e.text.isEmpty())
                           return;
                       noteFirstToken(tMs);
                       if (!m_reasoningStartMs)
                           m_reasoningStartMs = tMs;
                       reasoning += e.text;
                       m_seen.add(e.text);
                   },
                   [&](const RefusalDelta &e) {
                       noteFirstToken(tMs);
                       refusal += e.text;
                       m_seen.add(e.text);
                   },
                   [&](const ToolCallDelta &e) {
                       noteFirstToken(tMs);
                       addToolCall(e);
                       m_seen.add(e.arguments);
                   },
                   [&](const ImageDelta &e) {
                       noteFirstToken(tMs);
                       images.append({e.mimeType, e.bytes});
                   },
                   [&](const Noted &e) {
                       if (!notes.contains(e.text))
                           notes.append(e.text);
                   },
                   [&](const Restarted &e) { restart(e); },
                   [&](const Citation &e) {
                       if (!citations.contains(e))
                           citations.append(e);
                   },
                   [&](const UsageReport &e) {
                       usage = e.usage;
                       usageState = e.state;
                   },
                   [&](const RouteChanged &e) {
                       if (e.index >= attempts.size())
                           attempts.resize(e.index + 1);
                       attempts[e.index] = e.attempt;
                       if (!ttftMs)
                           m_seen = TokenEstimate(tokenFamilyOf(e.attempt.model));
                   },
                   [&](const Priced &e) {
                       cost = e.cost;
                       costState = e.state;
                   },
                   [&](const Finished &e) {
                       endReasoning();
                       finishReason = e.reason;
                       nativeFinishReason = e.native;
                   },
                   [&](const Failed &e) {
                       endReasoning();
                       error = e.error;
                       if (!e.native.isEmpty()) {
                           finishReason = FinishReason::Error;
                           nativeFinishReason = e.native;
                       }
                   },
               },
               event);
}

std::optional<double> Answer::tokensPerSecond() const
{
    const qint64 tokens = outputTokens();
    if (!ttftMs || tokens < 2 || totalMs <= *ttftMs)
        return std::nullopt;
    // The first token marks the start of the time, so it does not count as made in it.
    return double(tokens - 1) * 1000.0 / double(totalMs - *ttftMs);
}

qint64 Answer::outputTokens() const
{
    const qint64 told = usage.output.value_or(0);
    // What a stream says at its start is but a snapshot; what arrived since counts too.
    return outputIsEstimate() ? std::max(told, m_seen.tokens()) : told;
}

const Attempt *Answer::currentAttempt() const
{
    // Where two raced, the one that lost may have started last.
    const auto answering =
        std::ranges::find_if(attempts.rbegin(), attempts.rend(), [](const Attempt &attempt) {
            return attempt.outcome != AttemptOutcome::GaveUp && attempt.outcome != AttemptOutcome::Switched;
        });
    if (answering != attempts.rend())
        return &*answering;
    return attempts.isEmpty() ? nullptr : &attempts.last();
}

bool Answer::isSimulated() const
{
    const Attempt *attempt = currentAttempt();
    return attempt && attempt->simulated;
}

} // namespace Crossroads
