// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/sseparser.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
struct Seen
{
    QList<QStringList> events; // type, data, last event id
    qint64 retry = -1;
    bool operator==(const Seen &) const = default;
};

/// Parses \p bytes in pieces that end at \p cuts.
Seen parse(const QByteArray &bytes, const QList<qsizetype> &cuts)
{
    Seen seen;
    SseParser parser;
    const auto take = [&](const SseEvent &event) {
        seen.events.append({QString::fromUtf8(event.type), QString::fromUtf8(event.data),
                            QString::fromUtf8(event.lastEventId)});
    };
    qsizetype from = 0;
    for (const qsizetype to : cuts + QList<qsizetype>{bytes.size()}) {
        // A copy of its own for each piece, so that reading past it is seen by the sanitizers.
        const QByteArray piece(bytes.constData() + from, to - from);
        if (!parser.feed(piece, take))
            qFatal("the stream failed");
        from = to;
    }
    seen.retry = parser.retryMs();
    return seen;
}

QList<qsizetype> everyByte(const QByteArray &bytes)
{
    QList<qsizetype> cuts;
    for (qsizetype i = 1; i < bytes.size(); ++i)
        cuts.append(i);
    return cuts;
}
} // namespace

class TestSseParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownCases_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("data");
        QTest::newRow("one event") << "data: hello\n\n"_ba << QStringList{u"hello"_s};
        QTest::newRow("no space after the colon") << "data:hello\n\n"_ba << QStringList{u"hello"_s};
        QTest::newRow("only one space is dropped") << "data:  two\n\n"_ba << QStringList{u" two"_s};
        QTest::newRow("CRLF and lone CR end lines too")
            << "data:a\r\ndata:b\r\n\r\ndata:c\r\r"_ba << QStringList{u"a\nb"_s, u"c"_s};
        QTest::newRow("an unfinished event at the end is dropped")
            << "data:a\n\ndata:b\n"_ba << QStringList{u"a"_s};
        QTest::newRow("an empty data field is an event") << "data\n\n"_ba << QStringList{u""_s};
        QTest::newRow("comments and unknown fields are passed over")
            << ": OPENROUTER PROCESSING\n\nfoo:bar\ndata:x\n\n"_ba << QStringList{u"x"_s};
        QTest::newRow("one leading byte order mark is dropped") << "\xEF\xBB\xBF"
                                                                   "data:x\n\n"_ba
                                                                << QStringList{u"x"_s};
        QTest::newRow("the start of a byte order mark that is none") << "\xEF\xBB"
                                                                        "data:x\n\ndata:y\n\n"_ba
                                                                     << QStringList{u"y"_s};
        QTest::newRow("four-byte characters survive")
            << "data:\xF0\x9F\x98\x80\xE6\xBC\xA2\n\n"_ba << QStringList{u"😀漢"_s};
        QTest::newRow("line separators of Unicode are no line ends") << "data:a\xE2\x80\xA8"
                                                                        "b\n\n"_ba
                                                                     << QStringList{u"a\u2028b"_s};
        QTest::newRow("nothing but line ends") << "\n\r\n\r\n\n"_ba << QStringList{};
    }
    void ownCases()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, data);
        const Seen whole = parse(bytes, {});
        QStringList got;
        for (const QStringList &event : whole.events)
            got.append(event[1]);
        QCOMPARE(got, data);
        checkEveryChunking(bytes, whole);
    }

    void sharedCases_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QJsonArray>("events");
        QTest::addColumn<int>("retry");
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/reference/sse-cases.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            return;
        const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).array();
        for (const QJsonValue &one : cases)
            QTest::addRow("%s", qPrintable(one["name"_L1].toString()))
                << QByteArray::fromHex(one["hex"_L1].toString().toLatin1()) << one["expect"_L1].toArray()
                << one["retry"_L1].toInt(-1);
    }
    void sharedCases()
    {
        if (!QFile::exists(qEnvironmentVariable("CROSSROADS_SHARED") + u"/reference/sse-cases.json"_s))
            QSKIP("the shared event-stream cases are not beside this checkout");
        QFETCH(QByteArray, bytes);
        QFETCH(QJsonArray, events);
        QFETCH(int, retry);
        const Seen whole = parse(bytes, {});
        QCOMPARE(whole.events.size(), events.size());
        for (qsizetype i = 0; i < events.size(); ++i) {
            const QStringList expected{events[i][0].toString(), events[i][1].toString(),
                                       events[i][2].toString()};
            QCOMPARE(whole.events[i], expected);
        }
        QCOMPARE(whole.retry, retry);
        checkEveryChunking(bytes, whole);
    }

    void aTooLongEventFailsTheStream()
    {
        SseParser parser(100);
        int events = 0;
        QVERIFY(parser.feed("data: fine\n\n", [&](const SseEvent &) { ++events; }));
        QVERIFY(
            !parser.feed(QByteArray("data: ") + QByteArray(200, 'x'), [&](const SseEvent &) { ++events; }));
        QVERIFY(!parser.feed("\n\n", [&](const SseEvent &) { ++events; }));
        QCOMPARE(events, 1);
    }

    void manyShortLinesOfOneEventCountTogether()
    {
        SseParser parser(100);
        bool fine = true;
        for (int i = 0; i < 50 && fine; ++i)
            fine = parser.feed("data: 0123456789\n", [](const SseEvent &) {});
        QVERIFY(!fine);
    }

    void commentsAreNoticed()
    {
        SseParser parser;
        QVERIFY(parser.feed(": keep-alive\n\n", [](const SseEvent &) {}));
        QVERIFY(parser.takeSawComment());
        QVERIFY(!parser.takeSawComment());
        QCOMPARE(parser.eventCount(), 0);
    }

    void whatIsLeftOverCanBeAskedFor()
    {
        SseParser parser;
        QVERIFY(parser.feed("data: x\n\ndata: [DONE]", [](const SseEvent &) {}));
        QCOMPARE(parser.pendingData(), "[DONE]"_ba);
    }

private:
    static void checkEveryChunking(const QByteArray &bytes, const Seen &whole)
    {
        QCOMPARE(parse(bytes, everyByte(bytes)).events, whole.events);
        const qsizetype splits = qMin(bytes.size(), qsizetype(600));
        for (qsizetype at = 0; at <= splits; ++at)
            QCOMPARE(parse(bytes, {at}).events, whole.events);
        QRandomGenerator random(1); // the same cuts each time
        for (int round = 0; round < 50; ++round) {
            QList<qsizetype> cuts;
            for (qsizetype at = 0; at < bytes.size(); at += 1 + random.bounded(7))
                cuts.append(at);
            QCOMPARE(parse(bytes, cuts), whole);
        }
    }
};

QTEST_GUILESS_MAIN(TestSseParser)
#include "tst_sseparser.moc"
