// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/toolcalls.h"

namespace Crossroads {

void ToolCalls::Call::add(const QString &more)
{
    for (const QChar c : more) {
        if (escaped)
            escaped = false;
        else if (inString && c == u'\\')
            escaped = true;
        else if (c == u'"')
            inString = !inString;
        else if (!inString && (c == u'{' || c == u'['))
            ++depth;
        else if (!inString && (c == u'}' || c == u']'))
            --depth;
    }
    arguments += more;
    while (!inString && arguments.endsWith(u' ')) // isWhole() looks at the last character
        arguments.chop(1);
}

/// Where a fragment belongs by its numbers: its index, else its place among those of its chunk.
qint64 ToolCalls::keyOf(const Fragment &fragment)
{
    return fragment.index ? *fragment.index : -1 - qint64(fragment.position);
}

/// The call that \p fragment would go on with; -1: none.
int ToolCalls::callOf(const Fragment &fragment) const
{
    if (!fragment.id.isEmpty()) {
        const auto known = m_byId.constFind({fragment.index.value_or(-1), fragment.id});
        if (known != m_byId.cend())
            return *known;
    }
    if (const auto current = m_current.constFind(keyOf(fragment)); current != m_current.cend())
        return *current;
    // Arguments alone, and no number.
    if (!fragment.index && fragment.id.isEmpty() && fragment.name.isEmpty())
        return int(m_calls.size()) - 1;
    return -1;
}

bool ToolCalls::beginsAnother(const Call &call, const Fragment &fragment)
{
    const auto differ = [](const QString &one, const QString &other) {
        return !one.isEmpty() && !other.isEmpty() && one != other;
    };
    const bool newId = differ(call.id, fragment.id);
    const bool newName = differ(call.name, fragment.name);
    const bool newArguments = fragment.arguments.trimmed().startsWith(u'{');
    const bool done = call.isWhole();
    if (newId && newName)
        return true;
    if (newName)
        return done || newArguments || call.arguments.isEmpty();
    if (newId) // some send one with every fragment
        return done && (newArguments || !fragment.name.isEmpty());
    return done && newArguments && !fragment.name.isEmpty();
}

int ToolCalls::open(const Fragment &fragment)
{
    m_calls.push_back({.id = fragment.id, .name = fragment.name, .arguments = {}});
    return int(m_calls.size()) - 1;
}

std::optional<ToolCallDelta> ToolCalls::take(const Fragment &fragment)
{
    int at = callOf(fragment);
    ToolCallDelta delta{
        .index = 0, .id = fragment.id, .name = fragment.name, .arguments = fragment.arguments};
    if (at >= 0) {
        Call &call = m_calls[at];
        const bool sameId = !fragment.id.isEmpty() && call.id == fragment.id;
        if (sameId && call.isWhole() && fragment.arguments.trimmed() == call.arguments)
            return std::nullopt; // said again: some servers end with the calls as a whole
        if (beginsAnother(call, fragment)) {
            at = open(fragment);
        } else {
            delta.id = call.id.isEmpty() ? fragment.id : QString();
            delta.name = call.name == fragment.name ? QString() : fragment.name;
            if (delta.id.isEmpty() && delta.name.isEmpty() && delta.arguments.isEmpty())
                return std::nullopt;
            if (!delta.id.isEmpty())
                call.id = delta.id;
            if (!delta.name.isEmpty())
                call.name = delta.name;
        }
    } else {
        at = open(fragment);
    }
    m_current[keyOf(fragment)] = at;
    if (!fragment.id.isEmpty())
        m_byId[{fragment.index.value_or(-1), fragment.id}] = at;
    m_calls[at].add(fragment.arguments);
    delta.index = at;
    return delta;
}

} // namespace Crossroads
