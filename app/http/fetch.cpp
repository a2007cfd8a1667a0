// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/fetch.h"

#include "app/core/numbers.h"

#include <QCoreApplication>
#include <QPromise>
#include <QTimer>

namespace Crossroads {

namespace {
/// Gathers one exchange's body. A child of the exchange, so that it goes with it.
class Gatherer : public QObject
{
public:
    using Promise = QPromise<Result<HttpAnswer>>;

    Gatherer(HttpExchange *exchange, const FetchLimits &limits, std::shared_ptr<Promise> promise)
        : QObject(exchange), m_exchange(exchange), m_limits(limits), m_promise(std::move(promise))
    {
        connect(exchange, &HttpExchange::dataReceived, this, &Gatherer::take);
        connect(exchange, &HttpExchange::finished, this, &Gatherer::end);
        QTimer::singleShot(limits.total, this, [this] {
            m_exchange->abort({ErrorKind::Timeout,
                               QCoreApplication::translate("Http", "%1 s have passed without a whole answer.")
                                   .arg(secondsIn(m_limits.total)),
                               QCoreApplication::translate("Http", "Try again later."),
                               {}});
        });
    }

private:
    void take(const QByteArray &bytes)
    {
        m_answer.body.append(bytes);
        if (m_answer.body.size() <= m_limits.bytes || m_tooLong)
            return;
        m_tooLong = true;
        m_exchange->abort({ErrorKind::Protocol,
                           QCoreApplication::translate("Http", "The answer is longer than any real one."),
                           {},
                           {}});
    }

    void end(const std::optional<Error> &error)
    {
        m_answer.status = m_exchange->status();
        m_answer.headers = m_exchange->headers();
        m_promise->addResult(error ? Result<HttpAnswer>(std::unexpected(*error))
                                   : Result<HttpAnswer>(m_answer));
        m_promise->finish();
        m_exchange->deleteLater();
    }

    HttpExchange *m_exchange;
    FetchLimits m_limits;
    HttpAnswer m_answer;
    bool m_tooLong = false;
    std::shared_ptr<Promise> m_promise; // shared with the call until it is on the engine thread
};
} // namespace

QFuture<Result<HttpAnswer>> fetch(HttpClient &http, const HttpRequest &request, const FetchLimits &limits)
{
    const auto promise = std::make_shared<Gatherer::Promise>();
    promise->start();
    QMetaObject::invokeMethod(&http, [&http, request, limits, promise] {
        new Gatherer(http.send(request, &http), limits, promise); // belongs to its exchange
    });
    return promise->future();
}

} // namespace Crossroads
