// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

namespace Crossroads {

/// Whether a person could read \p bytes: none of them is a control byte that no text holds. An old 8-bit
/// encoding passes; packed bytes and pictures do not.
bool isReadable(QByteArrayView bytes);

/// Whether \p bytes can be the start of a text in UTF-8; a character that the end cuts is no fault.
bool isUtf8Start(QByteArrayView bytes);

} // namespace Crossroads
