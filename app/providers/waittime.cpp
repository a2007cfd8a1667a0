// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/waittime.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

static std::optional<milliseconds> bounded(double ms)
{
    constexpr double week = 7 * 86'400'000.0;
    return ms >= 0 && ms <= week ? std::optional(milliseconds(qint64(std::ceil(ms)))) : std::nullopt;
}

// --- durations
// -----------------------------------------------------------------------------------------------

/// One number and its unit; several in a row are one duration.
static QString durationPart()
{
    return u"(\\d+(?:\\.\\d+)?)\\s*(ns|us|\u00b5s|\u03bcs|ms|msecs?|millis(?:econds?)?|s|secs?|seconds?|m|"
           u"mins?|minutes?|"
           "h|hrs?|hours?|d|days?)(?![a-z])"_s;
}

static double unitMs(const QString &unit)
{
    constexpr double second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
    const QString name = unit.toLower();
    if (name == "ns"_L1)
        return 1e-6;
    if (name.size() == 2 && name[1] == u's' && name[0] != u'm') // \u00b5 has two spellings
        return 1e-3;
    if (name.startsWith("ms"_L1) || name.startsWith("milli"_L1))
        return 1;
    switch (name[0].unicode()) {
    case u's':
        return second;
    case u'm':
        return minute;
    case u'h':
        return hour;
    default:
        return day;
    }
}

static std::optional<milliseconds> sumOf(QStringView parts)
{
    static const QRegularExpression part(durationPart(), QRegularExpression::CaseInsensitiveOption);
    double ms = 0;
    for (const auto &match : part.globalMatchView(parts))
        ms += match.captured(1).toDouble() * unitMs(match.captured(2));
    return bounded(ms);
}

static QString durationParts()
{
    const QString part =
        durationPart().replace(u"(\\d+(?:"_s, u"(?:\\d+(?:"_s).replace(u"(ns|"_s, u"(?:ns|"_s);
    return u"("_s + part + u"(?:(?:\\s*,)?(?:\\s*and)?\\s*"_s + part + u")*)"_s;
}

/// Nothing where \p text is not a duration as a whole.
static std::optional<milliseconds> durationFrom(const QString &text)
{
    static const QRegularExpression whole(u'^' + durationParts() + u'$',
                                          QRegularExpression::CaseInsensitiveOption);
    return whole.match(text).hasMatch() ? sumOf(text) : std::nullopt;
}

// --- numbers and dates
// -----------------------------------------------------------------------------------------------

static std::optional<milliseconds> untilMoment(double ms, qint64 nowMs)
{
    return bounded(std::max(0.0, ms - double(nowMs)));
}

/// A delay, or a moment: no delay is 30 years long.
static std::optional<milliseconds> fromNumber(double number, qint64 nowMs, milliseconds unit)
{
    constexpr double epochS = 1e9, epochMs = 1e12, epochUs = 1e15, epochNs = 1e18, end = 1e19;
    if (!(number >= 0 && number < end))
        return std::nullopt;
    if (number >= epochNs)
        return untilMoment(number / 1e6, nowMs);
    if (number >= epochUs)
        return untilMoment(number / 1e3, nowMs);
    if (number >= epochMs)
        return untilMoment(number, nowMs);
    if (number >= epochS)
        return untilMoment(number * 1e3, nowMs);
    return bounded(number * double(unit.count()));
}

/// "Wed, 21 Oct 2026 07:28:00 GMT" (RFC 9110; Qt::RFC2822Date takes no "GMT"), or an ISO date, in UTC where
/// it names no zone.
static QDateTime dateFrom(const QString &text)
{
    QDateTime date = QLocale::c().toDateTime(text, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    const bool http = date.isValid();
    if (!http)
        date = QDateTime::fromString(text, Qt::ISODate);
    if (http || date.timeSpec() == Qt::LocalTime)
        date.setTimeZone(QTimeZone::UTC);
    return date;
}

std::optional<milliseconds> waitFrom(QByteArrayView bytes, qint64 nowMs, milliseconds unit)
{
    constexpr qsizetype longest = 100; // no time is written longer
    const QByteArrayView trimmed = bytes.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > longest)
        return std::nullopt;
    bool ok = false;
    if (const double number = trimmed.toDouble(&ok); ok)
        return fromNumber(number, nowMs, unit);
    const QString text = QString::fromUtf8(trimmed);
    if (const auto duration = durationFrom(text))
        return duration;
    const QDateTime date = dateFrom(text);
    return date.isValid() ? untilMoment(double(date.toMSecsSinceEpoch()), nowMs) : std::nullopt;
}

// --- headers
// -----------------------------------------------------------------------------------------------

std::optional<milliseconds> retryAfter(const QHttpHeaders &headers, qint64 nowMs)
{
    const auto fine = waitFrom(headers.value("retry-after-ms"_L1), nowMs, milliseconds(1));
    const auto coarse = waitFrom(headers.value(QHttpHeaders::WellKnownHeader::RetryAfter), nowMs);
    // Azure has sent retry-after: 1 beside retry-after-ms: 0, so the longer one counts.
    return std::max(fine, coarse);
}

namespace {
/// One limit, as an answer's headers tell it.
struct LimitHeader
{
    QByteArray remaining;
    QByteArray reset;
    bool ofRequests;
};
} // namespace

static const QList<LimitHeader> &limitHeaders()
{
    static const QList<LimitHeader> limits = [] {
        QList<LimitHeader> all;
        for (const char *what : {"", "-requests", "-tokens"})
            all.append({QByteArray("x-ratelimit-remaining").append(what),
                        QByteArray("x-ratelimit-reset").append(what), QByteArrayView(what) != "-tokens"});
        for (const char *what : {"requests", "tokens", "input-tokens", "output-tokens"}) {
            const QByteArray start = QByteArray("anthropic-ratelimit-").append(what);
            all.append({start + "-remaining", start + "-reset", QByteArrayView(what) == "requests"});
        }
        return all;
    }();
    return limits;
}

/// Nothing where it is no number.
static std::optional<int> countIn(QByteArrayView text)
{
    bool ok = false;
    const double number = text.trimmed().toDouble(&ok);
    if (!ok || std::isnan(number))
        return std::nullopt;
    constexpr double most = std::numeric_limits<int>::max();
    return int(std::clamp(std::floor(number), -most, most));
}

RateHeaders rateHeaders(const QHttpHeaders &headers, qint64 nowMs)
{
    RateHeaders told;
    for (const LimitHeader &limit : limitHeaders()) {
        if (!limit.ofRequests || !headers.contains(QLatin1StringView(limit.remaining)))
            continue;
        if (const auto remaining = countIn(headers.value(QLatin1StringView(limit.remaining))))
            told = {remaining, waitFrom(headers.value(QLatin1StringView(limit.reset)), nowMs)};
    }
    return told;
}

std::optional<milliseconds> rateLimitReset(const QHttpHeaders &headers, qint64 nowMs)
{
    std::optional<milliseconds> longest;
    for (const LimitHeader &limit : limitHeaders()) {
        // Of two limits, only the one that is used up is waited for.
        const auto remaining = countIn(headers.value(QLatin1StringView(limit.remaining)));
        if (remaining.value_or(0) <= 0)
            longest = std::max(longest, waitFrom(headers.value(QLatin1StringView(limit.reset)), nowMs));
    }
    return longest;
}

// --- bodies
// -----------------------------------------------------------------------------------------------

/// A number, a text, or protobuf's {"seconds": "38", "nanos": 400000000}.
static std::optional<milliseconds> valueIn(const Json &value, qint64 nowMs, milliseconds unit)
{
    if (!value.isObject())
        return value.isNothing() ? std::nullopt : waitFrom(value.scalar(), nowMs, unit);
    const QByteArray seconds(value["seconds"].scalar());
    const double nanos = QByteArray(value["nanos"].scalar()).toDouble();
    bool ok = false;
    const double whole = seconds.toDouble(&ok);
    return ok && std::isfinite(whole) && nanos >= 0 && nanos < 1e9 ? bounded(whole * 1e3 + nanos / 1e6)
                                                                   : std::nullopt;
}

static std::optional<milliseconds> namedIn(const Json &object, qint64 nowMs)
{
    constexpr auto second = milliseconds(1000);
    static constexpr std::pair<const char *, milliseconds> names[] = {
        {"retryDelay", second},
        {"retry_delay", second},
        {"retry_after", second},
        {"retryAfter", second},
        {"retry-after", second},
        {"retry_after_seconds", second},
        {"retryAfterSeconds", second},
        {"retry_after_ms", milliseconds(1)},
        {"retryAfterMs", milliseconds(1)},
        {"retry_after_millis", milliseconds(1)}};
    for (const auto &[name, unit] : names) {
        if (const auto wait = valueIn(object[name], nowMs, unit))
            return wait;
    }
    return std::nullopt;
}

/// What OpenRouter tells of the answer that it had from upstream, or would have sent.
static std::optional<milliseconds> inHeaderObject(const Json &object, qint64 nowMs)
{
    QHttpHeaders headers;
    object.members([&](QByteArrayView name, const Json &value) {
        constexpr qsizetype longest = 100;
        const QByteArray text(value.scalar());
        const bool plain = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
        const bool known = name.size() < longest && std::ranges::all_of(
                                                        name,
                                                        [](char c) {
                                                            return (c >= 'a' && c <= 'z') ||
                                                                   (c >= 'A' && c <= 'Z') ||
                                                                   (c >= '0' && c <= '9') || c == '-';
                                                        });
        if (known && plain && !name.isEmpty() && text.size() < longest)
            headers.append(QLatin1StringView(name), text);
    });
    if (const auto after = retryAfter(headers, nowMs))
        return after;
    return rateLimitReset(headers, nowMs);
}

std::optional<milliseconds> waitInBody(const Json &error, qint64 nowMs)
{
    std::optional<milliseconds> wait = namedIn(error, nowMs);
    for (const char *inner : {"availability", "metadata", "details"}) {
        if (!wait && error[inner].isObject())
            wait = namedIn(error[inner], nowMs);
    }
    error["details"].elements([&](const Json &one) {
        if (!wait)
            wait = namedIn(one, nowMs);
    });
    return wait ? wait : inHeaderObject(error["metadata"]["headers"], nowMs);
}

std::optional<milliseconds> waitInWords(QStringView words)
{
    constexpr qsizetype mostRead = 4096; // a prompt may be quoted behind it
    static const QRegularExpression told(
        u"(?:(?:try|retry|retrying|request|send)[^.;:\\d]{0,30}?\\b(?:in|after|again)|retry[-_ "
        u"]?after|\\bwait(?:ing)?(?: for)?|"
        "\\bresets? (?:in|after)|\\bavailable(?: again)? in)[: =(]{1,3}(?:about |at least |another |approximately |~ ?)*"_s +
            durationParts(),
        QRegularExpression::CaseInsensitiveOption);
    // Azure and Moonshot write the unit; a header that is quoted does not.
    static const QRegularExpression bare(
        u"retry[-_ ]?after[\"']?[: =]{1,3}[\"']?(\\d+(?:\\.\\d+)?)(?![\\w.:-])"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QString start = words.left(mostRead).toString();
    if (const auto match = told.match(start); match.hasMatch())
        return sumOf(match.capturedView(1));
    if (const auto match = bare.match(start); match.hasMatch())
        return bounded(match.captured(1).toDouble() * 1000);
    // "in 30 seconds", "in one minute's time" of vendors in China.
    static const QRegularExpression chinese(
        u"(\\d+(?:\\.\\d+)?)\\s*(\u79d2|\u5206\u949f|\u5c0f\u65f6)\u949f?\\s*\u4e4b?\u540e"_s);
    if (const auto match = chinese.match(start); match.hasMatch()) {
        const QString unit = match.captured(2);
        const double factor = unit == u"\u79d2"_s ? 1e3 : unit == u"\u5206\u949f"_s ? 60e3 : 3600e3;
        return bounded(match.captured(1).toDouble() * factor);
    }
    return std::nullopt;
}

} // namespace Crossroads
