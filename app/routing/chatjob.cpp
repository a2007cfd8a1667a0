// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/chatjob.h"

#include "app/core/logging.h"
#include "app/core/numbers.h"
#include "app/http/httpclient.h"

namespace Crossroads {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

// How long nothing may come after a finish reason: text, usage and the end mark do, but some vendors never
// send one.
static constexpr milliseconds afterFinishGrace{2'000};
// A wait for the first token is told to be one with signs of life from then on.
static constexpr milliseconds worthTelling{1'000};

ChatJob::ChatJob(HttpClient &http, Candidate candidate, ChatRequest request, Timeouts timeouts, Tap tap,
                 QObject *parent)
    : QObject(parent), m_http(http), m_candidate(std::move(candidate)), m_request(std::move(request)),
      m_timeouts(timeouts), m_tap(std::move(tap)), m_adapter(adapterFor(m_candidate.vendor.wire))
{
    m_timeouts.alive = qMax(m_timeouts.alive, qMax(m_timeouts.firstToken, m_timeouts.idle));
    for (QTimer *timer : {&m_firstToken, &m_idle, &m_afterFinish})
        timer->setSingleShot(true);
    connect(&m_firstToken, &QTimer::timeout, this, &ChatJob::lookForToken);
    connect(&m_idle, &QTimer::timeout, this, &ChatJob::lookForPiece);
    connect(&m_afterFinish, &QTimer::timeout, this, &ChatJob::lookForRest);
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
            [this](const std::optional<Error> &transport) { finish(transport); });
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
    m_sinceStart.start();
    m_firstToken.start(m_timeouts.firstToken);
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

/// Lets the rest of the body (the final chunk) through, so that the connection can be used again.
void ChatJob::linger(HttpExchange *exchange)
{
    exchange->setParent(&m_http);
    connect(exchange, &HttpExchange::finished, exchange, &QObject::deleteLater);
    QTimer::singleShot(afterFinishGrace, exchange,
                       [exchange] { exchange->abort({ErrorKind::Cancelled, {}, {}, {}}); });
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

// --- waiting
// -------------------------------------------------------------------------------------------------

bool ChatJob::isAlive() const
{
    return !m_gotToken && !m_ended && m_sinceByte.isValid() &&
           m_sinceByte.durationElapsed() < m_timeouts.idle;
}

/// What is left of \p limit since \p clock was started.
static milliseconds left(milliseconds limit, const QElapsedTimer &clock)
{
    return limit - milliseconds(clock.elapsed());
}

/// The time for a silent provider's first token is over. One that shows life gets more: it may think, hold
/// the request in a queue, or pack its answer up, and would be paid for what nobody waits for.
void ChatJob::lookForToken()
{
    const milliseconds limit = m_sinceByte.isValid() ? m_timeouts.alive : m_timeouts.firstToken;
    milliseconds more = left(limit, m_sinceStart);
    if (m_sinceByte.isValid())
        more = qMin(more, left(m_timeouts.idle, m_sinceByte));
    if (more.count() > 0)
        m_firstToken.start(more);
    else if (m_decoder && m_decoder->sawFinishReason())
        finish(std::nullopt);
    else if (m_sinceByte.isValid() && m_sinceByte.durationElapsed() >= m_timeouts.idle)
        timedOut(tr("%1 sent no token, and for %2 s no sign of life.")
                     .arg(m_candidate.vendor.name, secondsIn(m_timeouts.idle)));
    else
        timedOut(tr("%1 sent no token within %2 s.").arg(m_candidate.vendor.name, secondsIn(limit)));
}

void ChatJob::lookForPiece()
{
    const milliseconds more = qMin(left(m_timeouts.idle, m_sinceByte), left(m_timeouts.alive, m_sincePiece));
    if (more.count() > 0)
        m_idle.start(more);
    else if (m_decoder && m_decoder->sawFinishReason())
        finish(std::nullopt);
    else if (left(m_timeouts.idle, m_sinceByte).count() <= 0)
        timedOut(tr("%1 stopped sending for %2 s.").arg(m_candidate.vendor.name, secondsIn(m_timeouts.idle)));
    else
        timedOut(tr("%1 sent nothing but signs of life for %2 s.")
                     .arg(m_candidate.vendor.name, secondsIn(m_timeouts.alive)));
}

/// After a finish reason. Whatever comes is waited for; mere signs of life not longer than for a piece.
void ChatJob::lookForRest()
{
    if (!m_decoder->sawFinishReason())
        return; // the answer began anew
    const milliseconds most = qMax(m_timeouts.idle, afterFinishGrace);
    milliseconds more = left(afterFinishGrace, m_sinceByte);
    if (m_sincePiece.isValid())
        more = qMin(more, left(most, m_sincePiece));
    if (more.count() > 0)
        m_afterFinish.start(more);
    else
        finish(std::nullopt);
}

void ChatJob::timedOut(const QString &what)
{
    m_exchange->abort(Error{.kind = ErrorKind::Timeout,
                            .message = what,
                            .hint = tr("Try again, pick another model, or allow more time in Settings."),
                            .detail = {},
                            .maybeBilled = true});
}

// --- receiving
// -------------------------------------------------------------------------------------------------

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
    return std::holds_alternative<TextDelta>(event) || std::holds_alternative<RefusalDelta>(event) ||
           std::holds_alternative<ToolCallDelta>(event) || std::holds_alternative<ImageDelta>(event);
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
    m_sinceByte.start();
    const StreamEvents events = m_decoder->feed(bytes);
    pass(events);
    if (m_decoder->isFull())
        finish(std::nullopt, Rest::Unread);
    else if (m_decoder->sawEnd())
        finish(std::nullopt);
    else if (m_decoder->sawFinishReason() && !m_afterFinish.isActive())
        m_afterFinish.start(afterFinishGrace);
    else if (events.isEmpty() && !m_gotToken && !m_toldAlive &&
             m_sinceStart.durationElapsed() >= worthTelling) {
        m_toldAlive = true;
        Q_EMIT alive();
    }
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
    if (events.isEmpty())
        return;
    m_sincePiece = m_sinceByte;
    if (m_gotToken && !m_idle.isActive())
        m_idle.start(m_timeouts.idle);
}

void ChatJob::finish(const std::optional<Error> &transport, Rest rest)
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
    } else if (m_status >= 400 && !(transport && transport->kind == ErrorKind::Cancelled)) {
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
    if (HttpExchange *exchange = m_exchange) {
        m_exchange.clear();
        disconnect(exchange, nullptr, this, nullptr);
        if (rest == Rest::Unread)
            exchange->abort({ErrorKind::Cancelled, {}, {}, {}}); // who sends without end is not listened to
        if (rest == Rest::Unread || exchange->isFinished())
            exchange->deleteLater();
        else
            linger(exchange);
    }
    Q_EMIT ended();
}

} // namespace Crossroads
