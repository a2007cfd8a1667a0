// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Benchmarks: crossroads-bench [NAME] [--json FILE]. Each row is measured against its limit or peer in the
// same run, in turn, and given as a median over rounds. Never part of the tests: machines differ.
#include "app/stream/sseparser.h"

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

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
constexpr int rounds = 9;

struct Row
{
    QString name;
    double value = 0;
    QString unit;
    double peer = 0; ///< the limit or peer in the same unit; 0: none
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// A stream as a long answer makes it: \p dataBytes of JSON in each event.
QByteArray longStream(qsizetype bytes, qsizetype dataBytes)
{
    const QByteArray event =
        "data: {\"choices\":[{\"delta\":{\"content\":\"" + QByteArray(dataBytes, 'x') + "\"}}]}\n\n";
    return event.repeated(bytes / event.size() + 1);
}

double megabytesPerSecond(const QByteArray &bytes, const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(bytes.size()) * 1000.0 / double(timer.nsecsElapsed());
}

Row parserSpeed(const QString &name, qsizetype dataBytes)
{
    const QByteArray bytes = longStream(64 * 1024 * 1024, dataBytes);
    std::vector<double> parsed;
    std::vector<double> scanned;
    qsizetype seen = 0;
    for (int round = 0; round < rounds; ++round) {
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
    return {name, median(parsed), u"MB/s"_s, seen > 0 ? median(scanned) : 0};
}

QList<Row> sse()
{
    return {parserSpeed(u"sse-parser-token-events"_s, 12), parserSpeed(u"sse-parser-200-byte-events"_s, 200),
            parserSpeed(u"sse-parser-4k-events"_s, 4096)};
}

/// Whole-process start-up to the first painted window, as the program itself reports it.
QList<Row> startUp()
{
    std::vector<double> ms;
    std::vector<double> mebibytes;
    const QTemporaryDir home;
    const QString program = QCoreApplication::applicationDirPath() + u"/crossroads"_s;
    for (int round = 0; round < rounds; ++round) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            environment.insert(QString::fromLatin1(name), home.path());
        process.setProcessEnvironment(environment);
        QElapsedTimer timer;
        timer.start();
        process.start(program, {u"--report-first-paint"_s});
        QByteArray line;
        while (!line.contains('\n') && process.waitForReadyRead(20'000))
            line += process.readAllStandardOutput();
        ms.push_back(double(timer.nsecsElapsed()) / 1e6);
        mebibytes.push_back(line.trimmed().toDouble() / 1024.0);
        process.waitForFinished(20'000);
    }
    return {{u"startup-first-paint"_s, median(ms), u"ms"_s},
            {u"startup-resident-memory"_s, median(mebibytes), u"MiB"_s}};
}

struct Benchmark
{
    QString name;
    QList<Row> (*run)();
};
} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QStringList words = QCoreApplication::arguments().sliced(1);
    QString jsonFile;
    if (const auto at = words.indexOf(u"--json"_s); at >= 0) {
        jsonFile = words.value(at + 1);
        words.remove(at, qMin(qsizetype(2), words.size() - at));
    }
    QJsonArray rows;
    for (const Benchmark &benchmark : {Benchmark{u"sse"_s, sse}, Benchmark{u"startup"_s, startUp}}) {
        if (!words.isEmpty() && words.first() != benchmark.name)
            continue;
        for (const Row &row : benchmark.run()) {
            const double ratio = row.peer > 0 ? row.value / row.peer : 0;
            std::printf("%-32s %12.1f %-5s peer %12.1f ratio %.3f\n", qPrintable(row.name), row.value,
                        qPrintable(row.unit), row.peer, ratio);
            rows.append(QJsonObject{{"name"_L1, row.name},
                                    {"value"_L1, row.value},
                                    {"unit"_L1, row.unit},
                                    {"peer"_L1, row.peer > 0 ? QJsonValue(row.peer) : QJsonValue()},
                                    {"ratio"_L1, row.peer > 0 ? QJsonValue(ratio) : QJsonValue()},
                                    {"rounds"_L1, rounds},
                                    {"command"_L1, u"packaging/dev bench "_s + benchmark.name}});
        }
    }
    if (!jsonFile.isEmpty()) {
        QFile file(jsonFile);
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(rows).toJson()) < 0)
            return 1;
    }
    return rows.isEmpty() ? 2 : 0;
}
