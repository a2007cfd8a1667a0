// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Benchmarks: crossroads-bench [NAME] [--json FILE]. Each row is measured against its limit or peer in the
// same run, in turn, and given as a median over rounds. Never part of the tests: machines differ.
#include "tests/bench/bench.h"
#include "app/catalog/catalogindex.h"
#include "app/catalog/snapshot.h"
#include "app/stream/sseparser.h"
#include "tests/bench/peers.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <tuple>

using namespace Crossroads;
using namespace Qt::StringLiterals;

double Crossroads::median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

double Crossroads::megabytesPerSecond(const QByteArray &bytes, const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(bytes.size()) * 1000.0 / double(timer.nsecsElapsed());
}

namespace {
/// A stream as a long answer makes it: \p dataBytes of JSON in each event.
QByteArray longStream(qsizetype bytes, qsizetype dataBytes)
{
    const QByteArray event =
        "data: {\"choices\":[{\"delta\":{\"content\":\"" + QByteArray(dataBytes, 'x') + "\"}}]}\n\n";
    return event.repeated(bytes / event.size() + 1);
}

Row parserSpeed(const QString &name, qsizetype dataBytes)
{
    const QByteArray bytes = longStream(64 * 1024 * 1024, dataBytes);
    std::vector<double> parsed;
    std::vector<double> scanned;
    qsizetype seen = 0;
    for (int round = 0; round < defaultRounds; ++round) {
        parsed.push_back(megabytesPerSecond(bytes, [&] {
            SseParser parser;
            constexpr qsizetype networkRead = 16 * 1024;
            for (qsizetype at = 0; at < bytes.size(); at += networkRead) {
                const QByteArrayView piece =
                    QByteArrayView(bytes).sliced(at, qMin(networkRead, bytes.size() - at));
                if (!parser.feed(piece, [&](const SseEvent &event) { seen += event.data.size(); }))
                    qFatal("the stream failed");
            }
        }));
        // The limit: the same bytes through memchr for a byte that is not there.
        scanned.push_back(megabytesPerSecond(
            bytes, [&] { seen += std::memchr(bytes.constData(), '\x01', size_t(bytes.size())) != nullptr; }));
    }
    return {.name = name,
            .value = median(parsed),
            .unit = u"MB/s"_s,
            .peer = seen > 0 ? median(scanned) : 0,
            .peerName = u"memchr over the same bytes"_s};
}

QList<Row> sse(Peers &)
{
    return {parserSpeed(u"sse-parser-token-events"_s, 12), parserSpeed(u"sse-parser-200-byte-events"_s, 200),
            parserSpeed(u"sse-parser-4k-events"_s, 4096)};
}

/// One start: the milliseconds to the first painted window as seen from outside, and what the program says of
/// itself then and two seconds later.
struct Start
{
    double wallMs = 0, cpuMs = 0, memory = 0,
           memoryLater = 0; // MiB, each page shared by N processes counted 1/N
};

/// Crossroads, started from warm disk into a store that is there already.
std::optional<Start> startCrossroads(const QString &home)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
        environment.insert(QString::fromLatin1(name), home);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    process.start(QCoreApplication::applicationDirPath() + u"/crossroads"_s, {u"--report-first-paint"_s});
    const auto line = [&] {
        while (!process.canReadLine() && process.waitForReadyRead(20'000)) {
        }
        return process.readLine().simplified().split(' ');
    };
    const QByteArrayList painted = line();
    const double wallMs = double(timer.nsecsElapsed()) / 1e6;
    const QByteArrayList later = line();
    process.waitForFinished(20'000);
    if (painted.size() != 2 || later.size() != 2 || process.exitCode() != 0)
        return std::nullopt;
    return Start{wallMs, painted[1].toDouble(), painted[0].toDouble() / 1024.0, later[0].toDouble() / 1024.0};
}

/// A row of the peers' start-up table: time, page, ok, wall_to_load_ms, cpu_to_load_s, cpu_2s_later_s,
/// pss_at_load_mb, pss_2s_later_mb, processes, loadavg.
std::optional<Start> peerStart(const QStringList &lines, const QString &page)
{
    for (const QString &line : lines) {
        const QStringList cells = line.split(u'\t');
        if (cells.size() >= 8 && cells[1].startsWith(page) && cells[2] == "1"_L1)
            return Start{cells[3].toDouble(), cells[4].toDouble() * 1000, cells[6].toDouble(),
                         cells[7].toDouble()};
    }
    return std::nullopt;
}

double medianOf(const std::vector<Start> &starts, double Start::*figure)
{
    std::vector<double> values;
    for (const Start &start : starts)
        values.push_back(start.*figure);
    return values.empty() ? 0 : median(values);
}

/// Beside Chromium with an empty page (what no web app can go below) and with two ways to stream Markdown in
/// four panes, in turn.
QList<Row> startUp(Peers &peers)
{
    const QTemporaryDir home;
    if (!startCrossroads(home.path())) // fills the caches, and makes the store
        return {};
    const int times = peers.available() ? 5 : defaultRounds;
    const QStringList pages{u"blank"_s, u"react-markdown"_s, u"streamdown"_s};
    std::vector<Start> ours;
    QHash<QString, std::vector<Start>> theirs;
    for (int round = 0; round < times; ++round) {
        if (const auto start = startCrossroads(home.path()))
            ours.push_back(*start);
        const auto lines = peers.run(u"render/run.mjs startup --runs 0"_s);
        for (const QString &page : pages) {
            if (const auto start = peerStart(lines.value_or(QStringList()), page))
                theirs[page].push_back(*start);
        }
    }
    const std::tuple<QString, QString, double Start::*> figures[] = {
        {u"first-paint"_s, u"ms"_s, &Start::wallMs},
        {u"cpu-to-first-paint"_s, u"ms"_s, &Start::cpuMs},
        {u"memory"_s, u"MiB"_s, &Start::memory},
        {u"memory-after-2-s"_s, u"MiB"_s, &Start::memoryLater}};
    QList<Row> rows;
    for (const auto &[name, unit, figure] : figures) {
        for (const QString &page : pages) {
            // Every row has a name of its own; the plain one stands beside the floor.
            const QString beside = page == pages.first() ? QString() : u"-beside-"_s + page;
            rows.append({.name = u"startup-%1%2"_s.arg(name, beside),
                         .value = medianOf(ours, figure),
                         .unit = unit,
                         .peer = medianOf(theirs[page], figure),
                         .peerName = theirs[page].empty() ? QString() : u"Chromium, %1"_s.arg(page),
                         .rounds = int(ours.size())});
            if (theirs.isEmpty() || theirs[page].empty())
                break; // without a peer one row says it all
        }
    }
    return rows;
}

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

/// What people type, letter by letter.
QStringList keystrokes()
{
    QStringList all;
    for (const char *query : {"sonnet 4.5", "gpt5 mini", "qwen coder", "deepseek cheap", "claude-sonet-4.5",
                              "llama 3.3 70b", "gemeni flash", "月之暗面 k2", "free vision", "groq llama",
                              "mistral large", "xyzzy", "glm 4.6", "openrouter auto"}) {
        const QString text = QString::fromUtf8(query);
        for (qsizetype size = 1; size <= text.size(); ++size)
            all.append(text.first(size));
    }
    return all;
}

/// The bundled catalog's models over and over under other names, until there are \p offers.
Catalog enlarged(const Catalog &bundled, qsizetype offers)
{
    Catalog catalog;
    for (const CatalogProvider &provider : bundled.providers())
        catalog.addProvider(provider);
    qsizetype count = 0;
    for (int copy = 0; count < offers; ++copy) {
        for (Model model : bundled.models()) {
            if (copy > 0) {
                model.id += u"-r%1"_s.arg(copy);
                model.name += u" R%1"_s.arg(copy);
            }
            count += model.offers.size();
            catalog.add(std::move(model));
            if (count >= offers)
                break;
        }
    }
    return catalog;
}

Row limited(const QString &name, double ms, double limitMs)
{
    return {.name = name,
            .value = ms,
            .unit = u"ms"_s,
            .peer = limitMs,
            .peerName = u"the limit that we set ourselves"_s,
            .rounds = defaultRounds};
}

/// The median and the slowest of all keystrokes, each the median over rounds.
QList<Row> searchSpeed(const QString &name, const CatalogIndex &index, double limitMs)
{
    std::vector<double> each;
    qsizetype hits = 0;
    for (const QString &typed : keystrokes()) {
        std::vector<double> times;
        for (int round = 0; round < defaultRounds; ++round)
            times.push_back(milliseconds(
                [&] { hits += index.search({.text = typed, .authors = {}, .providers = {}}).size(); }));
        each.push_back(median(times));
    }
    if (hits == 0)
        qFatal("the search finds nothing");
    return {limited(name + u"-median"_s, median(each), limitMs),
            limited(name + u"-slowest"_s, *std::ranges::max_element(each), limitMs)};
}

QList<Row> catalogSpeed(Peers &)
{
    QFile file(QStringLiteral(CATALOG_FILE));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no catalog");
    const QByteArray bytes = file.readAll();
    std::vector<double> load, build, list;
    std::shared_ptr<const Catalog> bundled;
    CatalogFilter byName{.text = {}, .authors = {}, .providers = {}};
    byName.sort = CatalogFilter::Sort::Name;
    for (int round = 0; round < defaultRounds; ++round) {
        load.push_back(
            milliseconds([&] { bundled = std::make_shared<const Catalog>(*decodeSnapshot(bytes)); }));
        std::unique_ptr<CatalogIndex> index;
        build.push_back(milliseconds([&] {
            index = std::make_unique<CatalogIndex>(bundled, Standing{});
            index->search(byName);
        }));
        list.push_back(milliseconds([&] { index->search(byName); }));
    }
    constexpr double startMs = 15, openMs = 50, keyMs = 2, largeKeyMs = 16;
    QList<Row> rows{limited(u"catalog-load-bundled"_s, median(load), startMs),
                    limited(u"catalog-index-and-first-list"_s, median(build), openMs),
                    limited(u"catalog-list-all-by-name"_s, median(list), keyMs)};
    rows += searchSpeed(u"catalog-keystroke"_s, CatalogIndex(bundled, {}), keyMs);
    const auto large = std::make_shared<const Catalog>(enlarged(*bundled, 100'000));
    rows += searchSpeed(u"catalog-keystroke-100k-offers"_s, CatalogIndex(large, {}), largeKeyMs);
    return rows;
}

/// The figures that one case of \p program prints: NAME VALUE UNIT a line.
QHash<QString, std::pair<double, QString>> figuresOf(const QString &program, const QStringList &arguments)
{
    QHash<QString, std::pair<double, QString>> figures;
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationDirPath() + u'/' + program, arguments);
    process.waitForFinished(300'000);
    for (const QByteArray &line : process.readAllStandardOutput().split('\n')) {
        const QByteArrayList words = line.split(' ');
        if (words.size() == 3)
            figures.insert(QString::fromUtf8(words[0]), {words[1].toDouble(), QString::fromUtf8(words[2])});
    }
    return figures;
}

QHash<QString, std::pair<double, QString>> answersCase(const QString &name)
{
    // The peers' text, where there is one, so that both show the same.
    const QString peersText = qEnvironmentVariable("CROSSROADS_PEERS") + u"/.work/answer.md"_s;
    return figuresOf(u"crossroads-bench-answers"_s,
                     QFile::exists(peersText) ? QStringList{name, peersText} : QStringList{name});
}

/// The catalog's page in a real window: opened, scrolled from end to end, and searched.
QList<Row> catalogPage(Peers &)
{
    QList<Row> rows;
    const std::pair<const char *, double> limits[] = {{"open", 50},
                                                      {"scroll-longest-turn-cpu", 16},
                                                      {"scroll-p99-turn-cpu", 16},
                                                      {"keystroke-to-picture-median", 16}};
    auto figures = figuresOf(u"crossroads-bench-catalogpage"_s, {});
    if (figures.isEmpty())
        return {};
    for (const auto &[name, limit] : limits) {
        const auto &[value, unit] = figures[QString::fromLatin1(name)];
        rows.append({.name = u"catalogpage-"_s + QString::fromLatin1(name),
                     .value = value,
                     .unit = unit,
                     .peer = limit,
                     .peerName = u"limit"_s});
    }
    return rows;
}

/// A figure of one run in the peers' table of panes (render.tsv), by its column.
QHash<QString, double> peerPanes(Peers &peers, const QString &kind, int tokens, int rate)
{
    const auto lines = peers.run(
        u"render/run.mjs grid --rate %1 --tokens %2 --n 8 --impl %3"_s.arg(rate).arg(tokens).arg(kind));
    for (const QString &line : lines.value_or(QStringList())) {
        const QStringList cells = line.split(u'\t');
        if (cells.size() > 20 && cells[1] == kind && cells[6] == "1"_L1)
            return {{u"cpu"_s, cells[7].toDouble()},
                    {u"wall"_s, cells[12].toDouble()},
                    {u"frames-over-50"_s, cells[18].toDouble()},
                    {u"longest-frame"_s, cells[19].toDouble()},
                    {u"memory"_s, cells[20].toDouble() - cells[21].toDouble()}};
    }
    return {};
}

/// Answers in a real window, beside two ways to show streaming Markdown in Chromium on the same text, and
/// beside plain text edits of Qt. One round each: the paced cases take as long as the answers do.
QList<Row> answers(Peers &peers)
{
    QList<Row> rows;
    const auto add = [&](const QString &name, const std::pair<double, QString> &figure, double peer,
                         const QString &peerName) {
        rows.append({.name = u"answers-"_s + name,
                     .value = figure.first,
                     .unit = figure.second,
                     .peer = peer,
                     .peerName = peer > 0 ? peerName : QString(),
                     .rounds = 1});
    };
    const auto flat = answersCase(u"flat"_s);
    add(u"last-tenth-of-100k-tokens"_s, flat[u"last-tenth"_s], flat[u"first-tenth"_s].first,
        u"the first tenth"_s);
    const auto idle = answersCase(u"idle"_s);
    const auto paced = answersCase(u"paced"_s);
    const auto plain = answersCase(u"plain"_s);
    const QString floor = u"plain text edits"_s;
    for (const char *name :
         {"cpu", "frames-per-second", "latency-p95", "longest-turn-cpu", "turns-over-16ms-cpu"})
        add(u"8x5k-at-100/s-"_s + QString::fromLatin1(name), paced[QString::fromLatin1(name)],
            plain[QString::fromLatin1(name)].first, floor);
    for (const char *name : {"longest-event-wall", "events-over-50ms-wall"})
        add(u"8x5k-at-100/s-"_s + QString::fromLatin1(name), paced[QString::fromLatin1(name)],
            idle[QString::fromLatin1(name)].first, u"an idle window"_s);
    const auto asap = answersCase(u"asap"_s);
    add(u"8x20k-memory-added"_s, asap[u"memory-added"_s], 60, u"limit"_s);
    for (const char *name : {"cpu", "longest-turn-cpu"})
        add(u"8x20k-"_s + QString::fromLatin1(name), asap[QString::fromLatin1(name)], 0, {});
    const std::pair<QString, QString> kinds[] = {{u"rm"_s, u"react-markdown"_s}, {u"sd"_s, u"streamdown"_s}};
    for (const auto &[kind, name] : kinds) {
        const auto fast = peerPanes(peers, kind, 20'000, 0);
        add(u"8x20k-to-last-token-beside-"_s + name, asap[u"to-last-token"_s], fast[u"wall"_s],
            u"Chromium, "_s + name);
        if (peers.available()) {
            const auto slow = peerPanes(peers, kind, 5'000, 100);
            add(u"8x5k-at-100/s-cpu-beside-"_s + name, paced[u"cpu"_s], slow[u"cpu"_s],
                u"Chromium, "_s + name);
            add(u"8x5k-at-100/s-slow-frames-beside-"_s + name, paced[u"events-over-50ms-wall"_s],
                slow[u"frames-over-50"_s], u"Chromium, "_s + name);
        }
    }
    add(u"300k-tokens-open"_s, answersCase(u"history"_s)[u"open"_s], 300, u"limit"_s);
    const auto typing = answersCase(u"typing"_s);
    add(u"key-to-glyph-median-16-lanes"_s, typing[u"median"_s], 16, u"limit"_s);
    add(u"key-to-glyph-p95-16-lanes"_s, typing[u"p95"_s], 16, u"limit"_s);
    return paced.isEmpty() ? QList<Row>() : rows;
}

struct Benchmark
{
    QString name;
    QList<Row> (*run)(Peers &peers);
};
} // namespace

static void print(const Row &row)
{
    std::printf("%-44s %10.1f %-5s", qPrintable(row.name), row.value, qPrintable(row.unit));
    if (row.peerName.isEmpty())
        std::printf("  no peer\n");
    else
        std::printf("  peer %10.1f  ratio %6.3f  (%s, %d rounds)\n", row.peer, row.value / row.peer,
                    qPrintable(row.peerName), row.rounds);
}

static QJsonObject json(const Row &row, const QString &benchmark)
{
    const bool peer = !row.peerName.isEmpty() && row.peer > 0;
    return {{"name"_L1, row.name},
            {"value"_L1, row.value},
            {"unit"_L1, row.unit},
            {"peer"_L1, peer ? QJsonValue(row.peer) : QJsonValue()},
            {"ratio"_L1, peer ? QJsonValue(row.value / row.peer) : QJsonValue()},
            {"rounds"_L1, row.rounds},
            {"command"_L1, u"packaging/dev bench "_s + benchmark},
            {"peer_name"_L1, peer ? QJsonValue(row.peerName) : QJsonValue()}};
}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QStringList words = QCoreApplication::arguments().sliced(1);
    QString jsonFile;
    if (const auto at = words.indexOf(u"--json"_s); at >= 0) {
        jsonFile = words.value(at + 1);
        words.remove(at, qMin(qsizetype(2), words.size() - at));
    }
    const Benchmark all[] = {
        {u"sse"_s, sse},
        {u"decode"_s, benchDecode},
        {u"catalog"_s, catalogSpeed},
        {u"catalogpage"_s, catalogPage},
        {u"startup"_s, startUp},
        {u"answers"_s, answers},
        {u"routing"_s, [](Peers &) { return routingRows(); }},
        {u"strategies"_s, [](Peers &) { return strategyRows(); }},
        {u"spend"_s, [](Peers &) { return spendRows(); }},
    };
    if (words.size() > 1 ||
        (!words.isEmpty() && !std::ranges::contains(all, words.first(), &Benchmark::name))) {
        std::fprintf(stderr, "bench: there is no benchmark called %s; there are",
                     qPrintable(words.join(u' ')));
        for (const Benchmark &benchmark : all)
            std::fprintf(stderr, " %s", qPrintable(benchmark.name));
        std::fputs("\n", stderr);
        return 2;
    }
    Peers peers;
    QJsonArray rows;
    for (const Benchmark &benchmark : all) {
        if (!words.isEmpty() && words.first() != benchmark.name)
            continue;
        const QList<Row> measured = benchmark.run(peers);
        if (measured.isEmpty()) {
            std::fprintf(stderr, "bench: %s could not be measured\n", qPrintable(benchmark.name));
            return 1;
        }
        for (const Row &row : measured) {
            print(row);
            rows.append(json(row, benchmark.name));
        }
    }
    if (!jsonFile.isEmpty()) {
        QFile file(jsonFile);
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(rows).toJson()) < 0) {
            std::fprintf(stderr, "bench: %s can not be written\n", qPrintable(jsonFile));
            return 1;
        }
    }
    return 0;
}
