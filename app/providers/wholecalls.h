// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/parts.h"
#include "app/stream/streamevent.h"

#include <optional>
#include <utility>

namespace Crossroads {

/// Joins the pieces of tool calls for wires that send each call whole.
class WholeCalls
{
public:
    /// Takes a piece. Returns the call before it, where \p delta begins another one.
    std::optional<ToolCall> add(const ToolCallDelta &delta)
    {
        std::optional<ToolCall> before;
        if (m_open && m_open->index != delta.index)
            before = take();
        if (!m_open)
            m_open = ToolCall{delta.index, {}, {}, {}, false};
        if (!delta.id.isEmpty())
            m_open->id = delta.id;
        if (!delta.name.isEmpty())
            m_open->name = delta.name;
        m_open->arguments += delta.arguments;
        m_open->server = m_open->server || delta.server;
        return before;
    }
    /// The call that is being joined, if any: nothing more of it comes.
    std::optional<ToolCall> take() { return std::exchange(m_open, std::nullopt); }

private:
    std::optional<ToolCall> m_open;
};

} // namespace Crossroads
