// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/chatjob.h"

#include "app/core/logging.h"
#include "app/http/httpclient.h"

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

// How long a finish reason may stay without its end mark: usage comes in between, and some vendors never send
// one.
static constexpr milliseconds afterFinishGrace{2'000};

ChatJob::ChatJob(HttpClient &http, Candidate candidate, ChatRequest request, Timeouts timeouts, Tap tap,
                 QObject *parent)
    : QObject(parent), m_http(http), m_candidate(std::move(candidate)), m_request(std::move(request)),
      m_timeouts(timeouts), m_tap(std::move(tap)), m_adapter(adapterFor(m_candidate.vendor.wire))
{
    for (QTimer *timer : {&m_firstToken, &m_idle, &m_afterFinish})
        timer->setSingleShot(true);
    m_firstToken.setInterval(m_timeouts.firstToken);
    m_idle.setInterval(m_timeouts.idle);
    m_afterFinish.setInterval(afterFinishGrace);
    connect(&m_firstToken, &QTimer::timeout, this, [this] {
        timedOut(tr("%1 sent no token within %2 s.")
                     .arg(m_candidate.vendor.name)
                     .arg(double(m_timeouts.firstToken.count()) / 1000.0));
    });
    connect(&m_idle, &QTimer::timeout, this, [this] {
        // Not started anew by each piece, which is dear: it looks back.
        const milliseconds left = m_timeouts.idle - milliseconds(m_sincePiece.elapsed());
        if (left.count() > 0) {
            m_idle.start(left);
            return;
        }
        timedOut(tr("%1 stopped sending for %2 s.")
                     .arg(m_candidate.vendor.name)
                     .arg(double(m_timeouts.idle.count()) / 1000.0));
    });
    connect(&m_afterFinish, &QTimer::timeout, this, [this] { takeEnd(std::nullopt); });
}

void ChatJob::prepare()
{
    m_wire = m_adapter->encode(m_request, m_candidate.vendor);
    if (!*m_wire)
        return;
    if (const auto sendable = checkKey(m_candidate.vendor, m_candidate.key.value.expose()); !sendable) {
        m_wire = std::unexpected(sendable.error());
        return;
    }
    WireRequest &wire = **m_wire;
    m_url = requestUrl(m_candidate.vendor, wire.path);
    for (const VendorHeader &extra : std::as_const(m_candidate.vendor.extraHeaders)) // to be shown, too
        wire.headers.replaceOrAppend(QLatin1StringView(extra.name), extra.value);
    QHttpHeaders headers = wire.headers;
    addCredential(headers, m_candidate.vendor, m_candidate.key.value.expose());
    m_exchange = m_http.prepare({.method = "POST",
                                 .url = m_url,
                                 .headers = std::move(headers),
                                 .body = wire.body,
                                 .connectTimeout = m_timeouts.connect},
                                this);
    connect(m_exchange, &HttpExchange::connected, this, [this] {
        m_sent = true;
        if (m_record)
            m_tap.log->takeSent(m_record, m_exchange->sentVersion(), m_exchange->sentHeaders());
        Q_EMIT connected();
    });
    connect(m_exchange, &HttpExchange::headersReceived, this, &ChatJob::takeHeaders);
    connect(m_exchange, &HttpExchange::dataReceived, this, &ChatJob::takeData);
    connect(m_exchange, &HttpExchange::finished, this,
            [this](const std::optional<Error> &transport) { takeEnd(transport); });
}

void ChatJob::start()
{
    if (!m_wire)
        prepare();
    const Result<WireRequest> encoded = *std::exchange(m_wire, std::nullopt);
    if (!encoded) {
        // Queued: no event from inside start().
        QMetaObject::invokeMethod(
            this, [this, error = encoded.error()] { refuse(error); }, Qt::QueuedConnection);
        return;
    }
    for (const QString &note : encoded->notes)
        Q_EMIT arrived(Noted{note});
    record(*encoded);
    m_exchange->start();
    m_firstToken.start();
}

void ChatJob::record(const WireRequest &wire)
{
    if (!m_tap.log)
        return;
    WireRecord record;
    record.provider = m_candidate.vendor.name;
    record.method = "POST";
    record.url = m_url;
    record.requestHeaders = wire.headers;
    record.requestBody = wire.body;
    record.keyEnv = m_candidate.vendor.keyEnv;
    if (!m_candidate.key.value.isEmpty()) {
        record.keyHeaders = credentialHeaders(m_candidate.vendor.auth);
        record.keyLastFour = m_candidate.key.value.lastFour();
    }
    m_record = m_tap.log->begin(m_tap.place, std::move(record));
}

/// Nothing was sent.
void ChatJob::refuse(const Error &error)
{
    if (m_ended)
        return;
    m_ended = true;
    Q_EMIT arrived(Failed{error});
    Q_EMIT ended();
}

void ChatJob::stop()
{
    if (!m_exchange)
        return;
    m_exchange->abort(Error{ErrorKind::Cancelled, tr("You stopped it."), {}, {}});
}

void ChatJob::timedOut(const QString &what)
{
    m_exchange->abort(Error{.kind = ErrorKind::Timeout,
                            .message = what,
                            .hint = tr("Try again, pick another model, or allow more time in Settings."),
                            .detail = {},
                            .maybeBilled = true});
}

void ChatJob::takeHeaders()
{
    m_status = m_exchange->status();
    m_headers = m_exchange->headers();
    if (m_record)
        m_tap.log->takeHead(m_record, m_status, m_headers);
    if (m_status >= 200 && m_status < 300)
        m_decoder = m_adapter->decoder(
            m_candidate.vendor,
            m_exchange->headers().value(QHttpHeaders::WellKnownHeader::ContentType).toByteArray().toLower());
}

static bool isToken(const StreamEvent &event)
{
    // A signature alone says nothing to anyone.
    if (const auto *reasoning = std::get_if<ReasoningDelta>(&event))
        return !reasoning->text.isEmpty() || reasoning->redacted;
    return std::holds_alternative<TextDelta>(event) ||
           std::holds_alternative<RefusalDelta>(event) || std::holds_alternative<ToolCallDelta>(event) ||
           std::holds_alternative<ImageDelta>(event);
}

void ChatJob::takeData(const QByteArray &bytes)
{
    if (m_ended)
        return;
    if (m_record)
        m_tap.log->append(m_record, bytes);
    if (!m_decoder) {
        constexpr qsizetype keptErrorBody = 256 * 1024;
        m_errorBody.append(bytes.first(qMin(bytes.size(), keptErrorBody - m_errorBody.size())));
        return;
    }
    pass(m_decoder->feed(bytes));
    if (m_decoder->isFull())
        takeEnd(std::nullopt, Rest::Unread);
    else if (m_decoder->sawEnd())
        takeEnd(std::nullopt);
    else if (m_decoder->sawFinishReason() && !m_afterFinish.isActive())
        m_afterFinish.start();
}

void ChatJob::pass(const StreamEvents &events)
{
    for (const StreamEvent &e : events) {
        if (isToken(e)) {
            m_gotToken = true;
            m_firstToken.stop();
        }
        Q_EMIT arrived(e);
    }
    // Only pieces of the answer count as progress: a server can send comments for ever.
    if (events.isEmpty() || !m_gotToken)
        return;
    m_sincePiece.start();
    if (!m_idle.isActive())
        m_idle.start(m_timeouts.idle);
}

void ChatJob::takeEnd(const std::optional<Error> &transport, Rest rest)
{
    if (m_ended)
        return;
    m_ended = true;
    for (QTimer *timer : {&m_firstToken, &m_idle, &m_afterFinish})
        timer->stop();
    const bool stopped =
        transport && (transport->kind == ErrorKind::Cancelled || transport->kind == ErrorKind::Timeout);
    if (m_decoder) {
        // After a finish reason nothing is missing but perhaps the usage, however the connection ended.
        const bool whole = m_decoder->sawFinishReason() && !stopped;
        pass(m_decoder->finish(whole ? std::nullopt : transport));
    } else if (m_status >= 400 && !stopped) {
        Q_EMIT arrived(
            Failed{m_adapter->errorFrom(m_candidate.vendor, m_status, m_exchange->headers(), m_errorBody)});
    } else {
        Q_EMIT arrived(Failed{transport.value_or(
            Error{.kind = ErrorKind::Protocol,
                  .message = tr("%1 closed the connection without an answer.").arg(m_candidate.vendor.name),
                  .hint = tr("Try again."),
                  .detail = {},
                  .maybeBilled = m_sent})});
    }
    m_idle.stop();
    end(rest);
}

void ChatJob::end(Rest rest)
{
    if (m_exchange && rest == Rest::Unread) {
        // Whoever sends without end is not listened to.
        disconnect(m_exchange, nullptr, this, nullptr);
        m_exchange->abort({ErrorKind::Cancelled, {}, {}, {}});
        m_exchange->deleteLater();
        m_exchange.clear();
    } else if (m_exchange) {
        // The rest of the body (the final chunk) is let through, so that the connection can be used again.
        disconnect(m_exchange, nullptr, this, nullptr);
        HttpExchange *exchange = m_exchange;
        exchange->setParent(&m_http);
        connect(exchange, &HttpExchange::finished, exchange, &QObject::deleteLater);
        QTimer::singleShot(afterFinishGrace, exchange,
                           [exchange] { exchange->abort({ErrorKind::Cancelled, {}, {}, {}}); });
        m_exchange.clear();
    }
    Q_EMIT ended();
}

} // namespace Crossroads
