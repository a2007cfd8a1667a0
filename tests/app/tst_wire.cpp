// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/stream/answer.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Recorded traffic of many vendors, read back to what an independent parser says it holds.
class TestWire : public QObject
{
    Q_OBJECT

    static QString folder() { return qEnvironmentVariable("CROSSROADS_SHARED") + u"/wire/"_s; }

    static StreamEvents decode(const QByteArray &bytes, qsizetype step)
    {
        const Vendor vendor{.slug = u"recorded"_s, .name = u"Recorded"_s, .baseUrl = {}, .keyEnv = {}};
        const auto decoder = adapterFor(Wire::OpenAi)->decoder(vendor, {});
        StreamEvents events;
        for (qsizetype at = 0; at < bytes.size(); at += step)
            events += decoder->feed(bytes.mid(at, step));
        return events + decoder->finish(std::nullopt);
    }

private Q_SLOTS:
    void recordedAnswers_data()
    {
        QTest::addColumn<QJsonObject>("expected");
        QFile file(folder() + u"EXPECT.jsonl"_s);
        if (!file.open(QIODevice::ReadOnly))
            return;
        while (!file.atEnd()) {
            const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
            const bool ours = row["wire"_L1] == "openai"_L1 && row["http_status"_L1].toInt() == 200 &&
                              row.contains("text_sha1"_L1);
            if (ours)
                QTest::addRow("%s", qPrintable(row["file"_L1].toString())) << row;
        }
    }
    void recordedAnswers()
    {
        if (!QFile::exists(folder() + u"EXPECT.jsonl"_s))
            QSKIP("the recorded traffic is not beside this checkout");
        QFETCH(QJsonObject, expected);
        QFile file(folder() + expected["file"_L1].toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const StreamEvents whole = decode(bytes, qMax(qsizetype(1), bytes.size()));
        QCOMPARE(decode(bytes, 1), whole);
        QCOMPARE(decode(bytes, 1 + QRandomGenerator(7).bounded(90)), whole);
        Answer answer;
        for (const StreamEvent &event : whole) {
            LaneUpdate update;
            update.event = event;
            answer.apply(update);
        }
        // The recorded texts still hold their <think> tags; ours is reasoning.
        const bool tagged = expected["text80"_L1].toString().trimmed().startsWith("<think>"_L1);
        const QString sent =
            tagged ? u"<think>"_s + answer.reasoning + u"</think>"_s + answer.text : answer.text;
        const auto sha1 = QCryptographicHash::hash(sent.toUtf8(), QCryptographicHash::Sha1).toHex();
        QCOMPARE(QString::fromLatin1(sha1), expected["text_sha1"_L1].toString());
        const QJsonArray tools = expected["tools"_L1].toArray();
        QCOMPARE(answer.toolCalls.size(), tools.size());
        const QString finish = expected["finish"_L1].toString();
        if (!expected["error"_L1].isNull())
            QVERIFY(answer.error);
        else if (!finish.isEmpty())
            QCOMPARE(answer.nativeFinishReason, finish);
    }
};

QTEST_GUILESS_MAIN(TestWire)
#include "tst_wire.moc"
