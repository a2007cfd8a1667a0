// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/walk.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

/// A plan of a1 a2 (two keys of one offer at "a"), A (another offer at "a"), b, and f (a fallback model).
class TestWalk : public QObject
{
    Q_OBJECT

    static Candidate candidate(const QString &provider, const QString &id, const char *key, qint64 context,
                               int fallback = 0)
    {
        Candidate one;
        one.vendor.slug = provider;
        one.providerModelId = id;
        one.key = {.id = QString::fromLatin1(key), .label = {}, .fingerprint = {}, .value = Secret(key)};
        one.contextTokens = context;
        one.fallback = fallback;
        return one;
    }

    static QList<Candidate> candidates()
    {
        return {candidate(u"a"_s, u"m"_s, "key-one", 1000), candidate(u"a"_s, u"m"_s, "key-two", 1000),
                candidate(u"a"_s, u"big"_s, "key-one", 4000), candidate(u"b"_s, u"m"_s, "key-b", 1000),
                candidate(u"c"_s, u"other"_s, "key-c", 8000, 1)};
    }

    static Error error(ErrorKind kind, int status = 500)
    {
        Error one;
        one.kind = kind;
        one.httpStatus = status;
        return one;
    }

    /// The order in which candidates are asked when every one fails with \p failure.
    static QString asked(const Error &failure, RouteRules rules = {}, bool canDrop = false)
    {
        static const QStringList names = {u"a1"_s, u"a2"_s, u"A"_s, u"b"_s, u"f"_s};
        RouteWalk walk(candidates(), rules, 1, 0);
        QStringList order;
        qint64 now = 0;
        while (order.size() < 50) {
            const auto step = walk.next(now);
            const auto *go = std::get_if<RouteWalk::Go>(&step);
            if (!go)
                break;
            now += go->wait.count();
            walk.began(go->candidate);
            order.append(names[go->candidate] + (go->wait.count() > 0 ? u"!"_s : QString()));
            walk.failed(go->candidate, failure, now, canDrop);
        }
        return order.join(u' ');
    }

private Q_SLOTS:
    void remedies_data()
    {
        QTest::addColumn<Error>("failure");
        QTest::addColumn<QString>("order");
        const auto row = [](const char *name, ErrorKind kind, const QString &order, int status = 500) {
            QTest::newRow(name) << error(kind, status) << order;
        };
        row("a refused key is used nowhere at its provider", ErrorKind::Authentication, u"a1 a2 b f"_s);
        row("so is one without credit", ErrorKind::Payment, u"a1 a2 b f"_s);
        row("a permission counts for this offer", ErrorKind::Permission, u"a1 a2 A b f"_s);
        row("a missing model is missing with every key", ErrorKind::NotFound, u"a1 A b f"_s);
        row("a failing server fails with every key", ErrorKind::Server, u"a1 A b f"_s);
        row("a lost connection", ErrorKind::Network, u"a1 A b f"_s);
        row("no trusted connection", ErrorKind::Tls, u"a1 A b f"_s);
        row("a time-out", ErrorKind::Timeout, u"a1 A b f"_s);
        row("an answer that is none", ErrorKind::Protocol, u"a1 A b f"_s);
        row("over budget: another offer may be cheaper", ErrorKind::Budget, u"a1 A b f"_s);
        row("too long: only where more fits", ErrorKind::ContextTooLong, u"a1 A f"_s);
        row("blocked: nothing else of that provider", ErrorKind::ContentBlocked, u"a1 b f"_s);
        row("an invalid request is invalid everywhere", ErrorKind::InvalidRequest, u"a1 f"_s, 400);
        row("what we can not say on this wire, others may take", ErrorKind::InvalidRequest, u"a1 A b f"_s, 0);
        row("a stop is a stop", ErrorKind::Cancelled, u"a1"_s);
        row("without a ledger nothing is sent", ErrorKind::Storage, u"a1"_s);
    }
    void remedies()
    {
        QFETCH(Error, failure);
        QFETCH(QString, order);
        QCOMPARE(asked(failure), order);
    }

    void aNamedParameterIsLeftOutOnce()
    {
        Error failure = error(ErrorKind::InvalidRequest, 400);
        failure.parameter = u"top_k"_s;
        QCOMPARE(asked(failure, {}, true), u"a1 a1 f"_s);
        QCOMPARE(asked(failure, {}, false), u"a1 f"_s); // the request has none such
    }

    void aRateLimitTriesAllOthersFirstAndThenWaits()
    {
        RouteRules rules;
        rules.maxAttempts = 7;
        Error failure = error(ErrorKind::RateLimited, 429);
        const QString order = asked(failure, rules);
        QVERIFY2(order.startsWith(u"a1 a2 A b f "_s), qPrintable(order));
        QCOMPARE(order.split(u' ').size(), 7);
        failure.retryAfter = std::chrono::seconds(20); // longer than we wait by ourselves
        QCOMPARE(asked(failure, rules), u"a1 a2 A b f"_s);
        failure.retryAfter = std::chrono::seconds(2);
        QCOMPARE(asked(failure, rules), u"a1 a2 A b f a1! a2"_s);
        rules.longestWait = milliseconds(0);
        QCOMPARE(asked(failure, rules), u"a1 a2 A b f"_s);
    }

    void waitsGrowAndVary()
    {
        Error failure = error(ErrorKind::Overloaded, 503);
        QSet<qint64> first;
        for (quint64 seed = 0; seed < 20; ++seed) {
            RouteWalk walk({candidate(u"a"_s, u"m"_s, "key-one", 0)}, {}, seed, 0);
            qint64 now = 0;
            QList<qint64> waits;
            for (;;) {
                const auto step = walk.next(now);
                const auto *go = std::get_if<RouteWalk::Go>(&step);
                if (!go)
                    break;
                if (go->wait.count() > 0)
                    waits.append(go->wait.count());
                now += go->wait.count();
                walk.began(go->candidate);
                walk.failed(go->candidate, failure, now);
            }
            QCOMPARE(waits.size(), 2); // and then it is enough
            QVERIFY(waits[0] >= 375 && waits[0] <= 625);
            QVERIFY(waits[1] >= 750 && waits[1] <= 1250);
            first.insert(waits[0]);
        }
        QVERIFY(first.size() > 10);
    }

    void attemptsAndTimeAreBounded()
    {
        RouteRules rules;
        rules.maxAttempts = 2;
        QCOMPARE(asked(error(ErrorKind::Server), rules), u"a1 A"_s);
        rules = {};
        rules.totalTime = milliseconds(1000);
        RouteWalk walk(candidates(), rules, 1, 5000);
        QVERIFY(std::holds_alternative<RouteWalk::Go>(walk.next(5999)));
        QCOMPARE(std::get<RouteWalk::Over>(walk.next(6000)), RouteWalk::Over::TooLate);
    }

    void aSecondOfferMayRunBesideTheFirst()
    {
        RouteWalk walk(candidates(), {}, 1, 0);
        walk.began(0);
        QCOMPARE(walk.beside(0), 2); // not the same offer's other key
        walk.began(2);
        QCOMPARE(walk.beside(0), 3);
        RouteRules rules;
        rules.maxAttempts = 1;
        RouteWalk bounded(candidates(), rules, 1, 0);
        bounded.began(0);
        QVERIFY(!bounded.beside(0));
    }
};

QTEST_GUILESS_MAIN(TestWalk)
#include "tst_walk.moc"
