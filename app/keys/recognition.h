// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/core/secret.h"
#include "app/providers/vendors.h"

#include <QByteArrayView>
#include <QStringList>

namespace Crossroads {

/// A key as pasted or read, freed from what people copy along with it.
struct PastedKey
{
    Secret value;
    QString variable; ///< NAME of "export NAME=..."; empty where there was none
};

/// \p bytes, which hold a key and nothing else (a variable, a secret file), without what came along: a byte
/// order mark, white space, characters that nobody sees, quotes in pairs and "Bearer ". Whether it can be a
/// key is not looked at.
Secret cleanKey(QByteArrayView bytes);

/// The same for what people paste; "export NAME=", "Authorization:" and separators behind it go, too.
/// WrongUse (without the value) for what can not be a key: empty, more than one word, not ASCII, over 8 KiB.
Result<PastedKey> cleanPasted(QByteArrayView text);

/// What of \p value may be shown: the prefix that all keys of its format have, and the last four characters,
/// as "sk-or-v1-" and "9f3c". Either is empty where it would give away more than it tells.
struct ShownParts
{
    QString prefix;
    QString lastFour;
};
ShownParts shownParts(const Secret &value, const QList<Vendor> &vendors);

/// Whose key it may be.
struct Recognition
{
    QStringList candidates; ///< slugs, the likeliest first; never empty
    /// Known: the first candidate's and nobody else's. Ambiguous: any of them. Unknown: no format matches;
    /// OpenRouter comes first, then those whose keys have no format of their own.
    enum class Kind { Known, Ambiguous, Unknown } kind = Kind::Unknown;
};

/// By the format of \p value, or by \p variable where it is one of a vendor's. Sends nothing anywhere.
Recognition recogniseKey(const Secret &value, const QList<Vendor> &vendors, const QString &variable = {});

} // namespace Crossroads
