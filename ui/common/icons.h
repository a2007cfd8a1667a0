// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

namespace Crossroads {

/// The bundled line icon \p name (resources/icons/NAME.svg), drawn in \p color at any size.
QIcon lineIcon(const QString &name, const QColor &color);

/// The same, painted straight into \p rect.
void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color);

} // namespace Crossroads
