// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"
#include "app/routing/router.h"
#include "app/storage/database.h"
#include "app/storage/store.h"
#include "tests/support/faultserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
QByteArray frame(const QByteArray &json)
{
    return FaultServer::chunk("data: " + json + "\n\n");
}
QByteArray text(const QByteArray &words)
{
    return frame("{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"" + words + "\"}}]}");
}
QByteArray ending(const QByteArray &usage = "{\"prompt_tokens\":10,\"completion_tokens\":20}")
{
    return frame("{\"id\":\"1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}") +
           frame("{\"id\":\"1\",\"choices\":[],\"usage\":" + usage + "}") + frame("[DONE]") +
           FaultServer::chunk({});
}

template<typename T>
T wait(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}
} // namespace

/// What a person allows to be spent, from the settings to the socket: a real store, a real router, and a
/// server that counts what really arrives.
class TestBudgets : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
    Clock m_clock;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<FaultServer> m_server;
    FaultServer::Handler m_handler;
    std::unique_ptr<KeyHealth> m_keyHealth;
    std::unique_ptr<Router> m_router;
    Directory m_directory;
    QHash<QString, QList<Answer>> m_answers;

    static Offer offer(const QString &provider, const char *price)
    {
        Offer one;
        one.provider = provider;
        one.providerModelId = u"m"_s;
        if (price) {
            one.prices.input = Rate::perMillion(price);
            one.prices.output = Rate::perMillion(price);
        }
        one.contextTokens = 100'000;
        return one;
    }

    void addVendor(const QString &slug, bool local = false)
    {
        Vendor vendor;
        vendor.slug = slug;
        vendor.name = slug;
        vendor.baseUrl = m_server->url();
        vendor.local = local;
        vendor.keyOptional = local;
        m_directory.vendors.insert(slug, vendor);
        if (!local) {
            const QByteArray value = "fake-key-" + slug.toLatin1() + "-9999";
            m_directory.keys[slug] = {
                {.id = slug, .label = {}, .fingerprint = {}, .value = Secret(value.constData())}};
        }
    }

    QString send(const QStringList &lineup, const std::function<void(RunRequest &)> &set = {})
    {
        RunRequest request;
        request.prompt = u"hello"_s;
        request.lineup = lineup;
        request.maxTokens = 100;
        request.seed = 1;
        if (set)
            set(request);
        const auto run = m_router->start(request);
        return run ? run->id : QString();
    }

    bool ended(const QString &run, qsizetype lanes) const
    {
        const QList<Answer> answers = m_answers.value(run);
        return answers.size() == lanes &&
               std::ranges::all_of(answers, [](const Answer &a) { return isEnded(a.state); });
    }

    Answer answer(const QString &run) const { return m_answers.value(run).value(0); }

    void allow(const QHash<QString, QString> &of, const QString &month = {})
    {
        Settings settings;
        settings.budgetsOf = of;
        settings.budgetPerMonth = month;
        m_router->setSettings(settings);
    }

    std::optional<ErrorKind> refusal(const QString &run) const
    {
        const auto error = answer(run).error;
        return error ? std::optional(error->kind) : std::nullopt;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<Store>(m_folder->filePath(u"c.db"_s));
        QVERIFY(wait(m_store->open()));
        m_answers.clear();
        connect(m_store.get(), &Store::committed, this, [this](const QList<LaneUpdate> &updates) {
            for (const LaneUpdate &update : updates) {
                QList<Answer> &answers = m_answers[update.runId];
                if (answers.size() <= update.lane)
                    answers.resize(update.lane + 1);
                answers[update.lane].apply(update);
            }
        });
        m_handler = [](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + text("fine") + ending());
        };
        m_server = std::make_unique<FaultServer>(
            [this](QTcpSocket *socket, const QByteArray &request) { m_handler(socket, request); });
        m_http = std::make_unique<HttpClient>();
        m_keyHealth = std::make_unique<KeyHealth>();
        m_router = std::make_unique<Router>(*m_http, *m_store, m_clock, *m_keyHealth, Settings());
        m_directory = {};
        addVendor(u"p1"_s);
        addVendor(u"p2"_s);
        addVendor(u"home"_s, true);
        Catalog catalog;
        for (const auto &[id, offers] : {std::pair(u"a/one"_s, QList{offer(u"p1"_s, "10")}),
                                         std::pair(u"a/two"_s, QList{offer(u"p2"_s, "10")}),
                                         std::pair(u"a/free"_s, QList{offer(u"p1"_s, "0")}),
                                         std::pair(u"a/home"_s, QList{offer(u"home"_s, nullptr)})}) {
            Model model;
            model.id = id;
            model.name = id;
            model.offers = offers;
            catalog.add(model);
        }
        m_directory.catalog = std::make_shared<const Catalog>(catalog);
        m_router->setDirectory(m_directory);
    }

    void cleanup()
    {
        m_router.reset();
        m_store.reset();
    }

    void aPartsBudgetHoldsForThatPart_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("sent");
        QTest::newRow("a provider's, for it") << u"provider/p1"_s << u"a/one"_s << false;
        QTest::newRow("a provider's, not for another") << u"provider/p1"_s << u"a/two"_s << true;
        QTest::newRow("a key's, for it") << u"key/9999"_s << u"a/one"_s << false;
        QTest::newRow("a key's, not for another") << u"key/1234"_s << u"a/one"_s << true;
        QTest::newRow("a source's, for it") << u"source/compare"_s << u"a/two"_s << false;
        QTest::newRow("a source's, not for another") << u"source/cli"_s << u"a/two"_s << true;
    }
    void aPartsBudgetHoldsForThatPart()
    {
        QFETCH(QString, part);
        QFETCH(QString, model);
        QFETCH(bool, sent);
        allow({{part, u"0.000001"_s}});
        const QString run = send({model});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(m_server->requests().size(), sent ? 1 : 0);
        QCOMPARE(refusal(run), sent ? std::nullopt : std::optional(ErrorKind::Budget));
        if (!sent)
            QVERIFY2(answer(run).error->message.contains(u"$0.000001 a month for"_s),
                     qPrintable(answer(run).error->message));
    }

    void whatIsFreeOrAtHomeIsAlwaysSent()
    {
        allow({{u"provider/p1"_s, u"0"_s}, {u"source/compare"_s, u"0"_s}}, u"0"_s);
        QString run = send({u"a/one"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(refusal(run), ErrorKind::Budget);
        run = send({u"a/free"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(answer(run).state, LaneState::Done);
        run = send({u"a/home"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(answer(run).state, LaneState::Done);
        QCOMPARE(answer(run).cost, Money{0});
        QCOMPARE(m_server->requests().size(), 2);
    }

    void anAnswerPastItsLengthIsStopped()
    {
        // The provider does not keep to max_tokens and would go on for ever.
        auto closed = std::make_shared<bool>(false);
        m_handler = [closed](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead());
            auto *timer = new QTimer(socket);
            connect(timer, &QTimer::timeout, socket,
                    [socket] { socket->write(text("word after word after word after word ")); });
            connect(socket, &QTcpSocket::disconnected, socket, [closed] { *closed = true; });
            timer->start(1);
        };
        const QString run =
            send({u"a/one"_s}, [](RunRequest &r) { r.budgets.perRun = Money::fromDecimal("1"); });
        QTRY_VERIFY_WITH_TIMEOUT(ended(run, 1), 10'000);
        const Answer stopped = answer(run);
        QCOMPARE(stopped.state, LaneState::Incomplete);
        QCOMPARE(stopped.error->kind, ErrorKind::Budget);
        QVERIFY2(stopped.error->message.contains(u"used up"_s), qPrintable(stopped.error->message));
        QVERIFY(stopped.text.startsWith(u"word after word"_s));
        // 100 tokens were asked for; the prompt's share of the bound buys a few more.
        QVERIFY2(stopped.outputTokens() > 100 && stopped.outputTokens() < 250,
                 qPrintable(QString::number(stopped.outputTokens())));
        QCOMPARE(stopped.attempts.first().outcome, AttemptOutcome::Incomplete);
        QTRY_VERIFY(*closed); // it is told, too: nothing more is paid for
        const auto cells = wait(m_store->spend({}));
        QCOMPARE(cells->size(), 1);
        QCOMPARE(cells->first().unsettled, 0);
        QCOMPARE(Money{cells->first().estimated}, *stopped.cost);
        // The offer did nothing that it should be avoided for.
        m_handler = [](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + text("fine") + ending());
        };
        const QString next = send({u"a/one"_s});
        QTRY_VERIFY(ended(next, 1));
        QCOMPARE(answer(next).state, LaneState::Done);
    }

    void withoutABudgetNothingIsStopped()
    {
        const QByteArray much = text(QByteArray("word after word ").repeated(200));
        m_handler = [much](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + much + ending());
        };
        const QString run = send({u"a/one"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(answer(run).state, LaneState::Done);
    }

    void ofSixteenLanesOnlyThoseAreSentThatTheBudgetCovers()
    {
        // What one lane reserves, from a run of its own.
        const QString first = send({u"a/one"_s});
        QTRY_VERIFY(ended(first, 1));
        const Money bound = boundOf(first);
        QVERIFY(bound.pico > 0);
        QList<QPointer<QTcpSocket>> held;
        m_handler = [&held](QTcpSocket *socket, const QByteArray &) { held.append(socket); };
        const QString run = send(QStringList(16, u"a/one"_s), [&](RunRequest &r) {
            r.budgets.perRun = Money{bound.pico * 10 + bound.pico / 2};
        });
        const auto refused = [&] {
            return std::ranges::count_if(m_answers.value(run), [](const Answer &a) {
                return a.state == LaneState::Failed && a.error->kind == ErrorKind::Budget;
            });
        };
        QTRY_COMPARE(refused(), 6);
        QTRY_COMPARE(held.size(), 10);
        QCOMPARE(m_server->requests().size(), 11);
        for (const auto &socket : held)
            socket->write(FaultServer::streamHead() + text("fine") + ending());
        QTRY_VERIFY(ended(run, 16));
        QCOMPARE(m_server->requests().size(), 11);
        const auto spent = wait(m_store->spentOf({BudgetLimit::Scope::Run, {}}, run));
        QVERIFY(*spent <= Money{bound.pico * 10});
        QVERIFY(spent->pico > 0);
    }

    void aReportedCostIsTheTruthAndOursIsKeptBesideIt()
    {
        m_handler = [](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + text("fine") +
                          ending("{\"prompt_tokens\":10,\"completion_tokens\":20,\"cost\":0.00031}"));
        };
        Vendor &vendor = m_directory.vendors[u"p1"_s];
        vendor.quirks.reportsCost = true;
        m_router->setDirectory(m_directory);
        const QString run = send({u"a/one"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(answer(run).cost, Money{310'000'000});
        QCOMPARE(answer(run).costState, CostState::Reported);
        QVERIFY(wait(m_store->flush()));
        const auto drift = wait(m_store->drift({}));
        QVERIFY(drift);
        // Thirty tokens at ten dollars a million.
        QCOMPARE(*drift,
                 (QList<CostDrift>{{u"p1"_s, u"a/one"_s, 1, 1, Money{310'000'000}, Money{300'000'000}}}));
        QCOMPARE(wait(m_store->spend({}))->first().reported, Money{310'000'000});
    }

private:
    Money boundOf(const QString &run)
    {
        (void)wait(m_store->flush());
        Database database;
        if (!database.open(m_folder->filePath(u"c.db"_s)))
            return {};
        auto rows =
            database.run(u"SELECT bound_pico FROM ledger WHERE run_id = ? AND kind = 'reserved'"_s, {run});
        return Money{rows && rows->next() ? rows->value(0).toLongLong() : 0};
    }
};

QTEST_GUILESS_MAIN(TestBudgets)
#include "tst_budgets.moc"
