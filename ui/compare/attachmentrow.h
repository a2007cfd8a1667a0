// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/providers/chatrequest.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QHBoxLayout;
class QToolButton;

namespace Crossroads {

struct AttachmentProgress;

/// What is attached to the prompt: a chip for each file, with its size and a button that removes it. Files
/// are read, and pictures packed, on other threads; until then a chip tells how far that is, and its button
/// stops it. Hidden while there is none.
class AttachmentRow : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentRow(QWidget *parent = nullptr);
    ~AttachmentRow() override;
    /// What has been read, in the order in which it was added.
    QList<ContentPart> attachments() const;
    /// Whether something that was added is not among them yet.
    bool isReading() const;
    /// Those that can not be attached are named by refused().
    void addFiles(const QStringList &paths);
    void addPicture(const QImage &picture);
    void clear();

Q_SIGNALS:
    void changed();
    void refused(const Crossroads::Error &error);
    /// The last one that was being read is there or gone. \param all nothing was refused or taken out
    /// meanwhile.
    void readingEnded(bool all);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Item;
    using Work = std::function<Result<ContentPart>(AttachmentProgress &)>;
    void add(const QString &name, Work work);
    void take(qint64 number, Result<ContentPart> part);
    void remove(qint64 number);
    void noteEnd();
    void buildChip(Item &item);
    void refresh(Item &item);
    void drop(std::vector<std::unique_ptr<Item>>::iterator item);
    QString textOf(const Item &item) const;
    void showProgress();

    std::vector<std::unique_ptr<Item>> m_items;
    qint64 m_lastNumber = 0;
    bool m_lostSome = false; ///< since something began to be read
    QTimer m_progressClock;
    QHBoxLayout *m_row;
};

} // namespace Crossroads
