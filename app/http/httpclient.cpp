// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"

#include "app/core/logging.h"
#include "app/core/redact.h"

#include <QHostAddress>
#include <QHttp1Configuration>
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QTimer>

namespace Crossroads {

using namespace Qt::StringLiterals;

// No answer that a person reads is this long; a server that sends more is broken.
static constexpr qint64 mostBytes = 512 * 1024 * 1024;
// One host serves a lineup of 16 lanes, several times over.
static constexpr int connectionsPerHost = 64;

namespace {
/// A request body that can be read once. Qt 6.8 sends a POST again, silently, when an HTTP/1.1 server closes
/// without answering; it can not where the body refuses to start over, and then reports ContentReSendError.
class SentOnceBody : public QIODevice
{
public:
    SentOnceBody(QByteArray bytes, QObject *parent) : QIODevice(parent), m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }
    bool atEnd() const override { return m_at >= m_bytes.size(); }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        const qint64 count = qMin(most, qint64(m_bytes.size() - m_at));
        if (count <= 0)
            return -1;
        memcpy(to, m_bytes.constData() + m_at, size_t(count));
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

bool isLoopback(const QUrl &url)
{
    return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
}

/// Nothing for "system"; a proxy of type DefaultProxy for a text that is none.
std::optional<QNetworkProxy> proxyFrom(const QString &text)
{
    if (text == "system"_L1 || text.isEmpty())
        return std::nullopt;
    if (text == "none"_L1)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(text, QUrl::StrictMode);
    const bool http = url.scheme() == "http"_L1;
    if (!url.isValid() || url.host().isEmpty() || (!http && url.scheme() != "socks5"_L1))
        return QNetworkProxy(QNetworkProxy::DefaultProxy);
    constexpr int usualHttp = 8080, usualSocks = 1080;
    return QNetworkProxy(http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, url.host(),
                         quint16(url.port(http ? usualHttp : usualSocks)));
}

/// The chosen proxy, else the system's, for the world; none for this machine.
class ProxyFactory : public QNetworkProxyFactory
{
public:
    explicit ProxyFactory(const NetworkWay &way) : m_way(way) {}
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QString host = query.url().isEmpty() ? query.peerHostName() : query.url().host();
        const auto own = m_way.proxyByHost.constFind(host);
        if (own != m_way.proxyByHost.cend()) {
            if (const auto proxy = proxyFrom(*own))
                return {*proxy};
        } else if (isLoopback(query.url()) || QHostAddress(query.peerHostName()).isLoopback()) {
            return {QNetworkProxy::NoProxy};
        } else if (const auto proxy = proxyFrom(m_way.proxy)) {
            return {*proxy};
        }
        return systemProxyForQuery(query);
    }

private:
    NetworkWay m_way;
};

QString hostAndPort(const QUrl &url)
{
    return u"%1:%2"_s.arg(url.host()).arg(url.port(url.scheme() == "https"_L1 ? 443 : 80));
}
} // namespace

HttpClient::HttpClient(QObject *parent)
    : QObject(parent), m_network(std::make_unique<QNetworkAccessManager>())
{
    m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network->setProxyFactory(new ProxyFactory({})); // the manager owns it
    m_network->setAutoDeleteReplies(false);
}

HttpClient::~HttpClient()
{
    // Exchanges that linger for the end of their bodies abort through the manager, so they go first.
    qDeleteAll(findChildren<HttpExchange *>(Qt::FindDirectChildrenOnly));
}

HttpExchange *HttpClient::send(const HttpRequest &request, QObject *parent)
{
    return new HttpExchange(*m_network, request, m_tls.get(), parent);
}

Result<void> checkProxy(const QString &text)
{
    const auto proxy = proxyFrom(text);
    if (proxy && proxy->type() == QNetworkProxy::DefaultProxy)
        return fail(ErrorKind::WrongUse, HttpClient::tr("\"%1\" is no proxy.").arg(text),
                    HttpClient::tr("Write system, none, http://HOST:PORT or socks5://HOST:PORT."));
    return {};
}

void HttpClient::setWay(const NetworkWay &way)
{
    m_network->setProxyFactory(new ProxyFactory(way)); // the manager owns it, and deletes the earlier one
    m_network->clearConnectionCache();
    m_tls.reset();
    QList<QSslCertificate> authorities;
    for (const QByteArray &pem : way.authorities) {
        const QList<QSslCertificate> found = QSslCertificate::fromData(pem, QSsl::Pem);
        if (found.isEmpty())
            qCWarning(lcHttp) << "a file of certificate authorities holds no certificate in PEM";
        authorities += found;
    }
    if (authorities.isEmpty())
        return;
    m_tls = std::make_unique<QSslConfiguration>(QSslConfiguration::defaultConfiguration());
    m_tls->addCaCertificates(authorities);
}

static QNetworkRequest networkRequest(const HttpRequest &request)
{
    QNetworkRequest network(request.url);
    QHttpHeaders headers = request.headers;
    using Known = QHttpHeaders::WellKnownHeader;
    if (!headers.contains(Known::AcceptEncoding))
        headers.append(Known::AcceptEncoding, "identity"); // compressed streams arrive in lumps
    if (!headers.contains(Known::UserAgent))
        headers.append(Known::UserAgent, "Crossroads/" CROSSROADS_VERSION);
    if (!request.body.isEmpty())
        headers.append(Known::ContentLength, QByteArray::number(request.body.size()));
    network.setHeaders(headers);
    using Attribute = QNetworkRequest::Attribute;
    network.setAttribute(Attribute::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    network.setAttribute(Attribute::DoNotBufferUploadDataAttribute, true);
    network.setAttribute(Attribute::CookieLoadControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(Attribute::CookieSaveControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(Attribute::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    network.setAttribute(Attribute::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    network.setAttribute(Attribute::CacheSaveControlAttribute, false);
    QHttp1Configuration http1;
    http1.setNumberOfConnectionsPerHost(connectionsPerHost);
    network.setHttp1Configuration(http1);
    return network;
}

HttpExchange::HttpExchange(QNetworkAccessManager &network, const HttpRequest &request,
                           const QSslConfiguration *tls, QObject *parent)
    : QObject(parent), m_connectTimer(new QTimer(this)), m_url(request.url)
{
    QIODevice *body = request.body.isEmpty() ? nullptr : new SentOnceBody(request.body, this);
    QNetworkRequest outgoing = networkRequest(request);
    if (tls)
        outgoing.setSslConfiguration(*tls);
    m_reply = network.sendCustomRequest(outgoing, request.method, body);
    m_reply->setParent(this);
    m_connectTimer->setSingleShot(true);
    m_connectTimer->start(request.connectTimeout);
    connect(m_connectTimer, &QTimer::timeout, this, [this, limit = request.connectTimeout] {
        abort({ErrorKind::Timeout,
               tr("No connection to %1 within %2 s.")
                   .arg(hostAndPort(m_url))
                   .arg(double(limit.count()) / 1000.0),
               tr("Check the network and the provider's address, or allow more time in Settings."),
               {}});
    });
    // Queued, so that nothing is delivered from inside send() or abort().
    connect(
        m_reply, &QNetworkReply::requestSent, this,
        [this] {
            m_sent = true;
            m_connectTimer->stop();
            if (!m_done)
                Q_EMIT connected();
        },
        Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpExchange::takeHeaders, Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpExchange::takeData, Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        QStringList reasons;
        for (const QSslError &error : errors)
            reasons.append(error.errorString());
        reasons.removeDuplicates();
        m_tlsReasons = reasons.join(u"; "_s);
    });
    connect(m_reply, &QNetworkReply::finished, this, &HttpExchange::end, Qt::QueuedConnection);
}

HttpExchange::~HttpExchange()
{
    if (m_reply) {
        disconnect(m_reply, nullptr, this, nullptr);
        m_reply->abort();
    }
}

void HttpExchange::abort(Error why)
{
    if (m_done || m_abortReason)
        return;
    takeData(); // bytes that have arrived would be lost with the reply
    m_abortReason = std::move(why);
    m_reply->abort();
}

void HttpExchange::takeHeaders()
{
    if (m_status || m_done)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (!status)
        return;
    m_connectTimer->stop();
    m_status = status;
    m_headers = m_reply->headers();
    Q_EMIT headersReceived();
}

void HttpExchange::takeData()
{
    if (m_done || m_abortReason || !m_reply->isOpen())
        return;
    takeHeaders();
    const QByteArray bytes = m_reply->readAll();
    if (bytes.isEmpty())
        return;
    m_received += bytes.size();
    Q_EMIT dataReceived(bytes);
    if (m_received > mostBytes)
        abort({ErrorKind::Protocol,
               tr("%1 sent more than 512 MiB.").arg(hostAndPort(m_url)),
               tr("Ask for a shorter answer."),
               {}});
}

void HttpExchange::end()
{
    if (m_done)
        return;
    takeData();
    takeHeaders();
    m_connectTimer->stop();
    m_done = true;
    if (m_abortReason) {
        m_abortReason->maybeBilled = m_abortReason->maybeBilled || m_sent;
        Q_EMIT finished(m_abortReason);
        return;
    }
    const bool redirect = m_status >= 300 && m_status < 400 && m_status != 304;
    if (redirect) {
        const QUrl target = m_url.resolved(m_reply->header(QNetworkRequest::LocationHeader).toUrl());
        Q_EMIT finished(
            Error{.kind = ErrorKind::Protocol,
                  .message = tr("%1 sends us on to %2.").arg(hostAndPort(m_url), hostAndPort(target)),
                  .hint = tr("Your key was not sent there. If that is right, enter the new address."),
                  .detail = {},
                  .httpStatus = m_status});
        return;
    }
    // An HTTP error status is an answer, read from its body; only the transport's own failures are errors
    // here.
    const auto code = m_reply->error();
    const bool transport =
        code != QNetworkReply::NoError && (m_status < 400 || code == QNetworkReply::RemoteHostClosedError);
    Q_EMIT finished(transport ? std::optional(transportError()) : std::nullopt);
}

Error HttpExchange::transportError() const
{
    const QString host = hostAndPort(m_url);
    Error error{.kind = ErrorKind::Network,
                .message = {},
                .hint = tr("Check the network and the provider's address, then try again."),
                .detail = redact(m_reply->errorString()),
                .httpStatus = m_status,
                .retryAfter = {},
                .maybeBilled = m_sent};
    switch (m_reply->error()) {
    case QNetworkReply::ConnectionRefusedError:
        error.message = tr("%1 refuses the connection.").arg(host);
        error.hint = isLoopback(m_url) ? tr("Start the server, or check its port.")
                                       : tr("Check the provider's address and port.");
        error.maybeBilled = false;
        break;
    case QNetworkReply::HostNotFoundError:
        error.message = tr("There is no host called %1.").arg(m_url.host());
        error.hint = tr("Check the address and that this computer is online.");
        error.maybeBilled = false;
        break;
    case QNetworkReply::SslHandshakeFailedError:
        error.kind = ErrorKind::Tls;
        error.message = m_tlsReasons.isEmpty()
                            ? tr("No encrypted connection to %1.").arg(host)
                            : tr("The certificate of %1 is not trusted: %2").arg(host, m_tlsReasons);
        error.hint = tr("Nothing was sent. Check the address and this computer's date; "
                        "a company proxy may need its certificate installed.");
        error.maybeBilled = false;
        break;
    case QNetworkReply::ContentReSendError:
        error.message = tr("%1 closed the connection without an answer.").arg(host);
        error.hint = tr("It was not sent again, so that it is not paid twice. Try again if you like.");
        error.maybeBilled = true;
        break;
    case QNetworkReply::RemoteHostClosedError:
        error.message = m_status ? tr("The connection to %1 closed before the end.").arg(host)
                                 : tr("%1 closed the connection without an answer.").arg(host);
        error.hint = m_status
                         ? tr("What arrived is kept; you can try again.")
                         : tr("It was not sent again, so that it is not paid twice. Try again if you like.");
        break;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        error.message = tr("The proxy does not let us through to %1.").arg(host);
        error.hint = tr("Check the system's proxy settings.");
        break;
    default:
        error.message = tr("The connection to %1 failed.").arg(host);
    }
    return error;
}

} // namespace Crossroads
