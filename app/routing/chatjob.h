// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"
#include "app/routing/plan.h"
#include "app/routing/wirelog.h"
#include "app/settings/settings.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace Crossroads {

class HttpClient;
class HttpExchange;

/// One attempt: one HTTP request to one offer with one key, from the connection to its end. Emits events in
/// order and ends with exactly one Finished or Failed, then ended(); all from the event loop, never from
/// inside start().
class ChatJob : public QObject
{
    Q_OBJECT

public:
    struct Timeouts
    {
        std::chrono::milliseconds connect;
        std::chrono::milliseconds firstToken; ///< from send to the first token of a provider that is silent
        std::chrono::milliseconds idle;       ///< without a byte: comments and pings count as life
        /// From send to the first token, and between two pieces of the answer, of a provider that shows life.
        std::chrono::milliseconds alive;
    };

    /// Where the exact request and response are kept for whoever asks to see them.
    struct Tap
    {
        WireLog *log = nullptr; ///< null: nowhere
        WireLog::Place place;
    };

    ChatJob(HttpClient &http, Candidate candidate, ChatRequest request, Timeouts timeouts, Tap tap,
            QObject *parent = nullptr);

    /// All of start() that sends nothing and tells nothing; start() does it where it was not done before.
    void prepare();
    void start();
    /// Ends with Failed of kind Cancelled; what has arrived stays.
    void stop();
    int httpStatus() const { return m_status; }
    /// Of the answer, once they have arrived.
    const QHttpHeaders &headers() const { return m_headers; }
    /// There is no token yet, but something else came within the idle limit: it works at the answer, and is
    /// most likely to be paid for it.
    bool isAlive() const;

Q_SIGNALS:
    void connected(); ///< the request is on its way
    void alive();     ///< isAlive(), told once where the first token has been waited for a while
    void arrived(const Crossroads::StreamEvent &event);
    void ended();

private:
    void takeHeaders();
    void takeData(const QByteArray &bytes);
    enum class Rest { Read, Unread }; ///< of the body: let through, or the connection is closed
    void pass(const StreamEvents &events);
    void lookForToken();
    void lookForPiece();
    void lookForRest();
    void finish(const std::optional<Error> &transport, Rest rest = Rest::Read);
    void end(Rest rest);
    void linger(HttpExchange *exchange);
    void refuse(const Error &error);
    void record(const WireRequest &wire);
    void timedOut(const QString &what);

    HttpClient &m_http;
    Candidate m_candidate;
    ChatRequest m_request;
    Timeouts m_timeouts;
    Tap m_tap;
    qint64 m_record = 0; ///< its number in the log
    const Adapter *m_adapter;
    std::optional<Result<WireRequest>> m_wire; ///< without the credential; until it is sent
    QUrl m_url;
    std::unique_ptr<AnswerDecoder> m_decoder; // absent: the answer is an error body
    QPointer<HttpExchange> m_exchange;
    // Not started anew by each piece, which is dear: they look back when they fire.
    QTimer m_firstToken;
    QTimer m_idle;
    QTimer m_afterFinish;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceByte;  ///< of the answer's body
    QElapsedTimer m_sincePiece; ///< of the answer itself
    QByteArray m_errorBody;
    QHttpHeaders m_headers;
    int m_status = 0;
    bool m_sent = false;
    bool m_gotToken = false;
    bool m_toldAlive = false;
    bool m_ended = false;
};

} // namespace Crossroads
