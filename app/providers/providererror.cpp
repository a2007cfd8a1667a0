// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/providererror.h"

#include "app/core/redact.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

static QString scalarText(const Json &value)
{
    return QString::fromUtf8(value.scalar());
}

static ProviderComplaint fromErrorObject(const Json &error)
{
    ProviderComplaint complaint;
    complaint.message = error["message"].text();
    const Json metadata = error["metadata"];
    complaint.code =
        QStringList{scalarText(error["code"]), error["type"].text(), metadata["error_type"].text()}
            .join(u' ')
            .simplified()
            .toLower();
    const int code = scalarText(error["code"]).toInt();
    complaint.status = code >= 400 && code < 600 ? code : int(error["status_code"].integer());
    // OpenRouter keeps the upstream's own words apart; they say more than its "Provider returned error".
    const QString raw = metadata["raw"].text();
    if (!raw.isEmpty())
        complaint.message += u": "_s + raw;
    return complaint;
}

std::optional<ProviderComplaint> complaintIn(const Json &object)
{
    const Json error = object["error"];
    if (error.isObject() && error.size() > 0)
        return fromErrorObject(error);
    if (error.isString() && !error.utf8().isEmpty())
        return ProviderComplaint{error.text(), scalarText(object["code"]).toLower(), 0};
    if (object["object"].equals("error") || object["type"].equals("error"))
        return fromErrorObject(object);
    const Json detail = object["detail"];
    if (detail.isString())
        return ProviderComplaint{detail.text(), {}, 0};
    std::optional<ProviderComplaint> found;
    detail.elements([&](const Json &one) {
        if (!found)
            found = ProviderComplaint{one["msg"].text(), {}, 0};
    });
    if (found)
        return found;
    const Json baseResponse = object["base_resp"]; // MiniMax, with HTTP 200
    if (baseResponse["status_code"].integer() != 0)
        return ProviderComplaint{baseResponse["status_msg"].text(), scalarText(baseResponse["status_code"]),
                                 0};
    if (object.contains("code") && object.contains("message") && !object.contains("choices"))
        return fromErrorObject(object);
    return std::nullopt;
}

bool looksLikeHtml(QByteArrayView body)
{
    const QByteArrayView start = body.trimmed().first(qMin(body.trimmed().size(), qsizetype(200)));
    const QByteArray lower = start.toByteArray().toLower();
    return lower.startsWith("<!doctype html") || lower.startsWith("<html") || lower.contains("<head");
}

QString htmlGist(QByteArrayView page)
{
    const QString text = QString::fromUtf8(page.first(qMin(page.size(), qsizetype(64 * 1024))));
    static const QRegularExpression title(u"<title[^>]*>([^<]*)</title>"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    QString gist = title.match(text).captured(1).simplified();
    if (gist.isEmpty()) {
        static const QRegularExpression noise(u"<(script|style)[^>]*>.*?</\\1>|<[^>]*>"_s,
                                              QRegularExpression::CaseInsensitiveOption |
                                                  QRegularExpression::DotMatchesEverythingOption);
        gist = QString(text).replace(noise, u" "_s).simplified();
    }
    return gist.left(200);
}

static bool mentions(const QString &haystack, std::initializer_list<QLatin1StringView> needles)
{
    return std::ranges::any_of(needles, [&](auto needle) { return haystack.contains(needle); });
}

/// Status first, then the provider's code and, as several vendors have no codes, its words.
static ErrorKind kindOf(int status, const ProviderComplaint &complaint)
{
    const QString text = complaint.code + u' ' + complaint.message.toLower();
    if (mentions(text, {"context_length"_L1, "prompt is too long"_L1, "maximum context length"_L1,
                        "exceed_context_size"_L1, "too_many_prompt_tokens"_L1, "max context length"_L1}))
        return ErrorKind::ContextTooLong;
    if (mentions(text, {"insufficient_quota"_L1, "credit balance"_L1, "exceeded_current_quota"_L1,
                        "arrearage"_L1, "insufficient balance"_L1, "billing_hard_limit"_L1,
                        "payment_required"_L1, "insufficient credits"_L1}) ||
        status == 402)
        return ErrorKind::Payment;
    if (status == 401 || mentions(text, {"invalid_api_key"_L1, "incorrect api key"_L1, "invalidapikey"_L1,
                                         "api_key_invalid"_L1, "invalid api key"_L1}))
        return ErrorKind::Authentication;
    if (mentions(text, {"content_filter"_L1, "moderation"_L1, "data_inspection_failed"_L1,
                        "content exists risk"_L1, "content_policy"_L1}))
        return ErrorKind::ContentBlocked;
    if (mentions(text, {"model_not_found"_L1, "not a valid model"_L1, "model not found"_L1}) || status == 404)
        return ErrorKind::NotFound;
    if (mentions(text, {"overloaded"_L1}) || status == 503 || status == 529)
        return ErrorKind::Overloaded;
    if (status == 429 || mentions(text, {"rate_limit"_L1, "too many requests"_L1}))
        return ErrorKind::RateLimited;
    if (status == 403)
        return ErrorKind::Permission;
    if (status == 408)
        return ErrorKind::Timeout;
    if (status >= 400 && status < 500)
        return ErrorKind::InvalidRequest;
    return ErrorKind::Server;
}

static QString headline(ErrorKind kind, const QString &name, int status)
{
    const QString code = status ? u" (%1)"_s.arg(status) : QString();
    switch (kind) {
    case ErrorKind::Authentication:
        return tr("%1 refuses this key%2.").arg(name, code);
    case ErrorKind::Payment:
        return tr("%1 has no credit left%2.").arg(name, code);
    case ErrorKind::Permission:
        return tr("%1 does not let this key do that%2.").arg(name, code);
    case ErrorKind::NotFound:
        return tr("%1 does not know this model or address%2.").arg(name, code);
    case ErrorKind::ContextTooLong:
        return tr("The prompt is too long for this model at %1%2.").arg(name, code);
    case ErrorKind::ContentBlocked:
        return tr("%1 blocks this content%2.").arg(name, code);
    case ErrorKind::RateLimited:
        return tr("%1 asks us to wait: too many requests%2.").arg(name, code);
    case ErrorKind::Overloaded:
        return tr("%1 is overloaded%2.").arg(name, code);
    case ErrorKind::Timeout:
        return tr("%1 gave up waiting%2.").arg(name, code);
    case ErrorKind::InvalidRequest:
        return tr("%1 does not take this request%2.").arg(name, code);
    default:
        return status ? tr("%1 failed%2.").arg(name, code)
                      : tr("%1 failed in the middle of the answer.").arg(name);
    }
}

static QString hintFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authentication:
        return tr("Check the key: it may have been revoked, replaced or belong to another provider.");
    case ErrorKind::Payment:
        return tr("Top up at the provider, or pick another model.");
    case ErrorKind::Permission:
        return tr("Allow it for this key at the provider, or use another key.");
    case ErrorKind::NotFound:
        return tr("Check the model's name and the provider's address.");
    case ErrorKind::ContextTooLong:
        return tr("Shorten the prompt, or pick a model with a longer context.");
    case ErrorKind::ContentBlocked:
        return tr("Change the prompt, or pick another model.");
    case ErrorKind::RateLimited:
    case ErrorKind::Overloaded:
        return tr("Try again in a moment, or pick another model.");
    case ErrorKind::InvalidRequest:
        return tr("Change the parameters that it names, then try again.");
    default:
        return tr("Try again, or pick another model.");
    }
}

Error providerError(const Vendor &vendor, int status, const ProviderComplaint &complaint)
{
    const int known = status >= 400 ? status : complaint.status;
    const ErrorKind kind = complaint.kind ? *complaint.kind : kindOf(known, complaint);
    Error error;
    error.kind = kind;
    error.message = headline(kind, vendor.name, known);
    const QString words = redact(complaint.message.simplified().left(500));
    if (!words.isEmpty())
        error.message += u' ' + tr("It says: %1").arg(words);
    error.hint = hintFor(kind);
    error.detail = redact(u"%1 %2"_s.arg(complaint.code, words));
    error.httpStatus = status;
    error.retryAfter = complaint.retryAfter;
    return error;
}

} // namespace Crossroads
