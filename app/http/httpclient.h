// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"

#include <QByteArray>
#include <QHash>
#include <QHttpHeaders>
#include <QObject>
#include <QPointer>
#include <QUrl>

#include <chrono>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;
class QSslConfiguration;
class QTimer;

namespace Crossroads {

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url;
    QHttpHeaders headers; ///< keys belong here and nowhere else
    QByteArray body;
    std::chrono::milliseconds connectTimeout{30'000};
};

/// The way out of this machine. A proxy is "system", "none", "http://HOST:PORT" or "socks5://HOST:PORT".
struct NetworkWay
{
    QString proxy = QStringLiteral("system");
    QHash<QString, QString> proxyByHost = {}; ///< the same for one host; it counts for loopback, too
    QList<QByteArray> authorities = {};       ///< certificates in PEM that are trusted besides the system's
    bool operator==(const NetworkWay &) const = default;
};

/// WrongUse, with the forms that are taken, for any other text.
Result<void> checkProxy(const QString &text);

/// One request under way. Emits dataReceived any number of times (abort() hands out what has arrived before
/// it returns), then exactly one finished(), always queued: never from inside send() or abort(), never after
/// destruction. A body is sent once: where the server closes without answering, that is a Network error,
/// never a second send. A redirect is never followed (its target is in the error), so no credential reaches
/// another origin.
class HttpExchange : public QObject
{
    Q_OBJECT

public:
    ~HttpExchange() override;
    int status() const { return m_status; }
    const QHttpHeaders &headers() const { return m_headers; }
    bool gotHeaders() const { return m_status != 0; }
    /// Ends it; finished() comes with \p why (kind Cancelled or Timeout).
    void abort(Error why);

Q_SIGNALS:
    void connected();       ///< the request is on its way
    void headersReceived(); ///< status() and headers() are known
    void dataReceived(const QByteArray &bytes);
    /// \p error absent: the body ended without a transport error. That alone does not mean an answer is
    /// whole.
    void finished(const std::optional<Crossroads::Error> &error);

private:
    friend class HttpClient;
    HttpExchange(QNetworkAccessManager &network, const HttpRequest &request, const QSslConfiguration *tls,
                 QObject *parent);
    void takeHeaders();
    void takeData();
    void end();
    Error transportError() const;

    QPointer<QNetworkReply> m_reply;
    QTimer *m_connectTimer;
    QUrl m_url;
    QHttpHeaders m_headers;
    std::optional<Error> m_abortReason;
    QString m_tlsReasons;
    int m_status = 0;
    qint64 m_received = 0;
    bool m_sent = false;
    bool m_done = false;
};

/// The one QNetworkAccessManager. Lives on the engine thread. Up to 64 HTTP/1.1 connections per host at once,
/// no cookies, no redirects, no cached credentials; HTTP/2 where a server offers it; the system's proxy, none
/// for loopback, unless told otherwise.
class HttpClient : public QObject
{
    Q_OBJECT

public:
    explicit HttpClient(QObject *parent = nullptr);
    ~HttpClient() override;
    /// Starts \p request; the exchange belongs to \p parent.
    HttpExchange *send(const HttpRequest &request, QObject *parent);
    /// For requests from now on. What is no certificate in it is passed over, with a warning in the log.
    void setWay(const NetworkWay &way);

private:
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<QSslConfiguration> m_tls; // absent: the system's authorities alone
};

} // namespace Crossroads
