// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/promptedit.h"

#include <QMimeData>
#include <QUrl>

namespace Crossroads {

static QStringList localFiles(const QMimeData &source)
{
    QStringList paths;
    const QList<QUrl> urls = source.urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

bool PromptEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasImage() || !localFiles(*source).isEmpty() ||
           QPlainTextEdit::canInsertFromMimeData(source);
}

void PromptEdit::insertFromMimeData(const QMimeData *source)
{
    const QStringList paths = localFiles(*source);
    // Office programs put a picture of the text beside the text; the text is what is meant.
    if (!paths.isEmpty())
        Q_EMIT filesGiven(paths);
    else if (source->hasImage() && !source->hasText())
        Q_EMIT pictureGiven(source->imageData().value<QImage>());
    else
        QPlainTextEdit::insertFromMimeData(source);
}

} // namespace Crossroads
