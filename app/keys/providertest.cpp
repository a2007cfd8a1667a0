// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/providertest.h"

#include "app/core/numbers.h"
#include "app/providers/adapter.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QPromise>
#include <QThreadPool>

namespace Crossroads {

using namespace Qt::StringLiterals;
using State = TestRow::State;

// No model list is this long; what sends more is something else.
static constexpr qsizetype mostBytes = 16 * 1024 * 1024;

QString stepName(TestStep step)
{
    switch (step) {
    case TestStep::Resolve:
        return ProviderTest::tr("Name");
    case TestStep::Connect:
        return ProviderTest::tr("Connection");
    case TestStep::Secure:
        return ProviderTest::tr("Encryption");
    case TestStep::Accept:
        return ProviderTest::tr("Key");
    case TestStep::List:
        return ProviderTest::tr("Models");
    }
    return {};
}

// --- the answer
// ----------------------------------------------------------------------------------------------

static QString addressHint(const Vendor &vendor)
{
    const QString base = vendor.baseUrl.toDisplayString();
    const bool versioned = vendor.baseUrl.path().contains("/v"_L1);
    switch (vendor.wire) {
    case Wire::OpenAi:
        return versioned ? ProviderTest::tr("Check the address, and that this server speaks OpenAI's format.")
                         : ProviderTest::tr("Perhaps the address is %1/v1.").arg(base);
    case Wire::Anthropic:
        return versioned
                   ? ProviderTest::tr("Check the address, and that this server speaks Anthropic's format.")
                   : ProviderTest::tr("Perhaps the address is %1/v1.").arg(base);
    case Wire::Gemini:
        return versioned ? ProviderTest::tr("Check the address, and that this server speaks Gemini's format.")
                         : ProviderTest::tr("Perhaps the address is %1/v1beta.").arg(base);
    case Wire::Ollama:
        break;
    }
    return ProviderTest::tr("Check the address, and that this server speaks Ollama's format.");
}

static bool isWebPage(const QHttpHeaders &headers, const QByteArray &body)
{
    const QByteArray type = headers.value(QHttpHeaders::WellKnownHeader::ContentType).toByteArray().toLower();
    return type.startsWith("text/html") || body.trimmed().startsWith('<');
}

static TestRow judgeList(const Vendor &vendor, const QHttpHeaders &headers, const QByteArray &body,
                         int &models)
{
    const auto page = adapterFor(vendor.wire)->readModels(vendor, body);
    if (!page) {
        const bool web = isWebPage(headers, body);
        return {
            TestStep::List, State::Failed,
            web ? ProviderTest::tr("A web page answers there, not a list of models.")
                : ProviderTest::tr("The answer is no list of models in this format."),
            web ? ProviderTest::tr("%1 A network's sign-in page can do that, too.").arg(addressHint(vendor))
                : addressHint(vendor)};
    }
    models = int(page->models.size());
    if (models == 0)
        return {
            TestStep::List, State::Doubtful, ProviderTest::tr("The list of models is empty."),
            ProviderTest::tr("A model can be called by its name all the same: %1/MODEL.").arg(vendor.slug)};
    const QString first = page->models.first().id;
    if (!page->nextPath.isEmpty())
        return {TestStep::List, State::Ok,
                ProviderTest::tr("%Ln models and more, %1 among them.", nullptr, models).arg(first)};
    return {TestStep::List, State::Ok,
            ProviderTest::tr("%Ln models, %1 among them.", nullptr, models).arg(first)};
}

static TestRow acceptedRow(bool keyGiven, int status)
{
    // Some lists are given to everybody, so this is no proof that the key is good.
    return {TestStep::Accept, State::Ok,
            keyGiven ? ProviderTest::tr("The key was not refused (%1).").arg(status)
                     : ProviderTest::tr("No key is asked for (%1).").arg(status)};
}

static TestRow refusedRow(const Vendor &vendor, bool keyGiven, const Error &error)
{
    if (!keyGiven)
        return {TestStep::Accept, State::Failed,
                ProviderTest::tr("%1 wants a key (%2).").arg(vendor.baseUrl.host()).arg(error.httpStatus),
                ProviderTest::tr("Enter its key above.")};
    const bool unknown = error.kind == ErrorKind::Authentication;
    return {
        TestStep::Accept, State::Failed,
        unknown
            ? ProviderTest::tr("%1 refuses the key (%2).").arg(vendor.baseUrl.host()).arg(error.httpStatus)
            : ProviderTest::tr("The key may not list models (%1).").arg(error.httpStatus),
        unknown ? ProviderTest::tr("Check that it was copied whole, and that it is of this provider.")
                : error.message};
}

AnswerVerdict judgeAnswer(const Vendor &vendor, bool keyGiven, int status, const QHttpHeaders &headers,
                          const QByteArray &body)
{
    const TestRow notReached{TestStep::List, State::Skipped, ProviderTest::tr("Not asked.")};
    if (status >= 200 && status < 300) {
        AnswerVerdict verdict{acceptedRow(keyGiven, status), notReached};
        verdict.list = judgeList(vendor, headers, body, verdict.models);
        return verdict;
    }
    Error error = adapterFor(vendor.wire)->errorFrom(vendor, status, headers, body);
    error.httpStatus = status;
    switch (error.kind) {
    case ErrorKind::Authentication:
    case ErrorKind::Permission:
        return {refusedRow(vendor, keyGiven, error), notReached};
    case ErrorKind::Payment:
    case ErrorKind::RateLimited:
        return {acceptedRow(keyGiven, status), {TestStep::List, State::Doubtful, error.message, error.hint}};
    default:
        break;
    }
    const TestRow untold{TestStep::Accept, State::Skipped,
                         ProviderTest::tr("Not told: it answers %1.").arg(status)};
    if (status == 404 || status == 405)
        return {untold,
                {TestStep::List, State::Failed,
                 ProviderTest::tr("There is no list of models at that address (%1).").arg(status),
                 addressHint(vendor)}};
    return {untold, {TestStep::List, State::Failed, error.message, error.hint}};
}

// --- the test
// ------------------------------------------------------------------------------------------------

ProviderTest::ProviderTest(const NetworkWay &way, QObject *parent) : QObject(parent)
{
    m_http.setWay(way);
    for (const TestStep step :
         {TestStep::Resolve, TestStep::Connect, TestStep::Secure, TestStep::Accept, TestStep::List})
        m_rows.append({.step = step});
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_exchange)
            m_exchange->abort({ErrorKind::Timeout,
                               tr("No whole answer within %1 s.").arg(secondsIn(m_limits.total)),
                               tr("It may be busy, or something in between holds it back."),
                               {}});
    });
}

ProviderTest::~ProviderTest()
{
    delete m_exchange; // before the client says that it ended
}

bool ProviderTest::passed() const
{
    const State last = row(TestStep::List).state;
    return !m_running && (last == State::Ok || last == State::Doubtful);
}

void ProviderTest::set(TestStep step, State state, const QString &sentence, const QString &hint)
{
    const TestRow row{step, state, sentence, hint};
    if (m_rows[int(step)] == row)
        return;
    m_rows[int(step)] = row;
    Q_EMIT rowChanged(step);
}

static bool isHere(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

void ProviderTest::start(const Vendor &vendor, const Secret &key)
{
    if (m_running)
        return;
    m_vendor = vendor;
    m_key = key;
    m_running = true;
    m_models = 0;
    m_body.clear();
    ++m_run;
    for (const TestRow &row : QList<TestRow>(m_rows))
        set(row.step, State::Waiting, {});
    set(TestStep::Resolve, State::Running, tr("Looking for %1…").arg(vendor.baseUrl.host()));
    HttpRequest request{.method = "GET",
                        .url = requestUrl(vendor, adapterFor(vendor.wire)->modelsPath(vendor)),
                        .headers = {},
                        .body = {},
                        .connectTimeout = m_limits.connect};
    request.headers.append(QHttpHeaders::WellKnownHeader::Accept, "application/json");
    addCredential(request.headers, vendor, key.expose());
    m_exchange = m_http.send(request, &m_http); // goes before its client does
    m_patience.start(m_limits.total);
    connect(m_exchange, &HttpExchange::connected, this, &ProviderTest::sent);
    connect(m_exchange, &HttpExchange::dataReceived, this, [this](const QByteArray &bytes) {
        m_body += bytes;
        if (m_body.size() > mostBytes && m_exchange)
            m_exchange->abort({ErrorKind::Protocol,
                               tr("The answer is longer than any list of models."),
                               addressHint(m_vendor),
                               {}});
    });
    connect(m_exchange, &HttpExchange::finished, this, &ProviderTest::answered);
}

void ProviderTest::cancel()
{
    if (m_running && m_exchange)
        m_exchange->abort({ErrorKind::Cancelled, tr("You stopped it."), {}, {}});
    else if (m_running) // a name is being looked up, or a list read
        failedToReach({ErrorKind::Cancelled, tr("You stopped it."), {}, {}});
}

void ProviderTest::sent()
{
    tellReached(m_exchange->steps(), std::nullopt);
    set(TestStep::Accept, State::Running, tr("Waiting for an answer…"));
}

/// " (12 ms)" where it took any time worth telling.
static QString took(std::chrono::microseconds time)
{
    const auto ms = std::chrono::round<std::chrono::milliseconds>(time).count();
    return ms > 0 ? ProviderTest::tr(" (%1 ms)").arg(ms) : QString();
}

/// The first three rows, as far as the request came.
void ProviderTest::tellReached(const HttpSteps &steps, const std::optional<Error> &error)
{
    const QUrl &url = m_vendor.baseUrl;
    const bool tls = url.scheme() == "https"_L1;
    bool failed = false;
    const auto tell = [&](TestStep step, bool ok, const QString &done) {
        if (ok && !failed)
            set(step, State::Ok, done);
        else if (!failed && error)
            set(step, State::Failed, error->message, error->hint);
        else
            set(step, State::Skipped, tr("Not reached."));
        failed |= !ok;
    };
    const QString host = steps.proxied ? tr("The proxy") : url.host();
    const bool isAddress = !steps.proxied && !QHostAddress(url.host()).isNull();
    tell(TestStep::Resolve, steps.resolved,
         isAddress ? tr("It is given by its address.")
         : steps.address.isEmpty()
             ? tr("%1 has an address%2.").arg(host, took(steps.resolveTime))
             : tr("%1 is at %2%3.").arg(host, steps.address.section(u':', 0, -2), took(steps.resolveTime)));
    tell(TestStep::Connect, steps.connected,
         steps.proxied
             ? tr("The proxy takes connections%1.").arg(took(steps.connectTime))
             : tr("Port %1 takes connections%2.").arg(url.port(tls ? 443 : 80)).arg(took(steps.connectTime)));
    tell(TestStep::Secure, tls ? steps.secured : steps.connected,
         tr("The certificate of %1 is trusted%2.").arg(url.host(), took(steps.secureTime)));
    if (steps.connected && !tls) {
        const bool here = isHere(url.host());
        set(TestStep::Secure, here ? State::Skipped : State::Doubtful,
            here ? tr("Not needed: it stays on this computer.") : tr("Not encrypted."),
            here ? QString() : tr("Use an https:// address where the server has one."));
    }
}

void ProviderTest::answered(const std::optional<Error> &error)
{
    m_patience.stop();
    const int status = m_exchange->status();
    const QHttpHeaders headers = m_exchange->headers();
    const HttpSteps steps = m_exchange->steps();
    m_exchange->deleteLater();
    m_exchange.clear();
    const bool stopped = error && error->kind == ErrorKind::Cancelled;
    if (!stopped)
        tellReached(steps, error && !steps.sent ? error : std::nullopt);
    if (error)
        failedToReach(*error);
    else
        judge(status, headers);
}

/// Aside: a list can be long.
void ProviderTest::judge(int status, const QHttpHeaders &headers)
{
    set(TestStep::List, State::Running, tr("Reading the list…"));
    const auto promise = std::make_shared<QPromise<AnswerVerdict>>(); // shared by the pool's thread and this
    promise->start();
    promise->future().then(this, [this, run = m_run](const AnswerVerdict &verdict) {
        if (run != m_run || !m_running)
            return;
        m_models = verdict.models;
        for (const TestRow &row : {verdict.accept, verdict.list})
            set(row.step, row.state, row.sentence, row.hint);
        end();
    });
    QThreadPool::globalInstance()->start([promise, vendor = m_vendor, given = !m_key.isEmpty(), status,
                                          headers, body = std::exchange(m_body, {})] {
        promise->addResult(judgeAnswer(vendor, given, status, headers, body));
        promise->finish();
    });
}

/// The step that was running failed with \p error; those behind it were not reached.
void ProviderTest::failedToReach(const Error &error)
{
    const bool stopped = error.kind == ErrorKind::Cancelled;
    const bool told = std::ranges::any_of(
        m_rows, [](const TestRow &row) { return row.state == State::Running || row.state == State::Failed; });
    if (!told && !stopped) // it stood, and broke before the request was on its way
        set(TestStep::Accept, State::Failed, error.message, error.hint);
    for (const TestRow &row : QList<TestRow>(m_rows)) {
        if (row.state == State::Running)
            set(row.step, stopped ? State::Skipped : State::Failed, error.message, error.hint);
        else if (row.state == State::Waiting)
            set(row.step, State::Skipped, tr("Not reached."));
    }
    end();
}

void ProviderTest::end()
{
    m_running = false;
    m_key = {};
    QMetaObject::invokeMethod(this, &ProviderTest::finished, Qt::QueuedConnection);
}

} // namespace Crossroads
