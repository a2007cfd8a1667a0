// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/jsontext.h"

#include <QJsonDocument>
#include <QTest>

#include <limits>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestJsonText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void membersStandInTheirOrder();
    void everyCharacterComesBack();
    void halvesOfPairsAreReplaced();
    void numbersAsTheyAre();
    void qtsOwnValues();
    void whatIsMissingIsAdded();
    void copiesAreTheirOwn();
};

void TestJsonText::membersStandInTheirOrder()
{
    JsonElements list;
    list.add(u"b"_s);
    list.add(JsonMembers{{"in"_L1, true}});
    JsonMembers object{{"z"_L1, "first"_L1}, {"list"_L1, list}};
    object.add("a"_L1, JsonElements());
    object.add("e"_L1, JsonMembers());
    QCOMPARE(object.text(), QByteArray("{\"z\":\"first\",\"list\":[\"b\",{\"in\":true}],\"a\":[],\"e\":{}}"));
    QVERIFY(object.contains("list"_L1));
    QVERIFY(!object.contains("in"_L1));
}

void TestJsonText::everyCharacterComesBack()
{
    QString all;
    for (char16_t c = 0; c < 0xFFFF; ++c) {
        if (!QChar::isSurrogate(c))
            all += QChar(c);
    }
    all += u"\U0001F600\"\\/"_s;
    const QByteArray text = JsonMembers{{"text"_L1, all}}.text();
    QJsonParseError error;
    const QJsonDocument read = QJsonDocument::fromJson(text, &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(read.object()["text"_L1].toString(), all);
    // None of them may break the line that the text is sent or kept in.
    QVERIFY(std::ranges::none_of(text, [](char c) { return uchar(c) < 0x20; }));
    QCOMPARE(JsonPiece(u"a\nb\t\"\\\r\u0001"_s).text(), QByteArray("\"a\\nb\\t\\\"\\\\\\r\\u0001\""));
}

void TestJsonText::halvesOfPairsAreReplaced()
{
    QString cut = u"x\U0001F600"_s;
    cut.chop(1);
    QCOMPARE(JsonPiece(cut).text(), QByteArray("\"x?\""));
}

void TestJsonText::numbersAsTheyAre()
{
    QCOMPARE(JsonPiece(std::numeric_limits<qint64>::min()).text(), QByteArray("-9223372036854775808"));
    QCOMPARE(JsonPiece(0).text(), QByteArray("0"));
    QCOMPARE(JsonPiece(0.1).text(), QByteArray("0.1"));
    QCOMPARE(JsonPiece(1.0).text(), QByteArray("1"));
    QCOMPARE(JsonPiece(1e-7).text().toDouble(), 1e-7);
    QCOMPARE(JsonPiece(std::numeric_limits<double>::quiet_NaN()).text(), QByteArray("null"));
    QCOMPARE(JsonPiece(std::numeric_limits<double>::infinity()).text(), QByteArray("null"));
    QCOMPARE(JsonPiece(false).text(), QByteArray("false"));
}

void TestJsonText::qtsOwnValues()
{
    QCOMPARE(JsonPiece(QJsonValue(QJsonValue::Null)).text(), QByteArray("null"));
    QCOMPARE(JsonPiece(QJsonValue(u"ä"_s)).text(), QByteArray("\"ä\""));
    QCOMPARE(JsonPiece(QJsonValue(2.5)).text(), QByteArray("2.5"));
    QCOMPARE(JsonPiece(QJsonObject{{"a"_L1, QJsonArray{1, 2}}}).text(), QByteArray("{\"a\":[1,2]}"));
    QCOMPARE(JsonPiece(QJsonArray{u"x"_s}).text(), QByteArray("[\"x\"]"));
}

void TestJsonText::whatIsMissingIsAdded()
{
    JsonMembers object{{"model"_L1, "ours"_L1}};
    object.addMissing({{"model"_L1, "theirs"_L1}, {"odd \"name\" ä"_L1, 1}, {"\u00fc"_L1, true}});
    const QJsonObject read = QJsonDocument::fromJson(object.text()).object();
    QCOMPARE(read.size(), 3);
    QCOMPARE(read["model"_L1].toString(), u"ours"_s);
    QCOMPARE(read[QString::fromLatin1("odd \"name\" ä")].toInt(), 1);
    object.addMissing({});
    QVERIFY(QJsonDocument::fromJson(object.text()).isObject());
}

void TestJsonText::copiesAreTheirOwn()
{
    const JsonMembers base{{"a"_L1, 1}};
    JsonMembers one = base, other = base;
    one.add("b"_L1, 2);
    other.add("c"_L1, 3);
    QCOMPARE(base.text(), QByteArray("{\"a\":1}"));
    QCOMPARE(one.text(), QByteArray("{\"a\":1,\"b\":2}"));
    QCOMPARE(other.text(), QByteArray("{\"a\":1,\"c\":3}"));
}

QTEST_GUILESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
