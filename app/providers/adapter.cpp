// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"

#include "app/providers/anthropicadapter.h"
#include "app/providers/geminiadapter.h"
#include "app/providers/json.h"
#include "app/providers/ollamaadapter.h"
#include "app/providers/openaiadapter.h"
#include "app/providers/providererror.h"
#include "app/providers/waittime.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <deque>

namespace Crossroads {

using namespace Qt::StringLiterals;

const Adapter *adapterFor(Wire wire)
{
    // Stateless, all of them.
    static const OpenAiAdapter openAi;
    static const AnthropicAdapter anthropic;
    static const GeminiAdapter gemini;
    static const OllamaAdapter ollama;
    switch (wire) {
    case Wire::OpenAi:
        return &openAi;
    case Wire::Anthropic:
        return &anthropic;
    case Wire::Gemini:
        return &gemini;
    case Wire::Ollama:
        return &ollama;
    }
    return nullptr;
}

static QUrl joinedUrl(const Vendor &vendor, const QByteArray &path)
{
    const QUrl url(vendor.baseUrl.toString(QUrl::FullyEncoded) + QString::fromLatin1(path));
    return url.adjusted(QUrl::NormalizePathSegments); // a row's path may climb out of its base
}

QUrl requestUrl(const Vendor &vendor, const QByteArray &path)
{
    struct Joined
    {
        QUrl base;
        QByteArray path;
        QUrl url;
    };
    // Joining parses the address twice, each time while a request waits; a lineup asks the same few again.
    constexpr size_t kept = 32;
    static thread_local std::deque<Joined> known;
    const auto found = std::ranges::find_if(
        known, [&](const Joined &one) { return one.path == path && one.base == vendor.baseUrl; });
    if (found != known.end())
        return found->url;
    known.push_back({vendor.baseUrl, path, joinedUrl(vendor, path)});
    if (known.size() > kept)
        known.pop_front();
    return known.back().url;
}

QList<QByteArray> credentialHeaders(AuthStyle style)
{
    switch (style) {
    case AuthStyle::None:
        return {};
    case AuthStyle::Bearer:
        return {"authorization: Bearer "};
    case AuthStyle::XApiKey:
        return {"x-api-key: "};
    case AuthStyle::BearerAndXApiKey:
        return {"x-api-key: ", "authorization: Bearer "};
    case AuthStyle::XGoogApiKey:
        return {"x-goog-api-key: "};
    }
    return {};
}

bool isSendableKey(QByteArrayView key)
{
    return std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<void> checkKey(const Vendor &vendor, QByteArrayView key)
{
    if (isSendableKey(key))
        return {};
    return fail(ErrorKind::Authentication,
                QCoreApplication::translate("Provider",
                                            "The key for %1 was not sent: a key is one word of Latin "
                                            "letters, digits and signs, and this one is not.")
                    .arg(vendor.name),
                QCoreApplication::translate("Provider", "Copy it again from the provider's page."));
}

void addCredential(QHttpHeaders &headers, const Vendor &vendor, QByteArrayView key)
{
    // Without it Anthropic refuses every request, a model list's too.
    if (vendor.wire == Wire::Anthropic && !headers.contains("anthropic-version"_L1))
        headers.append("anthropic-version"_L1, "2023-06-01");
    for (const VendorHeader &extra : vendor.extraHeaders)
        headers.replaceOrAppend(QLatin1StringView(extra.name), extra.value);
    if (key.isEmpty() || !isSendableKey(key))
        return;
    const QList<QByteArray> fields = credentialHeaders(vendor.auth);
    for (const QByteArray &field : fields) {
        const qsizetype colon = field.indexOf(':');
        headers.replaceOrAppend(QLatin1StringView(field.first(colon)), field.sliced(colon + 2).append(key));
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
    Error error = providerError(vendor, status, found ? *found : complaintOfOtherBody(body));
    // Seen on 200 answers too, where it means nothing; only an error's counts.
    const qint64 nowMs = QDateTime::currentMSecsSinceEpoch();
    if (const auto told = retryAfter(headers, nowMs))
        setWait(error, told);
    else if (!error.retryAfter && error.kind == ErrorKind::RateLimited)
        setWait(error, rateLimitReset(headers, nowMs));
    return error;
}

int statusFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authentication:
        return 401;
    case ErrorKind::Payment:
    case ErrorKind::Budget:
        return 402;
    case ErrorKind::Permission:
    case ErrorKind::ContentBlocked:
        return 403;
    case ErrorKind::NotFound:
        return 404;
    case ErrorKind::NoOffer:
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

} // namespace Crossroads
