// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/providererror.h"

#include "app/core/plaintext.h"
#include "app/core/redact.h"
#include "app/providers/baseaddress.h"
#include "app/providers/errorsigns.h"
#include "app/providers/waittime.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

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

/// Where failures of programs have their words, the ones that say most first.
static constexpr const char *wordMembers[] = {
    "message",           "msg",     "Message", "error_msg",    "errorMsg",
    "error_message",     "errmsg",  "err_msg", "errorMessage", "detail",
    "error_description", "details", "title",   "description",  "reason"};

static constexpr int deepest = 4; // errors stand in errors, and hostile ones for ever

/// The first words in \p value: itself, of its elements, or of the members that have them.
static QString wordsIn(const Json &value, int depth = 0)
{
    QString found = value.text().simplified();
    if (!found.isEmpty() || depth == deepest)
        return found;
    value.elements([&](const Json &one) {
        if (found.isEmpty())
            found = wordsIn(one, depth + 1);
    });
    const auto look = [&](const char *name) {
        if (found.isEmpty())
            found = wordsIn(value[name], depth + 1);
    };
    if (value.isObject()) {
        std::ranges::for_each(wordMembers, look);
        look("error");
        look("errors");
        value["errors"].members([&](std::string_view, const Json &one) { // by the field that each is of
            if (found.isEmpty())
                found = wordsIn(one, depth + 1);
        });
    }
    return found;
}

/// A value that stands where an error would and says that there is none.
static bool isNoError(const Json &value)
{
    static const QStringList none = {u""_s,   u"0"_s,       u"200"_s,   u"null"_s,     u"none"_s,
                                     u"ok"_s, u"success"_s, u"false"_s, u"no error"_s, u"no_error"_s};
    if (value.isNothing() || value.equals("false"))
        return true;
    if (value.isString() || value.isNumber())
        return none.contains(scalarText(value).simplified().toLower());
    return value.isObject() || value.isArray() ? value.size() == 0 : !value.truth();
}

static int statusIn(const Json &error)
{
    for (const char *name : {"code", "status", "http_status", "http_code", "status_code", "statusCode"}) {
        const int status = scalarText(error[name]).toInt();
        if (status >= 400 && status < 600)
            return status;
    }
    return 0;
}

static ProviderComplaint fromErrorObject(const Json &error, int depth = 0)
{
    // One in another: gateways wrap what they were told.
    for (const char *name : {"error", "message"}) {
        const Json inner = error[name];
        if (inner.isObject() && inner.size() > 0 && depth < deepest) {
            ProviderComplaint complaint = fromErrorObject(inner, depth + 1);
            complaint.code = (complaint.code + u' ' + codesOf(error)).trimmed();
            if (complaint.status == 0)
                complaint.status = statusIn(error);
            return complaint;
        }
    }
    ProviderComplaint complaint;
    complaint.message = error["message"].text();
    complaint.code = codesOf(error);
    complaint.parameter = error["param"].text();
    complaint.status = statusIn(error);
    complaint.retryAfter = waitInBody(error, QDateTime::currentMSecsSinceEpoch());
    if (complaint.message.isEmpty())
        complaint.message = wordsIn(error);
    if (complaint.message.isEmpty() && complaint.code.isEmpty())
        complaint.message = error.compact().left(300);
    // OpenRouter keeps the upstream's own words apart; they say more than its "Provider returned error".
    const QString raw = error["metadata"]["raw"].text();
    if (!raw.isEmpty())
        complaint.message += u": "_s + raw;
    return complaint;
}

/// Whether \p text looks like a code ("insufficient_quota"), and surely not like a key.
static bool isName(const QString &text)
{
    constexpr qsizetype longest = 64;
    return !text.isEmpty() && text.size() <= longest && std::ranges::all_of(text, [](QChar c) {
        return c == u'_' || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
    });
}

/// What \p object's member "error" complains of.
static std::optional<ProviderComplaint> inErrorMember(const Json &object)
{
    const Json error = object["error"];
    if (isNoError(error))
        return std::nullopt;
    if (error.isObject())
        return fromErrorObject(error);
    std::optional<ProviderComplaint> found;
    error.elements([&](const Json &one) {
        if (!found && one.isObject() && one.size() > 0)
            found = fromErrorObject(one);
    });
    if (found)
        return found;
    // Words, a code, or but a mark with the words beside it.
    ProviderComplaint complaint{wordsIn(error), scalarText(object["code"]).toLower(), statusIn(object)};
    const QString beside = object["message"].isString() ? object["message"].text() : QString();
    if (error.isNumber()) {
        const int status = scalarText(error).toInt();
        complaint.status = status >= 400 && status < 600 ? status : complaint.status;
        complaint.code = (complaint.code + u' ' + scalarText(error)).trimmed();
    } else if (isName(complaint.message)) {
        complaint.code = (complaint.code + u' ' + complaint.message.toLower()).trimmed();
    }
    if (complaint.message.isEmpty())
        complaint.message = wordsIn(object);
    else if (!beside.isEmpty() && beside != complaint.message)
        complaint.message += u": "_s + beside;
    return complaint;
}

/// Whether \p object holds a part of an answer, on any of the wires: words beside it are then no complaint.
static bool isAnswer(const Json &object)
{
    if (object["choices"].size() > 0 || object["candidates"].size() > 0 || object["content"].isArray() ||
        object["response"].isString())
        return true;
    const Json message = object["message"];
    return message.isObject() && (message.contains("role") || message.contains("content"));
}

/// Whether \p object, no answer, says in one of the usual ways that something failed.
static bool saysFailure(const Json &object)
{
    for (const char *name : {"success", "ok", "isSuccess", "is_success", "succeeded"}) {
        if (const Json told = object[name]; told.equals("false") || !told.truth(true) || told.count() == 0)
            return true;
    }
    static const QStringList bad = {u"error"_s,  u"err"_s,     u"fail"_s,
                                    u"failed"_s, u"failure"_s, u"exception"_s};
    for (const char *name : {"status", "state", "result", "event", "object", "type", "level"}) {
        if (bad.contains(object[name].text().trimmed().toLower()))
            return true;
    }
    for (const char *name : {"errors", "error_code", "errorCode", "errcode", "err_code", "errno", "error_msg",
                             "errorMsg", "errmsg", "err_msg", "error_message", "errorMessage", "err"}) {
        if (!isNoError(object[name]))
            return true;
    }
    const bool coded =
        !isNoError(object["code"]) && (object["message"].isString() || object["msg"].isString());
    return coded || statusIn(object) != 0;
}

std::optional<ProviderComplaint> complaintIn(const Json &object)
{
    if (auto found = inErrorMember(object))
        return found;
    if (object["object"].equals("error") || object["type"].equals("error"))
        return fromErrorObject(object);
    const Json baseResponse = object["base_resp"]; // MiniMax, with HTTP 200
    if (baseResponse["status_code"].integer() != 0)
        return ProviderComplaint{baseResponse["status_msg"].text(),
                                 u"base_resp_"_s + scalarText(baseResponse["status_code"]), 0};
    if (isAnswer(object))
        return std::nullopt;
    if (const QString detail = wordsIn(object["detail"]); !detail.isEmpty())
        return ProviderComplaint{detail, codesOf(object["detail"]), statusIn(object)};
    if (saysFailure(object))
        return fromErrorObject(object);
    for (const char *name : {"data", "response", "result", "body"}) {
        if (const Json inner = object[name]; inner.isObject()) {
            if (auto found = inErrorMember(inner))
                return found;
        }
    }
    return std::nullopt;
}

std::optional<ProviderComplaint> suspicionIn(const Json &object)
{
    if (isAnswer(object))
        return std::nullopt;
    for (const char *name : {"message", "msg", "Message"}) {
        if (const QString words = object[name].text(); !words.isEmpty())
            return fromErrorObject(object);
    }
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
        complaint.message = wordsIn(*root);
    // "{}" and "null" say nothing; showing them would only puzzle.
    if (complaint.message.isEmpty() && (!root || root->size() > 0 || root->isString()) && isReadable(body))
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
    error.hint =
        tr("Try again in %1 s, or pick another model.").arg(QLocale().toString((wait->count() + 999) / 1000));
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
