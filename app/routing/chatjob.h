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
        std::chrono::milliseconds firstToken; ///< from send to the first token; comments do not restart it
        std::chrono::milliseconds idle;       ///< between two pieces of the answer
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

Q_SIGNALS:
    void connected(); ///< the request is on its way
    void arrived(const Crossroads::StreamEvent &event);
    void ended();

private:
    void takeHeaders();
    void takeData(const QByteArray &bytes);
    enum class Rest { Read, Unread }; ///< of the body: let through, or the connection is closed
    void takeEnd(const std::optional<Error> &transport, Rest rest = Rest::Read);
    void pass(const StreamEvents &events);
    void end(Rest rest);
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
    QTimer m_firstToken;
    QTimer m_idle;
    QElapsedTimer m_sincePiece;
    QTimer m_afterFinish;
    QByteArray m_errorBody;
    QHttpHeaders m_headers;
    int m_status = 0;
    bool m_sent = false;
    bool m_gotToken = false;
    bool m_ended = false;
};

} // namespace Crossroads
