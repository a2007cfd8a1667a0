// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/clock.h"
#include "app/providers/waittime.h"
#include "app/routing/rategate.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestRateGate : public QObject
{
    Q_OBJECT

    Clock m_clock;

private Q_SLOTS:
    void withoutLimitsNobodyWaits()
    {
        RateGate gate(m_clock);
        int inside = 0;
        for (int i = 0; i < 100; ++i)
            gate.enter(u"p"_s, u"k"_s, this, [&] { ++inside; });
        QCOMPARE(inside, 100); // at once, from inside enter()
    }

    void concurrencyIsKeptPerKeyAndInOrder()
    {
        RateGate gate(m_clock);
        gate.setLimits({{u"p"_s, {.concurrent = 2}}});
        QStringList order;
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
            gate.enter(u"p"_s, u"k"_s, this, [&order, name] { order.append(name); });
        gate.enter(u"p"_s, u"other"_s, this, [&order] { order.append(u"other key"_s); });
        gate.enter(u"q"_s, u"k"_s, this, [&order] { order.append(u"other provider"_s); });
        QCOMPARE(order, QStringList({u"a"_s, u"b"_s, u"other key"_s, u"other provider"_s}));
        QCOMPARE(gate.waiting(), 2);
        gate.leave(u"p"_s, u"k"_s);
        QCOMPARE(order.last(), u"c"_s);
        gate.leave(u"p"_s, u"k"_s);
        QCOMPARE(order.last(), u"d"_s);
        QCOMPARE(gate.waiting(), 0);
    }

    void whoHasGoneIsPassedOver()
    {
        RateGate gate(m_clock);
        gate.setLimits({{QString(), {.concurrent = 1}}}); // for every provider
        gate.enter(u"p"_s, {}, this, [] {});
        int reached = 0;
        auto gone = std::make_unique<QObject>();
        gate.enter(u"p"_s, {}, gone.get(), [&] { reached = 1; });
        gate.enter(u"p"_s, {}, this, [&] { reached = 2; });
        gone.reset();
        gate.leave(u"p"_s, {});
        QCOMPARE(reached, 2);
    }

    void aMinuteHoldsSoMany()
    {
        class Still : public Clock
        {
        public:
            qint64 steadyMs() const override { return now; }
            qint64 now = 1'000'000;
        } clock;
        RateGate gate(clock);
        gate.setLimits({{u"p"_s, {.perMinute = 2}}});
        int sent = 0;
        for (int i = 0; i < 3; ++i)
            gate.enter(u"p"_s, {}, this, [&] { ++sent; });
        QCOMPARE(sent, 2);
        gate.leave(u"p"_s, {}); // being done does not make room
        QCOMPARE(sent, 2);
        clock.now += 60'000;
        gate.leave(u"p"_s, {});
        QCOMPARE(sent, 3);
    }

    void aHeaderClosesTheDoorUntilItsReset()
    {
        RateGate gate(m_clock);
        QHttpHeaders headers;
        headers.append("x-ratelimit-remaining-requests", "0");
        headers.append("x-ratelimit-reset-requests", "150ms");
        gate.learn(u"p"_s, {}, headers);
        bool sent = false;
        const qint64 start = m_clock.steadyMs();
        gate.enter(u"p"_s, {}, this, [&] { sent = true; });
        QVERIFY(!sent);
        QTRY_VERIFY(sent);
        QVERIFY(m_clock.steadyMs() - start >= 149);
    }

    void hostileHeadersCloseNothing_data()
    {
        QTest::addColumn<QByteArray>("reset");
        for (const char *reset : {"1e300", "-1e300", "-5", "nan", "inf", "-inf", "99999999999999999999999999",
                                  "1e-300x", "soon", "9999999d", "18446744073709551616"})
            QTest::newRow(reset) << QByteArray(reset);
    }
    void hostileHeadersCloseNothing()
    {
        QFETCH(QByteArray, reset);
        RateGate gate(m_clock);
        QHttpHeaders headers;
        headers.append("x-ratelimit-remaining", "-1e300");
        headers.append("x-ratelimit-reset", reset);
        QVERIFY(!rateHeaders(headers, m_clock.wallMs()).resetIn);
        gate.learn(u"p"_s, {}, headers);
        int inside = 0;
        gate.enter(u"p"_s, {}, this, [&] { ++inside; });
        QCOMPARE(inside, 1);
    }

    void headersAreRead_data()
    {
        QTest::addColumn<QByteArray>("remainingName");
        QTest::addColumn<QByteArray>("remaining");
        QTest::addColumn<QByteArray>("resetName");
        QTest::addColumn<QByteArray>("reset");
        QTest::addColumn<qint64>("ms");
        const auto row = [](const char *name, const char *a, const char *b, const char *c, const char *d,
                            qint64 ms) {
            QTest::newRow(name) << QByteArray(a) << QByteArray(b) << QByteArray(c) << QByteArray(d) << ms;
        };
        row("OpenAI's minutes and seconds", "x-ratelimit-remaining-requests", "3",
            "x-ratelimit-reset-requests", "6m0s", 360'000);
        row("OpenAI's milliseconds", "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests",
            "20ms", 20);
        row("Groq's fractions", "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "7.66s",
            7'660);
        row("Anthropic's time of day", "anthropic-ratelimit-requests-remaining", "0",
            "anthropic-ratelimit-requests-reset", "2026-11-25T00:00:10Z", 10'000);
        row("plain seconds", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "12", 12'000);
        row("a moment in seconds", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "1795564830", 30'000);
        row("a moment in milliseconds", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "1795564801500",
            1'500);
        row("a moment that is past", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "1795564000", 0);
    }
    void headersAreRead()
    {
        QFETCH(QByteArray, remainingName);
        QFETCH(QByteArray, remaining);
        QFETCH(QByteArray, resetName);
        QFETCH(QByteArray, reset);
        QFETCH(qint64, ms);
        QHttpHeaders headers;
        headers.append(QLatin1StringView(remainingName), remaining);
        headers.append(QLatin1StringView(resetName), reset);
        const qint64 now = QDateTime(QDate(2026, 11, 25), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
        const RateHeaders told = rateHeaders(headers, now);
        QCOMPARE(told.remaining, remaining.toInt());
        QCOMPARE(told.resetIn, milliseconds(ms));
        QVERIFY(!rateHeaders({}, now).remaining);
    }
};

QTEST_GUILESS_MAIN(TestRateGate)
#include "tst_rategate.moc"
