// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

namespace Crossroads {

/// What a simulated model says: made from the prompt alone, the same each time.
struct Composition
{
    QString reasoning;
    QString text;
};

/// \param persona "swift", "thinker", "writer" or any other (a short answer).
Composition compose(const QString &persona, const QString &prompt);

/// \p text in token-like pieces of about four characters, never inside a surrogate pair. Joined they are \p
/// text.
QStringList pieces(const QString &text);

/// Exactly \p count pieces: \p text, cut or gone on with.
QStringList exactPieces(const QString &text, const QString &prompt, int count);

} // namespace Crossroads
