// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/stream/streamevent.h"

#include <QList>
#include <QString>

namespace Crossroads {

/// Sends text that a model wraps in tags (<think>, <thinking>, <thought>, <reasoning> and their like, in any
/// case) to reasoning. Only tags at the very start count (after white space): a tag that a model merely
/// writes about stays text. Holds back no more than the start of a possible tag, wherever the pieces cut it,
/// and white space until words come.
///
/// Models whose prompt ends with the opening tag send the closing one alone. What comes before it streams as
/// text, for nothing tells it from an answer yet; at the tag, all of it comes again as reasoning, behind a
/// Restarted that says so.
class ThinkSplitter
{
public:
    /// How far a closing tag without an opening one is believed.
    enum class Unopened {
        Never,
        Likely, ///< where it stands as a tag does: on a line of its own, or behind a sentence
        Known   ///< of a model that is known for it: wherever it is not quoted or in mid-sentence
    };
    void expect(Unopened unopened) { m_unopened = unopened; }
    /// Only <think> counts: on the Anthropic and Gemini wires reasoning has a place of its own, and a model's
    /// <thinking> is part of its answer.
    void expectThinkAlone() { m_known = 1; }

    void feed(const QString &text, QList<StreamEvent> &out);
    /// Hands out what was held back; white space alone only where \p keepBlank.
    void finish(QList<StreamEvent> &out, bool keepBlank = true);
    /// Reasoning came by a field of its own: tags in the text are then words like any others.
    void reasoningSeen(QList<StreamEvent> &out);
    /// Something came that can not be taken back (a tool call, a picture): what was text stays text.
    void stopWatching(QList<StreamEvent> &out);
    /// The answer begins anew.
    void restart() { *this = ThinkSplitter(m_unopened, m_known); }
    /// Whether words came, and what they were.
    bool saidText() const { return m_saidText; }
    bool saidReasoning() const { return m_saidReasoning; }

    ThinkSplitter() = default;

private:
    enum class Place { Start, Thinking, Watching, AfterReasoning, Text };
    enum class Verdict { Yes, No, More };
    ThinkSplitter(Unopened unopened, int known) : m_unopened(unopened), m_known(known) {}
    bool leaveStart(bool ended);
    bool dropClosing(bool ended);
    void think(QList<StreamEvent> &out);
    void watch(bool ended, QList<StreamEvent> &out);
    void turnToReasoning(const QString &thought, QList<StreamEvent> &out);
    Verdict closes(QStringView before, QStringView after, bool ended) const;
    void emitText(const QString &text, QList<StreamEvent> &out);
    void emitReasoning(const QString &text, QList<StreamEvent> &out);

    Unopened m_unopened = Unopened::Never;
    Place m_place = Place::Start;
    QString m_held;
    QString m_seen; ///< while watching: all text that went out
    QString m_blank;
    int m_known = 0;      ///< so many of the tags count; 0: all
    int m_tag = -1;       ///< that the reasoning began with
    int m_candidates = 0; ///< closing tags that were taken for words
    bool m_saidText = false;
    bool m_saidReasoning = false;
};

/// How far the answers of \p model are to be split at a closing tag alone. \p ownServer: it runs on a server
/// of the person's own, of which nothing is known.
ThinkSplitter::Unopened unopenedThinking(const QString &model, bool ownServer);

} // namespace Crossroads
