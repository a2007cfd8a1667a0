// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/fontwarmer.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QSet>
#include <QTimer>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
QList<QFont> &waiting()
{
    static QList<QFont> fonts;
    return fonts;
}

/// Drawn where nobody sees it, as the window's own backing store would.
void warmOne()
{
    if (waiting().isEmpty())
        return;
    const QFont font = waiting().takeFirst();
    QImage image(8, 8, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.setFont(font);
    QString glyphs;
    for (char16_t c = u'!'; c <= u'~'; ++c)
        glyphs += QChar(c);
    painter.drawText(QPointF(-1, 6), glyphs);
    painter.end();
    if (!waiting().isEmpty())
        QTimer::singleShot(0, qApp, warmOne);
}
} // namespace

void warmFonts(const QList<QFont> &fonts)
{
    static QSet<QString> known;
    const bool idle = waiting().isEmpty();
    for (const QFont &font : fonts) {
        const QString key = font.key();
        if (known.contains(key))
            continue;
        known.insert(key);
        waiting().append(font);
    }
    if (idle && !waiting().isEmpty())
        QTimer::singleShot(0, qApp, warmOne);
}

} // namespace Crossroads
