// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/streamevent.h"

#include <QList>

namespace Crossroads {

/// The most that is kept of one answer. Bytes of text are those of its UTF-8.
struct AnswerLimits
{
    static constexpr qint64 mebi = 1024 * 1024;
    qint64 textBytes = 16 * mebi;      ///< refusals are text, too
    qint64 reasoningBytes = 16 * mebi; ///< with its signatures
    qint64 argumentBytes = 16 * mebi;  ///< of all tool calls, with their names
    qint64 imageBytes = 64 * mebi;     ///< of the pictures themselves, decoded
    /// Of citations and notes: what comes beyond these is left out, and the answer goes on.
    qint64 besideBytes = 4 * mebi;
    int beside = 1'000;
};

/// Holds one answer to its limits: cuts the event that reaches one, and takes away the content behind it.
class AnswerMeter
{
public:
    enum class Full { No, Text, Reasoning, Arguments, Images };

    explicit AnswerMeter(const AnswerLimits &limits = {}) : m_limits(limits) {}
    void take(QList<StreamEvent> &events);
    Full full() const { return m_full; }
    /// The limit that was reached, in whole MiB (at least 1).
    qint64 limitMebi() const;

private:
    bool keeps(StreamEvent &event);
    bool keeps(QString &text, qint64 &left, Full kind);
    bool keeps(ReasoningDelta &delta);
    bool keeps(ToolCallDelta &delta);
    bool keepsBeside(qint64 bytes);
    AnswerLimits m_limits;
    Full m_full = Full::No;
    qint64 m_text = m_limits.textBytes; ///< what is left
    qint64 m_reasoning = m_limits.reasoningBytes;
    qint64 m_arguments = m_limits.argumentBytes;
    qint64 m_images = m_limits.imageBytes;
    qint64 m_besideBytes = m_limits.besideBytes;
    int m_beside = m_limits.beside;
};

} // namespace Crossroads
