// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/attachmentrow.h"

#include "app/routing/attachment.h"
#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QBuffer>
#include <QHBoxLayout>
#include <QLocale>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

AttachmentRow::AttachmentRow(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(4);
    setAccessibleName(tr("Attachments"));
    hide();
}

void AttachmentRow::addFiles(const QStringList &paths)
{
    for (const QString &path : paths) {
        // At most 20 MiB of a file that the person has just picked: read at once, so that it may go away.
        if (const auto part = attachmentFromFile(path))
            add(*part);
        else
            Q_EMIT refused(part.error());
    }
}

void AttachmentRow::addPicture(const QImage &picture)
{
    QByteArray png;
    QBuffer buffer(&png);
    if (!picture.isNull() && buffer.open(QIODevice::WriteOnly) && picture.save(&buffer, "PNG"))
        add(attachmentFromPng(png));
}

void AttachmentRow::add(const ContentPart &part)
{
    m_attachments.append(part);
    rebuild();
    Q_EMIT changed();
}

void AttachmentRow::remove(qsizetype index)
{
    m_attachments.remove(index);
    rebuild();
    Q_EMIT changed();
}

void AttachmentRow::clear()
{
    if (m_attachments.isEmpty())
        return;
    m_attachments.clear();
    rebuild();
    Q_EMIT changed();
}

void AttachmentRow::rebuild()
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    const Tokens t = Tokens::fromPalette(palette());
    for (qsizetype i = 0; i < m_attachments.size(); ++i) {
        const ContentPart &part = m_attachments[i];
        const qint64 size = part.bytes.isEmpty() ? part.text.size() : part.bytes.size();
        auto *chip = new QToolButton(this);
        chip->setText(u"%1, %2"_s.arg(fontMetrics().elidedText(part.fileName, Qt::ElideMiddle, 180),
                                      locale().formattedDataSize(size)));
        chip->setIcon(lineIcon(u"close"_s, t.text));
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setLayoutDirection(Qt::RightToLeft); // the cross stands behind the name
        chip->setAutoRaise(true);
        chip->setToolTip(tr("Remove %1").arg(part.fileName));
        chip->setAccessibleName(tr("Remove attachment %1").arg(part.fileName));
        // Queued: the chip is gone when its own click has been handled.
        connect(chip, &QToolButton::clicked, this, [this, i] { remove(i); }, Qt::QueuedConnection);
        m_row->addWidget(chip);
    }
    m_row->addStretch();
    setVisible(!m_attachments.isEmpty());
}

} // namespace Crossroads
