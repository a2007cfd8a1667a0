// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QRectF>
#include <Qt>

namespace Crossroads {

/// \p rect where it stands within \p bounds in \p direction: rectangles are worked out from left to right.
/// Texts in them are aligned the other way by QPainter itself.
inline QRectF mirrored(const QRectF &rect, const QRectF &bounds, Qt::LayoutDirection direction)
{
    return direction == Qt::RightToLeft
               ? rect.translated(bounds.left() + bounds.right() - rect.left() - rect.right(), 0)
               : rect;
}

inline QRect mirrored(const QRect &rect, const QRect &bounds, Qt::LayoutDirection direction)
{
    return direction == Qt::RightToLeft
               ? rect.translated(bounds.left() + bounds.right() - rect.left() - rect.right(), 0)
               : rect;
}

} // namespace Crossroads
