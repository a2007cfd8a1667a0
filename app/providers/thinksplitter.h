// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/streamevent.h"

#include <QList>
#include <QString>

namespace Crossroads {

/// Sends text that a model wraps in <think> tags to reasoning. Only tags at the very start count (after white
/// space): a tag that a model merely writes about stays text. Holds back no more than the start of a possible
/// tag, wherever the pieces cut it.
class ThinkSplitter
{
public:
    void feed(const QString &text, QList<StreamEvent> &out);
    /// Hands out what was held back.
    void finish(QList<StreamEvent> &out);
    /// Reasoning came by a field of its own: tags in the text are then words like any others.
    void reasoningSeen()
    {
        if (m_place == Place::Start && m_held.isEmpty())
            m_place = Place::Text;
    }

private:
    enum class Place { Start, Thinking, Text };
    Place m_place = Place::Start;
    QString m_held;
};

} // namespace Crossroads
