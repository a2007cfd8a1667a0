// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/attachmentrow.h"

#include "app/routing/attachment.h"
#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QBuffer>
#include <QEvent>
#include <QFileInfo>
#include <QFuture>
#include <QHBoxLayout>
#include <QLocale>
#include <QPromise>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int progressMs = 100;
static constexpr int nameWidth = 180;

struct AttachmentRow::Item
{
    qint64 number = 0;
    QString name;
    ContentPart part;
    /// Shared with the thread that reads; null once that is done.
    std::shared_ptr<AttachmentProgress> progress;
    QToolButton *chip = nullptr;
};

AttachmentRow::AttachmentRow(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(4);
    m_row->addStretch();
    m_progressClock.setInterval(progressMs);
    connect(&m_progressClock, &QTimer::timeout, this, &AttachmentRow::showProgress);
    setAccessibleName(tr("Attachments"));
    hide();
}

AttachmentRow::~AttachmentRow()
{
    for (const auto &item : m_items) {
        if (item->progress)
            item->progress->stopped = true;
    }
}

QList<ContentPart> AttachmentRow::attachments() const
{
    QList<ContentPart> parts;
    for (const auto &item : m_items) {
        if (!item->progress)
            parts.append(item->part);
    }
    return parts;
}

bool AttachmentRow::isReading() const
{
    return std::ranges::any_of(m_items, [](const auto &item) { return item->progress != nullptr; });
}

void AttachmentRow::addFiles(const QStringList &paths)
{
    for (const QString &path : paths)
        add(QFileInfo(path).fileName(),
            [path](AttachmentProgress &progress) { return attachmentFromFile(path, &progress); });
}

void AttachmentRow::addPicture(const QImage &picture)
{
    if (picture.isNull())
        return;
    add(tr("Picture"), [picture](AttachmentProgress &) -> Result<ContentPart> {
        QByteArray png;
        QBuffer buffer(&png);
        if (!buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "PNG"))
            return fail(ErrorKind::WrongUse, tr("The picture cannot be attached."));
        if (png.size() > mostAttachmentBytes)
            return fail(
                ErrorKind::WrongUse,
                tr("The picture is larger than %1.").arg(QLocale().formattedDataSize(mostAttachmentBytes, 0)),
                tr("Attach a smaller one, or a part of it."));
        return attachmentFromPng(png);
    });
}

/// Does \p work on another thread; what comes of it belongs to a chip that is there at once.
void AttachmentRow::add(const QString &name, Work work)
{
    if (!isReading())
        m_lostSome = false;
    auto item = std::make_unique<Item>();
    item->number = ++m_lastNumber;
    item->name = name;
    item->progress = std::make_shared<AttachmentProgress>();
    const auto promise = std::make_shared<QPromise<Result<ContentPart>>>(); // shared with the thread
    promise->start();
    promise->future().then(
        this, [this, number = item->number](Result<ContentPart> part) { take(number, std::move(part)); });
    QThreadPool::globalInstance()->start([promise, work = std::move(work), progress = item->progress] {
        promise->addResult(work(*progress));
        promise->finish();
    });
    buildChip(*item);
    m_items.push_back(std::move(item));
    m_progressClock.start();
    show();
}

void AttachmentRow::take(qint64 number, Result<ContentPart> part)
{
    const auto found = std::ranges::find(m_items, number, [](const auto &item) { return item->number; });
    if (found == m_items.end())
        return; // it was taken out meanwhile
    if (part) {
        (*found)->progress.reset();
        (*found)->part = *std::move(part);
        refresh(**found);
    } else {
        drop(found);
        m_lostSome = true;
        Q_EMIT refused(part.error());
    }
    Q_EMIT changed();
    noteEnd();
}

void AttachmentRow::remove(qint64 number)
{
    const auto found = std::ranges::find(m_items, number, [](const auto &item) { return item->number; });
    if (found == m_items.end())
        return;
    const bool wasReading = isReading();
    if ((*found)->progress) {
        (*found)->progress->stopped = true;
        m_lostSome = true;
    }
    drop(found);
    Q_EMIT changed();
    if (wasReading)
        noteEnd();
}

void AttachmentRow::noteEnd()
{
    if (isReading())
        return;
    m_progressClock.stop();
    Q_EMIT readingEnded(!m_lostSome);
}

void AttachmentRow::clear()
{
    while (!m_items.empty())
        remove(m_items.back()->number);
}

QString AttachmentRow::textOf(const Item &item) const
{
    const QString name = fontMetrics().elidedText(item.name, Qt::ElideMiddle, nameWidth);
    if (!item.progress) {
        const qint64 size = item.part.bytes.isEmpty() ? item.part.text.size() : item.part.bytes.size();
        return u"%1, %2"_s.arg(name, locale().formattedDataSize(size));
    }
    const qint64 size = item.progress->size;
    if (size <= 0)
        return tr("%1, reading\u2026").arg(name);
    const qint64 percent = qMin(qint64(99), item.progress->read * 100 / size);
    return tr("%1, %2 % read").arg(name, locale().toString(percent));
}

void AttachmentRow::showProgress()
{
    for (const auto &item : m_items) {
        if (item->progress)
            item->chip->setText(textOf(*item));
    }
}

/// In place: a chip that has the focus keeps it.
void AttachmentRow::refresh(Item &item)
{
    const bool reading = item.progress != nullptr;
    item.chip->setText(textOf(item));
    item.chip->setIcon(lineIcon(u"close"_s, Tokens::fromPalette(palette()).text));
    item.chip->setToolTip((reading ? tr("Stop reading %1") : tr("Remove %1")).arg(item.name));
    item.chip->setAccessibleName(
        (reading ? tr("Stop reading attachment %1") : tr("Remove attachment %1")).arg(item.name));
}

void AttachmentRow::buildChip(Item &item)
{
    item.chip = new QToolButton(this);
    item.chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    item.chip->setLayoutDirection(Qt::RightToLeft); // the cross stands behind the name
    item.chip->setAutoRaise(true);
    // Queued: the chip goes when its own click has been handled.
    connect(
        item.chip, &QToolButton::clicked, this, [this, number = item.number] { remove(number); },
        Qt::QueuedConnection);
    m_row->insertWidget(int(m_items.size()), item.chip);
    refresh(item);
}

void AttachmentRow::drop(std::vector<std::unique_ptr<Item>>::iterator item)
{
    delete (*item)->chip;
    m_items.erase(item);
    setVisible(!m_items.empty());
}

void AttachmentRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) { // the crosses have its colour
        for (const auto &item : m_items)
            refresh(*item);
    }
}

} // namespace Crossroads
