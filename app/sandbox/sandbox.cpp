// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/sandbox/sandbox.h"

#include "app/sandbox/simulatedanswer.h"

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

/// Where each wire's clients look for it below the server's root.
static QString basePath(Wire wire)
{
    switch (wire) {
    case Wire::OpenAi:
        return u"/v1"_s;
    case Wire::Gemini:
        return u"/v1beta"_s;
    case Wire::Anthropic:
    case Wire::Ollama:
        break;
    }
    return {};
}

QList<Vendor> Sandbox::vendors() const
{
    QList<Vendor> list;
    for (const Wire wire : {Wire::OpenAi, Wire::Anthropic, Wire::Gemini, Wire::Ollama}) {
        QUrl url = m_server.baseUrl();
        url.setPath(basePath(wire));
        const bool first = wire == Wire::OpenAi;
        list.append({.slug = first ? u"sandbox"_s : u"sandbox-"_s + wireName(wire),
                     .name = u"Sandbox"_s,
                     .baseUrl = url,
                     .wire = wire,
                     .keyEnv = {},
                     .simulated = true});
    }
    return list;
}

// --- answering
// -----------------------------------------------------------------------------------------------

static void respondError(HttpResponder *responder, const Adapter &adapter, int status, ErrorKind kind,
                         const QString &message, const QHttpHeaders &extra = {})
{
    Error error;
    error.kind = kind;
    error.message = message;
    responder->respond(status, "application/json", adapter.errorBody(error, status), extra);
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
static bool failInstead(HttpResponder *responder, const Adapter &adapter, SandboxPace::Fail fail)
{
    using Fail = SandboxPace::Fail;
    switch (fail) {
    case Fail::E401:
        respondError(responder, adapter, 401, ErrorKind::Authentication, u"Incorrect API key provided."_s);
        return true;
    case Fail::E402:
        respondError(responder, adapter, 402, ErrorKind::Payment, u"Insufficient credits."_s);
        return true;
    case Fail::E429: {
        QHttpHeaders headers;
        headers.append(QHttpHeaders::WellKnownHeader::RetryAfter, "20");
        respondError(responder, adapter, 429, ErrorKind::RateLimited, u"Rate limit reached for requests."_s,
                     headers);
        return true;
    }
    case Fail::E500:
        respondError(responder, adapter, 500, ErrorKind::Server,
                     u"The server had an error while processing your request."_s);
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

/// The wire that \p path belongs to; null where there is nothing.
static const Adapter *adapterForPath(QByteArrayView path)
{
    if (path == "/v1/chat/completions")
        return adapterFor(Wire::OpenAi);
    if (path == "/v1/messages")
        return adapterFor(Wire::Anthropic);
    if (path.startsWith("/v1beta/models/") && path.contains(':'))
        return adapterFor(Wire::Gemini);
    if (path == "/api/chat")
        return adapterFor(Wire::Ollama);
    return nullptr;
}

void Sandbox::answer(const HttpServerRequest &http, HttpResponder *responder)
{
    if (http.method == "GET" && http.path == "/v1/models") {
        respondModels(responder);
        return;
    }
    const Adapter *adapter = adapterForPath(http.path);
    if (!adapter || http.method != "POST") {
        respondError(responder, *adapterFor(Wire::OpenAi), adapter ? 405 : 404, ErrorKind::NotFound,
                     u"There is nothing here."_s);
        return;
    }
    const Result<ChatRequest> request = adapter->readRequest(http.path, http.body);
    if (!request) {
        respondError(responder, *adapter, 400, request.error().kind, request.error().message);
        return;
    }
    const QString model = request->model;
    const auto persona = std::ranges::find(personas(), model.section(u'@', 0, 0), &Persona::id);
    if (persona == personas().end()) {
        respondError(responder, *adapter, 404, ErrorKind::NotFound,
                     u"The model '%1' does not exist."_s.arg(model));
        return;
    }
    const auto pace = SandboxPace::parse(model.section(u'@', 1), persona->pace);
    if (!pace) {
        respondError(responder, *adapter, 400, ErrorKind::InvalidRequest,
                     pace.error().message + u' ' + pace.error().hint);
        return;
    }
    // A failure, too, takes its time to arrive.
    auto *delay = new QTimer(responder);
    delay->setSingleShot(true);
    connect(delay, &QTimer::timeout, responder,
            [responder, adapter, request = *request, persona = persona->id, pace = *pace, delay] {
                delay->deleteLater();
                if (!failInstead(responder, *adapter, pace.fail))
                    (new SimulatedAnswer(responder, *adapter, persona, request, pace))->start();
            });
    delay->start(pace->ttft);
}

} // namespace Crossroads
