// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"
#include "app/keys/keyimport.h"
#include "app/keys/keytest.h"
#include "app/keys/localservers.h"
#include "app/keys/openrouterconnect.h"
#include "app/money/money.h"
#include "tests/support/faultserver.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

template<typename T>
static T ended(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("no answer");
    return future.result();
}

static Amount amount(const char *decimal, const QString &currency)
{
    return {Money::fromDecimal(decimal)->pico, currency};
}

/// Testing keys, reading balances, importing, connecting: against servers on this machine.
class TestKeyTest : public QObject
{
    Q_OBJECT

    HttpClient m_http;

    static FaultServer::Handler answering(const QByteArray &bytes)
    {
        return [bytes](QTcpSocket *socket, const QByteArray &) {
            socket->write(bytes);
            socket->disconnectFromHost();
        };
    }

    /// The browser: fetches \p path of the loopback port in \p back.
    static QByteArray visit(const QUrl &back, const QByteArray &path, const QByteArray &fields = {})
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, quint16(back.port()));
        socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost:" + QByteArray::number(back.port()) +
                     "\r\nConnection: close\r\n" + fields + "\r\n");
        QByteArray all;
        if (!QTest::qWaitFor(
                [&] {
                    all += socket.readAll();
                    return socket.state() == QTcpSocket::UnconnectedState && !all.isEmpty();
                },
                5'000))
            return "no answer";
        return all + socket.readAll();
    }

private Q_SLOTS:
    void balancesAreReadExactly_data()
    {
        QTest::addColumn<BalanceApi>("api");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QList<Amount>>("left");
        const QString usd = u"USD"_s, cny = u"CNY"_s;
        QTest::newRow("OpenRouter: what is left under the key's limit")
            << BalanceApi::OpenRouterKey << usd
            << QByteArray(
                   R"({"data":{"limit":50,"limit_remaining":18.42,"usage":31.58,"is_free_tier":false}})")
            << QList<Amount>{amount("18.42", usd)};
        QTest::newRow("OpenRouter: no limit is not zero left")
            << BalanceApi::OpenRouterKey << usd
            << QByteArray(R"({"data":{"limit":null,"limit_remaining":null,"usage":0.000001}})")
            << QList<Amount>{};
        QTest::newRow("DeepSeek: two currencies stay apart")
            << BalanceApi::DeepSeek << cny
            << QByteArray(R"({"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.10",
                "granted_balance":"10.00","topped_up_balance":"100.10"},{"currency":"USD","total_balance":"0.30"}]})")
            << QList<Amount>{amount("110.10", cny), amount("0.30", usd)};
        QTest::newRow("Moonshot: in its site's currency, perhaps below zero")
            << BalanceApi::Moonshot << cny
            << QByteArray(R"({"code":0,"data":{"available_balance":-0.58894,"voucher_balance":46.58893,
                "cash_balance":-47.17787},"scode":"0x0","status":true})")
            << QList<Amount>{amount("-0.58894", cny)};
        QTest::newRow("SiliconFlow: the total")
            << BalanceApi::SiliconFlow << cny << QByteArray(R"({"code":20000,"status":true,"data":
                {"balance":"0.88","chargeBalance":"88.00","totalBalance":"88.88"}})")
            << QList<Amount>{amount("88.88", cny)};
        QTest::newRow("StepFun") << BalanceApi::StepFun << cny
                                 << QByteArray(R"({"object":"account","type":"prepaid","balance":12.34})")
                                 << QList<Amount>{amount("12.34", cny)};
        QTest::newRow("Novita: in ten thousandths")
            << BalanceApi::Novita << usd << QByteArray(R"({"availableBalance":"123456"})")
            << QList<Amount>{amount("12.3456", usd)};
        QTest::newRow("Vercel") << BalanceApi::Vercel << usd
                                << QByteArray(R"({"balance":"95.50","total_used":"4.50"})")
                                << QList<Amount>{amount("95.50", usd)};
    }

    void balancesAreReadExactly()
    {
        QFETCH(BalanceApi, api);
        QFETCH(QString, currency);
        QFETCH(QByteArray, body);
        const auto balance = readBalance(api, currency, body);
        QVERIFY(balance);
        QTEST(balance->left, "left");
        QCOMPARE(Balance::fromJson(balance->toJson()), *balance);
        for (const QByteArray &other : {QByteArray("{}"), QByteArray("<html>"), QByteArray("[]")})
            QVERIFY(!readBalance(api, currency, other));
    }

    void aTestSaysWhatTheProviderSays_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("works");
        QTest::addColumn<ErrorKind>("kind");
        const QByteArray json = "application/json";
        QTest::newRow("a model list: the key works")
            << FaultServer::ok(json, R"({"object":"list","data":[{"id":"a"},{"id":"b"}]})") << true
            << ErrorKind::Internal;
        QTest::newRow("401: it is refused") << FaultServer::status(401, R"({"error":{"message":"bad key"}})")
                                            << false << ErrorKind::Authentication;
        QTest::newRow("402: it has no credit")
            << FaultServer::status(402, R"({"error":{"message":"pay"}})") << false << ErrorKind::Payment;
        QTest::newRow("429: it is rate-limited")
            << FaultServer::status(429, R"({"error":{"message":"slow"}})", "Retry-After: 7\r\n") << false
            << ErrorKind::RateLimited;
        QTest::newRow("500: the provider fails")
            << FaultServer::status(500, "oops") << false << ErrorKind::Server;
        QTest::newRow("a hotel's sign-in page is no provider")
            << FaultServer::ok("text/html", "<html><body>Please sign in</body></html>") << false
            << ErrorKind::Protocol;
    }

    void aTestSaysWhatTheProviderSays()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, works);
        FaultServer server(answering(answer));
        const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = server.url(), .keyEnv = {}};
        const KeyReport report = ended(testKey(m_http, vendor, Secret("sk-FAKE-CANARY-000000")));
        QCOMPARE(!report.error, works);
        if (works)
            QCOMPARE(report.models, 2);
        else
            QTEST(report.error->kind, "kind");
        QVERIFY(server.requests().first().startsWith("GET /v1/models "));
        QVERIFY(server.requests().first().contains("Bearer sk-FAKE-CANARY-000000"));
    }

    void theBalanceIsAskedForWhereItIsAnothersAddress()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &request) {
            const QByteArray body = request.startsWith("GET /user/balance ")
                                        ? R"({"balance_infos":[{"currency":"CNY","total_balance":"36.20"}]})"
                                        : R"({"data":[{"id":"a"}]})";
            socket->write(FaultServer::ok("application/json", body));
            socket->disconnectFromHost();
        });
        const Vendor vendor{.slug = u"deepseek"_s,
                            .name = u"DeepSeek"_s,
                            .baseUrl = server.url(),
                            .keyEnv = {},
                            .balance = BalanceApi::DeepSeek,
                            .balancePath = "/user/balance"};
        const KeyReport report = ended(testKey(m_http, vendor, Secret("sk-FAKE")));
        QVERIFY(!report.error);
        QCOMPARE(report.balance->left, QList<Amount>{amount("36.20", u"CNY"_s)});
        QVERIFY(report.balance->atMs > 0);
    }

    void nobodyThereIsANetworkError()
    {
        const Vendor vendor{
            .slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = QUrl(u"http://127.0.0.1:9/v1"_s), .keyEnv = {}};
        QCOMPARE(ended(testKey(m_http, vendor, Secret("sk-FAKE"))).error->kind, ErrorKind::Network);
    }

    void aListIsReadLineByLine()
    {
        const QList<Vendor> &vendors = knownVendors();
        const QByteArray or1 = "sk-or-v1-" + QByteArray(64, 'a');
        const QByteArray groq = "gsk_" + QByteArray(52, 'B');
        const auto found = keysInText("# my keys\n\nOPENROUTER_API_KEY=\"" + or1 + "\"  # work\r\n" + groq +
                                          "\nDATABASE_URL=postgres://user:secret@host/db\n"
                                          "DEBUG=true\n"
                                          "DEEPSEEK_API_KEY=sk-" +
                                          QByteArray(32, 'c') + "\nmy own server: " + QByteArray(30, 'd') +
                                          "\n" + groq + "\njust some words of prose\n",
                                      vendors);
        QStringList sources, providers;
        for (const FoundKey &key : found) {
            sources.append(key.source);
            providers.append(key.recognition.candidates.first());
        }
        QCOMPARE(sources, QStringList({u"OPENROUTER_API_KEY"_s, u"line 4"_s, u"DEEPSEEK_API_KEY"_s,
                                       u"my own server"_s}));
        QCOMPARE(providers.first(3), QStringList({u"openrouter"_s, u"groq"_s, u"deepseek"_s}));
        QCOMPARE(found[3].recognition.kind, Recognition::Kind::Unknown);
        QVERIFY(keysInText("", vendors).isEmpty());
    }

    void theEnvironmentIsLookedThrough()
    {
        qputenv("GROQ_API_KEY", "gsk_" + QByteArray(52, 'E'));
        const auto found = keysInEnvironment(knownVendors());
        qunsetenv("GROQ_API_KEY");
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().source, u"GROQ_API_KEY"_s);
        QCOMPARE(found.first().recognition.candidates, QStringList(u"groq"_s));
    }

    void localServersAreFoundWhereTheyAnswerWithModels()
    {
        FaultServer models(
            answering(FaultServer::ok("application/json", R"({"data":[{"id":"a"},{"id":"b"}]})")));
        FaultServer page(answering(FaultServer::ok("text/html", "<html>My router</html>")));
        FaultServer silent([](QTcpSocket *, const QByteArray &) {});
        const auto local = [](const QString &slug, const QUrl &url) {
            return Vendor{
                .slug = slug, .name = slug, .baseUrl = url, .keyEnv = {}, .keyOptional = true, .local = true};
        };
        Vendor far = local(u"far"_s, QUrl(u"http://192.0.2.1/v1"_s));
        const auto servers =
            ended(findLocalServers(m_http, {local(u"models"_s, models.url()), local(u"page"_s, page.url()),
                                            local(u"silent"_s, silent.url()),
                                            local(u"none"_s, QUrl(u"http://127.0.0.1:9/v1"_s)), far}));
        QCOMPARE(servers, QList<LocalServer>({{u"models"_s, true, 2},
                                              {u"page"_s, false, 0},
                                              {u"silent"_s, false, 0},
                                              {u"none"_s, false, 0}}));
        QCOMPARE(models.requests().size(), 1);
        QVERIFY(!models.requests().first().toLower().contains("authorization"));
    }

    void connectingGivesAKey()
    {
        QByteArray verifier;
        FaultServer provider([&](QTcpSocket *socket, const QByteArray &request) {
            const auto body =
                QJsonDocument::fromJson(request.sliced(request.indexOf("\r\n\r\n") + 4)).object();
            verifier = body["code_verifier"_L1].toString().toLatin1();
            const bool good = request.startsWith("POST /api/v1/auth/keys ") &&
                              body["code"_L1] == "fake-code"_L1 &&
                              body["code_challenge_method"_L1] == "S256"_L1;
            socket->write(
                good ? FaultServer::ok("application/json", R"({"key":"sk-or-v1-FAKE-connected-01"})")
                     : FaultServer::status(403, R"({"error":{"message":"Invalid code","code":403}})"));
            socket->disconnectFromHost();
        });
        const Vendor vendor{.slug = u"openrouter"_s,
                            .name = u"OpenRouter"_s,
                            .baseUrl = provider.url(u"/api/v1"_s),
                            .keyEnv = {}};
        OpenRouterConnect connection(m_http, vendor);
        std::optional<Result<Secret>> got;
        connect(&connection, &OpenRouterConnect::finished, this,
                [&](const Result<Secret> &key) { got = key; });
        const auto page = connection.start();
        QVERIFY(page);
        QCOMPARE(page->path(), u"/auth"_s);
        const QUrlQuery query(*page);
        QCOMPARE(query.queryItemValue(u"code_challenge_method"_s), u"S256"_s);
        const QUrl back(query.queryItemValue(u"callback_url"_s, QUrl::FullyDecoded));
        QCOMPARE(back.host(), u"localhost"_s);
        // Without the state, and with another one, nothing happens.
        QVERIFY(visit(back, "/callback?code=evil").startsWith("HTTP/1.1 404"));
        QVERIFY(visit(back, "/callback/AAAA?code=evil").startsWith("HTTP/1.1 404"));
        QVERIFY(visit(back, back.path().toLatin1() + "?code=evil&state=other").startsWith("HTTP/1.1 404"));
        // As a browser says it: the page that it comes from is the provider's.
        const QByteArray from = "Sec-Fetch-Site: cross-site\r\nReferer: https://openrouter.ai/\r\n";
        const QByteArray navigation = from + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\n"
                                             "Sec-Fetch-Dest: document\r\nUpgrade-Insecure-Requests: 1\r\n";
        const QByteArray script = from + "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n";
        const QByteArray callback = back.path().toLatin1();
        QVERIFY(visit(back, "/callback/AAAA?code=evil", navigation).startsWith("HTTP/1.1 403"));
        QVERIFY(visit(back, callback + "?code=evil", script).startsWith("HTTP/1.1 403"));
        QVERIFY(connection.isWaiting() && provider.requests().isEmpty());
        QVERIFY(visit(back, callback + "?code=fake-code", navigation).startsWith("HTTP/1.1 200"));
        QTRY_VERIFY(got);
        QVERIFY(*got);
        QCOMPARE((*got)->expose().toByteArray(), "sk-or-v1-FAKE-connected-01");
        const QByteArray challenge =
            QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        QCOMPARE(query.queryItemValue(u"code_challenge"_s).toLatin1(), challenge);
        QVERIFY(verifier.size() >= 43);
        QVERIFY(!page->toString().contains(QString::fromLatin1(verifier)));
    }

    /// The whole way in a real browser: the provider's page sends it on, by a redirect, to this machine.
    void aBrowserComesBackWithTheCode()
    {
        const QString browser = QStandardPaths::findExecutable(u"chromium-headless-shell"_s);
        if (browser.isEmpty())
            QSKIP("SKIPPED: there is no chromium-headless-shell");
        FaultServer provider([&](QTcpSocket *socket, const QByteArray &request) {
            const QByteArray target = request.split(' ').value(1);
            const QUrl url = QUrl::fromEncoded(target);
            const QString back = QUrlQuery(url).queryItemValue(u"callback_url"_s, QUrl::FullyDecoded);
            if (url.path() == "/auth"_L1) // the person says yes there
                socket->write(FaultServer::ok(
                    "text/html", "<!doctype html><meta http-equiv=refresh content='0;url=/yes?" +
                                     url.query(QUrl::FullyEncoded).toLatin1().replace('&', "&amp;") +
                                     "'>Yes"));
            else if (url.path() == "/yes"_L1)
                socket->write("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: " +
                              back.toLatin1() + "?code=fake-code\r\n\r\n");
            else if (url.path() == "/auth/keys"_L1 || url.path() == "/api/v1/auth/keys"_L1)
                socket->write(FaultServer::ok("application/json", R"({"key":"sk-or-v1-FAKE-connected-01"})"));
            else
                socket->write(FaultServer::status(404, "{}"));
            socket->disconnectFromHost();
        });
        const Vendor vendor{.slug = u"openrouter"_s,
                            .name = u"OpenRouter"_s,
                            .baseUrl = provider.url(u"/api/v1"_s),
                            .keyEnv = {}};
        OpenRouterConnect connection(m_http, vendor);
        std::optional<Result<Secret>> got;
        connect(&connection, &OpenRouterConnect::finished, this,
                [&](const Result<Secret> &key) { got = key; });
        const auto page = connection.start();
        QVERIFY(page);
        const QTemporaryDir profile;
        QProcess process;
        process.start(browser, {u"--no-sandbox"_s, u"--disable-gpu"_s, u"--disable-quic"_s,
                                u"--no-first-run"_s, u"--disable-background-networking"_s,
                                u"--disable-component-update"_s, u"--disable-sync"_s,
                                u"--user-data-dir="_s + profile.path(), u"--virtual-time-budget=20000"_s,
                                u"--dump-dom"_s, page->toString(QUrl::FullyEncoded)});
        QVERIFY2(QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000),
                 process.readAllStandardError().constData());
        const QByteArray seen = process.readAllStandardOutput();
        QVERIFY2(seen.contains("<h1>Connected</h1>"), (seen + process.readAllStandardError()).constData());
        QTRY_VERIFY(got);
        QVERIFY(*got);
        QCOMPARE((*got)->expose().toByteArray(), "sk-or-v1-FAKE-connected-01");
    }

    void connectingCanBeRefusedCancelledAndForgotten()
    {
        FaultServer provider(answering(FaultServer::status(403, R"({"error":{"message":"Invalid code"}})")));
        const Vendor vendor{
            .slug = u"openrouter"_s, .name = u"OpenRouter"_s, .baseUrl = provider.url(), .keyEnv = {}};
        const auto outcome = [&](auto act, std::chrono::milliseconds patience) {
            OpenRouterConnect connection(m_http, vendor);
            std::optional<Result<Secret>> got;
            connect(&connection, &OpenRouterConnect::finished, this,
                    [&](const Result<Secret> &key) { got = key; });
            const auto page = connection.start(patience);
            const QUrl back(QUrlQuery(*page).queryItemValue(u"callback_url"_s, QUrl::FullyDecoded));
            act(connection, back);
            if (!QTest::qWaitFor([&] { return got.has_value(); }, 5'000) || *got)
                return ErrorKind::Internal;
            return got->error().kind;
        };
        const auto nothing = [](OpenRouterConnect &, const QUrl &) {};
        QCOMPARE(outcome(nothing, 20ms), ErrorKind::Timeout);
        QCOMPARE(outcome([](OpenRouterConnect &c, const QUrl &) { c.cancel(); }, 1min), ErrorKind::Cancelled);
        QCOMPARE(outcome([](OpenRouterConnect &,
                            const QUrl &back) { visit(back, back.path().toLatin1() + "?code=x"); },
                         1min),
                 ErrorKind::Permission);
        QCOMPARE(
            outcome([](OpenRouterConnect &,
                       const QUrl &back) { visit(back, back.path().toLatin1() + "?error=access_denied"); },
                    1min),
            ErrorKind::Permission);
    }
};

QTEST_GUILESS_MAIN(TestKeyTest)
#include "tst_keytest.moc"
