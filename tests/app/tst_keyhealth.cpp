// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keyhealth.h"

#include <QSignalSpy>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static constexpr qint64 now = 1'800'000'000'000;

static Error failure(ErrorKind kind, int status, std::optional<std::chrono::milliseconds> retryAfter = {})
{
    return {.kind = kind,
            .message = u"The provider says no to sk-or-v1-0000000000000000"_s,
            .hint = {},
            .detail = {},
            .httpStatus = status,
            .retryAfter = retryAfter};
}

class TestKeyHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failuresOfTheKeyRestIt_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<KeyState>("state");
        QTest::addColumn<qint64>("restMs"); // -1: until tested; 0: stays usable
        QTest::newRow("401 rests until it is tested again")
            << ErrorKind::Authentication << KeyState::Refused << qint64(-1);
        QTest::newRow("402 rests five minutes")
            << ErrorKind::Payment << KeyState::NoCredit << qint64(300'000);
        QTest::newRow("403 rests ten minutes")
            << ErrorKind::Permission << KeyState::Forbidden << qint64(600'000);
        QTest::newRow("429 without a time rests 20 s")
            << ErrorKind::RateLimited << KeyState::Resting << qint64(20'000);
        QTest::newRow("moderation is not the key's fault")
            << ErrorKind::ContentBlocked << KeyState::Untested << qint64(0);
        QTest::newRow("a broken server is not the key's fault")
            << ErrorKind::Server << KeyState::Untested << qint64(0);
        QTest::newRow("a bad request is not the key's fault")
            << ErrorKind::InvalidRequest << KeyState::Untested << qint64(0);
        QTest::newRow("no network is not the key's fault")
            << ErrorKind::Network << KeyState::Untested << qint64(0);
    }

    void failuresOfTheKeyRestIt()
    {
        QFETCH(ErrorKind, kind);
        QFETCH(KeyState, state);
        QFETCH(qint64, restMs);
        KeyHealth health;
        health.report(u"a"_s, failure(kind, 400), now);
        QCOMPARE(health.condition(u"a"_s).state, state);
        QCOMPARE(health.usable(u"a"_s, now), restMs == 0);
        QVERIFY(health.usable(u"b"_s, now));
        if (restMs < 0) {
            QVERIFY(!health.usable(u"a"_s, now + 365LL * 86'400'000));
        } else if (restMs > 0) {
            QVERIFY(!health.usable(u"a"_s, now + restMs - 1));
            QVERIFY(health.usable(u"a"_s, now + restMs));
        }
    }

    void aLimitRestsAsLongAsTheProviderSays()
    {
        KeyHealth health;
        health.report(u"a"_s, failure(ErrorKind::RateLimited, 429, 24s), now);
        QVERIFY(!health.usable(u"a"_s, now + 23'999));
        QVERIFY(health.usable(u"a"_s, now + 24'000));
        QCOMPARE(health.obstacle(u"a"_s, now)->untilMs, now + 24'000);
    }

    void limitsInARowRestLonger()
    {
        KeyHealth health;
        qint64 at = now;
        QList<qint64> rests;
        for (int i = 0; i < 7; ++i) {
            health.report(u"a"_s, failure(ErrorKind::RateLimited, 429), at);
            rests.append(*health.condition(u"a"_s).untilMs - at);
            at = *health.condition(u"a"_s).untilMs;
        }
        QCOMPARE(rests, QList<qint64>({20'000, 40'000, 80'000, 160'000, 320'000, 600'000, 600'000}));
        health.reportWorked(u"a"_s, at);
        health.report(u"a"_s, failure(ErrorKind::RateLimited, 429), at);
        QCOMPARE(*health.condition(u"a"_s).untilMs - at, 20'000);
    }

    void aModelsLimitLeavesTheKeyToOtherModels()
    {
        KeyHealth health;
        for (const ErrorKind kind : {ErrorKind::RateLimited, ErrorKind::Permission}) {
            health.report(u"a"_s, failure(kind, 403), now, u"big"_s);
            QVERIFY(!health.usable(u"a"_s, now, u"big"_s));
            QVERIFY(health.usable(u"a"_s, now, u"small"_s));
            QVERIFY(health.usable(u"a"_s, now));
            health.reportWorked(u"a"_s, now, u"big"_s);
            QVERIFY(health.usable(u"a"_s, now, u"big"_s));
        }
        health.report(u"a"_s, failure(ErrorKind::Payment, 402), now, u"big"_s);
        QVERIFY(!health.usable(u"a"_s, now, u"small"_s));
    }

    void theReasonIsRememberedWithoutKeys()
    {
        KeyHealth health;
        QSignalSpy changes(&health, &KeyHealth::changed);
        health.report(u"a"_s, failure(ErrorKind::Authentication, 401), now);
        health.report(u"a"_s, failure(ErrorKind::Authentication, 401), now + 5);
        const KeyCondition condition = health.condition(u"a"_s);
        QCOMPARE(condition.httpStatus, 401);
        QCOMPARE(condition.sinceMs, now); // since the first
        QCOMPARE(condition.lastUsedMs, now + 5);
        QVERIFY(condition.reason.startsWith(u"The provider says no"_s));
        QVERIFY(!condition.reason.contains(u"sk-or-v1-000"_s));
        QCOMPARE(changes.size(), 2);
    }

    void whatBarsTheWholeKeyIsRestored()
    {
        KeyHealth health;
        health.restore(u"dead"_s, {.state = KeyState::Refused,
                                   .reason = u"revoked"_s,
                                   .httpStatus = 401,
                                   .sinceMs = now - 10,
                                   .untilMs = {},
                                   .lastUsedMs = now - 10});
        health.restore(u"limited"_s, {.state = KeyState::Resting,
                                      .reason = {},
                                      .httpStatus = 429,
                                      .sinceMs = now,
                                      .untilMs = now + 1000,
                                      .lastUsedMs = now});
        QVERIFY(!health.usable(u"dead"_s, now));
        QVERIFY(health.usable(u"limited"_s, now));
        health.forget(u"dead"_s);
        QVERIFY(health.usable(u"dead"_s, now));
        QCOMPARE(health.condition(u"dead"_s).state, KeyState::Untested);
    }

    void namesComeBack()
    {
        for (const KeyState state : {KeyState::Untested, KeyState::Works, KeyState::Refused,
                                     KeyState::NoCredit, KeyState::Resting, KeyState::Forbidden})
            QCOMPARE(keyStateFromName(keyStateName(state)), state);
        QVERIFY(!keyStateFromName(u"happy"_s));
    }
};

QTEST_GUILESS_MAIN(TestKeyHealth)
#include "tst_keyhealth.moc"
