// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/services/services.h"
#include "tests/support/faultserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <map>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
constexpr Wire wires[] = {Wire::OpenAi, Wire::Anthropic, Wire::Gemini, Wire::Ollama};

/// An answer as a server of \p wire streams it, piece by piece, in chunks of HTTP.
class Reply
{
public:
    explicit Reply(Wire wire)
        : m_encoder(adapterFor(wire)->encoder({.id = u"1"_s, .model = u"m"_s, .createdS = 1}))
    {
    }
    QByteArray head()
    {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + m_encoder->contentType() +
               "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(m_encoder->begin());
    }
    QByteArray event(const StreamEvent &event) { return chunk(m_encoder->encode(event)); }
    QByteArray text(const char *words) { return event(TextDelta{QString::fromUtf8(words)}); }
    /// The first bytes of a piece that is longer.
    QByteArray cut(const char *words)
    {
        const QByteArray whole = text(words);
        return whole.first(whole.size() / 2);
    }
    QByteArray bare(const StreamEvent &event) { return m_encoder->encode(event); }
    QByteArray finish() { return event(Finished{FinishReason::Stop, {}}) + closing(); }
    static QByteArray closing() { return FaultServer::chunk({}); }
    static QByteArray chunk(const QByteArray &bytes)
    {
        return bytes.isEmpty() ? QByteArray() : FaultServer::chunk(bytes); // an empty one ends the body
    }

private:
    std::unique_ptr<AnswerEncoder> m_encoder;
};

QByteArray goodAnswer(Wire wire)
{
    Reply reply(wire);
    const QByteArray head = reply.head() + reply.text("fine");
    return head + reply.finish();
}

QByteArray errorAnswer(Wire wire, int status, ErrorKind kind, const QByteArray &headers = {})
{
    return FaultServer::status(status, adapterFor(wire)->errorBody({kind, u"no"_s, {}, {}}, status), headers);
}
} // namespace

/// The whole way of a prompt: router, chat job, real sockets, store, and back.
class TestRouter : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<FaultServer> m_server;
    std::unique_ptr<Services> m_services;
    QHash<QString, QList<Answer>> m_answers;
    Wire m_wire = Wire::OpenAi; ///< the lab's

    static void everyWire()
    {
        QTest::addColumn<Wire>("wire");
        for (const Wire wire : wires)
            QTest::addRow("%s", qPrintable(wireName(wire))) << wire;
    }

    void begin(FaultServer::Handler handler) { begin({}, u"lab"_s, std::move(handler)); }
    void begin(const QByteArray &keyEnv, const QString &provider, FaultServer::Handler handler)
    {
        m_server = std::make_unique<FaultServer>(std::move(handler));
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s},
                              {{provider, m_server->url(), m_wire, keyEnv}},
                              false});
        QVERIFY(m_services->start());
        m_answers.clear();
        connect(&m_services->store(), &Store::committed, this, [this](const QList<LaneUpdate> &updates) {
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

    QString send(const QStringList &lineup)
    {
        RunRequest request;
        request.prompt = u"hello there"_s;
        request.lineup = lineup;
        const auto run = m_services->router().start(request);
        return run ? run->id : QString();
    }

    bool ended(const QString &run, int lanes) const
    {
        const QList<Answer> answers = m_answers.value(run);
        return answers.size() == lanes &&
               std::ranges::all_of(answers, [](const Answer &a) { return isEnded(a.state); });
    }

    void setTimeouts(int firstToken, int idle, int alive = 600'000)
    {
        Settings settings;
        settings.firstTokenTimeout = std::chrono::milliseconds(firstToken);
        settings.idleTimeout = std::chrono::milliseconds(idle);
        settings.aliveTimeout = std::chrono::milliseconds(alive);
        m_services->router().setSettings(settings);
    }

private Q_SLOTS:
    void cleanup()
    {
        m_services.reset();
        m_server.reset();
        m_wire = Wire::OpenAi;
    }

    void theWireShowsWhatReallyWentOut()
    {
        begin([](QTcpSocket *socket, const QByteArray &) { socket->write(goodAnswer(Wire::OpenAi)); });
        const QString run =
            send({u"lab/m"_s, u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox-anthropic/swift@rate=0,ttft=0"_s});
        QTRY_VERIFY_WITH_TIMEOUT(ended(run, 3), 20'000);
        const WireRecord lab = m_services->router().wire(run, 0, 0).value(0);
        const QByteArray arrived = m_server->requests().value(0).toLower();
        QCOMPARE(lab.httpVersion, "1.1"_ba);
        for (qsizetype i = 0; i < lab.requestHeaders.size(); ++i) {
            const QLatin1StringView name = lab.requestHeaders.nameAt(i);
            const QByteArray line =
                QByteArray(name.data(), name.size()) + ": " + lab.requestHeaders.valueAt(i).toByteArray();
            QVERIFY2(arrived.contains("\r\n" + line.toLower() + "\r\n"), line);
        }
        QVERIFY(lab.requestHeaders.contains("host"_L1) && lab.requestHeaders.contains("content-length"_L1));
        QVERIFY(arrived.endsWith(lab.requestBody.toLower()));
        // The Sandbox answers nobody without its token: it was sent, and is not shown.
        for (const int lane : {1, 2}) {
            const WireRecord shown = m_services->router().wire(run, lane, 0).value(0);
            QCOMPARE(shown.status, 200);
            QVERIFY(!shown.keyHeaders.isEmpty() && shown.requestHeaders.contains("host"_L1));
            QVERIFY(!shown.requestHeaders.contains("authorization"_L1) &&
                    !shown.requestHeaders.contains("x-api-key"_L1));
            QVERIFY(lane == 1 || shown.requestHeaders.contains("anthropic-version"_L1));
        }
    }

    void everyWireFaresAlike_data()
    {
        QTest::addColumn<QString>("pace");
        QTest::addColumn<LaneState>("state");
        QTest::addColumn<std::optional<ErrorKind>>("kind");
        const auto row = [](const char *name, const QString &pace, LaneState state,
                            std::optional<ErrorKind> kind) { QTest::newRow(name) << pace << state << kind; };
        row("an answer", u""_s, LaneState::Done, std::nullopt);
        row("a refused key", u",fail=401"_s, LaneState::Failed, ErrorKind::Authentication);
        row("no credit", u",fail=402"_s, LaneState::Failed, ErrorKind::Payment);
        row("a failing server", u",fail=500"_s, LaneState::Failed, ErrorKind::Server);
        row("a web page", u",fail=html"_s, LaneState::Failed, ErrorKind::Protocol);
        row("a cut in the middle of a frame", u",fail=cut"_s, LaneState::Incomplete, ErrorKind::Network);
        row("an error inside the stream", u",fail=inband"_s, LaneState::Incomplete, ErrorKind::Server);
    }
    void everyWireFaresAlike()
    {
        QFETCH(QString, pace);
        QFETCH(LaneState, state);
        QFETCH(std::optional<ErrorKind>, kind);
        begin([](QTcpSocket *, const QByteArray &) {});
        QStringList lineup;
        for (const auto &provider :
             {u"sandbox"_s, u"sandbox-anthropic"_s, u"sandbox-gemini"_s, u"sandbox-ollama"_s})
            lineup.append(provider + u"/thinker@rate=0,ttft=0"_s + pace);
        const QString run = send(lineup);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_answers[run].size() == lineup.size() &&
                std::ranges::all_of(m_answers[run], [](const Answer &a) { return isEnded(a.state); }),
            20'000);
        const Answer &first = m_answers[run][0];
        for (const Answer &answer : std::as_const(m_answers[run])) {
            QCOMPARE(laneStateName(answer.state), laneStateName(state));
            QCOMPARE(answer.text, first.text);
            QCOMPARE(answer.reasoning, first.reasoning);
            QCOMPARE(answer.usage.output, first.usage.output);
            QVERIFY(answer.finishReason == first.finishReason);
            QCOMPARE(answer.error.has_value(), kind.has_value());
            if (kind)
                QCOMPARE(errorKindName(answer.error->kind), errorKindName(*kind));
        }
    }

    void sandboxLanesAllAnswer()
    {
        begin([](QTcpSocket *, const QByteArray &) {});
        const QString run = send({u"sandbox/swift@rate=0,ttft=0"_s, u"sandbox/thinker@rate=0,ttft=0"_s,
                                  u"sandbox/writer@rate=0,ttft=0"_s});
        QTRY_VERIFY_WITH_TIMEOUT(ended(run, 3), 10'000);
        for (const Answer &answer : std::as_const(m_answers[run])) {
            QCOMPARE(answer.state, LaneState::Done);
            QVERIFY(answer.isSimulated());
            QCOMPARE(answer.cost, Money{0});
            QCOMPARE(answer.usageState, UsageState::Reported);
            QVERIFY(answer.text.contains(u"hello"_s, Qt::CaseInsensitive));
        }
        QVERIFY(!m_answers[run][1].reasoning.isEmpty());
    }

    void sixteenLanesStreamAtOnce_data() { everyWire(); }
    void sixteenLanesStreamAtOnce()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        std::map<QTcpSocket *, Reply> waiting;
        begin([&](QTcpSocket *socket, const QByteArray &) {
            Reply &reply = waiting.try_emplace(socket, wire).first->second;
            socket->write(reply.head());
            socket->write(reply.text("a"));
        });
        const QString run = send(QStringList(16, u"lab/m"_s));
        QTRY_COMPARE(waiting.size(), size_t(16)); // every one is answering, none has ended
        for (auto &[socket, reply] : waiting) {
            socket->write(reply.text("b"));
            socket->write(reply.finish());
        }
        QTRY_VERIFY(ended(run, 16));
        for (const Answer &answer : std::as_const(m_answers[run]))
            QCOMPARE(answer.text, u"ab"_s);
    }

    void faults_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<LaneState>("state");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("text");
        for (const Wire wire : wires)
            addFaults(wire);
    }
    static void addFaults(Wire wire)
    {
        const auto row = [wire](const char *name, const QByteArray &answer, LaneState state, ErrorKind kind,
                                const char *text) {
            QTest::addRow("%s, %s", name, qPrintable(wireName(wire)))
                << wire << answer << state << kind << QString::fromUtf8(text);
        };
        const auto half = [wire](auto &&more) {
            Reply reply(wire);
            const QByteArray head = reply.head() + reply.text("half");
            return head + more(reply);
        };
        row("an HTML page with status 200",
            FaultServer::ok("text/html", "<html><head><title>Portal</title></head></html>"),
            LaneState::Failed, ErrorKind::Protocol, "");
        row("an HTML page with status 502",
            "HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html></html",
            LaneState::Failed, ErrorKind::Server, "");
        row("an error body with status 200",
            FaultServer::ok("application/json",
                            adapterFor(wire)->errorBody({ErrorKind::Server, u"no"_s, {}, {}}, 500)),
            LaneState::Failed, ErrorKind::Server, "");
        row("a wrong key", errorAnswer(wire, 401, ErrorKind::Authentication), LaneState::Failed,
            ErrorKind::Authentication, "");
        row("no credit", errorAnswer(wire, 402, ErrorKind::Payment), LaneState::Failed, ErrorKind::Payment,
            "");
        row("a rate limit", errorAnswer(wire, 429, ErrorKind::RateLimited, "Retry-After: 7\r\n"),
            LaneState::Failed, ErrorKind::RateLimited, "");
        row("an error in the stream", half([](Reply &reply) {
                return reply.event(Failed{{ErrorKind::Server, u"boom"_s, {}, {}}}) + Reply::closing();
            }),
            LaneState::Incomplete, ErrorKind::Server, "half");
        row("an end without a finish mark", half([](Reply &) { return Reply::closing(); }),
            LaneState::Incomplete, ErrorKind::Protocol, "half");
        row("an empty stream", FaultServer::streamHead() + Reply::closing(), LaneState::Failed,
            ErrorKind::Protocol, "");
        Reply garbled(wire);
        const QByteArray head = garbled.head();
        row("invalid UTF-8", head + garbled.text("@@").replace("@@", "\xff\xfe") + Reply::closing(),
            LaneState::Incomplete, ErrorKind::Protocol, "\xef\xbf\xbd\xef\xbf\xbd");
    }
    void faults()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, answer);
        QFETCH(LaneState, state);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, text);
        bool first = true;
        m_wire = wire;
        begin([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(std::exchange(first, false) ? answer : goodAnswer(wire));
        });
        // The first request gets the fault; which lane sends it is not ours to know, so the lanes are
        // counted.
        const QString run = send({u"lab/m"_s, u"lab/m"_s});
        QTRY_VERIFY(ended(run, 2));
        QList<Answer> answers = m_answers[run];
        std::ranges::stable_partition(answers, [](const Answer &a) { return a.state != LaneState::Done; });
        QCOMPARE(laneStateName(answers[0].state), laneStateName(state));
        QCOMPARE(errorKindName(answers[0].error->kind), errorKindName(kind));
        QCOMPARE(answers[0].text, text);
        QVERIFY(!answers[0].error->message.isEmpty());
        QVERIFY(!answers[0].error->hint.isEmpty());
        QCOMPARE(answers[1].state, LaneState::Done); // the other one went on
        QCOMPARE(answers[1].text, u"fine"_s);
        QCOMPARE(m_server->requests().size(), 2);
    }

    void aCutInTheMiddleOfAFrameKeepsTheText_data() { everyWire(); }
    void aCutInTheMiddleOfAFrameKeepsTheText()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        begin([wire](QTcpSocket *socket, const QByteArray &) {
            Reply reply(wire);
            socket->write(reply.head());
            socket->write(reply.text("half"));
            socket->write(reply.cut("another"));
            socket->flush();
            socket->disconnectFromHost();
        });
        const QString run = send({u"lab/m"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(m_answers[run][0].state, LaneState::Incomplete);
        QCOMPARE(m_answers[run][0].text, u"half"_s);
        QCOMPARE(m_answers[run][0].attempts[0].outcome, AttemptOutcome::Incomplete);
    }

    void aFinishReasonIsEnoughForVendorsWithoutAnEndMark_data() { everyWire(); }
    void aFinishReasonIsEnoughForVendorsWithoutAnEndMark()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        begin([wire](QTcpSocket *socket, const QByteArray &) {
            // The connection stays open: the answer must end all the same, after the grace for usage.
            Reply reply(wire);
            socket->write(reply.head());
            socket->write(reply.text("done"));
            QByteArray last = reply.bare(Finished{FinishReason::Stop, {}});
            for (const QByteArrayView mark : {"data: [DONE]", "event: message_stop"}) {
                if (const qsizetype at = last.indexOf(mark); at >= 0)
                    last.truncate(at);
            }
            socket->write(Reply::chunk(last));
        });
        const QString run = send({u"lab/m"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(m_answers[run][0].state, LaneState::Done);
    }

    void keepAliveCommentsPutOffTheFirstTokenWithinTheirOwnLimit_data() { everyWire(); }
    void keepAliveCommentsPutOffTheFirstTokenWithinTheirOwnLimit()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        const QByteArray sign = FaultServer::chunk(wire == Wire::Ollama ? "\n" : ": keep-alive\n\n");
        QTimer alive;
        begin([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(Reply(wire).head());
            connect(&alive, &QTimer::timeout, socket, [socket, sign] { socket->write(sign); });
            alive.start(20);
        });
        setTimeouts(100, 500, 900);
        const QString run = send({u"lab/m"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(m_answers[run][0].error->kind, ErrorKind::Timeout);
        QVERIFY(m_answers[run][0].error->message.contains(u"no token within 0.9 s"_s));
        QVERIFY(m_answers[run][0].totalMs >= 900);
    }

    void aModelsOwnTimeOutComesBeforeTheCommonOne_data() { everyWire(); }
    void aModelsOwnTimeOutComesBeforeTheCommonOne()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        begin([](QTcpSocket *, const QByteArray &) {
        }); // one that has begun is waited for as long as it shows life
        Settings settings;
        settings.firstTokenTimeout = std::chrono::minutes(10);
        settings.firstTokenTimeouts = {{u"lab/quick"_s, std::chrono::milliseconds(150)}};
        m_services->router().setSettings(settings);
        const QString run = send({u"lab/quick"_s, u"lab/other"_s});
        QTRY_VERIFY(m_answers[run].size() == 2 && isEnded(m_answers[run][0].state));
        QCOMPARE(m_answers[run][0].error->kind, ErrorKind::Timeout);
        QVERIFY(m_answers[run][0].error->message.contains(u"0.15 s"_s));
        QCOMPARE(m_answers[run][1].state, LaneState::Waiting);
    }

    void aStalledAnswerTimesOutAndKeepsItsText_data() { everyWire(); }
    void aStalledAnswerTimesOutAndKeepsItsText()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        begin([wire](QTcpSocket *socket, const QByteArray &) {
            Reply reply(wire);
            socket->write(reply.head());
            socket->write(reply.text("half"));
        });
        setTimeouts(5'000, 200);
        const QString run = send({u"lab/m"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(m_answers[run][0].state, LaneState::Incomplete);
        QCOMPARE(m_answers[run][0].error->kind, ErrorKind::Timeout);
        QCOMPARE(m_answers[run][0].text, u"half"_s);
    }

    void oneLaneIsStoppedAndTheOthersGoOn_data() { everyWire(); }
    void oneLaneIsStoppedAndTheOthersGoOn()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        begin([wire](QTcpSocket *socket, const QByteArray &) {
            Reply reply(wire);
            socket->write(reply.head());
            socket->write(reply.text("a"));
        });
        const QString run = send({u"lab/m"_s, u"lab/m"_s});
        QTRY_VERIFY(m_answers[run].size() == 2 && m_answers[run][0].text == u"a"_s &&
                    m_answers[run][1].text == u"a"_s);
        m_services->router().stopLane(run, 0);
        QTRY_COMPARE(m_answers[run][0].state, LaneState::Stopped);
        QCOMPARE(m_answers[run][0].text, u"a"_s);
        QTRY_COMPARE(m_server->openSockets(), 1); // stopping hangs up: nothing more is paid for
        QCOMPARE(m_answers[run][1].state, LaneState::Streaming);
        m_services->router().stopRun(run);
        QTRY_VERIFY(ended(run, 2));
    }

    void aRetryIsANewTake_data() { everyWire(); }
    void aRetryIsANewTake()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        int count = 0;
        begin([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(++count == 1 ? FaultServer::status(500, "{}") : goodAnswer(wire));
        });
        QSignalSpy runEnded(&m_services->router(), &Router::runEnded);
        const QString run = send({u"lab/m"_s});
        QTRY_COMPARE(runEnded.size(), 1);
        QTRY_COMPARE(m_answers[run].value(0).state, LaneState::Failed);
        m_services->router().retryLane(run, 0);
        QTRY_COMPARE(m_answers[run][0].state, LaneState::Done);
        QTRY_COMPARE(runEnded.size(), 2);
        QCOMPARE(m_services->router().activeRuns(), 0);
    }

    void aLaneOfARunThatLeftMemoryIsSentAgainAsItWas_data() { everyWire(); }
    void aLaneOfARunThatLeftMemoryIsSentAgainAsItWas()
    {
        QFETCH(Wire, wire);
        m_wire = wire;
        QByteArray lastBody;
        begin([&](QTcpSocket *socket, const QByteArray &request) {
            lastBody = request;
            socket->write(goodAnswer(wire));
        });
        QSignalSpy runEnded(&m_services->router(), &Router::runEnded);
        RunRequest request;
        request.prompt = u"the first of many"_s;
        request.system = u"be brief"_s;
        request.lineup = {u"sandbox/swift@rate=0,ttft=0"_s, u"lab/m"_s};
        request.maxTokens = 77;
        request.temperature = 0.25;
        const QString first = m_services->router().start(request)->id;
        QTRY_COMPARE(runEnded.size(), 1);
        m_services->router().retryLane(first, 1);
        QTRY_COMPARE(runEnded.size(), 2);
        constexpr int more = 12; // than are kept
        for (int i = 0; i < more; ++i)
            send({u"lab/m"_s});
        QTRY_COMPARE(runEnded.size(), 2 + more);
        lastBody.clear();
        m_services->router().retryLane(first, 1);
        QTRY_COMPARE(runEnded.size(), 3 + more);
        QVERIFY(lastBody.contains("the first of many") && lastBody.contains("be brief"));
        QVERIFY(lastBody.contains("77") && lastBody.contains("0.25"));
        const auto stored = m_services->store().loadRun(first);
        QTRY_VERIFY(stored.isFinished());
        QCOMPARE(stored.result()->takes, QList<int>({0, 2})); // after the two takes that are there
        QCOMPARE(stored.result()->answers[1].state, LaneState::Done);
        m_services->router().retryLane(u"no-such-run"_s, 0);
        m_services->router().retryLane(first, 9);
        const QString last = send({u"lab/m"_s});
        QTRY_COMPARE(runEnded.last().first().toString(), last);
        QCOMPARE(m_services->router().activeRuns(), 0);
    }

    void lanesThatAreSentAgainTogetherCountAsOneRun()
    {
        begin([](QTcpSocket *socket, const QByteArray &) { socket->write(goodAnswer(Wire::OpenAi)); });
        QSignalSpy runEnded(&m_services->router(), &Router::runEnded);
        const QString run = send({u"no/such-model"_s, u"lab/m"_s});
        QTRY_COMPARE(runEnded.size(), 1);
        QCOMPARE(m_services->router().activeRuns(), 0);
        // The first ends at once, and the run's end is on its way when the second begins.
        m_services->router().retryLane(run, 0);
        m_services->router().retryLane(run, 1);
        QTRY_COMPARE(runEnded.size(), 2);
        QTRY_COMPARE(m_services->router().activeRuns(), 0);
    }

    void aWholeAnswerWithoutUsageIsEstimatedAndItsCostUnknown()
    {
        begin([](QTcpSocket *socket, const QByteArray &) { socket->write(goodAnswer(Wire::OpenAi)); });
        const QString run = send({u"lab/m"_s});
        QTRY_VERIFY(ended(run, 1));
        const Answer &answer = m_answers[run][0];
        QCOMPARE(answer.usageState, UsageState::Estimated);
        QVERIFY(*answer.usage.output > 0);
        QVERIFY(!answer.cost);
        QCOMPARE(answer.costState, CostState::Unknown);
    }

    void whatStaysTheSameIsMarkedForTheProvidersCache()
    {
        m_wire = Wire::Anthropic;
        QByteArray body;
        begin([&](QTcpSocket *socket, const QByteArray &request) {
            body = request;
            socket->write(goodAnswer(Wire::Anthropic));
        });
        RunRequest request;
        request.prompt = u"what is this"_s;
        request.system = u"be brief"_s;
        request.lineup = {u"lab/m"_s};
        request.parameters.systemCacheMark = true;
        ContentPart picture;
        picture.kind = ContentPart::Kind::Image;
        picture.mimeType = "image/png";
        picture.bytes = "not really one";
        request.attachments = {picture};
        const QString run = m_services->router().start(request)->id;
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(body.count("\"cache_control\""), 2);
        request.parameters.systemCacheMark = false;
        const QString plain = m_services->router().start(request)->id;
        QTRY_VERIFY(ended(plain, 1));
        QCOMPARE(body.count("\"cache_control\""), 0);
    }

    /// What a broken-off answer cost is asked for afterwards where the provider keeps a record of it.
    void aRecordOfTheProviderPutsTheLedgerRight()
    {
        int asked = 0;
        begin({}, u"openrouter"_s, [&](QTcpSocket *socket, const QByteArray &request) {
            if (!request.startsWith("GET ")) {
                Reply reply(Wire::OpenAi);
                const QByteArray head = reply.head();
                socket->write(head + reply.text("half") + Reply::closing());
            } else if (++asked == 1) {
                socket->write(FaultServer::status(404, "{}"));
            } else {
                socket->write(
                    FaultServer::ok("application/json",
                                    "{\"data\":{\"id\":\"1\",\"total_cost\":0.00123,\"is_byok\":false}}"));
            }
        });
        const QString run = send({u"openrouter/lab/m"_s});
        QTRY_VERIFY(ended(run, 1));
        QCOMPARE(m_answers[run][0].state, LaneState::Incomplete);
        const auto cost = [&] {
            auto cells = m_services->store().spend({});
            cells.waitForFinished();
            return cells.result() && !cells.result()->isEmpty() ? cells.result()->first().cost() : Money{};
        };
        QTRY_COMPARE_WITH_TIMEOUT(cost(), *Money::fromDecimal("0.00123"), 15'000);
        QCOMPARE(asked, 2);
        QVERIFY(m_server->requests()[1].startsWith("GET /v1/generation?id=1 "));
    }

    void badRequestsNeverStart()
    {
        begin([](QTcpSocket *, const QByteArray &) {});
        QVERIFY(send({}).isEmpty());
        RunRequest blank;
        blank.prompt = u" \n"_s;
        blank.lineup = {u"sandbox/swift"_s};
        QCOMPARE(m_services->router().start(blank).error().kind, ErrorKind::WrongUse);
        // An unknown model fails in its lane, and the others answer.
        const QString run = send({u"no/such"_s, u"sandbox/swift@rate=0,ttft=0"_s});
        QTRY_VERIFY(ended(run, 2));
        QCOMPARE(m_answers[run][0].error->kind, ErrorKind::WrongUse);
        QCOMPARE(m_answers[run][1].state, LaneState::Done);
    }

    void theKeyGoesOnlyIntoItsHeader_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("times");
        QTest::newRow("openai") << Wire::OpenAi << "authorization: bearer "_ba << 1;
        QTest::newRow("anthropic") << Wire::Anthropic << "x-api-key: "_ba << 2;
        QTest::newRow("gemini") << Wire::Gemini << "x-goog-api-key: "_ba << 1;
        QTest::newRow("ollama") << Wire::Ollama << "authorization: bearer "_ba << 1;
    }
    void theKeyGoesOnlyIntoItsHeader()
    {
        QFETCH(Wire, wire);
        QFETCH(QByteArray, header);
        QFETCH(int, times); // servers of Anthropic's format look for it in either of two places
        qputenv("LAB_TEST_KEY", "fake-lab-key-0123456789");
        m_server = std::make_unique<FaultServer>([](QTcpSocket *socket, const QByteArray &) {
            socket->write(
                FaultServer::status(401, R"({"error":{"message":"bad key fake-lab-key-0123456789"}})"));
        });
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s},
                              {{u"lab"_s, m_server->url(), wire, "LAB_TEST_KEY"}},
                              false});
        QVERIFY(m_services->start());
        const QString run = send({u"lab/m"_s});
        QTRY_COMPARE(m_server->requests().size(), 1);
        const QByteArray request = m_server->requests()[0].toLower();
        QVERIFY(request.contains("\r\n" + header + "fake-lab-key-0123456789\r\n"));
        QCOMPARE(request.count("fake-lab-key-0123456789"), times);
        QFuture<Result<StoredRun>> stored;
        QTRY_VERIFY((stored = m_services->store().loadRun(run), stored.waitForFinished(),
                     stored.result() && stored.result()->answers.value(0).error));
        const Answer answer = stored.result()->answers[0];
        QVERIFY(!answer.error->message.contains(u"fake-lab-key"_s));
        QCOMPARE(answer.attempts[0].keyLastFour, u"6789"_s);
        m_services.reset();
        for (const QString &name : {u"/c.db"_s, u"/c.db-wal"_s}) {
            QFile file(base + name);
            if (file.open(QIODevice::ReadOnly))
                QVERIFY(!file.readAll().contains("fake-lab-key"));
        }
    }
};

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
