// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/core/secret.h"
#include "app/http/httpclient.h"
#include "app/providers/vendors.h"

#include <QHttpHeaders>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <chrono>
#include <optional>

namespace Crossroads {

/// What a first request to a provider goes through, in this order.
enum class TestStep { Resolve, Connect, Secure, Accept, List };

/// One step of a provider's test, for people.
struct TestRow
{
    enum class State {
        Waiting,
        Running,
        Ok,
        Doubtful, ///< not as it should be, but it does not stand in the way
        Failed,
        Skipped ///< not reached, or nothing to do
    };
    TestStep step = TestStep::Resolve;
    State state = State::Waiting;
    QString sentence = {}; ///< what happened; empty while it waits
    QString hint = {};     ///< what to do about it; may be empty
    bool operator==(const TestRow &) const = default;
};
/// "Name", "Connection", "Encryption", "Key", "Models".
QString stepName(TestStep step);

/// The answer of a model list, judged: the rows of Accept and List.
struct AnswerVerdict
{
    TestRow accept;
    TestRow list;
    int models = 0;
};
AnswerVerdict judgeAnswer(const Vendor &vendor, bool keyGiven, int status, const QHttpHeaders &headers,
                          const QByteArray &body);

/// Tries a provider that is not kept yet: one request for its model list, told step by step. Has an HTTP
/// client of its own for it, because the draft may name another proxy than everybody's. Lives on the caller's
/// thread; the request runs there too and blocks nothing. Ends in exactly one finished(), queued, also after
/// cancel().
class ProviderTest : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        std::chrono::milliseconds connect{10'000};
        std::chrono::milliseconds total{20'000};
    };

    /// \param way the way out of this machine, with the provider's own proxy in it.
    explicit ProviderTest(const NetworkWay &way, QObject *parent = nullptr);
    ~ProviderTest() override;
    void setLimits(const Limits &limits) { m_limits = limits; }

    /// \param key may be empty. Nothing is kept of it beyond the test.
    void start(const Vendor &vendor, const Secret &key);
    void cancel();
    bool isRunning() const { return m_running; }
    const QList<TestRow> &rows() const { return m_rows; }
    const TestRow &row(TestStep step) const { return m_rows[int(step)]; }
    /// It came to the end, and no step failed.
    bool passed() const;
    /// How many models are listed there; only after a test that passed.
    int models() const { return m_models; }

Q_SIGNALS:
    void rowChanged(Crossroads::TestStep step);
    void finished();

private:
    void set(TestStep step, TestRow::State state, const QString &sentence, const QString &hint = {});
    void sent();
    void answered(const std::optional<Error> &error);
    void judge(int status, const QHttpHeaders &headers);
    void failedToReach(const Error &error);
    void tellReached(const HttpSteps &steps, const std::optional<Error> &error);
    void end();

    HttpClient m_http;
    Limits m_limits;
    Vendor m_vendor;
    Secret m_key; ///< while the test runs, so that no error shows it
    QList<TestRow> m_rows;
    QPointer<HttpExchange> m_exchange;
    QByteArray m_body;
    QTimer m_patience;
    int m_run = 0; ///< late answers of an earlier test are dropped
    int m_models = 0;
    bool m_running = false;
};

} // namespace Crossroads
