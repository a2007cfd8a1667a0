// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/geminierror.h"

#include "app/providers/waittime.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
/// What the details of an error tell.
struct Details
{
    QStringList reasons;
    QString debug;
    std::optional<milliseconds> retryDelay;
    bool perDay = false; ///< a quota of the day is used up
};
} // namespace

static Details readDetails(const Json &error)
{
    Details details;
    error["details"].elements([&](const Json &one) {
        if (one["reason"].isString())
            details.reasons.append(one["reason"].text());
        if (one["detail"].isString())
            details.debug = one["detail"].text();
        one["violations"].elements(
            [&](const Json &violation) { details.perDay |= violation["quotaId"].utf8().contains("PerDay"); });
    });
    details.retryDelay = waitInBody(error, QDateTime::currentMSecsSinceEpoch());
    return details;
}

/// Quotas of a day begin anew at midnight in California.
static milliseconds untilNewQuota()
{
    const QTimeZone zone("America/Los_Angeles");
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (!zone.isValid())
        return std::chrono::hours(1);
    return now.toTimeZone(zone).date().addDays(1).startOfDay(zone) - now;
}

static std::optional<ErrorKind> kindOf(const QString &status, const QStringList &reasons,
                                       const QString &words)
{
    const auto says = [&](QLatin1StringView part) { return words.contains(part, Qt::CaseInsensitive); };
    const bool badKey =
        std::ranges::any_of(reasons, [](const QString &reason) { return reason.startsWith("API_KEY_"_L1); });
    if (badKey || status == "UNAUTHENTICATED"_L1)
        return ErrorKind::Authentication;
    if (status == "PERMISSION_DENIED"_L1)
        return says("unregistered callers"_L1) ? ErrorKind::Authentication : ErrorKind::Permission;
    if (status == "NOT_FOUND"_L1)
        return ErrorKind::NotFound;
    if (status == "RESOURCE_EXHAUSTED"_L1) {
        // The free tier has none of this model: waiting does not help, paying does.
        static const QRegularExpression none(u"\\blimit: 0\\b(?!\\.)"_s);
        return words.contains(none) ? ErrorKind::Payment : ErrorKind::RateLimited;
    }
    if (status == "UNAVAILABLE"_L1)
        return ErrorKind::Overloaded;
    if (status == "INTERNAL"_L1 || status == "DEADLINE_EXCEEDED"_L1 || status == "CANCELLED"_L1 ||
        status == "UNKNOWN"_L1)
        return ErrorKind::Server;
    if (status == "FAILED_PRECONDITION"_L1 && says("location"_L1))
        return ErrorKind::Permission;
    if (status == "FAILED_PRECONDITION"_L1 && says("billing"_L1))
        return ErrorKind::Payment;
    if (says("input token count"_L1))
        return ErrorKind::ContextTooLong;
    return std::nullopt;
}

std::optional<ProviderComplaint> geminiComplaintIn(const Json &object)
{
    const Json error = object["error"];
    if (!error.isObject() || !error["status"].isString())
        return complaintIn(object);
    const Details details = readDetails(error);
    const QString status = error["status"].text();
    ProviderComplaint complaint;
    complaint.message = error["message"].text();
    // Seen on a streaming request: the placeholder instead of the words.
    if (complaint.message.isEmpty() || complaint.message.startsWith(u'$'))
        complaint.message = details.debug;
    complaint.code = (status + u' ' + details.reasons.join(u' ')).trimmed().toLower();
    complaint.status = int(error["code"].integer());
    complaint.kind = kindOf(status, details.reasons, complaint.message + u' ' + details.debug);
    if (complaint.kind == ErrorKind::RateLimited)
        complaint.retryAfter = details.perDay ? untilNewQuota() : details.retryDelay;
    return complaint;
}

QLatin1StringView geminiStatusWord(int status)
{
    switch (status) {
    case 401:
        return "UNAUTHENTICATED"_L1;
    case 402:
        return "FAILED_PRECONDITION"_L1;
    case 403:
        return "PERMISSION_DENIED"_L1;
    case 404:
        return "NOT_FOUND"_L1;
    case 429:
        return "RESOURCE_EXHAUSTED"_L1;
    case 499:
        return "CANCELLED"_L1;
    case 503:
        return "UNAVAILABLE"_L1;
    case 504:
        return "DEADLINE_EXCEEDED"_L1;
    default:
        return status >= 400 && status < 500 ? "INVALID_ARGUMENT"_L1 : "INTERNAL"_L1;
    }
}

} // namespace Crossroads
