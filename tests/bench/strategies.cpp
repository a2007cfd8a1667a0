// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// 1,000 days of eight offers of one model: each has outages (everything fails), brown-outs (a share fails),
// rate limits, and prices and speeds that change. Every strategy sees the same days, request by request,
// through the real planner, the real walk and the real health; only the sockets are left out. Hindsight knows
// which offers would have answered at that moment.
#include "app/credits/settle.h"
#include "app/routing/walk.h"
#include "tests/bench/bench.h"

#include <cmath>
#include <cstdio>
#include <random>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
constexpr int days = 1'000;
constexpr int requestsPerDay = 60;
constexpr qint64 dayMs = 86'400'000;
constexpr int offers = 8;
constexpr qint64 startMs = 1'700'000'000'000;
constexpr qint64 inputTokens = 1'000;
constexpr qint64 outputTokens = 500;

/// From when to when an offer fails, and how often.
struct Trouble
{
    qint64 from = 0, to = 0;
    double failing = 1;
};

struct Provider
{
    QString slug;
    std::vector<Trouble> troubles;                 // in order
    std::vector<std::pair<qint64, qint64>> prices; // from when on; picodollars a token, in and out alike
    double ttftMs = 500, speed = 50;
};

class World
{
public:
    World()
    {
        std::mt19937_64 random(20261125);
        std::uniform_real_distribution<double> unit(0, 1);
        const auto exponential = [&](double mean) { return -mean * std::log(1 - unit(random)); };
        for (int i = 0; i < offers; ++i) {
            Provider p;
            p.slug = u"p%1"_s.arg(i);
            p.ttftMs = 250 + 150 * i;
            p.speed = 120 - 12 * i;
            qint64 price = 600'000 + 150'000 * ((i * 5) % offers); // 0.60 to 1.65 USD a million tokens
            for (double at = 0; at < days; at += exponential(30)) {
                p.prices.push_back({startMs + qint64(at * dayMs), price});
                price = qBound(qint64(300'000), qint64(double(price) * (0.85 + 0.3 * unit(random))),
                               qint64(3'000'000));
            }
            for (double at = exponential(6); at < days; at += exponential(6)) {
                const bool outage = unit(random) < 0.4;
                const double hours = outage ? 0.1 + exponential(0.7) : 0.5 + exponential(2);
                const qint64 from = startMs + qint64(at * dayMs);
                const double failing = outage ? 1.0 : 0.1 + 0.7 * unit(random);
                p.troubles.push_back({from, from + qint64(hours * 3'600'000), failing});
            }
            m_providers.push_back(std::move(p));
        }
    }

    const std::vector<Provider> &providers() const { return m_providers; }

    static qint64 price(const Provider &p, qint64 now)
    {
        qint64 price = p.prices.front().second;
        for (const auto &[from, value] : p.prices) {
            if (from > now)
                break;
            price = value;
        }
        return price;
    }

    /// Changes whenever a price does.
    qint64 priceList(qint64 now) const
    {
        qint64 changes = 0;
        for (const Provider &p : m_providers)
            changes += std::ranges::count_if(p.prices, [&](const auto &price) { return price.first <= now; });
        return changes;
    }

    static double failing(const Provider &p, qint64 now)
    {
        double most = 0.002; // even on a good day
        for (const Trouble &trouble : p.troubles) {
            if (trouble.from > now)
                break;
            if (now < trouble.to)
                most = qMax(most, trouble.failing);
        }
        return most;
    }

    /// Whether \p p would answer the request number \p n at \p now: drawn once, for whoever asks.
    static bool answers(const Provider &p, quint64 n, qint64 now)
    {
        return drawFor(n, {p.slug, u"answers"_s}) >= failing(p, now);
    }

private:
    std::vector<Provider> m_providers;
};

struct Tally
{
    qint64 asked = 0, possible = 0, answered = 0, attempts = 0;
    double cost = 0, best = 0, formula = 0; // picodollars; only compared
    double ttft = 0, bestTtft = 0;
};

Directory directoryAt(const World &world, qint64 now)
{
    Directory directory;
    Catalog catalog;
    Model model;
    model.id = u"a/b"_s;
    model.name = u"B"_s;
    for (const Provider &p : world.providers()) {
        Vendor vendor;
        vendor.slug = p.slug;
        vendor.name = p.slug;
        vendor.keyOptional = true;
        directory.vendors.insert(p.slug, vendor);
        Offer offer;
        offer.provider = p.slug;
        offer.providerModelId = u"m"_s;
        offer.prices.input = offer.prices.output = Rate{World::price(p, now) * 1'000'000};
        model.offers.append(offer);
    }
    catalog.add(model);
    directory.catalog = std::make_shared<const Catalog>(catalog);
    return directory;
}

class Simulation
{
public:
    Simulation(const World &world, Strategy strategy) : m_world(world) { m_rules.sort = strategy; }

    void request(const Directory &directory, quint64 n, qint64 now)
    {
        ++m_tally.asked;
        hindsight(n, now);
        RouteNeed need;
        need.inputTokens = inputTokens;
        need.outputTokens = outputTokens;
        const auto plan = planRoute({.directory = directory,
                                     .health = m_health,
                                     .keys = m_keys,
                                     .rules = m_rules,
                                     .need = need,
                                     .nowMs = now,
                                     .seed = n},
                                    u"a/b"_s);
        if (!plan)
            qFatal("no plan");
        walk(*plan, n, now);
    }

    const Tally &tally() const { return m_tally; }

private:
    /// What the best choice, and the balanced formula among those who would answer, come to.
    void hindsight(quint64 n, qint64 now)
    {
        double cheapest = 0, quickest = 0, inverse = 0, inverseSquare = 0;
        for (const Provider &p : m_world.providers()) {
            if (!World::answers(p, n, now))
                continue;
            const double cost = double(World::price(p, now)) * double(inputTokens + outputTokens);
            cheapest = cheapest > 0 ? qMin(cheapest, cost) : cost;
            quickest = quickest > 0 ? qMin(quickest, p.ttftMs) : p.ttftMs;
            inverse += 1 / cost;
            inverseSquare += 1 / (cost * cost);
        }
        m_possibleNow = cheapest > 0;
        m_tally.possible += m_possibleNow;
        m_bestNow = cheapest;
        m_quickestNow = quickest;
        m_formulaNow = m_possibleNow ? inverse / inverseSquare : 0;
    }

    void walk(const RoutePlan &plan, quint64 n, qint64 now)
    {
        RouteWalk walk(plan.candidates, plan.rules, n, 0);
        qint64 elapsed = 0;
        for (;;) {
            const auto step = walk.next(elapsed);
            const auto *go = std::get_if<RouteWalk::Go>(&step);
            if (!go)
                return;
            elapsed += go->wait.count();
            const Candidate &candidate = walk.candidates()[go->candidate];
            const Provider &p =
                *std::ranges::find(m_world.providers(), candidate.vendor.slug, &Provider::slug);
            walk.began(go->candidate);
            ++m_tally.attempts;
            OfferHealth &health = m_health[candidate.offer()];
            health.probing(now);
            // It varies by a quarter, the same for every strategy.
            const double ttft = p.ttftMs * (0.75 + 0.5 * drawFor(n, {p.slug, u"ttft"_s}));
            if (World::answers(p, n, now)) {
                health.answered(now, qint64(ttft), p.speed);
                answered(p, now, double(elapsed) + ttft);
                return;
            }
            Error error;
            error.kind = ErrorKind::Server;
            error.httpStatus = 500;
            health.failed(now, error);
            elapsed += 200;
            walk.failed(go->candidate, error, elapsed);
        }
    }

    void answered(const Provider &p, qint64 now, double ttft)
    {
        if (!m_possibleNow)
            return;
        ++m_tally.answered;
        m_tally.cost += double(World::price(p, now)) * double(inputTokens + outputTokens);
        m_tally.best += m_bestNow;
        m_tally.formula += m_formulaNow;
        m_tally.ttft += ttft;
        m_tally.bestTtft += m_quickestNow;
    }

    const World &m_world;
    RouteRules m_rules;
    HealthSnapshot m_health;
    KeyHealth m_keys;
    Tally m_tally;
    bool m_possibleNow = false;
    double m_bestNow = 0, m_formulaNow = 0, m_quickestNow = 0;
};
} // namespace

QList<Row> strategyRows()
{
    const World world;
    const Strategy all[] = {Strategy::Price, Strategy::Balanced, Strategy::Throughput, Strategy::Latency};
    std::vector<std::unique_ptr<Simulation>> simulations;
    for (const Strategy strategy : all)
        simulations.push_back(std::make_unique<Simulation>(world, strategy));
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> unit(0, 1);
    quint64 n = 0;
    Directory directory;
    qint64 priceList = -1;
    for (int day = 0; day < days; ++day) {
        // Half of a day's requests come in two working hours, a few minutes apart; the rest at any time.
        std::vector<qint64> times;
        const double work = unit(random) * 20;
        for (int i = 0; i < requestsPerDay; ++i)
            times.push_back(startMs + day * dayMs +
                            qint64((i % 2 ? unit(random) * 24 : work + unit(random) * 2) * 3'600'000));
        std::ranges::sort(times);
        for (const qint64 now : times) {
            ++n;
            if (const qint64 list = world.priceList(now); list != priceList) {
                priceList = list;
                directory = directoryAt(world, now);
            }
            for (const auto &simulation : simulations)
                simulation->request(directory, n, now);
        }
    }
    std::printf("%-12s %10s %10s %12s %12s %12s %10s\n", "strategy", "requests", "success", "cost/best",
                "cost/formula", "ttft/best", "attempts");
    QList<Row> rows;
    for (size_t i = 0; i < simulations.size(); ++i) {
        const Tally &t = simulations[i]->tally();
        const QString name = strategyName(all[i]);
        const double success = 100.0 * double(t.answered) / double(t.possible);
        std::printf("%-12s %10lld %9.3f%% %12.4f %12.4f %12.4f %10.3f\n", qPrintable(name), t.asked, success,
                    t.cost / t.best, t.cost / t.formula, t.ttft / t.bestTtft,
                    double(t.attempts) / double(t.asked));
        rows.append({u"strategies-%1-success"_s.arg(name), success, u"%"_s, 99.9, u"least"_s, 1});
        rows.append({u"strategies-%1-cost"_s.arg(name), t.cost / double(t.answered), u"pico$"_s,
                     t.best / double(t.answered), u"hindsight"_s, 1});
        if (all[i] == Strategy::Balanced)
            rows.append({u"strategies-balanced-formula"_s, t.cost / double(t.answered), u"pico$"_s,
                         t.formula / double(t.answered), u"its formula"_s, 1});
        rows.append({u"strategies-%1-ttft"_s.arg(name), t.ttft / double(t.answered), u"ms"_s,
                     t.bestTtft / double(t.answered), u"hindsight"_s, 1});
    }
    return rows;
}

} // namespace Crossroads
