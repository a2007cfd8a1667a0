// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

namespace Crossroads {

/// What a model of the Anthropic wire takes, as far as its name tells: "claude-sonnet-4-5-20250929",
/// "claude-3-7-sonnet-20250219", "anthropic/claude-opus-4.6". Models of other makers behind an
/// Anthropic-format door take the classic fields.
class ClaudeModel
{
public:
    explicit ClaudeModel(QStringView id);

    bool isClaude() const { return m_claude; }
    /// Decides by itself how long to think, within an effort; refuses a budget.
    bool thinksAdaptively() const { return m_claude && (m_newFamily || m_generation >= 406); }
    bool canThink() const { return !m_claude || m_newFamily || m_generation == 0 || m_generation >= 307; }
    bool canStopThinking() const { return !m_newFamily; }
    bool takesXHighEffort() const { return m_newFamily || m_generation >= 407; }
    /// temperature, top_p and top_k.
    bool takesSampling() const { return !m_claude || (!m_newFamily && m_generation <= 406); }
    /// Refuses temperature and top_p in one request.
    bool takesOneSampling() const { return m_claude && m_generation >= 401; }

private:
    bool m_claude = false;
    bool m_newFamily = false; ///< none of those that began before generation 4.6
    int m_generation = 0;     ///< 405 for 4.5; 0: not told
};

} // namespace Crossroads
