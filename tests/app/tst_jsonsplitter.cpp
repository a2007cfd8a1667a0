// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/jsonsplitter.h"

#include <QTest>

using namespace Crossroads;

class TestJsonSplitter : public QObject
{
    Q_OBJECT

    static QByteArrayList split(const QByteArray &bytes, qsizetype firstCut, qsizetype step)
    {
        JsonSplitter splitter;
        QByteArrayList pieces;
        const auto sink = [&](QByteArrayView piece) { pieces.append(piece.toByteArray().trimmed()); };
        const auto feed = [&](const QByteArray &part) { QVERIFY(splitter.feed(part, sink)); };
        feed(bytes.first(firstCut));
        for (qsizetype at = firstCut; at < bytes.size(); at += step)
            feed(bytes.mid(at, step));
        return pieces;
    }

private Q_SLOTS:
    void objectsAreCutHoweverTheyAreFramed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArrayList>("pieces");
        using List = QByteArrayList;
        QTest::newRow("one a line") << QByteArray("{\"a\":1}\n{\"b\":2}\n") << List{"{\"a\":1}", "{\"b\":2}"};
        QTest::newRow("CRLF, blank lines, no last line end")
            << QByteArray("\r\n{\"a\":1}\r\n\r\n{\"b\":2}") << List{"{\"a\":1}", "{\"b\":2}"};
        QTest::newRow("an array") << QByteArray("[{\"a\":[1,{}]},\r\n{\"b\":\"]}\"}]")
                                  << List{"{\"a\":[1,{}]}", "{\"b\":\"]}\"}"};
        QTest::newRow("one object over many lines") << QByteArray("{\n  \"a\": {\n    \"b\": []\n  }\n}\n")
                                                    << List{"{\n  \"a\": {\n    \"b\": []\n  }\n}"};
        QTest::newRow("braces, quotes and backslashes in strings")
            << QByteArray("{\"a\":\"}{\\\"\\\\\"}{\"b\":\"\\\\\\\"\"}")
            << List{"{\"a\":\"}{\\\"\\\\\"}", "{\"b\":\"\\\\\\\"\"}"};
        QTest::newRow("a line that broke off inside a string does not take the next with it")
            << QByteArray("{\"a\":\"bro\n{\"b\":2}\n") << List{"{\"a\":\"bro", "{\"b\":2}"};
        QTest::newRow("what is no object is handed out up to its line's end")
            << QByteArray("oops {\"x\"\n{\"b\":2}\n") << List{"oops {\"x\"", "{\"b\":2}"};
        QTest::newRow("an unfinished object is kept back")
            << QByteArray("{\"a\":1}{\"b\":") << List{"{\"a\":1}"};
        QTest::newRow("nothing") << QByteArray("[]\n") << List{};
    }
    void objectsAreCutHoweverTheyAreFramed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArrayList, pieces);
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            QCOMPARE(split(bytes, cut, bytes.size() + 1), pieces);
            QCOMPARE(split(bytes, cut, 1), pieces);
        }
    }

    void anEndlessPieceIsRefusedAndForgotten()
    {
        JsonSplitter splitter(1000);
        int pieces = 0;
        const auto sink = [&](QByteArrayView) { ++pieces; };
        QVERIFY(splitter.feed("{\"a\":\"", sink));
        bool fits = true;
        for (int i = 0; i < 200 && fits; ++i)
            fits = splitter.feed(QByteArray(100, 'x'), sink);
        QVERIFY(!fits);
        QVERIFY(splitter.rest().isEmpty());
        QVERIFY(!splitter.feed("\"}\n{}", sink));
        QCOMPARE(pieces, 0);
    }
};

QTEST_GUILESS_MAIN(TestJsonSplitter)
#include "tst_jsonsplitter.moc"
