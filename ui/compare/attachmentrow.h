// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/providers/chatrequest.h"

#include <QImage>
#include <QWidget>

class QHBoxLayout;

namespace Crossroads {

/// What is attached to the prompt: a chip for each file, with its size and a button that removes it. Hidden
/// while there is none.
class AttachmentRow : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentRow(QWidget *parent = nullptr);
    const QList<ContentPart> &attachments() const { return m_attachments; }
    /// Reads the files; those that can not be attached are named by refused().
    void addFiles(const QStringList &paths);
    void addPicture(const QImage &picture);
    void clear();

Q_SIGNALS:
    void changed();
    void refused(const Crossroads::Error &error);

private:
    void add(const ContentPart &part);
    void remove(qsizetype index);
    void rebuild();
    QList<ContentPart> m_attachments;
    QHBoxLayout *m_row;
};

} // namespace Crossroads
