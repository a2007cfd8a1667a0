// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/answer.h"

#include <functional>

class QJsonObject;

namespace Crossroads {

/// The numbers are the database's.
enum class ChunkKind {
    Text,
    Reasoning,
    Refusal,
    Parts ///< of calls, pictures, sources, notes and signatures: a JSON object a line
};

/// Gathers what events add to an answer into chunks, which are appended to what is kept of it and never
/// written again: an answer costs as many bytes as it has, however small its pieces are.
class ChunkGatherer
{
public:
    using Sink = std::function<void(ChunkKind kind, const QString &text)>;

    explicit ChunkGatherer(Sink sink) : m_sink(std::move(sink)) {}
    /// False where \p event adds nothing that a chunk holds.
    bool take(const StreamEvent &event);
    /// Hands out what is gathered.
    void flush();
    /// What is gathered is void.
    void drop();

private:
    void addText(ChunkKind kind, const QString &text);
    void addPart(const QJsonObject &part);
    void addCall(const ToolCallDelta &delta);
    void addReasoning(const ReasoningDelta &delta);
    void closeCall();

    Sink m_sink;
    ChunkKind m_kind = ChunkKind::Text;
    QString m_gathered;
    std::optional<ToolCallDelta> m_call; ///< pieces of one call, joined
};

/// Adds a chunk to \p answer, as its events did.
void applyChunk(Answer &answer, ChunkKind kind, const QString &text);

} // namespace Crossroads
