// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/providererror.h"

#include "app/core/redact.h"
#include "app/providers/baseaddress.h"
#include "app/providers/errorsigns.h"
#include "app/providers/waittime.h"

#include <QCoreApplication>
#include <QDateTime>
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

/// The codes of \p error, wherever vendors put them.
static QString codesOf(const Json &error)
{
    const Json metadata = error["metadata"];
    QStringList codes{scalarText(error["code"]),
                      error["type"].text(),
                      error["status"].text(),                // Google
                      error["error_type"].text(),            // OpenRouter
                      error["innererror"]["code"].text(),    // Azure
                      error["details"]["error_code"].text(), // Anthropic
                      metadata["error_type"].text(),
                      scalarText(metadata["provider_code"])};
    error["details"].elements([&](const Json &one) { codes.append(one["reason"].text()); }); // Google
    // Zhipu's codes are four digits alone; Mistral has such too, with other meanings and a type beside them.
    if (const QString code = error["code"].text();
        code.size() == 4 && code.toInt() > 0 && !error.contains("type"))
        codes.append(u"zhipu_"_s + code);
    // OpenRouter says why a prompt was refused, and what limit of spending a key has met.
    if (metadata["reasons"].size() > 0 || metadata.contains("flagged_input"))
        codes.append(u"moderation"_s);
    if (!metadata["limit_source"].isNothing())
        codes.append(u"spend_limit"_s);
    return codes.join(u' ').simplified().toLower();
}

static ProviderComplaint fromErrorObject(const Json &error)
{
    ProviderComplaint complaint;
    complaint.message = error["message"].text();
    complaint.code = codesOf(error);
    complaint.parameter = error["param"].text();
    for (const Json &told : {error["code"], error["http_status"], error["http_code"], error["status_code"]}) {
        const int status = scalarText(told).toInt();
        if (complaint.status == 0 && status >= 400 && status < 600)
            complaint.status = status;
    }
    complaint.retryAfter = waitInBody(error, QDateTime::currentMSecsSinceEpoch());
    // OpenRouter keeps the upstream's own words apart; they say more than its "Provider returned error".
    const QString raw = error["metadata"]["raw"].text();
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
        return ProviderComplaint{baseResponse["status_msg"].text(),
                                 u"base_resp_"_s + scalarText(baseResponse["status_code"]), 0};
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

/// The first words among \p root's members that other programs than the known ones use.
static QString looseWords(const Json &root)
{
    for (const char *name :
         {"message", "msg", "error_msg", "error_description", "detail", "title", "reason"}) {
        if (const QString words = root[name].text(); !words.isEmpty())
            return words;
    }
    QString first;
    root["errors"].elements([&](const Json &one) {
        if (first.isEmpty())
            first = one.isString() ? one.text() : one["message"].text();
    });
    return first;
}

ProviderComplaint complaintOfOtherBody(QByteArrayView body)
{
    ProviderComplaint complaint;
    if (looksLikeHtml(body)) {
        complaint.message = htmlGist(body);
        complaint.fromPage = true;
        return complaint;
    }
    JsonReader reader;
    const auto root = reader.read(body);
    if (root)
        complaint.message = looseWords(*root);
    // "{}" and "null" say nothing; showing them would only puzzle.
    if (complaint.message.isEmpty() && (!root || root->size() > 0 || root->isString()))
        complaint.message = QString::fromUtf8(body.first(qMin(body.size(), qsizetype(300)))).simplified();
    return complaint;
}

/// OpenRouter finds no provider that the account's own settings allow (404): the model is known there.
static bool isAboutPolicy(const ProviderComplaint &complaint)
{
    static const QRegularExpression policy(
        u"data policy|guardrail|no allowed providers|privacy (settings|policy)|settings/privacy"_s,
        QRegularExpression::CaseInsensitiveOption);
    return policy.match(complaint.message).hasMatch();
}

static QString headline(ErrorKind kind, const QString &name, int status)
{
    const QString code = status ? u" (%1)"_s.arg(status) : QString();
    if (kind == ErrorKind::Server && (status == 408 || status == 504 || status == 524))
        return tr("%1 ran out of time%2.").arg(name, code);
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

/// Where the address of a server of one's own may be what is wrong, that comes first.
static QString hintFor(ErrorKind kind, int status, const ProviderComplaint &complaint, const Vendor &vendor)
{
    if (kind == ErrorKind::Permission && isAboutPolicy(complaint))
        return tr("Allow more providers in the account's privacy settings "
                  "(https://openrouter.ai/settings/privacy), or pick another model.");
    const bool unknownPath = kind == ErrorKind::NotFound || status == 405 || complaint.fromPage;
    const QString missing =
        unknownPath && vendor.custom ? missingPathHint(vendor.wire, vendor.baseUrl) : QString();
    return missing.isEmpty() ? hintFor(kind) : missing;
}

/// Its words as people read them: one line, of bearable length, without keys.
static QString shownWords(const QString &words)
{
    constexpr qsizetype mostRead = 4096;
    constexpr qsizetype mostShown = 500;
    // Redacted before it is cut: half a key is not recognised.
    const QString whole = redact(words.left(mostRead).simplified());
    return whole.size() > mostShown ? whole.left(mostShown) + u'…' : whole;
}

/// Many vendors name the parameter in their sentence alone.
static QString parameterIn(const ProviderComplaint &complaint)
{
    if (!complaint.parameter.isEmpty())
        return complaint.parameter;
    static const QRegularExpression named(
        u"(?:unsupported|unknown|unrecognized|unexpected|invalid|extra)\\s+(?:request\\s+)?"
        "(?:parameter|argument|field|value|key(?:word "
        "argument)?)s?[^A-Za-z0-9]*[\"'`]([A-Za-z_][\\w.\\[\\]]*)[\"'`]"
        "|[\"'`]([A-Za-z_][\\w.]*)[\"'`]\\s*(?:parameter\\s*)?(?:is|are)\\s+(?:not\\s+(?:supported|permitted|"
        "allowed)"
        "|unsupported|deprecated)"
        "|\\b(temperature|top_p|top_k|seed|stop|reasoning_effort|frequency_penalty|presence_penalty|"
        "parallel_tool_calls|tool_choice|stream_options)\\b[^.]{0,40}(?:not\\s+(?:supported|permitted|"
        "allowed)|"
        "unsupported|deprecated)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = named.match(complaint.message);
    for (int group = 1; group <= 3; ++group) {
        if (!match.captured(group).isEmpty())
            return match.captured(group);
    }
    return {};
}

void setWait(Error &error, std::optional<std::chrono::milliseconds> wait)
{
    const bool mends = error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::Overloaded ||
                       error.kind == ErrorKind::Server;
    if (!wait || !mends)
        return;
    error.retryAfter = wait;
    error.hint = tr("Try again in %1 s, or pick another model.").arg((wait->count() + 999) / 1000);
}

Error providerError(const Vendor &vendor, int status, const ProviderComplaint &complaint)
{
    const int known = status >= 400 ? status : complaint.status;
    const ErrorKind kind = complaint.kind ? *complaint.kind : kindOfComplaint(known, complaint);
    Error error;
    error.kind = kind;
    error.message = kind == ErrorKind::Permission && isAboutPolicy(complaint)
                        ? tr("The account's settings at %1 leave no provider for this model%2.")
                              .arg(vendor.name, known ? u" (%1)"_s.arg(known) : QString())
                        : headline(kind, vendor.name, known);
    const QString words = shownWords(complaint.message);
    if (!words.isEmpty())
        error.message +=
            u' ' + (complaint.fromPage ? tr("A web page came instead of an answer: %1").arg(words)
                                       : tr("It says: %1").arg(words));
    error.hint = hintFor(kind, known, complaint, vendor);
    error.detail = redact(u"%1 %2"_s.arg(complaint.code, words));
    error.httpStatus = status;
    setWait(error, complaint.retryAfter ? complaint.retryAfter : waitInWords(complaint.message));
    if (kind == ErrorKind::InvalidRequest)
        error.parameter = redact(parameterIn(complaint));
    return error;
}

} // namespace Crossroads
