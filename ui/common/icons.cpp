// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/icons.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
QByteArray coloured(const QString &name, const QColor &color)
{
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().replace("currentColor", color.name().toLatin1());
}

class LineIconEngine : public QIconEngine
{
public:
    LineIconEngine(QString name, const QColor &color) : m_name(std::move(name)), m_color(color) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        painter->save();
        if (mode == QIcon::Disabled)
            painter->setOpacity(0.45);
        paintIcon(*painter, rect, m_name, m_color);
        painter->restore();
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new LineIconEngine(*this); }

private:
    QString m_name;
    QColor m_color;
};
} // namespace

QIcon lineIcon(const QString &name, const QColor &color)
{
    return QIcon(new LineIconEngine(name, color)); // the icon owns its engine
}

void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color)
{
    // Parsed once per icon and colour; a repaint of 16 lanes draws dozens.
    static QHash<QString, std::shared_ptr<QSvgRenderer>> renderers;
    std::shared_ptr<QSvgRenderer> &renderer = renderers[name + color.name()];
    if (!renderer)
        renderer = std::make_shared<QSvgRenderer>(coloured(name, color));
    renderer->render(&painter, rect);
}

} // namespace Crossroads
