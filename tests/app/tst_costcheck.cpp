// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/costing.h"
#include "app/providers/adapter.h"
#include "app/stream/answer.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Recorded answers, decoded and priced as the program does it, against a calculation of their costs that
/// shares no line with it.
class TestCostCheck : public QObject
{
    Q_OBJECT

    static QString folder() { return qEnvironmentVariable("CROSSROADS_SHARED") + u"/wire/"_s; }

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static Answer decoded(Wire wire, const QByteArray &bytes)
    {
        const Vendor vendor{
            .slug = u"recorded"_s, .name = u"Recorded"_s, .baseUrl = {}, .wire = wire, .keyEnv = {}};
        const auto decoder = adapterFor(wire)->decoder(vendor, {});
        Answer answer;
        StreamEvents events = decoder->feed(bytes);
        events += decoder->finish(std::nullopt);
        for (const StreamEvent &event : std::as_const(events)) {
            LaneUpdate update;
            update.event = event;
            answer.apply(update);
        }
        return answer;
    }

    /// Snapshots of prices, as decimal text in USD per million tokens (per_request: USD).
    static QList<QJsonObject> snapshots()
    {
        return {{{"input"_L1, u"2.50"_s}, {"output"_L1, u"10"_s}},
                {{"input"_L1, u"3"_s},
                 {"output"_L1, u"15"_s},
                 {"cache_read"_L1, u"0.30"_s},
                 {"cache_write"_L1, u"3.75"_s}},
                // Rates with more digits than a picodollar has, so that the rounding shows.
                {{"input"_L1, u"0.0333333"_s},
                 {"output"_L1, u"0.1000005"_s},
                 {"cache_read"_L1, u"0.0000005"_s},
                 {"reasoning"_L1, u"0.1234567"_s},
                 {"per_request"_L1, u"0.000000000001"_s}},
                {{"input"_L1, u"1.25"_s},
                 {"output"_L1, u"10"_s},
                 {"cache_read"_L1, u"0.125"_s},
                 {"above"_L1, u"500"_s},
                 {"input_above"_L1, u"2.5"_s},
                 {"output_above"_L1, u"15"_s}},
                {{"input"_L1, u"0"_s}, {"output"_L1, u"0"_s}}};
    }

    static Prices pricesFrom(const QJsonObject &snapshot)
    {
        const auto rate = [&](QLatin1StringView name) {
            return Rate::perMillion(snapshot[name].toString().toLatin1());
        };
        Prices prices;
        prices.input = rate("input"_L1);
        prices.output = rate("output"_L1);
        prices.cacheRead = rate("cache_read"_L1);
        prices.cacheWrite = rate("cache_write"_L1);
        prices.reasoning = rate("reasoning"_L1);
        if (snapshot.contains("per_request"_L1))
            prices.perRequest = Money::fromDecimal(snapshot["per_request"_L1].toString().toLatin1());
        if (snapshot.contains("above"_L1)) {
            PriceOverride above;
            above.abovePromptTokens = snapshot["above"_L1].toString().toLongLong();
            above.input = rate("input_above"_L1);
            above.output = rate("output_above"_L1);
            prices.overrides.append(above);
        }
        return prices;
    }

private Q_SLOTS:
    void recordedAnswersCostWhatDecimalsSay()
    {
        const QString expected = folder() + u"EXPECT.jsonl"_s;
        if (!QFile::exists(expected))
            QSKIP("the recorded traffic is not beside this checkout");
        const QString python = QStandardPaths::findExecutable(u"python3"_s);
        if (python.isEmpty())
            QSKIP("there is no python3 here");
        const QTemporaryDir scratch;
        QFile costs(scratch.filePath(u"costs.jsonl"_s));
        QVERIFY(costs.open(QIODevice::WriteOnly));
        int priced = 0;
        for (const QByteArray &line : bytesOf(expected).split('\n')) {
            const QJsonObject row = QJsonDocument::fromJson(line).object();
            const auto wire = wireFromName(row["wire"_L1].toString());
            if (!wire || row["http_status"_L1].toInt() != 200)
                continue;
            const QString name = row["file"_L1].toString();
            const Answer answer = decoded(*wire, bytesOf(folder() + name));
            if (answer.usageState != UsageState::Reported)
                continue;
            for (const QJsonObject &snapshot : snapshots()) {
                const auto cost = computeCost(answer.usage, pricesFrom(snapshot));
                if (!cost)
                    continue;
                ++priced;
                costs.write(QJsonDocument(QJsonObject{{"file"_L1, name},
                                                      {"prices"_L1, snapshot},
                                                      {"cost"_L1, QString::number(cost->pico)}})
                                .toJson(QJsonDocument::Compact) +
                            '\n');
            }
        }
        costs.close();
        QVERIFY2(priced > 500, qPrintable(QString::number(priced)));
        QProcess check;
        check.setProcessChannelMode(QProcess::MergedChannels);
        check.start(python, {QStringLiteral(COST_CHECK), expected, costs.fileName()});
        QVERIFY(check.waitForFinished(60'000));
        const QByteArray said = check.readAll();
        QVERIFY2(check.exitStatus() == QProcess::NormalExit && check.exitCode() == 0, said.constData());
        qInfo("%s", said.trimmed().constData());
    }
};

QTEST_GUILESS_MAIN(TestCostCheck)
#include "tst_costcheck.moc"
