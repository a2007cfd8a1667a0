// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"

#include "app/providers/anthropicadapter.h"
#include "app/providers/geminiadapter.h"
#include "app/providers/json.h"
#include "app/providers/ollamaadapter.h"
#include "app/providers/openaiadapter.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <array>
#include <cmath>
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

void addCredential(QHttpHeaders &headers, const Vendor &vendor, QByteArrayView key)
{
    // Without it Anthropic refuses every request, a model list's too.
    if (vendor.wire == Wire::Anthropic && !headers.contains("anthropic-version"_L1))
        headers.append("anthropic-version"_L1, "2023-06-01");
    for (const VendorHeader &extra : vendor.extraHeaders)
        headers.replaceOrAppend(QLatin1StringView(extra.name), extra.value);
    if (key.isEmpty())
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
    const bool waits = error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::Overloaded ||
                       error.kind == ErrorKind::Server;
    // Seen on 200 answers too, where it means nothing; only an error's counts.
    const qint64 nowMs = QDateTime::currentMSecsSinceEpoch();
    if (const auto told = retryAfter(headers, nowMs))
        error.retryAfter = told;
    else if (!error.retryAfter && error.kind == ErrorKind::RateLimited)
        error.retryAfter = rateLimitReset(headers, nowMs);
    if (!waits)
        error.retryAfter.reset(); // no waiting mends it
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

using std::chrono::milliseconds;

/// Nothing for what is no time in the future, or more than a week: such a header is broken.
static std::optional<milliseconds> bounded(double ms)
{
    constexpr double week = 7 * 86'400'000.0;
    return ms >= 0 && ms <= week ? std::optional(milliseconds(qint64(std::ceil(ms)))) : std::nullopt;
}

/// "Wed, 21 Oct 2026 07:28:00 GMT" (RFC 9110); Qt::RFC2822Date takes no "GMT".
static QDateTime httpDate(const QByteArray &text)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    date.setTimeZone(QTimeZone::UTC);
    return date;
}

static std::optional<milliseconds> untilDate(const QDateTime &date, qint64 nowMs)
{
    return date.isValid() ? bounded(double(qMax(qint64(0), date.toMSecsSinceEpoch() - nowMs))) : std::nullopt;
}

std::optional<milliseconds> retryAfter(const QHttpHeaders &headers, qint64 nowMs)
{
    bool ok = false;
    const double ms = headers.value("retry-after-ms"_L1).toByteArray().trimmed().toDouble(&ok);
    const auto fine = ok ? bounded(ms) : std::nullopt;
    const QByteArray value = headers.value(QHttpHeaders::WellKnownHeader::RetryAfter).toByteArray().trimmed();
    const double seconds = value.toDouble(&ok);
    const auto coarse = ok ? bounded(seconds * 1000) : untilDate(httpDate(value), nowMs);
    // Azure has sent retry-after: 1 beside retry-after-ms: 0, so the longer one counts.
    return qMax(fine, coarse);
}

/// "2ms", "59.369s", "6m0s", "1h2m3s"; a bare number of seconds, or of seconds or milliseconds since 1970; a
/// date.
static std::optional<milliseconds> resetDelay(const QByteArray &value, qint64 nowMs)
{
    bool ok = false;
    if (const double number = value.toDouble(&ok); ok) {
        constexpr double epochS = 1e9;
        constexpr double epochMs = 1e12;
        if (number >= epochMs)
            return bounded(qMax(0.0, number - double(nowMs)));
        return bounded(number >= epochS ? qMax(0.0, number * 1000 - double(nowMs)) : number * 1000);
    }
    static const QRegularExpression duration(
        u"^(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+(?:\\.\\d+)?)s)?(?:(\\d+(?:\\.\\d+)?)ms)?$"_s);
    const QString text = QString::fromLatin1(value);
    if (const auto match = duration.match(text); match.hasMatch() && !text.isEmpty()) {
        constexpr std::array<double, 5> unitMs = {86'400'000, 3'600'000, 60'000, 1000, 1};
        double ms = 0;
        for (std::size_t i = 0; i < unitMs.size(); ++i)
            ms += match.captured(int(i) + 1).toDouble() * unitMs[i];
        return bounded(ms);
    }
    return untilDate(QDateTime::fromString(text, Qt::ISODate), nowMs);
}

std::optional<milliseconds> rateLimitReset(const QHttpHeaders &headers, qint64 nowMs)
{
    std::optional<milliseconds> longest;
    for (const QByteArray &what : {"-requests"_ba, "-tokens"_ba, ""_ba}) {
        const auto value = [&](const char *name) {
            return headers.value(QLatin1StringView(name + what)).toByteArray().trimmed();
        };
        // Of two limits, only the one that is used up is waited for.
        const QByteArray remaining = value("x-ratelimit-remaining");
        if (remaining.isEmpty() || remaining.toLongLong() <= 0)
            longest = qMax(longest, resetDelay(value("x-ratelimit-reset"), nowMs));
    }
    return longest;
}

} // namespace Crossroads
