// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace Crossroads {

/// Answers for screen readers: AnswerView is one text (characters, words, lines, selection, places on
/// screen), and its children are its blocks with their roles: headings with their level, list items, code,
/// table rows. Nothing of it exists until an assistive technology asks.
class AnswerAccess
{
public:
    /// Makes AnswerView known to QAccessible. May be called again.
    static void install();
};

} // namespace Crossroads
