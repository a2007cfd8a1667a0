// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"
#include "app/routing/chatjob.h"
#include "app/routing/router.h"
#include "app/storage/database.h"
#include "app/storage/store.h"
#include "tests/support/faultserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <malloc.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
QByteArray frame(const QByteArray &json)
{
    return FaultServer::chunk("data: " + json + "\n\n");
}
QByteArray text(const char *words)
{
    return frame("{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"" + QByteArray(words) +
                 "\"}}]}");
}
QByteArray finish()
{
    return frame("{\"id\":\"1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
}
QByteArray usage()
{
    return frame("{\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}");
}
QByteArray done()
{
    return frame("[DONE]") + FaultServer::chunk({});
}
QByteArray good()
{
    return FaultServer::streamHead() + text("fine") + finish() + usage() + done();
}
QByteArray complaint(int status, const QByteArray &code, const QByteArray &message = "no",
                     const QByteArray &more = {})
{
    return FaultServer::status(
        status, "{\"error\":{\"message\":\"" + message + "\",\"code\":\"" + code + "\"}}", more);
}

/// What the first provider does with a request.
struct Fault
{
    enum class Then { Open, Close, Reset };
    QByteArray answer;
    Then then = Then::Open;
};
} // namespace
Q_DECLARE_METATYPE(Fault)

/// Providers p1 (two keys), p2 (one) and p3 (keyless, with a longer context) offer a/b at rising prices; p2
/// offers c/d, too. Real sockets, a real store, the router between them.
class TestRouting : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    Clock m_clock;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<FaultServer> m_servers[3];
    std::function<void(int provider, QTcpSocket *, const QByteArray &request)> m_handler;
    std::unique_ptr<KeyHealth> m_keyHealth;
    std::unique_ptr<Router> m_router;
    Directory m_directory;
    QHash<QString, QList<Answer>> m_answers;

    static constexpr const char *strategies[] = {"price",   "balanced", "throughput",
                                                 "latency", "direct",   "order"};

    static Offer offer(const QString &provider, const char *price, qint64 context)
    {
        Offer one;
        one.provider = provider;
        one.providerModelId = u"m"_s;
        one.prices.input = Rate::perMillion(price);
        one.prices.output = Rate::perMillion(price);
        one.contextTokens = context;
        return one;
    }

    static Model model(const QString &id, const QList<Offer> &offers)
    {
        Model one;
        one.id = id;
        one.name = id;
        one.offers = offers;
        return one;
    }

    static ProviderKey key(const char *value)
    {
        return {.id = QString::fromLatin1(value), .label = {}, .fingerprint = {}, .value = Secret(value)};
    }

    static void respond(QTcpSocket *socket, const Fault &fault)
    {
        socket->write(fault.answer);
        socket->flush();
        if (fault.then == Fault::Then::Close)
            socket->disconnectFromHost();
        else if (fault.then == Fault::Then::Reset) {
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            socket->abort();
        }
    }

    void setUp(const Fault &fault)
    {
        m_handler = [fault](int provider, QTcpSocket *socket, const QByteArray &) {
            respond(socket, provider == 0 ? fault : Fault{good()});
        };
    }

    QString send(const RouteRules &rules, const std::function<void(RunRequest &)> &set = {})
    {
        RunRequest request;
        request.prompt = u"hello"_s;
        request.lineup = {u"p1/b"_s};
        request.rules = rules;
        request.seed = 1;
        if (set)
            set(request);
        const auto run = m_router->start(request);
        return run ? run->id : QString();
    }

    bool ended(const QString &run) const
    {
        const QList<Answer> answers = m_answers.value(run);
        return !answers.isEmpty() &&
               std::ranges::all_of(answers, [](const Answer &a) { return isEnded(a.state); });
    }

    Answer answer(const QString &run) const { return m_answers.value(run).value(0); }

    /// "p1/..1111 switched server, p2/..3333 answered"
    static QString route(const Answer &answer)
    {
        QStringList steps;
        for (const Attempt &attempt : answer.attempts) {
            QString step = attempt.provider;
            if (!attempt.keyLastFour.isEmpty())
                step += u'/' + attempt.keyLastFour;
            step += u' ' + outcomeName(attempt.outcome);
            if (attempt.errorKind)
                step += u' ' + errorKindName(*attempt.errorKind);
            steps.append(step);
        }
        return steps.join(u", "_s);
    }

    int requests() const
    {
        qsizetype count = 0;
        for (const auto &server : m_servers)
            count += server->requests().size();
        return int(count);
    }

    RouteRules rulesFor(const QString &strategy, quint64 &seed)
    {
        RouteRules rules;
        rules.sort = strategyFromName(strategy).value_or(Strategy::Balanced);
        if (strategy == "order"_L1)
            rules.order = {u"p1"_s, u"p2"_s, u"p3"_s};
        if (strategy == "throughput"_L1 || strategy == "latency"_L1) {
            for (int i = 0; i < 3; ++i)
                m_router->health().answered({u"p%1"_s.arg(i + 1), u"m"_s}, m_clock.wallMs(), 100 + 200 * i,
                                            90.0 - 20 * i);
        }
        for (seed = 1; strategy == "balanced"_L1; ++seed) {
            const auto plan = m_router->plan(u"p1/b"_s, rules, {}, seed);
            if (plan->candidates[0].vendor.slug == "p1"_L1 && plan->candidates[2].vendor.slug == "p2"_L1)
                break;
        }
        return rules;
    }

    /// The ledger's rows of a run: outcomes of its settled ones, in the order of their reservations.
    QStringList ledger(const QString &run)
    {
        QFuture<Result<void>> flushed = m_store->flush();
        flushed.waitForFinished();
        Database database;
        if (!database.open(m_folder.filePath(u"c.db"_s)))
            return {u"no database"_s};
        auto rows = database.run(
            u"SELECT coalesce(s.outcome, 'open'), coalesce(s.cost_pico, -1), coalesce(r.bound_pico, -1) FROM "
            u"ledger r "
            "LEFT JOIN ledger s ON s.reserved_id = r.id WHERE r.kind = 'reserved' AND r.run_id = ? ORDER BY r.id"_s,
            {run});
        QStringList outcomes;
        while (rows && rows->next()) {
            QString one = rows->value(0).toString();
            if (one == "may_be_billed"_L1 && rows->value(1) != rows->value(2))
                one += u" but not at its bound"_s;
            outcomes.append(one);
        }
        return outcomes;
    }

    /// Writes each piece when its turn comes, \p every after the one before.
    static void drip(QTcpSocket *socket, const QByteArrayList &pieces, milliseconds every)
    {
        auto *timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [socket, timer, pieces, at = 0]() mutable {
            if (at < pieces.size())
                socket->write(pieces[at++]);
            else
                timer->stop();
        });
        timer->start(every);
    }

    void patience(milliseconds firstToken, milliseconds idle, milliseconds alive)
    {
        Settings settings;
        settings.connectTimeout = milliseconds(400);
        settings.firstTokenTimeout = firstToken;
        settings.idleTimeout = idle;
        settings.aliveTimeout = alive;
        m_router->setSettings(settings);
    }

    /// Holds the writer of the database up until it is destroyed.
    class Lock
    {
    public:
        explicit Lock(const QString &path)
        {
            if (!m_database.open(path) || !m_database.run(u"BEGIN IMMEDIATE"_s))
                qFatal("no lock");
        }
        ~Lock() { (void)m_database.run(u"ROLLBACK"_s); }

    private:
        Database m_database;
    };

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<Store>(m_folder.filePath(u"c.db"_s));
        QFuture<Result<void>> opened = m_store->open();
        opened.waitForFinished();
        QVERIFY(opened.result());
        connect(m_store.get(), &Store::committed, this, [this](const QList<LaneUpdate> &updates) {
            for (const LaneUpdate &update : updates) {
                QList<Answer> &answers = m_answers[update.runId];
                if (answers.size() <= update.lane)
                    answers.resize(update.lane + 1);
                if (update.state == LaneState::Queued && !update.event)
                    answers[update.lane] = Answer();
                answers[update.lane].apply(update);
            }
        });
    }

    void init()
    {
        m_http = std::make_unique<HttpClient>();
        m_keyHealth = std::make_unique<KeyHealth>();
        Settings settings;
        settings.connectTimeout = milliseconds(400);
        settings.firstTokenTimeout = milliseconds(300);
        settings.idleTimeout = milliseconds(300);
        m_router = std::make_unique<Router>(*m_http, *m_store, m_clock, *m_keyHealth, settings);
        m_directory = {};
        for (int i = 0; i < 3; ++i) {
            m_servers[i] = std::make_unique<FaultServer>(
                [this, i](QTcpSocket *socket, const QByteArray &request) { m_handler(i, socket, request); });
            const QString slug = u"p%1"_s.arg(i + 1);
            Vendor vendor;
            vendor.slug = slug;
            vendor.name = slug.toUpper();
            vendor.baseUrl = m_servers[i]->url();
            vendor.keyOptional = i == 2;
            m_directory.vendors.insert(slug, vendor);
        }
        m_directory.keys[u"p1"_s] = {key("fake-key-p1-1111"), key("fake-key-p1-2222")};
        m_directory.keys[u"p2"_s] = {key("fake-key-p2-3333")};
        Catalog catalog;
        catalog.add(model(u"p1/b"_s, {offer(u"p1"_s, "1", 10'000), offer(u"p2"_s, "2", 10'000),
                                      offer(u"p3"_s, "3", 80'000)}));
        catalog.add(model(u"c/d"_s, {offer(u"p2"_s, "9", 80'000)}));
        m_directory.catalog = std::make_shared<const Catalog>(catalog);
        m_router->setDirectory(m_directory);
    }

    void cleanup()
    {
        m_router.reset();
        m_http.reset();
    }

    void faults_data()
    {
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<QString>("base"); // of p1 where its server is not reached; %1: its port
        QTest::addColumn<LaneState>("state");
        QTest::addColumn<QString>("expected"); // the route
        QTest::addColumn<QString>("books");    // the ledger's outcomes
        const QString second = u"p2/3333 answered"_s;
        for (const char *strategy : strategies) {
            const auto row = [&](const char *name, const Fault &fault, LaneState state,
                                 const QString &expected, const QString &books, const QString &base = {}) {
                QTest::addRow("%s: %s", strategy, name)
                    << QString::fromLatin1(strategy) << fault << base << state << expected << books;
            };
            const auto nextOffer = [&](const char *name, const Fault &fault, const QString &kind,
                                       bool perhapsBilled = false, const QString &base = {}) {
                row(name, fault, LaneState::Done, u"p1/1111 switched %1, "_s.arg(kind) + second,
                    (perhapsBilled ? u"may_be_billed"_s : u"switched"_s) + u" answered"_s, base);
            };
            const auto nextKey = [&](const char *name, const Fault &fault, const QString &kind) {
                row(name, fault, LaneState::Done,
                    u"p1/1111 switched %1, p1/2222 switched %1, "_s.arg(kind) + second,
                    u"switched switched answered"_s);
            };
            const QByteArray head = FaultServer::streamHead();
            const QByteArray role =
                frame("{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}");
            using Then = Fault::Then;
            // connecting
            nextOffer("nobody listens", {}, u"network"_s, false, u"http://127.0.0.1:1/v1"_s);
            nextOffer("no such host", {}, u"network"_s, false, u"http://no-such-host.invalid/v1"_s);
            nextOffer("the handshake is never answered", {}, u"timeout"_s, false,
                      u"https://127.0.0.1:%1/v1"_s);
            // headers
            nextOffer("closed unanswered", {{}, Then::Close}, u"network"_s, true);
            nextOffer("reset unanswered", {{}, Then::Reset}, u"network"_s, true);
            nextOffer("nothing comes", {}, u"timeout"_s, true);
            nextKey("a refused key", {complaint(401, "invalid_api_key")}, u"authentication"_s);
            nextKey("no credit", {complaint(402, "payment_required")}, u"payment"_s);
            nextKey("no permission", {complaint(403, "forbidden")}, u"permission"_s);
            nextOffer("no such model", {complaint(404, "model_not_found")}, u"not_found"_s);
            nextOffer("a time-out there", {complaint(408, "timeout")}, u"server"_s);
            nextOffer("a conflict", {complaint(409, "conflict")}, u"server"_s);
            nextKey("too many requests", {complaint(429, "rate_limit", "slow", "Retry-After: 20\r\n")},
                    u"rate_limited"_s);
            nextOffer("a server error", {complaint(500, "server_error")}, u"server"_s);
            nextOffer(
                "a bad gateway in HTML",
                {"HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html></html"},
                u"server"_s);
            nextOffer("no capacity", {complaint(503, "overloaded", "busy", "Retry-After: 20\r\n")},
                      u"overloaded"_s);
            nextOffer("overloaded", {complaint(529, "overloaded_error", "busy", "Retry-After: 20\r\n")},
                      u"overloaded"_s);
            nextOffer("blocked content", {complaint(400, "content_filter")}, u"content_blocked"_s);
            row("a prompt that is too long", {complaint(400, "context_length_exceeded")}, LaneState::Done,
                u"p1/1111 switched context_too_long, p3 answered"_s, u"switched answered"_s);
            row("an invalid request", {complaint(400, "bad_request")}, LaneState::Failed,
                u"p1/1111 failed invalid_request"_s, u"failed"_s);
            nextOffer("a redirect",
                      {"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"},
                      u"protocol"_s);
            // before the first token
            nextOffer("headers and a cut", {head, Then::Close}, u"network"_s, true);
            nextOffer("headers and nothing more", {head}, u"timeout"_s, true);
            nextOffer("an error in the stream",
                      {head + frame("{\"error\":{\"message\":\"boom\"}}") + FaultServer::chunk({})},
                      u"server"_s);
            nextOffer("a role and an error in the stream",
                      {head + role +
                       frame("{\"error\":{\"message\":\"busy\",\"code\":\"overloaded_error\"}}") +
                       FaultServer::chunk({})},
                      u"overloaded"_s);
            nextOffer(
                "an error body with status 200",
                {FaultServer::ok("application/json", R"({"error":{"message":"no","type":"server_error"}})")},
                u"server"_s);
            // what could not be read may have been an answer
            nextOffer("a sign-in page", {FaultServer::ok("text/html", "<html><title>Sign in</title></html>")},
                      u"protocol"_s, true);
            nextOffer("an empty stream", {head + FaultServer::chunk({})}, u"protocol"_s, true);
            // in the middle: nothing is switched, nothing is sent again
            const auto broken = [&](const char *name, const Fault &fault, const QString &kind) {
                row(name, fault, LaneState::Incomplete, u"p1/1111 incomplete "_s + kind, u"incomplete"_s);
            };
            broken("text and a cut", {head + text("half"), Then::Close}, u"network"_s);
            broken("text and a reset", {head + text("half"), Then::Reset}, u"network"_s);
            broken("half a frame and a cut", {head + text("half") + "60\r\ndata: {\"cho", Then::Close},
                   u"network"_s);
            broken("text and silence", {head + text("half")}, u"timeout"_s);
            broken(
                "text and an error",
                {head + text("half") + frame("{\"error\":{\"message\":\"boom\"}}") + FaultServer::chunk({})},
                u"server"_s);
            broken("text and a rate limit",
                   {head + text("half") + frame("{\"error\":{\"message\":\"slow\",\"code\":\"429\"}}") +
                    FaultServer::chunk({})},
                   u"rate_limited"_s);
            broken("text and an end without a mark", {head + text("half") + FaultServer::chunk({})},
                   u"protocol"_s);
            // at the end
            const auto whole = [&](const char *name, const Fault &fault) {
                row(name, fault, LaneState::Done, u"p1/1111 answered"_s, u"answered"_s);
            };
            whole("a whole answer", {good()});
            whole("a finish reason and a cut", {head + text("fine") + finish(), Then::Close});
            whole("an end mark and a cut", {head + text("fine") + finish() + frame("[DONE]"), Then::Close});
        }
    }
    void faults()
    {
        QFETCH(QString, strategy);
        QFETCH(Fault, fault);
        QFETCH(QString, base);
        QFETCH(LaneState, state);
        QFETCH(QString, expected);
        QFETCH(QString, books);
        setUp(fault);
        if (!base.isEmpty()) {
            m_directory.vendors[u"p1"_s].baseUrl =
                QUrl(base.contains(u"%1"_s) ? base.arg(m_servers[0]->port()) : base);
            m_router->setDirectory(m_directory);
        }
        quint64 seed = 1;
        const RouteRules rules = rulesFor(strategy, seed);
        const QString run = send(rules, [&](RunRequest &request) { request.seed = seed; });
        QTRY_VERIFY(ended(run));
        const Answer found = answer(run);
        QCOMPARE(route(found), expected);
        QCOMPARE(laneStateName(found.state), laneStateName(state));
        // Every attempt that reached a server reached it once.
        const auto sent = std::ranges::count_if(
            found.attempts, [&](const Attempt &a) { return base.isEmpty() || a.provider != "p1"_L1; });
        QCOMPARE(requests(), int(sent));
        QCOMPARE(ledger(run).join(u' '), books);
        QVERIFY(found.cost);
        if (state == LaneState::Done)
            QCOMPARE(found.text, u"fine"_s);
        for (const Attempt &attempt : found.attempts)
            QVERIFY(attempt.endedMs && !attempt.why.isEmpty());
    }

    void whenNobodyAnswersTheFallbackModelDoesAndSaysSo()
    {
        Catalog catalog = *m_directory.catalog;
        Offer last = offer(u"p2"_s, "9", 80'000);
        last.providerModelId = u"other"_s;
        catalog.add(model(u"e/f"_s, {last}));
        m_directory.catalog = std::make_shared<const Catalog>(catalog);
        m_router->setDirectory(m_directory);
        m_handler = [](int, QTcpSocket *socket, const QByteArray &request) {
            respond(socket,
                    {request.contains("\"model\":\"other\"") ? good() : complaint(500, "server_error")});
        };
        RouteRules rules;
        rules.sort = Strategy::Price;
        rules.fallbackModels = {u"e/f"_s};
        const QString run = send(rules);
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)),
                 u"p1/1111 switched server, p2/3333 switched server, p3 switched server, p2/3333 answered"_s);
        QVERIFY(answer(run).attempts.last().substitute);
        QVERIFY(!answer(run).attempts.first().substitute);
        QVERIFY(answer(run).notes.join(u' ').contains(u"in place of"_s));
        QCOMPARE(ledger(run).size(), 4);
    }

    void allFailingTellsTheLastReason()
    {
        m_handler = [](int, QTcpSocket *socket, const QByteArray &) {
            respond(socket, {complaint(500, "server_error")});
        };
        const QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).state, LaneState::Failed);
        QCOMPARE(route(answer(run)), u"p1/1111 switched server, p2/3333 switched server, p3 failed server"_s);
        QVERIFY(answer(run).error->message.startsWith(u"3 attempts failed"_s));
        QCOMPARE(answer(run).cost, Money{0});
    }

    void attemptsAreBounded()
    {
        m_handler = [](int, QTcpSocket *socket, const QByteArray &) {
            respond(socket, {complaint(500, "server_error")});
        };
        const QString run = send({.sort = Strategy::Price, .maxAttempts = 2});
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).attempts.size(), 2);
        QCOMPARE(requests(), 2);
    }

    void aShortWaitIsWaitedAndALongOneIsNot()
    {
        int asked = 0;
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            respond(socket, {++asked == 1 ? complaint(429, "rate_limit", "slow", "retry-after-ms: 300\r\n")
                                          : good()});
        };
        RouteRules rules;
        rules.only = {u"p3"_s};
        QString run = send(rules);
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p3 switched rate_limited, p3 answered"_s);
        QVERIFY(answer(run).attempts[1].startedMs - *answer(run).attempts[0].endedMs >= 290);
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            respond(socket, {complaint(429, "rate_limit", "slow", "Retry-After: 20\r\n")});
        };
        run = send(rules);
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p3 failed rate_limited"_s);
        QVERIFY(answer(run).error->hint.contains(u"20 s"_s));
    }

    void aParameterThatIsNotTakenIsLeftOutOnceWithANote()
    {
        m_handler = [](int, QTcpSocket *socket, const QByteArray &request) {
            const bool warm = request.contains("\"temperature\"");
            respond(socket,
                    {warm
                         ? complaint(400, "unsupported_parameter",
                                     "Unsupported parameter: 'temperature' is not supported with this model.")
                         : good()});
        };
        const QString run = send({.sort = Strategy::Price}, [](RunRequest &r) { r.temperature = 0.5; });
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/1111 switched invalid_request, p1/1111 answered"_s);
        QVERIFY(answer(run).notes.join(u' ').contains(u"temperature was left out"_s));
        QCOMPARE(requests(), 2);
    }

    void aStopIsNeverRetried_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("before an answer") << QByteArray();
        QTest::newRow("after the headers") << FaultServer::streamHead();
        QTest::newRow("in mid-answer") << FaultServer::streamHead() + text("half");
    }
    void aStopIsNeverRetried()
    {
        QFETCH(QByteArray, bytes);
        bool asked = false;
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            asked = true;
            respond(socket, {bytes});
        };
        const QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY(asked);
        if (bytes.contains("half"))
            QTRY_COMPARE(answer(run).text, u"half"_s);
        m_router->stopRun(run);
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).state, LaneState::Stopped);
        QCOMPARE(route(answer(run)), u"p1/1111 stopped cancelled"_s);
        QCOMPARE(requests(), 1);
    }

    void aStopWhileWaitingEndsTheWait()
    {
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            respond(socket, {complaint(429, "rate_limit", "slow", "Retry-After: 4\r\n")});
        };
        RouteRules rules;
        rules.only = {u"p3"_s};
        const QString run = send(rules);
        QTRY_VERIFY(!answer(run).attempts.isEmpty() && answer(run).attempts[0].endedMs);
        m_router->stopRun(run);
        QTRY_VERIFY_WITH_TIMEOUT(ended(run), 1'000);
        QCOMPARE(answer(run).state, LaneState::Stopped);
        QCOMPARE(requests(), 1);
    }

    void aKeyThatWasRefusedIsNotTriedByTheNextRun()
    {
        setUp({complaint(401, "invalid_api_key")});
        QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p2/3333 answered"_s);
    }

    void anOfferThatKeepsFailingIsAskedLast()
    {
        setUp({complaint(500, "server_error")});
        for (int i = 0; i < 3; ++i) {
            const QString run = send({.sort = Strategy::Price});
            QTRY_VERIFY(ended(run));
            QCOMPARE(answer(run).attempts.size(), 2);
        }
        const QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p2/3333 answered"_s);
    }

    void aLateFirstTokenIsHedgedAndTheLoserIsPaidFor()
    {
        for (int i = 0; i < 20; ++i)
            m_router->health().answered({u"p1"_s, u"m"_s}, m_clock.wallMs(), 40, 50.0);
        setUp({FaultServer::streamHead()}); // p1 never speaks
        RouteRules rules;
        rules.sort = Strategy::Price;
        rules.hedge = true;
        Settings settings;
        settings.firstTokenTimeout = std::chrono::seconds(20);
        m_router->setSettings(settings);
        const QString run = send(rules);
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/1111 gave_up cancelled, p2/3333 answered"_s);
        QCOMPARE(answer(run).text, u"fine"_s);
        QCOMPARE(answer(run).currentAttempt()->provider, u"p2"_s);
        QCOMPARE(ledger(run), QStringList({u"may_be_billed"_s, u"answered"_s}));
        QVERIFY(answer(run).attempts[0].maybeBilled);
        QCOMPARE(*answer(run).cost, *answer(run).attempts[0].cost + *answer(run).attempts[1].cost);
        QCOMPARE(answer(run).costState, CostState::Estimated);
        QTRY_COMPARE(m_servers[0]->openSockets(), 0); // the loser was hung up on
    }

    void aHedgeThatLosesIsCancelled()
    {
        for (int i = 0; i < 20; ++i)
            m_router->health().answered({u"p1"_s, u"m"_s}, m_clock.wallMs(), 40, 50.0);
        QTcpSocket *first = nullptr;
        m_handler = [&](int provider, QTcpSocket *socket, const QByteArray &) {
            if (provider == 0)
                first = socket;
            else
                respond(first, {good()}); // the second is on its way, and the first speaks
        };
        Settings settings;
        settings.firstTokenTimeout = std::chrono::seconds(20);
        m_router->setSettings(settings);
        const QString run = send({.sort = Strategy::Price, .hedge = true});
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/1111 answered, p2/3333 gave_up cancelled"_s);
        QCOMPARE(answer(run).currentAttempt()->provider, u"p1"_s);
    }

    // --- waiting

    void signsOfLifeAreWaitedForAndNothingIsPaidTwice_data()
    {
        QTest::addColumn<QByteArray>("sign");
        QTest::addColumn<bool>("inTheMiddle");
        for (const bool middle : {false, true}) {
            const auto row = [&](const char *name, const QByteArray &sign) {
                QTest::addRow("%s %s", name, middle ? "between tokens" : "before the first")
                    << FaultServer::chunk(sign) << middle;
            };
            row("comments", ": OPENROUTER PROCESSING\n\n");
            row("empty lines", "\n");
            row("pings", "event: ping\ndata: {\"type\":\"ping\"}\n\n");
            row("empty deltas", "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n");
            row("half a comment", ":");
        }
    }
    void signsOfLifeAreWaitedForAndNothingIsPaidTwice()
    {
        QFETCH(QByteArray, sign);
        QFETCH(bool, inTheMiddle);
        patience(milliseconds(500), milliseconds(500), std::chrono::seconds(30));
        for (int i = 0; i < 20; ++i)
            m_router->health().answered({u"p1"_s, u"m"_s}, m_clock.wallMs(), 40, 50.0);
        QByteArrayList pieces(18, sign);
        if (inTheMiddle)
            pieces.prepend(text("so "));
        pieces.append(FaultServer::chunk("\n\n") + text("fine") + finish() + usage() + done());
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead());
            drip(socket, pieces, milliseconds(100)); // longer than both limits and the usual first token
        };
        QStringList states;
        connect(m_store.get(), &Store::committed, m_router.get(), [&](const QList<LaneUpdate> &updates) {
            for (const LaneUpdate &update : updates)
                states.append(laneStateName(update.state));
        });
        const QString run = send({.sort = Strategy::Price, .hedge = true});
        QTRY_VERIFY_WITH_TIMEOUT(ended(run), 10'000);
        QCOMPARE(route(answer(run)), u"p1/1111 answered"_s);
        QCOMPARE(answer(run).text, inTheMiddle ? u"so fine"_s : u"fine"_s);
        QCOMPARE(requests(), 1);
        QCOMPARE(ledger(run), QStringList{u"answered"_s});
        QCOMPARE(states.count(u"waiting_alive"_s) > 0, !inTheMiddle);
    }

    void signsOfLifeAloneAreNotWaitedForForEver_data()
    {
        QTest::addColumn<QByteArrayList>("pieces");
        QTest::addColumn<milliseconds>("alive");
        QTest::addColumn<QString>("expected");
        const QByteArray sign = FaultServer::chunk(": alive\n\n");
        const QByteArrayList many(300, sign), few(6, sign);
        const milliseconds ages = std::chrono::seconds(30), little(1'000);
        const QString switched = u"p1/1111 switched timeout, p2/3333 answered"_s;
        QTest::newRow("comments for ever before the first token") << many << little << switched;
        QTest::newRow("comments that stop before the first token") << few << ages << switched;
        QTest::newRow("comments for ever between tokens")
            << QByteArrayList{text("half")} + many << little << u"p1/1111 incomplete timeout"_s;
        QTest::newRow("comments that stop between tokens")
            << QByteArrayList{text("half")} + few << ages << u"p1/1111 incomplete timeout"_s;
        QTest::newRow("comments for ever after a finish reason")
            << QByteArrayList{text("fine") + finish()} + many << little << u"p1/1111 answered"_s;
    }
    void signsOfLifeAloneAreNotWaitedForForEver()
    {
        QFETCH(QByteArrayList, pieces);
        QFETCH(milliseconds, alive);
        QFETCH(QString, expected);
        patience(milliseconds(200), milliseconds(400), alive);
        m_handler = [&](int provider, QTcpSocket *socket, const QByteArray &) {
            if (provider > 0) {
                respond(socket, {good()});
                return;
            }
            socket->write(FaultServer::streamHead());
            drip(socket, pieces, milliseconds(60));
        };
        const QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY_WITH_TIMEOUT(ended(run), 8'000);
        QCOMPARE(route(answer(run)), expected);
    }

    void whatComesAfterAFinishReasonCounts_data()
    {
        QTest::addColumn<QByteArrayList>("pieces");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<qint64>("output");
        const auto finished = [](const char *words) {
            return frame("{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"" + QByteArray(words) +
                         "\"},\"finish_reason\":\"stop\"}]}");
        };
        const QString answered = u"p1/1111 answered"_s;
        QTest::newRow("a finish reason in every chunk")
            << QByteArrayList{finished("a"), finished("b"), finished("c"), finished("d"), usage() + done()}
            << u"abcd"_s << answered << 20LL;
        QTest::newRow("text after it")
            << QByteArrayList{text("a") + finish(), text("b"), text("c"), text("d") + usage() + done()}
            << u"abcd"_s << answered << 20LL;
        QTest::newRow("an error after it")
            << QByteArrayList{text("a") + finish(), FaultServer::chunk(": x\n\n"),
                              FaultServer::chunk(": x\n\n"),
                              frame("{\"error\":{\"message\":\"boom\"}}") + FaultServer::chunk({})}
            << u"a"_s << u"p1/1111 incomplete server"_s << -1LL;
        QTest::newRow("nothing after it")
            << QByteArrayList{text("a") + finish()} << u"a"_s << answered << -1LL;
    }
    void whatComesAfterAFinishReasonCounts()
    {
        QFETCH(QByteArrayList, pieces);
        QFETCH(QString, words);
        QFETCH(QString, expected);
        QFETCH(qint64, output);
        patience(std::chrono::seconds(5), std::chrono::seconds(5), std::chrono::seconds(30));
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead());
            drip(socket, pieces, milliseconds(900)); // each well within two seconds, together beyond them
        };
        const QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY_WITH_TIMEOUT(ended(run), 12'000);
        QCOMPARE(route(answer(run)), expected);
        QCOMPARE(answer(run).text, words);
        if (output >= 0)
            QCOMPARE(answer(run).usage.output.value_or(-1), output);
    }

    // --- settled, always

    void aLateReservationIsSettledWhateverEndsTheLane_data()
    {
        QTest::addColumn<QString>("end");
        QTest::addColumn<QStringList>("books");
        QTest::newRow("the first answers") << u"answer"_s << QStringList{u"answered"_s, u"stopped"_s};
        QTest::newRow("the person stops it") << u"stop"_s << QStringList{u"may_be_billed"_s, u"stopped"_s};
        QTest::newRow("the router is closed") << u"close"_s << QStringList{u"may_be_billed"_s, u"stopped"_s};
    }
    void aLateReservationIsSettledWhateverEndsTheLane()
    {
        QFETCH(QString, end);
        QFETCH(QStringList, books);
        patience(std::chrono::seconds(20), std::chrono::seconds(20), std::chrono::seconds(30));
        for (int i = 0; i < 20; ++i)
            m_router->health().answered({u"p1"_s, u"m"_s}, m_clock.wallMs(), 40, 50.0);
        QPointer<QTcpSocket> first;
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) { first = socket; };
        const QString run = send({.sort = Strategy::Price, .hedge = true}, [](RunRequest &request) {
            request.budgets.perRun = Money::fromDecimal("1"); // so that the ledger is asked before it is sent
        });
        QTRY_VERIFY(first);
        QTRY_VERIFY(!answer(run).attempts.isEmpty());
        {
            const Lock lock(m_folder.filePath(u"c.db"_s));
            QTest::qWait(600); // the second attempt's reservation is on its way by now, and stays there
            if (end == "answer"_L1)
                respond(first, {good()});
            else if (end == "stop"_L1)
                m_router->stopRun(run);
            else
                m_router.reset();
            QTest::qWait(200); // what ends the lane does so before the reservation is there
        }
        if (end != "close"_L1)
            QTRY_VERIFY(ended(run));
        QTRY_COMPARE(ledger(run), books);
        QCOMPARE(requests(), 1);
        if (end == "answer"_L1)
            QCOMPARE(route(answer(run)), u"p1/1111 answered"_s);
    }

    void aHedgeThatTheLedgerRefusesLeavesTheFirstAlone()
    {
        patience(std::chrono::seconds(20), std::chrono::seconds(20), std::chrono::seconds(30));
        Database other;
        QVERIFY(other.open(m_folder.filePath(u"c.db"_s)));
        QVERIFY(other.run(u"CREATE TRIGGER deny BEFORE INSERT ON ledger WHEN NEW.kind = 'reserved' AND "
                          "NEW.provider = 'p2' BEGIN SELECT raise(ABORT, 'no'); END"_s));
        const auto allow = qScopeGuard([&] { (void)other.run(u"DROP TRIGGER deny"_s); });
        for (int i = 0; i < 20; ++i)
            m_router->health().answered({u"p1"_s, u"m"_s}, m_clock.wallMs(), 40, 50.0);
        QPointer<QTcpSocket> first;
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) { first = socket; };
        QSignalSpy refused(m_store.get(), &Store::failed);
        const QString run = send({.sort = Strategy::Price, .hedge = true}, [](RunRequest &request) {
            request.budgets.perRun = Money::fromDecimal("1");
        });
        QTRY_COMPARE(refused.size(), 1);
        QTRY_VERIFY(first);
        respond(first, {good()});
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/1111 answered"_s);
        QCOMPARE(ledger(run), QStringList{u"answered"_s});
    }

    void aThousandFailuresLeaveNothingBehind()
    {
        const QByteArray head = FaultServer::streamHead();
        const QList<Fault> faults{{head + text("half"), Fault::Then::Close},
                                  {head, Fault::Then::Close},
                                  {head + FaultServer::chunk({})},
                                  {{}, Fault::Then::Close},
                                  {complaint(500, "server_error")},
                                  {complaint(401, "invalid_api_key")},
                                  {FaultServer::ok("text/html", "<html></html>")},
                                  {good()}};
        int at = 0;
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) {
            respond(socket, faults[at++ % faults.size()]);
        };
        Candidate candidate;
        candidate.vendor = m_directory.vendors[u"p1"_s];
        candidate.key = m_directory.keys[u"p1"_s].first();
        candidate.providerModelId = u"m"_s;
        ChatRequest request;
        request.model = u"m"_s;
        request.messages = {
            ChatMessage::ofText(ChatMessage::Role::User, QString(50'000, u'x'))}; // kept, they would show
        const ChatJob::Timeouts timeouts{std::chrono::seconds(5), std::chrono::seconds(5),
                                         std::chrono::seconds(5), std::chrono::seconds(5)};
        const auto attempts = [&](int count) {
            for (int done = 0; done < count;) {
                constexpr int atOnce = 20;
                int ends = 0;
                for (int i = 0; i < atOnce; ++i, ++done) {
                    auto *job = new ChatJob(*m_http, candidate, request, timeouts, {}, m_router.get());
                    connect(job, &ChatJob::ended, job, &QObject::deleteLater);
                    connect(job, &ChatJob::ended, this, [&] { ++ends; });
                    job->start();
                }
                QTRY_COMPARE_WITH_TIMEOUT(ends, atOnce, 20'000);
            }
            QTRY_VERIFY(m_http->findChildren<HttpExchange *>().isEmpty());
            QTRY_VERIFY(m_router->findChildren<ChatJob *>().isEmpty());
        };
        attempts(100); // what is made once is made
        m_servers[0]->forgetRequests();
        const size_t before = mallinfo2().uordblks;
        attempts(1'000);
        m_servers[0]->forgetRequests();
        const qint64 grown = qint64(mallinfo2().uordblks) - qint64(before); // 0 under the sanitizers
        QVERIFY2(grown < 8 * 1024 * 1024, qPrintable(QString::number(grown)));
    }

    void aBudgetIsHeldBeforeAnythingIsSent()
    {
        setUp({good()});
        RunRequest request;
        const auto with = [](const char *dollars, bool asked) {
            return [dollars, asked](RunRequest &r) {
                r.budgets.perRun = Money::fromDecimal(dollars);
                r.maxTokens = 1'000;
                r.maxTokensAsked = asked;
            };
        };
        QString run = send({.sort = Strategy::Price}, with("0.0005", true));
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).error->kind, ErrorKind::Budget);
        QVERIFY(answer(run).attempts.isEmpty());
        QCOMPARE(requests(), 0);
        QVERIFY(ledger(run).isEmpty());
        run = send({.sort = Strategy::Price}, with("0.0005", false));
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).state, LaneState::Done);
        QVERIFY(answer(run).notes.join(u' ').contains(u"budget buys no more"_s));
        const QByteArray body = m_servers[0]->requests()[0].split('{').value(1);
        QVERIFY2(m_servers[0]->requests()[0].contains("\"max_tokens\":4"), body.constData()); // 4xx of 1000
        run = send({.sort = Strategy::Price}, with("1", true));
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).state, LaneState::Done);
    }

    void anOfferOverBudgetGivesWayToACheaperOne()
    {
        setUp({good()});
        RouteRules rules;
        rules.order = {u"p3"_s, u"p1"_s}; // p3 is the dearest
        const QString run = send(rules, [](RunRequest &r) {
            r.budgets.perRun = Money::fromDecimal("0.0015");
            r.maxTokens = 1'000;
        });
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/1111 answered"_s);
    }

    void aKeysOwnLimitRefusesWhatCouldExceedIt()
    {
        setUp({good()});
        // This suite has one ledger: keys of other names, so that nothing was spent with them.
        ProviderKey limited = key("fake-key-p1-4444");
        limited.limit = Money::fromDecimal("0.0005");
        m_directory.keys[u"p1"_s] = {limited, key("fake-key-p1-5555")};
        m_directory.keys[u"p2"_s] = {limited};
        m_router->setDirectory(m_directory);
        const auto thousand = [](RunRequest &r) {
            r.maxTokens = 1'000;
            r.maxTokensAsked = true;
        };
        QString run = send({.sort = Strategy::Price}, thousand);
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/5555 answered"_s); // the other key of the same offer
        m_directory.keys[u"p1"_s] = {limited};
        m_router->setDirectory(m_directory);
        RouteRules both{.sort = Strategy::Price};
        both.ignore = {u"p3"_s};
        const int before = requests();
        run = send(both, thousand);
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).error->kind, ErrorKind::Budget);
        QVERIFY2(answer(run).error->message.contains(u"the key \u20264444"_s),
                 qPrintable(answer(run).error->message));
        QCOMPARE(requests(), before);
        // What fits is sent, and counts against it.
        run = send(both, [](RunRequest &r) { r.maxTokens = 100; });
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/4444 answered"_s);
    }

    void budgetsOfPartsAreHeldAgainstThosePartsAlone()
    {
        setUp({good()});
        Settings settings;
        settings.budgetsOf = {{u"provider/p1"_s, u"0"_s}, {u"source/elsewhere"_s, u"0"_s}};
        m_router->setSettings(settings);
        const QString run = send({.sort = Strategy::Price}, [](RunRequest &r) { r.maxTokens = 1'000; });
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p2/3333 answered"_s);
    }

    void aBrokenAnswerIsContinuedOrRestartedElsewhere()
    {
        QByteArray asked;
        m_handler = [&](int provider, QTcpSocket *socket, const QByteArray &request) {
            asked = request;
            respond(socket, provider == 0
                                ? Fault{FaultServer::streamHead() + text("half"), Fault::Then::Close}
                                : Fault{good()});
        };
        QString run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).state, LaneState::Incomplete);
        m_router->retryLane(run, 0, Again::Continue);
        QTRY_COMPARE(answer(run).state, LaneState::Done);
        QCOMPARE(answer(run).text, u"halffine"_s);
        QCOMPARE(route(answer(run)), u"p2/3333 answered"_s);
        QVERIFY(asked.contains("\"half\"") && asked.contains("assistant"));
        QVERIFY(!answer(run).notes.isEmpty());
        run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        m_router->retryLane(run, 0, Again::Elsewhere);
        QTRY_COMPARE(answer(run).state, LaneState::Done);
        QCOMPARE(answer(run).text, u"fine"_s);
        QVERIFY(!asked.contains("half"));
    }

    void healthIsKeptForTheNextStart()
    {
        setUp({complaint(500, "server_error")});
        QSignalSpy runEnded(m_router.get(), &Router::runEnded);
        const QString run = send({.sort = Strategy::Price});
        QTRY_COMPARE(runEnded.size(), 1);
        const auto stored = m_store->loadHealth();
        QTRY_VERIFY(stored.isFinished());
        KeyHealth fresh;
        Router next(*m_http, *m_store, m_clock, fresh, {});
        next.restoreHealth(*stored.result());
        QVERIFY(*next.health().of({u"p2"_s, u"m"_s}).successRate(m_clock.wallMs()) > 0.5);
        QVERIFY(!next.health().of({u"p1"_s, u"m"_s}).lastFailures().isEmpty());
    }

    void rulesStayWithTheRun()
    {
        setUp({good()});
        RouteRules rules;
        rules.only = {u"p3"_s};
        QSignalSpy runEnded(m_router.get(), &Router::runEnded);
        const QString run = send(rules);
        QTRY_COMPARE(runEnded.size(), 1);
        m_router =
            std::make_unique<Router>(*m_http, *m_store, m_clock, *m_keyHealth, Settings()); // a new start
        m_router->setDirectory(m_directory);
        m_router->retryLane(run, 0);
        QTRY_COMPARE(m_servers[2]->requests().size(), 2);
        QTRY_VERIFY(ended(run));
    }

    void aConversationStaysWithTheOfferThatHasItInItsCache()
    {
        setUp({complaint(500, "server_error")});
        const auto talk = [](RunRequest &request) { request.session = u"talk"_s; };
        QString run = send({.sort = Strategy::Price}, talk);
        QTRY_VERIFY(ended(run));
        QCOMPARE(answer(run).currentAttempt()->provider, u"p2"_s);
        setUp({good()}); // the cheapest is well again
        run = send({.sort = Strategy::Price}, talk);
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p2/3333 answered"_s);
        run = send({.sort = Strategy::Price});
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p1/1111 answered"_s);
        RouteRules without;
        without.ignore = {u"p2"_s};
        run = send(without, talk);
        QTRY_VERIFY(ended(run));
        QVERIFY(answer(run).notes.join(u' ').contains(u"leaves P2"_s));
    }

    void aRateLimitOfOursHoldsRequestsBack()
    {
        QList<QTcpSocket *> open;
        m_handler = [&](int, QTcpSocket *socket, const QByteArray &) { open.append(socket); };
        Settings settings;
        settings.firstTokenTimeout = std::chrono::seconds(20);
        settings.rateLimits.insert(u"p3"_s, {.concurrent = 1});
        m_router->setSettings(settings);
        RouteRules rules;
        rules.only = {u"p3"_s};
        const QString run = send(rules, [](RunRequest &request) { request.lineup = {u"p1/b"_s, u"p1/b"_s}; });
        QTRY_COMPARE(open.size(), 1);
        QTRY_COMPARE(m_answers[run].value(0).state, LaneState::Waiting);
        QVERIFY(m_answers[run][1].attempts.isEmpty()); // it has not even been tried
        respond(open[0], {good()});
        QTRY_COMPARE(open.size(), 2);
        respond(open[1], {good()});
        QTRY_VERIFY(ended(run));
    }

    void anAggregatorGetsTheRulesForItsOwnUpstreams()
    {
        Vendor vendor = m_directory.vendors[u"p3"_s];
        vendor.slug = u"openrouter"_s;
        m_directory.vendors.insert(vendor.slug, vendor);
        Vendor groq; // known, but without a key
        groq.slug = u"groq"_s;
        m_directory.vendors.insert(groq.slug, groq);
        Catalog catalog;
        catalog.add(model(u"p1/b"_s, {offer(u"openrouter"_s, "1", 10'000)}));
        m_directory.catalog = std::make_shared<const Catalog>(catalog);
        m_router->setDirectory(m_directory);
        setUp({good()});
        RouteRules rules;
        rules.sort = Strategy::Throughput;
        rules.order = {u"openrouter"_s, u"groq"_s};
        QString run = send(rules);
        QTRY_VERIFY(ended(run));
        const QByteArray body = m_servers[2]->requests()[0];
        QVERIFY(body.contains(R"("provider":{"order":["groq"],"sort":"throughput"})"));
        run = send({});
        QTRY_VERIFY(ended(run));
        QVERIFY(!m_servers[2]->requests()[1].contains("\"provider\""));
        run = send({}, [](RunRequest &request) { request.lineup = {u"p1/b:nitro"_s}; });
        QTRY_VERIFY(ended(run));
        QVERIFY(m_servers[2]->requests()[2].contains("\"model\":\"m:nitro\""));
    }

    void aNamedRuleIsAskedForAsAModel()
    {
        setUp({good()});
        Settings settings;
        settings.routeRules.insert(u"rule/mine"_s,
                                   uR"({"provider":{"only":["p2"]},"models":["p1/b","c/d"]})"_s);
        m_router->setSettings(settings);
        const QString run = send({}, [](RunRequest &request) {
            request.rules.reset();
            request.lineup = {u"rule/mine"_s, u"rule/none"_s};
        });
        QTRY_VERIFY(ended(run));
        QCOMPARE(route(answer(run)), u"p2/3333 answered"_s);
        QCOMPARE(m_answers[run][1].error->kind, ErrorKind::WrongUse);
    }
};

QTEST_GUILESS_MAIN(TestRouting)
#include "tst_routing.moc"
