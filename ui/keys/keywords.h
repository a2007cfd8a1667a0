// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/balance.h"
#include "app/keys/keyring.h"

#include <QString>

namespace Crossroads {

/// A key's state in a word, an icon and a colour role; never the colour alone.
struct KeyMood
{
    enum class Tone { Ok, Warn, Error, Muted } tone = Tone::Muted;
    QString icon;
    QString word;
};
KeyMood moodOf(const KeyEntry &entry, qint64 nowMs);

/// What stands in the middle of a key's row, and how full its bar is (0 to 1; below 0: no bar).
struct KeyFigure
{
    QString text;
    double share = -1;
    bool warn = false;
};
KeyFigure figureOf(const KeyEntry &entry, qint64 nowMs);

/// "¥36.20", "$18.42", "12.5 EUR".
QString amountText(const Amount &amount);
/// "18:24" of today, "yesterday, 18:24", else "21 Nov, 18:24".
QString whenText(qint64 wallMs, qint64 nowMs);

/// What a failing key's row explains: a bold sentence and what the app does meanwhile; empty where all is
/// well.
struct KeyTrouble
{
    QString headline;
    QString more;
    bool error = true; ///< else a warning
};
/// \param provider its name. \param other the label of the key that is used instead; empty: none.
KeyTrouble troubleOf(const KeyEntry &entry, const QString &provider, const QString &other, qint64 nowMs);

} // namespace Crossroads
