// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/secret.h"
#include "app/keys/recognition.h"

#include <QByteArrayView>
#include <QList>

namespace Crossroads {

/// One key that was found, before anything is stored.
struct FoundKey
{
    QString source; ///< the variable's name, the words before the key, or "line 3"
    Secret value;
    Recognition recognition;
};

/// Keys in this process's environment, under the usual variables of \p vendors.
QList<FoundKey> keysInEnvironment(const QList<Vendor> &vendors);

/// Keys in the text of an .env file or a list: one a line, as NAME=KEY, "some words KEY" or KEY alone;
/// comments and empty lines are skipped. A NAME=VALUE whose name is no provider's and whose value has no
/// provider's format is some other setting and is left out. At most 500 keys; the same value counts once.
QList<FoundKey> keysInText(QByteArrayView text, const QList<Vendor> &vendors);

} // namespace Crossroads
