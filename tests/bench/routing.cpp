// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the routing layer adds to the time to first token, and what it costs in processor time: the same
// requests to the same mock server over kept-alive connections, through libcurl alone and through a RouteJob
// with its plan, ledger, client, decoder and health, in turn; all our threads on the one processor that
// libcurl has.
#include "app/http/httpclient.h"
#include "app/keys/keyhealth.h"
#include "app/routing/rategate.h"
#include "app/routing/routejob.h"
#include "app/routing/wirelog.h"
#include "app/storage/store.h"
#include "tests/bench/bench.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <curl/curl.h>
#include <sched.h>
#include <sys/resource.h>

#include <cstdio>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
constexpr int rounds = 7;

/// Keeps a process to one processor. The server gets one and the clients another, as they would have with
/// a network between them: where the scheduler is free to put both on one, a client waits for the server's
/// whole turn, in some rounds and not in others, which tells of the machine and not of the client.
void keepTo(int processor, qint64 processId = 0)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(pid_t(processId), sizeof one, &one); // else it is measured as it is
}

/// The mock of ../shared, built into a folder of its own.
class MockServer
{
public:
    bool start()
    {
        const QString source =
            qEnvironmentVariable("CROSSROADS_SHARED", u"../shared"_s) + u"/bench/mock/mock-upstream.cpp"_s;
        if (!QFile::exists(source))
            return false;
        const QString program = m_folder.filePath(u"mock-upstream"_s);
        if (QProcess::execute(u"g++"_s, {u"-O2"_s, u"-std=c++20"_s, u"-o"_s, program, source}) != 0)
            return false;
        QTcpServer probe; // a free port, given back at once
        probe.listen(QHostAddress::LocalHost);
        m_port = probe.serverPort();
        probe.close();
        QFile text(m_folder.filePath(u"text"_s));
        if (!text.open(QIODevice::WriteOnly))
            return false;
        text.write(QByteArray("four words of text. ").repeated(1'000));
        text.close();
        m_process.start(program, {u"--port"_s, QString::number(m_port), u"--max-seconds"_s, u"300"_s,
                                  u"--text"_s, text.fileName()});
        if (!m_process.waitForStarted())
            return false;
        for (int i = 0; i < 100; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            if (socket.waitForConnected(100)) {
                keepTo(1, m_process.processId());
                return true;
            }
            QThread::msleep(20); // a refusal comes at once
        }
        return false;
    }
    ~MockServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QUrl url() const { return QUrl(u"http://127.0.0.1:%1/v1"_s.arg(m_port)); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Streams side by side. Each place starts its first one in its turn, spread over \p over, and the next when
/// one has ended.
struct Load
{
    QByteArray model;
    int places = 1;
    int each = 1;
    std::chrono::milliseconds over{0}; ///< 0: all places start at once

    int streams() const { return places * each; }
    double startMs(int place) const { return double(over.count()) * place / places; }
};

struct Measured
{
    std::vector<double> ttftMs; ///< of each stream, from its start to its first text
    double cpu = 0;
};

// --- libcurl
// ------------------------------------------------------------------------------------------------

struct CurlStream
{
    QElapsedTimer timer;
    double ttftMs = -1;
};

size_t takeCurl(char *bytes, size_t size, size_t count, void *user)
{
    auto *stream = static_cast<CurlStream *>(user);
    // The first chunk may hold the role alone; the first content is what counts.
    if (stream->ttftMs < 0 && QByteArrayView(bytes, qsizetype(size * count)).contains("\"content\":\""))
        stream->ttftMs = double(stream->timer.nsecsElapsed()) / 1e6;
    return size * count;
}

class CurlClient
{
public:
    explicit CurlClient(const QUrl &base) : m_url(base.toString().toUtf8() + "/chat/completions")
    {
        m_headers = curl_slist_append(nullptr, "Content-Type: application/json");
        m_headers = curl_slist_append(m_headers, "Expect:");
        curl_multi_setopt(m_multi, CURLMOPT_MAX_HOST_CONNECTIONS, 64L);
    }
    ~CurlClient()
    {
        curl_multi_cleanup(m_multi);
        curl_slist_free_all(m_headers);
    }
    Q_DISABLE_COPY_MOVE(CurlClient)

    Measured run(const Load &load)
    {
        const double before = cpuSeconds();
        m_body = "{\"model\":\"" + load.model +
                 "\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                 "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        std::vector<CurlStream> streams{size_t(load.streams())};
        QElapsedTimer clock;
        clock.start();
        int begun = 0, left = load.streams();
        while (left > 0) {
            while (begun < load.places && double(clock.nsecsElapsed()) / 1e6 >= load.startMs(begun))
                start(streams[size_t(begun++)]);
            int running = 0;
            curl_multi_perform(m_multi, &running);
            int queued = 0;
            while (const CURLMsg *message = curl_multi_info_read(m_multi, &queued)) {
                CURL *easy = message->easy_handle;
                curl_multi_remove_handle(m_multi, easy);
                curl_easy_cleanup(easy);
                --left;
                // The places' first streams come first in the list, whoever has begun.
                if (const int next = load.places + m_again; next < load.streams()) {
                    ++m_again;
                    start(streams[size_t(next)]);
                }
            }
            if (left > 0)
                curl_multi_poll(m_multi, nullptr, 0, begun < load.places ? 1 : 1'000, nullptr);
        }
        m_again = 0;
        Measured measured;
        for (const CurlStream &stream : streams)
            measured.ttftMs.push_back(stream.ttftMs);
        measured.cpu = cpuSeconds() - before;
        return measured;
    }

private:
    void start(CurlStream &stream)
    {
        stream.timer.start();
        CURL *easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, m_url.constData());
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_headers);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, m_body.constData());
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeCurl);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &stream);
        curl_multi_add_handle(m_multi, easy);
        int running = 0;
        curl_multi_perform(m_multi, &running);
    }

    CURLM *m_multi = curl_multi_init();
    curl_slist *m_headers = nullptr;
    QByteArray m_url;
    QByteArray m_body;
    int m_again = 0; ///< streams begun in a place whose first one has ended
};

// --- ours
// ---------------------------------------------------------------------------------------------------

class OurClient
{
public:
    explicit OurClient(const QUrl &base) : m_store(m_folder.filePath(u"c.db"_s))
    {
        QFuture<Result<void>> opened = m_store.open();
        opened.waitForFinished();
        Vendor vendor;
        vendor.slug = u"mock"_s;
        vendor.name = u"Mock"_s;
        vendor.baseUrl = base;
        vendor.keyOptional = true;
        m_directory.vendors.insert(vendor.slug, vendor);
    }

    Measured run(const Load &load)
    {
        const double before = cpuSeconds();
        Batch batch{load, load.streams()};
        for (int place = 0; place < load.places; ++place) {
            if (load.over.count() == 0)
                start(batch, place, 0);
            else
                QTimer::singleShot(std::chrono::milliseconds(int(load.startMs(place))), Qt::PreciseTimer,
                                   &batch.loop, [this, &batch, place] { start(batch, place, 0); });
        }
        batch.loop.exec();
        batch.measured.cpu = cpuSeconds() - before;
        return batch.measured;
    }

private:
    struct Batch
    {
        Load load;
        int left;
        Measured measured = {};
        QEventLoop loop = QEventLoop();
    };

    RouteTask taskOf(const Load &load, int place, int number)
    {
        const HealthSnapshot health = m_health.snapshot();
        const auto plan = planRoute({.directory = m_directory,
                                     .health = health,
                                     .keys = m_keys,
                                     .nowMs = m_clock.wallMs(),
                                     .seed = quint64(place)},
                                    u"mock/"_s + QString::fromLatin1(load.model));
        if (!plan)
            qFatal("no plan");
        RouteTask task;
        task.plan = *plan;
        task.request.messages = {ChatMessage::ofText(ChatMessage::Role::User, u"hello"_s)};
        task.runId = u"bench"_s;
        task.lane = place;
        task.take = number;
        task.source = u"bench"_s;
        task.timeouts = {std::chrono::seconds(30), std::chrono::seconds(60), std::chrono::seconds(60),
                         std::chrono::seconds(60)};
        return task;
    }

    void start(Batch &batch, int place, int number)
    {
        QElapsedTimer timer;
        timer.start();
        auto *job = new RouteJob({m_http, m_store, m_clock, m_health, m_keys, m_gate, m_wireLog},
                                 taskOf(batch.load, place, number), &batch.loop);
        QObject::connect(
            job, &RouteJob::moved, &batch.loop,
            [&, timer, seen = false](LaneState, const std::optional<StreamEvent> &event) mutable {
                if (!seen && event && std::holds_alternative<TextDelta>(*event)) {
                    seen = true;
                    batch.measured.ttftMs.push_back(double(timer.nsecsElapsed()) / 1e6);
                }
            });
        QObject::connect(job, &RouteJob::ended, &batch.loop, [this, &batch, job, place, number] {
            job->deleteLater();
            if (--batch.left == 0)
                batch.loop.quit();
            else if (number + 1 < batch.load.each)
                start(batch, place, number + 1);
        });
        job->start();
    }

    QTemporaryDir m_folder;
    Store m_store;
    HttpClient m_http;
    Clock m_clock;
    HealthBook m_health;
    KeyHealth m_keys;
    RateGate m_gate{m_clock};
    WireLog m_wireLog;
    Directory m_directory;
};
} // namespace

namespace {
struct Case
{
    QString name;
    Load load;
    int rounds;
};

// At once: first token after 20 ms, so that the start of one stream is not in the way of another's token;
// with more streams than processors it is the queue for these that counts. Spread: as the gateways of
// ../shared/bench are measured, 200 chunks at 200 (100) a second, the starts spread over the time that one
// takes.
const Case cases[] = {
    {u"1-streams"_s, {"mock-40-400-20", 1}, 5 * rounds},
    {u"16-streams"_s, {"mock-40-400-20", 16}, 5 * rounds},
    {u"64-streams"_s, {"mock-40-400-20", 64}, rounds},
    {u"16-streams-spread"_s, {"mock-200-200-0", 16, 3, std::chrono::milliseconds(1'000)}, rounds},
    {u"64-streams-spread"_s, {"mock-200-100-0", 64, 2, std::chrono::milliseconds(2'000)}, 3},
};

void measureTtft(const Case &one, CurlClient &curl, OurClient &ours, QList<Row> &rows)
{
    std::vector<double> added, direct, ourMedians;
    const Load warmUp{"mock-40-400-20", one.load.places}; // connections stand before anything is counted
    curl.run(warmUp);
    ours.run(warmUp);
    for (int round = 0; round < one.rounds; ++round) {
        const double theirs = median(curl.run(one.load).ttftMs);
        const double mine = median(ours.run(one.load).ttftMs);
        direct.push_back(theirs);
        ourMedians.push_back(mine);
        added.push_back(mine - theirs);
    }
    rows.append({u"routing-ttft-"_s + one.name, median(ourMedians), u"ms"_s, median(direct), u"libcurl"_s,
                 one.rounds});
    rows.append({u"routing-added-ttft-"_s + one.name, median(added), u"ms"_s, 0.3, u"limit"_s, one.rounds});
}

/// 96 streams of 200 chunks, 16 at once at 200 a second.
void measureCpu(CurlClient &curl, OurClient &ours, QList<Row> &rows)
{
    const Load load{"mock-200-200-5", 16};
    double mine = 0, theirs = 0;
    constexpr int batches = 6;
    for (int batch = 0; batch < batches; ++batch) {
        mine += ours.run(load).cpu;
        theirs += curl.run(load).cpu;
    }
    const double per1000 = 1'000.0 / (16.0 * batches);
    rows.append(
        {u"routing-cpu-1000-streams"_s, mine * per1000, u"s"_s, 11.1, u"half of llm-router"_s, batches});
    rows.append({u"routing-cpu-1000-streams-beside-libcurl"_s, mine * per1000, u"s"_s, theirs * per1000,
                 u"libcurl"_s, batches});
}
} // namespace

QList<Row> routingRows()
{
    MockServer server;
    if (!server.start()) {
        std::printf("routing: the mock server of ../shared/bench can not be built here\n");
        return {};
    }
    curl_global_init(CURL_GLOBAL_ALL);
    cpu_set_t before;
    sched_getaffinity(0, sizeof before, &before);
    keepTo(0);
    QList<Row> rows;
    {
        CurlClient curl(server.url());
        OurClient ours(server.url());
        for (const Case &one : cases)
            measureTtft(one, curl, ours, rows);
        measureCpu(curl, ours, rows);
    }
    sched_setaffinity(0, sizeof before, &before);
    curl_global_cleanup();
    return rows;
}

} // namespace Crossroads
