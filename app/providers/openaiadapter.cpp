// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/openaiadapter.h"

#include "app/core/redact.h"
#include "app/providers/openaidecoder.h"
#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QJsonObject wireMessage(QLatin1StringView role, const QString &text)
{
    return {{"role"_L1, role}, {"content"_L1, text}};
}

static QJsonArray wireMessages(const ChatRequest &request)
{
    QJsonArray messages;
    if (!request.system.isEmpty())
        messages.append(wireMessage("system"_L1, request.system));
    for (const ChatMessage &message : request.messages) {
        const bool user = message.role == ChatMessage::Role::User;
        messages.append(wireMessage(user ? "user"_L1 : "assistant"_L1, message.text));
    }
    return messages;
}

WireRequest OpenAiAdapter::encode(const ChatRequest &request, const Vendor &vendor) const
{
    QJsonObject body{
        {"model"_L1, request.model}, {"messages"_L1, wireMessages(request)}, {"stream"_L1, true}};
    if (vendor.quirks.streamUsageOption)
        body["stream_options"_L1] = QJsonObject{{"include_usage"_L1, true}};
    if (request.maxTokens > 0)
        body[vendor.quirks.maxCompletionTokens ? "max_completion_tokens"_L1 : "max_tokens"_L1] =
            request.maxTokens;
    if (request.temperature)
        body["temperature"_L1] = *request.temperature;
    WireRequest wire;
    wire.path = "/chat/completions";
    wire.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    wire.headers.append(QHttpHeaders::WellKnownHeader::Accept, "text/event-stream");
    wire.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return wire;
}

std::unique_ptr<AnswerDecoder> OpenAiAdapter::decoder(const Vendor &vendor, QByteArrayView contentType) const
{
    return std::make_unique<OpenAiDecoder>(vendor, contentType);
}

Error OpenAiAdapter::errorFrom(const Vendor &vendor, int status, const QHttpHeaders &headers,
                               QByteArrayView body) const
{
    ProviderComplaint complaint;
    const QJsonDocument document = QJsonDocument::fromJson(body.toByteArray());
    if (auto found = complaintIn(document.object()))
        complaint = *found;
    else if (looksLikeHtml(body))
        complaint.message = htmlGist(body);
    else
        complaint.message = QString::fromUtf8(body.first(qMin(body.size(), qsizetype(300)))).simplified();
    Error error = providerError(vendor, status, complaint);
    // Seen on 200 answers too, where it means nothing; only an error's counts.
    error.retryAfter = retryAfter(headers, QDateTime::currentMSecsSinceEpoch());
    if (error.retryAfter)
        error.hint = QCoreApplication::translate("Provider", "Try again in %1 s, or pick another model.")
                         .arg((error.retryAfter->count() + 999) / 1000);
    return error;
}

} // namespace Crossroads
