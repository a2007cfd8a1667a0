// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/core/secret.h"
#include "app/http/httpserver.h"
#include "app/providers/vendors.h"

#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>

namespace Crossroads {

class HttpClient;

/// Gets a key of the person's OpenRouter account without pasting: OAuth with PKCE (S256) in the system's
/// browser, which comes back to a port of this machine that is open for that long only. The way back carries
/// a random state that nobody else knows; what comes without it is turned away and changes nothing.
///
/// Ends in exactly one finished(): the key, Cancelled, Timeout, or what the provider said.
class OpenRouterConnect : public QObject
{
    Q_OBJECT

public:
    /// \param vendor OpenRouter's row: its base URL decides where both the browser and the exchange go.
    OpenRouterConnect(HttpClient &http, const Vendor &vendor, QObject *parent = nullptr);
    ~OpenRouterConnect() override;

    /// The page to open in the browser. Network error where no port can be opened.
    Result<QUrl> start(std::chrono::milliseconds patience = std::chrono::minutes(5));
    void cancel();
    bool isWaiting() const { return m_waiting; }

Q_SIGNALS:
    void finished(const Crossroads::Result<Crossroads::Secret> &key);

private:
    void takeRequest(const HttpServerRequest &request, HttpResponder *responder);
    void exchange(const QString &code);
    void end(Result<Secret> key);

    HttpClient &m_http;
    Vendor m_vendor;
    HttpServer m_server;
    QTimer m_patience;
    Secret m_verifier;
    Secret m_state;
    bool m_waiting = false;
};

} // namespace Crossroads
