// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/streamevent.h"

#include <QHash>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace Crossroads {

/// Tells which call a fragment of the OpenAI wire's tool_calls belongs to. The index decides where servers
/// give each call its own; but some number every call 0, or none, and some send a new id, or the name again,
/// with every fragment of one call. So a fragment at an index that is in use begins another call only where
/// its id or name differs and what was there is done: another name, or whole arguments and new ones.
class ToolCalls
{
public:
    struct Fragment
    {
        std::optional<qint64> index; ///< absent: none, or null
        int position = 0;            ///< in its chunk
        QString id;
        QString name;
        QString arguments;
    };
    /// The piece of a call that \p fragment is. Calls are numbered from 0, in the order they come; each keeps
    /// the id that it came with. Nothing where the fragment says again what is known.
    std::optional<ToolCallDelta> take(const Fragment &fragment);

private:
    struct Call
    {
        QString id;
        QString name;
        QString arguments;
        int depth = 0; ///< of braces and brackets in the arguments
        bool inString = false;
        bool escaped = false;
        void add(const QString &more);
        /// The arguments are an object that is closed.
        bool isWhole() const { return depth == 0 && !inString && arguments.endsWith(u'}'); }
    };
    static qint64 keyOf(const Fragment &fragment);
    int callOf(const Fragment &fragment) const;
    static bool beginsAnother(const Call &call, const Fragment &fragment);
    int open(const Fragment &fragment);

    std::vector<Call> m_calls;
    QHash<qint64, int> m_current;                  ///< by keyOf()
    QHash<std::pair<qint64, QString>, int> m_byId; ///< by index (-1: none) and id
};

} // namespace Crossroads
