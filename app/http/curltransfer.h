// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/http/httpexchange.h"
#include "app/http/proxy.h"

#include <QByteArray>
#include <QPointer>

#include <curl/curl.h>
#include <sys/socket.h>

#include <array>
#include <functional>
#include <vector>

namespace Crossroads {

class CurlMulti;

/// How one request leaves this machine.
struct CurlRoute
{
    Proxy proxy;
    QByteArray authorities; ///< in PEM; empty: the system's, as libcurl finds them
};

/// One request in libcurl's hands. Gathers what comes back until its owner, who is told by \p tell that there
/// is something, takes it. A body is read once: libcurl can not send it again.
class CurlTransfer
{
public:
    /// \param tell is called from the event loop, as long as \p owner lives.
    CurlTransfer(CurlMulti &multi, const HttpRequest &request, QObject *owner, std::function<void()> tell);
    ~CurlTransfer();
    Q_DISABLE_COPY_MOVE(CurlTransfer)

    void start(const CurlRoute &route);
    void stop(); ///< nothing more comes of it

    bool isSent() const { return m_sent; }
    QHttpHeaders sentHeaders() const; ///< as they went out
    QByteArray sentVersion() const;
    int status() const { return m_headDone ? m_status : 0; } ///< once the headers are whole
    QHttpHeaders takeHeaders() { return std::exchange(m_headers, {}); }
    QByteArray takeBytes() { return std::exchange(m_bytes, {}); }
    HttpSteps steps() const;

    // How it ended.
    std::optional<CURLcode> result() const { return m_result; }
    QString words() const; ///< libcurl's own, not redacted
    long osError() const;  ///< errno of a connection that failed; 0: none
    CURLproxycode proxyError() const;
    bool isProxied() const { return m_proxied; }

    // For CurlMulti.
    CURL *easy() const { return m_easy; }
    static CurlTransfer &of(CURL *easy);
    void end(CURLcode result);
    void orphan();
    void tell() { m_tell(); }

private:
    struct Attempt ///< to connect to one address
    {
        curl_socket_t socket;
        sockaddr_storage address;
        socklen_t length;
    };
    static size_t readBody(char *to, size_t size, size_t count, void *self);
    static int seekBody(void *self, curl_off_t offset, int origin);
    static size_t takeHeaderLine(char *bytes, size_t size, size_t count, void *self);
    static size_t takeBody(char *bytes, size_t size, size_t count, void *self);
    static int aboutToSend(void *self, char *, char *, int, int);
    static int hear(CURL *easy, curl_infotype type, char *bytes, size_t size, void *self);
    static curl_socket_t openSocket(void *self, curlsocktype purpose, curl_sockaddr *address);

    template<typename Value>
    void set(CURLoption option, Value value)
    {
        curl_easy_setopt(m_easy, option, value);
    }
    void setUp(const HttpRequest &request);
    void setMethod(const HttpRequest &request);
    void setHeaders(const HttpRequest &request);
    void setTls();
    void setProxy(const Proxy &proxy);
    void setCallbacks();
    void takeSent(QByteArrayView bytes);
    void news();
    std::chrono::microseconds timeOf(CURLINFO what) const;
    bool isStanding(const Attempt &attempt) const;

    QPointer<CurlMulti> m_multi;
    QPointer<QObject> m_owner;
    std::function<void()> m_tell;
    CURL *m_easy;
    curl_slist *m_fields = nullptr;
    std::array<char, CURL_ERROR_SIZE> m_error = {};
    QByteArray m_authorities;
    QByteArray m_body;
    qsizetype m_read = 0; ///< of m_body
    bool m_https;
    bool m_proxied = false;

    std::vector<Attempt> m_attempts;
    bool m_stood = false;  ///< an attempt had succeeded when it was stopped
    QByteArray m_sentHead; ///< of the request
    QHttpHeaders m_headers;
    QByteArray m_bytes;
    std::optional<CURLcode> m_result;
    int m_status = 0;
    bool m_sent = false;
    bool m_headDone = false;
};

} // namespace Crossroads
