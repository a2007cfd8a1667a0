// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFont>
#include <QList>

namespace Crossroads {

/// Has \p fonts and their common glyphs ready before the first text needs them: opening a font file takes
/// longer than a frame may. One font in each turn of the event loop, each font once in the process. GUI
/// thread only.
void warmFonts(const QList<QFont> &fonts);

} // namespace Crossroads
