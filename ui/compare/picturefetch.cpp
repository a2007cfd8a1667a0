// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/picturefetch.h"

#include "app/http/fetch.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("PictureFetch", text);
}

static Result<QImage> pictureFrom(const QUrl &url, const Result<HttpAnswer> &answer)
{
    if (!answer)
        return std::unexpected(answer.error());
    if (!answer->isOk())
        return fail(ErrorKind::NotFound,
                    tr("%1 has no such picture (%2).").arg(url.host()).arg(answer->status),
                    tr("Open its address in the browser."));
    QByteArray bytes = answer->body;
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true); // the format is what the bytes are, whatever the header says
    constexpr int mostMegabytes = 128;
    QImageReader::setAllocationLimit(mostMegabytes);
    static const QList<QByteArray> formats{"png", "jpeg", "gif", "webp"};
    const QImage picture = formats.contains(reader.format()) ? reader.read() : QImage();
    if (picture.isNull())
        return fail(ErrorKind::Protocol, tr("%1 sent something that is no picture.").arg(url.host()),
                    tr("Open its address in the browser."));
    return picture;
}

QFuture<Result<QImage>> fetchPicture(HttpClient &http, const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    return fetch(http, request).then(QtFuture::Launch::Async, [url](const Result<HttpAnswer> &answer) {
        return pictureFrom(url, answer);
    });
}

} // namespace Crossroads
