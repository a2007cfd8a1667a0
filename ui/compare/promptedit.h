// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QImage>
#include <QPlainTextEdit>

namespace Crossroads {

/// The prompt's editor: plain text, to which files are dropped and files or pictures are pasted as
/// attachments.
class PromptEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    using QPlainTextEdit::QPlainTextEdit;

Q_SIGNALS:
    void filesGiven(const QStringList &paths);
    void pictureGiven(const QImage &picture);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
};

} // namespace Crossroads
