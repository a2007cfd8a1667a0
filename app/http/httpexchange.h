// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"

#include <QByteArray>
#include <QHttpHeaders>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

namespace Crossroads {

class ContentDecoder;
class CurlMulti;
class CurlTransfer;
struct CurlRoute;
struct HttpRequest;

/// How far a request came, for whoever wants to say at which step it failed. By a proxy, the first two steps
/// are those to the proxy. On a connection that stood before, the steps are done and took no time.
struct HttpSteps
{
    bool resolved = false;  ///< the host's name has an address
    bool connected = false; ///< the address took the connection
    bool secured = false;   ///< TLS stands and the certificate is trusted; never for http
    bool sent = false;      ///< the request's headers are on their way
    bool proxied = false;   ///< the first two are a proxy's
    std::chrono::microseconds
        resolveTime{}; ///< of each step alone; 0 where it was not finished or not needed
    std::chrono::microseconds connectTime{};
    std::chrono::microseconds secureTime{};
    QString address = {}; ///< tried last, as "192.0.2.1:443" or "[2001:db8::1]:443"; may be empty
};

/// One request under way. Emits dataReceived any number of times (abort() hands out what has arrived before
/// it returns), then exactly one finished(), always queued: never from inside send() or abort(), never after
/// destruction; it may be destroyed at any time, from inside its own signals too. A body is sent once: where
/// the server closes without answering, that is a Network error, never a second send. A redirect is never
/// followed (its target is in the error), so no credential reaches another origin.
class HttpExchange : public QObject
{
    Q_OBJECT

public:
    ~HttpExchange() override;
    int status() const { return m_status; }
    const QHttpHeaders &headers() const { return m_headers; }
    bool gotHeaders() const { return m_status != 0; }
    /// The request's headers as they went out, credentials and all: redact them before they are shown. Empty
    /// until connected().
    QHttpHeaders sentHeaders() const;
    /// That the request was sent in: "1.1" or "2"; empty until connected().
    QByteArray sentVersion() const;
    HttpSteps steps() const;
    /// Sends what HttpClient::prepare() has made; once.
    void start();
    /// Ends it; finished() comes with \p why (kind Cancelled or Timeout).
    void abort(Error why);
    bool isFinished() const { return m_done; } ///< finished() was emitted, or is being

Q_SIGNALS:
    void connected();       ///< the request is on its way
    void headersReceived(); ///< status() and headers() are known
    void dataReceived(const QByteArray &bytes);
    /// \p error absent: the body ended without a transport error. That alone does not mean an answer is
    /// whole.
    void finished(const std::optional<Crossroads::Error> &error);

private:
    friend class HttpClient;
    HttpExchange(CurlMulti &multi, const HttpRequest &request, QObject *parent);
    void setRoute(const CurlRoute &route); ///< it goes out when this is known and start() was called
    void takeNews();
    void takeSent();
    void takeHeaders();
    void takeData();
    void unpack(const QByteArray &bytes);
    bool handOut(const QByteArray &bytes);
    void endContent();
    void end();
    std::optional<Error> outcome() const;
    Error transportError() const;
    Error timeoutError() const;
    Error contentError() const;

    std::unique_ptr<CurlTransfer> m_transfer;
    std::unique_ptr<CurlRoute> m_route; ///< absent: not known yet
    std::shared_ptr<ContentDecoder>
        m_content; ///< once the headers are there; held by whoever is in its midst
    QTimer m_connectTimer;
    QUrl m_url;
    QHttpHeaders m_headers;
    std::optional<Error> m_abortReason;
    int m_status = 0;
    qint64 m_received = 0;
    bool m_started = false;
    bool m_sent = false;
    bool m_done = false;
};

} // namespace Crossroads
