// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/attachment.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QStringDecoder>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Attachment", text);
}

static bool isPicture(const QString &mime)
{
    return mime == "image/png"_L1 || mime == "image/jpeg"_L1 || mime == "image/gif"_L1 ||
           mime == "image/webp"_L1;
}

static Result<QByteArray> readWhole(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::WrongUse, tr("%1 can not be read: %2").arg(path, file.errorString()));
    // One byte more than the limit tells whether there is more; devices have no size.
    QByteArray bytes = file.read(mostAttachmentBytes + 1);
    if (bytes.size() > mostAttachmentBytes)
        return fail(ErrorKind::WrongUse,
                    tr("%1 is larger than %2 MiB.").arg(path).arg(mostAttachmentBytes >> 20),
                    tr("Attach a smaller one, or a part of it."));
    if (bytes.isEmpty())
        return fail(ErrorKind::WrongUse, tr("%1 is empty.").arg(path));
    return bytes;
}

/// Longer than any run of backticks in \p text.
static QString fenceFor(const QString &text)
{
    qsizetype longest = 2, run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = qMax(longest, run);
    }
    return QString(longest + 1, u'`');
}

Result<ContentPart> attachmentFromFile(const QString &path)
{
    const auto bytes = readWhole(path);
    if (!bytes)
        return std::unexpected(bytes.error());
    const QMimeType type = QMimeDatabase().mimeTypeForFileNameAndData(path, *bytes);
    ContentPart part;
    part.fileName = QFileInfo(path).fileName();
    part.mimeType = type.name().toLatin1();
    part.bytes = *bytes;
    if (isPicture(type.name())) {
        part.kind = ContentPart::Kind::Image;
        return part;
    }
    if (type.name() == "application/pdf"_L1) {
        part.kind = ContentPart::Kind::Document;
        return part;
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(*bytes);
    if (decoder.hasError() || bytes->contains('\0'))
        return fail(ErrorKind::WrongUse,
                    tr("%1 is no picture, PDF or text (it looks like %2).").arg(path, type.comment()),
                    tr("Attach PNG, JPEG, GIF, WebP, PDF or a text file."));
    const QString fence = fenceFor(text);
    ContentPart inlined;
    inlined.text = u"\n\n%1:\n\n%2\n%3\n%2\n"_s.arg(part.fileName, fence, text);
    inlined.fileName = part.fileName;
    return inlined;
}

ContentPart attachmentFromPng(const QByteArray &png)
{
    ContentPart part;
    part.kind = ContentPart::Kind::Image;
    part.mimeType = "image/png";
    part.bytes = png;
    part.fileName = tr("pasted.png");
    return part;
}

} // namespace Crossroads
