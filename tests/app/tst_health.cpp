// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/health.h"

#include <QJsonDocument>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using Breaker = OfferHealth::Breaker;

class TestHealth : public QObject
{
    Q_OBJECT

    static constexpr qint64 start = 1'800'000'000'000;
    static constexpr qint64 second = 1'000;

    static Error error(ErrorKind kind)
    {
        Error one;
        one.kind = kind;
        one.httpStatus = 500;
        return one;
    }

private Q_SLOTS:
    void nothingIsKnownAtFirst()
    {
        const OfferHealth health;
        QCOMPARE(health.breaker(start), Breaker::Closed);
        QVERIFY(!health.successRate(start));
        QVERIFY(!health.ttft(start, 0.5));
        QVERIFY(!health.tokensPerSecond(start));
    }

    void quantilesLieWithinABucket()
    {
        OfferHealth health;
        for (int i = 1; i <= 100; ++i)
            health.answered(start, i * 20, 50.0);
        const auto near = [&](double quantile, double ms) {
            const double found = double(health.ttft(start, quantile)->count());
            return found >= ms && found <= ms * 1.25;
        };
        QVERIFY(near(0.5, 1000));
        QVERIFY(near(0.95, 1900));
        QCOMPARE(*health.tokensPerSecond(start), 50.0);
        QCOMPARE(*health.successRate(start), 1.0);
    }

    void observationsFade()
    {
        OfferHealth health;
        health.answered(start, 500, 50.0);
        QVERIFY(qAbs(health.weight(start + 900 * second) - 0.5) < 0.01);
        const qint64 hour = 3600 * second;
        QVERIFY(health.ttft(start + 24 * hour, 0.5));  // speeds are remembered longer
        QVERIFY(!health.ttft(start + 28 * hour, 0.5)); // too old to be called known
        QVERIFY(!health.tokensPerSecond(start + 28 * hour));
        health.failed(start + 3600 * second, error(ErrorKind::Server));
        QVERIFY(*health.successRate(start + 3600 * second) < 0.1);
    }

    void theBreakerOpensProbesAndCloses()
    {
        OfferHealth health;
        health.failed(start, error(ErrorKind::Server));
        health.failed(start, error(ErrorKind::Timeout));
        QCOMPARE(health.breaker(start), Breaker::Closed);
        health.failed(start, error(ErrorKind::Network));
        QCOMPARE(health.breaker(start), Breaker::Open);
        QCOMPARE(health.openUntilMs(), start + 30 * second);
        qint64 now = start + 30 * second;
        QCOMPARE(health.breaker(now), Breaker::HalfOpen);
        health.probing(now);
        QVERIFY(health.isBeingProbed(now));
        QVERIFY(!health.isBeingProbed(now + 61 * second)); // a probe that never ended is forgotten
        health.failed(now, error(ErrorKind::Server));
        QCOMPARE(health.breaker(now), Breaker::Open);
        QCOMPARE(health.openUntilMs(), now + 60 * second); // longer each time in a row
        now += 60 * second;
        health.answered(now, 100, {});
        QCOMPARE(health.breaker(now), Breaker::Closed);
        QCOMPARE(health.lastFailures().size(), 4);
    }

    void coolDownsGrowToALimit()
    {
        OfferHealth health;
        qint64 now = start;
        for (int i = 0; i < 20; ++i) {
            health.failed(now, error(ErrorKind::Server));
            now = qMax(now, health.openUntilMs());
        }
        health.failed(now, error(ErrorKind::Server));
        QCOMPARE(health.openUntilMs() - now, 15 * 60 * second);
    }

    void manyFailuresAmongAnswersOpenItToo()
    {
        OfferHealth health;
        for (int i = 0; i < 6; ++i) {
            health.failed(start, error(ErrorKind::Server));
            health.failed(start, error(ErrorKind::Server));
            if (health.breaker(start) == Breaker::Closed)
                health.answered(start, 100, {});
        }
        QCOMPARE(health.breaker(start), Breaker::Open);
    }

    void whatIsNotTheOffersFaultDoesNotCount_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        for (const ErrorKind kind :
             {ErrorKind::Authentication, ErrorKind::Payment, ErrorKind::Permission, ErrorKind::InvalidRequest,
              ErrorKind::ContextTooLong, ErrorKind::ContentBlocked, ErrorKind::RateLimited,
              ErrorKind::Cancelled, ErrorKind::Budget, ErrorKind::Storage})
            QTest::newRow(QByteArray(errorKindName(kind).data()).constData()) << kind;
    }
    void whatIsNotTheOffersFaultDoesNotCount()
    {
        QFETCH(ErrorKind, kind);
        OfferHealth health;
        for (int i = 0; i < 10; ++i)
            health.failed(start, error(kind));
        QCOMPARE(health.breaker(start), Breaker::Closed);
        QVERIFY(!health.successRate(start));
    }

    void aKeylessOffersRateLimitIsItsOwn()
    {
        HealthBook book;
        Error limited = error(ErrorKind::RateLimited);
        limited.retryAfter = std::chrono::seconds(7);
        const OfferId id{u"p"_s, u"m"_s};
        book.failed(id, start, limited, true);
        QCOMPARE(book.of(id).limitedUntilMs(), 0);
        book.failed(id, start, limited, false);
        QCOMPARE(book.of(id).limitedUntilMs(), start + 7 * second);
        book.answered(id, start + second, 100, {});
        QCOMPARE(book.of(id).limitedUntilMs(), 0);
    }

    void itSurvivesARestart()
    {
        OfferHealth health;
        for (int i = 0; i < 30; ++i)
            health.answered(start + i, 200 + i, 30.0 + i);
        health.failed(start + 40, error(ErrorKind::Overloaded));
        const QByteArray text = QJsonDocument(health.toJson()).toJson();
        QCOMPARE(OfferHealth::fromJson(QJsonDocument::fromJson(text).object()), health);
        QCOMPARE(OfferHealth::fromJson({}), OfferHealth());
    }

    void onlyChangesAreHandedOut()
    {
        HealthBook book;
        book.restore({u"p"_s, u"old"_s}, {});
        book.answered({u"p"_s, u"m"_s}, start, 100, {});
        QCOMPARE(book.takeChanged().size(), 1);
        QVERIFY(book.takeChanged().isEmpty());
        OfferHealth other;
        other.answered(start + 1, 900, {});
        book.restore({u"p"_s, u"m"_s}, other); // what this process has seen itself wins
        QVERIFY(*book.of({u"p"_s, u"m"_s}).ttft(start, 0.5) < std::chrono::milliseconds(200));
    }
};

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
