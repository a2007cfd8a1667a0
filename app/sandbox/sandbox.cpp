// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/sandbox/sandbox.h"

#include "app/sandbox/simulatedanswer.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace Crossroads {

using namespace Qt::StringLiterals;

static Secret newToken()
{
    QByteArray bytes(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(bytes.begin(), bytes.end());
    return Secret("sandbox-" +
                  bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Sandbox::Sandbox(QObject *parent) : QObject(parent), m_server(this), m_token(newToken())
{
    m_server.setToken(m_token);
    connect(&m_server, &HttpServer::requestArrived, this, &Sandbox::answer);
}

Sandbox::~Sandbox() = default;

Result<void> Sandbox::start()
{
    if (auto port = m_server.listen(); !port)
        return std::unexpected(port.error());
    return {};
}

QUrl Sandbox::baseUrl() const
{
    QUrl url = m_server.baseUrl();
    url.setPath(u"/v1"_s);
    return url;
}

static void respondError(HttpResponder *responder, int status, const QString &message, const QString &type,
                         const QString &code, const QHttpHeaders &extra = {})
{
    const QJsonObject error{
        {"message"_L1, message}, {"type"_L1, type}, {"param"_L1, QJsonValue()}, {"code"_L1, code}};
    responder->respond(status, "application/json",
                       QJsonDocument(QJsonObject{{"error"_L1, error}}).toJson(QJsonDocument::Compact), extra);
}

static void respondModels(HttpResponder *responder)
{
    QJsonArray models;
    for (const Sandbox::Persona &persona : Sandbox::personas())
        models.append(
            QJsonObject{{"id"_L1, persona.id}, {"object"_L1, "model"_L1}, {"owned_by"_L1, "sandbox"_L1}});
    responder->respond(200, "application/json",
                       QJsonDocument(QJsonObject{{"object"_L1, "list"_L1}, {"data"_L1, models}})
                           .toJson(QJsonDocument::Compact));
}

/// The failure that comes instead of an answer: true where there is one.
static bool failInstead(HttpResponder *responder, SandboxPace::Fail fail)
{
    using Fail = SandboxPace::Fail;
    switch (fail) {
    case Fail::E401:
        respondError(responder, 401, u"Incorrect API key provided."_s, u"invalid_request_error"_s,
                     u"invalid_api_key"_s);
        return true;
    case Fail::E402:
        respondError(responder, 402, u"Insufficient credits."_s, u"payment_error"_s, u"payment_required"_s);
        return true;
    case Fail::E429: {
        QHttpHeaders headers;
        headers.append(QHttpHeaders::WellKnownHeader::RetryAfter, "20");
        respondError(responder, 429, u"Rate limit reached for requests."_s, u"requests"_s,
                     u"rate_limit_exceeded"_s, headers);
        return true;
    }
    case Fail::E500:
        respondError(responder, 500, u"The server had an error while processing your request."_s,
                     u"server_error"_s, u"internal_error"_s);
        return true;
    case Fail::Html:
        responder->respond(200, "text/html",
                           "<!DOCTYPE html><html><head><title>Sign in to the network</title></head>"
                           "<body><h1>Sign in</h1></body></html>");
        return true;
    case Fail::None:
    case Fail::Cut:
    case Fail::Stall:
    case Fail::InBand:
        break;
    }
    return false;
}

static QString contentText(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QString text;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts)
        text += part["text"_L1].toString();
    return text;
}

static SimulatedRequest simulatedRequest(const QJsonObject &body, const Sandbox::Persona &persona)
{
    SimulatedRequest request;
    request.persona = persona.id;
    request.model = body["model"_L1].toString();
    const QJsonArray messages = body["messages"_L1].toArray();
    for (const QJsonValue &message : messages) {
        const QString text = contentText(message["content"_L1]);
        request.promptText += text;
        if (message["role"_L1] == "user"_L1)
            request.lastUserText = text;
    }
    const int maxTokens = body["max_completion_tokens"_L1].toInt(body["max_tokens"_L1].toInt());
    if (maxTokens > 0)
        request.maxTokens = maxTokens;
    request.stream = body["stream"_L1].toBool();
    request.includeUsage = body["stream_options"_L1]["include_usage"_L1].toBool();
    return request;
}

void Sandbox::answer(const HttpServerRequest &http, HttpResponder *responder)
{
    if (http.method == "GET" && http.path == "/v1/models") {
        respondModels(responder);
        return;
    }
    if (http.path != "/v1/chat/completions" || http.method != "POST") {
        respondError(responder, http.path == "/v1/chat/completions" ? 405 : 404, u"There is nothing here."_s,
                     u"invalid_request_error"_s, u"unknown_url"_s);
        return;
    }
    const QJsonObject body = QJsonDocument::fromJson(http.body).object();
    const QString model = body["model"_L1].toString();
    const auto persona = std::ranges::find(personas(), model.section(u'@', 0, 0), &Persona::id);
    if (persona == personas().end()) {
        respondError(responder, 404, u"The model '%1' does not exist."_s.arg(model),
                     u"invalid_request_error"_s, u"model_not_found"_s);
        return;
    }
    const auto pace = SandboxPace::parse(model.section(u'@', 1), persona->pace);
    if (!pace) {
        respondError(responder, 400, pace.error().message + u' ' + pace.error().hint,
                     u"invalid_request_error"_s, u"invalid_value"_s);
        return;
    }
    const SimulatedRequest request = simulatedRequest(body, *persona);
    // A failure, too, takes its time to arrive.
    auto *delay = new QTimer(responder);
    delay->setSingleShot(true);
    connect(delay, &QTimer::timeout, responder, [responder, request, pace = *pace, delay] {
        delay->deleteLater();
        if (!failInstead(responder, pace.fail))
            (new SimulatedAnswer(responder, request, pace))->start();
    });
    delay->start(pace->ttft);
}

} // namespace Crossroads
