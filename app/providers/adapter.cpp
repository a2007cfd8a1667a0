// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"

#include "app/core/redact.h"
#include "app/providers/geminiadapter.h"
#include "app/providers/json.h"
#include "app/providers/ollamaadapter.h"
#include "app/providers/openaiadapter.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QDateTime>

namespace Crossroads {

using namespace Qt::StringLiterals;

const Adapter *adapterFor(Wire wire)
{
    // Stateless, all of them.
    static const OpenAiAdapter openAi;
    static const GeminiAdapter gemini;
    static const OllamaAdapter ollama;
    switch (wire) {
    case Wire::OpenAi:
        return &openAi;
    case Wire::Ollama:
        return &ollama;
    case Wire::Gemini:
        return &gemini;
    case Wire::Anthropic:
        break;
    }
    return nullptr;
}

QUrl requestUrl(const Vendor &vendor, const QByteArray &path)
{
    const QUrl url(vendor.baseUrl.toString(QUrl::FullyEncoded) + QString::fromLatin1(path));
    return url.adjusted(QUrl::NormalizePathSegments); // a row's path may climb out of its base
}

void addCredential(QHttpHeaders &headers, const Vendor &vendor, QByteArrayView key)
{
    if (key.isEmpty())
        return;
    switch (vendor.auth) {
    case AuthStyle::None:
        break;
    case AuthStyle::Bearer:
        headers.replaceOrAppend(QHttpHeaders::WellKnownHeader::Authorization,
                                QByteArray("Bearer ").append(key));
        break;
    case AuthStyle::XApiKey:
        headers.replaceOrAppend("x-api-key"_L1, key);
        break;
    case AuthStyle::BearerAndXApiKey:
        headers.replaceOrAppend("x-api-key"_L1, key);
        headers.replaceOrAppend(QHttpHeaders::WellKnownHeader::Authorization,
                                QByteArray("Bearer ").append(key));
        break;
    case AuthStyle::XGoogApiKey:
        headers.replaceOrAppend("x-goog-api-key"_L1, key);
        break;
    }
}

std::optional<ProviderComplaint> Adapter::complaint(const Json &object) const
{
    return complaintIn(object);
}

Error Adapter::errorFrom(const Vendor &vendor, int status, const QHttpHeaders &headers,
                         QByteArrayView body) const
{
    JsonReader reader;
    std::optional<ProviderComplaint> found;
    if (const auto root = reader.read(body)) {
        found = complaint(*root);
        // Gemini wraps a streaming request's error in an array.
        root->elements([&](const Json &one) { found = found ? found : complaint(one); });
    }
    if (!found) {
        found = ProviderComplaint{};
        found->message = looksLikeHtml(body)
                             ? htmlGist(body)
                             : QString::fromUtf8(body.first(qMin(body.size(), qsizetype(300)))).simplified();
    }
    Error error = providerError(vendor, status, *found);
    // Seen on 200 answers too, where it means nothing; only an error's counts.
    if (const auto told = retryAfter(headers, QDateTime::currentMSecsSinceEpoch()))
        error.retryAfter = told;
    if (error.retryAfter)
        error.hint = QCoreApplication::translate("Provider", "Try again in %1 s, or pick another model.")
                         .arg((error.retryAfter->count() + 999) / 1000);
    return error;
}

int statusFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authentication:
        return 401;
    case ErrorKind::Payment:
        return 402;
    case ErrorKind::Permission:
    case ErrorKind::ContentBlocked:
        return 403;
    case ErrorKind::NotFound:
        return 404;
    case ErrorKind::ContextTooLong:
    case ErrorKind::InvalidRequest:
    case ErrorKind::WrongUse:
        return 400;
    case ErrorKind::RateLimited:
        return 429;
    case ErrorKind::Overloaded:
        return 503;
    case ErrorKind::Timeout:
        return 504;
    case ErrorKind::Cancelled:
        return 499;
    case ErrorKind::Network:
    case ErrorKind::Tls:
    case ErrorKind::Protocol:
        return 502;
    case ErrorKind::Server:
    case ErrorKind::Storage:
    case ErrorKind::Internal:
        break;
    }
    return 500;
}

std::optional<std::chrono::milliseconds> retryAfter(const QHttpHeaders &headers, qint64 nowMs)
{
    using std::chrono::milliseconds;
    std::optional<milliseconds> longest;
    const auto offer = [&](qint64 ms) {
        if (ms >= 0 && (!longest || milliseconds(ms) > *longest))
            longest = milliseconds(ms);
    };
    bool ok = false;
    // Azure has sent retry-after: 1 beside retry-after-ms: 0, so the longer one counts.
    const qint64 ms = headers.value("retry-after-ms"_L1).toByteArray().toLongLong(&ok);
    if (ok)
        offer(ms);
    const QByteArray value = headers.value(QHttpHeaders::WellKnownHeader::RetryAfter).toByteArray().trimmed();
    const double seconds = value.toDouble(&ok);
    if (ok) {
        offer(qint64(seconds * 1000));
    } else if (!value.isEmpty()) {
        const QDateTime date = QDateTime::fromString(QString::fromLatin1(value), Qt::RFC2822Date);
        if (date.isValid())
            offer(qMax(qint64(0), date.toMSecsSinceEpoch() - nowMs));
    }
    return longest;
}

} // namespace Crossroads
