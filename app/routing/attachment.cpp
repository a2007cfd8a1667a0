// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/attachment.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QMimeDatabase>
#include <QStringDecoder>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype readStep = 256 * 1024;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Attachment", text);
}

static bool isPicture(const QString &mime)
{
    return mime == "image/png"_L1 || mime == "image/jpeg"_L1 || mime == "image/gif"_L1 ||
           mime == "image/webp"_L1;
}

static std::unexpected<Error> unreadable(const QString &path, int code)
{
    return fail(ErrorKind::WrongUse, tr("%1 cannot be read: %2").arg(path, qt_error_string(code)));
}

static std::unexpected<Error> tooLarge(const QString &path)
{
    return fail(ErrorKind::WrongUse,
                tr("%1 is larger than %2.").arg(path, QLocale().formattedDataSize(mostAttachmentBytes, 0)),
                tr("Attach a smaller one, or a part of it."));
}

/// \p status of \p path says that it is a file of a size that can be attached.
static Result<void> checkFile(const QString &path, const struct stat &status)
{
    if (S_ISDIR(status.st_mode))
        return fail(ErrorKind::WrongUse, tr("%1 is a folder.").arg(path), tr("Attach the files in it."));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorKind::WrongUse, tr("%1 is no file, but a pipe, socket or device.").arg(path),
                    tr("Save what comes from it in a file, and attach that."));
    if (status.st_size > mostAttachmentBytes)
        return tooLarge(path);
    return {};
}

/// Opened so that it does not wait, should it have become a pipe meanwhile.
static Result<qint64> openFile(const QString &path, QFile &file)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat status = {};
    if (::stat(name.constData(), &status) != 0)
        return unreadable(path, errno);
    if (auto checked = checkFile(path, status); !checked)
        return std::unexpected(checked.error());
    const int handle = ::open(name.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (handle < 0)
        return unreadable(path, errno);
    if (!file.open(handle, QIODevice::ReadOnly | QIODevice::Unbuffered, QFile::AutoCloseHandle)) {
        ::close(handle);
        return unreadable(path, EIO);
    }
    if (::fstat(handle, &status) != 0)
        return unreadable(path, errno);
    if (auto checked = checkFile(path, status); !checked)
        return std::unexpected(checked.error());
    return qint64(status.st_size);
}

static Result<QByteArray> readWhole(const QString &path, AttachmentProgress *progress)
{
    QFile file;
    const auto size = openFile(path, file);
    if (!size)
        return std::unexpected(size.error());
    if (progress)
        progress->size = *size;
    QByteArray bytes;
    bytes.reserve(*size + 1);
    // The size is what was, or nothing at all (/proc): only the end of the file tells its end.
    for (;;) {
        if (progress && progress->stopped)
            return fail(ErrorKind::Cancelled, tr("Reading %1 was stopped.").arg(path));
        const qsizetype had = bytes.size();
        const qsizetype room = bytes.capacity() - had;
        bytes.resize(had + (room > 0 ? qMin(room, readStep) : readStep));
        const qint64 got = file.read(bytes.data() + had, bytes.size() - had);
        bytes.truncate(had + qMax(qint64(0), got));
        if (got < 0)
            return fail(ErrorKind::WrongUse, tr("%1 cannot be read: %2").arg(path, file.errorString()));
        if (got == 0)
            break;
        if (bytes.size() > mostAttachmentBytes)
            return tooLarge(path);
        if (progress)
            progress->read = bytes.size();
    }
    if (bytes.isEmpty())
        return fail(ErrorKind::WrongUse, tr("%1 is empty.").arg(path));
    return bytes;
}

/// Longer than any run of backticks in \p text.
static QString fenceFor(QByteArrayView text)
{
    qsizetype longest = 2, run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = qMax(longest, run);
    }
    return QString(longest + 1, u'`');
}

/// \p bytes as text below the file's name, in a fence, in one piece of memory.
static std::optional<QString> inlinedText(const QString &fileName, const QByteArray &bytes)
{
    if (bytes.contains('\0'))
        return std::nullopt;
    const QString fence = fenceFor(bytes);
    QString text = u"\n\n%1:\n\n%2\n"_s.arg(fileName, fence);
    const qsizetype head = text.size();
    QStringDecoder decoder(QStringDecoder::Utf8);
    text.resize(head + decoder.requiredSpace(bytes.size()) + fence.size() + 2);
    text.truncate(decoder.appendToBuffer(text.data() + head, bytes) - text.constData());
    if (decoder.hasError())
        return std::nullopt;
    text.append(u'\n').append(fence).append(u'\n');
    return text;
}

Result<ContentPart> attachmentFromFile(const QString &path, AttachmentProgress *progress)
{
    auto bytes = readWhole(path, progress);
    if (!bytes)
        return std::unexpected(bytes.error());
    const QMimeType type = QMimeDatabase().mimeTypeForFileNameAndData(path, *bytes);
    ContentPart part;
    part.fileName = QFileInfo(path).fileName();
    if (isPicture(type.name()) || type.name() == "application/pdf"_L1) {
        part.kind = isPicture(type.name()) ? ContentPart::Kind::Image : ContentPart::Kind::Document;
        part.mimeType = type.name().toLatin1();
        part.bytes = *std::move(bytes);
        return part;
    }
    auto text = inlinedText(part.fileName, *bytes);
    if (!text)
        return fail(ErrorKind::WrongUse,
                    tr("%1 is no picture, PDF or text (it looks like %2).").arg(path, type.comment()),
                    tr("Attach PNG, JPEG, GIF, WebP, PDF or a text file."));
    part.text = *std::move(text);
    return part;
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
