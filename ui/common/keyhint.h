// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QString>

class QPainter;

namespace Crossroads {

/// A shortcut shown at the control that it works for: its keys in a small frame.
/// \returns the width that \p keys need at \p font, which is the control's own.
int keyHintWidth(const QFont &font, const QString &keys);

/// Paints it with its left edge at \p left, centred on \p middle.
void paintKeyHint(QPainter &painter, const QFont &font, qreal left, qreal middle, const QString &keys,
                  const QColor &ink, const QColor &frame);

} // namespace Crossroads
