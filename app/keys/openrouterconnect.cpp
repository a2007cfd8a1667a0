// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/openrouterconnect.h"

#include "app/http/fetch.h"
#include "app/keys/recognition.h"
#include "app/providers/adapter.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QUrlQuery>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QByteArray randomWord(int bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    QRandomGenerator::system()->generate(random.begin(), random.end());
    return random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

OpenRouterConnect::OpenRouterConnect(HttpClient &http, const Vendor &vendor, QObject *parent)
    : QObject(parent), m_http(http), m_vendor(vendor)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        end(fail(ErrorKind::Timeout, tr("Nobody came back from the browser."),
                 tr("Connect again, or paste a key instead.")));
    });
    connect(&m_server, &HttpServer::requestArrived, this, &OpenRouterConnect::takeRequest);
}

OpenRouterConnect::~OpenRouterConnect() = default;

Result<QUrl> OpenRouterConnect::start(std::chrono::milliseconds patience)
{
    const auto port = m_server.listen();
    if (!port)
        return std::unexpected(port.error());
    m_verifier = Secret(randomWord(48));
    const QByteArray state = randomWord(24);
    m_state = Secret(state);
    const QByteArray challenge =
        QCryptographicHash::hash(m_verifier.expose(), QCryptographicHash::Sha256)
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    // The browser comes from the provider's site, as nothing else may.
    m_server.setLandingPath("/callback/" + state);
    // In the path: the provider appends its own query to the address.
    const QString back = u"http://localhost:%1/callback/%2"_s.arg(*port).arg(QString::fromLatin1(state));
    QUrl page = m_vendor.baseUrl.resolved(QUrl(u"/auth"_s));
    QUrlQuery query;
    query.addQueryItem(u"callback_url"_s, QString::fromLatin1(QUrl::toPercentEncoding(back)));
    query.addQueryItem(u"code_challenge"_s, QString::fromLatin1(challenge));
    query.addQueryItem(u"code_challenge_method"_s, u"S256"_s);
    page.setQuery(query);
    m_waiting = true;
    m_patience.start(patience);
    return page;
}

void OpenRouterConnect::cancel()
{
    if (m_waiting)
        end(fail(ErrorKind::Cancelled, tr("Connecting was cancelled.")));
}

static QByteArray pageSaying(const QString &title, const QString &text)
{
    return u"<!doctype html><meta charset=utf-8><title>Crossroads</title>"
           "<body style=\"font-family:sans-serif;margin:4em\"><h1>%1</h1><p>%2</p>"_s
               .arg(title.toHtmlEscaped(), text.toHtmlEscaped())
               .toUtf8();
}

void OpenRouterConnect::takeRequest(const HttpServerRequest &request, HttpResponder *responder)
{
    const QByteArray html = "text/html; charset=utf-8";
    QHttpHeaders headers;
    headers.append(QHttpHeaders::WellKnownHeader::CacheControl, "no-store");
    headers.append("referrer-policy"_L1, "no-referrer");
    headers.append("content-security-policy"_L1, "default-src 'none'; style-src 'unsafe-inline'");
    const QUrlQuery query(QString::fromLatin1(request.query));
    const QString state = query.queryItemValue(u"state"_s);
    const bool ours = !m_state.isEmpty() && request.path.startsWith("/callback/") &&
                      m_state.equals(QByteArrayView(request.path).sliced(10)) &&
                      (state.isEmpty() || m_state.equals(state.toLatin1()));
    if (!m_waiting || !ours || request.method != "GET") {
        responder->respond(
            404, html, pageSaying(tr("Nothing here"), tr("This address is of no use any more.")), headers);
        return;
    }
    const QString code = query.queryItemValue(u"code"_s, QUrl::FullyDecoded);
    if (code.isEmpty()) {
        const QString told = query.queryItemValue(u"error"_s, QUrl::FullyDecoded);
        responder->respond(200, html, pageSaying(tr("Not connected"), tr("You can close this page.")),
                           headers);
        end(fail(ErrorKind::Permission, tr("OpenRouter did not connect: %1").arg(told.left(200)),
                 tr("Connect again, or paste a key instead.")));
        return;
    }
    responder->respond(200, html,
                       pageSaying(tr("Connected"), tr("You can close this page and go back to Crossroads.")),
                       headers);
    m_state = {}; // the code is good for one exchange
    exchange(code);
}

void OpenRouterConnect::exchange(const QString &code)
{
    const Secret kept(code.toUtf8()); // in the answer's handler, so that no error shows it
    HttpRequest request{
        .method = "POST", .url = requestUrl(m_vendor, "/auth/keys"), .headers = {}, .body = {}};
    request.headers.append(QHttpHeaders::WellKnownHeader::ContentType, "application/json");
    request.body = QJsonDocument(QJsonObject{{"code"_L1, code},
                                             {"code_verifier"_L1, QString::fromLatin1(m_verifier.expose())},
                                             {"code_challenge_method"_L1, "S256"_L1}})
                       .toJson(QJsonDocument::Compact);
    fetch(m_http, request).then(this, [this, kept](const Result<HttpAnswer> &answer) {
        if (!m_waiting)
            return; // cancelled meanwhile
        if (!answer) {
            end(std::unexpected(answer.error()));
            return;
        }
        if (!answer->isOk()) {
            end(std::unexpected(adapterFor(Wire::OpenAi)
                                    ->errorFrom(m_vendor, answer->status, answer->headers, answer->body)));
            return;
        }
        const auto key = cleanPasted(QJsonDocument::fromJson(answer->body)["key"_L1].toString().toUtf8());
        if (key)
            end(key->value);
        else
            end(fail(ErrorKind::Protocol, tr("OpenRouter sent no key."),
                     tr("Connect again, or paste a key.")));
    });
}

void OpenRouterConnect::end(Result<Secret> key)
{
    if (!m_waiting)
        return;
    m_waiting = false;
    m_patience.stop();
    m_verifier = {};
    // The last page is still on its way to the browser; the port closes once it has been sent.
    QTimer::singleShot(1'000, &m_server, [this] { m_server.close(); });
    Q_EMIT finished(key);
}

} // namespace Crossroads
