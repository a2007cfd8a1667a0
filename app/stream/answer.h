// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/laneupdate.h"
#include "app/stream/parts.h"

#include "app/money/tokenestimate.h"

#include <QList>
#include <QString>

#include <optional>

namespace Crossroads {

/// One lane's result: everything that INTERFACES' answer object shows. Built by applying updates in order;
/// applying the same updates always gives the same answer.
class Answer
{
public:
    QString model;       ///< as asked for
    QString displayName; ///< for people
    LaneState state = LaneState::Queued;
    QString answeredModel; ///< as the provider named it; empty: not told
    QString upstream;
    QString responseId;
    QString text;
    QString reasoning;
    QString refusal;
    QList<ToolCall> toolCalls;
    QList<Citation> citations;
    QList<AnswerImage> images;
    QList<ReasoningBlock> reasoningBlocks; ///< as sent back on a later turn; their text is in reasoning too
    QStringList notes;
    Usage usage;
    UsageState usageState = UsageState::Unknown;
    std::optional<Money> cost;
    CostState costState = CostState::Unknown;
    std::optional<qint64> ttftMs;
    std::optional<qint64>
        reasoningMs;    ///< from the first reasoning delta to the first text delta (or the end)
    qint64 totalMs = 0; ///< of the last update
    std::optional<FinishReason> finishReason;
    QString nativeFinishReason;
    QList<Attempt> attempts;
    std::optional<Error> error;

    void apply(const LaneUpdate &update);
    /// Takes the content of \p event without its time: for what is read back.
    void add(const StreamEvent &event);
    /// Without its content: all that a line about it needs, and cheap to keep while the answer grows.
    Answer figures() const;
    /// Output tokens per second after the first token; nothing before two tokens or without time passed.
    std::optional<double> tokensPerSecond() const;
    /// Output tokens: reported, else estimated from what has arrived so far.
    qint64 outputTokens() const;
    bool outputIsEstimate() const { return !usage.output || usageState == UsageState::Estimated; }
    /// The attempt that answered or is running; nothing before the first one.
    const Attempt *currentAttempt() const;
    bool isSimulated() const;

private:
    void take(const StreamEvent &event, qint64 tMs);
    void clearContent();
    void addToolCall(const ToolCallDelta &delta);
    void addReasoning(const ReasoningDelta &delta);
    void restart(const Restarted &event);
    void noteFirstToken(qint64 tMs);
    TokenEstimate m_seen;
    std::optional<qint64> m_reasoningStartMs;
};

} // namespace Crossroads
