// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/curltransfer.h"

#include "app/http/curlmulti.h"
#include "app/http/httpclient.h"

#include <QHostAddress>
#include <QtEndian>

#include <netinet/in.h>

#include <cstring>

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::microseconds;
using Known = QHttpHeaders::WellKnownHeader;

static CurlTransfer &transferOf(void *self)
{
    return *static_cast<CurlTransfer *>(self);
}

CurlTransfer::CurlTransfer(CurlMulti &multi, const HttpRequest &request, QObject *owner,
                           std::function<void()> tell)
    : m_multi(&multi), m_owner(owner), m_tell(std::move(tell)), m_easy(curl_easy_init()),
      m_body(request.body), m_https(request.url.scheme() == "https"_L1)
{
    Q_CHECK_PTR(m_easy);
    setUp(request);
    setMethod(request);
    setHeaders(request);
    setCallbacks();
}

CurlTransfer::~CurlTransfer()
{
    if (m_multi)
        m_multi->remove(*this);
    curl_easy_cleanup(m_easy);
    for (curl_slist *field = m_fields; field; field = field->next)
        explicit_bzero(field->data, std::strlen(field->data)); // a key is among them
    curl_slist_free_all(m_fields);
    m_sentHead.fill('\0');
}

void CurlTransfer::start(const CurlRoute &route)
{
    m_authorities = route.authorities;
    m_proxied = route.proxy.kind != Proxy::Kind::None;
    setTls();
    setProxy(route.proxy);
    if (m_multi)
        m_multi->add(*this);
    else
        orphan();
}

void CurlTransfer::stop()
{
    if (m_result)
        return;
    m_stood = std::ranges::any_of(m_attempts, [this](const Attempt &a) { return isStanding(a); });
    if (m_multi)
        m_multi->remove(*this);
    m_multi.clear();
}

CurlTransfer &CurlTransfer::of(CURL *easy)
{
    void *self = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
    return transferOf(self);
}

void CurlTransfer::end(CURLcode result)
{
    m_result = result;
    news();
}

/// The event loop tells, as libcurl's driver is no more.
void CurlTransfer::orphan()
{
    m_result = CURLE_ABORTED_BY_CALLBACK;
    if (m_owner)
        QMetaObject::invokeMethod(m_owner, m_tell, Qt::QueuedConnection);
}

void CurlTransfer::news()
{
    if (m_multi)
        m_multi->mark(*this);
}

// --- setting up
// ------------------------------------------------------------------------------------------------

void CurlTransfer::setUp(const HttpRequest &request)
{
    // The client's own timer comes first; this one only must not come before it.
    const auto patience = request.connectTimeout + std::chrono::minutes(1);
    set(CURLOPT_PRIVATE, static_cast<void *>(this));
    set(CURLOPT_ERRORBUFFER, m_error.data());
    set(CURLOPT_URL, request.url.toEncoded(QUrl::RemoveFragment).constData());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NETRC, long(CURL_NETRC_IGNORED));
    set(CURLOPT_NOSIGNAL, 1L);
    // Else stopping a transfer waits for the name server's answer, and every other transfer with it.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, long(patience.count()));
    set(CURLOPT_TCP_KEEPALIVE, 1L); // a model may think for minutes
    // HTTP/2 without TLS is never tried. With it, a first request is waited for, as the others may share its
    // connection.
    set(CURLOPT_HTTP_VERSION, m_https ? long(CURL_HTTP_VERSION_2TLS) : long(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_PIPEWAIT, m_https ? 1L : 0L);
}

void CurlTransfer::setMethod(const HttpRequest &request)
{
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (!request.body.isEmpty() || request.method == "POST" || request.method == "PUT") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
    }
    if (!reads)
        set(CURLOPT_CUSTOMREQUEST, request.method.constData());
    // A connection that was used before and is found closed makes libcurl try another. It can not where it
    // would have to read the body again (seekBody() refuses); without a body, it must have no reason to.
    if (!reads && request.body.isEmpty())
        set(CURLOPT_FRESH_CONNECT, 1L);
}

void CurlTransfer::setHeaders(const HttpRequest &request)
{
    const auto add = [this](const QByteArray &line) { m_fields = curl_slist_append(m_fields, line); };
    for (qsizetype i = 0; i < request.headers.size(); ++i) {
        const QLatin1StringView name = request.headers.nameAt(i);
        const QByteArrayView value = request.headers.valueAt(i);
        if (name != "content-length"_L1) // libcurl counts
            add(QByteArray(name.data(), name.size()) + (value.isEmpty() ? ";" : ": " + value.toByteArray()));
    }
    if (!request.headers.contains(Known::AcceptEncoding))
        add("Accept-Encoding: identity"); // compressed streams arrive in lumps
    if (!request.headers.contains(Known::UserAgent))
        add("User-Agent: Crossroads/" CROSSROADS_VERSION);
    if (!request.headers.contains(Known::Expect))
        add("Expect:"); // no waiting for "100 Continue"
    if (!request.headers.contains(Known::ContentType))
        add("Content-Type:"); // libcurl would call it a form
    set(CURLOPT_HTTPHEADER, m_fields);
    set(CURLOPT_HEADEROPT, long(CURLHEADER_SEPARATE)); // none of them is for the proxy
}

void CurlTransfer::setTls()
{
    set(CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    if (m_authorities.isEmpty())
        return;
    curl_blob blob{m_authorities.data(), size_t(m_authorities.size()), CURL_BLOB_NOCOPY};
    set(CURLOPT_CAINFO_BLOB, &blob);
    set(CURLOPT_PROXY_CAINFO_BLOB, &blob);
}

static long curlType(Proxy::Kind kind)
{
    switch (kind) {
    case Proxy::Kind::Https:
        return CURLPROXY_HTTPS;
    case Proxy::Kind::Socks4:
        return CURLPROXY_SOCKS4;
    case Proxy::Kind::Socks4a:
        return CURLPROXY_SOCKS4A;
    case Proxy::Kind::Socks5:
        return CURLPROXY_SOCKS5_HOSTNAME;
    case Proxy::Kind::None:
    case Proxy::Kind::Http:
        break;
    }
    return CURLPROXY_HTTP;
}

/// Always said, as libcurl would ask the environment otherwise.
void CurlTransfer::setProxy(const Proxy &proxy)
{
    set(CURLOPT_NOPROXY, "");
    if (!m_proxied) {
        set(CURLOPT_PROXY, "");
        return;
    }
    const QString host = proxy.host.contains(u':') ? u"[%1]"_s.arg(proxy.host) : proxy.host;
    set(CURLOPT_PROXY, host.toUtf8().constData());
    set(CURLOPT_PROXYPORT, long(proxy.port));
    set(CURLOPT_PROXYTYPE, curlType(proxy.kind));
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (!proxy.user.isEmpty()) {
        set(CURLOPT_PROXYUSERNAME, proxy.user.toUtf8().constData());
        set(CURLOPT_PROXYPASSWORD, proxy.password.toUtf8().constData());
    }
}

void CurlTransfer::setCallbacks()
{
    set(CURLOPT_READFUNCTION, readBody);
    set(CURLOPT_READDATA, static_cast<void *>(this));
    set(CURLOPT_SEEKFUNCTION, seekBody);
    set(CURLOPT_HEADERFUNCTION, takeHeaderLine);
    set(CURLOPT_HEADERDATA, static_cast<void *>(this));
    set(CURLOPT_WRITEFUNCTION, takeBody);
    set(CURLOPT_WRITEDATA, static_cast<void *>(this));
    set(CURLOPT_OPENSOCKETFUNCTION, openSocket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void *>(this));
    set(CURLOPT_PREREQFUNCTION, aboutToSend);
    set(CURLOPT_PREREQDATA, static_cast<void *>(this));
    set(CURLOPT_DEBUGFUNCTION, hear);
    set(CURLOPT_DEBUGDATA, static_cast<void *>(this));
}

// --- libcurl's callbacks
// ------------------------------------------------------------------------------------------------

size_t CurlTransfer::readBody(char *to, size_t size, size_t count, void *self)
{
    CurlTransfer &t = transferOf(self);
    const qsizetype most = qMin(qsizetype(size * count), t.m_body.size() - t.m_read);
    std::memcpy(to, t.m_body.constData() + t.m_read, size_t(most));
    t.m_read += most;
    return size_t(most);
}

/// Asked only where the body is to be sent once more.
int CurlTransfer::seekBody(void *, curl_off_t, int)
{
    return CURL_SEEKFUNC_FAIL;
}

size_t CurlTransfer::takeHeaderLine(char *bytes, size_t size, size_t count, void *self)
{
    CurlTransfer &t = transferOf(self);
    const QByteArrayView line = QByteArrayView(bytes, qsizetype(size * count)).trimmed();
    if (t.m_headDone) // a trailer
        return size * count;
    if (line.startsWith("HTTP/")) {
        t.m_headers.clear(); // those of "100 Continue" are nobody's
        const qsizetype space = line.indexOf(' ');
        t.m_status = space < 0 ? 0 : line.sliced(space + 1).first(qMin(3, line.size() - space - 1)).toInt();
    } else if (line.isEmpty()) {
        constexpr int firstFinal = 200;
        t.m_headDone = t.m_status >= firstFinal;
        if (t.m_headDone)
            t.news();
    } else if (const qsizetype colon = line.indexOf(':'); colon > 0) {
        t.m_headers.append(QLatin1StringView(line.first(colon)), line.sliced(colon + 1).trimmed());
    }
    return size * count;
}

size_t CurlTransfer::takeBody(char *bytes, size_t size, size_t count, void *self)
{
    CurlTransfer &t = transferOf(self);
    t.m_bytes.append(bytes, qsizetype(size * count));
    t.news();
    return size * count;
}

/// libcurl's chatter is the one way to see the request's headers as they go out. All that it would tell
/// before and after them is not worth its time.
int CurlTransfer::aboutToSend(void *self, char *, char *, int, int)
{
    transferOf(self).set(CURLOPT_VERBOSE, 1L);
    return CURL_PREREQFUNC_OK;
}

int CurlTransfer::hear(CURL *, curl_infotype type, char *bytes, size_t size, void *self)
{
    if (type == CURLINFO_HEADER_OUT)
        transferOf(self).takeSent({bytes, qsizetype(size)});
    return 0;
}

/// The head of the request, perhaps in pieces. It is read when it is asked for: the request is not out yet.
void CurlTransfer::takeSent(QByteArrayView bytes)
{
    m_sent = true;
    news();
    if (m_sentHead.endsWith("\r\n\r\n")) // once more, to a proxy that wanted other words
        m_sentHead.clear();
    m_sentHead += bytes;
    if (m_sentHead.endsWith("\r\n\r\n"))
        set(CURLOPT_VERBOSE, 0L);
}

QByteArray CurlTransfer::sentVersion() const
{
    const QByteArrayView line = QByteArrayView(m_sentHead).first(qMax(m_sentHead.indexOf('\r'), 0));
    return line.sliced(line.lastIndexOf('/') + 1).toByteArray();
}

QHttpHeaders CurlTransfer::sentHeaders() const
{
    const bool http2 = sentVersion() == "2";
    QHttpHeaders headers;
    const QList<QByteArray> lines = m_sentHead.trimmed().split('\n');
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        // HTTP/2 has a pseudo header for it.
        if (colon > 0 && !(http2 && line.first(colon).toLower() == "host"))
            headers.append(QLatin1StringView(line.first(colon)), line.sliced(colon + 1).trimmed());
    }
    return headers;
}

curl_socket_t CurlTransfer::openSocket(void *self, curlsocktype, curl_sockaddr *address)
{
    const int opened = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    Attempt attempt{opened, {}, socklen_t(qMin(size_t(address->addrlen), sizeof(sockaddr_storage)))};
    std::memcpy(&attempt.address, &address->addr, attempt.length);
    transferOf(self).m_attempts.push_back(attempt);
    return opened < 0 ? CURL_SOCKET_BAD : opened;
}

// --- what became of it
// ------------------------------------------------------------------------------------------------

QString CurlTransfer::words() const
{
    return QString::fromUtf8(m_error[0] ? m_error.data() : curl_easy_strerror(m_result.value_or(CURLE_OK)));
}

long CurlTransfer::osError() const
{
    long error = 0;
    curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &error);
    return error;
}

CURLproxycode CurlTransfer::proxyError() const
{
    long error = CURLPX_OK;
    curl_easy_getinfo(m_easy, CURLINFO_PROXY_ERROR, &error);
    return CURLproxycode(error);
}

microseconds CurlTransfer::timeOf(CURLINFO what) const
{
    curl_off_t since = 0; // the start
    curl_easy_getinfo(m_easy, what, &since);
    return microseconds(since);
}

/// The socket may have been closed since, and its number be another's: only a peer of the same address
/// counts.
bool CurlTransfer::isStanding(const Attempt &attempt) const
{
    sockaddr_storage peer = {};
    socklen_t length = sizeof peer;
    return ::getpeername(attempt.socket, reinterpret_cast<sockaddr *>(&peer), &length) == 0 &&
           std::memcmp(&peer, &attempt.address, attempt.length) == 0;
}

static bool isTlsFailure(std::optional<CURLcode> code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR;
}

static QString addressText(const sockaddr_storage &address)
{
    const QHostAddress host(reinterpret_cast<const sockaddr *>(&address));
    // The port stands at the same place in both families.
    const auto port = reinterpret_cast<const sockaddr_in &>(address).sin_port;
    return (host.protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]:%2"_s : u"%1:%2"_s)
        .arg(host.toString())
        .arg(qFromBigEndian(port));
}

HttpSteps CurlTransfer::steps() const
{
    const microseconds resolved = timeOf(CURLINFO_NAMELOOKUP_TIME_T);
    const microseconds connected = timeOf(CURLINFO_CONNECT_TIME_T);
    const microseconds secured = timeOf(CURLINFO_APPCONNECT_TIME_T);
    HttpSteps steps;
    steps.sent = m_sent;
    steps.proxied = m_proxied;
    steps.secured = m_https && (m_sent || (secured.count() > 0 && !isTlsFailure(m_result)));
    steps.connected = m_sent || steps.secured || connected.count() > 0 || m_stood || isTlsFailure(m_result);
    steps.resolved = steps.connected || !m_attempts.empty();
    if (steps.resolved)
        steps.resolveTime = resolved;
    if (steps.connected)
        steps.connectTime = qMax(connected - resolved, microseconds(0));
    if (steps.secured)
        steps.secureTime = qMax(secured - connected, microseconds(0));
    const char *ip = nullptr;
    long port = 0;
    curl_easy_getinfo(m_easy, CURLINFO_PRIMARY_IP, &ip);
    curl_easy_getinfo(m_easy, CURLINFO_PRIMARY_PORT, &port);
    if (ip && *ip)
        steps.address =
            (std::strchr(ip, ':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(QLatin1StringView(ip)).arg(port);
    else if (!m_attempts.empty())
        steps.address = addressText(m_attempts.back().address);
    return steps;
}

} // namespace Crossroads
