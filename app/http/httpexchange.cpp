// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpexchange.h"

#include "app/core/numbers.h"
#include "app/core/redact.h"
#include "app/http/contentdecoder.h"
#include "app/http/curltransfer.h"
#include "app/http/httpclient.h"

#include <QPointer>

#include <cerrno>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Known = QHttpHeaders::WellKnownHeader;

// Nothing that is kept of a body (AnswerLimits) needs more, framed token by token; a server that sends more
// is broken.
static constexpr qint64 mostBytes = 256 * 1024 * 1024;

static QString hostAndPort(const QUrl &url)
{
    return u"%1:%2"_s.arg(url.host()).arg(url.port(url.scheme() == "https"_L1 ? 443 : 80));
}

HttpExchange::HttpExchange(CurlMulti &multi, const HttpRequest &request, QObject *parent)
    : QObject(parent),
      m_transfer(std::make_unique<CurlTransfer>(multi, request, this, [this] { takeNews(); })),
      m_url(request.url)
{
    m_connectTimer.setSingleShot(true);
    m_connectTimer.setInterval(request.connectTimeout);
    connect(&m_connectTimer, &QTimer::timeout, this, [this] { abort(timeoutError()); });
}

HttpExchange::~HttpExchange() = default;

QHttpHeaders HttpExchange::sentHeaders() const
{
    return m_transfer->sentHeaders();
}

QByteArray HttpExchange::sentVersion() const
{
    return m_transfer->sentVersion();
}

HttpSteps HttpExchange::steps() const
{
    return m_transfer->steps();
}

void HttpExchange::start()
{
    if (std::exchange(m_started, true) || m_abortReason)
        return;
    m_connectTimer.start();
    if (m_route)
        m_transfer->start(*m_route);
}

void HttpExchange::setRoute(const CurlRoute &route)
{
    m_route = std::make_unique<CurlRoute>(route);
    if (m_started && !m_abortReason)
        m_transfer->start(*m_route);
}

void HttpExchange::abort(Error why)
{
    if (m_done || m_abortReason)
        return;
    const QPointer<HttpExchange> self(this);
    takeData(); // what has arrived
    if (!self || m_done || m_abortReason)
        return;
    m_sent = m_transfer->isSent();
    m_abortReason = std::move(why);
    m_connectTimer.stop();
    m_transfer->stop();
    QMetaObject::invokeMethod(this, &HttpExchange::end, Qt::QueuedConnection);
}

void HttpExchange::takeNews()
{
    const QPointer<HttpExchange> self(this);
    takeSent();
    if (self)
        takeData();
    if (!self || !m_transfer->result() || m_abortReason)
        return;
    endContent();
    if (self && !m_abortReason)
        end();
}

void HttpExchange::takeSent()
{
    if (m_sent || m_done || m_abortReason || !m_transfer->isSent())
        return;
    m_sent = true;
    m_connectTimer.stop();
    Q_EMIT connected();
}

void HttpExchange::takeHeaders()
{
    if (m_status || m_done || !m_transfer->status())
        return;
    m_status = m_transfer->status();
    m_headers = m_transfer->takeHeaders();
    m_content = std::make_shared<ContentDecoder>(m_headers.combinedValue(Known::ContentEncoding));
    Q_EMIT headersReceived();
}

void HttpExchange::takeData()
{
    if (m_done || m_abortReason)
        return;
    const QPointer<HttpExchange> self(this);
    takeHeaders();
    if (!self || m_abortReason)
        return;
    const QByteArray bytes = m_transfer->takeBytes();
    if (bytes.isEmpty())
        return;
    if (m_content && !m_content->isPlain())
        unpack(bytes);
    else
        handOut(bytes);
}

/// Whether there may be more of them.
bool HttpExchange::handOut(const QByteArray &bytes)
{
    const QPointer<HttpExchange> self(this);
    m_received += bytes.size();
    Q_EMIT dataReceived(bytes);
    if (self && m_received > mostBytes)
        abort({ErrorKind::Protocol,
               tr("%1 sent more than %2 MiB.").arg(hostAndPort(m_url)).arg(mostBytes / (1024 * 1024)),
               tr("Ask for a shorter answer."),
               {}});
    return self && !m_abortReason;
}

void HttpExchange::unpack(const QByteArray &bytes)
{
    const QPointer<HttpExchange> self(this);
    const auto content = m_content; // this may be destroyed by what it hands out
    const auto trouble =
        content->feed(bytes, [self](const QByteArray &out) { return self && self->handOut(out); });
    if (self && trouble != ContentDecoder::Trouble::None)
        abort(contentError());
}

/// What was too short to be judged is handed out, too.
void HttpExchange::endContent()
{
    if (!m_content || m_content->isPlain())
        return;
    const QPointer<HttpExchange> self(this);
    const auto content = m_content;
    const auto trouble =
        content->finish([self](const QByteArray &out) { return self && self->handOut(out); });
    if (self && trouble != ContentDecoder::Trouble::None)
        abort(contentError());
}

void HttpExchange::end()
{
    if (m_done)
        return;
    m_done = true;
    m_connectTimer.stop();
    Q_EMIT finished(outcome());
}

std::optional<Error> HttpExchange::outcome() const
{
    if (m_abortReason) {
        Error error = *m_abortReason;
        error.maybeBilled = error.maybeBilled || m_sent;
        return error;
    }
    const bool redirect = m_status >= 300 && m_status < 400 && m_status != 304;
    if (redirect) {
        const QUrl target =
            m_url.resolved(QUrl(QString::fromUtf8(m_headers.value(Known::Location)), QUrl::TolerantMode));
        return Error{.kind = ErrorKind::Protocol,
                     .message = tr("%1 sends us on to %2.").arg(hostAndPort(m_url), hostAndPort(target)),
                     .hint = tr("Your key was not sent there. If that is right, enter the new address."),
                     .detail = {},
                     .httpStatus = m_status};
    }
    // An HTTP error status is an answer, read from its body; only the transport's own failures are errors
    // here.
    if (m_transfer->result() != CURLE_OK)
        return transportError();
    if (!m_content || m_content->isWhole())
        return std::nullopt;
    return Error{.kind = ErrorKind::Network,
                 .message = tr("The connection to %1 closed before the end.").arg(hostAndPort(m_url)),
                 .hint = tr("What arrived is kept; you can try again."),
                 .detail =
                     tr("The packed body (%1) breaks off.").arg(QLatin1StringView(m_content->encodings())),
                 .httpStatus = m_status,
                 .maybeBilled = m_sent};
}

// --- errors
// ------------------------------------------------------------------------------------------------

namespace {
enum class Trouble { Refused, NoHost, Untrusted, Insecure, Closed, Proxy, Patience, Other };

/// What a proxy says of the host behind it.
Trouble proxyTrouble(const CurlTransfer &transfer)
{
    switch (transfer.proxyError()) {
    case CURLPX_REPLY_CONNECTION_REFUSED:
        return Trouble::Refused;
    case CURLPX_REPLY_HOST_UNREACHABLE:
        return Trouble::NoHost;
    default:
        return Trouble::Proxy;
    }
}

Trouble troubleOf(const CurlTransfer &transfer)
{
    const bool byProxy = transfer.isProxied() && !transfer.isSent();
    switch (*transfer.result()) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return Trouble::NoHost;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return proxyTrouble(transfer);
    case CURLE_COULDNT_CONNECT:
        if (byProxy)
            return Trouble::Proxy;
        return transfer.osError() == ECONNREFUSED ? Trouble::Refused : Trouble::Other;
    case CURLE_PEER_FAILED_VERIFICATION:
        return Trouble::Untrusted;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CLIENTCERT:
        return Trouble::Insecure;
    case CURLE_OPERATION_TIMEDOUT:
        return Trouble::Patience;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_FAIL_REWIND: // it would have sent the body again
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return byProxy ? Trouble::Proxy : Trouble::Closed;
    default:
        return Trouble::Other;
    }
}

/// Why a certificate is not trusted, without libcurl's preface.
QString reasonIn(const QString &words)
{
    const qsizetype colon = words.indexOf(": "_L1);
    return words.startsWith("SSL"_L1) && colon > 0 ? words.sliced(colon + 2) : words;
}
} // namespace

Error HttpExchange::contentError() const
{
    const QString host = hostAndPort(m_url);
    const auto coding =
        m_content->encodings().isEmpty() ? tr("not named") : QString::fromLatin1(m_content->encodings());
    Error error{.kind = ErrorKind::Protocol,
                .message = {},
                .hint = tr("Try again. If it stays, something between here and the provider packs what it "
                           "sends, though it was asked not to."),
                .detail = {},
                .httpStatus = m_status};
    switch (m_content->trouble()) {
    case ContentDecoder::Trouble::Unknown:
        error.message =
            tr("%1 sent its answer packed in a way that is not known here (%2).").arg(host, coding);
        break;
    case ContentDecoder::Trouble::TooLong:
        error.message = tr("%1 sent a packed answer that is longer than any real one.").arg(host);
        break;
    default:
        error.message = tr("%1 sent a packed answer that is damaged (%2).").arg(host, coding);
    }
    return error;
}

Error HttpExchange::timeoutError() const
{
    if (!m_route)
        return {ErrorKind::Timeout,
                tr("The system's proxy settings did not say within %1 s how to reach %2.")
                    .arg(secondsIn(m_connectTimer.intervalAsDuration()))
                    .arg(hostAndPort(m_url)),
                tr("Nothing was sent. Choose a proxy, or none, in Settings."),
                {}};
    return {ErrorKind::Timeout,
            tr("No connection to %1 within %2 s.")
                .arg(hostAndPort(m_url))
                .arg(secondsIn(m_connectTimer.intervalAsDuration())),
            tr("Check the network and the provider's address, or allow more time in Settings."),
            {}};
}

Error HttpExchange::transportError() const
{
    const QString host = hostAndPort(m_url);
    Error error{.kind = ErrorKind::Network,
                .message = tr("The connection to %1 failed.").arg(host),
                .hint = tr("Check the network and the provider's address, then try again."),
                .detail = redact(m_transfer->words()),
                .httpStatus = m_status,
                .retryAfter = {},
                .maybeBilled = m_sent};
    switch (troubleOf(*m_transfer)) {
    case Trouble::Refused:
        error.message = tr("%1 refuses the connection.").arg(host);
        error.hint = isLoopback(m_url) ? tr("Start the server, or check its port.")
                                       : tr("Check the provider's address and port.");
        break;
    case Trouble::NoHost:
        error.message = tr("There is no host called %1.").arg(m_url.host());
        error.hint = tr("Check the address and that this computer is online.");
        break;
    case Trouble::Untrusted:
    case Trouble::Insecure:
        error.kind = ErrorKind::Tls;
        error.message = troubleOf(*m_transfer) == Trouble::Untrusted
                            ? tr("The certificate of %1 is not trusted: %2").arg(host, reasonIn(error.detail))
                            : tr("No encrypted connection to %1.").arg(host);
        error.hint = tr("Nothing was sent. Check the address and this computer's date; "
                        "a company proxy may need its certificate installed.");
        break;
    case Trouble::Closed:
        error.message = m_status ? tr("The connection to %1 closed before the end.").arg(host)
                                 : tr("%1 closed the connection without an answer.").arg(host);
        error.hint = m_status
                         ? tr("What arrived is kept; you can try again.")
                         : tr("It was not sent again, so that it is not paid twice. Try again if you like.");
        break;
    case Trouble::Proxy:
        error.message = tr("The proxy does not let us through to %1.").arg(host);
        error.hint = tr("Check the system's proxy settings.");
        break;
    case Trouble::Patience:
        return timeoutError();
    case Trouble::Other:
        break;
    }
    return error;
}

} // namespace Crossroads
