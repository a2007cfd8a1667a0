// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/tokenestimate.h"
#include "app/storage/ledger.h"
#include "app/storage/migrations.h"
#include "app/storage/store.h"
#include "tests/support/faultserver.h"
#include "tests/support/ledgersums.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QProcess>
#include <QRandomGenerator>
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
QByteArray ending()
{
    return frame("{\"id\":\"1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}") +
           frame("{\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}") +
           frame("[DONE]") + FaultServer::chunk({});
}

template<typename T>
T wait(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}

// A model with a price, at a provider whose address a test may replace.
const QString priced = u"openai/gpt-5-nano"_s;
} // namespace

/// crossroads spend as a script sees it, and the ledger under what machines do to programs.
class TestSpendCommand : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    QString databasePath() const { return m_home->filePath(u"XDG_DATA_HOME/crossroads/crossroads.db"_s); }

    std::unique_ptr<QProcess> start(const QStringList &arguments)
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            environment.insert(QString::fromLatin1(name), m_home->filePath(QString::fromLatin1(name)));
        environment.insert(u"OPENAI_API_KEY"_s, u"sk-fake00000000000000000000001234"_s);
        environment.remove(u"DISPLAY"_s);
        process->setProcessEnvironment(environment);
        process->start(QStringLiteral(CROSSROADS_BINARY), arguments);
        return process;
    }

    struct Ran
    {
        int status = -1;
        QByteArray out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
        QJsonArray rows() const { return json()["rows"_L1].toArray(); }
    };

    Ran run(const QStringList &arguments)
    {
        const auto process = start(arguments);
        // A loop of ours: the fault servers of these tests live in this thread.
        if (!QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, 30'000))
            return {};
        return {process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
    }

    static QStringList compareWith(const FaultServer &server, int lanes, const QStringList &more = {},
                                   const QString &prompt = u"hello"_s)
    {
        QStringList words{u"compare"_s,         u"--provider"_s, u"openai="_s + server.url().toString(),
                          u"--keys-from-env"_s, u"--only"_s,     u"openai"_s,
                          u"--max-tokens"_s,    u"100"_s};
        for (int i = 0; i < lanes; ++i)
            words += {u"-m"_s, priced};
        return words + more + QStringList{prompt};
    }

    struct Entry
    {
        QDateTime at;
        QString model, provider, key, source;
        std::optional<Money> cost;
        bool ended = true;
    };

    /// Writes what some days of use would have left.
    void enter(const QList<Entry> &entries)
    {
        QDir().mkpath(QFileInfo(databasePath()).path());
        Database database;
        QVERIFY(database.open(databasePath()));
        QVERIFY(migrate(database, databasePath()));
        Ledger ledger(database);
        for (const Entry &entry : entries) {
            Reservation r;
            r.source = entry.source;
            r.provider = entry.provider;
            r.model = entry.model;
            r.keyLastFour = entry.key;
            r.bound = Money{5'000'000'000};
            const auto row = ledger.reserve(r, entry.at.toMSecsSinceEpoch());
            QVERIFY(row);
            if (!entry.ended)
                continue;
            Settlement s;
            s.rowId = row->rowId;
            s.usage.input = 100;
            s.usage.output = 20;
            s.usageState = UsageState::Reported;
            s.cost = entry.cost;
            s.costState = entry.cost ? CostState::Computed : CostState::Unknown;
            s.outcome = u"answered"_s;
            QVERIFY(ledger.settle(s, entry.at.addDays(1).toMSecsSinceEpoch()));
        }
    }

    void enterThreeDays()
    {
        const auto at = [](int day) { return QDateTime(QDate(2026, 3, day), QTime(23, 50)); };
        enter({{at(1), u"a/b"_s, u"openrouter"_s, u"abcd"_s, u"compare"_s, Money{1'000'000'000'001}},
               {at(2), u"a/b"_s, u"deepseek"_s, u"wxyz"_s, u"cli"_s, Money{2}},
               {at(2), u"c/\"d\", e"_s, u"openrouter"_s, u"abcd"_s, u"cli"_s, Money{3'000'000'000'000}},
               {at(3), u"a/b"_s, u"ollama"_s, u""_s, u"compare"_s, Money{0}},
               {at(3), u"a/b"_s, u"lab"_s, u""_s, u"compare"_s, std::nullopt},
               {at(3), u"c/\"d\", e"_s, u"openrouter"_s, u"abcd"_s, u"cli"_s, std::nullopt, false}});
    }

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void theDocumentIsAsPinned()
    {
        enterThreeDays();
        const Ran ran =
            run({u"spend"_s, u"--json"_s, u"--since"_s, u"2026-03-01"_s, u"--until=2026-03-31"_s});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.err, QByteArray());
        // To the letter, and to the last picodollar.
        QCOMPARE(ran.json(),
                 QJsonDocument::fromJson(
                     "{\"since\":\"2026-03-01\",\"until\":\"2026-03-31\",\"total_picousd\":4000000000003,"
                     "\"rows\":[{\"group\":\"c/\\\"d\\\", e\",\"attempts\":2,\"input\":100,\"output\":20,"
                     "\"cost_picousd\":3000000000000,\"unknown_cost_attempts\":1},"
                     "{\"group\":\"a/b\",\"attempts\":4,\"input\":400,\"output\":80,"
                     "\"cost_picousd\":1000000000003,\"unknown_cost_attempts\":1}]}")
                     .object());
        QVERIFY(ran.out.contains("\"total_picousd\":4000000000003")); // digits, not an exponent
    }

    void rowsStandForWhatIsAsked_data()
    {
        QTest::addColumn<QString>("by");
        QTest::addColumn<QStringList>("groups");
        QTest::newRow("models, the dearest first") << u"model"_s << QStringList{u"c/\"d\", e"_s, u"a/b"_s};
        QTest::newRow("providers") << u"provider"_s
                                   << QStringList{u"openrouter"_s, u"deepseek"_s, u"lab"_s, u"ollama"_s};
        QTest::newRow("keys, the keyless among them") << u"key"_s << QStringList{u"abcd"_s, u"wxyz"_s, u""_s};
        QTest::newRow("sources") << u"source"_s << QStringList{u"cli"_s, u"compare"_s};
        QTest::newRow("days, in their order")
            << u"day"_s << QStringList{u"2026-03-01"_s, u"2026-03-02"_s, u"2026-03-03"_s};
    }
    void rowsStandForWhatIsAsked()
    {
        QFETCH(QString, by);
        QFETCH(QStringList, groups);
        enterThreeDays();
        const Ran ran = run({u"spend"_s, u"--json"_s, u"--by"_s, by, u"--since"_s, u"2026-03-01"_s,
                             u"--until"_s, u"2026-03-03"_s});
        QCOMPARE(ran.status, 0);
        QStringList found;
        qint64 sum = 0, attempts = 0;
        for (const auto &row : ran.rows()) {
            found.append(row["group"_L1].toString());
            sum += row["cost_picousd"_L1].toInteger();
            attempts += row["attempts"_L1].toInteger();
        }
        QCOMPARE(found, groups);
        QCOMPARE(sum, 4'000'000'000'003);
        QCOMPARE(attempts, 6);
    }

    void daysBeforeAndAfterAreLeftOut()
    {
        enterThreeDays();
        const Ran ran =
            run({u"spend"_s, u"--json"_s, u"--since"_s, u"2026-03-02"_s, u"--until"_s, u"2026-03-02"_s});
        QCOMPARE(ran.json()["total_picousd"_L1].toInteger(), 3'000'000'000'002);
        QCOMPARE(ran.rows().size(), 2);
        // Only the end said: from the first of its month on.
        const Ran month = run({u"spend"_s, u"--json"_s, u"--until"_s, u"2026-03-02"_s});
        QCOMPARE(month.json()["since"_L1].toString(), u"2026-03-01"_s);
        QCOMPARE(month.json()["total_picousd"_L1].toInteger(), 4'000'000'000'003);
    }

    void thisMonthIsShownByDefault()
    {
        const QDate before = QDate::currentDate();
        const Ran ran = run({u"spend"_s, u"--json"_s});
        QCOMPARE(ran.status, 0);
        if (before != QDate::currentDate())
            QSKIP("midnight came between");
        QCOMPARE(ran.json()["until"_L1].toString(), before.toString(Qt::ISODate));
        QCOMPARE(ran.json()["since"_L1].toString(),
                 QDate(before.year(), before.month(), 1).toString(Qt::ISODate));
        QCOMPARE(ran.json()["total_picousd"_L1].toInteger(), 0);
        QVERIFY(ran.json()["rows"_L1].isArray() && ran.rows().isEmpty());
        QVERIFY(run({u"spend"_s}).out.startsWith("Nothing was sent from "));
    }

    void commaSeparatedValuesAreExactAndQuoted()
    {
        enterThreeDays();
        const Ran ran =
            run({u"spend"_s, u"--csv"_s, u"--since"_s, u"2026-03-01"_s, u"--until"_s, u"2026-03-31"_s});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.out, QByteArray("model,attempts,input,output,cost_usd,unknown_cost_attempts\n"
                                     "\"c/\"\"d\"\", e\",2,100,20,3,1\n"
                                     "a/b,4,400,80,1.000000000003,1\n"));
    }

    void theTableTellsWhatItDoesNotKnow()
    {
        enterThreeDays();
        const Ran ran = run({u"spend"_s, u"--by"_s, u"provider"_s, u"--since"_s, u"2026-03-01"_s,
                             u"--until"_s, u"2026-03-31"_s});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.contains("openrouter"));
        QVERIFY(ran.out.contains("$4.000000000003"));
        QVERIFY(ran.out.contains("The cost of 1 attempt is not known"));
        QVERIFY(ran.out.contains("up to $0.005 more"));
    }

    void driftIsTold()
    {
        enterThreeDays();
        const QStringList days{u"--since"_s, u"2026-03-01"_s, u"--until"_s, u"2026-03-31"_s};
        QVERIFY(run(QStringList{u"spend"_s, u"--drift"_s} + days).out.startsWith("No provider reported"));
        {
            Database database;
            QVERIFY(database.open(databasePath()));
            Ledger ledger(database);
            Reservation r;
            r.source = u"cli"_s;
            r.provider = u"openrouter"_s;
            r.model = u"a/b"_s;
            const qint64 at = QDateTime(QDate(2026, 3, 5), QTime(12, 0)).toMSecsSinceEpoch();
            Settlement s;
            s.rowId = ledger.reserve(r, at)->rowId;
            s.cost = Money{3'000'000};
            s.costState = CostState::Reported;
            s.computed = Money{2'000'000};
            s.outcome = u"answered"_s;
            QVERIFY(ledger.settle(s, at));
        }
        const Ran ran = run(QStringList{u"spend"_s, u"--drift"_s, u"--json"_s} + days);
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json()["drift"_L1].toArray().size(), 1);
        QCOMPARE(ran.json()["drift"_L1][0].toObject(), (QJsonObject{{"provider"_L1, u"openrouter"_s},
                                                                    {"model"_L1, u"a/b"_s},
                                                                    {"compared"_L1, 1},
                                                                    {"differing"_L1, 1},
                                                                    {"reported_picousd"_L1, 3'000'000},
                                                                    {"computed_picousd"_L1, 2'000'000}}));
        QVERIFY(run(QStringList{u"spend"_s, u"--drift"_s} + days)
                    .out.contains("reported $0.000003, by our prices $0.000002; 1 of 1"));
    }

    void wrongUseSaysWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no day") << QStringList{u"--since"_s, u"yesterday"_s} << QByteArray("2026-11-01");
        QTest::newRow("a day that is none")
            << QStringList{u"--until=2026-02-30"_s} << QByteArray("2026-02-30");
        QTest::newRow("a moment") << QStringList{u"--since"_s, u"2026-02-01T10:00"_s}
                                  << QByteArray("--since");
        QTest::newRow("no value") << QStringList{u"--since"_s} << QByteArray("needs a value");
        QTest::newRow("an unknown grouping") << QStringList{u"--by"_s, u"planet"_s} << QByteArray("planet");
        QTest::newRow("two forms") << QStringList{u"--json"_s, u"--csv"_s} << QByteArray("Choose one");
        QTest::newRow("drift as a table")
            << QStringList{u"--drift"_s, u"--csv"_s} << QByteArray("--drift goes");
        QTest::newRow("a word") << QStringList{u"money"_s} << QByteArray("money");
        QTest::newRow("backwards") << QStringList{u"--since=2026-03-02"_s, u"--until=2026-03-01"_s}
                                   << QByteArray("after");
    }
    void wrongUseSaysWhatIsWrong()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, says);
        const Ran ran = run(QStringList{u"spend"_s} + words);
        QCOMPARE(ran.status, 2);
        QCOMPARE(ran.out, QByteArray());
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QVERIFY2(ran.err.contains("crossroads --help"), ran.err.constData());
    }

    void whatWasSentIsFound()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead() + text("fine") + ending());
        });
        const Ran sent = run(compareWith(server, 2, {u"--json"_s}));
        QVERIFY2(sent.status == 0, (sent.err + sent.out).constData());
        const Ran ran = run({u"spend"_s, u"--json"_s, u"--by"_s, u"source"_s});
        QCOMPARE(ran.rows().size(), 1);
        QCOMPARE(ran.rows()[0]["group"_L1].toString(), u"cli"_s);
        QCOMPARE(ran.rows()[0]["attempts"_L1].toInteger(), 2);
        QCOMPARE(ran.rows()[0]["input"_L1].toInteger(), 20);
        const qint64 total = sent.json()["total_cost_picousd"_L1].toInteger();
        QVERIFY(total > 0);
        QCOMPARE(ran.json()["total_picousd"_L1].toInteger(), total);
        // Simulated answers cost nothing and are none of this.
        QCOMPARE(run({u"compare"_s, u"-m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"hi"_s}).status, 0);
        QCOMPARE(run({u"spend"_s, u"--json"_s, u"--by"_s, u"source"_s}).json(), ran.json());
    }

    void twoProgramsShareOneBudget()
    {
        QList<QPointer<QTcpSocket>> held;
        bool hold = false;
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            if (hold)
                held.append(socket);
            else
                socket->write(FaultServer::streamHead() + text("fine") + ending());
        });
        const Ran first = run(compareWith(server, 1));
        QVERIFY2(first.status == 0, first.err.constData());
        Money bound;
        qint64 spent = 0;
        {
            Database database;
            QVERIFY(database.open(databasePath()));
            auto rows = database.run(u"SELECT bound_pico, cost_pico FROM ledger WHERE kind = 'settled'"_s);
            QVERIFY(rows && rows->next());
            bound = Money{rows->value(0).toLongLong()};
            spent = rows->value(1).toLongLong();
        }
        QVERIFY(bound.pico > 0 && spent > 0);
        QDir().mkpath(m_home->filePath(u"XDG_CONFIG_HOME/crossroads"_s));
        QFile settings(m_home->filePath(u"XDG_CONFIG_HOME/crossroads/crossroads.conf"_s));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("[General]\nbudget_per_day=" +
                       Money{spent + bound.pico * 10 + bound.pico / 2}.toDecimal().toLatin1() + "\n");
        settings.close();
        hold = true;
        const auto one = start(compareWith(server, 16, {u"--jsonl"_s}));
        const auto two = start(compareWith(server, 16, {u"--jsonl"_s}));
        QByteArray said;
        const auto refused = [&] {
            said += one->readAllStandardOutput() + two->readAllStandardOutput();
            return said.count(
                "\"event\":\"failed\""); // the document at the end has it, too, but not as an event
        };
        QTRY_COMPARE_WITH_TIMEOUT(refused(), 22, 20'000);
        QTRY_COMPARE(held.size(), 10);
        for (const auto &socket : held)
            socket->write(FaultServer::streamHead() + text("fine") + ending());
        QTRY_VERIFY_WITH_TIMEOUT(one->state() == QProcess::NotRunning && two->state() == QProcess::NotRunning,
                                 20'000);
        QCOMPARE(server.requests().size(), 11);
        Database database;
        QVERIFY(database.open(databasePath()));
        QCOMPARE(sumsDiffer(database), QString());
    }

    /// kill -9 at any moment: what was sent is in the ledger, once, and what was seen is in the history.
    /// CROSSROADS_KILLS=200 for the long proof.
    void nothingPaidIsLostWhenAProgramIsKilled()
    {
        bool ok = false;
        const int asked = qEnvironmentVariableIntValue("CROSSROADS_KILLS", &ok);
        const int kills = ok ? asked : 12;
        constexpr int lanes = 3;
        FaultServer server([](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::streamHead());
            auto *timer = new QTimer(socket);
            connect(timer, &QTimer::timeout, socket, [socket, timer, sent = 0]() mutable {
                socket->write(sent < 20 ? text("word ") : ending());
                if (++sent > 20)
                    timer->stop();
            });
            timer->start(8);
        });
        // One whole run first, to know how long one takes here.
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(run(compareWith(server, lanes)).status, 0);
        const auto whole = quint32(timer.elapsed());
        int interrupted = 0, ended = 0, unsent = 0;
        QList<qsizetype> rows; // by kill
        QSet<qint64> known = ledgerRows();
        // On a busy machine the first ones may all come before the stream, or after it.
        constexpr int patience = 5;
        int killed = 0;
        for (int i = 0; i < kills || (interrupted == 0 && i < kills * patience); ++i, ++killed) {
            const auto process = start(compareWith(server, lanes, {}, promptOf(i)));
            QVERIFY(process->waitForStarted());
            QTest::qWait(int(QRandomGenerator::global()->bounded(whole + whole / 5)));
            process->kill(); // SIGKILL
            QTRY_COMPARE(process->state(), QProcess::NotRunning);
            const QSet<qint64> now = ledgerRows();
            const auto added = now - known;
            known = now;
            rows.append(added.size());
            QVERIFY(added.size() <= lanes);
            checkLedger(added, interrupted, ended);
            if (QTest::currentTestFailed())
                return;
        }
        // A request may have lain in a socket for a while: it is told by its prompt whose it was.
        for (int i = 0; i < killed; ++i) {
            const auto requests = std::ranges::count_if(server.requests(), [&](const QByteArray &request) {
                return request.contains('"' + promptOf(i).toUtf8() + '"');
            });
            unsent += requests == 0;
            QVERIFY2(rows[i] >= requests,
                     qPrintable(u"%1: %2 requests, %3 rows"_s.arg(promptOf(i)).arg(requests).arg(rows[i])));
        }
        qInfo("%d kills: %d attempts ended, %d interrupted, %d before anything was sent", killed, ended,
              interrupted, unsent);
        QVERIFY2(interrupted > 0, "no kill hit a stream: nothing was proved");
        QVERIFY2(unsent < killed, "nothing was ever sent");
    }

private:
    static QString promptOf(int kill) { return u"kill %1"_s.arg(kill); }

    /// The ids of all reservations, as a start finds them.
    QSet<qint64> ledgerRows()
    {
        {
            Store store(databasePath());
            if (!wait(store.open()))
                return {};
        }
        Database database;
        if (!database.open(databasePath()))
            return {};
        auto rows = database.run(u"SELECT id FROM ledger WHERE kind = 'reserved'"_s);
        QSet<qint64> ids;
        while (rows && rows->next())
            ids.insert(rows->value(0).toLongLong());
        return ids;
    }

    void checkLedger(const QSet<qint64> &added, int &interrupted, int &ended)
    {
        Store store(databasePath());
        QVERIFY(wait(store.open()));
        const auto taken = wait(store.takeInterruptedRuns());
        QVERIFY(taken);
        Database database;
        QVERIFY(database.open(databasePath()));
        auto check = database.run(u"PRAGMA integrity_check"_s);
        QVERIFY(check && check->next());
        QCOMPARE(check->value(0).toString(), u"ok"_s);
        QCOMPARE(sumsDiffer(database), QString());
        for (const qint64 id : added) {
            auto row = database.run(
                u"SELECT r.run_id, r.lane, r.bound_pico, (SELECT count(*) FROM ledger s WHERE "
                "s.reserved_id = r.id AND s.kind = 'settled'), s.cost_pico, s.outcome, s.output FROM "
                "ledger r LEFT JOIN ledger s ON s.reserved_id = r.id WHERE r.id = ?"_s,
                {id});
            QVERIFY(row && row->next());
            QVERIFY(row->value(2).toLongLong() > 0);
            QCOMPARE(row->value(3).toInt(), 1); // it has ended, once, by itself or by the next start
            QVERIFY(!row->isNull(4));
            const auto stored = wait(store.loadRun(row->value(0).toString()));
            QVERIFY(stored);
            const Answer &answer = stored->answers.value(row->value(1).toInt());
            // What was seen is what was sent: nothing lost in the middle, nothing twice.
            QVERIFY(u"word "_s.repeated(20).startsWith(answer.text));
            if (row->value(5).toString() != "may_be_billed"_L1) {
                ++ended;
                continue;
            }
            ++interrupted;
            QVERIFY(stored->interrupted || answer.state != LaneState::Done);
            QCOMPARE(row->value(4).toLongLong(), row->value(2).toLongLong()); // at its bound
            QCOMPARE(row->value(6).toLongLong(), answer.usage.output.value_or(0));
            QCOMPARE(answer.outputTokens() > 0, !answer.text.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestSpendCommand)
#include "tst_spendcommand.moc"
